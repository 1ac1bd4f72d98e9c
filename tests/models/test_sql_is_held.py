"""A model of random weights writes SQL: chains/sql_grammar.py as the engine applies it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hoidap.chains.sql_grammar import sql_grammar
from hoidap.databases import Column, Database, ForeignKey, Schema, Table
from hoidap.databases.demo import FILE_NAME, demo_database
from hoidap.databases.guard import Guard

ODD = Schema(
    (
        Table("Đơn hàng", (Column("mã số", "int", primary_key=True), Column("group", "text"), Column("from", "date"))),
        Table(
            "Order",
            (Column("id", "int", primary_key=True), Column("đơn", "int"), Column('a"b', "float"), Column("c", "other")),
            (ForeignKey(("đơn",), "Đơn hàng", ("mã số",)),),
        ),
    ),
    "sqlite",
)


def samples(chat: Any, grammar: str) -> list[Any]:
    def sample(seed: int) -> Any:
        return chat.invoke("?", grammar=grammar, temperature=1.5, seed=seed, max_new_tokens=400)

    with ThreadPoolExecutor(16) as pool:  # so that the engine takes them together
        return list(pool.map(sample, range(64)))


def test_random_weights_write_what_the_guard_lets_through(make_chat: Any, tmp_path: Path) -> None:
    chat = make_chat(max_position_embeddings=1024)
    demo_database(tmp_path)
    demo = Database.connect(f"sqlite:///{tmp_path / FILE_NAME}", data_dir=tmp_path)
    for schema in (demo.schema, ODD):
        messages = samples(chat, sql_grammar(schema))
        whole = [message.text for message in messages if message.response_metadata["finish_reason"] == "stop"]
        assert len(set(whole)) > 5
        assert sum(message.response_metadata["forced_tokens"] for message in messages) > 100
        for sql in whole:
            demo.check(sql) if schema is demo.schema else Guard(schema).check(sql)
