"""A prompt for an external language model to write more pairs. It leaves the machine, so it holds no cell unasked."""

from pathlib import Path
from string import Template

from hoidap.chains.language import Language
from hoidap.databases import Database

FEW = 5  # cells of a column that are told where they may be
_FOLDER = Path(__file__).parent / "prompts"
_DIALECTS = {"sqlite": "SQLite", "postgres": "PostgreSQL", "mysql": "MySQL / MariaDB", "tsql": "SQL Server"}
_VALUES = {
    "en": "\nSome of the values that stand in its columns:\n\n{lines}\n",
    "vi": "\nMột số giá trị có trong các cột:\n\n{lines}\n",
}
_ABOUT: dict[tuple[Language, bool], str] = {
    ("en", True): "Compare only with values that are listed above, spelt as they are.",
    ("en", False): "You do not know what stands in the cells. Where a text is compared, write [[Table.Column]] for it, "
    "alike in the question and, between single quotes, in the query; a second one of a column is [[Table.Column 2]]. "
    "Real values are filled in later. Numbers and years you may choose.",
    ("vi", True): "Chỉ so sánh với các giá trị đã liệt kê ở trên, viết đúng như vậy.",
    ("vi", False): "Bạn không biết các ô chứa gì. Chỗ nào so sánh với chữ, hãy viết [[Bảng.Cột]], giống nhau trong câu "
    "hỏi và, giữa hai dấu nháy đơn, trong câu truy vấn; giá trị thứ hai của một cột viết là [[Bảng.Cột 2]]. Giá trị "
    "thật sẽ được điền sau. Con số và năm thì bạn tự chọn.",
}


def writing_prompt(db: Database, count: int, language: Language, *, with_values: bool = False) -> str:
    """Role, context with the schema, action and output format, ready to be copied.

    Only `with_values` does it hold any cell; then of text columns that are not private, and never more than a few.
    Raises DatabaseError where these cannot be read.
    """
    lines = _cells(db) if with_values else []
    told = Template((_FOLDER / f"write_pairs_{language}.md").read_text(encoding="utf-8"))
    return told.substitute(
        dialect=_DIALECTS.get(db.schema.dialect, db.schema.dialect),
        schema=db.schema.render(),
        values=_VALUES[language].format(lines="\n".join(lines)) if lines else "",
        count=count,
        about_values=_ABOUT[language, bool(lines)],
    )


def _cells(db: Database) -> list[str]:
    found = []
    for table in db.schema.tables:
        for column in table.columns:
            texts = [value.text for value in db.values.of(table.name, column.name)[:FEW]]
            if texts:
                found.append(f"{table.name}.{column.name}: " + ", ".join(f"'{text}'" for text in texts))
    return found
