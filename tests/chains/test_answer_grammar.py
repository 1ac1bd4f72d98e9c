"""What the grammar lets the embedded model say: what it was trained on, and nothing that the rows do not."""

from itertools import islice
from random import Random
from typing import Any

import pytest
from grammar_walks import accepts, walk

from hoidap.chains.answer import checked, facts_of
from hoidap.chains.answer_check import Facts, strange_words, unsupported
from hoidap.chains.answer_check import answers as says
from hoidap.chains.answer_grammar import told_grammar
from hoidap.training.synthesize import answers, random_schema

TOOLS: Any = {
    "question": "Liệt kê các công cụ mà Dr. Diana Rath (DC5) đã dùng cùng số lần dùng nhé?",
    "columns": ["ToolName", "COUNT(*)"],
    "rows": [["Google Apps Script", 1234], ["C# .NET", 7], ["Dr. Who (2005)", 1]],
}
PEOPLE: Any = {
    "question": "Which customers live in Paris?",
    "columns": ["customer_first_name", "customer_last_name", "City"],
    "rows": [["Helena", "Holý", "Paris"], ["Quân", "Đỗ Đình", "Paris"]],
}
RESULTS: list[Any] = [
    TOOLS,
    PEOPLE,
    {**PEOPLE, "rows": PEOPLE["rows"][:1]},
    {"question": "How many customers live in Paris?", "columns": ["n"], "rows": [[0]]},
    {"question": "How many customers live in Paris?", "columns": ["n"], "rows": [[1]]},
    {"question": "Tổng số giờ tiết kiệm là bao nhiêu?", "columns": ["s"], "rows": [[1234.5]]},
    {"question": "Số thẻ của Susie?", "columns": ["card_number"], "rows": [["345475370003028"]]},
    {"question": "Ngày gần nhất?", "columns": ["d"], "rows": [["2024-03-15"]]},
    {"question": "Highest and lowest price?", "columns": ["max", "min"], "rows": [[9.5, 2]]},
    {"question": "?", "columns": ["x"], "rows": [[None]]},
    {"question": "?", "columns": ["x"], "rows": [[True]]},
    {"question": "?", "columns": ["x", "y"], "rows": [[None, 3], [None, None], ["a", None]]},
    {
        "question": 'Giá "x" (2024) <b>?',
        "columns": ["x"],
        "rows": [['A/B [1] {2} 3|4 ^$.*+?\\ "5" `8`'], ["25°C — 30 %"]],
    },
    {
        "question": "List names of all",
        "columns": ["name"],
        "rows": [[f"name {n}"] for n in range(34)],
        "truncated": True,
    },
    {"question": "List names of all", "columns": ["name", "note"], "rows": [["x" * 300, "y " * 60]] * 5},
]


@pytest.mark.parametrize("given", RESULTS)
def test_whatever_it_lets_through_stands_the_check(given: Any) -> None:
    facts = facts_of(given)
    for seed in range(40):
        said = walk(told_grammar(facts), seed, limit=900)
        assert said is not None, "too long to be said"
        assert not unsupported(said, facts) and not strange_words(said, facts) and says(said, facts), said
        notes: list[str] = []
        assert list(checked([said], facts, "plain", notes, strict=True)) == [said]
        assert not notes


def test_it_lets_through_what_training_teaches() -> None:
    missed = []
    for example in islice(answers(Random(11), random_schema), 300):
        facts = Facts(example.question, example.columns, example.rows, example.language, example.truncated)
        if not accepts(told_grammar(facts), example.answer):
            missed.append((example.question, example.answer))
    assert len(missed) <= 3, missed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (TOOLS, "Có 3 công cụ: Google Apps Script (1.234), C# .NET (7) và Dr. Who (2005) (1)."),
        (TOOLS, "Kết quả gồm Google Apps Script, C# .NET và Dr. Who (2005)."),
        (PEOPLE, "There are 2 customers: Helena Holý and Đỗ Đình Quân."),
        (PEOPLE, "There are 2 results: Helena Holý (Paris) and Đỗ Đình Quân (Paris)."),
    ],
)
def test_rows_are_told_whole(given: Any, said: str) -> None:
    assert accepts(told_grammar(facts_of(given)), said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (TOOLS, ""),
        (TOOLS, "Có 3 công cụ."),
        (TOOLS, "Có 3công cụ: Google Apps Script, C# .NET và Dr. Who (2005)."),
        (TOOLS, "Có 4 công cụ: Google Apps Script, C# .NET và Dr. Who (2005)."),
        (TOOLS, "Có 3 công cụ: Google Apps Script (7), C# .NET (1.234) và Dr. Who (2005) (1)."),
        (TOOLS, "Có 3 công cụ: Google Apps và C# .NET."),
        (TOOLS, "Có 3 công cụ mà: Google Apps Script, C# .NET và Dr. Who (2005)."),
        (TOOLS, "Có 3 kết quả: Google Apps Script vàC# .NET và Dr. Who (2005)."),
        (PEOPLE, "There are 2 customers: Helena and Quân."),
    ],
)
def test_and_not_otherwise(given: Any, said: str) -> None:
    assert not accepts(told_grammar(facts_of(given)), said)
