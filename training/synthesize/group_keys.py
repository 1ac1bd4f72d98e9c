"""What rows are grouped by: a category, what they belong to, or a part of a date."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass

from . import links, query
from .asking import Asked
from .speaker import Speaker
from .words import TableWords


@dataclass(frozen=True)
class Key:
    """What rows are grouped by: the keys and the word for one group."""

    sql: tuple[str, ...]
    word: str
    many: str
    table: str
    column: str
    part: str = ""  # YEAR, MONTH, QUARTER
    sort: str = ""


def group_key(speaker: Speaker, table: TableWords) -> Key | None:
    """A category, a related table's name, or a part of a date."""
    rng, options = speaker.rng, []
    for column in table.having("category"):
        name = query.column(table.name, column.column.name)
        options += [
            ("own", Key((name,), speaker.column(column), speaker.column(column, True), table.name, column.column.name))
        ] * 2
    for relation in links.candidates(speaker, table):
        other = speaker.words.tables[relation.other]
        if other.named and (relation.direction == "up" or relation.junction):
            options.append(
                (
                    "up",
                    Key(
                        speaker.names(other),
                        speaker.table(other),
                        speaker.table(other, True),
                        other.name,
                        other.naming[0],
                        sort=other.sort,
                    ),
                )
            )
            if relation.direction == "up" and rng.random() < 0.3:
                for column in other.having("category"):
                    n = speaker.say("{n} của {e}", "{e} {n}", n=speaker.column(column), e=speaker.table(other))
                    options.append(
                        (
                            "far",
                            Key((query.column(other.name, column.column.name),), n, n, other.name, column.column.name),
                        )
                    )
    for column in table.having("date"):
        if column.year:
            word = speaker.column(column)
            name = query.column(table.name, column.column.name)
            options.append(("own", Key((name,), word, speaker.column(column, True), table.name, column.column.name)))
            continue
        part = rng.choices(("YEAR", "MONTH", "QUARTER"), (55, 32, 13))[0]
        word = {"YEAR": ("năm", "year"), "MONTH": ("tháng", "month"), "QUARTER": ("quý", "quarter")}[part][
            0 if speaker.vi else 1
        ]
        many = word if speaker.vi else word + "s"
        if len(table.having("date")) > 1 or rng.random() < 0.15:
            word = speaker.say("{w} [của |]{n}", "{w} of {n}", w=word, n=speaker.column(column))
        options += [
            (
                "date",
                Key(
                    (f"{part}({query.column(table.name, column.column.name)})",),
                    word,
                    many,
                    table.name,
                    column.column.name,
                    part,
                ),
            )
        ] * 3
    return rng.choice(options)[1] if options else None


def by_words(speaker: Speaker, key: Key) -> str:
    if key.part:
        return speaker.say(
            (
                "theo [từng |]{g}",
                "theo {g}",
                "[của |]mỗi {g}",
                "từng {g}",
                "qua các {g}",
                "hàng {g}" if key.word in ("năm", "tháng", "quý") else "theo {g}",
                "theo các {g}",
            ),
            (
                "by {g}",
                "per {g}",
                "for each {g}",
                "each {g}",
                "in each {g}",
                "{g} by {g}" if " " not in key.word else "by {g}",
                "for every {g}",
                "over the {m}",
            ),
            g=key.word,
            m=key.many,
        )
    where = ("ở mỗi {g}", "tại từng {g}") if key.sort in ("org", "place") else ("của mỗi {g}", "cho từng {g}")
    return speaker.say(
        ("theo {g}", "theo từng {g}", "theo {g}", "của [mỗi|từng] {g}", "cho mỗi {g}", "[chia|phân] theo {g}", *where),
        (
            "by {g}",
            "per {g}",
            "for each {g}",
            "in each {g}",
            "of each {g}",
            "grouped by {g}",
            "broken down by {g}",
            "for every {g}",
            "across {m}",
        ),
        g=key.word,
        m=key.many,
    )


def apart(a: Asked, key: Key) -> Asked:
    """Without conditions on what is grouped by; a year may be told where months are grouped by."""
    keep = tuple(
        s for s in a.said
        if all((c.table, c.column) != (key.table, key.column) or (key.part in ("MONTH", "QUARTER") and len(c.operands) == 1 and len(c.operands[0]) == 6 and c.op == "=") for c in s.conditions)
    )  # fmt: skip
    return Asked(a.table, keep, a.any and len(keep) == 2)
