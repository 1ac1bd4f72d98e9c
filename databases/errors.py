"""What can go wrong with a database.

DatabaseError
├── CannotOpen        the URL, the file or the server cannot be used
├── NoTables          it opened, and there is nothing to ask about
├── GlossaryError     the glossary file says something that cannot be read
├── SqlRefused        the guard does not let the statement through
└── QueryFailed       the database did not answer the statement
    ├── QueryTimeout  it took longer than allowed
    └── QueryStopped  whoever asked has left

`str(error)` is one plain sentence that holds no password and no driver's stack trace.
"""


class DatabaseError(Exception):
    """Anything that this folder raises on purpose."""


class CannotOpen(DatabaseError):
    """The database cannot be opened; the user must mend the URL, the file or the server."""


class NoTables(DatabaseError):
    """The database has no table or view that may be asked about."""


class GlossaryError(DatabaseError):
    """The glossary is malformed; the sentence names the file and the place."""


class SqlRefused(DatabaseError):
    """The guard refused the statement; a model may try again with another one."""


class QueryFailed(DatabaseError):
    """The database answered with an error; a model may mend the statement."""


class QueryTimeout(QueryFailed):
    """The query was stopped because it took too long."""


class QueryStopped(QueryFailed):
    """The query was stopped because whoever asked has left."""
