"""Objects as answers: whatever a model of random weights writes, it fits the schema."""

import json
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate
from pydantic import BaseModel, Field, field_validator
from typing_extensions import TypedDict

from hoidap.models import AnswerCut, GrammarError, LocalChat
from hoidap.models.structured import json_grammar

Name = Annotated[str, Field(max_length=8)]


class Rank(Enum):
    HIGH = "cao"
    LOW = "thấp"


class Address(BaseModel):
    city: Name = Field(description="Thành phố")
    number: int = Field(ge=1, le=99)


class Person(BaseModel):
    """Một người."""

    name: Name
    rank: Rank
    kind: Literal["staff", "guest"]
    address: Address
    tags: list[Name] = Field(max_length=2)
    codes: set[Literal[1, 2, 3]] = Field(max_length=3)
    manager: Name | None
    hours: Annotated[int, Field(ge=-5, lt=40)] = 0
    active: bool = True


class Point(TypedDict):
    """A point."""

    x: Literal[1, 2]
    label: Literal["a", "b"]


POINT = {
    "title": "Point",
    "type": "object",
    "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 9}, "y": {"type": "string", "maxLength": 3}},
    "required": ["x", "y"],
}


@pytest.fixture(scope="module")
def roomy(make_chat: Any) -> LocalChat:
    made: LocalChat = make_chat(max_position_embeddings=4096)
    return made


def test_every_sample_is_a_valid_object(roomy: LocalChat) -> None:
    seen = set()
    for seed in range(25):
        asked = roomy.with_structured_output(Person, temperature=1.5, seed=seed, max_new_tokens=400)
        person = asked.invoke("Ai?")
        assert isinstance(person, Person)
        assert len(person.tags) <= 2
        assert -5 <= person.hours < 40
        seen.add(person.model_dump_json())
    assert len(seen) > 15


def test_the_raw_answer_is_compact_and_has_ended(roomy: LocalChat) -> None:
    given = roomy.with_structured_output(Person, include_raw=True, max_new_tokens=400).invoke([HumanMessage("Ai?")])
    assert given.keys() == {"raw", "parsed", "parsing_error"}
    assert isinstance(given["raw"], AIMessage)
    assert given["raw"].response_metadata["finish_reason"] == "stop"
    assert given["parsing_error"] is None
    assert given["parsed"] == Person.model_validate_json(given["raw"].text)
    assert given["raw"].text == json.dumps(json.loads(given["raw"].text), ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("schema", [Point, POINT])
def test_typed_dicts_and_json_schemas_give_dicts(schema: Any, roomy: LocalChat) -> None:
    point = roomy.with_structured_output(schema, max_new_tokens=100).invoke("Where?")
    assert isinstance(point, dict)
    assert set(point) == ({"x", "label"} if schema is Point else {"x", "y"})


@pytest.mark.asyncio
async def test_async_batch_and_stream_are_the_same(roomy: LocalChat) -> None:
    asked = roomy.with_structured_output(Address, max_new_tokens=100)
    here = asked.invoke("Where?")
    assert await asked.ainvoke("Where?") == here
    assert asked.batch(["Where?", "Where?"]) == [here, here]
    assert await asked.abatch(["Where?"]) == [here]
    assert list(asked.stream("Where?"))[-1] == here
    assert [address async for address in asked.astream("Where?")][-1] == here


def test_dicts_grow_while_they_stream(roomy: LocalChat) -> None:
    steps = list(roomy.with_structured_output(POINT, max_new_tokens=100).stream("Where?"))
    assert len(steps) > 1
    assert set(steps[0]) < {"x", "y"} or steps[0] != steps[-1]


def test_an_answer_that_is_cut_is_no_answer(roomy: LocalChat) -> None:
    short = roomy.with_structured_output(Person, max_new_tokens=10)
    with pytest.raises(AnswerCut, match="max_new_tokens"):
        short.invoke("Ai?")
    with pytest.raises(AnswerCut):
        list(short.stream("Ai?"))
    given = roomy.with_structured_output(Person, include_raw=True, max_new_tokens=10).invoke("Ai?")
    assert given["parsed"] is None
    assert isinstance(given["parsing_error"], AnswerCut)
    assert given["raw"].text


def test_what_the_model_class_refuses_is_a_parsing_error(roomy: LocalChat) -> None:
    class Never(BaseModel):
        x: Literal[1]

        @field_validator("x")
        @classmethod
        def refuse(cls, x: int) -> int:
            raise ValueError("never")

    with pytest.raises(OutputParserException, match="never"):
        roomy.with_structured_output(Never).invoke("?")
    given = roomy.with_structured_output(Never, include_raw=True).invoke("?")
    assert given["parsed"] is None
    assert isinstance(given["parsing_error"], OutputParserException)


def test_the_schema_is_told_in_the_system_message(roomy: LocalChat, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[tuple[str, str]]] = []
    written = LocalChat._to_chat_prompt

    def listen(self: LocalChat, messages: Any, *rest: Any) -> str:
        told.append([(message.type, message.text) for message in messages])
        return written(self, messages, *rest)

    monkeypatch.setattr(LocalChat, "_to_chat_prompt", listen)
    asked = roomy.with_structured_output(Address, max_new_tokens=100)
    asked.invoke("Where?")
    asked.invoke([SystemMessage("Be brief."), HumanMessage("Where?")])
    (ChatPromptTemplate([("system", "Be {how}."), ("human", "Where?")]) | asked).invoke({"how": "brief"})
    for prompt, begun in zip(told, ("Answer", "Be brief.\n\nAnswer", "Be brief.\n\nAnswer"), strict=True):
        assert [kind for kind, _ in prompt] == ["system", "human"]
        assert prompt[0][1].startswith(begun)
        assert "Thành phố" in prompt[0][1]


def test_what_no_grammar_holds_is_named_at_once(chat: LocalChat) -> None:
    with pytest.raises(GrammarError, match="uniqueItems"):
        chat.with_structured_output({"type": "array", "items": {"type": "integer"}, "uniqueItems": True})
    with pytest.raises(GrammarError, match="schema"):
        chat.with_structured_output({"type": "string", "pattern": "^(?!a)"})


def test_equal_schemas_give_equal_grammars() -> None:
    assert json_grammar(Address.model_json_schema()) == json_grammar(Address.model_json_schema())
