"""guard_allowlists.toml, for one dialect."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class AllowLists:
    """What a statement may be made of; see the file for what each list means."""

    characters: int
    tokens: int
    most_nodes: int
    parentheses: int
    queries: int
    open_joins: int
    nodes: frozenset[str]
    names: frozenset[str]
    casts: frozenset[str]
    schemas: frozenset[str]
    clauses: dict[str, frozenset[str]]
    engine: frozenset[str]
    reserved: frozenset[str]


@cache
def allow_lists(dialect: str) -> AllowLists:
    """The lists for sqlglot's name of a dialect."""
    file = tomllib.loads((files(__package__) / "guard_allowlists.toml").read_text(encoding="utf-8"))

    def chosen(*sections: str) -> frozenset[str]:
        return frozenset(
            entry for section in sections for part in ("every", dialect) for entry in file[section].get(part, ())
        )

    return AllowLists(
        characters=file["limits"]["characters"],
        tokens=file["limits"]["tokens"],
        most_nodes=file["limits"]["nodes"],
        parentheses=file["limits"]["parentheses"],
        queries=file["limits"]["queries"],
        open_joins=file["limits"]["open_joins"],
        nodes=chosen("nodes", "functions"),
        names=chosen("names"),
        casts=chosen("casts"),
        schemas=chosen("schemas"),
        clauses={node: frozenset(clauses) for node, clauses in file["clauses"].items()},
        engine=chosen("engine"),
        reserved=chosen("reserved"),
    )
