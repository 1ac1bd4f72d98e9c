"""Answers that are objects: a model held to a JSON schema, and its answer read into what the schema stands for.

The grammar is llguidance's own for JSON schemas, inside Lark text, so that the engine treats it like any other.
"""

import json
from functools import partial
from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage, SystemMessage, convert_to_messages
from langchain_core.output_parsers import BaseCumulativeTransformOutputParser
from langchain_core.outputs import ChatGeneration, Generation
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda, RunnableMap, RunnablePassthrough
from langchain_core.utils.function_calling import convert_to_json_schema
from langchain_core.utils.json import parse_partial_json
from llguidance import LLMatcher
from pydantic import BaseModel

from .errors import AnswerCut, GrammarError
from .service_prompt import prompt_text

# As short as JSON can be, and without \u, by which halves of letters could be written.
_COMPACT = {"whitespace_flexible": False, "coerce_one_of": True, "json_allowed_escapes": 'nrbtf\\"'}


def structured(llm: Runnable[Any, Any], schema: Any, include_raw: bool, options: dict[str, Any]) -> Runnable[Any, Any]:
    """A runnable from a prompt to the object that `schema` describes; see LocalChat.with_structured_output."""
    model = schema if isinstance(schema, type) and issubclass(schema, BaseModel) else None
    shape = _shape(schema, model)
    told = f"{prompt_text('structured')}\n{json.dumps(shape, ensure_ascii=False)}"
    asked = RunnableLambda(partial(_messages, told=told), name="tell_schema")
    answer = asked | llm.bind(grammar=json_grammar(shape), **options)
    parser = _Parser(model=model)
    if not include_raw:
        return answer | parser
    read = RunnablePassthrough.assign(parsed=(lambda given: given["raw"]) | parser, parsing_error=lambda _: None)
    unread = RunnablePassthrough.assign(parsed=lambda _: None)
    return RunnableMap(raw=answer) | read.with_fallbacks([unread], exception_key="parsing_error")


def json_grammar(schema: dict[str, Any]) -> str:
    """Lark text for compact JSON of `schema`; raises GrammarError where llguidance does not know a part of that."""
    grammar = f"start: %json {json.dumps({**schema, 'x-guidance': _COMPACT}, ensure_ascii=False)}"
    if problem := LLMatcher.validate_grammar(LLMatcher.grammar_from_lark(grammar)):
        reason = problem.splitlines()[0].removeprefix("at 1(8): failed to compile JSON schema: ")
        raise GrammarError(f"No answer can be held to this JSON schema: {reason}")
    return grammar


def _shape(schema: Any, model: type[BaseModel] | None) -> dict[str, Any]:
    """The JSON schema of a Pydantic model, a TypedDict or a JSON schema."""
    if model is not None:
        shape = _closed(model.model_json_schema(), unique=False)  # a set drops what it is given twice
    else:
        shape = _closed(schema if isinstance(schema, dict) else convert_to_json_schema(schema))
    return dict(shape)


def _closed(part: Any, unique: bool = True) -> Any:
    """The schema with no properties allowed but those that it names, where it does not say that others are welcome."""
    if isinstance(part, list):
        return [_closed(item, unique) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {
        key: _closed(value, unique)
        for key, value in part.items()
        if unique or value is not True or key != "uniqueItems"
    }
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def _messages(given: LanguageModelInput, told: str) -> list[BaseMessage]:
    """The prompt with the schema in its system message, where it is a constant prefix."""
    if isinstance(given, PromptValue):
        messages = given.to_messages()
    else:
        messages = convert_to_messages([given] if isinstance(given, str) else given)
    if messages and isinstance(messages[0], SystemMessage):
        return [SystemMessage(f"{messages[0].text}\n\n{told}"), *messages[1:]]
    return [SystemMessage(told), *messages]


class _Parser(BaseCumulativeTransformOutputParser[Any]):
    """Reads JSON into `model`, or plain values where there is none; of an unfinished stream, what there is by now."""

    model: type[BaseModel] | None = None

    def parse(self, text: str) -> Any:
        return self.parse_result([Generation(text=text)])

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Any:
        text, finish = result[0].text, None
        if isinstance(result[0], ChatGeneration):
            finish = result[0].message.response_metadata.get("finish_reason")
        if finish == "length":
            raise AnswerCut(
                "The answer reached its greatest length before its JSON had ended. Allow more with max_new_tokens, "
                "or limit the lengths of texts and lists in the schema."
            )
        if partial and finish is None:
            return self._begun(text)
        try:
            return json.loads(text) if self.model is None else self.model.model_validate_json(text)
        except ValueError as error:
            raise OutputParserException(f"The answer is not what was asked for: {error}", llm_output=text) from error

    def _begun(self, text: str) -> Any:
        try:
            value = parse_partial_json(text)
            return value if self.model is None else self.model.model_validate(value)
        except ValueError:
            return None
