"""What the columns of a result are called."""

import pytest

from hoidap.chains.headings import Heading, headings
from hoidap.databases import Column, Database, ForeignKey, Schema, Table

JOINED = "FROM Jidouka j JOIN Department d ON d.DepartmentId = j.DepartmentId"


def named(sql: str, db: Database, language: str = "vi") -> list[str]:
    columns = db.query(sql).columns
    return [heading.name for heading in headings(sql, columns, db.schema, language)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sql", "vietnamese", "english"),
    [
        ("SELECT COUNT(*) FROM Jidouka", ["Số cải tiến"], ["Number of improvements"]),
        ("SELECT COUNT(DISTINCT j.AuthorId) FROM Jidouka j", ["Số tác giả"], ["Number of authors"]),
        ("SELECT AVG(j.TotalTimeSaved) FROM Jidouka j", ["Giờ tiết kiệm trung bình"], ["Average time saved"]),
        ("SELECT MIN(j.DateCreate) FROM Jidouka j", ["Ngày tạo sớm nhất"], ["Earliest date"]),
        ("SELECT ROUND(SUM(j.TotalTimeSaved), 1) AS x FROM Jidouka j", ["Tổng giờ tiết kiệm"], ["Total time saved"]),
        ("SELECT CAST(STRFTIME('%Y', j.DateCreate) AS INTEGER) FROM Jidouka j LIMIT 1", ["Năm"], ["Year"]),
        (
            "SELECT AuthorId, DepartmentId FROM Author LIMIT 1",
            ["Mã tác giả", "Mã bộ phận"],
            ["Author ID", "Department ID"],
        ),
        (
            f"SELECT d.DepartmentName, COUNT(*) {JOINED} GROUP BY 1",
            ["Tên bộ phận", "Số cải tiến"],
            ["Department name", "Number of improvements"],
        ),
        ('SELECT COUNT(*) AS "số lượng đề tài" FROM Jidouka', ["Số lượng đề tài"], ["Số lượng đề tài"]),
    ],
)
def test_columns_are_called_by_what_they_hold(
    db: Database, sql: str, vietnamese: list[str], english: list[str]
) -> None:
    assert named(sql, db) == vietnamese
    assert named(sql, db, "en") == english


def test_a_count_over_a_join_counts_the_rows_that_it_has_once_each(db: Database) -> None:
    from_the_parent = "FROM Department d JOIN Jidouka j ON j.DepartmentId = d.DepartmentId GROUP BY 1"
    assert named(f"SELECT d.DepartmentName, COUNT(*) {from_the_parent}", db)[1] == "Số cải tiến"
    tools = "FROM Tool t JOIN JidoukaTool x ON x.ToolId = t.ToolId JOIN Jidouka j ON j.JidoukaId = x.JidoukaId"
    assert named(f"SELECT t.ToolName, COUNT(*) {tools} GROUP BY t.ToolName", db)[1] == "Số cải tiến"


def test_the_kind_of_a_column_is_known_by_its_sql(db: Database) -> None:
    sql = (
        "SELECT STRFTIME('%m', j.DateCreate) AS t, j.AuthorId, COUNT(*), j.ProductApply FROM Jidouka j GROUP BY 1, 2, 4"
    )
    kinds = [heading.kind for heading in headings(sql, ["t", "AuthorId", "COUNT(*)", "ProductApply"], db.schema, "vi")]
    assert kinds == ["month", "key", "figure", ""]


def two_tables(column: str) -> Schema:
    one = Table("Customer", (Column("Id", "int", True), Column(column, "text")))
    key = ForeignKey(("Id",), "Customer", ("Id",))
    other = Table("City", (Column("Id", "int", True), Column(column, "text")), (key,))
    return Schema((one, other), "sqlite")


@pytest.mark.parametrize(
    ("column", "names"),
    [("Phone", ["Phone (customer)", "Phone (city)"]), ("Name", ["Customer name", "City name"])],
)
def test_columns_of_one_name_are_told_apart(column: str, names: list[str]) -> None:
    sql = f"SELECT c.{column}, t.{column} FROM Customer c JOIN City t ON t.Id = c.Id"
    found = headings(sql, [column, column], two_tables(column), "en")
    assert [heading.name for heading in found] == names


def test_what_cannot_be_read_keeps_its_own_words(db: Database) -> None:
    assert headings("SELEC (", ["TotalSales"], db.schema, "en") == [Heading("Total sales")]
    assert headings("SELECT * FROM Tool", ["ToolId", "ToolName"], db.schema, "en")[1] == Heading("Tool name")
