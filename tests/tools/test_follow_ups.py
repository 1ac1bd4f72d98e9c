"""What may be asked next: made from the answered query, and tried with the model that comes with hoidap."""

from threading import Event

import pytest

from hoidap.chains.canonical import expand
from hoidap.chains.language import Language
from hoidap.chains.model_call import ChatModel
from hoidap.chains.turn import Turn
from hoidap.databases import Database
from hoidap.models import load_chat_model
from hoidap.models.errors import GenerationCancelled
from hoidap.tools import ToolContext
from hoidap.tools.answered import FollowUp
from hoidap.tools.follow_up_candidates import follow_ups
from hoidap.tools.follow_ups import MOST, FollowUpCheck, Suggested

COUNT = "SELECT COUNT(*) FROM Jidouka j JOIN Department d ON d.DepartmentId = j.DepartmentId"
RANKED = (
    "SELECT d.DepartmentName, COUNT(*) FROM Jidouka j JOIN Department d ON d.DepartmentId = j.DepartmentId"
    " GROUP BY d.DepartmentId ORDER BY COUNT(*) DESC LIMIT 1"
)


@pytest.fixture(scope="module")
def db(context: ToolContext) -> Database:
    return context.db


@pytest.fixture(scope="module")
def embedded() -> ChatModel:
    return load_chat_model("embedded")


def made(sql: str, db: Database, language: Language = "vi") -> list[str]:
    found = follow_ups(sql, db.query(sql).rows, db, language)
    for one in found:
        assert db.query(expand(one.canonical, db.schema)) is not None
    return [one.question for one in found]


@pytest.mark.parametrize(
    ("sql", "language", "questions"),
    [
        (f"{COUNT} WHERE d.DepartmentName = 'DC5'", "vi", ["Còn DC6 thì sao?", "Chỉ tính năm 2025"]),
        (
            "SELECT COUNT(*) FROM Jidouka j WHERE j.DateCreate >= '2024-01-01' AND j.DateCreate < '2024-02-01'",
            "vi",
            ["Còn tháng 12 năm 2023 thì sao?", "Chia theo bộ phận"],
        ),
        (
            "SELECT COUNT(*) FROM Jidouka j WHERE j.DateCreate >= '2024-01-01' AND j.DateCreate < '2025-01-01'",
            "en",
            ["What about 2023?", "Break it down by department"],
        ),
        (RANKED, "vi", ["Liệt kê các cải tiến của DC5", "Còn ít nhất thì sao?", "Top 5 thì sao?"]),
        ("SELECT ToolName FROM Tool", "en", ["How many are there?"]),
        ("SELECT a.AuthorName FROM Author a WHERE a.AuthorId NOT IN (SELECT AuthorId FROM Jidouka)", "vi", []),
        ("SELECT 1 UNION SELECT 2", "vi", []),
    ],
)
def test_questions_go_on_with_the_query(db: Database, sql: str, language: Language, questions: list[str]) -> None:
    found = made(sql, db, language)
    assert [question for question in found if question in questions] == questions
    assert bool(found) == bool(questions)


def test_a_question_is_tried_with_the_turn_before_it(embedded: ChatModel, db: Database) -> None:
    sql = f"{COUNT} WHERE d.DepartmentName = 'DC5'"
    check, turn = FollowUpCheck(embedded, db), Turn(question="DC5 có bao nhiêu cải tiến?", sql=sql)
    right = next(one for one in follow_ups(sql, [[68]], db, "vi") if one.kind == "value")
    assert check.is_answered_right(right, turn, Event())
    other = FollowUp("value", right.question, right.canonical.replace("DC6", "DC7"))
    assert not check.is_answered_right(other, turn, Event())
    assert not check.is_answered_right(FollowUp("talk", "cảm ơn nhé", right.canonical), turn, Event())
    none = FollowUp("value", "Còn DC99 thì sao?", right.canonical.replace("DC6", "DC99"))
    assert not check.is_answered_right(none, turn, Event())
    assert check.others(ours=0) == 0


def test_trying_stops_when_it_is_told_to(embedded: ChatModel, db: Database) -> None:
    sql = f"{COUNT} WHERE d.DepartmentName = 'DC5'"
    stopped = Event()
    stopped.set()
    one = next(iter(follow_ups(sql, [[68]], db, "vi")))
    with pytest.raises(GenerationCancelled):
        FollowUpCheck(embedded, db).is_answered_right(
            one, Turn(question="DC5 có bao nhiêu cải tiến?", sql=sql), stopped
        )


def test_no_two_of_a_kind_are_taken_and_only_a_few() -> None:
    taken = Suggested()
    for kind in ("value", "value", "period", "by", "most"):
        one = FollowUp(kind, f"{kind}?", "")
        if taken.wants(one):
            taken.take(one)
    assert taken.questions == ["value?", "period?", "by?"]
    assert len(taken.questions) == MOST
