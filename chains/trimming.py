"""What a draft shows or seeks in a table that nobody spoke of, brought back to those that the question is about.

The doubts speak against such a draft first; what is left where no sample is better is mended here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from hoidap.databases import Schema, Value

from .canonical import parse
from .canonical_dates import DATES
from .canonical_tree import column, is_star
from .case import Case
from .cues import Cue
from .lexicon import lookup
from .linking import Links
from .naming import caption_columns, naming_columns, words
from .phrases import Target

_WHO = Cue("who|whom|who's|ai|anyone|anybody|everyone|everybody|những ai")
_WHEN = Cue("when|date*|khi nào|hồi nào|bao giờ|ngày|lúc nào|bao lâu")
_THAT_MANY = Cue(
    "how many is that|how many are there|how many are those|how many are they|how many in total|how many in all"
    "|how many altogether|how many of them|how many of those|how many total|how many|count them|count those|in total"
    "|bao nhiêu tất cả|tất cả bao nhiêu|tất cả mấy|tổng cộng bao nhiêu|tổng cộng mấy|cả thảy|đếm|bao nhiêu|mấy"
    "|có bao nhiêu|vậy|là|thế|cái|tất cả|tổng cộng|so|and|ok|then|is that|are there|in all|altogether|total|there"
)
_MANY = Cue("how many|count them|count those|bao nhiêu|mấy|đếm")


def kept_to_the_question(canonical: str, links: Links, schema: Schema, before: str = "") -> str:
    """Mend the chosen tables and columns of a draft; `before` is the canonical SQL of the turn before."""
    case = Case(parse(canonical), links, schema, parse(before) if before else None)
    if (counted := _that_many(case)) is not None:
        return counted.sql("sqlite")
    for step in (_by_their_names, _own_columns, _who, _trimmed):
        step(case)
    return case.query.sql("sqlite")


def _that_many(case: Case) -> exp.Select | None:
    """The number of what the turn before listed, where nothing more is asked: "how many is that?"."""
    question, before = case.links.question, case.before
    if before is None or not _MANY.found(question) or case.links.links:
        return None
    if any(letter.isalnum() for letter in _THAT_MANY.without(question)):
        return None
    item, clauses = before.expressions[0], ("group", "having", "limit")
    if not isinstance(item, exp.Column) or any(map(before.args.get, clauses)):
        return None
    rows = is_star(item) or item.name in caption_columns(case.table(item))
    counted = column(item.table, "*") if rows else exp.Distinct(expressions=[item.copy()])
    written = exp.Select(expressions=[exp.Count(this=counted)])
    written.set("where", before.args["where"].copy() if before.args.get("where") else None)
    return written


def _by_their_names(case: Case) -> None:
    """Seek a value in the table that is spoken of, or among the names of rows, rather than where it is mentioned.

    What is sought among names stays there.
    """
    spoken = _spoken(case)
    for test in list(case.query.find_all(exp.EQ)):
        held = test.this
        if not isinstance(held, exp.Column) or not isinstance(test.expression, exp.Literal):
            continue
        if case.names(held) or held.name in naming_columns(case.table(held)):
            continue
        same = case.links.same_phrase(Value(held.table, held.name, test.expression.name))
        others = [other for other in same if other.table != held.table]
        better = [other for other in others if other.table in spoken] if held.table not in spoken else []
        if not better:
            better = [other for other in others if other.column in naming_columns(case.schema.table(other.table))]
        if len(better) == 1:
            test.set("this", column(better[0].table, better[0].column))
            test.set("expression", exp.Literal.string(better[0].text))


def _spoken(case: Case) -> set[str]:
    """The tables that the question names, or where it names none that the turn before is about."""
    named = {target.table for target in case.targets if target.column is None}
    if named or case.before is None:
        return named
    return {found.table for item in case.before.expressions for found in item.find_all(exp.Column)}


def _own_columns(case: Case) -> None:
    """Show the phone of the one who is named, and not the phone of somebody whom a join leads to."""
    holding = {test.this.table for test in case.query.find_all(exp.EQ, exp.In) if isinstance(test.this, exp.Column)}
    spoken = _spoken(case)
    if len(holding) != 1 or case.query.args.get("group"):
        return
    (owner,) = holding
    for item in list(case.query.expressions):
        if isinstance(item, exp.Column) and not is_star(item) and item.table not in {owner, *spoken}:
            owned = [target for target in _namesakes(item, case) if target.table == owner]
            if len(owned) == 1:
                item.replace(column(owner, owned[0].column or ""))


def _namesakes(item: exp.Column, case: Case) -> Iterator[Target]:
    """The columns that a phrase may mean which may mean this one, or one of its name."""
    for one in case.links.links:
        columns = [meaning for meaning in one.meanings if isinstance(meaning, Target) and meaning.column]
        if any(Target(item.table, item.name) == target or target.column == item.name for target in columns):
            yield from columns


def _who(case: Case) -> None:
    """Name the people where "who" is asked and a draft shows but a date, a town or a firm of theirs."""
    query, asked = case.query, case.links.question
    items = [item for item in query.expressions if isinstance(item, exp.Column) and not is_star(item)]
    if not _WHO.found(asked) or _WHEN.found(asked) or len(items) < len(query.expressions) or query.args.get("group"):
        return
    if any(item.name in naming_columns(case.table(item)) for item in items):
        return
    clauses = [query.args.get("order"), query.args.get("where")]
    told = [found.table for clause in clauses if clause for found in clause.find_all(exp.Column)]
    people = next((name for name in [*told, *(item.table for item in items)] if _are_people(name, case)), None)
    if people is None or any(item.table == people and _is_asked_for(item, case) for item in items):
        return
    query.set("expressions", [column(people, name) for name in naming_columns(case.schema.table(people))])
    query.set("distinct", None)


def _are_people(name: str, case: Case) -> bool:
    table = case.schema.table(name)
    kinds = {concept.kind for concept in lookup(" ".join(words(table.name)))[:1]}
    names = naming_columns(table)
    return len(names) > 1 or (bool(names) and "person" in kinds)


def _is_asked_for(item: exp.Column, case: Case) -> bool:
    return case.names(item) and case.type(item) not in DATES


def _trimmed(case: Case) -> None:
    """Leave out the columns of tables that neither the question nor the turn before is about."""
    query, asked = case.query, case.asked_tables
    strange = [item for item in query.expressions if isinstance(item, exp.Column) and item.table not in asked]
    order = query.args.get("order")
    ranked = list(order.find_all(exp.Column)) if order else []
    if not asked or not strange or len(strange) == len(query.expressions) or any(one in ranked for one in strange):
        return
    query.set("expressions", [item for item in query.expressions if item not in strange])
    if group := query.args.get("group"):
        kept = [key for key in group.expressions if key not in strange]
        query.set("group", exp.Group(expressions=kept) if kept else None)
