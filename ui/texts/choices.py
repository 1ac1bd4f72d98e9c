"""The words of the settings panel, and of a query that waits for somebody's decision."""

TEXTS: dict[str, tuple[str, str]] = {
    "prefer_language": ("Ngôn ngữ của trang", "Language of the page"),
    "language_auto": ("Theo trình duyệt", "As the browser says"),
    "language_vi": ("Tiếng Việt", "Vietnamese"),
    "language_en": ("Tiếng Anh", "English"),
    "prefer_rows": ("Số dòng tối đa trong một câu trả lời", "Most rows in one answer"),
    "prefer_sql_first": ("Hiện câu SQL trước", "Show the SQL first"),
    "prefer_ask_first": ("Hỏi mình trước khi chạy", "Ask me before running"),
    "prefer_ask_first_why": (
        "Câu SQL được hiện ra trước, bạn cho chạy, sửa lại hoặc hủy.",
        "The SQL is shown first, and you run it, change it or leave it.",
    ),
    "decide_run": ("Chạy", "Run"),
    "decide_edit": ("Sửa", "Edit"),
    "decide_cancel": ("Hủy", "Cancel"),
    "decide_editor": ("Câu SQL sẽ chạy", "The SQL that will run"),
    "decided_run": ("Bạn đã cho chạy câu này.", "You had this run."),
    "decided_cancel": ("Bạn đã hủy câu này.", "You cancelled this one."),
    "decided_late": (
        "Câu này không còn chờ nữa. Bạn hỏi lại giúp mình nhé.",
        "This one waits no longer. Please ask again.",
    ),
}
