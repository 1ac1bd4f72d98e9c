"""A model server of somebody's own: where it is, what it runs, and how it takes a grammar.

vLLM, SGLang and llama-server say what they are as the owner of the models that they list, and take grammars in GBNF.
"""

import ipaddress
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from .errors import GrammarError, ModelBusy, ModelNotFound
from .gbnf import lark_to_gbnf
from .profiles import Profile, all_profiles

PREFIX = "openai:"
PATIENCE = 10  # seconds for a server to say what it is
_NAME = re.compile(r"openai:(?P<model>[^\s@]\S*?)@(?P<url>https?://[^\s?#@]+)")
_KINDS = {"vllm": "vLLM", "sglang": "SGLang", "llamacpp": "llama-server"}
# xgrammar takes this, for it begins at root; llguidance, which vLLM may run instead, takes it for Lark and refuses.
# The way in which llguidance reads GBNF joins rules into tokens that swallow each other, and is of no use here.
_PROBE = 'start ::= "a"\nroot ::= start\n'


@dataclass(frozen=True)
class Server:
    """`kind` is empty for a server that does not say; `grammar_field` where it takes no grammar that we can write."""

    url: str
    model: str
    kind: str = ""
    context: int = 0
    grammar_field: str = ""

    @property
    def host(self) -> str:
        """The host's name or address."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nothing leaves it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")

    def grammar(self, lark: str) -> dict[str, Any]:
        """Return the fields of a request that hold its answer to a grammar; none where that cannot be said."""
        if not self.grammar_field:
            return {}
        try:
            return _fields(self.grammar_field, lark_to_gbnf(lark))
        except GrammarError:  # the answer is checked all the same
            return {}


def find_server(name: str, key: str) -> Server:
    """Ask the server in `openai:MODEL@URL` what it is; raises ModelNotFound with what to do, or ModelBusy."""
    match = _NAME.fullmatch(name)
    if match is None or not urlsplit(match["url"]).hostname:
        raise ModelNotFound(
            "A model on a server is named openai:MODEL@http://host:port/v1, without user, password or question mark."
        )
    model, url = match["model"], match["url"].rstrip("/")
    try:
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE) as client:
            return _look(client, model, url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelNotFound(
            f"The model server at {url} cannot be reached ({reason}). Start it, or correct its address."
        ) from error


def known_profile(server: Server) -> Profile:
    """Return what is known of the model under this name, which may have more after it: -AWQ, :latest, -Q4_K_M.gguf."""
    name = server.model.rstrip("/").rpartition("/")[2].casefold()
    known = [
        profile
        for profile in all_profiles().values()
        for own in {profile.name.casefold(), Path(profile.weights).name.casefold()}
        if name == own or (name.startswith(own) and profile.form == "instruct")
    ]
    if known:
        closest = max(known, key=lambda profile: len(profile.name))
        return replace(closest, weights=server.url, context=server.context or closest.context, measured=(), int8=())
    thinks = re.search(r"qwen-?3|glm-4|smollm3", name) is not None
    return Profile(
        server.model,
        server.url,
        context=server.context or 4096,
        system_role=not re.match(r"gemma-?[12]?-\d+b", name),  # the first two generations refuse it
        reasoning="think" if thinks else "none",
        thinking_tokens=1024 if thinks else 0,
    )


def _look(client: httpx.Client, model: str, url: str) -> Server:
    answer = client.get(f"{url}/models")
    if answer.status_code in (401, 403):
        raise ModelNotFound(f"The model server at {url} wants another key: set HOIDAP_MODEL_KEY.")
    if answer.status_code in (502, 503, 504):
        raise ModelBusy(f"The model server at {url} is not ready (status {answer.status_code}). Ask again in a moment.")
    # `transformers serve` fails to list the models of a machine without a hub's cache, and answers all the same.
    listed = [] if answer.status_code == 500 else _listed(answer)
    if listed is None:
        raise ModelNotFound(
            f"There is no OpenAI-compatible server at {url}, which answers {answer.status_code} to a list of its "
            "models. Its address mostly ends in /v1."
        )
    kind = next((_KINDS[owner] for each in listed if (owner := each.get("owned_by")) in _KINDS), "")
    found = next((each for each in listed if model in (each["id"], each.get("root"))), None)
    if found is None and kind in ("vLLM", "SGLang"):  # others answer under any name, or list only some
        names = ", ".join(each["id"] for each in listed)
        raise ModelNotFound(f"The server at {url} has no model {model}; it has {names}.")
    meta = (found or {}).get("meta") or {}
    context = (found or {}).get("max_model_len") or meta.get("n_ctx") or 0
    return Server(url, model, kind, int(context), _grammar_field(client, kind, url, model))


def _listed(answer: httpx.Response) -> list[dict[str, Any]] | None:
    try:
        data = answer.json()["data"]
        return [each for each in data if isinstance(each["id"], str)]
    except (ValueError, KeyError, TypeError):
        return None


def _grammar_field(client: httpx.Client, kind: str, url: str, model: str) -> str:
    """Return the field in which this server takes GBNF; empty where it takes none."""
    root = url.removesuffix("/v1")
    if kind == "llama-server":
        return "grammar"
    if kind == "SGLang":
        backend = _said(client, f"{root}/get_server_info", "grammar_backend")
        return "ebnf" if backend in ("xgrammar", "") else ""
    if kind == "vLLM":
        version = re.match(r"(\d+)\.(\d+)", _said(client, f"{root}/version", "version"))
        old = version is not None and (int(version[1]), int(version[2])) < (0, 11)
        field = "guided_grammar" if old else "structured_outputs"
        question = {"model": model, "messages": [{"role": "user", "content": "a"}], "max_tokens": 1}
        taken = client.post(f"{url}/chat/completions", json=question | _fields(field, _PROBE), timeout=60)
        return field if taken.is_success else ""
    return ""


def _said(client: httpx.Client, url: str, field: str) -> str:
    try:
        said = client.get(url).json()
    except (httpx.HTTPError, ValueError):  # a proxy may let /v1 alone through
        return ""
    value = said.get(field) if isinstance(said, dict) else None
    return value if isinstance(value, str) else ""


def _fields(field: str, gbnf: str) -> dict[str, Any]:
    return {field: {"grammar": gbnf} if field == "structured_outputs" else gbnf}
