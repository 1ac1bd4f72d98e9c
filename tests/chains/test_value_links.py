"""What cells the words of a question mean: codes, other words, short ones, and which of several columns comes first."""

import pytest
from clinic import CELLS, CLINIC

from hoidap.chains.linking import link
from hoidap.chains.links import FreeText, Links
from hoidap.chains.phrases import Target
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

SHOP = Schema(
    (
        Table(
            "Customers",
            (
                Column("CustomerID", "int", primary_key=True),
                Column("CompanyName", "text"),
                Column("Country", "text"),
                Column("Gender", "text"),
                Column("Vip", "text"),
                Column("Priority", "text"),
            ),
        ),
        Table(
            "Suppliers",
            (Column("SupplierID", "int", primary_key=True), Column("SupplierName", "text"), Column("Country", "text")),
        ),
        Table("Songs", (Column("SongID", "int", primary_key=True), Column("Title", "text"), Column("Zapper", "text"))),
        Table(
            "Flights",
            (
                Column("FlightID", "int", primary_key=True),
                Column("Origin", "text"),
                Column("Destination", "text"),
                Column("DepartureDate", "date"),
            ),
        ),
        Table("Departments", (Column("Name", "text", primary_key=True),)),
        Table(
            "Employees",
            (
                Column("EmployeeID", "int", primary_key=True),
                Column("FirstName", "text"),
                Column("LastName", "text"),
                Column("Dept", "text"),
                Column("ngaysinh", "date"),
            ),
            (ForeignKey(("Dept",), "Departments", ("Name",)),),
        ),
    ),
    "sqlite",
)
VALUES = ValueIndex(
    [
        *(Value("Customers", "Country", text) for text in ("France", "USA", "Germany")),
        *(Value("Suppliers", "Country", text) for text in ("France", "USA", "Japan")),
        *(Value("Customers", "Gender", text) for text in ("F", "M")),
        *(Value("Customers", "Vip", text) for text in ("Y", "N")),
        *(Value("Customers", "Priority", text) for text in ("High", "Low", "Mới")),
        *(Value("Songs", "Title", f"Song of {number}") for number in range(120)),
        *(Value("Songs", "Title", text) for text in ("Release", "Song")),
        *(Value("Flights", column, "Los Angeles") for column in ("Origin", "Destination")),
        *(Value("Departments", "Name", text) for text in ("IT", "Sales")),
        *(Value("Employees", column, text) for column, text in (("FirstName", "Nancy"), ("LastName", "Davolio"))),
        *(Value("Employees", "Dept", text) for text in ("IT", "Sales")),
    ]
)


def linked(question: str) -> Links:
    return link(question, SHOP, VALUES)


def values(question: str) -> list[tuple[str, str, str]]:
    return [(m.table, m.column, m.text) for m in linked(question).meanings() if isinstance(m, Value)]


@pytest.mark.parametrize(
    "question", ["how many female customers", "Có bao nhiêu khách hàng nữ?", "số khách hàng là phụ nữ"]
)
def test_people_say_their_gender_where_cells_hold_codes(question: str) -> None:
    assert values(question) == [("Customers", "Gender", "F")]


def test_nam_without_marks_is_men_beside_the_table_and_a_year_elsewhere() -> None:
    assert values("co bao nhieu khach hang nam") == [("Customers", "Gender", "M")]
    assert values("so chuyen bay theo tung nam") == []


@pytest.mark.parametrize(
    ("question", "first"),
    [("Which customers are vip?", "Y"), ("customers that are not vip", "N"), ("khách hàng không phải VIP", "N")],
)
def test_a_column_of_yes_and_no_brings_both_what_is_meant_first(question: str, first: str) -> None:
    found = [text for _, column, text in values(question) if column == "Vip"]
    assert (found[0], len(found)) == (first, 2)


@pytest.mark.parametrize("question", ["khách hàng ở Mỹ", "American customers", "khách hàng tại Hoa Kỳ"])
def test_countries_are_known_in_other_words(question: str) -> None:
    assert values(question)[0] == ("Customers", "Country", "USA")


@pytest.mark.parametrize(
    ("question", "tables"),
    [
        ("customers in France", {"Customers"}),
        ("Các nhà cung cấp ở France", {"Suppliers"}),
        ("suppliers of customers in France", {"Suppliers", "Customers"}),
        ("What is in France?", {"Suppliers", "Customers"}),
    ],
)
def test_a_value_is_of_the_tables_that_are_named(question: str, tables: set[str]) -> None:
    assert {table for table, _, _ in values(question)} == tables


def test_nobody_mistypes_a_first_letter() -> None:
    assert values("customers of Germani")[0][2] == "Germany"
    assert values("customers of Yermany") == []


def test_a_full_name_is_found_in_its_two_columns_in_quotes_too() -> None:
    for question in ("orders of Nancy Davolio", 'orders of "Nancy Davolio"', "orders of “nancy davolio”"):
        assert [column for _, column, _ in values(question)] == ["FirstName", "LastName"]


def test_a_letter_is_no_code() -> None:
    assert values("female customers, that is F") != []
    assert {
        m.text for m in linked("employees whose name starts with the letter F").meanings() if isinstance(m, FreeText)
    } == {"F"}


def test_what_is_of_a_table_is_its_own() -> None:
    for question in ("names of all employees and their departments", "tên của nhân viên theo phòng ban Sales"):
        targets = [m for m in linked(question).links[0].meanings if isinstance(m, Target)]
        assert targets[:2] == [Target("Employees", "FirstName"), Target("Employees", "LastName")]


def test_from_and_to_tell_the_column() -> None:
    assert values("flights from Los Angeles")[0][1] == "Origin"
    assert values("các chuyến bay đến Los Angeles")[0][1] == "Destination"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("customers with low priority", "Low"),
        ("khách hàng có mức độ ưu tiên cao", "High"),
        ("khách hàng ưu tiên Mới", "Mới"),
        ("how many employees are in IT?", "IT"),
    ],
)
def test_short_and_common_words_link_where_the_question_is_clear(question: str, text: str) -> None:
    assert text in [found for _, _, found in values(question)]


@pytest.mark.parametrize(
    "question", ["Which songs did they release?", "list all songs", "is it low?", "khách hàng mới nhất"]
)
def test_common_words_are_no_titles(question: str) -> None:
    assert values(question) == []


def test_a_title_in_its_own_case_is_one() -> None:
    assert ("Songs", "Title", "Release") in values("Who wrote Release?")


def test_what_a_key_repeats_belongs_to_the_column_it_points_to() -> None:
    assert values("employees of Sales") == [("Departments", "Name", "Sales")]


def test_punctuation_is_no_part_of_a_value() -> None:
    link_ = next(one for one in linked("customers in France?").links if isinstance(one.meanings[0], Value))
    assert "customers in France?"[link_.start : link_.end] == "France"


def columns(question: str) -> list[str | None]:
    return [m.column for m in linked(question).meanings() if isinstance(m, Target) and m.column]


def test_first_and_last_name_are_both() -> None:
    assert columns("first and last name of the employees") == ["FirstName", "LastName"]
    assert columns("họ và tên nhân viên") == ["FirstName", "LastName"]


@pytest.mark.parametrize("question", ["ngày sinh của nhân viên", "employees' dates of birth"])
def test_names_that_run_together_are_read(question: str) -> None:
    assert "ngaysinh" in columns(question)


def test_ids_mean_the_key_of_the_table_beside() -> None:
    assert columns("show the ids of all songs") == ["SongID"]


@pytest.mark.parametrize("question", ["số chuyến bay theo năm", "flights by month", "khi nào có chuyến bay"])
def test_dates_are_asked_for_by_time(question: str) -> None:
    assert columns(question) == ["DepartureDate"]


def test_a_verb_is_a_form_of_its_noun() -> None:
    assert columns("songs zapped by Kim") == ["Zapper"]


def test_who_asks_for_the_only_people_beside_what_is_named() -> None:
    meant = [m.table for m in linked("Ai thuộc phòng ban IT?").meanings() if isinstance(m, Target)]
    assert "Employees" in meant


def test_a_sentence_does_not_begin_with_a_name() -> None:
    texts = [m.text for m in linked("List the songs. Return them all.").meanings() if isinstance(m, FreeText)]
    assert texts == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("which patients are with medibrand", ["Medibrand s.r.o."]),
        ("bệnh nhân của Green Valley", ["Green Valley Cover"]),
        ("patients of Zentrix", []),
        ("patients with green eyes", []),
    ],
)
def test_what_one_cell_begins_with(question: str, expected: list[str]) -> None:
    assert [m.text for m in link(question, CLINIC, CELLS).meanings() if isinstance(m, Value)] == expected
