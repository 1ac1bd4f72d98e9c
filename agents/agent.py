"""The agent as one Runnable, Question in and Answer out: what the page, the server and the command line call.

A compiled graph takes its thread from the config, where a server would have to let callers write; here the thread is a
field of the question, is checked, and is kept apart by user.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import aclosing, closing
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from weakref import WeakValueDictionary

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config, patch_config
from langchain_core.runnables.utils import AddableDict
from pydantic import BaseModel

from hoidap.chains.bridge import iterate
from hoidap.chains.language import Language, detect_language
from hoidap.chains.model_call import CANCELLED, ChatModel
from hoidap.chains.reasons import reason
from hoidap.databases.errors import DatabaseError
from hoidap.models.errors import GenerationCancelled, ModelBusy
from hoidap.tools import ToolContext, load_tools

from .apologies import Trouble, apology
from .conversation import Conversation, begin, config_of
from .errors import AgentInputError, MemoryUnavailable
from .graph import build_graph
from .memory import Memory, memory_key, open_memory, state_id
from .question import Answer, Question, checked_id, checked_question, complete, model_of
from .state import Aside

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph

    from hoidap.databases import Database

    Graph: TypeAlias = CompiledStateGraph[Any, Any, Any, Any]

MOST_STEPS = 25
MOST_GRAPHS = 16  # kept, one for each way to see the database

log = logging.getLogger(__name__)


def build_agent(
    llm: ChatModel,
    db: Database,
    memory: str | BaseCheckpointSaver[str] | None = None,
    *,
    answer_llm: ChatModel | None = None,
) -> Agent:
    """The agent over a chat model and a database.

    `memory` keeps the conversations: None for as long as the agent lives, `sqlite:///path` on disk, or a LangGraph
    checkpointer, from which old states are not taken away. `answer_llm` words the answers where it should be another
    model. Each question is answered from `db.for_user` of its user. Raises ToolError, MemoryUnavailable.
    """
    conversations = open_memory(memory)

    def graph_over(seen: Database) -> Graph:
        tools = load_tools(ToolContext(llm=llm, answer_llm=answer_llm or llm, db=seen))
        return build_graph(llm, seen, tools, conversations)

    return Agent(db, graph_over, conversations)


class Agent(Runnable[Question | str, Answer]):
    """A Runnable from a Question (or plain text, which starts a conversation) to an Answer.

    `stream` yields dicts that add up (`+`) to what `invoke` returns; the last one comes when the turn is on the disk.
    Leaving a stream, or cancelling the task that awaits it, stops the model; such a turn is not remembered.
    Raises AgentInputError for a question that cannot be taken, which the conversation may show first when the stream
    has begun; ModelBusy where too many wait for the model; and nothing for what goes wrong on the way to an answer.
    """

    name = "hoidap"

    def __init__(self, db: Database, graph_over: Callable[[Database], Graph], memory: BaseCheckpointSaver[str]) -> None:
        self._db, self._memory = db, memory
        self._graph_over = graph_over
        self._graphs: OrderedDict[Database, Graph] = OrderedDict([(db, graph_over(db))])
        self._conversations: WeakValueDictionary[str, Conversation] = WeakValueDictionary()
        self._lock = Lock()

    @property
    def InputType(self) -> Any:  # noqa: N802 - LangChain's name
        return Question

    @property
    def OutputType(self) -> Any:  # noqa: N802
        return Answer

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        return model_of(Question, "Question")

    def get_output_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        return model_of(Answer, "Answer")

    def invoke(self, input: Question | str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return _sum(self.stream(input, config))

    async def ainvoke(self, input: Question | str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return _sum([chunk async for chunk in self.astream(input, config)])

    def stream(  # type: ignore[override]  # an Answer comes in parts
        self, input: Question | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[AddableDict]:
        question = _checked(input, config)
        chunks = self._transform_stream_with_config(iter([question]), self._chunks, config)  # type: ignore[arg-type]
        return cast("Iterator[AddableDict]", chunks)

    async def astream(  # type: ignore[override]
        self, input: Question | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AddableDict]:
        question = _checked(input, config)

        async def once() -> AsyncIterator[Question]:
            yield question

        whole = self._atransform_stream_with_config(once(), self._achunks, config)  # type: ignore[arg-type]
        async with aclosing(cast("AsyncGenerator[AddableDict, None]", whole)) as chunks:
            async for chunk in chunks:
                yield chunk

    # LangChain hands the config to a transformer that has a parameter of this name; its types don't say so.

    async def _achunks(self, questions: AsyncIterator[Any], config: RunnableConfig) -> AsyncIterator[Any]:
        asked = [question async for question in questions]
        async with aclosing(iterate(lambda config: self._chunks(iter(asked), config), config)) as chunks:
            async for chunk in chunks:
                yield chunk

    def _chunks(self, questions: Iterator[Any], config: RunnableConfig) -> Iterator[Any]:
        """Answer one question: a chunk that opens the Answer, what the graph streams, and a chunk that completes it."""
        question: Question = next(questions)
        started = time.monotonic()
        whole = AddableDict()
        try:
            with closing(self._turn(question, config)) as chunks:
                for chunk in chunks:
                    whole = whole + chunk
                    yield chunk
        except (GenerationCancelled, ModelBusy, AgentInputError):
            raise
        except Exception as error:  # the memory's, or a mistake of ours: the user gets a sentence all the same
            log.exception("a turn failed")
            language = question.get("language") or detect_language(question["question"])
            chunk = _excuse(error, language, answered=bool(whole.get("answer")))
            whole = whole + chunk
            yield chunk
        yield AddableDict({**complete(whole, question), "seconds": round(time.monotonic() - started, 3)})

    def _turn(self, question: Question, config: RunnableConfig) -> Generator[AddableDict, None, None]:
        """Run the graph on one question; when this has ended, the turn is remembered."""
        key = memory_key(question)
        cancelled = config.get("configurable", {}).get(CANCELLED) or Event()
        graph = self._graph_for(question.get("user"))
        with self._conversation(key).turn(cancelled):
            beginning = begin(question, key, self._memory)
            yield AddableDict(question=beginning.question, thread_id=question["thread_id"])
            settings = {**beginning.settings, CANCELLED: cancelled}
            steps = graph.stream(
                beginning.given,
                patch_config(config, configurable=settings, recursion_limit=MOST_STEPS),
                context=Aside(),
                stream_mode="custom",
                durability="exit",  # one write a turn, finished before the stream ends
            )
            with closing(cast("Generator[dict[str, Any], None, None]", steps)) as chunks:
                try:
                    yield from map(AddableDict, chunks)
                except GeneratorExit:
                    cancelled.set()  # before the graph is closed, which waits for the step that runs
                    raise
            yield AddableDict(checkpoint_id=state_id(self._memory.get_tuple(config_of({"thread_id": key}))))
            if isinstance(self._memory, Memory):
                self._memory.keep_last(key)

    def forget(self, thread_id: str, user: str | None = None) -> None:
        """Delete a conversation from the memory, once the turn under way in it has ended; one unknown is none.

        Raises AgentInputError for what is no name, MemoryUnavailable.
        """
        question = Question(question="", thread_id=checked_id(thread_id, "thread_id"))
        if user is not None:
            question["user"] = checked_id(user, "user")
        key = memory_key(question)
        with self._conversation(key).turn(Event()):
            try:
                self._memory.delete_thread(key)
            except sqlite3.Error as error:
                raise MemoryUnavailable(f"The conversation cannot be deleted: {error}.") from error

    async def aforget(self, thread_id: str, user: str | None = None) -> None:
        """`forget`, beside the event loop."""
        await asyncio.to_thread(self.forget, thread_id, user)

    def _conversation(self, key: str) -> Conversation:
        with self._lock:
            return self._conversations.setdefault(key, Conversation())

    def _graph_for(self, user: str | None) -> Graph:
        """The graph over what the user may see; those who see the same share one."""
        seen = self._db.for_user(user)
        with self._lock:
            graph = self._graphs.get(seen) or self._graph_over(seen)
            self._graphs[seen] = graph
            self._graphs.move_to_end(seen)
            if len(self._graphs) > MOST_GRAPHS:
                self._graphs.popitem(last=False)
        return graph


def _checked(given: Question | str, config: RunnableConfig | None) -> Question:
    return checked_question(given, ensure_config(config).get("configurable", {}).get("thread_id"))


def _excuse(error: Exception, language: Language, answered: bool) -> AddableDict:
    """What is said when the turn broke down; nothing but a note where the answer had been given already."""
    trouble: Trouble = "unexpected"
    if isinstance(error, MemoryUnavailable | sqlite3.Error):
        trouble = "memory"
    elif isinstance(error, DatabaseError):
        trouble = "database"
    excuse = AddableDict(notes=[reason(error, language)])
    return excuse if answered else excuse + AddableDict(answer=apology(trouble, language))


def _sum(chunks: Iterable[AddableDict]) -> Answer:
    whole = AddableDict()
    for chunk in chunks:
        whole = whole + chunk
    return cast("Answer", dict(whole))
