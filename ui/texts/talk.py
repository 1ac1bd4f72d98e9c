"""What the page says in the conversation: above an answer, and in place of one."""

TEXTS: dict[str, tuple[str, str]] = {
    "loading": (
        "Mình đang khởi động, vài giây nữa sẽ trả lời câu hỏi của bạn…",
        "I am still starting up, and will answer your question in a few seconds…",
    ),
    "not_loaded": (
        "Mình chưa khởi động được. Bạn nhờ người quản trị xem giúp máy chủ nhé.",
        "I could not start up. Please ask whoever runs the server to have a look at it.",
    ),
    "empty": (
        "Tin nhắn chưa có nội dung. Bạn muốn biết điều gì?",
        "There is nothing in that message. What would you like to know?",
    ),
    "long": (
        "Câu hỏi dài {length} ký tự, mình chỉ đọc được tối đa {limit}. Bạn rút gọn lại giúp mình nhé.",
        "That question has {length} characters, and I can read {limit} at most. Could you shorten it?",
    ),
    "error": (
        "Có trục trặc bên trong nên mình chưa trả lời được câu này. Bạn thử hỏi lại hoặc hỏi cách khác nhé.",
        "Something went wrong inside, so I could not answer this one. Please try again or ask it another way.",
    ),
    "not_kept": (
        "Câu này ở quá xa nên mình không còn nhớ lúc đó. Bạn sửa một câu gần hơn hoặc hỏi lại nhé.",
        "That one is too long ago: what I knew then is no longer kept. Please edit a later question or ask again.",
    ),
    "stopped": ("Đã dừng theo yêu cầu.", "Stopped, as you asked."),
    "routing": ("Đang xem câu hỏi…", "Looking at the question…"),
    "routed": ("Cách trả lời: {way}", "Way to answer: {way}"),
    "query_database": ("tra cơ sở dữ liệu", "ask the database"),
    "small_talk": ("trò chuyện", "just talk"),
    "out_of_scope": ("ngoài phạm vi dữ liệu", "outside this data"),
    "writing": ("Đang viết câu SQL…", "Writing the SQL…"),
    "written": ("Câu SQL", "SQL"),
    "reading": ("Đang đọc dữ liệu…", "Reading the data…"),
    "read": ("Dữ liệu: {rows}", "Data: {rows}"),
    "rows": ("{count} dòng", "{count} rows"),
    "row": ("1 dòng", "1 row"),
    "no_rows": ("không có dòng nào", "no rows"),
    "at_least": ("{count} dòng đầu tiên, còn nữa", "the first {count} rows, there are more"),
    "using": ("Đang dùng {name}…", "Using {name}…"),
    "used": ("Đã dùng {name}", "Used {name}"),
    "waits": ("Chưa chạy, chờ bạn đồng ý", "Not run yet: it waits for your yes"),
    "refused": ("Không chạy được", "Could not be run"),
}
