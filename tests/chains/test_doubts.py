"""What speaks against a draft without asking anybody: each sign fires where it should, and where it should not is 0."""

import pytest
from office import OFFICE, VALUES

from hoidap.chains.canonical import parse
from hoidap.chains.case import Case
from hoidap.chains.doubts import SIGNS, doubts, unused
from hoidap.chains.linking import link
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

DC5 = '"Department"."DepartmentName" = \'DC5\''
DC3 = '"Department"."DepartmentName" = \'DC3\''
Y2024 = '"Jidouka"."DateCreate" = \'2024\''
HOURS = '"Jidouka"."TotalTimeSaved"'
VIDEO = '"Jidouka"."Video"'
DATE = '"Jidouka"."DateCreate"'
NAMES = 'SELECT "Jidouka"."ImprovementName"'
COUNTED = 'SELECT COUNT("Jidouka".*)'
AUTHORS = 'SELECT "Author"."AuthorName"'
DEPARTMENTS = 'SELECT "Department"."DepartmentName"'
SHARE = f'{COUNTED} / (SELECT COUNT("Jidouka".*))'


def signs(question: str, canonical: str, before: str = "", schema: Schema = OFFICE, values: ValueIndex = VALUES) -> str:
    case = Case(parse(canonical), link(question, schema, values), schema, parse(before) if before else None)
    return " ".join(sign.__name__.removeprefix("_") for sign in SIGNS if sign(case))


@pytest.mark.parametrize(
    ("question", "canonical"),
    [
        ("Bộ phận DC5 có bao nhiêu cải tiến?", f"{COUNTED} WHERE {DC5}"),
        ("số cải tiến của DC5 năm 2024", f"{COUNTED} WHERE {DC5} AND {Y2024}"),
        ("cải tiến của DC3 và DC5", f"{NAMES} WHERE {DC5} OR {DC3}"),
        ("cải tiến có 1 giờ tiết kiệm", f"{NAMES} WHERE {HOURS} = 1"),
        ("cải tiến có giờ tiết kiệm", f"{NAMES} WHERE {HOURS} > 0"),
        ("tỷ lệ cải tiến", SHARE),
        ("authors with several improvements", f'{AUTHORS} WHERE "Author".* IN (SELECT "Author".* HAVING COUNT("Jidouka".*) > 1)'),
        ("Tác giả nào chưa có cải tiến nào?", f'{AUTHORS} WHERE "Author".* NOT IN (SELECT "Jidouka".*)'),
        ("Bộ phận nào tiết kiệm được nhiều giờ nhất?", f'{DEPARTMENTS} GROUP BY "Department"."DepartmentName" ORDER BY SUM({HOURS}) DESC LIMIT 1'),
        ("cải tiến mới nhất", f"{NAMES} ORDER BY {DATE} DESC LIMIT 1"),
        ("giờ tiết kiệm trung bình của mỗi bộ phận", f'{DEPARTMENTS}, AVG({HOURS}) GROUP BY "Department"."DepartmentName"'),
        ("cải tiến có video không?", f"{COUNTED} WHERE NOT {VIDEO} IS NULL"),
        ("Who works in DC5?", f"{AUTHORS} WHERE {DC5}"),
        ("cải tiến đầu tiên được tạo khi nào", f"SELECT MIN({DATE})"),
        ("so sánh số cải tiến của DC3 và DC5", f'{DEPARTMENTS}, COUNT("Jidouka".*) WHERE {DC3} OR {DC5} GROUP BY "Department"."DepartmentName"'),
    ],
)  # fmt: skip
def test_nothing_speaks_against_what_is_right(question: str, canonical: str) -> None:
    assert signs(question, canonical) == ""
    assert doubts(canonical, link(question, OFFICE, VALUES), OFFICE) == 0


@pytest.mark.parametrize(
    ("question", "canonical", "expected"),
    [
        # values
        ("Bộ phận DC5 có bao nhiêu cải tiến?", f'{COUNTED} WHERE "Department"."DepartmentName" = \'DC3\'', "left_out"),
        ("bộ phận của DC5", f"{DEPARTMENTS} WHERE {DC5}", "known_already"),
        ("bao nhiêu bộ phận DC5", f'SELECT COUNT(DISTINCT "Department"."DepartmentName") WHERE {DC5}', "known_already"),
        ("cải tiến của bộ phận DC3 và DC5", f"{NAMES} WHERE {DC5} AND {DC3}", "contradictions"),
        ("cải tiến không có video", f"{NAMES} WHERE {VIDEO} IS NULL AND NOT {VIDEO} IS NULL", "contradictions"),
        ("cải tiến theo giờ tiết kiệm", f"{NAMES} WHERE {HOURS} = {HOURS}", "with_itself"),
        ("cải tiến theo giờ tiết kiệm", f"{NAMES} WHERE {HOURS} = 1", "unnamed"),
        # figures
        ("có bao nhiêu phần trăm cải tiến", COUNTED, "share"),
        ("có bao nhiêu cải tiến", SHARE, "share"),
        ("giờ tiết kiệm của cải tiến", f"SELECT AVG({HOURS})", "mean unused_tables"),
        ("trung bình cải tiến", COUNTED, "mean"),
        ("tổng giờ tiết kiệm", COUNTED, "sum unused_columns"),
        ("có bao nhiêu cải tiến", NAMES, "no_figure"),
        ("số cải tiến của mỗi bộ phận", f"{COUNTED} WHERE {DC5}", "no_groups"),
        ("Which tool is used most?", 'SELECT "Tool"."ToolName" GROUP BY "Tool"."ToolName" ORDER BY COUNT("Tool".*) DESC LIMIT 1', "of_one_row"),
        ("trung bình giờ tiết kiệm", f"SELECT {HOURS}, AVG({HOURS}) GROUP BY {HOURS}", "of_one_row"),
        ("so sánh số cải tiến của DC3 và DC5", f'{COUNTED} WHERE "Department"."DepartmentName" IN (\'DC3\', \'DC5\')', "together"),
        # order
        ("cải tiến", f"{NAMES} LIMIT 1", "any_row"),
        ("Cải tiến nào tiết kiệm nhiều giờ nhất?", NAMES, "unranked"),
        ("improvements sorted by hours", NAMES, "unsorted"),
        ("cải tiến mới nhất", f"{NAMES} ORDER BY {DATE} LIMIT 1", "turned"),
        ("Which author saved the least hours?", f"{AUTHORS} ORDER BY {HOURS} DESC LIMIT 1", "turned"),
        ("Which author has the most improvements?", f"{AUTHORS} ORDER BY {DATE} DESC LIMIT 1", "senseless"),
        ("Bộ phận nào đông nhất?", f'{DEPARTMENTS} ORDER BY "Department"."DepartmentName" DESC LIMIT 1', "senseless"),
        ("improvements made last month", f"SELECT MAX({DATE})", "unasked_extreme"),
        ("tools of the authors", f'SELECT "Tool"."ToolName" ORDER BY {VIDEO} DESC', "unasked_order"),
        ("số cải tiến theo năm", f'SELECT {DATE}, COUNT("Jidouka".*) GROUP BY {DATE}', "no_date_part"),
        # scope
        ("có bao nhiêu cải tiến", f"{COUNTED} WHERE {DC5}", "unasked_tables"),
        ("tác giả của cải tiến", f"{AUTHORS}, {VIDEO}", "unasked_columns"),
        ("cải tiến có video", NAMES, "unused_columns"),
        ("tác giả của cải tiến", NAMES, "unused_tables"),
        ("the different videos", f"SELECT {VIDEO}", "repeated"),
        # negation
        ("authors without improvements", f'{AUTHORS} WHERE "Author".* IN (SELECT "Jidouka".*)', "said_in_vain"),
        ("authors with improvements", f'{AUTHORS} WHERE "Author".* NOT IN (SELECT "Jidouka".*)', "unsaid"),
        ("cải tiến có video", f"{NAMES} WHERE {VIDEO} IS NULL", "unsaid"),
        ("cải tiến chưa có video", f'{NAMES} WHERE "Jidouka".* NOT IN (SELECT "Jidouka".* WHERE {VIDEO} IS NULL)', "denied_twice"),
        ("all authors", f'{AUTHORS} WHERE "Author".* IN (SELECT "Author".*)', "of_all"),
    ],
)  # fmt: skip
def test_each_sign_speaks_where_it_should(question: str, canonical: str, expected: str) -> None:
    assert expected.split(" ")[0] in signs(question, canonical).split(" "), signs(question, canonical)


@pytest.mark.parametrize(
    ("question", "canonical", "expected"),
    [
        ("còn DC3 thì sao?", f"{COUNTED} WHERE {DC3} AND {Y2024}", ""),
        ("còn DC3 thì sao?", f"{COUNTED} WHERE {DC3}", "lost"),
        ("còn năm 2023?", f"{COUNTED} WHERE {DC5} AND {DATE} = '2023'", ""),
        ("liệt kê chúng", f"{NAMES} WHERE {DC5} AND {Y2024}", ""),
        ("liệt kê chúng", NAMES, "lost"),
        ("còn tất cả thì sao?", COUNTED, ""),
        ("Có bao nhiêu tác giả?", 'SELECT COUNT("Author".*)', ""),
    ],
)
def test_a_follow_up_keeps_what_it_does_not_replace(question: str, canonical: str, expected: str) -> None:
    assert signs(question, canonical, before=f"{COUNTED} WHERE {DC5} AND {Y2024}") == expected


def test_a_question_about_the_first_one_picks_the_same_one() -> None:
    first = 'SELECT "Author".* ORDER BY COUNT("Jidouka".*) DESC LIMIT 1'
    before = f'{AUTHORS} WHERE "Author".* IN ({first})'
    kept = f'{DEPARTMENTS} WHERE "Author".* IN ({first})'
    assert "lost_pick" not in signs("người đó thuộc bộ phận nào", kept, before)
    assert "lost_pick" in signs("người đó thuộc bộ phận nào", kept.replace("COUNT", "MAX"), before)
    assert "lost_pick" in signs("người đó thuộc bộ phận nào", DEPARTMENTS, before)
    assert "lost_pick" not in signs("có bao nhiêu bộ phận", DEPARTMENTS, before)


def test_a_follow_up_goes_on_with_the_share_of_the_turn_before() -> None:
    question, share = "còn năm 2024 thì sao", f"{SHARE} WHERE {Y2024}"
    assert "share" in signs(question, share).split()
    assert signs(question, share, before=SHARE) == ""


CUSTOMER = Table(
    "Customer",
    (Column("Id", "int", primary_key=True), Column("Name", "text"), Column("Country", "text"), Column("City", "text")),
)
ORDERS = Table(
    "Orders",
    (
        Column("Id", "int", primary_key=True),
        Column("RequiredDate", "date"),
        Column("OrderDate", "date"),
        Column("ShipCountry", "text"),
        Column("CustomerId", "int"),
    ),
    (ForeignKey(("CustomerId",), "Customer", ("Id",)),),
)
SHOP = Schema((CUSTOMER, ORDERS), "sqlite")
PLACES = ValueIndex(
    [
        Value("Customer", "Country", "France"),
        Value("Orders", "ShipCountry", "France"),
        Value("Customer", "City", "Singapore"),
        Value("Customer", "Country", "Singapore"),
    ]
)


@pytest.mark.parametrize(
    ("question", "canonical", "before", "expected"),
    [
        ("Customers in France", 'SELECT "Customer"."Name" WHERE "Customer"."Country" = \'France\'', "", ""),
        ("orders in 2024", 'SELECT COUNT("Orders".*) WHERE "Orders"."OrderDate" = \'2024\'', "", ""),
        ("orders in 2024", 'SELECT COUNT("Orders".*) WHERE "Orders"."RequiredDate" = \'2024\'', "", "another_date"),
        ("orders by required date", 'SELECT COUNT("Orders".*) WHERE "Orders"."OrderDate" = \'2024\'', "", "another_date"),
        ("and Singapore?", 'SELECT COUNT("Customer".*) WHERE "Customer"."City" = \'Singapore\'', 'SELECT COUNT("Customer".*) WHERE "Customer"."Country" = \'France\'', "of_another_column"),
    ],
)  # fmt: skip
def test_a_value_or_date_is_sought_where_the_question_points(
    question: str, canonical: str, before: str, expected: str
) -> None:
    found = signs(question, canonical, before, SHOP, PLACES).split()
    assert (expected in found) if expected else not found


def test_what_a_draft_leaves_out_is_named_in_the_words_of_the_question() -> None:
    links = link("cải tiến của DC5 năm 2024", OFFICE, VALUES)
    assert unused(f"{COUNTED} WHERE {DC5}", links) == ["năm 2024"]
    assert unused(COUNTED, links) == ["DC5", "năm 2024"]
