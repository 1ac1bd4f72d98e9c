"""`hoidap eval` reads what people write, says what is wrong with it, and counts right."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from hoidap.databases import CannotOpen, Database
from hoidap.training.errors import BadQuestions
from hoidap.training.evaluation import Record, evaluate, report
from hoidap.training.question_files import read_examples

Write = Callable[..., Path]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with three customers and four orders."""
    path = tmp_path / "shop.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id), total REAL);
        INSERT INTO customer VALUES (1, 'An'), (2, 'Bình'), (3, 'Chi');
        INSERT INTO orders VALUES (1, 1, 10.5), (2, 1, 4.5), (3, 2, 99), (4, 3, 1);
        """
    )
    connection.close()
    return path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines (dicts as JSON, strings as they are) into a file of questions."""

    def lines(*values: dict[str, Any] | str) -> Path:
        path = tmp_path / "questions.jsonl"
        text = "\n".join(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
        path.write_text(text, encoding="utf-8")
        return path

    return lines


def run(path: Path, replies: list[str], configured: Path | None = None) -> list[Record]:
    def open_database(file: Path | None) -> Database:
        return Database.connect(f"sqlite:///{file or configured}", max_rows=1000, data_dir=path.parent / "data")

    return list(evaluate(FakeListChatModel(responses=replies), read_examples(path), open_database))


def ask(gold: str, question: str = "How many customers are there?", **more: Any) -> dict[str, Any]:
    return {"question": question, "gold_sql": gold, "db": "shop", **more}


def test_right_wrong_refused_and_failing_sql_are_told_apart(shop: Path, write: Write) -> None:
    path = write(*[ask("SELECT COUNT(*) FROM customer")] * 4)
    replies = [
        "SELECT COUNT(id) FROM customer",
        "SELECT COUNT(*) FROM orders",
        "DELETE FROM customer",
        "SELECT nothing FROM customer",
    ]
    right, wrong, refused, failing = run(path, replies)
    assert (right.ok, right.valid, right.error) == (True, True, "")
    assert (wrong.ok, wrong.valid, wrong.error) == (False, True, "")
    assert (wrong.gold_result, wrong.result) == ({"rows": [[3]], "count": 1}, {"rows": [[4]], "count": 1})
    assert (wrong.sql_class, wrong.difficulty, wrong.database) == ("projection", "easy", "shop")
    assert not refused.ok and not refused.valid and refused.error.startswith("SqlRefused: ")
    assert not failing.ok and not failing.valid and failing.error
    assert all(record.seconds > 0 for record in (right, wrong, refused, failing))


def test_order_counts_where_the_gold_sql_orders(shop: Path, write: Write) -> None:
    names = "SELECT name FROM customer"
    path = write(ask(names), ask(f"{names} ORDER BY name DESC"), ask(f"{names} ORDER BY name DESC"))
    unordered, wrong, right = run(
        path, [f"{names} ORDER BY name DESC", f"{names} ORDER BY name", f"{names} ORDER BY id DESC"]
    )
    assert (unordered.ok, wrong.ok, right.ok) == (True, False, True)


def test_gold_sql_runs_unguarded_and_can_change_nothing(shop: Path, write: Write) -> None:
    odd = "SELECT count(*) AS n, printf('%.1f', 2) AS two FROM customer"
    (record,) = run(write(ask(odd)), ["SELECT 3, '2.0'"])
    assert record.ok
    with pytest.raises(BadQuestions, match=r"Line 1: the gold SQL cannot run: .*readonly"):
        run(write(ask("DELETE FROM customer")), ["SELECT 1"])
    with pytest.raises(BadQuestions, match="Line 2: the gold SQL cannot run: no such table"):
        run(write(ask("SELECT 1"), ask("SELECT * FROM nowhere")), ["SELECT 1"])


def test_bad_gold_sql_is_found_before_the_first_question_is_asked(shop: Path, write: Write) -> None:
    asked = FakeListChatModel(responses=["SELECT 1"])
    examples = read_examples(write(ask("SELECT 1"), ask("SELECT * FROM nowhere")))
    with pytest.raises(BadQuestions):
        next(evaluate(asked, examples, lambda file: Database.connect(f"sqlite:///{file}")))
    assert asked.i == 0


def test_sql_can_be_written_in_another_way(shop: Path, write: Write) -> None:
    def one(llm: Any, db: Database) -> Any:
        return RunnableLambda(lambda _: {"sql": "SELECT 1"})

    examples = read_examples(write(ask("SELECT 1")))
    llm = FakeListChatModel(responses=["SELECT 2"])
    (record,) = evaluate(llm, examples, lambda file: Database.connect(f"sqlite:///{file}"), one)
    assert record.ok and record.predicted == "SELECT 1"


def test_a_question_without_a_database_goes_to_the_configured_one(shop: Path, write: Write) -> None:
    path = write({"question": "How many orders are there?", "sql": "SELECT COUNT(*) FROM orders"})
    (record,) = run(path, ["SELECT COUNT(*) FROM orders"], configured=shop)
    assert record.ok


def test_history_is_told_to_the_model(shop: Path, write: Write) -> None:
    earlier = [{"question": "How many orders are there?", "gold_sql": "SELECT COUNT(*) FROM orders"}]
    first, then = run(
        write(
            ask("SELECT COUNT(*) FROM customer"), ask("SELECT SUM(total) FROM orders", "And in total?", history=earlier)
        ),
        ["SELECT COUNT(*) FROM customer", "SELECT SUM(total) FROM orders"],
    )
    assert (first.follow_up, then.follow_up, then.ok) == (False, True, True)
    assert [turn["sql"] for turn in then.history] == ["SELECT COUNT(*) FROM orders"]


@pytest.mark.parametrize("name", ["shop", "shop.sqlite"])
@pytest.mark.parametrize("key", ["db", "db_path"])
def test_databases_are_found_by_name_or_path(shop: Path, write: Write, name: str, key: str) -> None:
    path = write({"question": "Có mấy khách?", "sql": "SELECT 1", key: name})
    assert read_examples(path)[0].database == shop


def test_databases_are_found_in_another_folder_as_spider_lays_them_out(
    shop: Path, write: Write, tmp_path: Path
) -> None:
    nested = tmp_path / "databases" / "store" / "store.sqlite"
    nested.parent.mkdir(parents=True)
    nested.write_bytes(shop.read_bytes())
    path = write({"question": "Có mấy khách?", "sql": "SELECT 1", "db": "store"})
    assert read_examples(path, tmp_path / "databases")[0].database == nested


def test_the_language_is_given_or_detected(shop: Path, write: Write) -> None:
    path = write(
        ask("SELECT 1", "Có bao nhiêu khách hàng?"),
        ask("SELECT 1", "How many customers?"),
        ask("SELECT 1", language="vi"),
    )
    assert [example.language for example in read_examples(path)] == ["vi", "en", "vi"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "Line 2 is not JSON"),
        ('["a list"]', "Line 2 must be an object"),
        ('{"gold_sql": "SELECT 1"}', 'Line 2 lacks a "question"'),
        ('{"question": "  ", "gold_sql": "SELECT 1"}', 'Line 2 lacks a "question"'),
        ('{"question": "Hi"}', 'Line 2 lacks "gold_sql"'),
        ('{"question": "Hi", "sql": 5}', 'Line 2 lacks "gold_sql"'),
        ('{"question": "Hi", "sql": "SELECT 1", "history": "x"}', "Line 2 must be an object"),
        ('{"question": "Hi", "sql": "SELECT 1", "history": ["x"]}', 'Line 2 lacks a "question"'),
        ('{"question": "Hi", "sql": "SELECT 1", "history": [{"question": "Ho"}]}', 'Line 2 lacks "gold_sql"'),
        ('{"question": "Hi", "sql": "SELECT 1", "db": "nowhere"}', "Line 2 names the database 'nowhere'"),
    ],
)
def test_a_bad_line_is_named(shop: Path, write: Write, line: str, reason: str) -> None:
    with pytest.raises(BadQuestions) as failure:
        read_examples(write(ask("SELECT 1"), line))
    assert str(failure.value).startswith(reason)


def test_a_file_that_is_missing_empty_or_not_text_is_named(tmp_path: Path) -> None:
    empty, bytes_ = tmp_path / "empty.jsonl", tmp_path / "bytes.jsonl"
    empty.write_text("\n\n")
    bytes_.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing.jsonl", empty, bytes_):
        with pytest.raises(BadQuestions, match=path.name):
            read_examples(path)


def test_a_file_that_is_no_database_is_named(write: Write, tmp_path: Path) -> None:
    (tmp_path / "letter.sqlite").write_text("Dear Sir or Madam, this is not a database.")
    with pytest.raises(CannotOpen):
        run(write({"question": "Hi", "sql": "SELECT 1", "db": "letter"}), ["SELECT 1"])


def record(
    ok: bool, *, language: str = "en", follow_up: bool = False, seconds: float = 1.0, valid: bool = True
) -> Record:
    return Record(1, "q", "g", "p", ok, valid, seconds, "", language, follow_up)


def test_the_report_counts_in_total_by_language_and_by_turn() -> None:
    records = [
        record(True, seconds=1),
        record(False, language="vi", seconds=2, valid=False),
        record(True, language="vi", follow_up=True, seconds=9),
        record(False, seconds=3),
    ]
    result = report(records)
    assert (result["questions"], result["accuracy"], result["valid"], result["seconds"]) == (4, 0.5, 0.75, 2.5)
    assert result["by_language"]["vi"] == {"questions": 2, "accuracy": 0.5, "valid": 0.5, "seconds": 5.5}
    assert result["by_turn"]["follow_up"]["accuracy"] == 1.0
    assert result["by_turn"]["first"]["questions"] == 3
    assert result["by_doubt"]["sure"]["questions"] == 4 and "doubted" not in result["by_doubt"]
    doubted = report([replace(records[1], doubts=["Not understood: x."]), records[0]])["by_doubt"]
    assert (doubted["doubted"]["accuracy"], doubted["sure"]["accuracy"]) == (0.0, 1.0)
    assert json.loads(json.dumps(result)) == result


def test_the_report_counts_by_class_and_difficulty_from_easy_to_hard() -> None:
    kinds = [("nested", "hard"), ("filter", "easy"), ("filter", "extra hard"), ("filter", "challenging")]
    records = [replace(record(True), sql_class=kind, difficulty=level) for kind, level in kinds]
    result = report([*records, replace(records[1], ok=False)])
    assert [(name, group["questions"], group["accuracy"]) for name, group in result["by_class"].items()] == [
        ("filter", 4, 0.75),
        ("nested", 1, 1.0),
    ]
    assert list(result["by_difficulty"]) == ["easy", "hard", "extra hard", "challenging"]
    assert report([])["accuracy"] == 0.0
