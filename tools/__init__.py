"""The plug-in layer: LangChain tools, one a file, and the registry that finds them and everybody else's."""

from .arguments import arguments
from .base import ToolContext
from .errors import ToolError
from .registry import load_tools, routable

__all__ = ["ToolContext", "ToolError", "arguments", "load_tools", "routable"]
