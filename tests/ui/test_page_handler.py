"""What the agent does in its thread, as the page hears it."""

import asyncio
import html
import re
import threading
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from markdown_it import MarkdownIt
from scripted import Scripted

from hoidap.agents import build_agent
from hoidap.databases import Database
from hoidap.ui.handler import PageHandler, Token, ToolEnded, ToolStarted
from hoidap.ui.markdown import fenced, plain, pretty


async def heard(db: Database, model: Scripted, question: str) -> list[Any]:
    """The handler's events of one turn, in their order."""
    events: asyncio.Queue[Any] = asyncio.Queue()
    config: RunnableConfig = {"callbacks": [PageHandler(events)]}
    await build_agent(model, db).ainvoke({"question": question}, config)
    await asyncio.sleep(0.05)
    return [events.get_nowait() for _ in range(events.qsize())]


def test_tools_and_the_tokens_of_the_answer_alone_arrive_in_order(db: Database) -> None:
    model = Scripted(answer="There are 400 improvements.")
    events = asyncio.run(heard(db, model, "How many improvements are there?"))
    assert [event.name for event in events if isinstance(event, ToolStarted)] == [
        "generate_sql",
        "execute_sql",
        "summarize_answer",
    ]
    assert "".join(event.text for event in events if isinstance(event, Token)) == "There are 400 improvements."
    started = {event.run for event in events if isinstance(event, ToolStarted)}
    ended = [event for event in events if isinstance(event, ToolEnded)]
    assert {event.run for event in ended} == started
    assert ended[1].output["rows"] == [[400]]
    tokens = [index for index, event in enumerate(events) if isinstance(event, Token)]
    assert min(tokens) > events.index(ended[1])


def test_a_refused_statement_is_heard_as_failed(db: Database) -> None:
    model = Scripted(sql=["SELECT nothing FROM Nowhere", "SELECT COUNT(*) AS n FROM Jidouka"], answer="There are 400.")
    events = asyncio.run(heard(db, model, "How many improvements are there?"))
    failed = [event for event in events if isinstance(event, ToolEnded) and event.failed]
    assert len(failed) == 1
    assert "Nowhere" in failed[0].output


def test_a_handler_outlives_its_event_loop() -> None:
    async def make() -> PageHandler:
        return PageHandler(asyncio.Queue())

    handler = asyncio.run(make())
    thread = threading.Thread(target=handler.on_tool_end, args=("x",), kwargs={"run_id": None})
    thread.start()
    thread.join()


@pytest.mark.parametrize(
    "cell",
    [
        "![x](http://evil/x.png)",
        "<img src=x>",
        "**bold** _it_ `code` [a](b) ~~no~~ &amp; \\",
        "1. # | ~ $x$",
        "1) one",
        "- one",
        "===",
        "a\n---",
        "a | b\n--- | ---\n1 | 2",
        "    four spaces",
        "5 < 6 > 4",
    ],
)
def test_what_stands_in_a_cell_is_shown_as_it_is(cell: str) -> None:
    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain(cell))
    assert re.fullmatch(r"<p>[^<]*</p>\n", shown), shown
    assert html.unescape(shown[3:-5]) == cell.strip()


def test_an_address_is_no_link_and_a_sentence_is_copied_as_it_was() -> None:
    assert plain("https://evil.example www.evil.example me@evil.example") == (
        "https\\://evil.example www\\.evil.example me\\@evil.example"
    )
    sentence = "Có 1.234,5 giờ (tăng 5%) của DC5, xem câu SQL."
    assert plain(sentence) == sentence


def test_no_code_block_ends_early() -> None:
    assert fenced("a\n```\n![x](y)", "sql") == "````sql\na\n```\n![x](y)\n````"
    assert fenced("") == ""


def test_sql_is_laid_out_and_never_lost() -> None:
    assert pretty("SELECT a, b FROM t WHERE x = 1", "sqlite").count("\n") > 3
    assert pretty("SELEC (", "sqlite") == "SELEC ("
    assert pretty("", "sqlite") == ""
