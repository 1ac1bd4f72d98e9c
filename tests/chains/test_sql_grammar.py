"""The grammar of ordinary SQL: what it permits the guard lets through, and questions of people can be said in it."""

import json
from pathlib import Path

import pytest
from grammar_walks import accepts, forced_share, large, nasty, walk
from office import OFFICE
from qualified import qualified

from hoidap.chains.sql_grammar import sql_grammar
from hoidap.databases import Column, Database, Schema, SqlRefused, Table, Value
from hoidap.databases.demo import FILE_NAME, demo_database
from hoidap.databases.guard import Guard

EVALS = Path(__file__).parents[1] / "evals"
SHARED = Path(__file__).parents[3] / "shared/data/demo"
GRAMMAR = sql_grammar(OFFICE)
QUESTION = "Tìm O'Brien ở 'AC/DC' năm 2024?"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Database:
    folder = tmp_path_factory.mktemp("demo")
    demo_database(folder)
    return Database.connect(f"sqlite:///{folder / FILE_NAME}", data_dir=folder)


@pytest.mark.parametrize("question", ["", QUESTION])
@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", "tsql"])
@pytest.mark.parametrize("name", ["office", "nasty"])
def test_the_guard_lets_through_whatever_is_written(name: str, dialect: str, question: str) -> None:
    schema = Schema(OFFICE.tables, dialect) if name == "office" else nasty(dialect)
    values = [Value(table.name, column.name, "Ệ's") for table in schema.tables for column in table.columns[1:2]]
    grammar, guard = sql_grammar(schema, values if question else [], question), Guard(schema)
    written = [sql for seed in range(24) if (sql := walk(grammar, seed))]
    assert len(written) > 2
    for sql in written:
        assert guard.check(sql).sql, sql


def test_a_database_lets_it_through_too(demo: Database) -> None:
    grammar = sql_grammar(demo.schema)
    written = [sql for seed in range(120) if (sql := walk(grammar, seed))]
    assert len(written) > 30
    for sql in written:
        demo.check(sql)


@pytest.mark.parametrize("name", ["jidouka", "chinook", "northwind"])
def test_it_says_what_people_ask(name: str, demo: Database, tmp_path: Path) -> None:
    db = demo
    if name != "jidouka":
        path = SHARED / f"{name}.sqlite"
        if not path.exists():
            pytest.skip(f"{path} is absent: it stands beside the repository, not in it")
        db = Database.connect(f"sqlite:///{path}", data_dir=tmp_path)
    lines = (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [qualified(json.loads(line)["gold_sql"], db.schema) for line in lines]
    grammar = sql_grammar(db.schema)
    said = [sql for sql in gold if accepts(grammar, sql)]
    assert len(said) == len(gold), [sql for sql in gold if sql not in said]
    assert forced_share(grammar, said) > 0.4


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM Jidouka",
        "SELECT DISTINCT Tool.ToolName FROM Tool ORDER BY Tool.ToolName LIMIT 5 OFFSET 10",
        "SELECT Author.AuthorName, ROUND(AVG(Jidouka.TotalTimeSaved), 2) AS hours FROM Author LEFT JOIN Jidouka ON Jidouka.AuthorId = Author.AuthorId GROUP BY Author.AuthorId HAVING COUNT(*) >= 3 ORDER BY AVG(Jidouka.TotalTimeSaved) DESC",
        "SELECT COUNT(DISTINCT Jidouka.AuthorId) * 100.0 / (SELECT COUNT(*) FROM Author) FROM Jidouka WHERE Jidouka.Video IS NOT NULL",
        "SELECT strftime('%Y-%m', Jidouka.DateCreate), SUM(Jidouka.TotalTimeSaved) FROM Jidouka WHERE Jidouka.DateCreate BETWEEN '2024-01-01' AND '2024-06-30' GROUP BY strftime('%Y-%m', Jidouka.DateCreate)",
        "SELECT Author.AuthorName FROM Author WHERE NOT EXISTS (SELECT 1 FROM Jidouka WHERE Jidouka.AuthorId = Author.AuthorId)",
        "SELECT Jidouka.ImprovementName FROM Jidouka WHERE Jidouka.TotalTimeSaved > (SELECT AVG(Jidouka.TotalTimeSaved) FROM Jidouka) AND (Jidouka.Video = 'x' OR Jidouka.Video LIKE '%y%')",
        "SELECT SUM(CASE WHEN Jidouka.TotalTimeSaved > 10 THEN 1 ELSE 0 END) FROM Jidouka",
        "SELECT CASE WHEN Author.AuthorName = 'An' AND Department.DepartmentName IS NULL THEN 'one' ELSE Author.AuthorName END FROM Author JOIN Department ON Author.DepartmentId = Department.DepartmentId",
        "SELECT COUNT(*) FROM (SELECT Jidouka.AuthorId FROM Jidouka GROUP BY Jidouka.AuthorId HAVING COUNT(*) > 1) AS found",
        "SELECT Author.AuthorName FROM Author INTERSECT SELECT Tool.ToolName FROM Tool",
        "SELECT Tool.ToolName || ' ' || Tool.ToolId FROM Tool WHERE LENGTH(Tool.ToolName) > 3 AND LOWER(Tool.ToolName) IN ('a', 'b')",
        "SELECT SUM((Jidouka.TotalTimeSaved - 1) * 2) / COUNT(*) FROM Jidouka",
    ],
)
def test_it_takes(sql: str) -> None:
    assert accepts(GRAMMAR, sql) == ("|| Tool.ToolId" not in sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM Author",
        "SELECT 1",
        "SELECT Author.Password FROM Author",
        "SELECT Tool.ToolName FROM Author",  # the table is not read
        "SELECT Author.AuthorName FROM Author WHERE Tool.ToolId = 1",
        "SELECT Author.AuthorName FROM Author JOIN Department ON Author.AuthorId = Department.DepartmentId",  # not the key
        "SELECT Author.AuthorName FROM Author JOIN Author ON Author.AuthorId = Author.AuthorId",
        "SELECT Author.AuthorName FROM Author WHERE Author.AuthorId IN (SELECT Jidouka.AuthorId, Jidouka.JidoukaId FROM Jidouka)",
        "SELECT Author.AuthorName FROM Author WHERE Author.AuthorId IN (SELECT Jidouka.AuthorId FROM Tool)",
        "SELECT Author.AuthorName, Author.AuthorId FROM Author UNION SELECT Tool.ToolName FROM Tool",
        "SELECT COUNT(SUM(Author.AuthorId)) FROM Author",
        "SELECT Author.AuthorName FROM Author WHERE COUNT(*) > 1",
        "SELECT Author.AuthorName AS from FROM Author",
        "SELECT Author.AuthorName FROM Author; SELECT 1",
        "SELECT TOP 5 Author.AuthorName FROM Author",
    ],
)
def test_it_refuses(sql: str) -> None:
    assert not accepts(GRAMMAR, sql)


def test_a_table_that_meets_itself_has_a_copy() -> None:
    sql = 'SELECT "Khách hàng"."họ tên" FROM "Khách hàng" JOIN "Khách hàng" AS "Khách hàng2" ON {} WHERE "Khách hàng2"."mã" = 7'
    for on in (
        '"Khách hàng"."quản lý" = "Khách hàng2"."mã"',
        '"Khách hàng2"."mã" = "Khách hàng"."quản lý"',
    ):
        assert accepts(sql_grammar(nasty("sqlite")), sql.format(on))


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", 'SELECT "Order"."group" FROM "Order" WHERE "Order".paid = TRUE LIMIT 3'),
        ("postgres", 'SELECT EXTRACT(YEAR FROM "Order"."Date") FROM "Order" WHERE "Order"."group" ILIKE \'%a%\''),
        ("mysql", "SELECT YEAR(`Order`.Date) FROM `Order` WHERE `Order`.`khách hàng` = 3 AND `Order`.paid = 1 LIMIT 3"),
        ("tsql", "SELECT DISTINCT TOP 3 [Order].[group] FROM [Order] WHERE DATEPART(QUARTER, [Order].Date) = 2"),
        ("tsql", "SELECT [Khách hàng].[it's] FROM [Khách hàng] WHERE [Khách hàng].[họ tên] = N'Ệ'"),
    ],
)
def test_each_dialect_has_its_own_words(dialect: str, sql: str) -> None:
    for other in ("sqlite", "postgres", "mysql", "tsql"):
        assert accepts(sql_grammar(nasty(other)), sql) == (other == dialect), other


def test_texts_are_linked_values_or_words_of_the_question() -> None:
    linked = Value("Author", "AuthorName", "O'Brien Lê")
    grammar = sql_grammar(OFFICE, [linked], "Có bao nhiêu cải tiến về 'AC/DC' của o'brien, năm 2024?")

    def takes(test: str) -> bool:
        return accepts(grammar, f"SELECT COUNT(*) FROM Author JOIN Tool ON Author.AuthorId = Tool.ToolId WHERE {test}")

    assert takes("Author.AuthorName = 'O''Brien Lê'")
    assert takes("Author.AuthorName IN ('O''Brien Lê', 'Cải tiến')")
    assert takes("Tool.ToolName LIKE '%AC/DC%'")
    assert takes("Tool.ToolName <> 'của O''BRIEN'")
    assert not takes("Tool.ToolName = 'O''Brien Lê'")
    assert not takes("Author.AuthorName = 'An'")
    assert not takes("Tool.ToolName = 'cải tiến năm'")


@pytest.mark.parametrize("question", ["\\ * / ' \x00\u200b", "C:\\new'; --", "50% (a|b)* [x] {3} ^$ #1 a/b/c", "\n\n"])
def test_any_question_makes_a_grammar(question: str) -> None:
    for dialect in ("sqlite", "mysql"):
        schema = Schema(OFFICE.tables, dialect)
        grammar = sql_grammar(schema, [Value("Tool", "ToolName", "a\\b*'\n/")], question)
        for seed in range(6):
            if sql := walk(grammar, seed):
                Guard(schema).check(sql)


def test_equal_schemas_give_equal_texts() -> None:
    again = Schema(tuple(reversed(OFFICE.tables)), "sqlite")
    assert sql_grammar(again) == GRAMMAR == sql_grammar(OFFICE)
    assert sql_grammar(OFFICE, [], "a") != GRAMMAR


def test_many_tables_share_places() -> None:
    grammar, schema = sql_grammar(large(60)), large(60)
    keys = [(table.name, key) for table in schema.tables for key in table.foreign_keys]
    for name, key in keys[:20]:
        on = f"{name}.{key.columns[0]} = {key.table}.{key.referred[0]}"
        assert accepts(
            grammar, f"SELECT {name}.amount FROM {name} JOIN {key.table} ON {on} WHERE {key.table}.amount > 3"
        )
    refused = 0
    for seed in range(25):
        if sql := walk(grammar, seed):
            try:
                Guard(schema).check(sql)
            except SqlRefused:
                refused += 1
    assert refused < 12
    assert not accepts(grammar, "SELECT customer.amount FROM invoice")


def test_tables_of_one_kind_of_column() -> None:
    schema = Schema((Table("A", (Column("x", "text"),)), Table("B", (Column("n", "int"),))), "sqlite")
    grammar = sql_grammar(schema)
    assert accepts(grammar, "SELECT A.x FROM A JOIN B ON A.x = B.n")
    for seed in range(25):
        if sql := walk(grammar, seed):
            Guard(schema).check(sql)
