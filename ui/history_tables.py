"""The tables of the page's history, beside the agent's memory in one SQLite file.

A step or an element is kept as the JSON that Chainlit made of it, so that a new field of Chainlit's needs no new
column; what is searched or sorted by has a column of its own.
"""

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

users = Table(
    "page_users",
    metadata,
    Column("id", String, primary_key=True),
    Column("identifier", String, nullable=False, unique=True),
    Column("created_at", String, nullable=False),
    Column("details", JSON, nullable=False),
    Column("preferences", JSON, nullable=False),
)

threads = Table(
    "page_threads",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", ForeignKey("page_users.id", ondelete="CASCADE"), index=True),
    Column("name", Text),
    Column("created_at", String, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("details", JSON, nullable=False),
)

steps = Table(
    "page_steps",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("thread_id", ForeignKey("page_threads.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", String, nullable=False),
    Column("step", JSON, nullable=False),
    Column("folded", Text, nullable=False),  # what was said, without accents and in lower case; empty for a tool's work
    Index("page_steps_of_thread", "thread_id", "created_at"),
)

elements = Table(
    "page_elements",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("thread_id", ForeignKey("page_threads.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("step_id", String, index=True),
    Column("element", JSON, nullable=False),
)

feedback = Table(
    "page_feedback",
    metadata,
    Column("id", String, primary_key=True),
    Column("step_id", ForeignKey("page_steps.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("value", Integer, nullable=False),  # 1 for a thumb up, 0 for one down
    Column("comment", Text),
    Column("given_at", String, nullable=False),
)
