"""SQL that somebody has edited below an answer, run in their conversation like any other question."""

import chainlit as cl

from hoidap.agents.question import LONGEST_QUESTION, LONGEST_SQL
from hoidap.chains.language import detect_language

from .page import answer_on_page
from .preferences import page_language, preferences
from .texts import text
from .turn import begin_turn, loaded


@cl.action_callback("run_sql")
async def run_sql(action: cl.Action) -> dict[str, str]:
    """Answer a question by `{sql, question}`; `{problem}` is why that was not even tried."""
    question, sql = (str(action.payload.get(name) or "").strip() for name in ("question", "sql"))
    language = detect_language(question, page_language())
    if not 0 < len(sql) <= LONGEST_SQL:
        return {"problem": text("long_sql", language, limit=LONGEST_SQL)}
    session = cl.context.session
    if session.current_task and not session.current_task.done():
        return {"problem": text("busy", language)}

    async def answer() -> None:
        said = text("own_sql", language, question=question)
        author = session.user.identifier if session.user else "User"
        await cl.Message(said, type="user_message", author=author).send()
        if there := await loaded(language):
            asked = {"question": question[:LONGEST_QUESTION], "sql": sql, "max_rows": preferences().rows or None}
            await answer_on_page(there, asked, language)

    begin_turn(answer)
    return {}
