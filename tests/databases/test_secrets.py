"""The password of a URL, in any of its forms, stands in no error, traceback, log, repr, check or page."""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, make_url
from typer.testing import CliRunner

from hoidap import cli
from hoidap.agents.errors import MemoryUnavailable
from hoidap.agents.memory import open_memory
from hoidap.databases import CannotOpen, Database
from hoidap.databases.connection import Source, open_source, shown
from hoidap.doctor import _memory
from hoidap.langserve_app import create_app
from hoidap.settings import PREFIX, Settings, SettingsError, load_settings

PARTS = ("Tr0ub", "4d0r", "Kh0ngAi", "Biết")  # of the passwords below, which are parted by the signs that URLs read
PLAIN = "Tr0ub4d0r"
WILD = (*(f"Tr0ub{sign}4d0r" for sign in "@/:#?%"), "Tr0ub@ss/4d0r%40", "Kh0ngAiBiết")
NOWHERE = "127.0.0.1:1"
SERVERS = ("postgresql", "mysql", "mssql+pyodbc")


def odbc(text: str) -> str:
    return "odbc_connect=" + quote_plus(text)


URLS = [
    *(f"{kind}://u:{PLAIN}@{NOWHERE}/db" for kind in SERVERS),
    *(f"{kind}://u:{quote(secret, safe='')}@{NOWHERE}/db" for kind in SERVERS for secret in WILD),
    *(f"{kind}://u:{secret}@{NOWHERE}/db" for kind in SERVERS for secret in WILD),
    f"mysql+pyodbc://u:Tr0ub/4d0r@{NOWHERE}/db",
    *(f"{kind}://u@{NOWHERE}/db?{name}={PLAIN}" for kind in SERVERS for name in ("password", "PWD", "passwd", "pwd")),
    f"postgresql:///db?host=127.0.0.1&port=1&user=u&password={PLAIN}",
    f"postgresql:///host=127.0.0.1 port=1 user=u password={PLAIN}",
    f"postgresql://u@{NOWHERE}/db;password={PLAIN}",
    f"postgresql://u:{PLAIN}@{NOWHERE}/db?sslmode={PLAIN}",
    f"postgresql://u:{PLAIN}@nowhere.invalid/db",
    f"postgresql://u:{PLAIN}@127.0.0.1:port/db",
    f"postgresql://u:{PLAIN}@127.0.0.1:99999999/db",
    f"postgresql://u:{PLAIN}@[::1/db",
    f"postgresql://u:{PLAIN}",
    f"postgresql:u:{PLAIN}@host/db",
    f"postgresql+nothing://u:{PLAIN}@host/db",
    f"postgresql://u:{PLAIN}\n@{NOWHERE}/db",
    f"oracle://u:{PLAIN}@host/db",
    f"u:{PLAIN}@host/db",
    f"mssql+pyodbc:///?{odbc(f'DRIVER={{FreeTDS}};SERVER=127.0.0.1;PORT=1;UID=u;PWD={PLAIN}')}",
    f"mssql+pyodbc:///?{odbc('DRIVER={Nothing};SERVER=127.0.0.1;UID=u;PWD={Tr0ub;@4d0r}')}",
    f"mysql+pyodbc:///?{odbc('DRIVER={MariaDB Unicode};SERVER=127.0.0.1;PORT=1;UID=u;PWD={Tr0ub;@4d0r}')}",
    f"mysql+pyodbc:///?odbc_connect=DRIVER={{MariaDB Unicode}};SERVER=127.0.0.1;PORT=1;PWD={{{PLAIN}}}",
    f"mssql+pyodbc://u:{PLAIN}@{NOWHERE}/db?driver=Nothing",
    f"sqlite://u:{PLAIN}@host/nothing.db",
    f"sqlite:///nothing.db?password={PLAIN}",
]


def leaks(text: str) -> list[str]:
    """The parts of a password that stand in the text, also as a URL writes them."""
    return [part for part in PARTS if part.lower() in text.lower() or quote(part).lower() in text.lower()]


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs."""
    with caplog.at_level(logging.DEBUG):
        for name in ("hoidap", "sqlalchemy", "sqlalchemy.engine"):
            caplog.set_level(logging.DEBUG, name)
        yield caplog


@pytest.mark.filterwarnings("ignore:'passwd' is deprecated")
@pytest.mark.parametrize("url", URLS)
def test_what_cannot_be_opened_tells_no_password(url: str, logged: pytest.LogCaptureFixture) -> None:
    with pytest.raises(CannotOpen) as raised:
        Database.connect(url)
    assert not leaks(str(raised.value)), str(raised.value)
    assert not leaks("".join(traceback.format_exception(raised.value)[-1:]))
    assert not leaks(printed_chain(raised.value))
    assert not leaks(logged.text)


def printed_chain(error: BaseException) -> str:
    """The exceptions that a traceback prints, without the lines of this file."""
    texts, following = [], error
    while following is not None:
        texts += traceback.format_exception_only(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)  # type: ignore[assignment]
    return "".join(texts)


def test_settings_tell_no_password() -> None:
    for url in URLS:
        settings = load_settings(database_url=url, memory_url=url)
        for text in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
            assert not leaks(text)


@pytest.mark.parametrize("variable", sorted(set(Settings.model_fields) - {"host", "user", "data_dir", "glossary"}))
def test_a_url_in_the_wrong_variable_tells_no_password(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in (f"postgresql://u:{PLAIN}@host/db", f"openai:m@http://u:{PLAIN}@host/v1", PLAIN + "@host"):
        monkeypatch.setenv(f"{PREFIX}{variable.upper()}", url)
        try:
            load_settings()
        except SettingsError as error:
            assert not leaks(str(error)) and f"{PREFIX}{variable.upper()}" in str(error)
            assert not leaks(printed_chain(error))


def test_a_harmless_wrong_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_PORT", "eighty")
    with pytest.raises(SettingsError, match="HOIDAP_PORT is 'eighty'"):
        load_settings()


@pytest.mark.parametrize("variable", ["model", "answer_model"])
def test_a_model_with_a_key_in_its_url_is_refused(variable: str) -> None:
    for url in (f"openai:m@http://u:{PLAIN}@host/v1", f"openai:m@http://host/v1?key={PLAIN}"):
        with pytest.raises(SettingsError, match="HOIDAP_MODEL_KEY") as raised:
            load_settings(**{variable: url})
        assert not leaks(str(raised.value))
    assert load_settings(model="openai:m@http://host:1/v1").model


def test_an_opened_source_tells_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.db").touch()
    source = open_source(f"sqlite:///{tmp_path / 'shop.db'}?password={PLAIN}")
    assert not leaks(repr(source) + source.url + source.name)
    url = make_url(f"mssql+pyodbc:///?{odbc(f'SERVER=s;PWD={PLAIN}')}")
    pool = create_engine(url)
    assert leaks(repr(pool)), "SQLAlchemy hides it by itself: nothing is left to be done"
    assert not leaks(repr(Source(pool, source.engine, shown(url), "s")))


def test_the_memory_tells_no_password() -> None:
    for url in URLS:
        check = _memory(load_settings(memory_url=url))
        assert not leaks(check.found + check.advice)
        with pytest.raises(MemoryUnavailable) as raised:
            open_memory(url)
        assert not leaks(str(raised.value))


@pytest.mark.parametrize(
    "url",
    [f"postgresql://u:{WILD[6]}@{NOWHERE}/db", f"mssql+pyodbc:///?{odbc(f'SERVER=127.0.0.1;PORT=1;PWD={PLAIN}')}"],
)
def test_no_command_and_no_page_tells_a_password(
    url: str, monkeypatch: pytest.MonkeyPatch, logged: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOIDAP_DATABASE_URL", url)
    for arguments in (["doctor", "--grants"], ["ask", "--json", "Có bao nhiêu?"], ["ask", "Có bao nhiêu?"]):
        done = CliRunner().invoke(cli.app, arguments)
        assert done.exit_code == 1 and not leaks(done.output), done.output
    with TestClient(create_app(load_settings())) as client:
        for page in ("/health/live", "/health/ready", "/metrics", "/", "/chat/", "/docs", "/openapi.json"):
            answer = client.get(page)
            assert not leaks(answer.text + str(answer.headers)), page
    assert not leaks(logged.text)
