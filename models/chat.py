"""ChatHuggingFace over a LocalPipeline: the chat model that hoidap's chains talk to."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from typing import Any, NoReturn, Self

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_huggingface import ChatHuggingFace
from pydantic import Field, PrivateAttr, model_validator

from .channels import AnswerStream, without_thinking
from .guess import guess_profile
from .pipeline import LocalPipeline, describe
from .prefix_cache import common
from .profiles import Profile
from .request import Piece
from .structured import structured

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class LocalChat(ChatHuggingFace):
    """A chat model that runs in this process.

    `invoke`, `stream`, `batch` and their async twins take `stop`, `grammar`, `max_new_tokens`, `temperature`, `top_p`,
    `seed` and `cancelled`, at the call or by `bind`. The message's response_metadata holds `confidence`, the
    probability of the whole answer, and `finish_reason`; while streaming both are on the last chunk.
    """

    profile: Profile = Field(default=None, exclude=True)  # type: ignore[assignment]  # LangChain's is a TypedDict
    _markers: re.Pattern[str] = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._markers = _special_tokens(self.llm.pipeline.tokenizer)

    @model_validator(mode="after")
    def validate_llm(self) -> Self:
        """Take the place of the stock check, which imports langchain_community."""
        if not isinstance(self.llm, LocalPipeline):
            raise TypeError(f"LocalChat needs a LocalPipeline, not a {type(self.llm).__name__}")
        return self

    def _resolve_model_profile(self) -> Any:
        return guess_profile(str(self.llm.model_id), self.llm.pipeline.tokenizer)

    def _resolve_model_id(self) -> None:
        self.model_id = self.model_id or self.llm.model_id
        self.tokenizer = self.tokenizer or self.llm.pipeline.tokenizer

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        stream: bool | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = []
        for piece in self._pieces(messages, stop, kwargs):
            pieces.append(piece)
            if run_manager and run_manager.handlers and piece.text:
                run_manager.on_llm_new_token(piece.text, chunk=_chunk(piece))
        return _result(pieces)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        stream: bool | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = []
        async for piece in self._apieces(messages, stop, kwargs):
            pieces.append(piece)
            if run_manager and run_manager.handlers and piece.text:
                await run_manager.on_llm_new_token(piece.text, chunk=_chunk(piece))
        return _result(pieces)

    # The callers of the next two report the tokens to the callbacks.

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with closing(self._pieces(messages, stop, kwargs)) as pieces:
            for piece in pieces:
                yield _chunk(piece)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(self._apieces(messages, stop, kwargs)) as pieces:
            async for piece in pieces:
                yield _chunk(piece)

    def prompt_of(self, messages: list[BaseMessage]) -> str:
        """Return what the model reads for `messages`, from its chat template to where its answer begins."""
        return self._to_chat_prompt(messages)

    def preload(self, messages: list[BaseMessage]) -> None:
        """Read into the prefix cache what all prompts that begin with `messages` have in common."""
        prompts = (self._to_chat_prompt([*messages, HumanMessage(end)]) for end in ("a", "?"))
        ids = [self.llm.pipeline.tokenizer(prompt, add_special_tokens=False).input_ids for prompt in prompts]
        if shared := common(*ids):
            self.llm.engine.preload(ids[0][:shared])

    def bind_tools(self, tools: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("Local models call no tools by themselves; hoidap's agent routes to them instead.")

    def with_structured_output(
        self, schema: Any = None, *, method: Any = "json_schema", include_raw: bool = False, **options: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Return a runnable whose answers are objects of `schema`: a Pydantic model, a TypedDict or a JSON schema.

        The answer cannot but fit the schema, whatever `method` says. `options` are those of a call; AnswerCut is
        raised where max_new_tokens leaves no room for the whole object. With `include_raw` the result is a dict of
        `raw`, `parsed` and `parsing_error`. Raises GrammarError where the schema has what no grammar can hold to.
        """
        return structured(self, schema, include_raw, options)

    def get_token_ids(self, text: str) -> list[int]:
        ids: list[int] = self.llm.get_token_ids(text)
        return ids

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """Count the tokens of the whole prompt, the chat template's own among them."""
        return self.get_num_tokens(self._to_chat_prompt(messages))

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> Generator[Piece, None, None]:
        call, answer = self._call(messages, stop, options)
        with closing(self.llm.pieces(**call)) as pieces:
            for piece in map(answer.take, pieces):
                if piece.text or piece.completion:
                    yield piece

    async def _apieces(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> AsyncGenerator[Piece, None]:
        call, answer = self._call(messages, stop, options)
        async with aclosing(self.llm.apieces(**call)) as pieces:
            async for written in pieces:
                piece = answer.take(written)
                if piece.text or piece.completion:
                    yield piece

    def _call(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> tuple[dict[str, Any], AnswerStream]:
        """Return the pipeline's arguments, the call's own before the model's, and what picks the answer out."""
        own = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "seed": self.seed,
            "max_new_tokens": self.max_tokens,
        }
        stops = [*([self.stop] if isinstance(self.stop, str) else self.stop or []), *self.profile.stop, *(stop or [])]
        call = {
            **(self.llm.pipeline_kwargs or {}),
            **{name: value for name, value in own.items() if value is not None},
            **options,
            "add_special_tokens": False,  # the chat template has written them
        }
        thinks = self.profile.reasoning != "none" and call.get("grammar") is None  # which has no place for thoughts
        prompt = self._to_chat_prompt(messages, thinks)
        if not thinks:
            return {**call, "prompt": prompt, "stop": stops}, AnswerStream(self.profile.reasoning, prompt)
        call["max_new_tokens"] = call.get("max_new_tokens", 256) + self.profile.thinking_tokens
        # Thoughts may hold a stop string that is meant for the answer; those that are tokens end everything.
        tokens = [stop for stop in stops if self._markers.fullmatch(stop)]
        texts = [stop for stop in stops if stop not in tokens]
        return {**call, "prompt": prompt, "stop": tokens}, AnswerStream(self.profile.reasoning, prompt, texts)

    def _to_chat_prompt(self, messages: list[BaseMessage], thinks: bool = False) -> str:
        turns = [{"role": _ROLES.get(m.type, m.type), "content": self._as_text(str(m.text))} for m in messages]
        if not self.profile.system_role:
            turns = _fold_system(turns)
        if self.tokenizer.chat_template is None:
            return "\n\n".join(turn["content"] for turn in turns) + "\n\n"
        wish: dict[str, Any] = {"enable_thinking": thinks} if self.profile.reasoning == "think" else {}
        if self.profile.reasoning_effort:
            wish["reasoning_effort"] = self.profile.reasoning_effort
        prompt = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True, **wish)
        return prompt if thinks else without_thinking(self.profile.reasoning, prompt)

    def _as_text(self, content: str) -> str:
        """Break up the tokens that only the chat template may write: a question must not end its own turn."""
        return self._markers.sub(lambda marker: f"{marker[0][0]} {marker[0][1:]}", content)


def _special_tokens(tokenizer: Any) -> re.Pattern[str]:
    special = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
    return re.compile("|".join(map(re.escape, sorted(special, key=len, reverse=True))) or r"(?!)")


def _fold_system(turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Move what system messages say to the front of the first user message."""
    said = [turn["content"] for turn in turns if turn["role"] == "system"]
    rest = [turn for turn in turns if turn["role"] != "system"]
    first = next((at for at, turn in enumerate(rest) if turn["role"] == "user"), None)
    if first is None:
        return [*rest, {"role": "user", "content": "\n\n".join(said)}]
    merged = {"role": "user", "content": "\n\n".join([*said, rest[first]["content"]])}
    return [*rest[:first], merged, *rest[first + 1 :]]


def _usage(piece: Piece) -> UsageMetadata | None:
    if piece.completion is None:
        return None
    read, written = piece.completion.prompt_tokens, piece.completion.new_tokens
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)


def _chunk(piece: Piece) -> ChatGenerationChunk:
    message = AIMessageChunk(
        content=piece.text,
        usage_metadata=_usage(piece),
        chunk_position=None if piece.completion is None else "last",
    )
    return ChatGenerationChunk(message=message, generation_info=describe(piece))


def _result(pieces: list[Piece]) -> ChatResult:
    message = AIMessage(content="".join(piece.text for piece in pieces), usage_metadata=_usage(pieces[-1]))
    return ChatResult(generations=[ChatGeneration(message=message, generation_info=describe(pieces[-1]))])
