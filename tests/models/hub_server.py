"""A small hub on this machine: what the real one answers to the calls that a download makes, over real HTTP."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """Models by name, each with its files; `cut` is after how many bytes a large file breaks off, `asked` what came."""

    models: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    url: str = ""
    cut: int = 0
    cuts: int = 0
    ranges: bool = True
    damaged: bool = False
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, folder: Path) -> None:
        self.models[name] = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    def fetched(self) -> list[str]:
        """The files of which bytes were sent."""
        return [path.rpartition("/")[2] for method, path, _ in self.asked if method == "GET" and "/resolve/" in path]


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def is_large(name: str) -> bool:
    return name.endswith((".safetensors", ".bin"))


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self) -> None:
        path = urlsplit(self.path).path
        self.hub.asked.append((self.command, path, self.headers.get("Range", "")))
        if path.startswith("/api/models/"):
            self._tell(*path.removeprefix("/api/models/").split("/")[:4])
        else:
            name, _, file = path.removeprefix("/").partition(f"/resolve/{COMMIT}/")
            self._send_file(name, file)

    def _tell(self, owner: str, model: str, what: str = "", *_: str) -> None:
        name = f"{owner}/{model}"
        if name not in self.hub.models:
            self._refuse(401, "", "Invalid username or password.")
            return
        files = [_entry(path, data) for path, data in self.hub.models[name].items()]
        if what == "tree":
            self._send(json.dumps([{"type": "file", **entry} for entry in files]).encode())
            return
        siblings = [{"rfilename": e["path"], "size": e["size"], "blobId": e["oid"], "lfs": _lfs(e)} for e in files]
        self._send(json.dumps({"id": name, "sha": COMMIT, "siblings": siblings}).encode())

    def _send_file(self, name: str, file: str) -> None:
        if name in self.hub.gated:
            self._refuse(401, "GatedRepo", f"Access to model {name} is restricted.")
        elif file not in self.hub.models.get(name, {}):
            self._refuse(404, "EntryNotFound", "Entry not found")
        else:
            data = self.hub.models[name][file]
            entry = _entry(file, data)
            etag = entry["lfs"]["oid"] if entry.get("lfs") else entry["oid"]
            if self.hub.damaged and is_large(file):
                data = bytes(len(data))
            self._send(data, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, large=is_large(file))

    def _send(self, data: bytes, headers: dict[str, str] | None = None, large: bool = False) -> None:
        asked = self.headers.get("Range")
        begin = int(asked.removeprefix("bytes=").partition("-")[0]) if asked and self.hub.ranges else 0
        self.send_response(206 if begin else 200)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        if self.command == "HEAD":
            return
        rest = data[begin:]
        if large and self.hub.cut and self.hub.cuts:
            self.hub.cuts -= 1
            rest = rest[: self.hub.cut]
            self.close_connection = True
        self.wfile.write(rest)

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", message)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _entry(path: str, data: bytes) -> dict[str, Any]:
    oid = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    entry: dict[str, Any] = {"path": path, "size": len(data), "oid": oid}
    if is_large(path):
        entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    return entry


def _lfs(entry: dict[str, Any]) -> dict[str, Any] | None:
    lfs = entry.get("lfs")
    return {"sha256": lfs["oid"], "size": lfs["size"], "pointerSize": lfs["pointerSize"]} if lfs else None
