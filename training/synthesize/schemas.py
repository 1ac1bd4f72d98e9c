"""Random databases, with the words that people use for them."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass, field, replace
from random import Random
from typing import get_args

from hoidap.chains.naming import caption_columns
from hoidap.databases import Column, ForeignKey, Schema, Table, Value

from . import content, words
from .naming import Naming
from .vocabulary import known
from .words import Attribute, ColumnWords, Entity, Measure, Noun, Role, SchemaWithWords, Sort, TableWords

# Which sorts a row of each sort belongs to.
_ABOVE: dict[str, tuple[str, ...]] = {
    "person": ("org", "org", "place", "group"),
    "org": ("place", "org", "group"),
    "place": ("place",),
    "work": ("person", "person", "org", "group"),
    "thing": ("group", "org", "place"),
    "event": ("person", "person", "org", "place", "thing"),
    "group": ("group", "org"),
}
_JOINED = {("work", "thing"), ("event", "thing"), ("person", "group"), ("person", "work"), ("thing", "org"), ("person", "thing"),
           ("work", "group"), ("work", "person"), ("org", "thing"), ("event", "person"), ("work", "work"), ("thing", "thing")}  # fmt: skip
_INVENTED = 0.3
_TWO_PARTS = 0.2  # of the tables that belong to others, how many meet one of them by two keys
# What rows of each sort are to the rows that lead to them twice: English and Vietnamese, which are the columns' names.
_PARTS: dict[str, tuple[tuple[tuple[str, str], tuple[str, str]], ...]] = {
    "person": (
        (("created by", "người tạo"), ("approved by", "người duyệt")), (("sender", "người gửi"), ("receiver", "người nhận")), (("seller", "người bán"), ("buyer", "người mua")),
        (("manager", "quản lý"), ("assistant", "trợ lý")), (("reviewer", "người kiểm tra"), ("assignee", "người phụ trách")), (("owner", "chủ sở hữu"), ("requester", "người yêu cầu")),
    ),
    "org": ((("home team", "đội nhà"), ("away team", "đội khách")), (("sponsor", "nhà tài trợ"), ("contractor", "nhà thầu")), (("supplier", "bên cung cấp"), ("carrier", "bên vận chuyển"))),
    "place": ((("origin", "nơi đi"), ("destination", "nơi đến")), (("billing address", "địa chỉ thanh toán"), ("shipping address", "địa chỉ giao hàng")), (("source warehouse", "kho xuất"), ("target warehouse", "kho nhập"))),
    "group": ((("main group", "nhóm chính"), ("secondary group", "nhóm phụ")),),
    "thing": ((("old part", "phần cũ"), ("new part", "phần mới")),),
}  # fmt: skip


@dataclass
class _Draft:
    """A table being drawn."""

    entity: Entity
    name: str
    columns: list[ColumnWords] = field(default_factory=list)
    keys: list[ForeignKey] = field(default_factory=list)
    synonyms: tuple[str, ...] = ()
    linked: bool = False

    @property
    def key(self) -> str:
        return next(c.column.name for c in self.columns if c.column.primary_key)

    def add(self, words: ColumnWords) -> None:
        if all(words.column.name.lower() != old.column.name.lower() for old in self.columns):
            self.columns.append(words)


def random_schema(rng: Random, most_tables: int = 13) -> SchemaWithWords:
    """Draw a database of 1 to `most_tables` tables, joined by foreign keys, with values in its text columns."""
    naming = Naming.draw(rng)
    vietnamese = rng.random() < 0.6
    drafts: list[_Draft] = []
    for entity in _choose_entities(
        rng, min(most_tables, rng.choices(range(1, 14), (13, 13, 15, 16, 13, 11, 8, 5, 3, 2, 1, 1, 1))[0])
    ):
        drafts.append(_table(rng, entity, naming, vietnamese))
    _relate(rng, drafts, naming)
    links = _junctions(rng, drafts, naming) if len(drafts) > 1 else []
    return finish(rng, [*drafts, *links], rng.choice(("sqlite", "sqlite", "sqlite", "postgres", "mysql", "tsql")))


def finish(rng: Random, drafts: list[_Draft], dialect: str) -> SchemaWithWords:
    tables, views, values = [], {}, []
    undeclared = rng.random() < 0.08  # old databases do without foreign keys; their names give them away
    for draft in drafts:
        if draft.entity.sort != "link" and rng.random() < 0.3:
            head, rest = draft.columns[:1], draft.columns[1:]
            rng.shuffle(rest)
            draft.columns = head + rest
        table = Table(
            draft.name,
            tuple(c.column for c in draft.columns),
            () if undeclared else tuple(draft.keys),
            synonyms=draft.synonyms,
        )
        tables.append(table)
        views[table.name] = _view(table, draft)
        for column in draft.columns:
            values += [Value(table.name, column.column.name, text) for text in column.pool]
    rng.shuffle(tables)
    return SchemaWithWords(Schema(tuple(tables), dialect), tuple(values), views)


def _view(table: Table, draft: _Draft) -> TableWords:
    entity = draft.entity
    sort: Sort = "link" if draft.linked else entity.sort
    naming = tuple(c.column.name for c in draft.columns if c.role == "name")
    starred = caption_columns(table)
    if sorted(starred) == sorted(naming):
        naming = starred  # the given name before the family name, as the prompt has it
    return TableWords(
        table, entity.noun, sort, tuple(draft.columns), naming or table.primary_key[:1], entity.done_en, entity.done_vi
    )


def _choose_entities(rng: Random, count: int) -> list[Entity]:
    """Entities of which the later ones can belong to the earlier ones."""
    chosen: list[Entity] = []
    pool = words.entities()
    while len(chosen) < count:
        entity = rng.choice(pool if rng.random() < 0.75 else words.lexicon_entities())
        if any(_clash(entity, other) for other in chosen):
            continue
        chosen.append(entity)
    order = {"place": 0, "group": 1, "org": 2, "person": 3, "thing": 4, "work": 5, "event": 6}
    chosen.sort(key=lambda entity: order[entity.sort])
    return [_invent(rng, entity) if rng.random() < _INVENTED else entity for entity in chosen]


def _clash(one: Entity, other: Entity) -> bool:
    return bool(
        {pair[0] for pair in one.noun.en} & {pair[0] for pair in other.noun.en} or set(one.noun.vi) & set(other.noun.vi)
    )


def _invent(rng: Random, entity: Entity) -> Entity:
    """The same kind of thing under words that stand in no dictionary."""
    word = content.pseudo_english(rng)
    if rng.random() < 0.25:
        word = f"{word} {rng.choice(entity.noun.en)[0].split()[-1]}"
    sort: Sort = entity.sort if rng.random() < 0.8 else rng.choice([s for s in get_args(Sort) if s != "link"])
    return Entity(Noun(((word, words.plural(word)),), (content.pseudo_vietnamese(rng),)), sort, (), ())


def _attribute(rng: Random, role: Role, sort: str, taken: set[str]) -> Attribute | None:
    fitting = [a for a in words.attributes(role) if not a.sorts or sort in a.sorts or rng.random() < 0.04]
    if role != "bool" and rng.random() < 0.25:
        fitting = list(words.lexicon_attributes(role))
    for attribute in rng.sample(fitting, min(4, len(fitting))):
        heads = {pair[0] for pair in attribute.noun.en} | set(attribute.noun.vi)
        if heads & taken:
            continue
        if role in ("number", "category") and rng.random() < _INVENTED * 0.8:
            word = content.pseudo_english(rng)
            if rng.random() < 0.5:
                word = f"{word} {attribute.noun.en[0][0].split()[-1]}"
            noun = Noun(((word, words.plural(word)),), (content.pseudo_vietnamese(rng),))
            measure = replace(Measure(), low=attribute.measure.low, high=attribute.measure.high)
            measure = words.hinted(measure, word.rpartition(" ")[2])
            attribute = replace(attribute, noun=noun, measure=measure, flags="", sayings_en=(), sayings_vi=())
        taken |= heads
        return attribute
    return None


def _table(rng: Random, entity: Entity, naming: Naming, vietnamese: bool) -> _Draft:
    (en, many), vi = entity.noun.en[0], entity.noun.vi[0]
    draft = _Draft(entity, naming.table(en, many, vi))
    draft.synonyms = synonyms(rng, entity.noun, draft.name, naming)
    draft.add(_key(rng, entity, naming))
    _add_names(rng, draft, naming, vietnamese)
    taken = {pair[0] for pair in entity.noun.en} | set(entity.noun.vi)
    wanted: list[Role] = rng.choices(
        ("category", "number", "date", "text", "bool"), (30, 32, 18, 14, 6), k=rng.randint(1, 7)
    )
    if entity.sort == "event" and "date" not in wanted:
        wanted.append("date")
    for role in wanted:
        attribute = _attribute(rng, role, entity.sort, taken)
        if attribute:
            draft.add(_column(rng, attribute, naming, entity))
    return draft


def _key(rng: Random, entity: Entity, naming: Naming) -> ColumnWords:
    (en, _), vi = entity.noun.en[0], entity.noun.vi[0]
    name = naming.column(rng.choice((f"{en} id", f"{en} id", "id")), f"mã {vi}")
    noun = Noun(((f"{en} id", f"{en} ids"),), (f"mã {vi}",))
    return ColumnWords(Column(name, "int" if rng.random() < 0.9 else "text", primary_key=True), noun, "key")


def _add_names(rng: Random, draft: _Draft, naming: Naming, vietnamese: bool) -> None:
    entity = draft.entity
    (en, _), vi = entity.noun.en[0], entity.noun.vi[0]
    if entity.sort == "event" and rng.random() < 0.6:
        return
    if entity.sort == "person" and rng.random() < 0.25:
        people = [content.person(rng, vietnamese) for _ in range(rng.randint(3, 8))]
        for name, local, part in (("first name", "tên", 0), ("last name", "họ", 1)):
            pool = tuple(dict.fromkeys(p[part] for p in people))
            column = Column(naming.column(name, local), "text")
            draft.add(ColumnWords(column, Noun(((name, name + "s"),), (local,)), "name", pool))
        return
    head = rng.choice(("title", "title", "name")) if entity.sort == "work" else rng.choice(("name",) * 9 + ("title",))
    local = "tên" if head == "name" else "tiêu đề"
    full = naming.own_prefix or rng.random() < 0.2
    name = naming.column(f"{en} {head}" if full else head, f"{local} {vi}" if full else local)
    pool = content.names(rng, entity.sort, en, vietnamese, rng.randint(3, 10))
    noun = Noun(((head, head + "s"), (f"{en} {head}", f"{en} {head}s")), (local, f"{local} {vi}"))
    draft.add(ColumnWords(Column(name, "text"), noun, "name", pool))


def _column(rng: Random, attribute: Attribute, naming: Naming, entity: Entity) -> ColumnWords:
    noun, role = attribute.noun, attribute.role
    # The column is named by one of the terms, not always the first: `sales` for revenue, `giá bán` for price.
    pick = rng.randrange(len(noun.en)) if rng.random() < 0.3 else 0
    en, vi = noun.en[pick][0], noun.vi[min(pick, len(noun.vi) - 1)]
    if naming.own_prefix and rng.random() < 0.25 and role != "bool":
        name = naming.column(f"{entity.noun.en[0][0]} {en}", f"{vi} {entity.noun.vi[0]}")
    else:
        name = naming.column(en, vi)
    fraction = "f" in attribute.measure.flags
    year = role == "date" and "y" in attribute.flags
    kinds = {
        "number": "float" if fraction else "int",
        "date": "int" if year else rng.choice(("date", "date", "datetime")),
        "bool": "bool",
        "category": "text",
        "text": "text",
    }
    pool: tuple[str, ...] = ()
    if role == "category":
        pool = rng.choice(attribute.pools) if attribute.pools else ()
        if not pool or rng.random() < 0.15:
            pool = tuple(content.thing(rng) for _ in range(3))
    elif role == "text":
        pool = tuple(content.text(rng, en) for _ in range(2))
    column = Column(name, kinds[role], synonyms=synonyms(rng, noun, name, naming))  # type: ignore[arg-type]
    return ColumnWords(
        column, noun, role, pool, attribute.measure, attribute.moment, "a" in attribute.flags, "p" in attribute.flags,
        attribute.true, attribute.false, integer=not fraction, year=year,
        sayings_en=attribute.sayings_en, sayings_vi=attribute.sayings_vi,
    )  # fmt: skip


def synonyms(rng: Random, noun: Noun, name: str, naming: Naming) -> tuple[str, ...]:
    """The words that the linker could not find by itself, as a glossary would tell them."""
    given: list[str] = []
    for phrase in (*(pair[0] for pair in noun.en), *noun.vi):
        if not known(name, phrase) or rng.random() < 0.1:
            given.append(phrase)
    return tuple(given) if rng.random() < 0.95 else ()


def _relate(rng: Random, drafts: list[_Draft], naming: Naming) -> None:
    """Foreign keys from the later tables to the earlier ones, a second one now and then, seldom one to itself."""
    for position, draft in enumerate(drafts):
        above = [other for other in drafts[:position] if other.entity.sort in _ABOVE[draft.entity.sort]]
        if not above and position and rng.random() < 0.7:
            above = [drafts[rng.randrange(position)]]
        for other in rng.sample(above, min(len(above), rng.choice((1, 1, 1, 2, 2, 3)))):
            if other.entity.sort in _PARTS and rng.random() < _TWO_PARTS:
                for part, local in rng.choice(_PARTS[other.entity.sort]):
                    refer(rng, draft, other, naming, part, local)
            else:
                refer(rng, draft, other, naming)
        # What belongs to an author often names the author's department too.
        for other in [d for d in drafts[:position] if any(key.table == d.name for key in draft.keys)]:
            above = [d for d in drafts[:position] if any(key.table == d.name for key in other.keys)]
            if above and rng.random() < 0.3:
                refer(rng, draft, rng.choice(above), naming)
        if draft.entity.sort in ("person", "org", "group") and rng.random() < 0.12:
            role = rng.choice((("manager", "cấp trên"), ("supervisor", "quản lý"), ("mentor", "người hướng dẫn")))
            refer(rng, draft, draft, naming, *(role if draft.entity.sort == "person" else ("parent", "cấp trên")))


def refer(rng: Random, draft: _Draft, other: _Draft, naming: Naming, role: str = "", local: str = "") -> None:
    """A foreign key column from `draft` to `other`."""
    (en, _), vi = other.entity.noun.en[0], other.entity.noun.vi[0]
    name = other.key
    if role:
        tail = rng.random() < 0.6 and not role.endswith(" by")
        name = naming.column(f"{role} id" if tail else role, f"mã {local}" if tail else local)
    elif name.lower() in ("id", "ma") or rng.random() < 0.1:
        name = naming.column(f"{en} id", f"mã {vi}")
    if any(old.column.name.lower() == name.lower() for old in draft.columns):
        return
    kind = next(c.column.type for c in other.columns if c.column.name == other.key)
    called = {"created by": "creator", "approved by": "approver"}.get(role, role)
    noun = Noun(((called or f"{en} id", words.plural(called) if role else f"{en} ids"),), (local or f"mã {vi}",))
    draft.add(ColumnWords(Column(name, kind, synonyms=synonyms(rng, noun, name, naming) if role else ()), noun, "key"))
    draft.keys.append(ForeignKey((name,), other.name, (other.key,)))


def _junctions(rng: Random, drafts: list[_Draft], naming: Naming) -> list[_Draft]:
    """Tables that join two others many to many."""
    made: list[_Draft] = []
    pairs = [(a, b) for a in drafts for b in drafts if a is not b and (a.entity.sort, b.entity.sort) in _JOINED]
    related = {(d.name, key.table) for d in drafts for key in d.keys}
    pairs = [(a, b) for a, b in pairs if (a.name, b.name) not in related and (b.name, a.name) not in related]
    for one, other in rng.sample(pairs, min(len(pairs), rng.choice((0, 1, 1, 2)))):
        if any({one.name, other.name} == {key.table for key in old.keys} for old in made):
            continue
        (en, _), vi = one.entity.noun.en[0], one.entity.noun.vi[0]
        (en2, many2), vi2 = other.entity.noun.en[0], other.entity.noun.vi[0]
        noun = Noun(((f"{en} {en2}", f"{en} {many2}"),), (f"{vi2} của {vi}",))
        entity = Entity(noun, "link", (), ())
        draft = _Draft(entity, naming.table(f"{en} {en2}", f"{en} {many2}", f"{vi} {vi2}"), linked=True)
        for side in (one, other):
            key = next(c.column for c in side.columns if c.column.primary_key)
            name = (
                key.name
                if key.name.lower() not in ("id", "ma")
                else naming.column(f"{side.entity.noun.en[0][0]} id", f"mã {side.entity.noun.vi[0]}")
            )
            draft.add(ColumnWords(Column(name, key.type, primary_key=True), side.entity.noun, "key"))
            draft.keys.append(ForeignKey((name,), side.name, (key.name,)))
        if len(draft.columns) < 2 or any(draft.name.lower() == old.name.lower() for old in drafts + made):
            continue
        for head, share in (("quantity", 0.4), ("price", 0.2), ("discount", 0.12), ("working hours", 0.08)):
            if rng.random() < share:
                attribute = next(a for a in words.attributes("number") if a.noun.en[0][0] == head)
                draft.add(_column(rng, attribute, naming, entity))
        made.append(draft)
    return made
