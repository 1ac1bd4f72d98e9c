"""What is read of a live server, by each driver: schema, values, rows, and a whole question."""

from pathlib import Path

import pytest
from live_office import quoted

from hoidap.agents import build_agent
from hoidap.benchmarks.servers import READER, MariaDB, PostgreSQL
from hoidap.databases import CannotOpen, Database, QueryFailed, QueryTimeout, SqlRefused, fold
from hoidap.models import load_chat_model

EMPLOYEES = "Nhân viên"


def written(office: Database, sql: str) -> str:
    """A statement in which names stand in double quotes, as this database writes them."""
    return sql.replace('"', quoted("", office.schema.dialect)[0])


def test_tables_and_views_are_read_without_the_hidden_one(office: Database) -> None:
    names = {table.name for table in office.schema.tables}
    assert {"Department", EMPLOYEES, "order", "Đông nhất"} <= names
    assert not any("secret" in name for name in names)
    assert office.schema.table("Đông nhất").is_view
    assert [column.name for column in office.schema.table("Đông nhất").columns] == ["DepartmentId", "people"]


def test_columns_have_their_types_and_keys(office: Database) -> None:
    table = office.schema.table(EMPLOYEES)
    types = {column.name: column.type for column in table.columns}
    assert types == {
        "mã số": "int",
        "họ tên": "text",
        "DepartmentId": "int",
        "ngày vào": "date",
        "giờ": "datetime",
        "lương": "float",
        "điểm": "float",
        "đang làm": "bool",
        "ghi chú": "text",
    }
    assert table.primary_key == ("mã số",)
    assert [(key.columns, key.table, key.referred) for key in table.foreign_keys] == [
        (("DepartmentId",), "Department", ("DepartmentId",))
    ]
    assert [key.table for key in office.schema.table("order").foreign_keys] == [EMPLOYEES]


def test_comments_are_read(office: Database) -> None:
    table = office.schema.table(EMPLOYEES)
    assert table.comment == "Người đang hoặc đã làm việc ở đây"
    assert table.column("lương").comment == "triệu đồng một tháng"


def test_other_schemas_are_read(postgres_office: PostgreSQL, tmp_path: Path) -> None:
    office = Database.connect(postgres_office.url("office", READER), data_dir=tmp_path)
    invoices = next(table for table in office.schema.tables if table.name.rpartition(".")[2] == "invoices")
    assert [key.table for key in invoices.foreign_keys] == [EMPLOYEES]
    rows = office.query('SELECT i.buyer, e."họ tên" FROM sales.invoices i JOIN "Nhân viên" e ON e."mã số" = i.employee')
    assert sorted(rows.rows) == [["Công ty Biển Xanh", "O'Brien"], ["Công ty Sao Mai", "Nguyễn Văn An"]]
    office.close()


def test_values_of_cells_are_found(office: Database) -> None:
    found = office.values.exact(fold("nguyen van an"))
    assert [(value.table, value.column, value.text) for value in found] == [(EMPLOYEES, "họ tên", "Nguyễn Văn An")]
    assert not office.values.exact(fold("TOPSECRET"))


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ('SELECT "họ tên", "lương" FROM "Nhân viên" WHERE "mã số" = 7', [["Nguyễn Văn An", 1250.5]]),
        ('SELECT "ngày vào", "giờ" FROM "Nhân viên" WHERE "mã số" = 7', [["2024-01-05", "2024-01-05 08:30:00"]]),
        ('SELECT "ghi chú", "điểm", "giờ" FROM "Nhân viên" WHERE "mã số" = 8', [[None, 1.25, None]]),
        ('SELECT "họ tên" FROM "Nhân viên" WHERE "ghi chú" LIKE \'%50\\% n%\'', [["Nguyễn Văn An"]]),
        ('SELECT "group" FROM "order" ORDER BY "select" DESC LIMIT 1', [["nhỏ"]]),
        (
            'SELECT "Department"."DepartmentName", COUNT(*) FROM "Nhân viên" JOIN "Department"'
            ' ON "Department"."DepartmentId" = "Nhân viên"."DepartmentId" GROUP BY "Department"."DepartmentName"'
            " ORDER BY COUNT(*) DESC, 1",
            [["Thiết kế", 2], ["Kế toán", 1]],
        ),
        ('SELECT people FROM "Đông nhất" WHERE "DepartmentId" = 2', [[2]]),
        ('SELECT COUNT(*) FROM "Department" WHERE "DepartmentName" = \'Kế toán\'', [[1]]),
    ],
)
def test_guarded_queries_give_their_rows(office: Database, sql: str, rows: list[list[object]]) -> None:
    assert office.query(written(office, sql)).rows == rows


def test_rows_left_out_are_told_exactly(office: Database) -> None:
    three = office.query(written(office, 'SELECT "mã số" FROM "Nhân viên"'))
    four = office.query(written(office, 'SELECT 1 FROM "Nhân viên" UNION ALL SELECT 2 FROM "order" LIMIT 4'))
    assert (len(three.rows), three.truncated) == (3, False)
    assert (len(four.rows), four.truncated) == (3, True)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT k FROM secret_keys",
        'DELETE FROM "order"',
        'SELECT 1; DELETE FROM "order"',
        "SELECT * FROM information_schema.tables",
        "SELECT version()",
    ],
)
def test_hidden_tables_and_writes_are_refused(office: Database, sql: str) -> None:
    with pytest.raises(SqlRefused):
        office.query(written(office, sql))


def test_a_long_query_ends_in_time(office: Database) -> None:
    many = '"Nhân viên" t0' + "".join(
        f' JOIN "Nhân viên" t{number} ON t{number}."mã số" > 0' for number in range(1, 20)
    )
    with pytest.raises(QueryTimeout, match="longer than 1 second"):
        office.query(written(office, f'SELECT SUM(t1."lương") FROM {many}'))
    assert office.query(written(office, 'SELECT COUNT(*) FROM "order"')).rows == [[2]]


def test_an_error_of_the_server_is_one_sentence(office: Database) -> None:
    with pytest.raises(QueryFailed) as failed:
        office.query(written(office, 'SELECT (SELECT "group" FROM "order") AS several'))
    sentence = str(failed.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_wrong_password_is_not_repeated(office_url: str, mariadb: MariaDB, postgres: PostgreSQL) -> None:
    password = (postgres if office_url.startswith("postgres") else mariadb).passwords[READER]
    with pytest.raises(CannotOpen) as failed:
        Database.connect(office_url.replace("%2Fx@", "%2Funfit@"))
    assert password.partition("/")[0] not in str(failed.value)
    assert "unfit" not in str(failed.value)


def test_a_whole_question_is_answered(office: Database) -> None:
    agent = build_agent(load_chat_model("embedded"), office)
    answer = agent.invoke({"question": "How many departments are there?", "thread_id": office.url})
    assert answer["rows"] == [[3]]
    assert "3" in answer["answer"]
