"""The router as a LangGraph graph: which step follows which, and what each does with the state.

route -> generate_sql -> execute_sql -> summarize_answer -> remember      a question about the data
              ^---------------'  once more after an error or a refusal
route -> execute_sql -> ...                                               a yes to a query that was asked about first
route -> reply -> remember                                                small talk, out of scope, a plug-in
any step -> apologize -> remember                                         what went wrong, said kindly
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from hoidap.chains.model_call import CANCELLED, ChatModel
from hoidap.chains.route import QUERY_DATABASE, route
from hoidap.chains.turn import Turn
from hoidap.databases import DatabaseError
from hoidap.models.errors import GenerationCancelled, ModelBusy, ModelError, PromptTooLong
from hoidap.tools import arguments, routable

from .apologies import Trouble, apology, repaired, some_rows
from .consent import agrees, asked_first
from .state import KEPT_TURNS, Node, State, history_of

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from hoidap.databases import Database

MOST_ATTEMPTS = 2  # at writing SQL: the first, and one repair

log = logging.getLogger(__name__)


def build_graph(
    llm: ChatModel, db: Database, tools: Mapping[str, BaseTool], memory: BaseCheckpointSaver[str]
) -> CompiledStateGraph[State, None, State, State]:
    """Compile the graph over `tools`; it streams chunks of the Answer in LangGraph's mode "custom"."""
    steps = Steps(llm, db, tools)
    graph = StateGraph(State)
    for node in (
        steps.route,
        steps.generate_sql,
        steps.execute_sql,
        steps.summarize_answer,
        steps.reply,
        steps.apologize,
        steps.remember,
    ):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "route")
    graph.add_edge("remember", END)
    return graph.compile(checkpointer=memory, name="hoidap")


class Steps:
    """The nodes. Each returns where to go next, so that the way of a question can be read here from top to bottom."""

    def __init__(self, llm: ChatModel, db: Database, tools: Mapping[str, BaseTool]) -> None:
        self._tools = tools
        self._route = route(llm, routable(tools), db)

    def route(self, state: State, config: RunnableConfig) -> Command[Node]:
        waiting = state.get("waiting") or {}
        if waiting and agrees(state["question"]):
            get_stream_writer()({"tool": QUERY_DATABASE})
            return Command(
                update={**waiting, "waiting": {}, "tool": QUERY_DATABASE, "agreed": True}, goto="execute_sql"
            )
        try:
            tool = self._route.invoke({"question": state["question"], "history": history_of(state)}, config)
        except ModelError as error:
            return _sorry("model", error)
        get_stream_writer()({"tool": tool})
        goto: Node = "generate_sql" if tool == QUERY_DATABASE else "reply"
        return Command(update={"tool": tool, "waiting": {}}, goto=goto)

    def generate_sql(self, state: State, config: RunnableConfig) -> Command[Node]:
        asked = {
            "question": state["question"],
            "history": history_of(state),
            "error": state["failure"],
            "failed_sql": state["draft"].get("sql", "") if state["failure"] else "",
        }
        try:
            draft = self._tools["generate_sql"].invoke(asked, config)
        except ModelError as error:
            return _sorry("model", error)
        except DatabaseError as error:
            return _sorry("database", error)
        except ToolException as error:
            return _again({**state, "attempts": state["attempts"] + 1}, error)
        return Command(update={"draft": draft, "attempts": state["attempts"] + 1}, goto="execute_sql")

    def execute_sql(self, state: State, config: RunnableConfig) -> Command[Node]:
        try:
            given = {"sql": state["draft"]["sql"], "agreed": state["agreed"]}
            result = self._tools["execute_sql"].invoke(given, config)
        except DatabaseError as error:
            return _sorry("database", error)
        except ToolException as error:
            return _again(state, error)
        if "would_read" in result:
            return self._ask_first(state, result)
        notes = list(state["draft"].get("notes", []))
        if state["failure"]:
            notes.append(repaired(state["failure"], state["language"]))
        if result.pop("filtered"):
            notes.append(some_rows(state["language"]))
        get_stream_writer()({**result, "confidence": state["draft"].get("confidence"), "notes": notes})
        return Command(update={"result": result, "failure": ""}, goto="summarize_answer")

    def _ask_first(self, state: State, result: dict[str, Any]) -> Command[Node]:
        """The query waits for a yes in the next turn; without one it is forgotten."""
        said = asked_first(result["would_read"], state["language"])
        get_stream_writer()({"answer": said, "sql": result["sql"]})
        waiting = {"question": state["question"], "language": state["language"], "draft": state["draft"]}
        return Command(update={"answer": said, "waiting": waiting}, goto="remember")

    def summarize_answer(self, state: State, config: RunnableConfig) -> Command[Node]:
        result = state["result"]
        asked = {
            "question": state["question"],
            "columns": result["columns"],
            "rows": result["rows"],
            "truncated": result["truncated"],
            "language": state["language"],
        }
        said = self._tools["summarize_answer"].invoke(asked, config)
        if said["notes"]:
            get_stream_writer()({"notes": said["notes"]})
        return Command(update={"answer": said["answer"]}, goto="remember")

    def reply(self, state: State, config: RunnableConfig) -> Command[Node]:
        tool = self._tools[state["tool"]]
        given = {key: state[key] for key in ("question", "language")} | {"history": history_of(state)}
        try:
            said = str(tool.invoke(arguments(tool, given), config))
        except ModelError as error:
            return _sorry("model", error)
        except DatabaseError as error:
            return _sorry("database", error)
        except Exception as error:  # a plug-in is anybody's code, and this turn must still be answered
            log.exception("the tool %s failed", tool.name)
            return _sorry("tool", error)
        get_stream_writer()({"answer": said})
        return Command(update={"answer": said}, goto="remember")

    def apologize(self, state: State) -> Command[Node]:
        trouble, _, reason = state["failure"].partition(": ")
        said = apology(trouble, state["language"])  # type: ignore[arg-type]  # written by _sorry
        ran = state.get("draft", {}).get("sql")
        chunk: dict[str, Any] = {"answer": said, "notes": [reason]}
        if ran and not state.get("result"):
            chunk["sql"] = ran
        get_stream_writer()(chunk)
        return Command(update={"answer": said}, goto="remember")

    def remember(self, state: State, config: RunnableConfig) -> dict[str, list[Turn]]:
        if config["configurable"][CANCELLED].is_set():
            raise GenerationCancelled("The question was stopped.")
        turn = Turn(question=state["question"], sql="", tool=state["tool"], language=state["language"])
        if state["result"]:
            draft, result = state["draft"], state["result"]
            turn["sql"] = result["sql"]
            turn["row_count"] = len(result["rows"])
            for key in ("canonical", "tables", "columns", "values"):
                if key in draft:
                    turn[key] = draft[key]
        return {"turns": [*state.get("turns", []), turn][-KEPT_TURNS:]}


def _again(state: State, error: ToolException) -> Command[Node]:
    """Back to writing SQL, with the reason; after the last attempt, to the apology."""
    if state["attempts"] >= MOST_ATTEMPTS:
        return _sorry("sql", error)
    return Command(update={"failure": str(error), "attempts": state["attempts"]}, goto="generate_sql")


def _sorry(trouble: Trouble, error: Exception) -> Command[Node]:
    if isinstance(error, GenerationCancelled | ModelBusy):
        raise error  # nobody waits for an answer, or the same question may be asked again: not a turn to remember
    if isinstance(error, PromptTooLong):
        trouble = "long"
    log.warning("a question was not answered: %s: %s", trouble, error)
    log.debug("the reason", exc_info=error)
    return Command(update={"failure": f"{trouble}: {error}"}, goto="apologize")
