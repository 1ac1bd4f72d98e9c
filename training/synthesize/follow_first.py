"""Follow-ups about the one that came first: "which department is that person in", "list their orders"."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import links, query
from .draft import Draft
from .following import going_on, main_table
from .query import Condition, Query
from .speaker import Speaker
from .words import TableWords


def of_the_first(speaker: Speaker, draft: Draft) -> Draft | None:
    """What it belongs to, what is known of it, its rows or how many they are."""
    ranked, table = draft.query, main_table(speaker, draft)
    if ranked.limit != 1 or ranked.having or not ranked.order or tuple(ranked.group) != speaker.names(table):
        return None
    key, down = ranked.order[0]
    picked = f"ORDER BY {key}{' DESC' if down else ''} LIMIT 1"
    first = Condition(table.name, "", "connected", other=table.name, inner=ranked.where, picked=picked)
    step = speaker.rng.choice((_above, _itself, _below, _below))
    asked = step(speaker, table)
    if asked is None:
        return None
    text, items, main = asked
    return going_on(draft, Query(main, items, (first,)), text, "other", said=())


def _above(speaker: Speaker, table: TableWords) -> tuple[str, tuple[str, ...], str] | None:
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and speaker.words.tables[r.other].named]
    if not ups:
        return None
    other = speaker.words.tables[speaker.rng.choice(ups).other]
    e, t = speaker.table(other), _it(speaker, table)
    text = speaker.say(
        ("{t} thuộc {e} nào", "{t} ở {e} nào", "{e} của {t} [là gì|]", "{t} là của {e} nào", "[cho biết|xem] {e} của {t}", "{e} nào của {t}"),
        ("which {e} is {t} from", "which {e} does {t} belong to", "what is {s} {e}", "which {e} is {t} in", "show {s} {e}", "[and |]{s} {e}"),
        t=t, e=e, s=_its(speaker, table),
    )  # fmt: skip
    return text, speaker.names(other), table.name


def _itself(speaker: Speaker, table: TableWords) -> tuple[str, tuple[str, ...], str] | None:
    columns = table.having("number", "category", "text", "date")
    if not columns:
        return None
    column = speaker.rng.choice(columns)
    text = speaker.say(
        ("{n} của {t} [là gì|là bao nhiêu|]", "cho biết {n} của {t}", "{t} có {n} là gì", "xem {n} của {t}"),
        ("what is {s} {n}", "show {s} {n}", "[and |]{s} {n}", "the {n} of {t}"),
        n=speaker.column(column), t=_it(speaker, table), s=_its(speaker, table),
    )  # fmt: skip
    return text, (query.column(table.name, column.column.name),), table.name


def _below(speaker: Speaker, table: TableWords) -> tuple[str, tuple[str, ...], str] | None:
    downs = [r for r in links.candidates(speaker, table) if r.direction == "down" or r.junction]
    if not downs:
        return None
    other = speaker.words.tables[speaker.rng.choice(downs).other]
    many, t, s = speaker.table(other, True), _it(speaker, table), _its(speaker, table)
    if speaker.chance(0.5) or not other.named:
        text = speaker.say(
            ("{t} có [bao nhiêu|mấy] {m}", "[có |]bao nhiêu {m} của {t}", "số {m} của {t}", "đếm {m} của {t}"),
            ("how many {m} does {t} have", "how many {m} are {s}", "count {s} {m}", "the number of {s} {m}", "how many {m} has {t}"),
            t=t, m=many, s=s,
        )  # fmt: skip
        return text, (query.count(other.name),), other.name
    text = speaker.say(
        ("[liệt kê|kể|cho xem|xem] [các |những |]{m} của {t}", "{m} của {t} [là gì|gồm những gì|]", "{t} có những {m} nào", "những {m} nào của {t}"),
        ("[list|show|name] {s} {m}", "what are {s} {m}", "which {m} does {t} have", "[list|show] the {m} of {t}", "[and |]{s} {m}"),
        t=t, m=many, s=s,
    )  # fmt: skip
    return text, speaker.names(other), other.name


def _it(speaker: Speaker, table: TableWords) -> str:
    e = speaker.table(table)
    if table.sort == "person":
        return speaker.say(
            ("người đó", "người này", "{e} đó", "{e} này", "anh ấy", "họ"),
            ("that person", "that {e}", "this {e}", "he", "she"),
            e=e,
        )
    return speaker.say(
        ("nó", "cái đó", "{e} đó", "{e} đó", "{e} này"), ("it", "that {e}", "it", "this {e}", "that one"), e=e
    )


def _its(speaker: Speaker, table: TableWords) -> str:
    return speaker.say(
        "", ("his", "her", "their", "that person's") if table.sort == "person" else ("its", "its", "their")
    )
