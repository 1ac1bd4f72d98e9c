"""What stands below an answer: the words around its chart, its rows, its SQL and its files."""

TEXTS: dict[str, tuple[str, str]] = {
    "seconds": ("{seconds} giây", "{seconds} s"),
    "cut": ("Chỉ hiện {count} dòng đầu tiên.", "Only the first {count} rows are shown."),
    # the table
    "table": ("Bảng", "Table"),
    "page": ("{first}–{last} trong {total} dòng", "{first}–{last} of {total} rows"),
    "previous": ("Trang trước", "Previous page"),
    "next": ("Trang sau", "Next page"),
    "sort": ("Sắp xếp theo {column}", "Sort by {column}"),
    "search": ("Tìm trong các dòng", "Search the rows"),
    "none_found": ("Không có dòng nào như vậy.", "No row is like that."),
    "more": ("xem hết", "show all"),
    "less": ("thu gọn", "show less"),
    "nothing": ("(trống)", "(empty)"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    # charts
    "chart": ("Biểu đồ", "Chart"),
    "chart_kind": ("Kiểu biểu đồ", "Kind of chart"),
    "chart_line": ("Biểu đồ đường", "Line chart"),
    "chart_bar": ("Biểu đồ cột", "Bar chart"),
    "chart_horizontal": ("Biểu đồ thanh ngang", "Horizontal bar chart"),
    "chart_pie": ("Biểu đồ tròn", "Pie chart"),
    "chart_scatter": ("Biểu đồ điểm", "Scatter chart"),
    "chart_number": ("Con số", "Number"),
    "chart_alt": (
        "{kind}: {figure} theo {dimension}, {count} giá trị. Lớn nhất {most}, nhỏ nhất {least}.",
        "{kind}: {figure} by {dimension}, {count} values. Highest {most}, lowest {least}.",
    ),
    "why_line": ("Vẽ đường vì cột “{dimension}” là thời gian.", "A line, because “{dimension}” is time."),
    "why_lines": (
        "Vẽ nhiều đường vì cột “{dimension}” là thời gian.",
        "Several lines, because “{dimension}” is time.",
    ),
    "why_bar": (
        "Vẽ cột để so sánh theo “{dimension}”.",
        "Bars, to compare by “{dimension}”.",
    ),
    "why_horizontal": (
        "Vẽ thanh ngang vì tên ở cột “{dimension}” dài.",
        "Horizontal bars, because the names in “{dimension}” are long.",
    ),
    "why_horizontal_many": (
        "Vẽ thanh ngang vì cột “{dimension}” có nhiều mục.",
        "Horizontal bars, because there are many of “{dimension}”.",
    ),
    "why_pie": (
        "Vẽ hình tròn vì câu hỏi về tỷ lệ, và chỉ có {count} phần.",
        "A pie, because the question is about shares, and there are only {count}.",
    ),
    "why_scatter": (
        "Vẽ điểm vì mỗi dòng có hai con số: “{dimension}” và “{figure}”.",
        "Points, because each row has two figures: “{dimension}” and “{figure}”.",
    ),
    "why_number": ("Kết quả chỉ có một dòng số.", "The result is a single row of figures."),
    "rest": ("Chỉ vẽ {count} trong {total} mục.", "Only {count} of {total} are drawn."),
    "not_drawn": ("Không vẽ được biểu đồ trên trình duyệt này.", "The chart cannot be drawn in this browser."),
    "quarter_of": ("Quý {quarter}/{year}", "Q{quarter} {year}"),
    "month_of": ("{month}/{year}", "{month} {year}"),
    # the SQL
    "sql": ("Câu SQL", "SQL"),
    "in_words": ("Câu SQL này làm gì", "What this SQL does"),
    "edit_sql": ("Sửa và chạy lại", "Edit and run again"),
    "your_sql": ("Câu SQL của bạn", "Your SQL"),
    "run_sql": ("Chạy", "Run"),
    "cancel": ("Hủy", "Cancel"),
    "not_run": ("Không chạy được câu SQL này. Bạn thử lại nhé.", "This SQL could not be run. Please try again."),
    "own_sql": ("{question} (SQL do tôi sửa)", "{question} (with SQL of my own)"),
    "busy": (
        "Bạn chờ câu trả lời đang viết xong đã nhé.",
        "Please wait for the answer that is being written.",
    ),
    # files
    "as_csv": ("Tải về dạng CSV", "Download as CSV"),
    "as_excel": ("Tải về dạng Excel", "Download as Excel"),
    "no_file": ("Không tạo được tệp.", "The file could not be made."),
    "sheet_rows": ("Dữ liệu", "Rows"),
    "sheet_about": ("Về dữ liệu này", "About"),
    "asked": ("Câu hỏi", "Question"),
    "asked_sql": ("Câu SQL", "SQL"),
    "made_at": ("Tạo tệp lúc", "File made at"),
}
