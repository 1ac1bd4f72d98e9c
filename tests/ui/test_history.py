"""What the page keeps of its conversations, without a page."""

import json
from pathlib import Path
from typing import Any

import pytest

from hoidap.ui.errors import HistoryUnavailable
from hoidap.ui.history import History
from hoidap.ui.judgements import judgements


def said(thread: str, identifier: str, words: str, kind: str = "user_message", **metadata: Any) -> dict[str, Any]:
    created = f"2026-01-01T00:00:0{identifier[-1]}Z"
    return {
        "id": identifier,
        "threadId": thread,
        "type": kind,
        "output": words,
        "createdAt": created,
        "metadata": metadata,
    }


@pytest.fixture
def history() -> History:
    return History()


def began(history: History, name: str = "lan", thread: str = "t1", words: str = "Có bao nhiêu cải tiến?") -> str:
    """A thread with one question of a user; their id."""
    user: str = history.keep_user(name, {})["id"]
    history.keep_thread(thread, name=words, user_id=user)
    history.keep_step(said(thread, f"{thread}-1", words))
    return user


def test_what_was_written_is_there_after_the_file_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'conversations.sqlite'}"
    first = History(url)
    began(first)
    first.keep_element({"id": "e1", "threadId": "t1", "forId": "t1-1", "props": {"rows": [["Đặng", 1.5, None]]}})
    first.prefer("lan", {"language": "vi"})
    first.close()
    again = History(url)
    thread = again.thread("t1")
    assert thread is not None
    assert [step["output"] for step in thread["steps"]] == ["Có bao nhiêu cải tiến?"]
    assert thread["elements"][0]["props"]["rows"] == [["Đặng", 1.5, None]]
    assert (thread["identifier"], again.author("t1")) == ("lan", "lan")
    assert again.preferences("lan") == {"language": "vi"}
    again.keep_user("lan", {"role": "user"})
    assert again.preferences("lan") == {"language": "vi"}


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("this is no database, and longer than a header of one " * 9)
    with pytest.raises(HistoryUnavailable, match=r"no\.sqlite"):
        History(str(tmp_path / "no.sqlite"))


def test_threads_come_by_their_last_use_page_by_page_and_to_their_user_alone(history: History) -> None:
    user = began(history, thread="t1")
    for number in range(2, 6):
        began(history, thread=f"t{number}")
    other = began(history, name="minh", thread="m1")
    history.keep_step(said("t2", "t2-9", "còn DC5 thì sao?"))
    seen, after, more = [], None, True
    while more:
        page, more = history.threads_of(user, first=2, after=after)
        seen += [thread["id"] for thread in page]
        after = seen[-1]
    assert seen == ["t2", "t5", "t4", "t3", "t1"]
    assert [thread["id"] for thread in history.threads_of(other, first=9)[0]] == ["m1"]


def test_search_needs_neither_accents_nor_case_and_takes_no_wildcards(history: History) -> None:
    user = began(history, thread="t1", words="Bộ phận nào tiết kiệm được nhiều giờ nhất?")
    began(history, thread="t2", words="How many authors are there?")
    history.keep_step(said("t2", "t2-2", "Có 100% tác giả của Đội 5", "assistant_message"))
    history.keep_step(said("t2", "t2-3", "tiết kiệm", "tool"))

    def found(search: str) -> list[str]:
        return [thread["id"] for thread in history.threads_of(user, first=9, search=search)[0]]

    assert found("tiet kiem") == ["t1"]
    assert found("DOI 5") == ["t2"]
    assert found("100%") == ["t2"]
    assert found("%") == ["t2"]
    assert found("_x") == []
    assert found("how MANY") == ["t2"]


def test_a_deleted_thread_takes_everything_with_it_and_stays_away(history: History) -> None:
    user = began(history)
    history.keep_element({"id": "e1", "threadId": "t1", "forId": "t1-1"})
    history.judge("t1-1", 1, None)
    history.delete_thread("t1")
    history.keep_step(said("t1", "t1-2", "what the model still wrote", "assistant_message"))
    history.keep_element({"id": "e2", "threadId": "t1", "forId": "t1-2"})
    assert history.thread("t1") is None
    assert history.threads_of(user, first=9) == ([], False)
    assert list(judgements(history)) == []
    assert history.element("t1", "e1") is None


def test_an_edited_question_takes_what_came_after_it_away(history: History) -> None:
    began(history)
    history.keep_step(said("t1", "a2", "Có 400.", "assistant_message"))
    history.keep_element({"id": "e2", "threadId": "t1", "forId": "a2"})
    history.keep_step(said("t1", "q3", "còn DC5?"))
    history.cut("t1", "t1-1")
    thread = history.thread("t1")
    assert thread is not None
    assert [step["id"] for step in thread["steps"]] == ["t1-1"]
    assert thread["elements"] == []
    history.cut("t1", "of another thread")


def test_nobody_writes_over_a_step_or_an_element_of_another_thread(history: History) -> None:
    began(history)
    began(history, name="minh", thread="m1")
    history.keep_element({"id": "e1", "threadId": "t1", "forId": "t1-1", "name": "mine"})
    history.keep_step(said("m1", "t1-1", "taken"))
    history.keep_element({"id": "e1", "threadId": "m1", "forId": "m1-1", "name": "taken"})
    thread = history.thread("t1")
    assert thread is not None
    assert thread["steps"][0]["output"] == "Có bao nhiêu cải tiến?"
    assert thread["elements"][0]["name"] == "mine"


def test_judgements_tell_the_question_the_sql_and_what_came_before(history: History) -> None:
    began(history)
    history.keep_step(said("t1", "a2", "Có 400.", "assistant_message", question="Có bao nhiêu?", sql="SELECT 1"))
    history.keep_step(said("t1", "a3", "Xin chào!", "assistant_message", question="chào", sql=None))
    history.keep_step(said("t1", "r4", "", "run"))
    answer = said("t1", "a5", "Có 9.", "assistant_message", question="còn DC5?", sql="SELECT 2")
    history.keep_step({**answer, "parentId": "r4"})
    history.keep_step(said("t1", "a6", "Có 7.", "assistant_message", question="còn DC6?", sql="SELECT 3"))
    history.judge("a3", 1, "polite")
    history.judge("r4", 0, "sai năm")
    history.judge("r4", 1, "đúng rồi")
    (one,) = judgements(history)
    assert (one.question, one.sql, one.good, one.comment, one.user) == ("còn DC5?", "SELECT 2", True, "đúng rồi", "lan")
    assert one.history == [{"question": "Có bao nhiêu?", "sql": "SELECT 1"}]
    thread = history.thread("t1")
    assert thread is not None
    (feedback,) = [step["feedback"] for step in thread["steps"] if step["id"] == "r4"]
    assert (feedback["value"], feedback["forId"]) == (1, "r4")
    assert history.judged_step(feedback["id"]) == "r4"
    history.take_back(feedback["id"])
    assert list(judgements(history)) == []
    assert (history.step_author("r4"), history.step_author("nowhere")) == ("lan", None)
    assert json.dumps(history.thread("t1"), ensure_ascii=False)
