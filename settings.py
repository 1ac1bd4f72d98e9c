"""Every HOIDAP_* variable, documented where it is defined; nothing above `databases` reads one anywhere else.

`python -m hoidap.settings` prints the table that stands in the README; a test compares the two.
"""

import os
import re
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

if TYPE_CHECKING:  # at run time they come late: `hoidap ask --help` must not wait for SQLAlchemy or torch
    from collections.abc import Callable

    from langchain_core.language_models import BaseChatModel

    from hoidap.databases import Database
    from hoidap.models import Listener, Speaker

PREFIX = "HOIDAP_"
_REQUESTS = 8  # that one question may put to the model at once: samples are drawn together
DEMO = "demo"  # stands for the demo database's URL, which is known only once its file is built


_KEY_IN_URL = re.compile(r"://[^/]*@|[?#]")  # a user with a password, or a query
_SECRETIVE = re.compile(r"[@:;=?#/\\]|.{40}", re.DOTALL)  # what may hold a password, set for another variable


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message is one sentence that names it."""


class Settings(BaseSettings):
    """What the user chose, by environment variables or in a `.env` file in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: SecretStr = Field(
        default=SecretStr(DEMO), description="SQLAlchemy URL of the database to ask; `demo` is the shipped one."
    )
    hide_tables: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Tables that nobody may ask about, separated by commas."
    )
    glossary: Path | None = Field(
        default=None,
        description="YAML file with your own words for tables and columns, who may see what, and verified SQL.",
    )
    profiles: Path | None = Field(
        default=None,
        description="YAML file with several databases and models to choose from on the page; docs/page.md.",
    )
    user: str = Field(
        default="local",
        min_length=1,
        max_length=200,
        description="Who asks on this machine, as the glossary calls them; where nobody has to log in, also on its "
        "page and over HTTP.",
    )
    max_rows: int = Field(default=200, ge=1, le=100_000, description="Most rows that one question brings back.")
    query_seconds: float = Field(default=15, gt=0, le=3600, description="Longest time one query may take, in seconds.")
    most_rows_read: int = Field(
        default=100_000_000,
        ge=0,
        description="Rows that a server may expect to read for one query; above it the person is asked. 0: never ask.",
    )
    model: str = Field(
        default="embedded",
        description="Model that writes SQL: a profile, a folder, a hub name, or `openai:NAME@http://host:port/v1` for "
        "one on a server.",
    )
    model_key: SecretStr = Field(
        default=SecretStr(""), description="Key for the model's server; empty for a server that asks for none."
    )
    answer_model: str = Field(default="", description="Model that writes the sentences; empty: the same one.")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(default="auto", description="Where the model runs.")
    quantize: Literal["none", "8bit", "4bit", "int8"] = Field(
        default="none",
        description="Weights in fewer bits: `8bit` and `4bit` by bitsandbytes to save memory, `int8` to be faster on a "
        "CPU.",
    )
    speech_model: str = Field(
        default="",
        description="Whisper model for spoken questions, a folder or a hub name; empty: no microphone button.",
    )
    speech_language: Literal["auto", "vi", "en"] = Field(
        default="auto", description="Language that is spoken; `auto` hears which of the two it is."
    )
    voice: str = Field(
        default="",
        description="Voices that read answers aloud, separated by commas: `espeak-ng`, `piper:FILE.onnx` or a VITS "
        "model; empty: espeak-ng where installed. `none`: none.",
    )
    cache_mb: int = Field(
        default=1024, ge=0, le=1_000_000, description="Most megabytes that the model keeps of prompts it has read."
    )
    max_new_tokens: int = Field(default=256, ge=16, le=8192, description="Most tokens that the model writes at a time.")
    queue: int = Field(
        default=32, ge=1, le=10_000, description="Questions that may wait for the model before 503 is sent."
    )
    memory_url: SecretStr = Field(
        default=SecretStr(""), description="Where conversations are kept; empty: SQLite in the data folder."
    )
    data_dir: Path | None = Field(
        default=None,
        description="Folder for the demo database, value indexes and conversations; empty: the platform's own.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address that `hoidap serve` listens on.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="More names under which the server may be called, as behind a proxy, separated by commas.",
    )
    accounts: Path | None = Field(
        default=None,
        description="File of who may log in, made by `hoidap accounts add NAME`; empty: everybody is `HOIDAP_USER`.",
    )
    user_header: str = Field(
        default="", description="Header in which a proxy that people log in to says who asks, as `X-Forwarded-User`."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.0/8", "::1"),
        description="Addresses or networks whose headers are believed, separated by commas.",
    )
    oauth_users: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Mail addresses or domains that may come in by OAuth, separated by commas; docs/access.md.",
    )
    port: int = Field(default=8000, ge=1, le=65_535, description="Port that `hoidap serve` listens on.")

    @field_validator("hide_tables", "allowed_hosts", "trusted_proxies", "oauth_users", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for network in value:
                ip_network(network)
        except ValueError:  # its words hold what was given, which may be a password meant for another variable
            raise ValueError("it holds addresses such as 10.0.0.5, or networks such as 10.0.0.0/8") from None
        return value

    @field_validator("model", "answer_model")
    @classmethod
    def _without_key(cls, value: str) -> str:
        if value.startswith("openai:") and _KEY_IN_URL.search(value):
            raise ValueError(f"its URL holds a key; the key belongs into {PREFIX}MODEL_KEY")
        return value

    def changed(self, **fields: object) -> "Settings":
        """These settings with other values for some of them; raises SettingsError."""
        return _checked({**dict(self), **fields})

    def folder(self) -> Path:
        """The data folder, which may not exist yet."""
        from hoidap.databases.folder import data_folder

        return self.data_dir or data_folder()

    def conversations(self) -> str:
        """The URL of the conversation memory; the folder of a SQLite file is made when it is missing."""
        if given := self.memory_url.get_secret_value():
            return given
        self.folder().mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{self.folder() / 'conversations.sqlite'}"

    def connect(self, file: Path | None = None, *, max_rows: int | None = None) -> "Database":
        """Open the chosen database, or a SQLite file to which the glossary and hidden tables don't belong.

        It is what `user` may see of it. Raises DatabaseError.
        """
        from hoidap.databases import Database, demo_database

        given = self.database_url.get_secret_value()
        chosen = demo_database(self.folder()) if given == DEMO else given
        return Database.connect(
            f"sqlite:///{file}" if file else chosen,
            hide_tables=() if file else self.hide_tables,
            glossary=None if file else self.glossary,
            max_rows=max_rows or self.max_rows,
            seconds=self.query_seconds,
            most_rows_read=self.most_rows_read or None,
            data_dir=self.folder(),
        ).for_user(self.user)

    def load_model(self, name: str = "") -> "BaseChatModel":
        """Load a model by name, else the one that writes SQL; raises ModelError."""
        from hoidap.models import load_chat_model
        from hoidap.models.server import PREFIX as ON_A_SERVER

        name = name or self.model
        if not name.startswith(ON_A_SERVER):
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()  # type: ignore[no-untyped-call]  # of the weights; a download keeps its own
        return load_chat_model(
            name,
            device=self.device,
            quantize=self.quantize,
            max_new_tokens=self.max_new_tokens,
            queue=_REQUESTS * self.queue,
            cache_mb=self.cache_mb,
            key=self.model_key.get_secret_value(),
        )

    def load_listener(self) -> "Listener | None":
        """Load the model for spoken questions; None where none is named. Raises ModelError."""
        from hoidap.models import load_listener

        if not self.speech_model:
            return None
        language = self.speech_language
        return load_listener(self.speech_model, language=language, device=self.device, queue=self.queue)

    def load_speaker(self) -> "Speaker | None":
        """Load the voices that read answers aloud; None where there are none. Raises ModelError."""
        from hoidap.models import load_speaker

        return load_speaker(self.voice, device=self.device, queue=self.queue)

    @property
    def second_model(self) -> str:
        """The model that answers, where it is another one than the one that writes SQL; else empty."""
        return self.answer_model if self.answer_model != self.model else ""

    def load_models(
        self, load: "Callable[[str], BaseChatModel] | None" = None
    ) -> "tuple[BaseChatModel, BaseChatModel | None]":
        """Load the model that writes SQL and, where another one is named, the one that answers; raises ModelError.

        `load` loads by name where that is not to be done again for a model that is in memory already.
        """
        load = load or self.load_model
        return load(self.model), load(self.second_model) if self.second_model else None


def load_settings(**chosen: object) -> Settings:
    """Read the variables; what is given here and is not None wins over them. Raises SettingsError."""
    return _checked({name: value for name, value in chosen.items() if value is not None})


def _checked(given: dict[str, object]) -> Settings:
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        secretive = first["type"] == "value_error" or _SECRETIVE.search(str(first["input"]))
        said = "" if secretive else f" is {first['input']!r}"
        # Not from the error: a traceback would print what stands in the variable.
        message = str(first.get("ctx", {}).get("error") or first["msg"].lower())
        raise SettingsError(f"{PREFIX}{name.upper()}{said}: {message}.") from None


def misspelt() -> dict[str, str | None]:
    """The HOIDAP_* variables of this environment that mean nothing, each with the name that was probably meant."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {f"{PREFIX}CI"}
    unknown = [name for name in os.environ if name.startswith(PREFIX) and name not in known]
    return {name: next(iter(get_close_matches(name, known, 1)), None) for name in unknown}


def table() -> str:
    """The settings as a Markdown table."""
    lines = ["| variable | default | what it sets |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        default = ",".join(default) if isinstance(default, tuple) else default
        default = "" if default in (None, "") else f"`{default}`"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
