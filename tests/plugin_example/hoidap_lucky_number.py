"""A tool for hoidap: the lucky number of the day, drawn among the rows of the database's largest table."""

from datetime import date

from langchain_core.tools import BaseTool, tool

from hoidap.tools import ToolContext


def make(context: ToolContext) -> BaseTool:
    """The tool over hoidap's database; hoidap calls this once, when it starts."""
    largest = max(table.rows or 0 for table in context.db.schema.tables)

    @tool(parse_docstring=True)
    def lucky_number(question: str, language: str = "vi") -> str:
        """Tell the user's lucky number of the day.

        Args:
            question: What the user asked.
            language: "vi" or "en", the language to answer in.
        """
        number = date.today().toordinal() % (largest + 1)
        return f"Số may mắn hôm nay là {number}." if language == "vi" else f"Today's lucky number is {number}."

    return lucky_number
