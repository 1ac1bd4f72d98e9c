"""Models on a server, used as if they were here: llama-server with the embedded model, and stand-ins for the others."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from llguidance import LLMatcher, LLTokenizer, grammar_from
from servers import StandIn, listing, llama_server, spoken, transformers_serve

from hoidap.chains import answer_question, write_sql
from hoidap.chains.grammar import slot_grammar
from hoidap.chains.linking import link
from hoidap.chains.model_call import CANCELLED, reply, stream_reply
from hoidap.chains.sql import sheet_of
from hoidap.databases import Database, demo_database
from hoidap.models import (
    GenerationCancelled,
    GrammarError,
    ModelBusy,
    ModelError,
    ModelFailed,
    ModelNotFound,
    PromptTooLong,
    load_chat_model,
)
from hoidap.models.profiles import all_profiles
from hoidap.models.remote import RemoteChat
from hoidap.models.server import Server

KEY = "sk-very-secret-key"
ENDLESS = "start: /[a-z]{900}/"


@pytest.fixture(scope="session")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("xllamacpp", "gguf"):
        pytest.importorskip(package, reason=f"{package}, with which llama-server is tried, is not installed")
    from gguf_file import write_gguf

    file = tmp_path_factory.mktemp("gguf") / "embedded.gguf"
    write_gguf(Path(all_profiles()["embedded"].weights), file)
    return file


@pytest.fixture(scope="session")
def address(gguf: Path) -> Iterator[str]:
    with llama_server(gguf) as where:
        yield where


@pytest.fixture
def llm(address: str) -> Iterator[RemoteChat]:
    chat = connect("embedded", f"{address}/v1")
    yield chat
    asyncio.run(chat.close())


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demo")
    database = Database.connect(demo_database(folder), data_dir=folder)
    yield database
    database.close()


def connect(model: str, url: str, **options: Any) -> RemoteChat:
    chat = load_chat_model(f"openai:{model}@{url}", **options)
    assert isinstance(chat, RemoteChat)
    return chat


def is_idle(address: str) -> bool:
    return not any(slot["is_processing"] for slot in httpx.get(f"{address}/slots").json())


def soon(condition: Any, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


# A real server


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Có bao nhiêu cải tiến trong năm 2024?", [[74]]),
        ("Bộ phận nào tiết kiệm nhiều thời gian nhất?", [["DC5"]]),
        ("How many authors are there in DC5?", [[11]]),
    ],
)
def test_a_server_writes_sql(llm: RemoteChat, db: Database, question: str, rows: list[list[Any]]) -> None:
    assert (llm.server.kind, llm.server.context, llm.profile.form) == ("llama-server", 2048, "slots")
    assert db.query(write_sql(llm, db).invoke(question)).rows == rows


def test_a_server_says_the_answer(llm: RemoteChat) -> None:
    given: Any = {"question": "Có bao nhiêu cải tiến trong năm 2024?", "columns": ["n"], "rows": [[74]]}
    assert "74" in answer_question(llm).invoke(given)


def test_a_reply_is_like_that_of_a_model_that_runs_here(llm: RemoteChat) -> None:
    chunks = list(
        stream_reply(llm, [HumanMessage("Có bao nhiêu?")], grammar='start: "bốn mươi hai"', max_new_tokens=24)
    )
    assert len([chunk for chunk in chunks if chunk.text]) > 1
    whole = reply(llm, [HumanMessage("Có bao nhiêu?")], grammar='start: "bốn mươi hai"', max_new_tokens=24)
    assert whole.text == "".join(chunk.text for chunk in chunks) == "bốn mươi hai"
    assert whole.response_metadata["finish_reason"] == "stop"
    assert 0 < whole.response_metadata["confidence"] < 1
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["output_tokens"] > 1
    assert "logprobs" not in whole.response_metadata


def test_options_reach_the_server(llm: RemoteChat) -> None:
    def written(**options: Any) -> str:
        return str(llm.invoke("Bộ phận nào?", grammar=ENDLESS, max_new_tokens=8, **options).text)

    assert len({written(temperature=2.0, seed=seed) for seed in range(5)}) > 1
    message = llm.invoke("Bộ phận nào?", grammar=ENDLESS, max_new_tokens=3)
    assert message.usage_metadata is not None
    assert message.usage_metadata["output_tokens"] == 3
    assert message.response_metadata["finish_reason"] == "length"
    stopped = llm.invoke("Bộ phận nào?", grammar='start: "một hai ba"', stop=["hai"])
    assert stopped.text.strip() == "một"


def test_many_at_once_and_from_any_loop(llm: RemoteChat) -> None:
    texts = [f"câu {number}" for number in range(6)]

    def ask(text: str) -> str:
        return str(llm.invoke("?", grammar=f'start: "{text}"').text)

    async def ask_all() -> list[str]:
        return [str(m.text) for m in await asyncio.gather(*(llm.ainvoke("?", grammar=f'start: "{t}"') for t in texts))]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, texts)) == texts
    assert asyncio.run(ask_all()) == texts
    assert asyncio.run(ask_all()) == texts
    assert [message.text for message in llm.batch(["?", "?"], grammar='start: "a"')] == ["a", "a"]


def test_a_cancelled_question_leaves_the_server(llm: RemoteChat, address: str) -> None:
    cancelled = threading.Event()
    config: RunnableConfig = {"configurable": {CANCELLED: cancelled}}
    chunks = stream_reply(llm, [HumanMessage("?")], config, grammar=ENDLESS, max_new_tokens=3000)
    with pytest.raises(GenerationCancelled):
        for number, _ in enumerate(chunks):
            if number == 3:
                cancelled.set()
    assert soon(lambda: is_idle(address), 2)


def test_a_closed_stream_leaves_the_server(llm: RemoteChat, address: str) -> None:
    chunks = llm.stream("?", grammar=ENDLESS, max_new_tokens=3000)
    for _ in range(3):
        next(chunks)
    assert not is_idle(address)
    chunks.close()  # type: ignore[attr-defined]  # it is a generator
    assert soon(lambda: is_idle(address), 2)


def test_a_task_that_is_cancelled_leaves_the_server(llm: RemoteChat, address: str) -> None:
    async def start_and_cancel() -> None:
        task = asyncio.create_task(llm.ainvoke("?", grammar=ENDLESS, max_new_tokens=3000))
        await asyncio.sleep(0.15)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(start_and_cancel())
    assert soon(lambda: is_idle(address), 2)


def test_a_prompt_that_is_too_long(llm: RemoteChat) -> None:
    with pytest.raises(PromptTooLong, match="longer than embedded can read"):
        llm.invoke("nhiều " * 5000)


def test_the_grammars_of_the_chains_are_followed(llm: RemoteChat, db: Database) -> None:
    """What llama-server writes under the translated grammar is what llguidance takes for the original."""
    sheet = sheet_of(link("Bộ phận DC5 có bao nhiêu cải tiến năm 2024?", db.schema, db.values), db, None)
    lark = slot_grammar(sheet)
    ended = 0
    for seed in range(12):
        message = llm.invoke("?", grammar=lark, temperature=1.5, seed=seed, max_new_tokens=120)
        matcher = LLMatcher(LLTokenizer("byte"), LLMatcher.grammar_from_lark(lark))
        assert all(matcher.consume_token(byte) for byte in message.text.encode()), message.text
        if message.response_metadata["finish_reason"] == "stop":
            assert matcher.is_accepting()
            ended += 1
    assert ended > 3


def test_a_server_takes_the_grammar_of_ordinary_sql(address: str, db: Database) -> None:
    chat = connect("some-other-name", f"{address}/v1")  # llama-server answers under any, and hoidap knows none of it
    assert chat.profile.form == "instruct"
    assert write_sql(chat, db).invoke("Có bao nhiêu cải tiến?").startswith("SELECT ")
    asyncio.run(chat.close())


def test_a_key(gguf: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with llama_server(gguf, KEY) as where:
        chat = connect("embedded", f"{where}/v1", key=KEY)
        assert chat.invoke("?", grammar='start: "a"').text == "a"
        asyncio.run(chat.close())
        for key in ("", f"{KEY}-of-old"):
            with pytest.raises(ModelNotFound, match="wants another key: set HOIDAP_MODEL_KEY") as refused:
                connect("embedded", f"{where}/v1", key=key)
    assert KEY not in caplog.text + repr(chat) + str(chat) + str(refused.value)


def test_a_server_without_grammars(db: Database) -> None:
    folder = all_profiles()["embedded"].weights
    with transformers_serve(folder) as where:
        chat = connect(folder, f"{where}/v1")
        assert (chat.server.kind, chat.server.grammar_field) == ("", "")
        assert db.query(write_sql(chat, db).invoke("Có bao nhiêu cải tiến trong năm 2024?")).rows == [[74]]
        message = chat.invoke("?", grammar='start: "a"', max_new_tokens=3)
        assert message.response_metadata["confidence"] is None
        assert message.usage_metadata is not None
        assert message.usage_metadata["output_tokens"] == 3
        asyncio.run(chat.close())


# What other servers are sent, and what they may answer


SAYS_SO = listing("vllm", "m", max_model_len=8192)


@pytest.mark.parametrize(
    ("routes", "kind", "field"),
    [
        ({"models": SAYS_SO, "version": (200, {"version": "0.14.1"})}, "vLLM", "structured_outputs"),
        ({"models": SAYS_SO, "version": (200, {"version": "0.9.2"})}, "vLLM", "guided_grammar"),
        ({"models": SAYS_SO}, "vLLM", "structured_outputs"),
        ({"models": listing("sglang", "m")}, "SGLang", "ebnf"),
        (
            {"models": listing("sglang", "m"), "get_server_info": (200, {"grammar_backend": "xgrammar"})},
            "SGLang",
            "ebnf",
        ),
        ({"models": listing("sglang", "m"), "get_server_info": (200, {"grammar_backend": "outlines"})}, "SGLang", ""),
        ({"models": listing("llamacpp", "m")}, "llama-server", "grammar"),
        ({"models": listing("somebody", "another")}, "", ""),
        ({"models": (500, {"detail": "no cache"})}, "", ""),
    ],
)
def test_the_grammar_goes_where_the_server_takes_it(routes: dict[str, Any], kind: str, field: str) -> None:
    stand_in = StandIn(**routes, completions=(200, spoken("a")))
    with stand_in.run() as url:
        chat = connect("m", url)
        assert (chat.server.kind, chat.server.grammar_field) == (kind, field)
        stand_in.sent.clear()
        system = [SystemMessage("s"), HumanMessage("?")]
        assert reply(chat, system, grammar='start: "a"', max_new_tokens=7, seed=3, temperature=0.8).text == "a"
        asyncio.run(chat.close())
    (sent,) = stand_in.sent
    gbnf = 'root ::= "a"\n'
    if field:
        assert sent.pop(field) == ({"grammar": gbnf} if field == "structured_outputs" else gbnf)
    assert sent == {
        "model": "m",
        "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "?"}],
        "max_completion_tokens": 7,
        "temperature": 0.8,
        "seed": 3,
        "logprobs": True,
        "top_logprobs": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_a_vllm_that_reads_gbnf_wrong_is_sent_none() -> None:
    """Its llguidance takes the probe for Lark and refuses; GBNF would come out of it as another grammar."""

    def complete(body: dict[str, Any]) -> tuple[int, Any]:
        grammar = body.get("structured_outputs", {}).get("grammar")
        if grammar and LLMatcher.validate_grammar(grammar_from("grammar", grammar)):
            return 400, {"error": {"message": "Grammar error"}}
        return 200, spoken("a")

    stand_in = StandIn(models=SAYS_SO, completions=complete)
    with stand_in.run() as url:
        chat = connect("m", url)
        assert chat.server == Server(url, "m", "vLLM", 8192, "")
        assert chat.invoke("?", grammar='start: "a"').text == "a"
        asyncio.run(chat.close())
    assert "structured_outputs" not in stand_in.sent[-1]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}), ModelFailed, "wants another key"),
        ((404, {"error": {"message": "The model m does not exist"}}), ModelNotFound, "has no model m"),
        ((429, {"error": {"message": "slow down"}}), ModelBusy, "too much to do"),
        ((503, {"error": {"message": "loading"}}), ModelBusy, "too much to do"),
        (
            (400, {"error": {"message": "maximum context length is 8192 tokens"}}),
            PromptTooLong,
            "longer than m can read",
        ),
        ((400, {"error": {"message": "Invalid grammar specification."}}), GrammarError, "refuses the grammar"),
        ((500, {"error": {"message": f"Traceback {KEY}"}}), ModelFailed, "failed with status 500"),
        (
            (200, [*spoken("a", end=False), b'data: {"error": {"message": "out of memory"}}\n\n']),
            ModelFailed,
            "failed[.]",
        ),
    ],
)
def test_what_goes_wrong_is_said_in_one_sentence(answer: Any, error: type[ModelError], said: str) -> None:
    stand_in = StandIn(models=SAYS_SO, completions=lambda body: answer if "stream" in body else (200, {}))
    with stand_in.run() as url:
        chat = connect("m", url, key=KEY)
        start = time.monotonic()
        with pytest.raises(error, match=said) as raised:
            chat.invoke("?")
        assert time.monotonic() - start < 2
        asyncio.run(chat.close())
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_server_that_went_away() -> None:
    with StandIn(models=SAYS_SO, completions=(200, spoken("a"))).run() as url:
        chat = connect("m", url)
    with pytest.raises(ModelFailed, match="cannot be reached"):
        chat.invoke("?")
    asyncio.run(chat.close())


def test_a_server_that_is_silent() -> None:
    stand_in = StandIn(models=SAYS_SO, completions=lambda body: (200, [None] if "stream" in body else {}))
    with stand_in.run() as url:
        chat = connect("m", url)
        chat.stream_chunk_timeout = 0.3
        with pytest.raises(ModelFailed, match="said nothing for 120 seconds"):
            chat.invoke("?")
        assert soon(stand_in.closed.is_set)
        cancelled = threading.Event()
        threading.Timer(0.2, cancelled.set).start()
        chat.stream_chunk_timeout = 100
        start = time.monotonic()
        with pytest.raises(GenerationCancelled):
            chat.invoke("?", cancelled=cancelled)
        assert time.monotonic() - start < 1
        asyncio.run(chat.close())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("openai:m", "openai:MODEL@http"),
        ("openai:@http://127.0.0.1/v1", "openai:MODEL@http"),
        ("openai:m@127.0.0.1:8000/v1", "openai:MODEL@http"),
        ("openai:m@http:///v1", "openai:MODEL@http"),
        (f"openai:m@http://user:{KEY}@127.0.0.1/v1", "without user, password"),
        (f"openai:m@http://127.0.0.1/v1?key={KEY}", "without user, password"),
        ("openai:m@http://127.0.0.1:99999/v1", "cannot be reached"),
    ],
)
def test_names_that_are_none(name: str, said: str) -> None:
    with pytest.raises(ModelNotFound, match=said) as raised:
        load_chat_model(name)
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_servers_that_are_none() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ModelNotFound, match="cannot be reached"):
            load_chat_model(f"openai:m@http://127.0.0.1:{unused.getsockname()[1]}/v1")
    for routes, error, said in (
        ({}, ModelNotFound, "mostly ends in /v1"),
        ({"models": (200, ["odd"])}, ModelNotFound, "mostly ends in /v1"),
        ({"models": (401, {})}, ModelNotFound, "wants another key"),
        ({"models": (503, {})}, ModelBusy, "not ready"),
        ({"models": listing("vllm", "a", "b")}, ModelNotFound, "has no model m; it has a, b"),
    ):
        with StandIn(**routes).run() as url, pytest.raises(error, match=said):
            load_chat_model(f"openai:m@{url}")


def test_who_hears_the_questions(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:8000/v1", "http://127.9.9.9/v1"):
        assert Server(url, "m").is_here
    for url in (
        "http://10.0.0.7/v1",
        "https://models.example/v1",
        "http://localhost.example/v1",
        "http://[fe80::1]/v1",
    ):
        assert not Server(url, "m").is_here
    monkeypatch.setattr("hoidap.models.remote.find_server", lambda name, key: Server("https://models.example/v1", "m"))
    asyncio.run(connect("m", "https://models.example/v1").close())
    assert "are sent to models.example" in caplog.text


@pytest.mark.parametrize(
    ("name", "profile", "form", "system"),
    [
        ("Qwen/Qwen2.5-Coder-3B-Instruct-AWQ", "Qwen2.5-Coder-3B-Instruct", "instruct", True),
        ("gemma-2-2b-it:latest", "gemma-2-2b-it", "instruct", False),
        ("llama-3.2-3b-instruct-frog-q4_k_m.gguf", "Llama-3.2-3B-Instruct-Frog", "instruct", True),
        ("/srv/models/embedded", "embedded", "slots", True),
        ("embedded-thoughts", "embedded-thoughts", "instruct", True),
        ("google/gemma-2-9b-it", "google/gemma-2-9b-it", "instruct", False),
    ],
)
def test_what_is_known_of_a_name(name: str, profile: str, form: str, system: bool) -> None:
    with StandIn(models=listing("llamacpp", name), completions=(200, spoken("a"))).run() as url:
        chat = connect(name, url)
        asyncio.run(chat.close())
    assert (chat.profile.name, chat.profile.form, chat.profile.system_role) == (profile, form, system)


def test_the_system_speaks_in_the_question_where_it_has_no_role() -> None:
    stand_in = StandIn(models=listing("llamacpp", "gemma-2-2b-it"), completions=(200, spoken("a")))
    with stand_in.run() as url:
        chat = connect("gemma-2-2b-it", url)
        chat.invoke([SystemMessage("be brief"), HumanMessage("why?")])
        asyncio.run(chat.close())
    assert stand_in.sent[-1]["messages"] == [{"role": "user", "content": "be brief\n\nwhy?"}]


def test_no_thoughts_where_a_grammar_has_no_place_for_them() -> None:
    stand_in = StandIn(models=listing("llamacpp", "Qwen3-8B-Q4_K_M.gguf"), completions=(200, spoken("a")))
    with stand_in.run() as url:
        chat = connect("Qwen3-8B-Q4_K_M.gguf", url)
        chat.invoke("?", grammar='start: "a"', max_new_tokens=8)
        chat.invoke("?", max_new_tokens=8)
        asyncio.run(chat.close())
    held, free = stand_in.sent
    assert held["chat_template_kwargs"] == {"enable_thinking": False}
    assert free["chat_template_kwargs"] == {"enable_thinking": True}
    assert (held["max_completion_tokens"], free["max_completion_tokens"]) == (8, 8 + chat.profile.thinking_tokens)
