"""The schema browser, and the commands that a slash begins."""

TEXTS: dict[str, tuple[str, str]] = {
    "browser": ("Dữ liệu có gì", "What the data holds"),
    "browser_find": ("Tìm bảng hoặc cột", "Find a table or column"),
    "browser_none": ("Không có bảng hay cột nào khớp.", "No table or column matches."),
    "browser_count": ("{count} bảng", "{count} tables"),
    "browser_found": ("{count} bảng khớp", "{count} tables match"),
    "browser_rows": ("{count} dòng", "{count} rows"),
    "browser_more": ("Xem thêm", "Show more"),
    "browser_back": ("Tất cả bảng", "All tables"),
    "browser_columns": ("Cột", "Columns"),
    "browser_more_columns": ("còn {count} cột nữa", "and {count} more columns"),
    "browser_view": ("khung nhìn", "view"),
    "browser_primary": ("khóa", "key"),
    "browser_to": ("Đến bảng {table}", "Go to {table}"),
    "browser_values": ("Ví dụ", "For example"),
    "browser_relations": ("Quan hệ", "Relations"),
    "browser_whole": ("Sơ đồ quan hệ", "How the tables are related"),
    "browser_apart": ("Bảng này không nối với bảng nào.", "No other table is related to this one."),
    "browser_more_tables": ("còn {count} bảng nữa có quan hệ", "and {count} more related tables"),
    "browser_ask": ("Hỏi về bảng này", "Ask about this table"),
    "browser_loading": ("Đang tải…", "Loading…"),
    "browser_gone": ("Bảng này không còn nữa.", "This table is no longer there."),
    "browser_failed": ("Chưa tải được. Bạn thử lại nhé.", "That could not be loaded. Please try again."),
    "type_int": ("số nguyên", "whole number"),
    "type_float": ("số", "number"),
    "type_text": ("chữ", "text"),
    "type_date": ("ngày", "date"),
    "type_datetime": ("ngày giờ", "date and time"),
    "type_bool": ("có hoặc không", "yes or no"),
    "type_other": ("khác", "other"),
    "command_tables": ("bảng", "tables"),
    "command_schema": ("lược đồ", "schema"),
    "command_help": ("trợ giúp", "help"),
    "command_tables_about": ("Những bảng mà bạn hỏi được", "The tables that you can ask about"),
    "command_schema_about": ("Cột và quan hệ của một bảng", "The columns and relations of a table"),
    "command_help_about": ("Cách hỏi và các lệnh", "How to ask, and the commands"),
    "say_tables": (
        "Bạn hỏi được về {count} bảng: {tables}. Danh sách đầy đủ ở khung bên cạnh.",
        "You can ask about {count} tables: {tables}. The whole list is in the panel beside.",
    ),
    "say_table": (
        "**{label}** ({name}) có {columns} cột: {list}. Xem thêm ở khung bên cạnh.",
        "**{label}** ({name}) has {columns} columns: {list}. There is more in the panel beside.",
    ),
    "say_and_more": ("và {count} cái khác", "and {count} more"),
    "say_no_table": ("Không có bảng nào tên {name}.", "There is no table called {name}."),
    "say_near": ("Ý bạn là {names}?", "Did you mean {names}?"),
    "say_or": (" hay ", " or "),
    "say_no_command": ("Không có lệnh {name}.", "There is no command {name}."),
    "say_not_open": (
        "Cơ sở dữ liệu đang được mở, bạn thử lại sau vài giây nhé.",
        "The database is still being opened. Please try again in a few seconds.",
    ),
    "say_help": (
        "Bạn cứ hỏi bằng lời thường ngày, chẳng hạn: {examples}\n\n"
        "Các lệnh:\n"
        "- `/bảng` cho xem những bảng mà bạn hỏi được\n"
        "- `/lược đồ {table}` cho xem cột và quan hệ của một bảng\n"
        "- `/trợ giúp` hiện lại những dòng này",
        "Just ask in your own words, for example: {examples}\n\n"
        "Commands:\n"
        "- `/tables` shows the tables that you can ask about\n"
        "- `/schema {table}` shows the columns and relations of a table\n"
        "- `/help` shows these lines again",
    ),
}
