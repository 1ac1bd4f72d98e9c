"""The words of a schema: what people call its tables and columns, and how they compare what stands in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from hoidap.chains.lexicon import Concept, concepts
from hoidap.databases import Column, Schema, Table, Value

from . import nouns
from .hints import measure_hint, moment_hint
from .relations import Relation, relations

Sort = Literal["person", "org", "place", "work", "thing", "event", "group", "link"]
Role = Literal["name", "category", "text", "number", "date", "bool", "key"]


@dataclass(frozen=True)
class Noun:
    """English (singular, plural) pairs and Vietnamese terms, the commonest first."""

    en: tuple[tuple[str, str], ...]
    vi: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """What a number column counts: its range, what may be done with it, and the adjectives that compare by it."""

    low: int = 1
    high: int = 500
    flags: str = "s"
    unit_en: str = ""
    unit_vi: str = ""
    most_en: tuple[str, ...] = ()
    least_en: tuple[str, ...] = ()
    more_vi: tuple[str, ...] = ()
    less_vi: tuple[str, ...] = ()
    verb_en: str = ""
    verb_vi: str = ""


@dataclass(frozen=True)
class Moment:
    """What happens on a date: participles, and what the newest and the oldest are called."""

    done_en: tuple[str, ...] = ()
    done_vi: tuple[str, ...] = ()
    newest_en: tuple[str, ...] = ()
    newest_vi: tuple[str, ...] = ()
    oldest_en: tuple[str, ...] = ()
    oldest_vi: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnWords:
    column: Column
    noun: Noun
    role: Role
    pool: tuple[str, ...] = ()  # values that stand in the column
    measure: Measure = Measure()
    moment: Moment = Moment()
    adjective: bool = False  # its values stand as adjectives: "active customers"
    place: bool = False  # its values are places: "customers in Huế"
    true: Noun | None = None  # what a row is called where a bool holds, and where it does not
    false: Noun | None = None
    integer: bool = True
    year: bool = False  # holds years alone, as numbers or texts
    sayings_en: tuple[str, ...] = ()  # other ways to say that it is {v}: "made of {v}"
    sayings_vi: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableWords:
    table: Table
    noun: Noun
    sort: Sort
    columns: tuple[ColumnWords, ...]
    naming: tuple[str, ...]  # the columns that name a row; the key where nothing else does
    done_en: tuple[str, ...] = ()  # what a person does to it: "written"
    done_vi: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def named(self) -> bool:
        """Whether people can call a row by a text."""
        return any(c.role == "name" for c in self.columns)

    def having(self, *roles: Role) -> list[ColumnWords]:
        return [column for column in self.columns if column.role in roles]

    def column(self, name: str) -> ColumnWords:
        return next(column for column in self.columns if column.column.name == name)


@dataclass(frozen=True)
class SchemaWithWords:
    """A schema, the values that stand in it, and the words for its tables by their names."""

    schema: Schema
    values: tuple[Value, ...]
    tables: dict[str, TableWords] = field(hash=False)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        return relations(self.schema)


def hinted(measure: Measure, name: str) -> Measure:
    """With the adjectives that go with a name, beside its own."""
    most, least, more, less = measure_hint(name)
    return replace(
        measure,
        most_en=_joined(measure.most_en, most),
        least_en=_joined(measure.least_en, least),
        more_vi=_joined(measure.more_vi, more),
        less_vi=_joined(measure.less_vi, less),
    )


def hinted_moment(moment: Moment, name: str) -> Moment:
    newest_en, newest_vi, oldest_en, oldest_vi = moment_hint(name)
    return replace(
        moment,
        newest_en=_joined(moment.newest_en, newest_en),
        newest_vi=_joined(moment.newest_vi, newest_vi),
        oldest_en=_joined(moment.oldest_en, oldest_en),
        oldest_vi=_joined(moment.oldest_vi, oldest_vi),
    )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def plural(word: str) -> str:
    head, _, last = word.rpartition(" ")
    if last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return f"{head} {last}".strip()


def english(text: str) -> tuple[tuple[str, str], ...]:
    """`city/cities;town` -> (city, cities), (town, towns)."""
    pairs = []
    for part in split(text):
        singular, _, many = part.partition("/")
        head = singular.rpartition(" ")[0]
        pairs.append((singular, f"{head} {many}".strip() if many and " " not in many else many or plural(singular)))
    return tuple(pairs)


def uncounted(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((part, plural(part)) for part in split(text))


@dataclass(frozen=True)
class Entity:
    noun: Noun
    sort: Sort
    done_en: tuple[str, ...]
    done_vi: tuple[str, ...]


@dataclass(frozen=True)
class Attribute:
    """A column to be: its words, its role and the sorts of tables that it may stand in (none: any)."""

    noun: Noun
    role: Role
    sorts: tuple[str, ...]
    measure: Measure = Measure()
    moment: Moment = Moment()
    pools: tuple[tuple[str, ...], ...] = ()
    flags: str = ""
    true: Noun | None = None
    false: Noun | None = None
    sayings_en: tuple[str, ...] = ()
    sayings_vi: tuple[str, ...] = ()


def _fields(lines: str, count: int) -> Iterator[list[str]]:
    for line in lines.strip().splitlines():
        parts = line.split("~")
        yield parts + [""] * (count - len(parts))


def _sorts(text: str) -> tuple[str, ...]:
    return () if text == "*" else tuple(text.split())


@cache
def entities() -> tuple[Entity, ...]:
    found = []
    for en, vi, sort, done_en, done_vi in _fields(nouns.ENTITIES, 5):
        found.append(Entity(Noun(english(en), split(vi)), sort, split(done_en), split(done_vi)))  # type: ignore[arg-type]
    return tuple(found)


@cache
def attributes(role: Role) -> tuple[Attribute, ...]:
    """The attributes of one role that `nouns` lists."""
    return tuple({"number": _numbers, "date": _dates, "category": _categories, "text": _texts, "bool": _bools}[role]())


def _numbers() -> Iterator[Attribute]:
    for f in _fields(nouns.NUMBERS, 12):
        low, high = f[3].rsplit("-", 1)
        verb_en, _, verb_vi = f[11].partition(":")
        most_en, least_en, more_vi, less_vi = map(split, f[7:11])
        measure = Measure(int(low), int(high), f[4], f[5], f[6], most_en, least_en, more_vi, less_vi, verb_en, verb_vi)
        noun = Noun(uncounted(f[0]), split(f[1]))
        yield Attribute(noun, "number", _sorts(f[2]), hinted(measure, noun.en[0][0]))


def _dates() -> Iterator[Attribute]:
    for lines, flags in ((nouns.DATES, ""), (nouns.YEARS, "y")):
        for f in _fields(lines, 9):
            noun = Noun(uncounted(f[0]), split(f[1]))
            moment = hinted_moment(Moment(*map(split, f[3:9])), noun.en[0][0])
            yield Attribute(noun, "date", _sorts(f[2]), moment=moment, flags=flags)


def _categories() -> Iterator[Attribute]:
    for en, vi, sorts, flags, pools, sayings in _fields(nouns.CATEGORIES, 6):
        values = tuple(split(pool) for pool in pools.split("|"))
        vietnamese, _, other = sayings.partition(":")
        noun = Noun(english(en), split(vi))
        yield Attribute(
            noun,
            "category",
            _sorts(sorts),
            pools=values,
            flags=flags,
            sayings_en=split(other),
            sayings_vi=split(vietnamese),
        )


def _texts() -> Iterator[Attribute]:
    for en, vi, sorts, flags in _fields(nouns.TEXTS, 4):
        yield Attribute(Noun(uncounted(en), split(vi)), "text", _sorts(sorts), flags=flags)


def _bools() -> Iterator[Attribute]:
    for f in _fields(nouns.BOOLS, 7):
        yes, no = (Noun(tuple((e, e) for e in split(en)), split(vi)) for en, vi in ((f[3], f[4]), (f[5], f[6])))
        yield Attribute(Noun(uncounted(f[0]), split(f[1])), "bool", _sorts(f[2]), true=yes, false=no)


@cache
def lexicon_entities() -> tuple[Entity, ...]:
    """The persons, places and things of the linker's lexicon; the commonest sort of thing stands for the rest."""
    sorts: dict[str, Sort] = {"person": "person", "place": "place", "entity": "thing"}
    return tuple(
        Entity(_lexicon_noun(concept), sorts[concept.kind], (), ())
        for concept in concepts()
        if concept.kind in sorts and concept.vietnamese
    )


@cache
def lexicon_attributes(role: Role) -> tuple[Attribute, ...]:
    """The columns of one role that the lexicon knows."""
    kinds = {"number": "measure", "date": "date", "category": "category", "text": "text"}
    return tuple(
        Attribute(
            _lexicon_noun(concept),
            role,
            (),
            hinted(Measure(1, 1000, "s" if len(concept.english) % 2 else ""), concept.english[0]),
            hinted_moment(Moment(), concept.english[0]),
            flags="y" if concept.english[0].endswith("year") else "",
        )
        for concept in concepts()
        if concept.kind == kinds.get(role) and concept.vietnamese and len(concept.english[0]) > 3
    )


def _lexicon_noun(concept: Concept) -> Noun:
    terms = [term for term in concept.english[:4] if len(term) > 3] or [concept.english[0]]
    return Noun(tuple((term, plural(term)) for term in terms), concept.vietnamese[:4])
