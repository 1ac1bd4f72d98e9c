import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib import resources

import pytest

from hoidap.chains.lexicon import KINDS, concepts, lookup

LINES = [
    line
    for line in resources.files("hoidap.chains").joinpath("lexicon.tsv").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
TOO_GENERIC = {
    *(
        "have",
        "has",
        "do",
        "list",
        "there",
        "is",
        "are",
        "the",
        "all",
        "show",
        "which",
        "of",
        "in",
        "to",
        "from",
        "with",
    ),
    *("có", "các", "là", "những", "nào", "của", "trong", "cho", "và", "được", "không", "mỗi", "ở", "từ", "với"),
}


def first_english(words: str) -> list[str]:
    return [concept.english[0] for concept in lookup(words)]


def faults(line: str) -> Iterator[str]:
    if line.count("\t") != 3:
        yield "not four fields"
        return
    kind, *columns = line.split("\t")
    english, vietnamese, cues = (column.split("|") if column else [] for column in columns)
    if kind not in KINDS:
        yield f"unknown kind {kind}"
    if not (english and vietnamese):
        yield "a language without a term"
    if line != unicodedata.normalize("NFC", line):
        yield "letters and marks are apart"
    if any(not term or term != " ".join(term.split()) for term in english + vietnamese + cues):
        yield "an empty term or stray white space"
    if not re.fullmatch(r"[a-z0-9 |]+", "|".join(english)):
        yield "English in other letters than a-z and 0-9"
    for terms in (english, vietnamese, cues):
        if len({term.casefold() for term in terms}) != len(terms):
            yield "a term stands twice"
    names = {term.casefold() for term in english + vietnamese}
    if names & {cue.casefold() for cue in cues}:
        yield "a cue is a name already"
    if (names | set(cues)) & TOO_GENERIC:
        yield "a word that stands in every question"


def test_every_line_keeps_the_format() -> None:
    assert [f"{fault}: {line}" for line in LINES for fault in faults(line)] == []


def test_the_commonest_english_term_is_unique() -> None:
    twice = [term for term, n in Counter(concept.english[0] for concept in concepts()).items() if n > 1]
    assert twice == []


def test_it_is_broad() -> None:
    kinds = Counter(concept.kind for concept in concepts())
    assert sum(kinds.values()) == len(LINES) >= 3750
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 30


def test_every_concept_is_found_by_every_term() -> None:
    for concept in concepts():
        for term in concept.english + concept.vietnamese:
            assert concept in lookup(term), term


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("employee", "employee"),
        ("Employees", "employee"),
        ("categories", "category"),
        ("branches", "branch"),
        ("boxes", "box"),
        ("bonuses", "bonus"),
        ("classes", "class"),
        ("people", "person"),
        ("qty", "quantity"),
        ("dob", "birth date"),
        ("Hire Date", "hire date"),
        ("nhân viên", "employee"),
        ("NHÂN VIÊN", "employee"),
        ("nhan vien", "employee"),
        ("nhà cung cap", "supplier"),
        ("hóa đơn", "invoice"),
        ("hoá đơn", "invoice"),
        ("kĩ sư", "engineer"),
        ("mã bưu chính", "postal code"),
        ("doanh thu", "revenue"),
        ("bản nhạc", "track"),
        ("phòng ban", "department"),
        ("thời gian tiết kiệm", "time saved"),
        ("ngay vao lam", "hire date"),
        ("kí túc xá", "dormitory"),
        ("sđt", "phone"),
        ("chức danh", "job title"),
        ("bác tài", "driver"),
        ("tỷ lệ nắm giữ", "share percentage"),
        ("lượng khán giả", "attendance"),
        ("người được bảo hiểm", "insured person"),
        ("số hành khách", "total passengers"),
        ("biển số xe", "license plate"),
        ("cối xay gió", "windmill"),
    ],
)
def test_words_in_either_language_find_their_concept(words: str, concept: str) -> None:
    assert concept in first_english(words)


def test_the_commonest_term_comes_first() -> None:
    assert first_english("department")[0] == "department"
    assert first_english("giá")[0] == "price"


def test_marks_that_are_there_must_agree() -> None:
    plain = set(first_english("ban"))
    assert "desk" in first_english("bàn")
    assert "desk" not in first_english("bản")
    assert "desk" in plain


def test_the_languages_do_not_mix() -> None:
    assert first_english("song") == first_english("songs") == ["song", "track"]
    assert first_english("sông") == ["river"]
    assert first_english("gas") == ["natural gas"]


def test_cues_are_not_names() -> None:
    assert "price" not in first_english("expensive")
    price = next(concept for concept in concepts() if concept.english[0] == "price")
    assert {"expensive", "cheap", "đắt", "rẻ"} <= set(price.cues)


@pytest.mark.parametrize("words", ["", "   ", "?", "xyzzy", "s", "es"])
def test_unknown_words_find_nothing(words: str) -> None:
    assert lookup(words) == ()
