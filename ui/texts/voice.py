"""What the page says about spoken questions and answers read aloud."""

TEXTS: dict[str, tuple[str, str]] = {
    "heard": (
        "Mình đã ghi lại câu bạn nói. Bạn sửa nếu cần rồi gửi nhé.",
        "I wrote down what you said. Correct it if you like, then send it.",
    ),
    "heard_nothing": (
        "Mình chưa nghe thấy bạn nói gì. Bạn nói to hơn một chút hoặc lại gần micro rồi thử lại nhé.",
        "I did not hear anybody speak. Please try again, a little louder or closer to the microphone.",
    ),
    "no_sound": (
        "Micro chưa gửi âm thanh nào. Bạn kiểm tra micro và cho phép trang này dùng micro nhé.",
        "No sound came from the microphone. Please check it, and allow this page to use it.",
    ),
    "heard_enough": (
        "Mình chỉ nghe được tối đa {seconds} giây, nên đã dừng thu ở đây.",
        "I can listen for {seconds} seconds at most, so I stopped recording here.",
    ),
    "cannot_hear_yet": (
        "Mình chưa nghe được ngay lúc này. Bạn chờ vài giây rồi thử lại, hoặc gõ câu hỏi nhé.",
        "I cannot listen just yet. Please try again in a few seconds, or type your question.",
    ),
    "many_speak": (
        "Đang có nhiều người nói cùng lúc. Bạn thử lại sau vài giây, hoặc gõ câu hỏi nhé.",
        "Many people are speaking right now. Please try again in a few seconds, or type your question.",
    ),
    "not_heard": (
        "Mình chưa nhận ra được lời nói này. Bạn thử lại, hoặc gõ câu hỏi nhé.",
        "I could not make out that recording. Please try again, or type your question.",
    ),
    "read_aloud": ("Đọc to", "Read aloud"),
    "read_aloud_why": ("Nghe đọc câu trả lời", "Listen to this answer"),
    "not_read": (
        "Mình chưa đọc được câu trả lời này thành tiếng. Bạn thử lại sau nhé.",
        "I could not read this answer aloud. Please try again later.",
    ),
    "spoken_answer": ("Câu trả lời đọc thành tiếng", "The answer, read aloud"),
}
