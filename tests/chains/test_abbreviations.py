"""How the names of columns are read that nobody spelt out."""

import pytest

from hoidap.chains.abbreviations import spelt_out
from hoidap.chains.naming import words


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("acc_bal", "account balance"),
        ("dept_sal", "department salary"),
        ("qty_on_hand", "quantity on hand"),
        ("useracct", "user account"),
        ("releasedate", "release date"),
        ("stuid", "student id"),
        ("ngaysinh", "ngay sinh"),
        ("sdt", "số điện thoại"),
        ("SDT_KH", "số điện thoại khách hàng"),
        ("MaNV", "ma nhân viên"),
        ("manv", "mã nhân viên"),
        ("SL", "số lượng"),
    ],
)
def test_abbreviations_are_spelt_out_and_words_parted(name: str, reading: str) -> None:
    assert " ".join(spelt_out(words(name))[0]) == reading


@pytest.mark.parametrize("name", ["together", "manager", "director", "HS", "UnitPrice", "classroom", "prominence"])
def test_plain_names_stay(name: str) -> None:
    assert spelt_out(words(name)) == ()


def test_an_abbreviation_may_mean_two_things() -> None:
    assert {" ".join(reading) for reading in spelt_out(words("MaHD"))} == {"ma hóa đơn", "ma hợp đồng"}


def test_two_letters_are_vietnamese_among_vietnamese_words() -> None:
    assert spelt_out(words("TenHS")) == (("ten", "học sinh"), ("ten", "hồ sơ"))
    assert spelt_out(words("dept_hs")) == (("department", "hs"),)
