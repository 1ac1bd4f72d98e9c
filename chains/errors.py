"""What can go wrong in a chain.

ChainError
├── NotCanonical   the model's SQL is not canonical SQL over this schema
├── CannotJoin     no chain of foreign keys connects the tables that a query names
└── NoSql          the model wrote nothing that can be run
"""


class ChainError(Exception):
    """A chain could not do its work; the message says why in one sentence."""


class NotCanonical(ChainError):
    """The text is not canonical SQL over this schema."""


class CannotJoin(ChainError):
    """No chain of foreign keys connects the tables of a query."""


class NoSql(ChainError):
    """The model wrote nothing that can be run."""
