"""The router as a LangGraph graph: which step follows which, and what each does with the state.

route -> generate_sql -> execute_sql -> summarize_answer -> remember      a question about the data
              ^---------------'  once more after an error or a refusal
         generate_sql -> review_sql -> wait -> execute_sql -> ...         SQL that somebody wants to see before it runs
                        execute_sql -> wait -> execute_sql -> ...         a query that would read very many rows
route -> execute_sql -> ...                                               SQL of the person's own
route -> reply -> remember                                                small talk, out of scope, a plug-in
any step -> apologize -> remember                                         what went wrong, said kindly

In `wait` the graph is interrupted until somebody decides, maybe after a restart. A node that is gone on with runs again
from its start, so this one does nothing before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from hoidap.chains.model_call import CANCELLED, ChatModel
from hoidap.chains.reasons import reason
from hoidap.chains.route import QUERY_DATABASE, route
from hoidap.chains.turn import Turn
from hoidap.databases import DatabaseError, SqlRefused
from hoidap.models.errors import GenerationCancelled, ModelBusy, ModelError, PromptTooLong
from hoidap.tools import arguments, routable

from .apologies import Trouble, apology, repaired, some_rows
from .consent import asked_first, cancelled, shown_first
from .question import Waiting
from .reach import is_nothing, reach
from .state import KEPT_TURNS, Aside, Node, State, history_of

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from hoidap.databases import Database

MOST_ATTEMPTS = 2  # at writing SQL: the first, and one repair

log = logging.getLogger(__name__)


def build_graph(
    llm: ChatModel, db: Database, tools: Mapping[str, BaseTool], memory: BaseCheckpointSaver[str]
) -> CompiledStateGraph[State, Aside, State, State]:
    """Compile the graph over `tools`; it streams chunks of the Answer in LangGraph's mode "custom".

    A run is given an Aside of its own as its context.
    """
    steps = Steps(llm, db, tools)
    graph = StateGraph(State, Aside)
    nodes: tuple[Callable[..., Any], ...] = (
        steps.route,
        steps.generate_sql,
        steps.review_sql,
        steps.wait,
        steps.execute_sql,
        steps.summarize_answer,
        steps.reply,
        steps.apologize,
        steps.remember,
    )
    for node in nodes:
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "route")
    graph.add_edge("remember", END)
    return graph.compile(checkpointer=memory, name="hoidap")


class Steps:
    """The nodes. Each returns where to go next, so that the way of a question can be read here from top to bottom."""

    def __init__(self, llm: ChatModel, db: Database, tools: Mapping[str, BaseTool]) -> None:
        self._tools, self._db = tools, db
        self._route = route(llm, routable(tools), db)

    def route(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> Command[Node]:
        if state["own"]:
            get_stream_writer()({"tool": QUERY_DATABASE})
            return Command(update={"tool": QUERY_DATABASE}, goto="execute_sql")
        try:
            tool = self._route.invoke({"question": state["question"], "history": history_of(state)}, config)
        except ModelError as error:
            return _sorry(runtime, "model", error)
        get_stream_writer()({"tool": tool})
        goto: Node = "generate_sql" if tool == QUERY_DATABASE else "reply"
        return Command(update={"tool": tool}, goto=goto)

    def generate_sql(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> Command[Node]:
        error = runtime.context.error
        asked = {
            "question": state["question"],
            "history": history_of(state),
            "error": str(error or ""),
            "failed_sql": state["draft"].get("sql", "") if error else "",
            "language": state["language"],
        }
        try:
            draft = self._tools["generate_sql"].invoke(asked, config)
        except ModelError as failure:
            return _sorry(runtime, "model", failure)
        except DatabaseError as failure:
            return _sorry(runtime, "database", failure)
        except ToolException as failure:
            return _again(runtime, {**state, "attempts": state["attempts"] + 1}, failure)
        update = {"draft": draft, "attempts": state["attempts"] + 1, "agreed": False}
        return Command(update=update, goto="review_sql" if state["review"] else "execute_sql")

    def review_sql(self, state: State, runtime: Runtime[Aside]) -> Command[Node]:
        try:
            shown = {"sql": self._db.check(state["draft"]["sql"])}
        except SqlRefused as refusal:
            return _again(runtime, state, refusal)
        get_stream_writer()({**shown, **_about(state, runtime)})
        return _wait("review", shown_first(state["language"]))

    def wait(self, state: State) -> Command[Node]:
        decided = interrupt({key: state[key] for key in ("waiting", "question", "language")})
        get_stream_writer()({"tool": QUERY_DATABASE})
        update: dict[str, Any] = {"waiting": None}
        if decided["decision"] == "cancel":
            get_stream_writer()({"answer": cancelled(state["language"])})
            return Command(update=update, goto="remember")
        if decided["sql"] and not self._same(decided["sql"], state["draft"]["sql"]):
            update |= {"draft": {"sql": decided["sql"]}, "own": True, "agreed": False}
        else:
            update["agreed"] = state["waiting"] == "cost"
        return Command(update=update, goto="execute_sql")

    def _same(self, sql: str, other: str) -> bool:
        """Whether both are one statement, however it is laid out."""
        try:
            return self._db.check(sql) == self._db.check(other)
        except SqlRefused:
            return False

    def execute_sql(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> Command[Node]:
        given = {"sql": state["draft"]["sql"], "agreed": state["agreed"], "max_rows": state["max_rows"]}
        try:
            result = self._tools["execute_sql"].invoke(given, config)
        except DatabaseError as error:
            return _sorry(runtime, "database", error)
        except ToolException as error:
            return _again(runtime, state, error)
        if "would_read" in result:
            get_stream_writer()({"sql": result["sql"], **_about(state, runtime)})
            return _wait("cost", asked_first(result["would_read"], state["language"]))
        about = _about(state, runtime)
        if result.pop("filtered"):
            about["notes"].append(some_rows(state["language"]))
        if is_nothing(result["rows"]):
            stopped = config["configurable"][CANCELLED]
            about["notes"] += filter(None, [reach(state["draft"]["sql"], self._db, state["language"], stopped)])
        get_stream_writer()({**result, **about})
        runtime.context.result = result
        return Command(goto="summarize_answer")

    def summarize_answer(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> Command[Node]:
        result = runtime.context.result
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
        return Command(goto="remember")

    def reply(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> Command[Node]:
        tool = self._tools[state["tool"]]
        given = {key: state[key] for key in ("question", "language")} | {"history": history_of(state)}
        try:
            said = str(tool.invoke(arguments(tool, given), config))
        except ModelError as error:
            return _sorry(runtime, "model", error)
        except DatabaseError as error:
            return _sorry(runtime, "database", error)
        except Exception as error:  # a plug-in is anybody's code, and this turn must still be answered
            log.exception("the tool %s failed", tool.name)
            return _sorry(runtime, "tool", error)
        get_stream_writer()({"answer": said})
        return Command(goto="remember")

    def apologize(self, state: State, runtime: Runtime[Aside]) -> Command[Node]:
        aside = runtime.context
        why = reason(aside.error or RuntimeError(), state["language"])
        chunk: dict[str, Any] = {"answer": apology(aside.trouble, state["language"]), "notes": [why]}
        if tried := state["draft"].get("sql"):
            chunk["sql"] = tried
        get_stream_writer()(chunk)
        return Command(goto="remember")

    def remember(self, state: State, config: RunnableConfig, runtime: Runtime[Aside]) -> State:
        if config["configurable"][CANCELLED].is_set():
            raise GenerationCancelled("The question was stopped.")
        turn = Turn(question=state["question"], sql="", tool=state["tool"], language=state["language"])
        if result := runtime.context.result:
            draft = state["draft"]
            turn["sql"] = result["sql"]
            turn["row_count"] = len(result["rows"])
            for key in ("canonical", "tables", "columns", "values"):
                if key in draft:
                    turn[key] = draft[key]
        return State(turns=[*state.get("turns", []), turn][-KEPT_TURNS:], question="", draft={})


def _wait(waiting: Waiting, said: str) -> Command[Node]:
    get_stream_writer()({"answer": said, "waiting": waiting})
    return Command(update={"waiting": waiting}, goto="wait")


def _about(state: State, runtime: Runtime[Aside]) -> dict[str, Any]:
    """What there is to say about the SQL of the draft, as a chunk of the Answer."""
    draft, error, language = state["draft"], runtime.context.error, state["language"]
    rewritten = [repaired(reason(error, language), language)] if error else []
    return {
        "confidence": draft.get("confidence"),
        "doubts": draft.get("doubts", []),
        "notes": [*draft.get("notes", []), *rewritten],
    }


def _again(runtime: Runtime[Aside], state: State, error: Exception) -> Command[Node]:
    """Back to writing SQL, with the reason; after the last attempt, to the apology. Whose SQL it is mends it."""
    if state["own"]:
        return _sorry(runtime, "own", error)
    if state["attempts"] >= MOST_ATTEMPTS:
        return _sorry(runtime, "sql", error)
    runtime.context.error = error
    return Command(update={"attempts": state["attempts"]}, goto="generate_sql")


def _sorry(runtime: Runtime[Aside], trouble: Trouble, error: Exception) -> Command[Node]:
    if isinstance(error, GenerationCancelled | ModelBusy):
        raise error  # nobody waits for an answer, or the same question may be asked again: not a turn to remember
    if isinstance(error, PromptTooLong):
        trouble = "long"
    log.warning("a question was not answered: %s: %s", trouble, error)
    log.debug("the reason", exc_info=error)
    runtime.context.error, runtime.context.trouble = error, trouble
    return Command(goto="apologize")
