"""The guard alone: what it lets through, what it writes anew, what it refuses, and that it refuses in one way."""

import sys
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoidap.databases import Column, Schema, SqlRefused, Table
from hoidap.databases.allowlists import allow_lists
from hoidap.databases.guard import Guard

SCHEMA = Schema(
    (
        Table("customers", tuple(Column(name, "text") for name in ("id", "name", "city", "update", "created_at"))),
        Table("orders", tuple(Column(name, "int") for name in ("id", "customer_id", "total", "status", "order_date"))),
        Table("Đơn hàng", (Column("mã số", "int"),)),
    ),
    "sqlite",
)
GUARD = Guard(SCHEMA)
DIALECTS = ("sqlite", "postgres", "mysql", "tsql")
GUARDS = {dialect: Guard(replace(SCHEMA, dialect=dialect)) for dialect in DIALECTS}


def refusal(sql: str, dialect: str = "sqlite") -> str:
    with pytest.raises(SqlRefused) as caught:
        GUARDS[dialect].check(sql)
    return str(caught.value)


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        ("select name from customers;", "SELECT name FROM customers"),
        ("/* report */ SELECT name FROM customers -- end", "SELECT name FROM customers"),
        ("SELECT [name] FROM `customers`", 'SELECT "name" FROM "customers"'),
        ('SELECT name FROM customers WHERE city = "Huế"', "SELECT name FROM customers WHERE city = 'Huế'"),
        (
            'SELECT name FROM customers WHERE city IN ("a", city)',
            "SELECT name FROM customers WHERE city IN ('a', city)",
        ),
        ("SELECT name FROM customers WHERE name = 'a\u00a0b'", "SELECT name FROM customers WHERE name = 'a\u00a0b'"),
        ("SELECT c.id FROM customers c, orders o", "SELECT c.id FROM customers AS c INNER JOIN orders AS o"),
        ('SELECT "mã số" FROM "Đơn hàng"', 'SELECT "mã số" FROM "Đơn hàng"'),
        ("SELECT name AS n FROM customers ORDER BY n", "SELECT name AS n FROM customers ORDER BY n"),
        ("SELECT n FROM (SELECT *, name AS n FROM customers)", "SELECT n FROM (SELECT *, name AS n FROM customers)"),
        ("SELECT n FROM (SELECT name FROM customers) AS x", None),
        ("SELECT name FROM customers UNION SELECT status FROM orders ORDER BY name", ""),
        ("SELECT name FROM customers UNION SELECT status FROM orders ORDER BY status", None),
        ("WITH r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", None),
        ("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r", ""),
        (
            "WITH b AS (SELECT * FROM orders) SELECT total, city FROM b JOIN customers AS c ON customer_id = c.id",
            "",
        ),
        ("SELECT name FROM customers AS c WHERE EXISTS(SELECT 1 FROM orders WHERE customer_id = c.id)", ""),
        ("SELECT * FROM (customers JOIN orders ON customers.id = orders.customer_id)", ""),
        (
            "WITH Big AS (SELECT id FROM orders) SELECT Big.id FROM BIG",
            "WITH Big AS (SELECT id FROM orders) SELECT Big.id FROM Big",
        ),
        ("SELECT main.customers.name FROM main.customers", ""),
        ('SELECT "nothing" FROM customers', None),
        ('SELECT "nothing" AS "nothing" FROM customers', None),
        ('SELECT name FROM customers WHERE "nothing" = 1', None),
        ("SELECT x.name FROM customers c", None),
        ("SELECT orders.name FROM customers", None),
        ("SELECT customers FROM customers", None),
        ("SELECT (customers).name FROM customers", None),
    ],
)
def test_names_are_resolved_and_sql_is_written_anew(sql: str, written: str | None) -> None:
    """`written` is "" where it is the statement itself, and None where the guard refuses."""
    if written is None:
        refusal(sql)
    else:
        assert GUARD.check(sql).sql == (written or sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT k FROM {}",
        "SELECT count(*) FROM {}",
        "SELECT name FROM customers UNION SELECT k FROM {}",
        "SELECT name FROM customers WHERE id IN (SELECT k FROM {})",
        "SELECT name FROM customers ORDER BY (SELECT k FROM {})",
        "SELECT {}.k FROM {}",
        "SELECT c.name FROM customers c JOIN {} s ON 1 = 1",
        "SELECT * FROM customers NATURAL JOIN {}",
        "SELECT * FROM (customers c JOIN {} s ON 1 = 1)",
        "SELECT * FROM main.{}",
        "WITH {0} AS (SELECT * FROM {0}) SELECT * FROM {0}",
        "SELECT * FROM {0} WHERE EXISTS (WITH {0} AS (SELECT 1 AS one) SELECT one FROM {0})",
        "SELECT * FROM (SELECT 1 AS k) AS {0} WHERE EXISTS (SELECT k FROM {0} AS x)",
        "WITH a AS (SELECT k FROM {0}), {0} AS (SELECT 1 AS k) SELECT k FROM a",
        "SELECT '' IN (WITH {0} AS (SELECT 1 AS k) SELECT k FROM main.{0})",
    ],
)
def test_a_hidden_table_is_spoken_of_as_one_that_does_not_exist(sql: str) -> None:
    for dialect in DIALECTS:
        hidden, missing = (
            refusal(sql.replace("{0}", "{}").replace("{}", name), dialect) for name in ("secrets", "nothing")
        )
        assert hidden.replace("secrets", "nothing") == missing


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "SELECT * FROM (SELECT 1 AS k) AS secrets, LATERAL (SELECT * FROM secrets) x"),
        ("postgres", 'WITH "SECRETS" AS (SELECT 1 AS k) SELECT k FROM SECRETS'),
        ("postgres", 'WITH "Secrets" AS (SELECT 1 AS k) SELECT k FROM Secrets'),
        ("postgres", "SELECT c.wipe FROM customers c"),
        ("postgres", "SELECT (c).wipe FROM customers c"),
        ("postgres", "SELECT name FROM customers TABLESAMPLE SYSTEM (10)"),
        ("postgres", "SELECT format('%1000000s', name) FROM customers"),
        ("tsql", "WITH secrets AS (SELECT 1 AS k) SELECT k FROM SECRETS"),
        ("tsql", "SELECT name customers DELETE FROM customers"),
        ("tsql", "SELECT name FROM customers GO"),
        ("mysql", "SELECT name /*!50000 , 2 */ FROM customers"),
        ("mysql", "SELECT @a := 1"),
        ("mysql", "SELECT name FROM customers PROCEDURE ANALYSE()"),
        ("sqlite", "SELECT printf('%*d', 50000000, 1)"),
        ("sqlite", "SELECT printf('%.500000c', 'x')"),
        ("sqlite", "SELECT printf(name) FROM customers"),
        ("sqlite", "SELECT format('%1000d', 1)"),
        ("sqlite", "SELECT instr(name, city) FROM customers"),
        ("sqlite", "SELECT replace(name, city, 'x') FROM customers"),
        ("sqlite", "SELECT trim(name, city) FROM customers"),
        ("sqlite", "SELECT rtrim(name, city) FROM customers"),
        ("sqlite", "SELECT \"total\"(id) FROM customers"),
        ("sqlite", "SELECT name FROM customers INDEXED BY x"),
        ("sqlite", "SELECT CAST(name AS nonsense) FROM customers"),
        ("sqlite", "SELECT value FROM json_each('[1]')"),
        ("sqlite", "VALUES (1)"),
        ("sqlite", "SELECT name FROM customers; SELECT name FROM customers"),
        ("sqlite", "SELECT :p"),
        ("sqlite", "SELECT ?1"),
        ("sqlite", "SELECT name\u200b FROM customers"),
        ("sqlite", "SELECT\u00a0name FROM customers"),
        ("sqlite", "SELECT 'a\x00b'"),
        ("sqlite", "SELECT '\ud800'"),
        ("sqlite", "SELECT 'unterminated"),
        ("sqlite", "SELECT (((1)"),
        ("sqlite", "(" * 4000 + "SELECT 1" + ")" * 4000),
        ("sqlite", "SELECT " + "-" * 2 + "\n" + "- " * 3000 + "1"),
        ("sqlite", "SELECT " + " OR ".join(["1 = 1"] * 1000)),
        ("sqlite", "SELECT '" + "x" * 9000 + "'"),
        ("sqlite", "SELECT 1 FROM customers" + " JOIN customers" * 30),
        ("postgres", "SELECT 1 FROM customers" + " AS natural JOIN customers" * 30),
        ("mysql", "SELECT 1 FROM customers" + " STRAIGHT_JOIN customers" * 30),
        ("sqlite", "SELECT " + "NOT " * 1900 + "1"),
        ("sqlite", "SELECT " + "CASE WHEN 1 THEN " * 300 + "1" + " END" * 300),
        ("postgres", "SELECT CAST('x' AS CHAR(10485760))"),
        ("postgres", "SELECT " + "replace(" * 3 + "name" + ", 'a', 'aaaaaaaaaa')" * 3 + " FROM customers"),
        ("tsql", "SELECT [name] FROM ..customers"),
        ("sqlite", ""),
        ("sqlite", " ;; "),
        ("sqlite", "-- nothing"),
    ],
)  # fmt: skip
def test_refused(dialect: str, sql: str) -> None:
    assert refusal(sql, dialect).endswith(".")


def test_with_and_lateral_are_allowed_where_they_are_what_they_seem() -> None:
    inner = "SELECT total FROM orders AS o WHERE o.customer_id = c.id"
    lateral = f"SELECT c.name, x.total FROM customers AS c CROSS JOIN LATERAL ({inner}) AS x"
    assert GUARDS["postgres"].check(lateral).sql == lateral
    assert GUARDS["postgres"].check("WITH A AS (SELECT 1 AS k) SELECT k FROM a").local_names == {"a"}


def test_not_even_another_type_raises_anything_else() -> None:
    for wrong in (None, 7, b"SELECT 1", ["SELECT 1"]):
        refusal(wrong)  # type: ignore[arg-type]


def test_a_stack_that_is_nearly_full_is_a_refusal() -> None:
    found: list[str] = []

    def deep(left: int) -> None:
        if left:
            return deep(left - 1)
        try:
            GUARD.check("SELECT " + "(" * 30 + "1" + ")" * 30)
            found.append("passed")
        except SqlRefused:
            found.append("refused")

    def run() -> None:
        for left in range(sys.getrecursionlimit() - 200, sys.getrecursionlimit() - 40, 20):
            deep(left)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(found) == 8  # the compiled parser needs no room on this stack, so some may pass


def test_statements_that_it_does_not_know_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    refusal("GRANT ALL ON customers TO somebody_private")
    refusal("SELECT 1; LOCK TABLES customers WRITE", "mysql")
    refusal("SELECT name FROM customers WHERE id IN (LISTEN a)")
    GUARDS["mysql"].check("SELECT name -> '$.private(' FROM customers")
    assert caplog.text == ""


def test_every_name_in_the_lists_is_one_of_sqlglot() -> None:
    from sqlglot import exp

    for dialect in DIALECTS:
        lists = allow_lists(dialect)
        assert not [name for name in lists.nodes | set(lists.clauses) if not hasattr(exp, name)]
        assert not [name for name in lists.casts if not hasattr(exp.DataType.Type, name)]
        for node, clauses in lists.clauses.items():
            assert clauses <= set(getattr(exp, node).arg_types), node
    assert not allow_lists("sqlite").engine & {"load_extension", "regexp", "zeroblob", "randomblob", "fts3_tokenizer"}


WORDS = """SELECT FROM WHERE WITH RECURSIVE AS UNION ALL JOIN ON GROUP BY ORDER LIMIT DELETE DROP INSERT INTO UPDATE
    ATTACH PRAGMA VACUUM VALUES EXISTS IN CASE WHEN THEN END OVER PARTITION ( ) , ; * + - = . ' " [ ] ` -- /* */ 1 'x'
    customers orders secrets sqlite_master name id total c count max replace printf load_extension pragma_table_info
    \x00 \u00a0 \u200b Đơn 🙂""".split(" ")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.sampled_from(DIALECTS))
def test_word_salad_is_refused_or_reads_known_tables(sql: str, dialect: str) -> None:
    holds(sql, dialect)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(DIALECTS))
def test_any_text_is_refused_or_reads_known_tables(text: str, dialect: str) -> None:
    for sql in (text, f"SELECT {text}", f"SELECT name FROM customers WHERE {text}", f"SELECT name FROM {text}"):
        holds(sql, dialect)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(DIALECTS))
def test_a_literal_stays_one(text: str, dialect: str) -> None:
    escaped = text.replace("'", "''").replace("\\", "\\\\" if dialect == "mysql" else "\\")
    try:
        checked = GUARDS[dialect].check(f"SELECT name FROM customers WHERE city = '{escaped}'")
    except SqlRefused:
        return
    assert GUARDS[dialect].check(checked.sql) == checked
    assert checked.sql.count("secrets") == text.count("secrets")


def holds(sql: str, dialect: str) -> None:
    """Nothing but SqlRefused is raised; what passes stands still, and begins with a word that only reads."""
    try:
        checked = GUARDS[dialect].check(sql)
    except SqlRefused as error:
        assert str(error).strip()
        return
    assert checked.sql.lstrip("(").startswith(("SELECT", "WITH"))
    assert GUARDS[dialect].check(checked.sql).sql == checked.sql
    assert "sqlite_master" not in _without_literals(checked.sql)


def _without_literals(sql: str) -> str:
    return "".join(sql.split("'")[::2])
