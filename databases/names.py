"""The tables and columns of a schema, by the names that a statement may give them."""

from collections.abc import Collection, Iterable

from sqlglot import exp

from .schema import Schema, Table

FOLDS_TO_LOWER = ("postgres",)  # a name without quotes; in MySQL and MariaDB the case of a table's name counts as it is
CASE_COUNTS = ("postgres", "mysql")

Columns = frozenset[str]  # in lower case
Sources = dict[str, Columns]  # what stands in a FROM, by its alias


class Names:
    """What may be asked about; immutable, so every thread may use it.

    `homes` are the names of the default schema, in which a table stands that names none.
    """

    def __init__(self, schema: Schema, homes: Collection[str]) -> None:
        self.dialect = schema.dialect
        self.homes = frozenset(home.lower() for home in homes)
        self.columns: Sources = {
            table.name.lower(): frozenset(column.name.lower() for column in table.columns) for table in schema.tables
        }
        self._by_name = {table.name.lower(): table for table in schema.tables}
        self._by_place = {
            (table.schema.lower(), (table.stored or table.name).lower()): table
            for table in schema.tables
            if table.schema
        }
        self._spellings: dict[str, set[str]] = {}
        for table in schema.tables:
            for column in table.columns:
                self._spellings.setdefault(column.name.lower(), set()).add(column.name)

    def table(self, node: exp.Table) -> Table | None:
        """The table that the node names, with its schema or without; None where there is none."""
        name, schema = node.name.lower(), node.db.lower()
        if node.catalog:
            return None
        if (schema, name) in self._by_place:
            return self._by_place[schema, name]
        found = self._by_name.get(name)
        return found if not schema or (found and not found.schema and schema in self.homes) else None

    def has_schema(self, name: str) -> bool:
        """Whether tables may be asked about that stand in a schema of this name."""
        return name.lower() in self.homes or any(schema == name.lower() for schema, _ in self._by_place)

    def of(self, node: exp.Table) -> Columns:
        """The columns of the table that the node names, in lower case."""
        found = self.table(node)
        return self.columns[found.name.lower()] if found else Columns()

    def place(self, node: exp.Table, table: Table) -> None:
        """Name the table as the database does: in its schema, in its case, and known by the name that it was given."""
        given, stored = node.this, table.stored or table.name
        moved = table.schema and not node.db
        if moved:
            node.set("db", exp.to_identifier(table.schema, quoted=True))
        if _folded(given, self.dialect) == stored or (self.dialect not in CASE_COUNTS and not table.stored):
            return
        node.set("this", exp.to_identifier(stored, quoted=True))
        if not node.alias:
            node.set("alias", exp.TableAlias(this=given.copy()))

    def spell(self, nodes: Iterable[exp.Expr]) -> None:
        """Write columns as the database spells them, which folds the case of what has no quotes.

        Also where a statement gives such a name itself, so that it stays one name.
        """
        if self.dialect not in FOLDS_TO_LOWER:
            return
        for node in nodes:
            match node:
                case exp.Column(this=exp.Identifier()):
                    self._spell(node, "this")
                case exp.Alias() | exp.CTE() if isinstance(node.args.get("alias"), exp.Identifier):
                    self._spell(node, "alias")

    def _spell(self, node: exp.Expr, key: str) -> None:
        name: exp.Identifier = node.args[key]
        spellings = self._spellings.get(name.name.lower(), set())
        if len(spellings) == 1 and _folded(name, self.dialect) not in spellings:
            node.set(key, exp.to_identifier(next(iter(spellings)), quoted=True))


def _folded(name: exp.Expr, dialect: str) -> str:
    quoted = isinstance(name, exp.Identifier) and name.quoted
    return name.name.lower() if dialect in FOLDS_TO_LOWER and not quoted else name.name
