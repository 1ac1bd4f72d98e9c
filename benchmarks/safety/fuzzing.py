"""Anything at all that could be handed to the guard: input number n is the same for ever, so that runs can be shared.

    python -m benchmarks.safety.fuzzing 0 250000

A run of its own for some numbers, so that several can go side by side, or go on where one stopped; it prints what
`Fuzzed` holds as JSON.
"""

import faulthandler
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache

from sqlglot import Dialect, exp, parse_one

from hoidap.databases import Column, Schema, SqlRefused, Table
from hoidap.databases.guard import Guard

from .corpus import SECRET_TABLE, statements
from .mutations import mutated

DIALECTS = ("sqlite", "postgres", "mysql", "tsql")
SECONDS = 60  # in which an input must be done; after that the process ends, with the place where it is
STARTS = ("", "SELECT ", "SELECT name FROM ", "SELECT name FROM customers WHERE ", "WITH a AS (", "(", "SELECT 1 ")

_COLUMNS = {
    "customers": "id name city email created_at update notes",
    "orders": "id customer_id order_date total status meta",
    "products": "id name category price",
    "order_items": "order_id product_id qty price",
}
_SIGNS = "( ) [ ] { } , ; . * + - / % = <> < > || | & ^ ~ ! @ # $ ? : :: := -> ->> #> @> ' \" ` \\ -- /* */ \n"
_WORDS = """customers orders name id total status secret_keys c o x n NULL TRUE 1 0 -1 1e9 0x1F 'a' 'Huế' N'đ' E'\\''
    $$a$$ count( sum( max( coalesce( cast( extract( date_trunc( concat( printf( sleep( pg_sleep( nextval( repeat( f("""
_PIECES = (*_SIGNS.split(" "), *_WORDS.split())


@dataclass
class Fuzzed:
    """What came of some inputs: how many passed, what was wrong with which, and the longest seconds one took."""

    tried: int = 0
    passed: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0
    slowest_number: int = -1


def schema(dialect: str) -> Schema:
    """The tables of the corpora that may be asked about."""
    made = [Table(name, tuple(Column(column, "text") for column in own.split())) for name, own in _COLUMNS.items()]
    return Schema(tuple(made), dialect)


def fuzzed(start: int, stop: int) -> Fuzzed:
    """Hand the inputs of these numbers to the guards of every dialect in turn."""
    guards = {dialect: Guard(schema(dialect)) for dialect in DIALECTS}
    found = Fuzzed()
    for number in range(start, stop):
        dialect = DIALECTS[number % len(DIALECTS)]
        given = any_input(number, dialect)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        before = time.thread_time()
        try:
            wrong = _wrong(guards[dialect], dialect, given, found)
        except BaseException as error:  # noqa: BLE001 that it raises nothing else is what is measured
            wrong = f"raised {type(error).__name__}"
        seconds = time.thread_time() - before
        found.tried += 1
        if wrong:
            found.wrong.append(f"{number} ({dialect}) {wrong}: {given!r:.300}")
        if seconds > found.slowest:
            found.slowest, found.slowest_number = seconds, number
    faulthandler.cancel_dump_traceback_later()
    return found


def _wrong(guard: Guard, dialect: str, given: object, found: Fuzzed) -> str:
    """What is wrong with the guard's answer; "" where nothing is."""
    try:
        checked = guard.check(given)  # type: ignore[arg-type]
    except SqlRefused as refused:
        return "" if str(refused).endswith(".") and "\n" not in str(refused) else f"says {str(refused)!r}"
    found.passed += 1
    try:
        guard.check(checked.sql)
    except SqlRefused:
        return "is refused the second time"
    tree = parse_one(checked.sql, dialect=dialect)
    names = {table.name.lower() for table in tree.find_all(exp.Table)} - checked.local_names
    return "reads a table that is hidden" if names - _COLUMNS.keys() else ""


def any_input(number: int, dialect: str) -> object:
    """Input number `number`, for a guard of the dialect; nearly always a text."""
    rng = random.Random(number)
    kind = rng.choices(KINDS, WEIGHTS)[0]
    return kind(rng, dialect)


def _corpus(rng: random.Random, dialect: str) -> str:
    return mutated(rng.choice(_statements(dialect)), rng)


def _spliced(rng: random.Random, dialect: str) -> str:
    """Tokens of a statement left out, doubled, moved, or replaced by those of another."""
    own, other = (rng.choice(_statements(dialect)).split(" ") for _ in range(2))
    for _ in range(rng.randint(1, 6)):
        place = rng.randint(0, len(own))
        match rng.randrange(4):
            case 0:
                del own[place : place + rng.randint(1, 3)]
            case 1:
                own[place:place] = own[place : place + 3] * rng.randint(1, 3)
            case 2:
                begin = rng.randrange(len(other))
                own[place:place] = other[begin : begin + rng.randint(1, 8)]
            case _:
                own[place:place] = [rng.choice((*_PIECES, *_keywords(dialect)))]
    return " ".join(own)


def _salad(rng: random.Random, dialect: str) -> str:
    words = rng.choices((*_PIECES, *_keywords(dialect)), k=rng.randint(1, 40))
    return rng.choice(STARTS) + rng.choice((" ", "", "\n")).join(words)


def _nested(rng: random.Random, dialect: str) -> str:
    """The same few tokens again and again, as deep as the length allows."""
    words = (*_PIECES, *_keywords(dialect))
    before, after = (" ".join(rng.choices(words, k=rng.randint(0, 3))) + " " for _ in range(2))
    times = rng.choice((2, 10, 40, 200, 1000))
    return (rng.choice(STARTS) + before * times + "1" + after * times)[:9000]


def _letters(rng: random.Random, dialect: str) -> str:
    letters = rng.choice((0x7F, 0x2FF, 0xFFFF, 0x10FFFF))
    return rng.choice(STARTS) + "".join(chr(rng.randint(0, letters)) for _ in range(rng.randint(0, 80)))


def _bytes(rng: random.Random, dialect: str) -> str:
    own = bytearray(rng.choice(_statements(dialect)).encode())
    for _ in range(rng.randint(1, 5)):
        own[rng.randrange(len(own) or 1) : 0] = rng.randbytes(rng.randint(1, 4))
    return own.decode(rng.choice(("latin-1", "utf-8")), "surrogateescape")


def _other(rng: random.Random, dialect: str) -> object:
    return rng.choice((None, 7, b"SELECT 1", ["SELECT 1"], "", " ", ";", "\x00", "SELECT 1", {}, object))


KINDS: tuple[Callable[[random.Random, str], object], ...] = (
    _corpus, _spliced, _salad, _nested, _letters, _bytes, _other,
)  # fmt: skip
WEIGHTS = (30, 30, 20, 8, 6, 5, 1)


@cache
def _statements(dialect: str) -> list[str]:
    both = statements("hostile_sql.jsonl") + statements("benign_sql.jsonl")
    return [one.sql for one in both if one.dialect == dialect and one.sql.strip()] + [f"SELECT k FROM {SECRET_TABLE}"]


@cache
def _keywords(dialect: str) -> tuple[str, ...]:
    return tuple(sorted(Dialect.get_or_raise(dialect).tokenizer_class.KEYWORDS))


if __name__ == "__main__":
    print(json.dumps(asdict(fuzzed(int(sys.argv[1]), int(sys.argv[2])))))
