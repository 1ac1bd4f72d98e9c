import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoidap.databases import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hà Nội", "ha noi"),
        (" HÀ   NỘI. ", "ha noi"),
        (unicodedata.normalize("NFD", "Đà Nẵng"), "da nang"),
        ("Excel\tVBA", "excel vba"),
        ("“Bộ phận DC5”?", "bo phan dc5"),
        ("C#", "c#"),
        ("C++,", "c++"),
        ("100%", "100%"),
        ("O'Brien", "o'brien"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("...", ""),
        ("", ""),
    ],
)
def test_one_form_for_many_spellings(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ ĐÂƯỜNG", max_size=30))
def test_composed_and_decomposed_letters_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
