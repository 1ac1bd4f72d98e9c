"""What others wrote is tried on the database: good pairs are kept, and what is wrong with the rest is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shop import PEOPLE, opened, shop_file

from hoidap.chains.language import Language
from hoidap.databases import Database
from hoidap.training.dataset import BadLine, Pair, Row, check_rows, read_rows, write_pairs, writing_prompt
from hoidap.training.dataset.problems import Problem
from hoidap.training.errors import BadPairs, CannotWrite

GLOSSARY = """
tables:
  Customer: {synonyms: [khách quen, regular]}
  City: {hidden: true}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Database]:
    db = opened(shop_file(tmp_path))
    yield db
    db.close()


def checked(db: Database, *rows: Row) -> list[Pair | BadLine]:
    return list(check_rows(rows, db))


def problem(db: Database, sql: str, question: str = "How many?") -> BadLine:
    (found,) = checked(db, Row(7, question, sql))
    assert isinstance(found, BadLine) and found.line == 7
    return found


def test_a_good_pair_gets_what_the_generator_would_have_told(shop: Database) -> None:
    sql = "SELECT COUNT(*) FROM Orders WHERE Status = 'open'"
    before = ("Có bao nhiêu đơn hàng trạng thái paid?", "SELECT COUNT(*) FROM Orders WHERE Status = 'paid'")
    (pair,) = checked(shop, Row(2, "còn open thì sao?", sql, (before,)))
    assert isinstance(pair, Pair)
    assert (pair.language, pair.source, pair.sql) == ("vi", "imported", sql)
    assert pair.canonical == """SELECT COUNT("Orders".*) WHERE "Orders"."Status" = 'open'"""
    assert pair.template == "SELECT COUNT(*) FROM Orders WHERE Status = ?"
    assert "Orders" in pair.schema_linking and "Orders.Status = 'paid'" in pair.schema_linking
    assert [turn["sql"] for turn in pair.history] == [before[1]]


def test_sql_that_canonical_sql_cannot_say_is_kept_without_it(shop: Database) -> None:
    sql = "SELECT Customer.CustomerName FROM Customer LEFT JOIN Orders ON Orders.CustomerId = Customer.CustomerId"
    (pair,) = checked(shop, Row(2, "Who?", sql))
    assert isinstance(pair, Pair) and pair.canonical == ""


def test_why_sql_cannot_be_used_is_told_in_both_languages(shop: Database) -> None:
    refused = problem(shop, "DELETE FROM Orders")
    assert "Only SELECT" in refused.told("en") and "SELECT" in refused.told("vi")
    assert "There is no table invoice here." in problem(shop, "SELECT * FROM invoice").told("en")
    assert "không có bảng invoice" in problem(shop, "SELECT * FROM invoice").told("vi")
    assert "There is no column Price" in problem(shop, "SELECT Price FROM Orders").told("en")
    assert problem(shop, "SELECT * FROM Orders WHERE Total < 0").problem is Problem.FINDS_NOTHING
    assert problem(shop, "SELECT COUNT(*) FROM Refund").problem is Problem.FINDS_NOTHING


def test_the_same_question_twice_is_told_from_a_contradiction(shop: Database) -> None:
    first = Row(2, "How many orders?", "SELECT COUNT(*) FROM Orders")
    same = Row(3, "how many ORDERS", "SELECT count(*)  FROM Orders")
    other = Row(4, "How many orders?", "SELECT COUNT(*) FROM Customer")
    after = Row(5, "How many orders?", "SELECT COUNT(*) FROM Customer", (("Customers?", "SELECT * FROM Customer"),))
    good, again, contradicts, followed = checked(shop, first, same, other, after)
    assert isinstance(good, Pair) and isinstance(followed, Pair)
    assert again == BadLine(3, Problem.AGAIN, "2")
    assert contradicts == BadLine(4, Problem.CONTRADICTS, "2")


def test_what_people_verified_may_find_nothing(shop: Database) -> None:
    row = Row(1, "Orders below zero?", "SELECT * FROM Orders WHERE Total < 0")
    (pair,) = check_rows([row], shop, source="verified")
    assert isinstance(pair, Pair) and pair.source == "verified"


def test_hidden_tables_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    db = opened(shop_file(tmp_path), glossary=tmp_path / "glossary.yaml")
    assert "There is no table City here." in problem(db, "SELECT * FROM City").told("en")
    told = writing_prompt(db, 40, "en", with_values=True)
    assert "khách quen" in told and "City:" not in told and "Hà Nội" not in told
    db.close()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_prompt_for_another_model_holds_no_cell_unless_asked(shop: Database, language: str) -> None:
    spoken: Language = "vi" if language == "vi" else "en"
    told = writing_prompt(shop, 40, spoken)
    assert shop.schema.render() in told and "40" in told and "$" not in told
    assert not any(cell in told for cell in (*PEOPLE, "Hà Nội", "paid", "1887"))
    assert "question,answer,previous_question,previous_answer" in told
    assert "Hà Nội" in writing_prompt(shop, 40, spoken, with_values=True)


def test_placeholders_are_filled_with_cells_of_their_column(shop: Database) -> None:
    question = "Does [[Customer.CustomerName]] come from [[City.CityName]] or [[City.CityName 2]]?"
    sql = (
        "SELECT CityName FROM City JOIN Customer ON City.CityId = Customer.CityId WHERE CustomerName = "
        "'[[customer.customername]]' AND CityName IN ('[[City.CityName]]', '[[City.CityName 2]]')"
    )
    (pair,) = checked(shop, Row(2, question.replace("Customer.C", "customer.c").replace("tomerN", "tomern"), sql))
    assert isinstance(pair, Pair) and "[[" not in pair.question + pair.sql
    assert any(name in pair.question and name in pair.sql for name in PEOPLE)
    unknown = problem(shop, "SELECT * FROM City WHERE CityName = '[[City.Mayor]]'", "Of [[City.Mayor]]?")
    assert unknown.problem is Problem.NO_VALUES and "[[City.Mayor]]" in unknown.told("vi")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_what_is_written_is_read_again(shop: Database, tmp_path: Path, ending: str) -> None:
    before = (("=1+1, paid?", "SELECT COUNT(*) FROM Orders WHERE Status = 'paid'"),)
    rows = (Row(2, '-2 "quoted"\ttabbed', 'SELECT COUNT(*) FROM "Orders"', before), Row(3, "Ai?", "SELECT 'a;b' AS x"))
    pairs = [pair for pair in checked(shop, *rows) if isinstance(pair, Pair)]
    file = tmp_path / f"pairs.{ending}"
    assert write_pairs(file, pairs, shop) == 2
    again = [row for row in read_rows(file) if isinstance(row, Row)]
    assert [(row.sql, row.history) for row in again] == [(row.sql, row.history) for row in rows]
    assert [row.question for row in again] == ['-2 "quoted" tabbed', "Ai?"]
    if ending == "csv":
        raw = file.read_bytes()
        assert raw.startswith(
            b"\xef\xbb\xbfcontext,question,answer,previous_question,previous_answer,schema_linking\r\n"
        )
        assert b",=1+1" not in raw and b",-2" not in raw  # which Excel would take for formulas


def test_a_file_is_written_whole_or_stays_as_it_was(shop: Database, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("precious", encoding="utf-8")

    def failing() -> Iterator[Pair]:
        yield Pair("How many?", "SELECT 1", "en", "SELECT ?")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pairs(file, failing(), shop)
    assert file.read_text(encoding="utf-8") == "precious"
    assert sorted(path.name for path in tmp_path.glob("*pairs*")) == ["pairs.csv"]
    with pytest.raises(BadPairs, match=r"must end in \.csv or \.jsonl"):
        write_pairs(tmp_path / "pairs.xlsx", [], shop)
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_pairs(tmp_path / "nowhere" / "pairs.csv", [], shop)
