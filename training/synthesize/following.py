"""What all follow-ups share: the words for the things before, and the next turn made of the last."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from dataclasses import replace

from . import links
from .asking import Asked
from .draft import Draft, Shape
from .query import Condition, Query
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def main_table(speaker: Speaker, draft: Draft) -> TableWords:
    return speaker.words.tables[draft.query.main]


def pronoun(speaker: Speaker, table: TableWords) -> str:
    e = speaker.table(table, True)
    if table.sort == "person":
        return speaker.say(
            ("họ", "những người này", "những người đó", "các {e} này", "các {e} đó", "những {e} đó"),
            ("them", "those", "these", "those {e}", "these {e}", "these people"),
            e=e,
        )
    return speaker.say(
        ("chúng", "những cái đó", "các {e} này", "các {e} đó", "những {e} này", "mấy cái này", "{e} đó"),
        ("them", "those", "these", "those {e}", "these {e}"),
        e=e,
    )


def ones_word(speaker: Speaker, table: TableWords) -> str:
    """The word that stands for the things in "which ones"."""
    if speaker.vi:
        return speaker.say(
            ("người", "người", "{e}") if table.sort == "person" else ("cái", "cái", "{e}"), "", e=speaker.table(table)
        )
    return speaker.say("", ("ones", "ones", "{e}"), e=speaker.table(table, True))


def going_on(
    draft: Draft,
    q: Query,
    text: str,
    shape: Shape | None = None,
    said: tuple[Said, ...] | None = None,
    measure: ColumnWords | None = None,
) -> Draft:
    asked = Asked(draft.asked.table, said) if said is not None else draft.asked
    return replace(
        draft,
        query=q,
        text=text,
        kind="follow",
        asked=asked,
        shape=shape or draft.shape,
        measure=measure or draft.measure,
    )


def what_about(speaker: Speaker, v: str, column: ColumnWords, old: Condition) -> str:
    place = "ở " if column.place else ""
    return speaker.say(
        (
            "còn {v} thì sao", "còn {v}", "thế còn {v}", "thế còn {v} thì sao", "{v} thì sao", "vậy [còn |]{v} thì sao", "vậy còn {v}", "thế {v}", "còn {p}{v} thì sao", "với {v} thì sao", "còn của {v}" if column.role == "name" else "còn {v} [nữa|]",
            "nếu là {v} thì sao", "[tương tự|làm tương tự] [cho|với] {v}", "đổi [sang|thành] {v}", "{v} thì thế nào", "cùng câu hỏi [đó |này |][cho|với] {v}", "còn bên {v}" if column.role == "name" else "còn {v} thì thế nào", "[bây giờ |]xem {v} đi", "{v}",
        ),
        (
            "what about {v}", "what about {v}", "how about {v}", "and {v}", "and for {v}" if column.role not in ("date", "number") else "and {v}", "same for {v}" if column.role not in ("number",) else "and {v}", "[and |]now {v}", "ok[,|] and {v}",
            "[do|show] the same for {v}" if column.role not in ("date", "number") else "what about {v}", "what if it's {v}", "[change|switch] [it |that |]to {v}", "{v}", "and what about {v}", "then {v}", "now for {v}" if column.role not in ("date", "number") else "how about {v}", "[try|make it] {v}",
        ),
        v=v, p=place,
    )  # fmt: skip


def is_above(speaker: Speaker, table: TableWords, other: str) -> bool:
    return any(r.other == other and r.direction == "up" for r in links.candidates(speaker, table))
