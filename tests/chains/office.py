"""A small schema of the demo database's shape, built by hand, for tests that need no file."""

from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

OFFICE = Schema(
    (
        Table(
            "Department",
            (Column("DepartmentId", "int", primary_key=True), Column("DepartmentName", "text")),
            synonyms=("bộ phận", "phòng ban"),
        ),
        Table(
            "Author",
            (
                Column("AuthorId", "int", primary_key=True),
                Column("AuthorName", "text"),
                Column("DepartmentId", "int"),
            ),
            (ForeignKey(("DepartmentId",), "Department", ("DepartmentId",)),),
            synonyms=("tác giả",),
        ),
        Table("Tool", (Column("ToolId", "int", primary_key=True), Column("ToolName", "text")), synonyms=("công cụ",)),
        Table(
            "Jidouka",
            (
                Column("JidoukaId", "int", primary_key=True),
                Column("ImprovementName", "text"),
                Column("TotalTimeSaved", "float", synonyms=("thời gian tiết kiệm", "giờ tiết kiệm")),
                Column("DateCreate", "date"),
                Column("Video", "text"),
                Column("AuthorId", "int"),
                Column("DepartmentId", "int"),
            ),
            (
                ForeignKey(("AuthorId",), "Author", ("AuthorId",)),
                ForeignKey(("DepartmentId",), "Department", ("DepartmentId",)),
            ),
            synonyms=("cải tiến", "improvement"),
        ),
        Table(
            "JidoukaTool",
            (Column("JidoukaId", "int", primary_key=True), Column("ToolId", "int", primary_key=True)),
            (ForeignKey(("JidoukaId",), "Jidouka", ("JidoukaId",)), ForeignKey(("ToolId",), "Tool", ("ToolId",))),
        ),
    ),
    "sqlite",
)

VALUES = ValueIndex(
    [
        Value("Department", "DepartmentName", "DC5"),
        Value("Department", "DepartmentName", "DC3"),
        Value("Author", "AuthorName", "Nguyễn Văn Bàn"),
        Value("Tool", "ToolName", "Python"),
        Value("Tool", "ToolName", "Excel VBA"),
    ]
)
