"""Figures as words: every number that an answer may hold, as people say it."""

import pytest

from hoidap.models.spoken_numbers import Language, cardinal, in_words


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        (0, "không", "zero"),
        (4, "bốn", "four"),
        (10, "mười", "ten"),
        (15, "mười lăm", "fifteen"),
        (21, "hai mươi mốt", "twenty-one"),
        (24, "hai mươi tư", "twenty-four"),
        (105, "một trăm linh năm", "one hundred five"),
        (1_000, "một nghìn", "one thousand"),
        (1_005, "một nghìn không trăm linh năm", "one thousand five"),
        (2_024, "hai nghìn không trăm hai mươi tư", "two thousand twenty-four"),
        (1_000_000, "một triệu", "one million"),
        (2_000_000_005, "hai tỷ không trăm linh năm", "two billion five"),
        (1_000_000_000_000, "một nghìn tỷ", "one trillion"),
    ],
)
def test_whole_numbers(number: int, vietnamese: str, english: str) -> None:
    assert (cardinal(number, "vi"), cardinal(number, "en")) == (vietnamese, english)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_numbers_sound_alike(language: Language) -> None:
    numbers = [*range(3_000), *(10**power + step for power in range(4, 15) for step in range(-3, 30))]
    assert len({cardinal(number, language) for number in numbers}) == len(numbers)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Có 1.234,5 giờ.", "Có một nghìn hai trăm ba mươi tư phẩy năm giờ."),
        ("Có 1.000.000 ₫, tăng 12,5%.", "Có một triệu đồng, tăng mười hai phẩy năm phần trăm."),
        ("Bộ phận DC5: -3", "Bộ phận DC năm: âm ba"),
        ("Ngày 05/03/2024", "ngày năm tháng ba năm hai nghìn không trăm hai mươi tư"),
        ("từ 2024-01-31 00:00:00", "từ ngày ba mươi mốt tháng một năm hai nghìn không trăm hai mươi tư"),
        ("tháng 07/2024", "tháng bảy năm hai nghìn không trăm hai mươi tư"),
        ("mã 007", "mã không không bảy"),
        ("Xin chào!", "Xin chào!"),
    ],
)
def test_vietnamese_sentences(written: str, said: str) -> None:
    assert in_words(written, "vi") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("There are 1,234.5 hours.", "There are one thousand two hundred thirty-four point five hours."),
        ("$1,000,000, up 5%", "one million dollars, up five percent"),
        ("on 03/05/2024", "on March five, twenty twenty-four"),
        ("on 1905-12-31", "on December thirty-one, nineteen oh five"),
        ("in 2024-05", "in May twenty twenty-four"),
        ("99/99/2024 is no date", "two thousand twenty-four ninety-nine ninety-nine is no date"),
        ("12345678901234567", "one two three four five six seven eight nine zero one two three four five six seven"),
    ],
)
def test_english_sentences(written: str, said: str) -> None:
    assert in_words(written, "en") == said


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_figure_is_left_to_the_voice(language: Language) -> None:
    for written in ("1.2.3", "3x4", "1,5 2.5", "A1B2", "2019-2024", "10:30", "1e5", "½ 3²", "0,0", "1,234,567.89"):
        assert not any(letter.isascii() and letter.isdigit() for letter in in_words(written, language)), written
