"""The lines above an answer: one for the way it takes, and one for each tool that works on it."""

from typing import Any

import chainlit as cl
from chainlit.utils import utc_now

from .markdown import fenced, pretty
from .texts import TEXTS, Language, text

ICONS = {"route": "split", "generate_sql": "code", "execute_sql": "database"}


class Line:
    """A step on the page that says what is being done, and then what was done."""

    def __init__(self, tool: str, language: Language, dialect: str) -> None:
        self.tool, self.language, self.dialect = tool, language, dialect
        names = {"route": "routing", "generate_sql": "writing", "execute_sql": "reading"}
        doing = text(names[tool], language) if tool in names else text("using", language, name=tool)
        icon = ICONS.get(tool, "wrench")
        # beside the answer, which stands in Chainlit's step for this message; `async with` would nest open lines
        around = cl.context.current_step
        parent = around.id if around else None
        self.step = cl.Step(name=doing, type="tool", icon=icon, parent_id=parent, show_input=False)

    async def open(self) -> None:
        """Show what is being done."""
        self.step.start = utc_now()
        await self.step.send()

    async def close(self, output: Any = None, failed: bool = False) -> None:
        """Show what was done; `output` is what the tool returned, or the reason for which it failed."""
        if failed:
            # no alarm: the agent mends SQL that was refused, or says in the answer that it could not
            self.step.name, self.step.icon = text("refused", self.language), "circle-alert"
            self.step.output = fenced(str(output))
        elif self.tool == "route":
            way = text(output, self.language) if output in TEXTS else output
            self.step.name = text("routed", self.language, way=way)
        elif self.tool == "generate_sql":
            self.step.name = text("written", self.language)
            self.step.output = self.code(output)
        elif self.tool == "execute_sql" and field(output, "would_read"):
            self.step.name = text("waits", self.language)
        elif self.tool == "execute_sql":
            self.step.name = text("read", self.language, rows=self.count_rows(output))
        else:
            self.step.name = text("used", self.language, name=self.tool)
            self.step.output = fenced(str(getattr(output, "content", output)))
        self.step.end = utc_now()
        await self.step.update()

    async def ran(self, output: Any) -> None:
        """Show the SQL as it was run, which the guard had regenerated, in place of what the model wrote."""
        if field(output, "sql"):
            self.step.output = self.code(output)
            await self.step.update()

    def code(self, output: Any) -> str:
        """The SQL in what a tool returned, as highlighted Markdown."""
        return fenced(pretty(str(field(output, "sql") or ""), self.dialect), "sql")

    async def remove(self) -> None:
        """Take away a step that never came to an end."""
        await self.step.remove()

    def count_rows(self, output: Any) -> str:
        """How many rows came back, in words."""
        rows = field(output, "rows") or []
        if not rows:
            return text("no_rows", self.language)
        if field(output, "truncated"):
            return text("at_least", self.language, count=len(rows))
        return text("row", self.language) if len(rows) == 1 else text("rows", self.language, count=len(rows))


def field(output: Any, name: str) -> Any:
    """A field of what a tool returned, as a mapping or as a message that carries one."""
    carried = getattr(output, "artifact", None) or output
    return carried.get(name) if isinstance(carried, dict) else getattr(carried, name, None)
