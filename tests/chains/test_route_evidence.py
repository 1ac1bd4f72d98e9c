"""What software sees in a message, and which tools that speaks for."""

from typing import Any

import pytest

from hoidap.chains.linking import link
from hoidap.chains.route import OURS, QUERY_DATABASE
from hoidap.chains.route_choice import PLUG_IN, known_weights, ranked, settled
from hoidap.chains.route_evidence import evidence
from hoidap.chains.route_words import read
from hoidap.databases import Column, Schema, Table, Value, ValueIndex

SCHEMA = Schema(
    tables=(Table("Department", (Column("DepartmentId", "int", primary_key=True), Column("DepartmentName", "text"))),),
    dialect="sqlite",
)
VALUES = ValueIndex([Value("Department", "DepartmentName", "DC5")])
TOOLS = [
    (QUERY_DATABASE, "Answers from the rows."),
    ("small_talk", "Replies to greetings."),
    ("out_of_scope", "Declines the rest."),
]
WEATHER, MAIL = ("sky", "Tells the weather of a city."), ("gui_thu", "Gửi email cho đồng nghiệp.")
PAST: Any = {"question": "Có bao nhiêu phòng ban?", "sql": "SELECT 1"}


def best(question: str, *plug_ins: tuple[str, str], after: bool = False) -> str:
    links = link(question, SCHEMA, VALUES)
    return ranked(*evidence(links, [*TOOLS, *plug_ins], [PAST] if after else [], OURS))[0][0]


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("Có bao nhiêu phòng ban?", QUERY_DATABASE),
        ("list the departments", QUERY_DATABASE),
        ("cảm ơn bạn nhiều nhé", "small_talk"),
        ("good morning!", "small_talk"),
        ("what can you do?", "small_talk"),
        ("xóa phòng ban DC5 đi", "out_of_scope"),
        ("please delete department DC5", "out_of_scope"),
        ("viết cho tôi một bài thơ", "out_of_scope"),
    ],
)
def test_plain_messages_need_no_model(question: str, tool: str) -> None:
    assert best(question) == tool


def test_what_goes_on_from_data_is_about_data() -> None:
    assert best("còn DC5 thì sao?", after=True) == QUERY_DATABASE
    assert best("sort them by name", after=True) == QUERY_DATABASE


def test_a_topic_is_a_plug_ins_in_either_language_and_nobodys_without() -> None:
    assert best("mai Hà Nội có mưa không?", WEATHER, MAIL) == "sky"
    assert best("send an e-mail to Lan", WEATHER, MAIL) == "gui_thu"
    assert best("mai Hà Nội có mưa không?", MAIL) == "out_of_scope"


def test_words_are_known_without_their_marks_in_vietnamese_only() -> None:
    assert "thanks" in read("cam on ban", "vi")[0].kinds
    assert not any(word.topics for word in read("what is in the list", "en"))
    assert all("hello" in word.kinds for word in read("how are you", "en"))


def test_the_model_decides_where_the_evidence_does_not() -> None:
    assert settled(("a", 1.0), ("b", 0.9), "b", 0.99) == "b"
    assert settled(("a", 1.0), ("b", 0.9), "a", 0.99) == "a"
    assert settled(("a", 5.0), ("b", 0.0), "b", 1.0) == "a"


def test_every_kind_of_evidence_has_its_weights() -> None:
    links = link("mai có mưa không", SCHEMA, VALUES)
    ours, plug_ins = evidence(links, [*TOOLS, WEATHER], [], OURS)
    weights = known_weights()
    assert set(weights) == {*OURS, PLUG_IN}
    assert set(weights[PLUG_IN]) == {*ours, *plug_ins["sky"]}
