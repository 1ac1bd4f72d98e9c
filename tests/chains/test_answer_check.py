"""Every number and every name of an answer must stand in the rows, the columns or the question."""

from typing import Any

import pytest

from hoidap.chains.answer_check import Facts, answers, unsupported

ROWS = Facts(
    question="Bộ phận nào tiết kiệm nhiều giờ nhất năm 2024, so với Trần Bình?",
    columns=["DepartmentName", "TotalTimeSaved", "DateCreate", "ToolName"],
    rows=[
        ["DC5", 1234.56, "2024-03-15", "Excel VBA"],
        ["DC3", 900, "2023-11-02", "Revit 2024"],
        ["Kế toán", 12, None, "Python"],
    ],
    language="vi",
)
ENGLISH = Facts(
    question="Which customers of Hà Nội spent more than 1.5 million?",
    columns=["Name", "Spent", "Share"],
    rows=[["O'Brien & Sons", 2500000, 0.254], ["Lê Thị Hoa", 1750000.5, 0.1]],
    language="en",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Bộ phận DC5 tiết kiệm nhiều giờ nhất, với 1.234,56 giờ.",
        "DC5 tiết kiệm 1234,56 giờ.",
        "DC5 (1.234,56), DC3 (900) và Kế toán (12).",
        "DC5 tiết kiệm 1,234.56 giờ.",
        "DC5 tiết kiệm khoảng 1.234,6 giờ.",
        "DC5 tiết kiệm khoảng 1.235 giờ.",
        "dc5 nhiều nhất.",
        "Kế toán dùng Python.",
        "kế toán dùng python.",
        "Có 3 bộ phận; DC3 tiết kiệm 900 giờ.",
        "DC5 tạo ngày 15/3/2024 bằng Excel VBA.",
        "Revit 2024 được DC3 dùng.",
        "Cột TotalTimeSaved của DC5 là 1.234,56.",
        "Trong năm 2024, DC5 dẫn đầu.",
        "So với Trần Bình, DC5 hơn.",
    ],
)
def test_supported(sentence: str) -> None:
    assert unsupported(sentence, ROWS) == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("DC5 tiết kiệm 1.234,57 giờ.", "1.234,57"),
        ("DC5 tiết kiệm 1.300 giờ.", "1.300"),
        ("DC5 tiết kiệm 901 giờ.", "901"),
        ("DC6 tiết kiệm nhiều nhất với 900 giờ.", "dc6"),
        ("Bộ phận DC55 với 900 giờ.", "dc55"),
        ("Nguyễn Văn An với 900 giờ.", "nguyễn"),
        ("DC5 của anh Bình Minh.", "minh"),
        ("Ke Toan có 12 giờ.", "ke"),
        ("DC5 dùng Word.", "word"),
        ("DC5 tăng 37% so với DC3.", "37"),
        ("Xem https://evil.example về DC5.", "markup"),
        ("DC5 ![x](http://evil.example/?d=900)", "markup"),
        ("<b>DC5</b> nhiều nhất.", "markup"),
        ("DC5 nhiều nhất `x`.", "markup"),
        ("Mọi hóa đơn đã được thanh toán.", "nothing of the rows"),
        ("Trong năm 2024 thì như vậy.", "nothing of the rows"),
        ("DC5 tiết kiệm 1.234,56 giờ).", "brackets"),
        ("DC5 (1.234,56), DC3 (12) và Kế toán (12).", "dc3 (12"),
        ("DC5 với 1.234,56 giờ, DC3 với 12 giờ.", "dc3 với 12"),
        ("DC5 (1.234,56 giờ.", "brackets"),
    ],
)
def test_unsupported(sentence: str, wrong: str) -> None:
    assert wrong in unsupported(sentence, ROWS)


def test_english() -> None:
    assert unsupported("O'Brien & Sons spent the most, 2,500,000 or 25.4 of all.", ENGLISH) == ["25.4"]
    assert unsupported("O'Brien & Sons spent 2,500,000.", ENGLISH) == []
    assert unsupported("Lê Thị Hoa spent 1,750,000.5, more than 1.5 million.", ENGLISH) == []
    assert unsupported("The share of Lê Thị Hoa is 0.1.", ENGLISH) == []
    assert unsupported("Le Thi Hoa spent 1,750,000.5.", ENGLISH) == ["le", "thi"]
    assert unsupported("Both customers are in Hà Nội: O'Brien & Sons and Lê Thị Hoa.", ENGLISH) == []


@pytest.mark.parametrize(
    ("rows", "said", "right"),
    [
        ([[57]], "Có 57 cải tiến.", True),
        ([[57]], "Có nhiều cải tiến.", False),
        ([[0]], "Không có cải tiến nào.", True),
        ([[0]], "Có 0 cải tiến.", True),
        ([[12.3456]], "Khoảng 12,35.", True),
        ([["Nguyễn Văn A"]], "Đó là Nguyễn Văn A.", True),
        ([["Nguyễn Văn A"]], "Đó là một người.", False),
        ([[1], [2]], "Có hai dòng.", True),
        ([[1, 2]], "Một dòng.", True),
    ],
)
def test_a_single_value_must_be_said(rows: Any, said: str, right: bool) -> None:
    assert answers(said, Facts("?", ["x"], rows, "vi")) is right


def test_an_empty_result_may_be_denied() -> None:
    assert unsupported("Không có bộ phận nào.", Facts("?", ["x"], [], "vi")) == []
    assert unsupported("Có nhiều bộ phận.", Facts("?", ["x"], [], "vi")) == ["nothing of the rows"]
    assert unsupported("Có 5 bộ phận.", Facts("?", ["x"], [], "vi")) == ["5"]


def test_a_name_within_a_longer_one_is_not_given_its_figure() -> None:
    facts = Facts("?", ["Name", "n"], [["Purchased AAC audio file", 7], ["AAC audio file", 11]], "en")
    assert not unsupported("Purchased AAC audio file (7) and AAC audio file (11).", facts)
    assert unsupported("Purchased AAC audio file (7) and AAC audio file (7).", facts)


def test_one_value_may_be_a_text_of_digits() -> None:
    assert answers("Đó là 345475370003028.", Facts("?", ["card_number"], [["345475370003028"]], "vi"))
