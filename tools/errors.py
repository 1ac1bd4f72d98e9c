"""What can go wrong with tools.

ToolError   a tool cannot be loaded or used: two of one name, a plug-in that fails, arguments nobody can fill
"""


class ToolError(Exception):
    """A tool cannot be loaded or used; the message says which one, why, and what to do."""
