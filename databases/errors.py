"""What can go wrong with a database.

DatabaseError
├── CannotOpen        the URL, the file or the server cannot be used
├── NoTables          it opened, and there is nothing to ask about
├── GlossaryError     the glossary file says something that cannot be read
├── SqlRefused        the guard does not let the statement through
├── TooCostly         the database would have to read more rows than it should without being asked for it
└── QueryFailed       the database did not answer the statement
    ├── Unavailable   it cannot be read just now, whatever the statement
    ├── QueryTimeout  it took longer than allowed
    └── QueryStopped  whoever asked has left

`str(error)` is one plain sentence that holds no password and no driver's stack trace.
"""


class DatabaseError(Exception):
    """Anything that this folder raises on purpose.

    `sentence` is in English, with the names of `values` in braces where there are any: it can be said in another
    language where that of the reader is known.
    """

    def __init__(self, sentence: str, **values: str | float) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence, self.values = sentence, values


class CannotOpen(DatabaseError):
    """The database cannot be opened; the user must mend the URL, the file or the server."""


class NoTables(DatabaseError):
    """The database has no table or view that may be asked about."""


class GlossaryError(DatabaseError):
    """The glossary is malformed; the sentence names the file and the place."""


class SqlRefused(DatabaseError):
    """The guard refused the statement; a model may try again with another one."""


class TooCostly(DatabaseError):
    """The plan of the statement `sql` reads more `rows` than the budget; it may run once agreed to."""

    def __init__(self, sql: str, rows: float) -> None:
        super().__init__("The query would read about {rows:,.0f} rows.", rows=rows)
        self.sql, self.rows = sql, rows


class QueryFailed(DatabaseError):
    """The database answered with an error; a model may mend the statement."""


class Unavailable(QueryFailed):
    """The database cannot be read just now: the connection was lost, or it is locked; no other statement helps."""


class QueryTimeout(QueryFailed):
    """The query was stopped because it took too long."""


class QueryStopped(QueryFailed):
    """The query was stopped because whoever asked has left."""
