import pytest

from hoidap.databases import Column, ForeignKey, Schema, Table

DEPARTMENT = Table("Department", (Column("DepartmentId", "int", primary_key=True), Column("DepartmentName", "text")))
AUTHOR = Table(
    "Author",
    (
        Column("AuthorId", "int", primary_key=True),
        Column("AuthorName", "text", synonyms=("tên", "name")),
        Column("DepartmentId", "int"),
    ),
    (ForeignKey(("DepartmentId",), "Department", ("DepartmentId",)),),
    comment="who wrote it",
    synonyms=("author", "tác giả"),
)
ODD = Table(
    'Order "x" Details', (Column("mã số", "int"), Column("a.b", "text", comment="long " * 40), Column("đơn", "date"))
)
SCHEMA = Schema((DEPARTMENT, ODD, AUTHOR), "sqlite")


def test_one_line_a_table_in_the_order_of_names() -> None:
    author, department, odd = SCHEMA.render().splitlines()
    assert author == (
        "Author (author; tác giả; who wrote it): AuthorId int pk, AuthorName (tên; name) text,"
        " DepartmentId int -> Department.DepartmentId"
    )
    assert department == "Department: DepartmentId int pk, DepartmentName text"
    assert odd.startswith('"Order ""x"" Details": "mã số" int, "a.b" (long long')
    assert odd.endswith("…) text, đơn date")


def test_the_order_in_which_tables_are_asked_for_does_not_matter() -> None:
    assert SCHEMA.render(["department", "AUTHOR"]) == SCHEMA.render(["Author", "Department"])
    assert SCHEMA.render(["Department"]) == "Department: DepartmentId int pk, DepartmentName text"


def test_names_are_found_in_any_case() -> None:
    assert SCHEMA.table("aUTHOR").column("authorname") is AUTHOR.columns[1]
    assert AUTHOR.primary_key == ("AuthorId",)
    with pytest.raises(KeyError):
        SCHEMA.table("nothing")
    with pytest.raises(KeyError):
        AUTHOR.column("nothing")
