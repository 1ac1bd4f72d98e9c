"""The grammar over slots: it can say what people ask, and leaves the model few choices."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from grammar_walks import accepts, forced_share, walk

from hoidap.chains.canonical import expand
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import NotCanonical
from hoidap.chains.grammar import slot_grammar
from hoidap.chains.linking import link
from hoidap.chains.phrases import Target
from hoidap.chains.slots import NoSlot, Sheet
from hoidap.databases import Column, Database, ForeignKey, Schema, Table, ValueIndex
from hoidap.databases.demo import FILE_NAME, demo_database

QUESTIONS = Path(__file__).parents[1] / "evals/jidouka.jsonl"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The grammar of each question that stands alone, and its gold SQL in slots."""
    folder = tmp_path_factory.mktemp("demo")
    demo_database(folder)
    db = Database.connect(f"sqlite:///{folder / FILE_NAME}", data_dir=folder)
    return list(_pairs(db))


def _pairs(db: Database) -> Iterator[tuple[str, str]]:
    for line in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines()):
        sheet = Sheet.of(link(line["question"], db.schema, db.values), db.schema)
        with suppress(NotCanonical, NoSlot):  # what a follow-up leaves out only the turn before it names
            yield slot_grammar(sheet), sheet.shorten(canonicalize(line["gold_sql"], db.schema))


def test_right_answers_can_be_written(asked: list[tuple[str, str]]) -> None:
    assert len(asked) > 120
    assert [sql for grammar, sql in asked if not accepts(grammar, sql)] == []


def test_a_quarter_of_the_tokens_need_no_model(asked: list[tuple[str, str]]) -> None:
    shares = [forced_share(grammar, [sql]) for grammar, sql in asked]
    assert sum(shares) / len(shares) > 0.25


def test_nobody_gets_lost(asked: list[tuple[str, str]]) -> None:
    for seed, (grammar, _) in enumerate(asked[:40]):
        sql = walk(grammar, seed)
        assert sql is None or sql.startswith("SELECT ")


def test_equal_questions_give_equal_texts(asked: list[tuple[str, str]], tmp_path: Path) -> None:
    demo_database(tmp_path)
    db = Database.connect(f"sqlite:///{tmp_path / FILE_NAME}", data_dir=tmp_path)
    assert [grammar for grammar, _ in _pairs(db)] == [grammar for grammar, _ in asked]


KEY = Column("Id", "int", primary_key=True)
CARGO = Schema(
    (
        Table("Port", (KEY, Column("Name", "text"))),
        Table(
            "Trip",
            (KEY, Column("Origin", "int"), Column("Destination", "int"), Column("Tons", "float"), Column("Fee", "float"),
             Column("Left", "date"), Column("Arrived", "date")),
            (ForeignKey(("Origin",), "Port", ("Id",)), ForeignKey(("Destination",), "Port", ("Id",))),
        ),
    ),
    "sqlite",
)  # fmt: skip
TRIPS, PORTS = '"Trip".*', '"Port".*'


@pytest.mark.parametrize(
    ("canonical", "taken"),
    [
        (f"SELECT {TRIPS} LIMIT 5", True),
        (f"SELECT COUNT({TRIPS}) / (SELECT COUNT({TRIPS})) WHERE \"Trip\".\"Tons\" > 5", True),
        (f"SELECT COUNT({TRIPS}) / COUNT({PORTS})", True),
        ('SELECT AVG("Trip"."Arrived" - "Trip"."Left")', True),
        (f'SELECT {TRIPS} WHERE "Trip"."Tons" > "Trip"."Fee" ORDER BY "Trip"."Tons" / "Trip"."Fee" DESC LIMIT 1', True),
        (f'SELECT {TRIPS} WHERE "Trip"."Left" = (SELECT MAX("Trip"."Left"))', True),
        (f"SELECT COUNT({PORTS}) WHERE {PORTS} IN (SELECT {PORTS} HAVING COUNT({TRIPS}) > 5)", True),
        (f'SELECT "Port"."Name", COUNT({TRIPS}) WHERE "Trip"."Origin" = {PORTS} GROUP BY "Port"."Name"', True),
        (f'SELECT COUNT({TRIPS}) WHERE "Trip"."Destination" IN (SELECT {PORTS})', True),
        (f'SELECT {PORTS} WHERE {PORTS} NOT IN (SELECT "Trip"."Destination")', True),
        ('SELECT SUM("Trip"."Id")', False),
        (f'SELECT {TRIPS} WHERE "Trip"."Id" IS NULL', False),
        (f'SELECT {TRIPS} WHERE "Trip"."Tons" = 1', False),
        (f'SELECT {TRIPS} WHERE "Trip"."Tons" > (SELECT {PORTS})', False),
        (f'SELECT {TRIPS} WHERE "Port"."Id" = {TRIPS}', False),
        (f"SELECT COUNT({PORTS}) HAVING COUNT({TRIPS}) > 5", False),
    ],
)  # fmt: skip
def test_what_can_be_said_of_two_ports_of_a_trip(canonical: str, taken: bool) -> None:
    sheet = Sheet.of(link("trips and ports, 5", CARGO, ValueIndex([])), CARGO)
    assert accepts(slot_grammar(sheet), sheet.shorten(canonical)) is taken


def test_what_can_be_joined_alone_always_becomes_sql() -> None:
    """Two islands of tables, one of them with a table that has no key: whatever is written there can be expanded."""
    shop = Table("Shop", (KEY, Column("Town", "text")))
    sale = Table(
        "Sale", (Column("ShopId", "int"), Column("Price", "float")), (ForeignKey(("ShopId",), "Shop", ("Id",)),)
    )
    storm = Table("Storm", (KEY, Column("Wind", "int")))
    schema = Schema((shop, sale, storm), "sqlite")
    whole = Sheet.of(link("the price of sales by town of the shop and wind", schema, ValueIndex([])), schema)
    sheet = whole.joinable()
    named = {meaning.table for meaning in sheet.slots.values() if isinstance(meaning, Target)}
    assert (named, sheet.shown) == ({"Shop", "Sale"}, whole.shown)
    written = [sql for seed in range(200) if (sql := walk(slot_grammar(sheet), seed))]
    assert len(written) > 100
    for sql in written:
        expand(sheet.spell(sql), schema)
