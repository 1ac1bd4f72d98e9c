"""Chat shorthand is spelt out before anything else reads a question."""

import pytest
from office import OFFICE, VALUES

from hoidap.chains.linking import link
from hoidap.chains.shorthand import spelt_out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cải tiến nào ko có video", "cải tiến nào không có video"),
        ("cai tien nao ko co video", "cai tien nao khong co video"),
        ("sl sp bán đc của từng nv", "số lượng sản phẩm bán được của từng nhân viên"),
        ("có bn tác giả vậy?", "có bao nhiêu tác giả vậy?"),
        ("phòng dc 3 ở k.hcm", "phòng dc 3 ở k.hcm"),
        ("mã KO và Ko", "mã KO và Ko"),
    ],
)
def test_short_words_are_spelt_out(typed: str, meant: str) -> None:
    assert spelt_out(typed, ()) == meant


def test_what_is_called_so_in_the_database_is_no_shorthand() -> None:
    assert spelt_out("bp nào", {"bp"}) == "bp nào"


def test_only_vietnamese_questions_have_it() -> None:
    assert link("Which authors used sp in k?", OFFICE, VALUES).question == "Which authors used sp in k?"
    assert link("tác giả nào ko có cải tiến", OFFICE, VALUES).question == "tác giả nào không có cải tiến"
