"""What a routed tool is called with: the router chooses a name and nothing else, so software fills the arguments."""

from __future__ import annotations

from langchain_core.tools import BaseTool

from .base import Json
from .errors import ToolError


def arguments(tool: BaseTool, given: Json) -> Json:
    """Those of `given` (question, language, history) that `tool` takes.

    The question also goes to a tool's only required argument where that is called something else and takes text.
    Raises ToolError for any other required argument.
    """
    filled = {name: given[name] for name in tool.args if name in given}
    missing = [name for name, schema in tool.args.items() if "default" not in schema and name not in filled]
    if len(missing) == 1 and "question" not in filled and tool.args[missing[0]].get("type") == "string":
        return {**filled, missing[0]: given["question"]}
    if missing:
        raise ToolError(
            f"The tool {tool.name!r} needs {', '.join(missing)}, which the router cannot fill: "
            "give them defaults, or take only question, language and history."
        )
    return filled
