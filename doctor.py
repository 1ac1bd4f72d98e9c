"""Look at everything that an answer needs, and say what to do about each thing that is missing."""

import platform
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hoidap.databases.errors import DatabaseError, SqlRefused
from hoidap.models.errors import ModelError
from hoidap.models.server import PREFIX as ON_SERVER
from hoidap.settings import PREFIX, Settings, misspelt
from hoidap.terminal import say
from hoidap.web.accounts import Accounts
from hoidap.web.errors import WebError
from hoidap.web.gate import Gate
from hoidap.web.guard import LOOPBACK
from hoidap.web.oauth import oauth_providers

if TYPE_CHECKING:
    from hoidap.databases import Database
    from hoidap.models.server import Server

IMPORT_SECONDS = 120


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `advice` says what to do where it is not ok, or ok with a `warning`."""

    name: str
    ok: bool
    found: str
    advice: str = ""
    warning: bool = False


def examine(settings: Settings) -> Iterator[Check]:
    """Yield each check as soon as it is done; an item that is broken never hides the ones after it."""
    yield _python()
    yield _variables()
    yield from _database(settings)
    yield _memory(settings)
    yield _model(settings, "model", settings.model, "MODEL")
    if settings.second_model:
        yield _model(settings, "answer model", settings.second_model, "ANSWER_MODEL")
    yield _speech(settings)
    yield _voice(settings)
    yield _page()
    yield _access(settings)
    yield _port(settings)


def _python() -> Check:
    return Check(
        name="python",
        ok=sys.version_info >= (3, 11),
        found=f"{platform.python_version()}, {platform.machine()}",
        advice=say("Install Python 3.11 or newer.", "Hãy cài Python 3.11 trở lên."),
    )


def _variables() -> Check:
    """A misspelt variable is silently without effect, which is worse than a wrong value."""
    wrong = [f"{name} ({meant}?)" if meant else name for name, meant in misspelt().items()]
    return Check(
        name="settings",
        ok=not wrong,
        found=", ".join(wrong) or say("no unknown variables", "không có biến lạ"),
        advice=say("These variables mean nothing; correct or unset them.", "Các biến này không có tác dụng; hãy sửa."),
    )


def _database(settings: Settings) -> Iterator[Check]:
    try:
        with closing(settings.connect()) as database:
            tables = len(database.schema.tables)
            database.build_values()
            found = say(f"{database.name}, {tables} tables", f"{database.name}, {tables} bảng")
            if _writes(database):
                advice = say("Stop using it: a write was let through.", "Ngừng sử dụng: lệnh ghi không bị chặn.")
                yield Check("database", False, found, advice)
                return
            yield Check("database", True, say(f"{found}, read-only", f"{found}, chỉ đọc"))
            yield from _rights(database)
    except DatabaseError as error:
        advice = say(
            f"Set {PREFIX}DATABASE_URL, for example to sqlite:///path/to/file.db.",
            f"Hãy đặt {PREFIX}DATABASE_URL, ví dụ sqlite:///duong/dan/tep.db.",
        )
        yield Check("database", False, str(error), advice)


def _rights(database: "Database") -> Iterator[Check]:
    """What the account may do beyond reading. No reason to stop: nothing of it is used, but it is one layer less."""
    warned = False
    for excess in database.account().excesses():
        warned = True
        advice = excess.remedy or say("See docs/databases.md.", "Xem docs/databases.md.")
        yield Check("rights", True, say(*excess.says), advice, warning=True)
    if not warned:
        yield Check("rights", True, say("the account can do nothing but read", "tài khoản chỉ có quyền đọc"))


def reader_statements(settings: Settings) -> list[str]:
    """The statements that make a proper account for the chosen database; a comment for SQLite. Raises DatabaseError."""
    with closing(settings.connect()) as database:
        return database.account().reader()


def _writes(database: "Database") -> bool:
    """Whether the guard lets a write through; it is asked only, so that nothing is written if it does."""
    try:
        database.check(f'DELETE FROM "{database.schema.tables[0].name}"')
    except SqlRefused:
        return False
    return True


def _memory(settings: Settings) -> Check:
    url = settings.conversations()
    kind, _, path = url.partition(":///")
    if kind != "sqlite" or "@" in path or "?" in path:
        server = url.partition("://")[0] if "://" in url else ""  # no more of it: it may hold a password
        return Check("memory", True, server or say("a file", "một tệp"))
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.Error as error:
        advice = say(
            f"Free the file or name another in {PREFIX}MEMORY_URL.",
            f"Hãy giải phóng tệp hoặc chọn tệp khác ở {PREFIX}MEMORY_URL.",
        )
        return Check("memory", False, f"{path}: {error}", advice)
    return Check("memory", True, path)


def _model(settings: Settings, what: str, name: str, variable: str) -> Check:
    """Whether a model loads and answers; `variable` is where it is chosen."""
    begin = time.perf_counter()
    try:
        llm = settings.load_model(name)
        llm.invoke("1", max_new_tokens=1, grammar='start: "1"')  # a grammar, so that none thinks first
    except ModelError as error:
        if name.startswith(ON_SERVER):
            advice = say(
                f"Start the server, or correct {PREFIX}{variable} and {PREFIX}MODEL_KEY.",
                f"Hãy khởi động máy chủ mô hình, hoặc sửa {PREFIX}{variable} và {PREFIX}MODEL_KEY.",
            )
            return Check(what, False, str(error), advice)
        advice = say(
            f"Set {PREFIX}{variable} to embedded, or to a folder with safetensors.",
            f"Hãy đặt {PREFIX}{variable} là embedded hoặc một thư mục có tệp safetensors.",
        )
        return Check(what, False, str(error), advice)
    seconds = f"{time.perf_counter() - begin:.1f} s"
    model = getattr(getattr(llm, "llm", None), "pipeline", None)
    if model is None:  # it runs elsewhere, and has answered
        server = getattr(llm, "server", None)
        return Check(what, True, f"{name}, {seconds}" + (f", {_on_server(server)}" if server else ""))
    megabytes = f"{model.model.get_memory_footprint() / 1e6:.0f} MB"
    return Check(what, True, f"{name}, {model.model.device}, {megabytes}, {seconds}")


def _speech(settings: Settings) -> Check:
    """What hears spoken questions; that nothing does is no fault."""
    begin = time.perf_counter()
    try:
        listener = settings.load_listener()
    except ModelError as error:
        advice = say(
            f"Correct {PREFIX}SPEECH_MODEL, or unset it; see docs/voice.md.",
            f"Hãy sửa hoặc bỏ {PREFIX}SPEECH_MODEL; xem docs/voice.md.",
        )
        return Check("speech", False, str(error), advice)
    if listener is None:
        model = f"{PREFIX}SPEECH_MODEL=openai/whisper-small"
        return Check(
            "speech",
            True,
            say(
                f"off; {model} puts a microphone on the page (docs/voice.md)",
                f"tắt; {model} thêm nút micro vào trang (docs/voice.md)",
            ),
        )
    listener.close()
    return Check("speech", True, f"{settings.speech_model}, {time.perf_counter() - begin:.1f} s")


def _voice(settings: Settings) -> Check:
    """What reads answers aloud; that nothing does is no fault either."""
    try:
        speaker = settings.load_speaker()
    except ModelError as error:
        advice = say(f"Correct {PREFIX}VOICE; see docs/voice.md.", f"Hãy sửa {PREFIX}VOICE; xem docs/voice.md.")
        return Check("voice", False, str(error), advice)
    if speaker is None:
        off = say("off; espeak-ng reads answers aloud: apt-get install espeak-ng", "tắt; cài espeak-ng để nghe đọc")
        return Check("voice", True, off)
    speaker.close()
    return Check("voice", True, f"{settings.voice or 'espeak-ng'}: {', '.join(sorted(speaker.languages))}")


def _on_server(server: "Server") -> str:
    """What the server is, whether it follows grammars, and whether it is another machine."""
    said = [server.kind or say("server of an unknown kind", "máy chủ không rõ loại")]
    if server.grammar_field:
        said.append(say("follows grammars", "tuân theo ngữ pháp"))
    else:
        said.append(say("takes no grammar, so that more answers fail", "không nhận ngữ pháp nên dễ sai hơn"))
    if not server.is_here:
        said.append(
            say(
                f"questions and rows leave this machine for {server.host}",
                f"câu hỏi và dữ liệu được gửi đến {server.host}",
            )
        )
    return ", ".join(said)


def _page() -> Check:
    """Chainlit writes files where it is imported, and takes seconds: try it elsewhere, in a process of its own."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "-c", "import chainlit, langserve"]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=IMPORT_SECONDS, check=True)
            wrong = ""
        except subprocess.CalledProcessError as error:
            wrong = error.stderr.strip().rpartition("\n")[2]
        except subprocess.TimeoutExpired:
            wrong = say(f"not loaded after {IMPORT_SECONDS} s", f"chưa nạp xong sau {IMPORT_SECONDS} giây")
    return Check(
        name="page",
        ok=not wrong,
        found=wrong or say("chainlit and langserve load", "chainlit và langserve chạy được"),
        advice=say("Install hoidap again with its constraints.txt.", "Hãy cài lại hoidap với constraints.txt."),
    )


def _access(settings: Settings) -> Check:
    """Who may ask over the network; that everybody may is no fault, but should be known."""
    try:
        gate = Gate.of(settings, settings.user)
    except WebError as error:
        advice = say("See docs/access.md.", "Xem docs/access.md.")
        return Check("access", False, str(error), advice)
    if gate.is_open:
        here = settings.host in LOOPBACK
        everybody = say("everybody asks as", "mọi người đều hỏi với tên")
        reach = say("on this machine alone", "chỉ trên máy này") if here else f"{settings.host}:{settings.port}"
        advice = say(
            f"Set {PREFIX}ACCOUNTS and run hoidap accounts add NAME, so that people log in.",
            f"Hãy đặt {PREFIX}ACCOUNTS và chạy hoidap accounts add TÊN để mọi người phải đăng nhập.",
        )
        return Check("access", True, f"{everybody} {settings.user}, {reach}", advice, warning=not here)
    ways = []
    if settings.accounts:
        count = len(Accounts(settings.accounts).all())
        ways.append(say(f"{count} account{'' if count == 1 else 's'}", f"{count} tài khoản"))
    if settings.user_header:
        ways.append(f"{settings.user_header} ({', '.join(settings.trusted_proxies)})")
    if settings.oauth_users:
        ways.append(f"OAuth ({', '.join(oauth_providers())})")
    return Check("access", True, ", ".join(ways))


def _port(settings: Settings) -> Check:
    where = f"{settings.host}:{settings.port}"
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((settings.host, settings.port))
    except OSError as error:
        advice = say(
            f"Stop what listens there, or set {PREFIX}PORT.",
            f"Hãy tắt chương trình đang dùng cổng, hoặc đặt {PREFIX}PORT.",
        )
        return Check("port", False, f"{where}: {error.strerror}", advice)
    return Check("port", True, where)
