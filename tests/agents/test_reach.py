"""How far the dates reach is told where a question asks beyond them and nothing is found."""

import pytest
from scripted import Scripted

from hoidap.agents import build_agent
from hoidap.agents.reach import is_nothing, reach
from hoidap.databases import Database

DAY = "DateCreate"


def ends(db: Database) -> tuple[str, str]:
    ((first, last),) = db.query(f"SELECT MIN({DAY}), MAX({DAY}) FROM Jidouka").rows
    return str(first)[:10], str(last)[:10]


@pytest.mark.parametrize(
    "condition",
    [
        f"{DAY} >= '2031-01-01' AND {DAY} < '2032-01-01'",
        f"{DAY} < '1999-01-01'",
        f"{DAY} = '2031-05-06'",
        f"DATE({DAY}) > '2031-05-06'",
        f"j.{DAY} >= '2031-01-01'",
    ],
)
def test_what_lies_beyond_is_told(db: Database, condition: str) -> None:
    first, last = ends(db)
    told = reach(f"SELECT ImprovementName FROM Jidouka AS j WHERE {condition}", db, "en")
    assert told.endswith(f" goes from {first} to {last}.")
    told = reach(f"SELECT ImprovementName FROM Jidouka AS j WHERE {condition}", db, "vi")
    assert told.startswith("Trong dữ liệu, ngày")


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT COUNT(*) FROM Jidouka WHERE {DAY} >= '2024-01-01' AND {DAY} < '2024-02-01'",
        "SELECT COUNT(*) FROM Jidouka WHERE TotalTimeSaved > 1000000",
        "SELECT COUNT(*) FROM Jidouka",
        "no SQL at all (",
    ],
)
def test_nothing_is_told_of_what_does_not(db: Database, sql: str) -> None:
    assert reach(sql, db, "vi") == ""


def test_what_tells_of_nothing() -> None:
    assert is_nothing([])
    assert is_nothing([[0, None]])
    assert not is_nothing([[1]])
    assert not is_nothing([[""]])
    assert not is_nothing([[0], [0]])


def test_it_stands_among_the_notes_of_the_answer(db: Database) -> None:
    first, last = ends(db)
    sql = f"SELECT COUNT(*) FROM Jidouka WHERE {DAY} >= '2031-01-01'"
    answer = build_agent(Scripted(sql=sql), db).invoke({"question": "how many in 2031?", "thread_id": "t"})
    assert any(first in note and last in note for note in answer["notes"])
    within = f"SELECT COUNT(*) FROM Jidouka WHERE {DAY} >= '2001-01-01'"
    answer = build_agent(Scripted(sql=within), db).invoke({"question": "how many since 2001?", "thread_id": "u"})
    assert not any(last in note for note in answer["notes"])
