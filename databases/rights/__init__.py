"""What the account that hoidap connects with may do: each right too much, and the SQL of a proper account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from ..connection import Source
from ..errors import DatabaseError
from ..introspect_server import server_tables
from ..row_filter import RowFilter
from ..schema import Schema, Table
from .base import READER, Excess, Readable, Rights, listed, unknown
from .needed import needed, unneeded

__all__ = ["READER", "Account", "Excess", "account_of"]

# sqlglot's name of a dialect -> the module and class here; one comes in only where it is needed.
KINDS = {
    "postgres": ("postgres", "PostgresRights"),
    "mysql": ("mysql", "MySQLRights"),
    "tsql": ("sqlserver", "SQLServerRights"),
    "sqlite": ("sqlite", "SQLiteRights"),
}
NAMED_ONLY = (
    "The account can read what nobody may ask about, so that only hoidap's guard keeps it closed: {}.",
    "Tài khoản đọc được những gì không ai được hỏi, nên chỉ có hoidap ngăn lại: {}.",
)


@dataclass(frozen=True)
class Account:
    """The account of a source; `readable` is what a reader needs, `hidden` the tables that it can read beyond that."""

    source: Source
    readable: Sequence[Readable]
    hidden: Sequence[Table]

    def excesses(self) -> Iterator[Excess]:
        """Each right that the account has and should not have; what cannot be looked at is told as one too."""
        try:
            yield from self._rights.excesses(self.source)
            names = [*(table.name for table in self.hidden), *(name for one in self.readable for name in one.hidden)]
            if names:
                english, vietnamese = (said.replace("{}", listed(names)) for said in NAMED_ONLY)
                remedy = self._rights.take_away(self.source, self.hidden) if self.hidden else ""
                yield Excess("hidden", (english, vietnamese), remedy)
        except (DatabaseError, OSError) as error:
            yield unknown("rights", error)

    def reader(self) -> list[str]:
        """The statements, and comments, that make the account READER: it may read what may be asked about.

        Only a comment where the database has no accounts. Raises QueryFailed.
        """
        return self._rights.reader(self.source, self.readable, self.hidden)

    @property
    def _rights(self) -> Rights:
        module, name = KINDS[self.source.dialect]
        found: Rights = getattr(import_module(f".{module}", __name__), name)()
        return found


def account_of(source: Source, asked: Schema, filters: Sequence[tuple[str, RowFilter]]) -> Account:
    """The account of a source, where people may ask about `asked`, behind row `filters`; raises QueryFailed."""
    if source.path is not None:
        return Account(source, (), ())
    everything = server_tables(source)
    readable = needed(everything, asked, filters)
    return Account(source, readable, unneeded(everything, readable))
