"""What is offered to ask: in words that people use, of what stands in the data, and answered right."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from scripted import Scripted

from hoidap.chains import write_sql
from hoidap.chains.nouns import called, label, plural
from hoidap.databases import Column, Database, Schema, Table
from hoidap.models import load_chat_model
from hoidap.tools import example_questions as example_questions_module
from hoidap.tools.example_candidates import KINDS, candidates, schema_candidates
from hoidap.tools.example_questions import check_examples, check_view, example_questions, table_questions

SHOP = """
CREATE TABLE Customer (Id INTEGER PRIMARY KEY, Name TEXT, Phone TEXT);
CREATE TABLE SalesOrder (
    Id INTEGER PRIMARY KEY, OrderDate DATE, Amount REAL, Status TEXT, CustomerId INTEGER REFERENCES Customer(Id));
CREATE TABLE Salary (Id INTEGER PRIMARY KEY, EmployeeName TEXT, Pay REAL);
INSERT INTO Salary VALUES (1, 'Secret Sam', 99), (2, 'Hidden Hoa', 98);
"""
GLOSSARY = """
tables:
  Customer: {synonyms: [khách hàng, customer]}
  SalesOrder:
    synonyms: [đơn hàng, order]
    rows: {everyone: "Status = 'open'", boss: all}
  Salary: {only_for: [boss]}
roles: [boss]
users: {an: {roles: [boss]}, binh: {}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Database]:
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.executescript(SHOP)
        connection.executemany(
            "INSERT INTO Customer VALUES (?, ?, '0')", [(n, f"Quán {chr(65 + n)}") for n in range(9)]
        )
        orders = [(n, f"{2021 + n % 3}-05-0{n % 9 + 1}", n, ("open", "paid")[n % 2], n * n % 9) for n in range(60)]
        connection.executemany("INSERT INTO SalesOrder VALUES (?, ?, ?, ?, ?)", orders)
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    database = Database.connect(
        f"sqlite:///{tmp_path / 'shop.sqlite'}", glossary=tmp_path / "glossary.yaml", data_dir=tmp_path
    )
    yield database.for_user("binh")
    database.close()


@pytest.fixture(scope="module")
def llm() -> BaseChatModel:
    return load_chat_model("embedded")


def test_the_model_answers_what_is_offered_and_each_viewer_gets_what_they_may_see(
    shop: Database, llm: BaseChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = shop.for_user("an")
    monkeypatch.setattr(example_questions_module, "LANGUAGES", ("vi",))
    check_view(shop, boss)
    assert example_questions(boss, "vi")[0] == "Khách hàng nào có nhiều đơn hàng nhất?"  # no model yet: the schema's
    check_examples(llm, shop)
    monkeypatch.setattr(example_questions_module, "LANGUAGES", ("en",))
    check_view(shop, boss)
    vietnamese, english = example_questions(shop, "vi"), example_questions(boss, "en")
    assert len(vietnamese) == len(english) == 4
    assert "Có bao nhiêu đơn hàng trong năm 2023?" in vietnamese
    assert any("Quán" in question for question in vietnamese)
    assert shop.query(write_sql(llm, shop).invoke("Có bao nhiêu đơn hàng trong năm 2023?")).rows == [[10]]
    assert boss.query(write_sql(llm, boss).invoke("How many orders were there in 2023?")).rows == [[20]]
    assert not any("alar" in one.question or "Sam" in one.question for one in candidates(shop, "en"))
    assert any("salar" in one.question for one in candidates(boss, "en"))


def test_a_question_with_another_answer_is_not_offered(shop: Database) -> None:
    wrong = Scripted(route="query_database", sql="SELECT COUNT(*) AS n FROM Customer")
    check_examples(wrong, shop)
    assert example_questions(shop, "en") == ["How many customers are there?"]


def test_where_nothing_is_answered_right_the_schema_s_own_are_offered(shop: Database) -> None:
    before = example_questions(shop, "en")
    check_examples(Scripted(route="small_talk", sql="SELECT 1"), shop)
    assert example_questions(shop, "en") == before
    assert "How many orders are there?" in before


def test_questions_about_one_table(shop: Database, llm: BaseChatModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_questions_module, "LANGUAGES", ())
    order = shop.schema.table("SalesOrder")
    assert table_questions(shop, order, "en") == ["How many orders are there?"]
    check_examples(llm, shop)
    asked = table_questions(shop, order, "en")
    assert len(asked) == 3
    assert sum("order" in question for question in asked) >= 2


def test_private_values_stand_in_no_question(shop: Database, tmp_path: Path) -> None:
    private = tmp_path / "private.yaml"
    private.write_text(GLOSSARY.replace("customer]", "customer], columns: {Name: {private: true}}"), encoding="utf-8")
    db = Database.connect(shop.url, glossary=private, data_dir=tmp_path).for_user("binh")
    assert any("Quán" in one.question for one in candidates(shop, "vi"))
    assert not any("Quán" in one.question for one in candidates(db, "vi"))
    db.close()


def test_which_one_has_the_most_is_asked_only_where_one_has(shop: Database, tmp_path: Path) -> None:
    assert any(one.kind == "most" and "nào có nhiều" in one.question for one in candidates(shop, "vi"))
    with sqlite3.connect(tmp_path / "tied.sqlite") as connection:
        connection.executescript(SHOP)
        connection.executemany("INSERT INTO Customer VALUES (?, ?, '0')", [(1, "An"), (2, "Ba")])
        connection.executemany(
            "INSERT INTO SalesOrder VALUES (?, '2024-01-01', 1, 'open', ?)", zip(range(4), (1, 1, 2, 2), strict=True)
        )
    tied = Database.connect(f"sqlite:///{tmp_path / 'tied.sqlite'}", data_dir=tmp_path)
    assert not any(one.kind == "most" for one in candidates(tied, "vi"))
    tied.close()


def test_every_kind_is_known_and_a_nameless_schema_still_has_a_question(shop: Database) -> None:
    assert {one.kind for one in candidates(shop, "vi")} <= set(KINDS)
    strange = Schema((Table("XQZ", (Column("a", "int"),)),), "sqlite")
    assert [one.question for one in schema_candidates(strange, "vi")] == ["Bảng XQZ có bao nhiêu dòng?"]
    assert [one.question for one in schema_candidates(strange, "en")] == ["How many rows does XQZ have?"]


@pytest.mark.parametrize(
    ("name", "synonyms", "vietnamese", "english"),
    [
        ("Customers", (), "khách hàng", "customer"),
        ("don_hang", (), "đơn hàng", "order"),
        ("Jidouka", ("improvement", "cải tiến"), "cải tiến", "improvement"),
        ("Trained_In", (), "", ""),
        ("people", (), "người", "person"),
        ("JidoukaTool", ("công cụ sử dụng", "tools used"), "công cụ sử dụng", "tool used"),
        ("XQZ", (), "", ""),
    ],
)
def test_what_a_table_is_called(name: str, synonyms: tuple[str, ...], vietnamese: str, english: str) -> None:
    table = Table(name, (), synonyms=synonyms)
    assert (called(table, "vi"), called(table, "en")) == (vietnamese, english)
    assert label(table, "vi")[0].isupper()


def test_plurals() -> None:
    nouns = ("city", "day", "box", "person", "order", "tool used", "number of jobs", "time saved", "wind speed")
    assert [plural(noun) for noun in nouns] == [
        "cities", "days", "boxes", "people", "orders", "tools used", "numbers of jobs", "times saved", "wind speeds",
    ]  # fmt: skip
