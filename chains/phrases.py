"""What each table and column of a schema may be called, in both languages: the dictionary that linking looks up.

The phrases come from the words of the names, the glossary's synonyms, comments, and the shipped lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from hoidap.databases import Column, Schema, Table, fold

from .abbreviations import spelt_out
from .lexicon import Concept, lookup, stem
from .naming import asked_tables, is_junction, keys_of_others, naming_columns, words

EXACT, SYNONYM, PART, CUE = 4, 3, 2, 1  # how surely a phrase means its target; the surest win

_PREFIXES = ("ref", "lkp", "lookup", "mst", "master", "tb", "dm", "tbl")
_BOTH_NAMES = (
    "name",
    "tên",
    "first and last name",
    "first name and last name",
    "last and first name",
    "full name",
    "họ và tên",
    "họ tên",
)
_COUNTS = ("number", "num", "no", "count", "total", "amount")
_UNITS = frozenset(
    "million billion thousand dollar usd vnd eur euro pound gbp percent pct cm mm km kg g lb mph kmh kph ft m f c inch "
    "mile hour minute second ms kwh mb gb usd".split()
)
_TRAILING = ("by", "in", "at", "on", "of", "to", "yn", "flag")
_GENERIC = frozenset(
    "number num total count name id code type date time value first last other is has key no data info detail record "
    "list show times table of in the by for and or to with from ma ten so".split()
)
_WHO = "ai"  # where only one table holds persons
_KEYS = frozenset("id no code key num number fk".split())
_AMOUNTS = frozenset(("total", "total amount", "order amount", "invoice amount", "amount", "line total", "revenue"))
_EVENTS = frozenset(("sale", "order", "invoice", "payment", "receipt", "order item", "invoice line"))
_KINDS = frozenset("type category kind loai".split())
_WHICH_KIND = (
    *("loại", "theo loại", "theo từng loại", "từng loại", "mỗi loại", "các loại", "loại nào", "loại gì", "kiểu gì"),
    *("each type", "every type", "by type", "per type", "which type", "what type", "different types"),
)
_WHICH_YEAR = (
    *(
        "theo năm",
        "theo từng năm",
        "từng năm",
        "mỗi năm",
        "các năm",
        "qua các năm",
        "năm nào",
        "những năm nào",
        "hàng năm",
        "kèm năm",
        "và năm",
        "năm mấy",
        "năm bao nhiêu",
    ),
    *("by year", "per year", "each year", "every year", "which year", "what year", "in which year", "yearly", "years"),
)
_WHEN = (
    *_WHICH_YEAR,
    *(
        "theo tháng",
        "theo từng tháng",
        "từng tháng",
        "mỗi tháng",
        "các tháng",
        "qua các tháng",
        "tháng nào",
        "hàng tháng",
    ),
    *("theo quý", "theo từng quý", "từng quý", "mỗi quý", "quý nào", "theo ngày", "từng ngày", "mỗi ngày", "ngày nào"),
    *("hôm nào", "khi nào", "lúc nào", "bao giờ", "hồi nào", "theo thời gian"),
    *("by month", "per month", "each month", "every month", "which month", "what month", "monthly", "months"),
    *("by quarter", "per quarter", "each quarter", "every quarter", "which quarter", "quarterly", "over time"),
    *(
        "by day",
        "per day",
        "each day",
        "every day",
        "which day",
        "what day",
        "daily",
        "when",
        "which date",
        "what date",
    ),
)


@dataclass(frozen=True)
class Target:
    """A table, or a column of one."""

    table: str
    column: str | None = None


@dataclass(frozen=True)
class Phrases:
    """Every phrase of a schema, by its casefolded text and by its text without diacritics."""

    written: dict[str, dict[Target, int]]
    folded: dict[str, dict[Target, int]]
    stems: dict[str, dict[Target, int]]  # of single English words
    people: tuple[str, ...]  # tables whose rows are persons
    longest: int  # words

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, schema: Schema) -> Phrases:
        """The phrases of a schema, kept for the schemas that were asked for last."""
        return cls.read(schema)

    @classmethod
    def read(cls, schema: Schema) -> Phrases:
        """The phrases of a schema."""
        written: dict[str, dict[Target, int]] = {}
        folded: dict[str, dict[Target, int]] = {}
        stems: dict[str, dict[Target, int]] = {}
        for table in asked_tables(schema):
            owners = {c.name: key_owner(schema, table.name, c.name) for c in table.columns if table.foreign_keys}
            for text, bare, own, weight in _phrases_of(table):
                target = owners.get(own.column or "") or own
                for index, key in ((written, text), (folded, bare)):
                    targets = index.setdefault(key, {})
                    targets[target] = max(weight, targets.get(target, 0))
        for text, means in written.items():
            if len(text) > 4 and text.isascii() and text.isalpha():
                sure = {target: CUE for target, weight in means.items() if weight > CUE}
                if sure:
                    stems.setdefault(stem(text), {}).update(sure)
        people = tuple(table.name for table in asked_tables(schema) if _holds_people(table))
        if len(people) == 1:
            for index in (written, folded):
                index.setdefault(_WHO, {})[Target(people[0])] = EXACT
        return cls(written, folded, stems, people, max((key.count(" ") + 1 for key in written), default=1))


@lru_cache(maxsize=65536)  # terms of the lexicon come again in every schema
def _keys(phrase: str) -> tuple[str, str]:
    text = " ".join(phrase.casefold().split())
    return text, fold(text)


def singular(word: str) -> str:
    """The singular of an English plural; other words come back as they are."""
    if word == "ids":
        return "id"
    if len(word) < 4 or not word.isascii() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def gloss(name: str, synonyms: Iterable[str] = ()) -> str:
    """A Vietnamese term for an identifier: the glossary's first one with diacritics, else the lexicon's, else ''."""
    for synonym in synonyms:
        if not synonym.isascii():
            return synonym
    readings = (words(name), *spelt_out(words(name)))
    return next((term for reading in readings for term in _vietnamese(_singulars(reading))), "")


def key_owner(schema: Schema, table: str, column: str) -> Target | None:
    """The column that the key `column` points to: prompts and canonical SQL name it only there.

    What is the key of its own table too, a student's of people, stays its own.
    """
    if schema.table(table).primary_key == (column,):
        return None
    for key in schema.table(table).foreign_keys:
        if key.columns == (column,) and key.table != table:
            owner = schema.table(key.table)
            return Target(owner.name, owner.column(key.referred[0]).name)
    return None


@lru_cache(maxsize=512)  # the tables that are asked about, where questions see parts of a large schema
def _phrases_of(table: Table) -> tuple[tuple[str, str, Target, int], ...]:
    """Each phrase as it is written and folded, what it means, and how surely; keys mean themselves."""
    found: dict[tuple[str, str, Target], int] = {}
    for phrase, target, weight in _phrases(table):
        text, bare = _keys(phrase)
        if len(text) > 1:
            found[text, bare, target] = max(weight, found.get((text, bare, target), 0))
    return tuple((*key, weight) for key, weight in found.items())


def _phrases(table: Table) -> Iterator[tuple[str, Target, int]]:
    if is_junction(table):
        return
    target = Target(table.name)
    yield table.name, target, EXACT
    for phrase, weight in _table_terms(table):
        yield phrase, target, weight
    for column in table.columns:
        target = Target(table.name, column.name)
        yield column.name, target, EXACT
        for phrase, weight in _column_terms(table, column):
            yield phrase, target, weight
    names = naming_columns(table)
    if len(names) == 2:
        for phrase, name in product(_BOTH_NAMES, names):
            yield phrase, Target(table.name, name), SYNONYM
    elif len(names) == 1 and not _holds_people(table):
        yield from ((phrase, Target(table.name, names[0]), SYNONYM) for phrase in _titles(table, names[0]))
    yield from _roles(table)
    yield from _sales(table)


def _titles(table: Table, column: str) -> Iterator[str]:
    """ "Song titles" are the names of tracks and "book names" titles of books, where not both are columns."""
    said = {"name": "title", "title": "name"}.get(" ".join(words(column)))
    if any(words(other.name) == (said,) for other in table.columns):
        return
    called = lookup(" ".join(_singulars(words(table.name))))[:1]
    if said:
        yield from (f"{term} {said}" for concept in called for term in concept.english)


def _roles(table: Table) -> Iterator[tuple[str, Target, int]]:
    """What keys call the persons that they point to: "support rep" of support_rep_id, "boss" of manager_id.

    A key to another table calls that table so; a key to its own table is itself what says who is above whom.
    """
    for key in table.foreign_keys:
        if len(key.columns) > 1 or key.columns == table.primary_key:
            continue
        names = words(key.columns[0])
        role = _singulars(names[:-1] if len(names) > 1 and names[-1] in _KEYS else names)
        if key.table == table.name:
            own = Target(table.name, key.columns[0])
            yield from ((term, own, weight) for term, weight in _at_most(PART, _terms(role, ())))
        elif not set(role) & set(_singulars(words(key.table))):
            for size, weight in ((len(role), PART), (1, CUE)):
                if any(concept.kind == "person" for concept in lookup(" ".join(role[-size:]))[:1]):
                    yield from ((term, Target(key.table), weight) for term, _ in _terms(role[-size:], ()))


def _sales(table: Table) -> Iterator[tuple[str, Target, int]]:
    """What an order, a bill or a payment amounts to is what it earns, where no column is called so."""
    if not _concepts_of(table.name) & _EVENTS:
        return
    amounts = [c.name for c in table.columns if c.type in ("int", "float") and _concepts_of(c.name) & _AMOUNTS]
    if len(amounts) == 1:
        earned = lookup("revenue")[0]
        for phrase in (*earned.english, *earned.vietnamese, *earned.cues):
            yield phrase, Target(table.name, amounts[0]), CUE


def _concepts_of(name: str) -> frozenset[str]:
    """The concepts that an identifier stands for, by their commonest English terms."""
    readings = (words(name), *spelt_out(words(name)))
    return frozenset(concept.english[0] for names in readings for concept in lookup(" ".join(_singulars(names))))


def _table_terms(table: Table) -> Iterator[tuple[str, int]]:
    names = _singulars(words(table.name))
    yield from _terms(names, table.synonyms)
    for reading in (*spelt_out(words(table.name)), names[1:] if names[0] in _PREFIXES else ()):
        if reading:
            yield from _at_most(SYNONYM, _terms(_singulars(reading), ()))
            names = _singulars(reading)
    if len(names) > 1:
        for size in range(len(names) - 1, 0, -1):  # "contractor" of maintenance_contractor
            yield from _part(names[-size:], PART)
            yield from _part(names[:size], CUE)


def _column_terms(table: Table, column: Column) -> Iterator[tuple[str, int]]:
    names = _singulars(words(column.name))
    keys = keys_of_others(table)
    if column.name in keys and not column.synonyms:
        yield " ".join(names), EXACT
        return
    yield from _terms(names, column.synonyms)
    own = set(_singulars(words(table.name)))
    for reading in (names, *map(_singulars, spelt_out(words(column.name)))):
        for form in dict.fromkeys((reading, *_forms(reading))):
            if form != names:
                yield from _at_most(SYNONYM, _terms(form, ()))
            rest = tuple(word for word in form if word not in own)
            if rest and rest != form:
                yield from _at_most(SYNONYM, _terms(rest, ()))
            if len(form) > 1 and not column.primary_key:
                yield from _parts_of_column(form)
    if names == ("title",) and _holds_people(table):  # what a person is, not what a work is called
        yield from _at_most(SYNONYM, _terms(("job", "title"), ()))
    if column.primary_key and len(table.primary_key) == 1:
        yield from _at_most(PART, _terms(("id",), ()))
    yield from ((cue, CUE) for cue in _date_cues(names, column))
    if names[0] not in _COUNTS and _KINDS & set(names[-2 if names[-1] == "code" else -1 :][:1]):
        yield from ((cue, CUE) for cue in _WHICH_KIND)


def _parts_of_column(names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for size in range(len(names) - 1, 0, -1):  # "time saved" of total_time_saved, "category" of product_category
        yield from _part(names[-size:], PART)
    if names[-2] not in _TRAILING and not set(names[:-1]) <= _GENERIC:  # "first" is no first name
        yield " ".join(names[:-1]), CUE
    for name in names[:-1]:
        if len(name) > 3 and name not in _GENERIC:
            yield from _part((name,), CUE)


def _part(names: tuple[str, ...], weight: int) -> Iterator[tuple[str, int]]:
    """What a part of a name may be called; a weak `weight` for what is only one word of it."""
    if names[-1] in _GENERIC and len(names) == 1:
        return
    yield " ".join(names), weight
    for concept in lookup(" ".join(names)):
        yield from ((term, weight) for term in (*concept.english, *concept.vietnamese))
        if weight > CUE:
            yield from ((cue, CUE) for cue in concept.cues)


def _forms(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name without its unit, and "X of Y" as "Y X": budget_in_billions, num_of_pieces."""
    core = names[: names.index("in")] if "in" in names[1:] else names
    while len(core) > 1 and core[-1] in _UNITS:
        core = core[:-1]
    while len(core) > 1 and core[-1] in _TRAILING:
        core = core[:-1]  # directed_by
    if core != names:
        yield core
    if "of" in core[1:-1]:
        place = core.index("of")
        yield (*core[place + 1 :], *core[:place])
        if core[0] in _COUNTS:
            yield core[place + 1 :]


def _holds_people(table: Table) -> bool:
    names = _singulars(words(table.name))
    called = lookup(" ".join(names)) or lookup(names[-1])
    is_person = any(concept.kind == "person" for concept in called[:1]) or len(naming_columns(table)) == 2
    return is_person and bool(naming_columns(table))


def _date_cues(names: tuple[str, ...], column: Column) -> tuple[str, ...]:
    if column.type in ("date", "datetime") or (column.type == "text" and names[-1] in ("date", "ngay", "ngày")):
        return (*_WHEN, "date", "ngày") if {"date", "ngay", "ngày", "time", "day"} & set(names) else _WHEN
    return _WHICH_YEAR if {"year", "nam", "năm"} & set(names) and column.type != "bool" else ()


def _at_most(limit: int, terms: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((term, min(weight, limit)) for term, weight in terms)


def _terms(names: tuple[str, ...], synonyms: Iterable[str]) -> Iterator[tuple[str, int]]:
    yield " ".join(names), EXACT
    for synonym in synonyms:
        yield synonym, EXACT
        for concept in lookup(synonym):
            yield from ((cue, CUE) for cue in concept.cues)
    for concept in lookup(" ".join(names)):
        yield from ((term, SYNONYM) for term in (*concept.english, *concept.vietnamese))
        yield from ((cue, CUE) for cue in concept.cues)
    for term in _vietnamese(names):
        yield term, SYNONYM


@lru_cache(maxsize=16384)
def _singulars(names: tuple[str, ...]) -> tuple[str, ...]:
    known = (
        any(name in concept.english for concept in lookup(name)) for name in names
    )  # "milliseconds" is a term itself
    return tuple(name if whole else singular(name) for name, whole in zip(names, known, strict=True))


def _vietnamese(names: tuple[str, ...]) -> Iterator[str]:
    """Vietnamese terms of a compound name, its parts in Vietnamese order: (order, date) is "ngày đơn hàng"."""
    parts = _concepts(names)
    choices = [part.vietnamese[:2] for part in reversed(parts) if isinstance(part, Concept)]
    if len(choices) < len(parts):
        return  # half a translation is none
    yield from (" ".join(choice) for choice in islice(product(*choices), 6))


def _concepts(names: tuple[str, ...]) -> list[Concept | str]:
    """Cover `names` with the longest concepts from the left; words that are none stay words."""
    parts: list[Concept | str] = []
    position = 0
    while position < len(names):
        for size in range(min(4, len(names) - position), 0, -1):
            found = lookup(" ".join(names[position : position + size]))
            if found and found[0].vietnamese:
                parts.append(found[0])
                break
        else:
            parts.append(names[position])
            size = 1
        position += size
    return parts
