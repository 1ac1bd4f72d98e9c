"""What the agent takes for a question, and what it says about anything else."""

from typing import Any, get_type_hints

import pytest
from scripted import Scripted

from hoidap.agents import Agent, AgentInputError, Answer, Question, build_agent
from hoidap.databases import Database


@pytest.fixture
def agent(db: Database) -> Agent:
    return build_agent(Scripted(answer="Có 400."), db)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "'question' is missing"),
        ({"question": None}, "'question' is missing"),
        ({"question": 5}, "'question' is missing"),
        ({"question": ""}, "empty"),
        ({"question": " \n\t "}, "empty"),
        ({"question": "???"}, "empty"),
        ({"question": "\x00\x01"}, "empty"),
        ("", "empty"),
        ({"question": "a" * 2001}, "too long: at most 2000"),
        ({"question": "a", "thread_id": "x" * 201}, "'thread_id'"),
        ({"question": "a", "thread_id": 7}, "'thread_id'"),
        ({"question": "a", "thread_id": "a\nb"}, "'thread_id'"),
        ({"question": "a", "user": " "}, "'user'"),
        ({"question": "a", "language": "fr"}, "'language'"),
        ({"question": "a", "thread": "t"}, "no field 'thread'"),
        ({"question": "a", "sql": " "}, "'sql' is one SELECT"),
        ({"question": "a", "sql": "a" * 8001}, "at most 8000"),
        ({"question": "a", "review": "yes"}, "'review' is true or false"),
        ({"question": "a", "max_rows": 0}, "'max_rows'"),
        ({"question": "a", "max_rows": True}, "'max_rows'"),
        ({"question": "a", "checkpoint_id": ""}, "'checkpoint_id'"),
        ({"question": "a", "checkpoint_id": "never seen"}, "no such state"),
        ({"sql": "SELECT 1"}, "'question' is missing"),
        ({"decision": "run"}, "needs the 'thread_id'"),
        ({"decision": "maybe", "thread_id": "t"}, "'decision' is 'run' or 'cancel'"),
        ({"decision": "cancel", "thread_id": "t", "sql": "SELECT 1"}, "goes with a question"),
        ({"decision": "run", "thread_id": "t", "checkpoint_id": "x"}, "leave 'checkpoint_id' out"),
        ({"decision": "run", "thread_id": "t"}, "No query waits"),
        (None, "A question is text"),
        (["a"], "A question is text"),
    ],
)
@pytest.mark.asyncio
async def test_what_cannot_be_taken_is_said_in_a_sentence(agent: Agent, given: Any, says: str) -> None:
    for raises in (agent.invoke, lambda given: list(agent.stream(given))):
        with pytest.raises(AgentInputError, match=says) as caught:
            raises(given)
        assert isinstance(caught.value, ValueError)
    with pytest.raises(AgentInputError, match=says):
        await agent.ainvoke(given)


def test_plain_text_starts_a_conversation(agent: Agent) -> None:
    first, second = agent.invoke("Có bao nhiêu cải tiến?"), agent.invoke("Có bao nhiêu cải tiến?")
    assert first["thread_id"] != second["thread_id"]


def test_the_config_may_name_the_thread(agent: Agent) -> None:
    answer = agent.invoke("Có bao nhiêu cải tiến?", {"configurable": {"thread_id": "from the config"}})
    assert answer["thread_id"] == "from the config"


def test_the_schemas_are_the_contracts(agent: Agent) -> None:
    question = agent.get_input_jsonschema()
    assert set(question["properties"]) == set(get_type_hints(Question))
    assert "required" not in question  # a decision needs no question
    answer = agent.get_output_jsonschema()
    assert set(answer["properties"]) == set(get_type_hints(Answer)) == set(answer["required"])


def test_a_validated_question_is_taken_too(agent: Agent) -> None:
    model = agent.get_input_schema()
    assert agent.invoke(model(question="Có bao nhiêu cải tiến?", thread_id="t"))["thread_id"] == "t"  # type: ignore[arg-type]
