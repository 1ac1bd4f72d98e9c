"""The words of a database that exists: from the words of its names, the lexicon and its glossary."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Callable, Sequence, Set
from random import Random

from hoidap.chains.lexicon import Concept, lookup
from hoidap.chains.naming import caption_columns, naming_columns, words
from hoidap.chains.phrases import gloss, singular
from hoidap.databases import Column, Schema, Table, Value, fold

from . import words as vocabulary
from .words import (
    Attribute,
    ColumnWords,
    Entity,
    Measure,
    Moment,
    Noun,
    Role,
    SchemaWithWords,
    Sort,
    TableWords,
    hinted,
    hinted_moment,
    plural,
)

MOST_VALUES, FEW_VALUES, LONGEST_VALUE = 300, 30, 40
_COUNTED = (
    "number",
    "amount",
    "total",
    "count",
    "quantity",
    "sum",
    "qty",
    "hours",
    "sales",
    "revenue",
    "cost",
    "budget",
    "points",
)
_NO_MEASURE = (
    "id",
    "code",
    "zip",
    "phone",
    "fax",
    "postal",
    "ssn",
    "isbn",
    "latitude",
    "longitude",
    "lat",
    "long",
    "index",
    "version",
)

_NAMELIKE = ("details", "detail", "description", "summary", "label", "text", "subject", "model", "building", "1")


def real_source(schemas: Sequence[tuple[Schema, tuple[Value, ...]]]) -> Callable[[Random], SchemaWithWords]:
    """A source that draws one of these databases; its words are worked out once."""
    known: dict[int, SchemaWithWords] = {}

    def draw(rng: Random) -> SchemaWithWords:
        place = rng.randrange(len(schemas))
        if place not in known:
            known[place] = words_of(*schemas[place])
        return known[place]

    return draw


def words_of(schema: Schema, values: Sequence[Value]) -> SchemaWithWords:
    """What people may call the tables and columns of `schema`, in both languages."""
    pools: dict[tuple[str, str], list[str]] = {}
    for value in values:
        pool = pools.setdefault((value.table, value.column), [])
        text = value.text.strip()
        if (
            len(pool) < MOST_VALUES
            and 1 < len(text) <= LONGEST_VALUE
            and text == value.text
            and "%" not in text
            and "_" not in text
        ):
            pool.append(text)
    tables = {table.name: _table(table, pools) for table in schema.tables}
    return SchemaWithWords(schema, tuple(values), tables)


def _table(table: Table, pools: dict[tuple[str, str], list[str]]) -> TableWords:
    keys = table.foreign_key_columns | set(table.primary_key)
    naming = naming_columns(table) or _caption(table)
    columns = tuple(
        _column(table, column, keys, naming, tuple(pools.get((table.name, column.name), ())))
        for column in table.columns
    )
    noun = _noun(table.name, table.synonyms)
    entity = _entity(noun)
    rest = [column for column in table.columns if column.name not in keys]
    sort: Sort = entity.sort if entity else _sort(table, noun)
    if not naming and (len(table.primary_key) != 1 or (len(table.foreign_keys) >= 2 and len(rest) <= 1)):
        sort = "link"
    names = naming or table.primary_key[:1] or tuple(column.name for column in table.columns[:1])
    return TableWords(
        table, noun, sort, columns, names, entity.done_en if entity else (), entity.done_vi if entity else ()
    )


def _caption(table: Table) -> tuple[str, ...]:
    """What the prompt stars where no column is a name, if it may stand for one: `city` of cities, `details` of assets."""
    found = caption_columns(table)
    own = set(map(singular, words(table.name)))
    for name in found:
        parts = [singular(part) for part in words(name)]
        rest = [part for part in parts if part not in own]
        if parts[0] != "other" and (not rest or rest[-1] in _NAMELIKE or rest[-1].endswith("name")):
            return found
    return ()


def _noun(name: str, synonyms: tuple[str, ...]) -> Noun:
    parts = [singular(part) for part in words(name)]
    phrase = " ".join(parts)
    concept = next(iter(lookup(phrase)), None)
    native = _is_vietnamese(phrase, concept)
    english = [*(() if native else (phrase,)), *(s for s in synonyms if s.isascii() and len(s) > 3)]
    vietnamese = [s for s in synonyms if not s.isascii()]
    if concept is not None:
        english += [term for term in concept.english[:3] if len(term) > 4 or native]
        vietnamese += concept.vietnamese[:3]
    vietnamese.append(gloss(name, synonyms) or phrase)
    # Where nobody has told the English of a Vietnamese name, those who ask in English say the name, which has no plural.
    pairs = [(one, plural(one)) for one in dict.fromkeys(english)] or [(phrase, phrase)]
    return Noun(tuple(pairs), tuple(dict.fromkeys(vietnamese)))


def _is_vietnamese(phrase: str, concept: Concept | None) -> bool:
    """Whether a name is in Vietnamese, with its marks or, where the lexicon knows it, without them."""
    if concept is None:
        return not phrase.isascii()
    return phrase not in concept.english and fold(phrase) in map(fold, concept.vietnamese)


def _entity(noun: Noun) -> Entity | None:
    """The listed entity of that name; its deeds are the table's too."""
    names = {pair[0] for pair in noun.en}
    return next((entity for entity in vocabulary.entities() if entity.noun.en[0][0] in names), None)


def _sort(table: Table, noun: Noun) -> Sort:
    kinds = {concept.kind for concept in lookup(noun.en[0][0])[:1]}
    if "person" in kinds or len(naming_columns(table)) == 2:
        return "person"
    return "place" if "place" in kinds else "thing"


def _column(
    table: Table, column: Column, keys: Set[str], naming: tuple[str, ...], pool: tuple[str, ...]
) -> ColumnWords:
    noun = _noun(column.name, column.synonyms)
    if column.name in naming:
        return ColumnWords(column, noun, "name", pool)
    if column.name in keys or len(noun.en[0][0]) < 3:
        return ColumnWords(column, noun, "key")
    parts = words(column.name)
    concept = next(iter(lookup(" ".join(singular(part) for part in parts))), None)
    role = _role(column, parts, concept, pool)
    listed = _listed(noun, role)
    year = role == "date" and column.type in ("int", "text", "float")
    name = noun.en[0][0]
    measure = listed.measure if listed and role == "number" else hinted(_measure(parts, concept), name)
    moment = hinted_moment(listed.moment if listed and role == "date" else Moment(), name)
    place = (concept is not None and concept.kind == "place") or parts[-1:] in (
        ("city",),
        ("country",),
        ("province",),
        ("region",),
        ("state",),
    )
    return ColumnWords(
        column, noun, role, pool, measure, moment, False, place,
        integer=column.type == "int", year=year, sayings_en=listed.sayings_en if listed else (), sayings_vi=listed.sayings_vi if listed else (),
    )  # fmt: skip


def _role(column: Column, parts: tuple[str, ...], concept: Concept | None, pool: tuple[str, ...]) -> Role:
    if column.type == "bool":
        return "bool"
    if column.type in ("date", "datetime"):
        return "date"
    if column.type in ("int", "float"):
        if parts[-1:] == ("year",):
            return "date"
        coded = any(part in _NO_MEASURE for part in parts) or (concept is not None and concept.kind == "code")
        return "key" if coded else "number"
    if not pool:
        return "text"
    if {
        "description",
        "note",
        "comment",
        "content",
        "summary",
        "detail",
        "video",
        "document",
        "remark",
        "text",
        "url",
    } & set(parts):
        return "text"
    if {"first", "fname", "middle", "last", "lname", "name"} & set(parts):
        return "text"
    kind = concept.kind if concept else ""
    return "category" if len(pool) <= FEW_VALUES or kind in ("category", "place") else "text"


def _listed(noun: Noun, role: Role) -> Attribute | None:
    if role not in ("number", "date", "category"):
        return None
    names = {pair[0] for pair in noun.en}
    return next((a for a in vocabulary.attributes(role) if names & {pair[0] for pair in a.noun.en}), None)


def _measure(parts: tuple[str, ...], concept: Concept | None) -> Measure:
    summed = any(part in _COUNTED for part in parts) or (
        concept is not None and concept.kind == "measure" and parts[-1] not in ("age", "price", "rating", "score")
    )
    return Measure(1, 1000, "s" if summed else "")
