"""A language model alone, without any database: a question, with or without a context, in; text out.

with load_service("Qwen2.5-Coder-3B-Instruct", quantize="4bit") as service:
    print(service.generate_answer("Which floor is the archive on?", context="The archive is on floor 3."))
"""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing, contextmanager
from threading import Lock
from typing import Any, NamedTuple, Self, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig

from .errors import ModelBusy, ModelClosed, ModelError, ModelFailed, PromptTooLong, WrongSetting
from .info import ModelInfo, engine_of, model_info
from .memory import give_back
from .profiles import Profile
from .service_prompt import instruct_messages, prompt_text, slots_messages
from .service_settings import GenerationSettings, settings_of


class _Call(NamedTuple):
    """What a chat model is called with."""

    llm: BaseChatModel
    messages: list[BaseMessage]
    options: dict[str, Any]


class LanguageService:
    """Answers questions with one chat model, by settings that can be changed between two answers; thread-safe.

    Any LangChain chat model will do; what `model_info` tells is most for those of `load_chat_model`. Every method that
    answers raises ModelError and nothing else: ModelBusy where too many wait, ModelClosed after `unload`, RowsNeeded
    where the embedded model is asked for something else than what rows say (`docs/models.md`).
    """

    def __init__(self, llm: BaseChatModel) -> None:
        self._llm: BaseChatModel | None = llm
        self._slots = getattr(getattr(llm, "profile", None), "form", None) == "slots"
        self._lock = Lock()
        system = "" if self._slots else prompt_text("service_instruct")
        self._settings = settings_of(llm).changed(system=system)

    def generate_answer(
        self,
        question: str,
        context: str = "",
        max_tokens: int | None = None,
        temperature: float | None = None,
        *,
        config: RunnableConfig | None = None,
    ) -> str:
        """Answer a question from a context where one is given; `max_tokens` and `temperature` hold for this answer."""
        return "".join(self.stream_answer(question, context, max_tokens, temperature, config=config))

    async def agenerate_answer(
        self,
        question: str,
        context: str = "",
        max_tokens: int | None = None,
        temperature: float | None = None,
        *,
        config: RunnableConfig | None = None,
    ) -> str:
        """Answer on the running event loop; cancelling the task stops the model."""
        chunks = self.astream_answer(question, context, max_tokens, temperature, config=config)
        return "".join([text async for text in chunks])

    def stream_answer(
        self,
        question: str,
        context: str = "",
        max_tokens: int | None = None,
        temperature: float | None = None,
        *,
        config: RunnableConfig | None = None,
    ) -> Iterator[str]:
        """Yield the answer as it is written; closing the iterator stops the model.

        So does a `threading.Event` that is set in `config["configurable"]["cancelled"]`, with GenerationCancelled.
        """
        call = self._call(question, context, max_tokens, temperature, config)
        stream = cast("Generator[AIMessageChunk]", call.llm.stream(call.messages, config, **call.options))
        with _model_errors(), closing(stream):
            for chunk in stream:
                if text := str(chunk.text):
                    yield text

    async def astream_answer(
        self,
        question: str,
        context: str = "",
        max_tokens: int | None = None,
        temperature: float | None = None,
        *,
        config: RunnableConfig | None = None,
    ) -> AsyncIterator[str]:
        """Yield the answer on the running event loop; leaving the iterator or cancelling the task stops the model."""
        call = self._call(question, context, max_tokens, temperature, config)
        stream = cast("AsyncGenerator[AIMessageChunk]", call.llm.astream(call.messages, config, **call.options))
        with _model_errors():
            async with aclosing(stream):
                async for chunk in stream:
                    if text := str(chunk.text):
                        yield text

    @property
    def settings(self) -> GenerationSettings:
        """The settings by which the next answer is written."""
        return self._settings

    def configure(self, **changes: Any) -> GenerationSettings:
        """Change max_tokens, temperature, top_p or system from the next answer on, all of them or, raising, none.

        Raises WrongSetting where a name or value is wrong.
        """
        llm = self._open()
        with self._lock:
            settings = self._settings.changed(**changes)
            if settings.system != self._settings.system:
                self._check_system(llm, settings.system)
            self._settings = settings
        return settings

    def model_info(self) -> ModelInfo:
        """Tell what the model is, what memory it takes, and how busy it is."""
        return model_info(self._open())

    def clear_caches(self) -> None:
        """Give back the memory of the KV caches that are kept; the next answer computes its whole prompt."""
        if engine := engine_of(self._open()):
            engine.clear_caches()

    def check(
        self, question: str, context: str = "", max_tokens: int | None = None, temperature: float | None = None
    ) -> None:
        """Raise what an answer to this would raise before it begins; over a network a stream would tell too late."""
        call = self._call(question, context, max_tokens, temperature, None)
        engine = engine_of(call.llm)
        if engine is None:
            return
        now = engine.info()
        if now.waiting >= now.queue:
            raise ModelBusy("Too many requests wait for the model. Ask again in a few seconds.")
        tokens = call.llm.get_num_tokens_from_messages(call.messages)
        if engine.context and tokens >= engine.context:
            raise PromptTooLong(
                f"The prompt has {tokens} tokens, and this model reads at most {engine.context - 1}. "
                "Shorten the context or the question, or choose a model with a longer context."
            )

    def unload(self) -> None:
        """End the model's thread and free its weights, also where somebody still holds the chat model."""
        llm, self._llm = self._llm, None
        if llm is not None and (engine := engine_of(llm)):
            engine.close()
            cast(Any, llm).llm.pipeline.model = None
            give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unload()

    def _open(self) -> BaseChatModel:
        if self._llm is None:
            raise ModelClosed("The model was unloaded; load it again to ask it.")
        return self._llm

    def _call(
        self,
        question: str,
        context: str,
        max_tokens: int | None,
        temperature: float | None,
        config: RunnableConfig | None,
    ) -> _Call:
        llm, own = self._open(), {"max_tokens": max_tokens, "temperature": temperature}
        settings = self._settings.changed(**{name: value for name, value in own.items() if value is not None})
        if self._slots:
            messages = slots_messages(question, context)
        else:
            messages = instruct_messages(settings.system, question, context)
        options: dict[str, Any] = {"temperature": settings.temperature, "top_p": settings.top_p}
        if not isinstance(getattr(llm, "profile", None), Profile):
            return _Call(llm, messages, options | {"max_tokens": settings.max_tokens})
        cancelled = (config or {}).get("configurable", {}).get("cancelled")
        return _Call(llm, messages, options | {"max_new_tokens": settings.max_tokens, "cancelled": cancelled})

    def _check_system(self, llm: BaseChatModel, system: str) -> None:
        if self._slots:
            raise WrongSetting("system cannot be changed: this model knows only the prompts that it was trained on.")
        engine = engine_of(llm)
        if engine and engine.context and llm.get_num_tokens(system) > engine.context // 2:
            raise WrongSetting(f"system is too long: it may take half of the model's {engine.context} tokens.")


def load_service(name: str = "embedded", **options: Any) -> LanguageService:
    """Load a model into memory for a service of its own; takes and raises what `load_chat_model` does."""
    from .load import load_chat_model

    return LanguageService(load_chat_model(name, **options))


@contextmanager
def _model_errors() -> Iterator[None]:
    try:
        yield
    except ModelError:
        raise
    except Exception as error:  # any chat model may be plugged in, and each raises what it likes
        raise ModelFailed("The language model failed while it was answering.") from error
