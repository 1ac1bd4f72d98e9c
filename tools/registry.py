"""Find the tools: ours, then those of every installed plug-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from langchain_core.tools import BaseTool

from hoidap.chains.route import QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION

from .arguments import arguments
from .base import ToolContext
from .errors import ToolError

# Adding a tool here: one file next to this one, with `make(context) -> BaseTool`, and one word in a line below.
PIPELINE = ("generate_sql", "execute_sql", "summarize_answer")  # together they are what the router calls query_database
REPLIES = ("small_talk", "out_of_scope")
BUILTIN = (*PIPELINE, *REPLIES)
GROUP = "hoidap.tools"  # the entry point group of plug-ins


def load_tools(context: ToolContext) -> dict[str, BaseTool]:
    """Return every tool by name; a plug-in may not take a name already taken.

    An entry point is a BaseTool, or a callable that takes the ToolContext and returns one. Raises ToolError.
    """
    tools: dict[str, BaseTool] = {}
    for tool, source in [*_builtin(context), *_plugins(context)]:
        if tool.name in tools or tool.name == QUERY_DATABASE:
            raise ToolError(f"Two tools are called {tool.name!r}, the second one from {source}: rename or remove it.")
        tools[tool.name] = tool
    return tools


def routable(tools: Mapping[str, BaseTool]) -> list[tuple[str, str]]:
    """The (name, description) pairs among which a message is routed; the SQL tools stand behind one name."""
    return [
        (QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION),
        *((name, tool.description) for name, tool in tools.items() if name not in PIPELINE),
    ]


def _builtin(context: ToolContext) -> Iterator[tuple[BaseTool, str]]:
    for name in BUILTIN:
        yield import_module(f".{name}", __package__).make(context), "hoidap"


def _plugins(context: ToolContext) -> Iterator[tuple[BaseTool, str]]:
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        tool = _made(entry, context)
        arguments(tool, {"question": "", "language": "en", "history": []})
        yield tool, f"the plug-in {entry.value!r}"


def _made(entry: EntryPoint, context: ToolContext) -> BaseTool:
    try:
        loaded = entry.load()
        tool = loaded if isinstance(loaded, BaseTool) else loaded(context)
    except Exception as error:  # a plug-in is anybody's code
        raise ToolError(
            f"The plug-in {entry.value!r} failed to load ({type(error).__name__}: {error}): mend or uninstall it."
        ) from error
    if not isinstance(tool, BaseTool):
        raise ToolError(f"The plug-in {entry.value!r} made a {type(tool).__name__}, which is no LangChain tool.")
    return tool
