"""What of a table may not be seen is cut away below the question: each reference to it becomes a subquery of its own.

    SELECT AuthorName FROM Author AS a    ->    SELECT AuthorName FROM (SELECT ... FROM Author WHERE ...) AS a

The subquery has the columns and rows that the user may see and no others, so that stars, joins, sorts and counts are
right by construction, wherever in a statement the table stands.
"""

from collections.abc import Callable, Collection

from sqlglot import exp, parse_one

from .access import Access
from .errors import SqlRefused
from .resolve import NO_TABLE, local_name
from .schema import Schema, Table

# With a limit, the database works the subquery out by itself. Without one it mixes the question's conditions with the
# filter's, in any order, and a condition that fails on a row that is not to be seen (a sum that overflows) tells of it.
_FENCES = {"sqlite": "LIMIT -1", "postgres": "OFFSET 0", "mysql": "LIMIT 18446744073709551615"}
_FENCE_IN_FRONT = {"tsql": "TOP 9223372036854775807 "}

Write = Callable[[exp.Expr], str]  # a tree as the guard writes it


class Barriers:
    """The subqueries of one way to see a database; immutable, so every thread may use it.

    `schema` is the whole one, with what is hidden; `home` is the schema in which a table stands that names none.
    """

    def __init__(self, schema: Schema, access: Access, home: str | None, write: Write) -> None:
        self._dialect, self._home, self._write = schema.dialect, home, write
        self._all = {table.name.lower(): table for table in schema.tables}
        self._schemas = {table.schema.lower() for table in schema.tables}
        filters = dict(access.filters)
        self.filtered = frozenset(filters)
        self._cut = {
            name: self._read(_text(table, access, filters.get(name, ""), schema.dialect))
            for name, table in self._all.items()
            if name in access.restricted
        }
        self._written = {name: write(query) for name, query in self._cut.items()}

    @property
    def tables(self) -> frozenset[str]:
        """The tables that the subqueries read, in lower case; some of them may be hidden themselves."""
        return frozenset(table.name.lower() for query in self._cut.values() for table in query.find_all(exp.Table))

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the subqueries name, in lower case."""
        return frozenset(column.name.lower() for query in self._cut.values() for column in query.find_all(exp.Column))

    def source(self, table: str) -> str | None:
        """The subquery that stands for a table, in parentheses; None where all of it may be seen."""
        written = self._written.get(table.lower())
        return f"({written})" if written else None

    def used(self, tree: exp.Expr) -> list[tuple[exp.Table, str]]:
        """The references to restricted tables, each with the name (lower case) that the table has in the schema."""
        found = [(table, self._meant(table)) for table in tree.find_all(exp.Table)]
        return [(table, name) for table, name in found if name and local_name(table, self._dialect) is None]

    def applied(self, tree: exp.Expr) -> exp.Expr:
        """A copy of the statement with each restricted table behind its subquery."""
        tree = tree.copy()
        for table, name in self.used(tree):
            alias = table.args.get("alias") or exp.TableAlias(this=table.this.copy())
            table.replace(exp.Subquery(this=self._cut[name].copy(), alias=alias, **_joined(table)))
        for column in tree.find_all(exp.Column):
            if column.table.lower() in self._cut:  # main.Author.AuthorName: the subquery stands in no schema
                column.set("db", None)
        return tree

    def removed(self, tree: exp.Expr, schemas: Collection[str]) -> exp.Expr:
        """The same tree with the subqueries taken away; SqlRefused where a restricted table stands without one.

        `schemas` are those that the guard lets stand in front of a table.
        """
        found = [(query, name) for query in tree.find_all(exp.Subquery) if (name := self._stands_for(query))]
        behind = {id(table) for query, _ in found for table in query.this.find_all(exp.Table)}
        for table, _ in self.used(tree):
            if id(table) not in behind:
                raise _no_table(table)
        for query, name in found:
            known = self._all[name]
            home = self._home if self._home in schemas and not known.schema else None
            own = exp.to_identifier(known.name, quoted=True)
            db = exp.to_identifier(home, quoted=True) if home else None
            query.replace(exp.Table(this=own, db=db, alias=query.args["alias"], **_joined(query)))
        return tree

    def _meant(self, table: exp.Table) -> str:
        """The restricted table that is meant; "" for every other one."""
        name, schema = table.name.lower(), table.db.lower()
        if not schema:
            return name if name in self._cut else ""
        for known in self._cut:
            stored = self._all[known]
            at_home = not stored.schema and (self._home is None or schema == self._home.lower())
            if (stored.stored or stored.name).lower() == name and (at_home or schema == stored.schema.lower()):
                return known
        if name in self._cut and schema not in self._schemas:
            raise _no_table(table)
        return ""

    def _stands_for(self, query: exp.Subquery) -> str:
        """The table for which the subquery stands; "" where it is one of the question's own."""
        source = query.this.args.get("from_") if isinstance(query.this, exp.Select) else None
        name = source.this.alias_or_name.lower() if source is not None and isinstance(source.this, exp.Table) else ""
        return name if query.alias and self._cut.get(name) == query.this else ""

    def _read(self, text: str) -> exp.Expr:
        """The tree of a subquery, as it comes back when it was written once.

        Its tables stand in their schemas: or a WITH of the question could stand in for them.
        """
        tree: exp.Expr = parse_one(text, dialect=self._dialect)
        for node in tree.find_all(exp.Table):
            table = self._all[node.name.lower()]
            if table.stored:
                node.set("alias", node.args.get("alias") or exp.TableAlias(this=node.this.copy()))
                node.set("this", exp.to_identifier(table.stored, quoted=True))
            if schema := table.schema or self._home:
                node.set("db", exp.to_identifier(schema, quoted=True))
        # Where it will stand, for some dialects write it otherwise there.
        alias = exp.TableAlias(this=exp.to_identifier("cut"))
        around: exp.Expr = exp.Select(expressions=[exp.Star()]).from_(exp.Subquery(this=tree, alias=alias))
        found = parse_one(self._write(around), dialect=self._dialect).find(exp.Subquery)
        if found is None:
            raise ValueError(text)
        query: exp.Expr = found.this
        return query.pop()


def _no_table(table: exp.Table) -> SqlRefused:
    return SqlRefused(NO_TABLE, name=table.name[:80])


def _text(table: Table, access: Access, condition: str, dialect: str) -> str:
    def quoted(name: str) -> str:
        return str(exp.to_identifier(name, quoted=True).sql(dialect))

    own = table.name.lower()
    hidden = {column for name, column in access.columns if name == own}
    shown = [quoted(column.name) for column in table.columns if column.name.lower() not in hidden] if hidden else ["*"]
    read = f"{', '.join(shown)} FROM {quoted(table.name)}"
    if not condition:
        return f"SELECT {read}"
    return f"SELECT {_FENCE_IN_FRONT.get(dialect, '')}{read} WHERE {condition} {_FENCES.get(dialect, '')}"


def _joined(node: exp.Expr) -> dict[str, list[exp.Expr]]:
    return {clause: node.args[clause] for clause in ("joins", "laterals") if node.args.get(clause)}
