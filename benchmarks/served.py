"""The real server as a process of its own, and plain HTTP to it that costs the asking side next to nothing."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

HOST = "127.0.0.1"
PATIENCE = 180.0  # seconds that loading may take


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def serving(**settings: str) -> Iterator[int]:
    """`hoidap serve` with an empty data folder; yields its port when the model is in memory."""
    port = free_port()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        names = {"HOIDAP_DATA_DIR": str(Path(folder) / "data"), "HOIDAP_PORT": str(port), "HOIDAP_HOST": HOST}
        process = subprocess.Popen(
            [sys.executable, "-m", "hoidap.cli", "serve"],
            cwd=folder,
            env=os.environ | names | settings,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_ready(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return when /health/ready says 200; raises RuntimeError where it never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("hoidap serve did not become ready")


@dataclass(frozen=True)
class Reply:
    """What came back, and seconds from the sending of the request to the last byte."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Line:
    """An open connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection(HOST, port))

    def send(self, request: bytes) -> float:
        """Send a request; returns when that was."""
        self.writer.write(request)
        return time.perf_counter()

    async def reply(self, sent: float) -> Reply:
        """Read one reply that says how long it is; raises IncompleteReadError where the line breaks."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await self.reader.readexactly(int(headers["content-length"]))
        return Reply(int(head[0].split()[1]), headers, body, time.perf_counter() - sent)

    async def ask(self, request: bytes) -> Reply:
        return await self.reply(self.send(request))

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


def get(path: str) -> bytes:
    """A GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def post(path: str, body: Any) -> bytes:
    """A POST request with a JSON body as bytes."""
    text = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
    return head.encode() + b"\r\n" + text
