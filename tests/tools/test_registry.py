"""Plug-ins: found by their entry point, refused with a sentence, and used by the router."""

import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import tool

from hoidap.tools import ToolContext, ToolError, arguments, load_tools, registry, routable

EXAMPLE = Path(__file__).parent.parent / "plugin_example"
ASK = """
import json, sys
from langchain_core.language_models import FakeListChatModel
from hoidap.agents import build_agent
from hoidap.databases import Database, demo_database
agent = build_agent(FakeListChatModel(responses=["lucky_number"]), Database.connect(demo_database()))
print(json.dumps([agent.invoke("Số may mắn của tôi hôm nay?"), agent.invoke("What is my lucky number?")]))
"""


def test_an_installed_plug_in_is_found_and_used(tmp_path: Path, context: ToolContext) -> None:
    subprocess.run(
        [
            *pip(),
            "install",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--target",
            tmp_path,
            copy(EXAMPLE, tmp_path),
        ],
        check=True,
    )
    asked = subprocess.run(
        [sys.executable, "-c", ASK], check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    vietnamese, english = json.loads(asked.stdout)
    assert vietnamese["tool"] == "lucky_number"
    assert vietnamese["answer"].startswith("Số may mắn hôm nay là ")
    assert english["answer"].startswith("Today's lucky number is ")


def pip() -> list[str]:
    """An installer that this environment has."""
    from importlib.util import find_spec

    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    return ["uv", "pip"]


def copy(source: Path, folder: Path) -> Path:
    """A copy to build in, so that building leaves nothing behind in the repository."""
    import shutil

    return Path(shutil.copytree(source, folder / "source"))


@tool
def small_talk(question: str) -> str:
    """Take a name that is taken."""
    return question


@tool
def query_database(question: str) -> str:
    """Take the name of the whole line of SQL tools."""
    return question


@tool
def wants_more(question: str, recipient: str) -> str:
    """Want an argument that nobody can fill."""
    return question + recipient


@tool
def fine(query: str) -> str:
    """Echo a question. Nothing else."""
    return query


def broken(context: ToolContext) -> Any:
    raise RuntimeError("no licence")


def nothing(context: ToolContext) -> Any:
    return "a text"


def plug_in(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    entries = [EntryPoint(name, f"{__name__}:{name}", registry.GROUP) for name in names]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("small_talk", r"Two tools are called 'small_talk', the second one from the plug-in '.*:small_talk'"),
        ("query_database", "Two tools are called 'query_database'"),
        ("wants_more", "needs recipient, which the router cannot fill"),
        ("broken", r"broken' failed to load \(RuntimeError: no licence\)"),
        ("nothing", "made a str, which is no LangChain tool"),
        ("missing", "missing' failed to load"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_a_sentence(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    plug_in(monkeypatch, name)
    with pytest.raises(ToolError, match=says):
        load_tools(context)


def test_what_the_router_chooses_among(context: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, "fine")
    tools = load_tools(context)
    assert [name for name, _ in routable(tools)] == ["query_database", "small_talk", "out_of_scope", "fine"]
    assert dict(routable(tools))["fine"].startswith("Echo a question.")


def test_arguments_are_filled_by_name_and_the_question_by_need() -> None:
    given = {"question": "q", "language": "vi", "history": []}
    assert arguments(fine, given) == {"query": "q"}
    assert arguments(small_talk, given) == {"question": "q"}
