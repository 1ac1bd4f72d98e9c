"""One throw-away server: its folder, its accounts, its life."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import psutil
from sqlalchemy import URL

OWNER, READER = "owner", "reader"
ACCOUNT = "nobody"  # of the system, for root
SECONDS_TO_START = 60.0
FOLDERS = ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")

Kind = TypeVar("Kind", bound="Server")


class Absent(Exception):
    """The server's programs are not here; the sentence names Debian's package."""


@contextmanager
def running(kind: type[Kind]) -> Iterator[Kind]:
    """A server of this kind, until the end of the context. Raises Absent."""
    with tempfile.TemporaryDirectory(prefix=f"hoidap-{kind.dialect}-", ignore_cleanup_errors=True) as folder:
        server = kind(Path(folder))
        try:
            server.install()
            server.start()
            yield server
        finally:
            server.kill()


class Server(ABC):
    """One server that only this process knows: two accounts, one that owns everything and one that may only read."""

    dialect: ClassVar[str]  # as sqlglot calls it
    package: ClassVar[str]
    schemes: ClassVar[Sequence[str]]  # of SQLAlchemy, the usual driver first

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.temporary = folder / "temporary"  # what does not fit the server's memory
        self.port = _free_port()
        # With an @ and a slash: what a URL must escape, and what a careless message would spill.
        self.passwords = {account: f"{account}@{secrets.token_hex(8)}/x" for account in (OWNER, READER)}
        self._process: subprocess.Popen[bytes] | None = None
        self.lend(folder)

    @abstractmethod
    def connect(self, database: str = "", account: str = OWNER) -> Any:
        """A connection of the driver itself, in which each statement is committed; it takes scripts."""

    @abstractmethod
    def create(self, database: str, script: str, hidden: Collection[str] = ()) -> None:
        """Make the database anew from a script; the reader may read all its tables but the `hidden` ones."""

    @abstractmethod
    def digest(self, database: str) -> dict[str, str]:
        """What a statement may have changed, by name: rows, tables, functions, rights, settings; about 0.1 s."""

    @abstractmethod
    def drop_connections(self, account: str) -> None:
        """Cut all lines of an account but the one that says so."""

    @abstractmethod
    def running_statements(self) -> list[str]:
        """What the reader's connections are just working on."""

    @abstractmethod
    def install(self) -> None:
        """Make the data folder, and in it the owner. Raises Absent."""

    @abstractmethod
    def _command(self) -> Sequence[str | Path]: ...

    def _prepare(self) -> None:  # noqa: B027 not every server needs it
        """What a server needs that has just been started for the first time."""

    def url(self, database: str, account: str = OWNER, scheme: str = "") -> str:
        """A SQLAlchemy URL with the password in it; `scheme` names another driver."""
        scheme = scheme or self.schemes[0]
        query = {"driver": "MariaDB Unicode"} if scheme.endswith("+pyodbc") else {}
        url = URL.create(scheme, account, self.passwords[account], "127.0.0.1", self.port, database, query)
        return url.render_as_string(hide_password=False)

    def lend(self, folder: Path) -> None:
        """Let the server's programs write into the folder."""
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)

    def start(self) -> None:
        """Start, for the first time or after `kill`, and wait until it answers."""
        first = not (self.folder / "server.log").exists()
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, cwd="/", **self._privileges())
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{type(self).__name__} did not start: {self.log()[-2000:]}")
            time.sleep(0.02)
        if first:
            self._prepare()

    def kill(self) -> None:
        """End it with all that it started, at once, as a power cut would."""
        if self._process is None:
            return
        if self._process.poll() is None:
            family = psutil.Process(self._process.pid).children(recursive=True)
            self._process.kill()
            for child in family:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            while any(_lives(child) for child in family):
                time.sleep(0.005)
        self._process.wait()
        self._process = None

    def log(self) -> str:
        """What it has written about itself."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def query(self, sql: str, database: str = "", account: str = OWNER) -> list[tuple[Any, ...]]:
        """The rows of a statement, run past everything of ours."""
        with closing(self.connect(database, account)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except Exception:  # noqa: BLE001 each driver has errors of its own
            return False
        return True

    def _run(self, command: Sequence[str | Path]) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._privileges())

    def _privileges(self) -> dict[str, Any]:
        """As whom the programs run: ourselves, unless we are root."""
        if os.geteuid() != 0:
            return {}
        account = pwd.getpwnam(ACCOUNT)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _program(self, name: str) -> str:
        """The newest program of that name, also where Debian keeps it out of the PATH."""
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        found = shutil.which(name, path=os.pathsep.join([*map(str, reversed(versions)), *FOLDERS]))
        if found is None:
            raise Absent(f"{name} is not installed; it comes with Debian's package {self.package}.")
        return found


def _lives(process: psutil.Process) -> bool:
    """Not as psutil waits: who has been left by his parent may stay a zombie for seconds."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
