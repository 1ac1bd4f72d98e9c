"""What software sees in a message, and which tools that speaks for."""

from typing import Any

import pytest

from hoidap.chains.linking import Links, link
from hoidap.chains.route import OURS, QUERY_DATABASE
from hoidap.chains.route_choice import PLUG_IN, known_weights, ranked, settled
from hoidap.chains.route_evidence import PUT, evidence
from hoidap.chains.route_leaning import leanings, topics_of
from hoidap.chains.route_wording import wording
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


def links_of(question: str) -> Links:
    return link(question, SCHEMA, VALUES)


def best(question: str, *plug_ins: tuple[str, str], after: bool = False) -> str:
    return ranked(*evidence(links_of(question), [*TOOLS, *plug_ins], [PAST] if after else [], OURS))[0][0]


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


def test_what_stands_between_quotation_marks_is_no_greeting_and_no_topic() -> None:
    assert not any(word.kinds for word in read('what is "good morning" in Korean', "en") if word.text == "morning")
    assert any(word.topics for word in read("what is good morning in Korean", "en"))


@pytest.mark.parametrize(
    ("text", "is_sum"), [("(12+8)*3", True), ("15% of 80", True), ("5/6/2024", False), ("9:30", False)]
)
def test_sums_are_a_topic_and_dates_and_times_are_none(text: str, is_sum: bool) -> None:
    assert any(word.topics == {"topic math"} for word in read(text, "en")) is is_sum


def test_a_compound_is_not_what_its_syllables_are() -> None:
    history, calendar = (read(text, "vi") for text in ("lịch sử", "lịch"))
    assert not history[0].keys & calendar[0].keys
    assert "topic calendar" in calendar[0].keys


def test_a_plug_in_that_works_on_results_is_asked_for_by_pointing_at_them() -> None:
    send = ("gui_ket_qua", "Gửi kết quả vừa tra cứu cho người khác.")
    assert best("gửi kết quả này cho sếp", send, MAIL, after=True) == "gui_ket_qua"
    _, plug_ins = evidence(links_of("gửi kết quả này cho sếp"), [*TOOLS, send, MAIL], [PAST], OURS)
    assert plug_ins["gui_ket_qua"]["works on results, pointed at"] == 1
    assert plug_ins["gui_thu"]["works on results, pointed at"] == 0


def test_the_users_own_affairs_and_a_time_to_come_are_seen() -> None:
    ours, _ = evidence(links_of("where may I sleep tomorrow"), TOOLS, [], OURS)
    assert ours["self"] == ours["soon"] == 1
    assert evidence(links_of("a call at 6"), TOOLS, [], OURS)[0]["soon"] == 1
    ours, _ = evidence(links_of("departments since 2020"), TOOLS, [], OURS)
    assert ours["self"] == ours["soon"] == 0


def test_a_name_that_the_data_do_not_hold_and_one_they_hold_are_told_apart() -> None:
    ours, _ = evidence(links_of("how many people work for Google"), TOOLS, [], OURS)
    assert (ours["unknown name"], ours["values and no more"]) == (1, 0)
    ours, _ = evidence(links_of("is DC5 any good"), TOOLS, [], OURS)
    assert (ours["unknown name"], ours["values and no more"]) == (0, 1)


def test_a_statement_is_a_wish_for_a_change() -> None:
    assert best("DELETE FROM Department WHERE DepartmentId < 5") == "out_of_scope"


def test_the_model_decides_where_the_evidence_does_not() -> None:
    assert settled(("a", 1.0), ("b", 0.9), "b", 0.99) == "b"
    assert settled(("a", 1.0), ("b", 0.9), "a", 0.99) == "a"
    assert settled(("a", 5.0), ("b", 0.0), "b", 1.0) == "a"


def test_every_kind_of_evidence_has_its_weights() -> None:
    links = link("mai có mưa không", SCHEMA, VALUES)
    ours, plug_ins = evidence(links, [*TOOLS, WEATHER], [], OURS)
    weights = known_weights()
    assert set(weights) == {*OURS, PLUG_IN}
    kinds = {*ours, *plug_ins["sky"]}
    assert {name for name in weights[PLUG_IN] if not name.startswith(PUT)} == {
        k for k in kinds if not k.startswith(PUT)
    }


def test_messages_over_other_tables_are_put_alike() -> None:
    put = wording(links_of("có bao nhiêu phòng ban?"), after=False)
    assert {"bao nhiêu <table>", "bao nhieu <table>", "<table> ?", "^ có bao"} <= put
    assert not any("phòng" in run for run in put)
    assert "then bao nhiêu" in wording(links_of("có bao nhiêu phòng ban?"), after=True)
    assert "<value>" in wording(links_of("còn DC5"), after=False)


def test_what_is_asked_of_data_is_told_from_what_is_commanded() -> None:
    ours, _ = evidence(links_of("which departments are there"), TOOLS, [], OURS)
    assert (ours["asks of data"], ours["a table first"]) == (1, 1)
    ours, _ = evidence(links_of("add 10 to each department"), TOOLS, [], OURS)
    assert (ours["asks of data"], ours["asks"]) == (0, 0)
    ours, _ = evidence(links_of("remove the year filter"), TOOLS, [PAST], OURS)
    assert ours["wishes a change of the answer"] == 1


def test_a_phrase_with_a_sign_within_is_found() -> None:
    assert any("topic holidays" in word.kinds for word in read("2/9 nghỉ mấy ngày", "vi"))


def test_how_something_is_asked_is_seen_beside_what_else_its_words_mean() -> None:
    words = read("how do I delete a department", "en")
    assert "method" in words[0].kinds
    assert "change" in next(word for word in words if word.text == "delete").kinds
    ours, _ = evidence(links_of("phòng ban là gì"), TOOLS, [], OURS)
    assert (ours["asked: definition"], ours["asked: definition, some linked"], ours["asked: ours"]) == (1, 1, 0)
    assert evidence(links_of("bên mình có bao nhiêu phòng ban"), TOOLS, [], OURS)[0]["asked: ours"] == 1


def test_a_pointer_is_seen_within_a_phrase_of_a_topic() -> None:
    word = read("plot this", "en")[1]
    assert {"this", "topic chart"} <= word.kinds


def test_words_of_no_known_phrase_lean_to_the_topics_of_their_phrases() -> None:
    leaning = leanings(read("cái vòi rỉ hoài", "vi"), "vi", True)
    assert max(leaning[1], key=leaning[1].__getitem__) == "topic facility"
    assert all(0 <= share <= 1 for one in leaning for share in one.values())
    assert topics_of("Trouble in the building.", "en").get("topic facility") == 1.0
    assert topics_of("Qwxz.", "en") == {}


def test_a_plug_in_that_shares_no_word_is_leaned_to() -> None:
    repairs = ("toa_nha", "Trouble in the building.")
    _, plug_ins = evidence(links_of("the faucet is dripping again"), [*TOOLS, repairs, WEATHER], [], OURS)
    assert plug_ins["toa_nha"]["leaned to most"] == 1
    assert plug_ins["toa_nha"]["leaned to"] > plug_ins["sky"]["leaned to"]
    assert best("the faucet is dripping again", repairs, WEATHER) == "toa_nha"


def test_another_script_is_to_be_translated() -> None:
    assert all("topic translation" in word.kinds for word in read("検討します", "en"))


def test_a_name_that_no_link_accounts_for_is_nobodys() -> None:
    assert evidence(links_of("who is Messi"), TOOLS, [], OURS)[0]["nobody's name"] == 1
    assert evidence(links_of("what did DC5 do"), TOOLS, [], OURS)[0]["nobody's name"] == 0
