"""One row as people call it: by its name, a part of it, or its number."""

from dataclasses import dataclass

from . import query
from .naming import bare
from .query import Condition
from .speaker import Speaker
from .words import ColumnWords, TableWords


@dataclass(frozen=True)
class Row:
    """One row as it is called; `alone` where its name can stand without the word for what it is."""

    conditions: tuple[Condition, ...]
    name: str
    alone: bool = True

    def called(self, speaker: Speaker, table: TableWords, share: float = 0.5) -> str:
        """The row's name, with the word for what it is before it now and then."""
        if not self.alone or not speaker.chance(share):
            return self.name
        e = speaker.table(table)
        return speaker.say("{e} {v}", ("{e} {v}", "the {e} {v}", "{e} {v}"), e=e, v=self.name)


def named_row(speaker: Speaker, table: TableWords, keyed: bool = False) -> Row | None:
    """A row called by its text; `keyed` allows one called by its number where rows have no name: "order 10248"."""
    names = table.having("name")
    if not names and keyed and len(table.table.primary_key) == 1:
        return _numbered_row(speaker, table)
    if not names or not all(column.pool for column in names):
        return None
    texts = [speaker.rng.choice(column.pool) for column in names]
    if speaker.chance(0.06):
        return _in_part(speaker, table, names[-1], texts[-1])
    if len(names) == 2 and speaker.chance(0.15):
        place = speaker.rng.randrange(2)  # people are called by one of their names too
        return _by_one_name(speaker, table, names[place], texts[place])
    conditions = tuple(
        Condition(table.name, c.column.name, "=", (query.text(t),)) for c, t in zip(names, texts, strict=True)
    )
    if len(texts) == 2:  # the family name comes first in Vietnamese names, last in others
        given_first = names[0].noun.en[0][0].startswith(("first", "given"))
        texts = texts if given_first == all(text.isascii() for text in texts) else texts[::-1]
    full = " ".join(texts)
    return Row(conditions, speaker.value(full) if len(texts) == 1 else full if speaker.chance(0.75) else full.lower())


def _by_one_name(speaker: Speaker, table: TableWords, column: ColumnWords, text: str) -> Row:
    conditions = (Condition(table.name, column.column.name, "=", (query.text(text),)),)
    v, last = speaker.value(text), column.noun.en[0][0].startswith(("last", "family"))
    if speaker.chance(0.4):
        return Row(conditions, v)
    name = speaker.say(
        ("{e} họ {v}", "{e} [có |]họ [là |]{v}") if last else ("{e} tên {v}", "{e} [có |]tên [là |]{v}"),
        ("{e} with [the |]{n} {v}", "{e} whose {n} is {v}", "{e} {v}"),
        e=speaker.table(table), v=v, n="last name" if last else "first name",
    )  # fmt: skip
    return Row(conditions, name, alone=False)


def _in_part(speaker: Speaker, table: TableWords, column: ColumnWords, text: str) -> Row | None:
    """A row called by a word or two of its name, which no index finds whole: "Lan" of "Nguyễn Thị Lan"."""
    parts = text.split()
    if len(parts) < 2:
        return None
    if table.sort == "person":
        piece = parts[-1] if not text.isascii() or speaker.chance(0.5) else parts[0]
    else:
        size = speaker.rng.randint(1, min(2, len(parts) - 1))
        start = speaker.rng.randrange(len(parts) - size + 1)
        piece = " ".join(parts[start : start + size])
    piece = piece.strip(".,'\"()&%-")
    known = {bare(value).casefold() for value in column.pool}
    if len(piece) < 2 or not piece[0].isupper() or "_" in piece or "%" in piece or bare(piece).casefold() in known:
        return None
    return Row((Condition(table.name, column.column.name, "like", (query.text(f"%{piece}%"),)),), piece)


def _numbered_row(speaker: Speaker, table: TableWords) -> Row | None:
    key = table.table.column(table.table.primary_key[0])
    if key.type != "int":
        return None
    number = speaker.rng.choice((speaker.rng.randint(2, 400), speaker.rng.randint(1000, 20000)))
    name = speaker.say(
        ("{e} {n}", "{e} số {n}", "{e} mã {n}", "{e} #{n}", "{e} có mã {n}", "{e} có mã [là |số ]{n}"),
        ("{e} {n}", "{e} {n}", "{e} #{n}", "{e} number {n}", "{e} no. {n}", "{e} with id {n}", "the {e} with id {n}"),
        e=speaker.table(table), n=str(number),
    )  # fmt: skip
    return Row((Condition(table.name, key.name, "=", (str(number),)),), name, alone=False)
