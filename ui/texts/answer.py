"""What stands below an answer: the words around its rows."""

TEXTS: dict[str, tuple[str, str]] = {
    "seconds": ("{seconds} giây", "{seconds} s"),
    "page": ("{first}–{last} trong {total} dòng", "{first}–{last} of {total} rows"),
    "previous": ("Trang trước", "Previous page"),
    "next": ("Trang sau", "Next page"),
    "sort": ("Sắp xếp theo {column}", "Sort by {column}"),
    "cut": ("Chỉ hiện {count} dòng đầu tiên.", "Only the first {count} rows are shown."),
    "nothing": ("(trống)", "(empty)"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
}
