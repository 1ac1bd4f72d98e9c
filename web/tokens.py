"""The page's login token: what Chainlit expects in its cookie, signed with a secret that is made once."""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import jwt

SECRET = "CHAINLIT_AUTH_SECRET"
COOKIE = "CHAINLIT_AUTH_COOKIE_NAME"
LIFE = 15 * 86_400  # seconds
ALGORITHM = "HS256"
ACCOUNT, OAUTH = "account", "oauth"  # how a person came in


@dataclass(frozen=True)
class Claims:
    """What a token says: a name, how its owner came in, until when (a Unix time), and the stamp of the account."""

    name: str
    by: str
    until: float
    stamp: str = ""


def prepare_tokens(folder: Path, port: int) -> None:
    """Set what Chainlit signs and names its cookie with; to be called before Chainlit is first imported.

    The first folder of a process counts, and a secret that is set already. Each port has a cookie of its own, because
    browsers send a host's cookies to all of its ports, and two servers would log each other's people out.
    """
    if not os.environ.get(SECRET):
        os.environ[SECRET] = kept_secret(folder / "login_secret")
    os.environ.setdefault(COOKIE, f"hoidap_{port}")
    os.environ["CHAINLIT_CUSTOM_AUTH"] = "true"  # everybody has a name; how they get it is ours to say


def kept_secret(file: Path) -> str:
    """The secret in a file that only its owner may read; made where it is missing."""
    if file.exists() and (kept := file.read_text(encoding="ascii").strip()):
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
        written.write(secrets.token_urlsafe(48))
    fresh.replace(file)
    return file.read_text(encoding="ascii").strip()


def cookie_name() -> str:
    """The name of the login cookie."""
    return os.environ[COOKIE]


def issue(name: str, **about: str) -> str:
    """A token for a person; the gate takes none that does not say `by` what they came in."""
    now = int(time.time())
    said = {"identifier": name, "display_name": None, "metadata": about}
    return jwt.encode({**said, "iat": now, "exp": now + LIFE}, os.environ[SECRET], ALGORITHM)


def read(token: str) -> Claims | None:
    """What a token of ours says; None for any other."""
    try:
        said = jwt.decode(token, os.environ[SECRET], [ALGORITHM], options={"require": ["exp"]})
        about = said["metadata"]
        return Claims(str(said["identifier"]), str(about["by"]), float(said["exp"]), str(about.get("stamp", "")))
    except (jwt.InvalidTokenError, KeyError, TypeError, AttributeError, ValueError):
        return None
