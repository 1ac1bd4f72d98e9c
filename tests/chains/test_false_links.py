"""Words that look like a name, a cell or a column and are none, and which of several meanings a word has."""

import pytest

from hoidap.chains.linking import link
from hoidap.chains.links import Links
from hoidap.chains.phrases import Target
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

_PERSON = (Column("FirstName", "text"), Column("LastName", "text"), Column("Phone", "text"))
LIBRARY = Schema(
    (
        Table("Narrator", (Column("NarratorId", "int", primary_key=True), Column("Name", "text"))),
        Table(
            "Book",
            (
                Column("BookId", "int", primary_key=True),
                Column("Title", "text"),
                Column("Author", "text"),
                Column("Pages", "int"),
            ),
        ),
        Table(
            "Reading",
            (
                Column("ReadingId", "int", primary_key=True),
                Column("BookId", "int"),
                Column("NarratorId", "int"),
                Column("Duration", "int"),
            ),
            (ForeignKey(("BookId",), "Book", ("BookId",)), ForeignKey(("NarratorId",), "Narrator", ("NarratorId",))),
        ),
        Table("Member", (Column("MemberId", "int", primary_key=True), *_PERSON, Column("Company", "text"))),
        Table(
            "Librarian",
            (
                Column("LibrarianId", "int", primary_key=True),
                *_PERSON,
                Column("BirthDate", "date"),
                Column("Country", "text"),
                Column("Address", "text"),
            ),
        ),
        Table(
            "Loan",
            (
                Column("LoanId", "int", primary_key=True),
                Column("MemberId", "int"),
                Column("LibrarianId", "int"),
                Column("Total", "float"),
            ),
            (
                ForeignKey(("MemberId",), "Member", ("MemberId",)),
                ForeignKey(("LibrarianId",), "Librarian", ("LibrarianId",)),
            ),
        ),
    ),
    "sqlite",
)
CELLS = ValueIndex(
    [
        Value("Narrator", "Name", "Stephen Fry"),
        Value("Book", "Author", "Stephen Fry"),
        Value("Book", "Title", "Once"),
        Value("Member", "FirstName", "Hoà"),
        Value("Member", "FirstName", "Hoa"),
        Value("Member", "LastName", "Larsen"),
        Value("Member", "Company", "Acme Ltd."),
        Value("Member", "Company", "MEMBA"),
        Value("Librarian", "Country", "UK"),
        *(Value("Book", "Title", f"Volume {number}") for number in range(120)),
    ]
)


def linked(question: str) -> Links:
    return link(question, LIBRARY, CELLS)


def said(question: str) -> list[str]:
    return [question[one.start : one.end] for one in linked(question).links]


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("members by loans, highest first", "first"),
        ("books read more than once", "once"),
        ("Order the books by title", "Order"),
        ("Ai lớn tuổi nhất công ty", "công ty"),
        ("Công ty có bao nhiêu độc giả", "Công ty"),
        ("which song did each member hear", "song"),
        ("who is the oldest in our company", "our company"),
        ("total duration of each book", "total"),
        ("Stephen Fry có tổng cộng mấy cuốn sách", "tổng cộng"),
    ],
)
def test_words_that_name_nothing(question: str, nothing: str) -> None:
    assert nothing not in said(question)


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("ai lớn tuổi nhất", "Librarian"),
        ("who is the oldest?", "Librarian"),
        ("ai làm ở Acme?", "Member"),
        ("anyone who works at Acme?", "Member"),
    ],
)
def test_who_is_one_of_those_of_whom_something_is_told(question: str, person: str) -> None:
    assert Target(person) in linked(question).meanings()


def test_companies_that_are_asked_for_are_linked() -> None:
    assert "công ty" in said("những công ty có độc giả")


def test_who_names_nobody_beside_the_persons_that_are_named() -> None:
    assert "ai" not in said("thủ thư nào không có ai")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("books by Stephen Fry", Value("Narrator", "Name", "Stephen Fry")),
        ("which author is Stephen Fry", Value("Book", "Author", "Stephen Fry")),
        ("members called Hoa", Value("Member", "FirstName", "Hoa")),
        ("có mấy thủ thư ở Anh", Value("Librarian", "Country", "UK")),
    ],
)
def test_the_likeliest_cell_comes_first(question: str, first: Value) -> None:
    assert next(m for m in linked(question).meanings() if isinstance(m, Value)) == first


def test_a_column_of_what_is_called_so_is_that_of_its_table() -> None:
    assert Target("Librarian", "Phone") not in linked("phone number of Larsen").meanings()


def test_a_word_in_small_letters_is_no_mistyped_code() -> None:
    assert "memba" in said("company memba")
    assert "membo" not in said("loans by membo")


def test_a_comparison_is_no_key() -> None:
    assert Target("Loan", "LoanId") not in linked("members with loan > 0").meanings()
