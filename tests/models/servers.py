"""Model servers as processes of their own, and stand-ins for those that need a GPU."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent


@contextmanager
def llama_server(file: Path, *key: str) -> Iterator[str]:
    """Run llama-server on a GGUF file; yields its address."""
    command = [sys.executable, str(HERE / "llama_server.py"), str(file), *key]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(line for line in process.stdout if line.startswith("http")).strip()
        finally:
            process.kill()


@contextmanager
def transformers_serve(folder: str) -> Iterator[str]:
    """Run `transformers serve` on a folder; yields its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = ["-m", "transformers.cli.transformers", "serve", folder, "--device", "cpu", "--port", str(port)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    with subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _answers(f"http://127.0.0.1:{port}/health"):
                assert process.poll() is None, "transformers serve ended"
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


class StandIn:
    """Answers like a server of some kind, as `routes` say, and notes what it was sent.

    A route gives a status and a body, or a list of pieces for a stream; a callable gets the request first.
    """

    def __init__(self, **routes: Any) -> None:
        self.routes = routes
        self.sent: list[dict[str, Any]] = []
        self.closed = threading.Event()  # the other side hung up in the middle of a stream
        self.release = threading.Event()  # what a piece None waits for

    @contextmanager
    def run(self) -> Iterator[str]:
        """Listen on a free port; yields the address with /v1."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": self}))
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            self.release.set()
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stand_in.sent.append(body)
        self._answer(body)

    def _answer(self, body: dict[str, Any]) -> None:
        route: tuple[int, Any] | Callable[..., tuple[int, Any]]
        route = self.stand_in.routes.get(self.path.rpartition("/")[2], (404, {"error": {"message": "no such path"}}))
        status, said = route(body) if callable(route) else route
        self.send_response(status)
        self.end_headers()
        try:
            for piece in said if isinstance(said, list) else [json.dumps(said).encode()]:
                if piece is None:
                    self._wait()
                else:
                    self.wfile.write(piece)
        except OSError:
            self.stand_in.closed.set()

    def _wait(self) -> None:
        while not self.stand_in.release.wait(0.02):
            self.wfile.write(b": still here\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        pass


def listing(owner: str, *names: str, **more: Any) -> tuple[int, Any]:
    """The answer to /v1/models."""
    return 200, {"object": "list", "data": [{"id": name, "owned_by": owner, **more} for name in names]}


def spoken(*texts: str, end: bool = True) -> list[bytes]:
    """A streamed answer, a piece a text."""
    events: list[dict[str, Any]] = [{"delta": {"content": text}} for text in texts]
    events += [{"delta": {}, "finish_reason": "stop"}] if end else []
    whole = [{"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, **event}]} for event in events]
    return [f"data: {json.dumps(event)}\n\n".encode() for event in whole] + ([b"data: [DONE]\n\n"] if end else [])
