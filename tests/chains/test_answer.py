"""The answer chain: what it shows the model, what it lets through, and what it says without one."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage

from hoidap.chains.answer import answer_grammar, answer_messages, answer_question, checked, facts_of, sentences
from hoidap.chains.answer_check import unsupported
from hoidap.chains.answer_groups import name_groups
from hoidap.chains.cells import shown
from hoidap.chains.plain_answer import plain_answer

HOURS: Any = {
    "question": "Bộ phận nào tiết kiệm được nhiều giờ nhất trong năm 2024?",
    "columns": ["DepartmentName", "hours"],
    "rows": [["DC5", 1234.56], ["DC3", 900], ["Phòng Kỹ thuật", 12]],
}
COUNT: Any = {"question": "How many improvements were made in 2024?", "columns": ["COUNT(*)"], "rows": [[57]]}


def saying(text: str) -> Any:
    return GenericFakeChatModel(messages=iter([AIMessage(text)]))


def say(text: str, given: Any) -> str:
    return "".join(answer_question(saying(text)).stream(given))


def test_what_the_model_is_shown() -> None:
    system, user = answer_messages(facts_of(HOURS), "slots")
    assert system.content == "answer vi"
    assert user.content == (
        "Bộ phận nào tiết kiệm được nhiều giờ nhất trong năm 2024?\n"
        "DepartmentName | hours\nDC5 | 1.234,56\nDC3 | 900\nPhòng Kỹ thuật | 12\nrows: 3"
    )
    system, user = answer_messages(facts_of(HOURS | {"language": "en", "truncated": True}), "instruct")
    assert "Answer in English" in str(system.content)
    assert "DC5 | 1,234.56" in str(user.content)
    assert str(user.content).endswith("rows: 3+")


def test_only_the_first_rows_and_columns_are_shown_and_cells_are_cut() -> None:
    given: Any = {"question": "?", "columns": [f"c{n}" for n in range(20)], "rows": [["x" * 500] * 20] * 200}
    user = str(answer_messages(facts_of(given), "slots")[1].content)
    assert len(user.splitlines()) == 11
    assert len(user) < 8 * 8 * 90


def test_a_right_sentence_is_passed_on() -> None:
    text = "Bộ phận DC5 tiết kiệm được nhiều giờ nhất, với 1.234,56 giờ."
    assert say(text, HOURS) == text


def test_sentences_come_one_by_one() -> None:
    text = "DC5 tiết kiệm 1.234,56 giờ. DC3 tiết kiệm 900 giờ. Phòng Kỹ thuật tiết kiệm 12 giờ. DC5 nhất. DC5 nhất."
    pieces = list(answer_question(saying(text)).stream(HOURS))
    assert pieces == ["DC5 tiết kiệm 1.234,56 giờ.", " DC3 tiết kiệm 900 giờ.", " Phòng Kỹ thuật tiết kiệm 12 giờ."]


def test_a_wrong_first_sentence_is_replaced_and_a_wrong_later_one_is_dropped() -> None:
    notes: list[str] = []
    facts = facts_of(HOURS)
    assert list(checked(["DC6 tiết kiệm ", "900 giờ. DC5 nhất."], facts, "plain", notes)) == ["plain"]
    assert notes == ["Câu trả lời của mô hình nói điều không có trong dữ liệu nên đã được bỏ hoặc thay."]
    assert list(checked(["DC5 nhất. Tiếp là DC7."], facts, "plain", notes)) == ["DC5 nhất."]
    assert len(notes) == 2


def test_nothing_said_is_the_deterministic_sentence() -> None:
    for nothing in ([], ["  \n "]):
        notes: list[str] = []
        assert list(checked(nothing, facts_of(COUNT), "plain", notes)) == ["plain"]
        assert notes == ["The model said nothing, so software wrote this sentence from the data."]


def test_a_title_in_a_cell_ends_no_sentence() -> None:
    given: Any = {"question": "Khách nào?", "columns": ["c"], "rows": [["Dr. Diana Rath"], ["C. J. Sapong"]]}
    text = "Có 2 khách: Dr. Diana Rath và C. J. Sapong. Đó là Dr. Diana Rath."
    sent = [text[:43], text[43:]]
    for size in (1, 3, 100):
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        assert list(checked(pieces, facts_of(given), "plain", [])) == sent


def test_the_one_value_of_a_result_must_be_said() -> None:
    assert say("2024 improvements were made.", COUNT) == "57 improvements were made in 2024."
    assert say("Many improvements were made in 2024.", COUNT) == "57 improvements were made in 2024."
    assert say("In 2024, 57 were made.", COUNT) == "In 2024, 57 were made."


def test_no_rows_need_no_model() -> None:
    llm = FakeListChatModel(responses=[])
    assert answer_question(llm).invoke({"question": "Có gì không?", "columns": [], "rows": []}) == (
        "Không tìm thấy dữ liệu nào phù hợp."
    )


@pytest.mark.asyncio
async def test_async_streams_too() -> None:
    text = "DC5 tiết kiệm 1.234,56 giờ. DC3 tiết kiệm 900 giờ."
    assert "".join([piece async for piece in answer_question(saying(text)).astream(HOURS)]) == text
    assert await answer_question(saying(text)).ainvoke(HOURS) == text
    assert await asyncio.wait_for(answer_question(saying(text)).abatch([HOURS]), 30) == [text]


def test_pieces_become_sentences_wherever_they_are_cut() -> None:
    text = "Có 1.234,5 giờ. Nhiều nhất là DC5!\nHết? Vâng"
    whole = ["Có 1.234,5 giờ.", "Nhiều nhất là DC5!", "Hết?", "Vâng"]
    for size in (1, 2, 3, 7, 100):
        assert list(sentences(text[at : at + size] for at in range(0, len(text), size))) == whole


@pytest.fixture(scope="module")
def accepts() -> Iterator[Any]:
    llguidance = pytest.importorskip("llguidance")
    tokenizer = llguidance.LLTokenizer("byte")

    def accepts(given: Any, text: str) -> bool:
        grammar = answer_grammar(facts_of(given), "instruct")
        matcher = llguidance.LLMatcher(tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar))
        assert not matcher.is_error(), matcher.get_error()
        tokens = tokenizer.tokenize_str(text)
        return matcher.try_consume_tokens(tokens) == len(tokens) and bool(matcher.is_accepting())

    yield accepts


def test_the_grammar_lets_through_what_the_prompt_shows(accepts: Any) -> None:
    for text in (
        "Bộ phận DC5 tiết kiệm nhiều nhất, với 1.234,56 giờ.",
        "Năm 2024 có 3 bộ phận: DC5, DC3 (900) và Phòng Kỹ thuật.",
        "Không có số nào cả.",
        "DC5",
    ):
        assert accepts(HOURS, text), text


def test_the_grammar_makes_no_other_number(accepts: Any) -> None:
    for text in (
        "Có 57 giờ",
        "DC6 nhất",
        "9002024",
        "900.2024",
        "1234,56",
        "12,5",
        "Có 1",
        "<b>900</b>",
        "[a](b)",
        "٣",
        "④",
    ):
        assert not accepts(HOURS, text), text


def test_the_grammar_survives_any_cell(accepts: Any) -> None:
    cells = [
        'A/B (c) [1] {2} 3|4 ^$.*+?\\ "5" 6\'7 `8`',
        "25°C — 30 %",
        "Ω1 ★2 日本3",
        "a\x002b",
        "1\n2",
        "<script>9</script>",
    ]
    given: Any = {"question": 'Giá 5/7 "x" là gì (2024)?', "columns": ["x\n1"], "rows": [[cell] for cell in cells]}
    assert accepts(given, "25°C — 30 % là của 2024)")
    assert accepts({**given, "rows": [["a"]], "question": "?"}, "một")


@pytest.mark.parametrize(
    ("question", "columns", "rows", "says"),
    [
        ("Có bao nhiêu cải tiến trong năm 2024?", ["n"], [[57]], "Có 57 cải tiến trong năm 2024."),
        ("DC5 có bao nhiêu tác giả?", ["n"], [[12]], "DC5 có 12 tác giả."),
        ("Tổng số giờ của DC5 là bao nhiêu?", ["s"], [[1234.5]], "Tổng số giờ của DC5 là 1.234,5."),
        ("co bao nhieu tac gia o bo phan DC5", ["n"], [[80]], "Kết quả là 80."),
        ("còn DC5 thì sao?", ["n"], [[80]], "Kết quả là 80."),
        ("How many improvements were made in 2024?", ["n"], [[57]], "57 improvements were made in 2024."),
        ("How many authors are there?", ["n"], [[80]], "There are 80 authors."),
        ("How many authors are there in DC5?", ["n"], [[8]], "There are 8 authors in DC5."),
        ("How many tools does DC5 use?", ["n"], [[5]], "The answer is 5."),
        ("How many authors are there?", ["n"], [[1]], "The answer is 1."),
        ("What is the total number of hours?", ["n"], [[12345.678]], "The total number of hours is 12,345.68."),
        ("Ai làm nhiều nhất?", ["AuthorName"], [["Nguyễn Văn A"]], "Đó là Nguyễn Văn A."),
        ("Who made the most?", ["AuthorName"], [["Nguyễn Văn A"]], "It is Nguyễn Văn A."),
        ("Ai làm nhiều nhất?", ["AuthorName", "n"], [["An", 7]], "Đó là An (7)."),
        ("Bộ phận nào có trên 5 tác giả?", ["d"], [["DC1"], ["DC2"], ["DC3"]], "Có 3 kết quả: DC1, DC2 và DC3."),
        ("Which tools?", ["t"], [["Revit"], ["Excel"]], "There are 2 results: Revit and Excel."),
        ("Số giờ theo bộ phận", ["d", "s"], [["DC1", 1.5], ["DC2", 2]], "Có 2 kết quả: DC1 (1,5) và DC2 (2)."),
        ("DC5 có dùng Python không?", ["n"], [[0]], "Không."),
        ("DC5 có dùng Python không?", ["n"], [[4]], "Có: 4."),
        ("có ai chưa nộp cải tiến nào không", ["a"], [["An"]], "Có: An."),
        ("Does DC5 use Python?", ["n"], [[0]], "No."),
        ("Is there an author in DC5?", ["a"], [["An"]], "Yes: An."),
        ("Tổng giờ của DC99 là bao nhiêu?", ["s"], [[None]], "Chưa có dữ liệu để trả lời câu này."),
        ("What was the first year?", ["year"], [[2019]], "The answer is 2019."),
        ("Ngày gần nhất là ngày nào?", ["d"], [["2024-03-15"]], "Đó là 15/03/2024."),
        ("Danh sách", [], [], "Không tìm thấy dữ liệu nào phù hợp."),
        ("List them", [], [], "No matching data was found."),
    ],
)
def test_the_sentence_that_needs_no_model(question: str, columns: list[str], rows: list[Any], says: str) -> None:
    facts = facts_of({"question": question, "columns": columns, "rows": rows})
    said = plain_answer(question, columns, rows, False, facts.language)
    assert said == says
    assert not rows or unsupported(said, facts) in ([], ["nothing of the rows"])


def test_long_and_cut_results_say_so() -> None:
    many = [[f"name {n}"] for n in range(34)]
    assert plain_answer("?", ["x"], many, False, "vi").startswith("Có 34 kết quả, trong đó có name 0, name 1")
    assert plain_answer("?", ["x"], many, True, "vi").startswith("Có hơn 34 kết quả, trong đó có name 0")
    assert plain_answer("?", ["x"], many, True, "en").startswith("There are more than 34 results, among them name 0")
    wide = [[1, "An", "DC1", 5]] * 12
    assert plain_answer("?", ["id", "a", "b", "c"], wide, False, "en").startswith("There are 12 results, among them An")


def test_markup_of_cells_and_questions_stays_out() -> None:
    evil = "![x](http://evil.example/?d=1) <img src=x onerror=alert(1)> [here](http://evil.example) www.evil.example"
    for question in ("?", f"Có bao nhiêu {evil}?", f"How many {evil} are there?"):
        for rows in ([[evil]], [[evil], ["b"]], [[evil, 1]], [[5]]):
            for language in ("vi", "en"):
                said = plain_answer(question, ["a", "b"], rows, False, language)
                assert not any(sign in said for sign in ("http", "www", "<", "](", "![")), said


def test_a_model_of_ours_gets_the_grammar() -> None:
    given: dict[str, Any] = {}

    class Ours(FakeListChatModel):
        profile: Any = SimpleNamespace(form="slots")

        def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
            given.update(kwargs)
            yield from super()._stream(messages, stop, run_manager)

    assert answer_question(Ours(responses=["DC5 nhất."])).invoke(HOURS) == "DC5 nhất."
    assert given["grammar"] == answer_grammar(facts_of(HOURS), "slots")


@pytest.mark.parametrize(
    ("value", "column", "vi", "en"),
    [
        (43.75, "percent", "43,75 %", "43.75%"),
        (11, "month", "tháng 11", "November"),
        (2, "quarter", "quý 2", "Q2"),
        (2024, "year", "2024", "2024"),
        ("2024-03", "month", "2024-03", "2024-03"),
        (11, "", "11", "11"),
    ],
)
def test_a_heading_of_ours_tells_how_its_numbers_are_said(value: object, column: str, vi: str, en: str) -> None:
    assert (shown(value, "vi", column), shown(value, "en", column)) == (vi, en)


@pytest.mark.parametrize(
    ("column", "language", "said", "told"),
    [
        ("DepartmentName", "vi", "Có 12 nhóm, trong đó có DC1 (66).", "Có 12 bộ phận, trong đó có DC1 (66)."),
        (
            "DepartmentName",
            "en",
            "There are 12 groups: DC1 (66) and more.",
            "There are 12 departments: DC1 (66) and more.",
        ),
        ("month", "vi", "Có hơn 12 nhóm, trong đó có DC1 (66).", "Có hơn 12 tháng, trong đó có DC1 (66)."),
        ("Name", "en", "There are 12 groups: DC1 (66) and more.", "There are 12 results: DC1 (66) and more."),
        ("GroupName", "vi", "Có 12 nhóm, trong đó có DC1 (66).", "Có 12 nhóm, trong đó có DC1 (66)."),
        ("DepartmentName", "vi", "Có 12 nhóm tác giả.", "Có 12 nhóm tác giả."),
    ],
)
def test_groups_are_called_what_they_are(column: str, language: Any, said: str, told: str) -> None:
    facts = facts_of({"question": "Số cải tiến theo bộ phận", "columns": [column, "n"], "rows": [["DC1", 66]]})
    assert name_groups(said, replace(facts, language=language)) == told
