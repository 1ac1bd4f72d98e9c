"""The schema-linking summary of a turn: the tables, columns and values that its question named, in one line."""

from hoidap.chains import Links, Turn
from hoidap.chains.phrases import Target
from hoidap.databases import Value


def linked(links: Links) -> Turn:
    """What the conversation memory keeps of a question's links, as part of its turn; without its SQL."""
    named = [meaning for meaning in links.meanings() if isinstance(meaning, Target | Value)]
    columns = [f"{one.table}.{one.column}" for one in named if isinstance(one, Target) and one.column]
    return Turn(
        question=links.question,
        sql="",
        tables=list(links.tables()),
        columns=list(dict.fromkeys(columns)),
        values=[{"table": v.table, "column": v.column, "text": v.text} for v in named if isinstance(v, Value)],
    )


def summary(turn: Turn) -> str:
    """`tables: Artist, Album; columns: Album.Title; values: Artist.Name = 'AC/DC'`; empty where nothing was linked."""
    values = [f"{v['table']}.{v['column']} = '{v['text']}'" for v in turn.get("values", [])]
    parts = {"tables": turn.get("tables", []), "columns": turn.get("columns", []), "values": values}
    return "; ".join(f"{name}: {', '.join(found)}" for name, found in parts.items() if found)
