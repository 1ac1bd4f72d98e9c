"""Who sees what: roles, attributes, views, values, errors, and that a perspective is made once."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hiding_office import AUTHORS, whole

from hoidap.benchmarks.servers import PostgreSQL
from hoidap.databases import Database, GlossaryError, QueryFailed, SqlRefused
from hoidap.databases.guard import Checked
from hoidap.databases.perspectives import MOST

Connect = Callable[..., Database]

USERS = """
roles: [hr, lead]
users:
  lan: {department: 3}
  minh: {department: [3, 4]}
  sep: {roles: [lead], department: 4}
  hoa: {roles: [hr]}
  no_department: {}
  quote: {department: "3' OR '1' = '1"}
"""
BY_DEPARTMENT = "tables:\n  author:\n    rows: department_id = :user_department\n"


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """The office of `hiding_office` with a glossary, as nobody in particular sees it."""
    path = tmp_path / "office.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(whole())

    def opened(glossary: str, users: str = USERS, **options: object) -> Database:
        file = tmp_path / "glossary.yaml"
        file.write_text(glossary + users)
        given = {"glossary": file, "data_dir": tmp_path / "data", **options}
        return Database.connect(f"sqlite:///{path}", **given)  # type: ignore[arg-type]

    return opened


def authors(database: Database, user: str | None) -> int:
    (row,) = database.for_user(user).query("SELECT COUNT(*) FROM author").rows
    return int(str(row[0]))


def test_a_filter_takes_what_is_known_of_the_user(connect: Connect) -> None:
    office = connect(BY_DEPARTMENT)
    assert authors(office, "lan") == 2
    assert authors(office, "minh") == len(AUTHORS)  # of several values each will do
    assert authors(office, "sep") == len(AUTHORS) - 2


@pytest.mark.parametrize("user", [None, "", "a stranger", "LAN", "no_department", "hoa", "everyone", "hr"])
def test_whoever_is_not_known_sees_no_row(connect: Connect, user: str | None) -> None:
    assert authors(connect(BY_DEPARTMENT), user) == 0


def test_what_is_known_of_a_user_stays_a_text(connect: Connect) -> None:
    assert authors(connect(BY_DEPARTMENT), "quote") == 0


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ("{everyone: all, lead: none}", {"lan": 39, "sep": 0, "hoa": 39, None: 0}),
        ("{everyone: none, lead: all}", {"lan": 0, "sep": 39, "hoa": 0, None: 0}),
        ("{everyone: none, hr: bonus > 9030, lan: id < 3}", {"lan": 2, "hoa": 9, "sep": 0, None: 0}),
        ("{everyone: 'department_id <> :user_department'}", {"lan": 37, "sep": 2, "minh": 0, "hoa": 0}),
        ("{everyone: 'department_id IN (:user_department, 3)'}", {"lan": 2, "minh": 39, "sep": 39, "hoa": 0}),
        ("AUTHOR.Department_ID = :user_department", {"lan": 2}),
        ("name = 'An' OR department_id = 4", {"lan": 38}),
    ],
)
def test_rows_by_role(connect: Connect, rows: str, seen: dict[str | None, int]) -> None:
    office = connect(f"tables:\n  author:\n    rows: {rows}\n")
    assert {user: authors(office, user) for user in seen} == seen


def test_of_several_roles_each_adds_its_rows(connect: Connect) -> None:
    users = "roles: [a, b]\nusers:\n  both: {roles: [a, b]}\n"
    office = connect("tables:\n  author:\n    rows: {everyone: none, a: id = 1, b: department_id = 4}\n", users)
    assert authors(office, "both") == 38


def test_hidden_is_hidden_from_everyone_and_only_for_names_roles_or_users(connect: Connect) -> None:
    office = connect(
        "tables:\n  vault: {hidden: true}\n  paper: {only_for: [hr, lan]}\n"
        "  author: {columns: {salary: {hidden: true}, bonus: {only_for: [lead]}}}\n"
    )
    for user, paper, bonus in [("lan", True, False), ("hoa", True, False), ("sep", False, True), (None, False, False)]:
        seen = office.for_user(user).schema
        names = {table.name for table in seen.tables}
        columns = {column.name for column in seen.table("author").columns}
        assert ("paper" in names, "bonus" in columns) == (paper, bonus)
        assert "vault" not in names and "salary" not in columns


def test_a_key_to_what_is_hidden_is_no_key(connect: Connect, shop_file: Path, tmp_path: Path) -> None:
    glossary = tmp_path / "words.yaml"
    glossary.write_text("tables: {customers: {columns: {id: {hidden: true}}}}")
    shop = Database.connect(f"sqlite:///{shop_file}", glossary=glossary, data_dir=tmp_path)
    assert shop.schema.table("orders").foreign_keys == ()
    assert "->" not in shop.schema.render()


def test_a_table_of_which_every_column_is_hidden_is_not_there(connect: Connect) -> None:
    office = connect("tables: {vault: {columns: {id: {hidden: true}, word: {hidden: true}}}}\n")
    with pytest.raises(SqlRefused, match=r"^There is no table vault here\.$"):
        office.query("SELECT COUNT(*) FROM vault")


VIEWS = {"author_names", "names_of_names", "all_papers", "vault_words", "department_names"}


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ("paper: {rows: id < 5}", VIEWS - {"all_papers"}),
        ("author: {columns: {bonus: {hidden: true}}}", VIEWS - {"author_names", "names_of_names"}),
        ("vault: {hidden: true}", VIEWS - {"vault_words"}),
        ("author_names: {hidden: true}", VIEWS - {"author_names", "names_of_names"}),
        ("author_names: {rows: salary < 770003}", VIEWS - {"names_of_names"}),
        ("author_names: {rows: salary < 9}\n  author: {rows: id < 5}", VIEWS - {"author_names", "names_of_names"}),
        ("vault: {hidden: true}\n  vault_words: {allow: true}", VIEWS),
        ("author: {rows: id < 5}\n  names_of_names: {allow: true}", VIEWS - {"author_names"}),
    ],
)
def test_a_view_goes_with_what_it_reads_unless_it_is_allowed(connect: Connect, rule: str, left: set[str]) -> None:
    office = connect(f"tables:\n  {rule}\n").for_user("lan")
    assert {table.name for table in office.schema.tables if table.is_view} == left
    for view in left:
        assert office.query(f"SELECT * FROM {view}").columns
    for view in VIEWS - left:
        with pytest.raises(SqlRefused, match=f"^There is no table {view} here"):
            office.query(f"SELECT * FROM {view}")


def test_values_are_read_through_the_filter_and_never_of_private_columns(connect: Connect, tmp_path: Path) -> None:
    office = connect(BY_DEPARTMENT + "  paper: {columns: {title: {private: true}}}\n  vault: {hidden: true}\n")
    texts = {user: {value.text for value in office.for_user(user).values} for user in ("lan", "sep", None)}
    assert {"An", "Bình", "Design"} <= texts["lan"] and not any("SECRET" in text for text in texts["lan"])
    assert {"SECRET Chi", "Design"} <= texts["sep"] and "An" not in texts["sep"]
    assert {"An", "SECRET Chi"}.isdisjoint(texts[None])
    assert all("Lines" not in found for found in texts.values())
    assert office.for_user("lan").query("SELECT title FROM paper").rows  # it may be asked for
    files = [path.read_text() for path in (tmp_path / "data" / "values").iterdir()]
    assert len(files) == 3 and sum("SECRET" in text for text in files) == 1


def test_a_perspective_is_made_once_and_shared_by_whoever_sees_the_same(connect: Connect) -> None:
    office = connect(BY_DEPARTMENT)
    assert office.for_user(None) is office.for_user("a stranger") is office
    assert office.for_user("lan") is office.for_user("lan") is office.for_user("sep").for_user("lan")
    assert office.for_user("lan") is not office.for_user("sep")
    assert connect("tables: {author: {synonyms: [writer]}}\n").for_user("lan").schema.table("author").synonyms
    plain = connect("")
    assert plain.for_user("lan") is plain


def test_only_so_many_perspectives_are_kept(connect: Connect) -> None:
    users = "users:\n" + "".join(f"  u{number}: {{department: {number}}}\n" for number in range(MOST + 2))
    office = connect(BY_DEPARTMENT, users)
    first = office.for_user("u0")
    others = [office.for_user(f"u{number}") for number in range(1, MOST + 2)]
    assert office.for_user("u0") is not first
    assert office.for_user(f"u{MOST + 1}") is others[-1]


def test_threads_get_the_same_one(connect: Connect) -> None:
    office = connect(BY_DEPARTMENT)
    found: list[Database] = []
    threads = [threading.Thread(target=lambda: found.append(office.for_user("lan"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(map(id, found))) == 1


def test_an_error_of_the_database_names_nothing_hidden(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    lan = connect(BY_DEPARTMENT + "    columns: {salary: {hidden: true}}\n").for_user("lan")

    def fail(*_: object) -> None:
        raise QueryFailed("The database answered: author.salary is damaged.")

    monkeypatch.setattr(lan, "_run", fail)
    with pytest.raises(QueryFailed, match=r"^The database cannot answer this statement\.$"):
        lan.query("SELECT name FROM author")


@pytest.mark.parametrize(
    "sql", ["SELECT salary FROM author", "SELECT * FROM author", "SELECT word FROM vault", "SELECT COUNT(*) FROM vault"]
)
def test_sqlite_itself_keeps_what_no_filter_reads(connect: Connect, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second lock alone: the statement as it stands."""
    rules = "    columns: {salary: {hidden: true}}\n  vault: {hidden: true}\n"
    lan = connect(BY_DEPARTMENT + rules).for_user("lan")
    monkeypatch.setattr(lan._guard, "check", lambda sql: Checked(sql, frozenset(), sql))
    assert lan.query("SELECT name, bonus FROM author").rows
    with pytest.raises(SqlRefused):
        lan.query(sql)


@pytest.mark.parametrize(
    ("rule", "place", "reason"),
    [
        ("author: {rows: salry = 1}", "tables.author.rows", "no column salry"),
        ("author: {rows: salary =}", "tables.author.rows", "no condition in SQL"),
        ("author: {rows: 'id = 1; DROP TABLE author'}", "tables.author.rows", "no condition in SQL"),
        ("author: {rows: 'id = 1) UNION SELECT * FROM vault --'}", "tables.author.rows", "no condition in SQL"),
        ("author: {rows: load_extension('x') = 1}", "tables.author.rows", "LOAD_EXTENSION"),
        ("author: {rows: id IN (SELECT id FROM nowhere)}", "tables.author.rows", "no table nowhere"),
        ("author: {rows: id IN (WITH x AS (SELECT 1) SELECT * FROM x)}", "tables.author.rows", "WITH cannot"),
        ("author: {rows: {hr: all}}", "tables.author.rows", "say which rows everyone sees"),
        ("author: {rows: {everyone: all, boss: none}}", "tables.author.rows", "boss means nothing here"),
        ("author: {rows: {everyone: all, lead: id = :department}}", "tables.author.rows.lead", ":department means"),
        ("author: {rows: 'id = :user_town'}", "tables.author.rows", "no user has the attribute town"),
        ("author: {rows: 'id = ABS(:user_department)'}", "tables.author.rows", "must be compared with a column"),
        ("author: {rows: [id]}", "tables.author.rows", "expected names with entries"),
        ("author: {only_for: [boss]}", "tables.author.only_for", "no role or user boss"),
        ("author: {only_for: [hr], hidden: true}", "tables.author.only_for", "hidden from everyone"),
        ("author: {hidden: perhaps}", "tables.author.hidden", "expected true or false"),
        ("author: {allow: true}", "tables.author.allow", "this is a table"),
        ("author: {columns: {salary: {rows: x}}}", "tables.author.columns.salary", "rows means nothing here"),
        ("author: {columns: {salary: {private: 3}}}", "tables.author.columns.salary.private", "true or false"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_with_its_place(
    connect: Connect, rule: str, place: str, reason: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        connect(f"tables:\n  {rule}\n")
    sentence = str(caught.value)
    assert f"{place}: " in sentence
    assert reason.lower() in sentence.lower()


@pytest.mark.parametrize(
    ("users", "place", "reason"),
    [
        ("users: {lan: {roles: [boss]}}", "users.lan.roles", "no role boss"),
        ("roles: [hr]\nusers: {hr: {}}", "users.hr", "name of a role"),
        ("users: {everyone: {}}", "users.everyone", "name of a role"),
        ("users: {lan: {department: {a: 1}}}", "users.lan.department", "expected a text"),
        ("users: {lan: {department: 'a\\b'}}", "users.lan.department", "backslash"),
        ("users: {lan: {name: Lan}}", "users.lan.name", "the user's own"),
        ("users: [lan]", "users", "expected names"),
    ],
)
def test_users_are_read_strictly(connect: Connect, users: str, place: str, reason: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        connect("", users + "\n")
    assert f"{place}: " in str(caught.value) and reason in str(caught.value)


def test_split_tables_and_other_schemas_on_postgresql(postgres: PostgreSQL, tmp_path: Path) -> None:
    postgres.create(
        "split",
        """
        CREATE TABLE log (id INTEGER, day INTEGER) PARTITION BY RANGE (day);
        CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (1) TO (10);
        CREATE SCHEMA sales;
        CREATE TABLE sales.deals (id INTEGER, buyer TEXT);
        CREATE VIEW buyers AS SELECT buyer FROM sales.deals;
        CREATE VIEW days AS SELECT day FROM log;
        CREATE FUNCTION peek() RETURNS SETOF log LANGUAGE sql AS 'SELECT * FROM log';
        CREATE VIEW peeked AS SELECT id FROM peek();
        INSERT INTO log VALUES (1, 1), (2, 2);
        INSERT INTO sales.deals VALUES (1, 'An'), (2, 'SECRET');
        """,
    )
    glossary = tmp_path / "glossary.yaml"
    glossary.write_text("tables:\n  log: {rows: id = 1}\n  deals: {rows: id = 1}\nusers: {lan: {}}\n")
    with closing(Database.connect(postgres.url("split"), glossary=glossary, data_dir=tmp_path).for_user("lan")) as lan:
        assert {table.name for table in lan.schema.tables} == {"log", "deals"}
        assert lan.query("SELECT COUNT(*) FROM log").rows == [[1]]
        assert lan.query("SELECT COUNT(*) FROM deals").rows == [[1]]
        assert {value.text for value in lan.values} == {"An"}
        for reaching in ("sales.deals", "public.deals", "public.log"):
            with suppress(SqlRefused):
                assert lan.query(f"SELECT COUNT(*) FROM {reaching}").rows == [[1]]


def test_a_view_over_a_table_hidden_by_the_settings_is_left_out_on_a_server(
    postgres: PostgreSQL, tmp_path: Path
) -> None:
    postgres.create("hidden_views", whole())
    with closing(Database.connect(postgres.url("hidden_views"), hide_tables=["vault"], data_dir=tmp_path)) as office:
        assert {table.name for table in office.schema.tables if table.is_view} == VIEWS - {"vault_words"}
