"""The file of accounts: a name and a hashed password a line, `lan:$argon2id$...`, written by `hoidap accounts`.

A name is found whatever the case it is typed in, and however its accents are encoded; what it is then called is what
stands in the file, which is the name that the glossary knows.
"""

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from .errors import AccountsError

SHORTEST, LONGEST = 8, 1024  # letters of a password
LONGEST_NAME = 200
HEAD = "# Accounts of hoidap. Change them with `hoidap accounts`.\n"
HASHER = PasswordHasher()  # Argon2id as RFC 9106 has it for little memory: 64 MiB each, and slow on purpose


@dataclass(frozen=True)
class Account:
    """A person who may log in."""

    name: str
    hashed: str

    @property
    def stamp(self) -> str:
        """Another one after each change of the password, so that older logins can be told."""
        return hashlib.sha256(self.hashed.encode()).hexdigest()[:16]


class Accounts:
    """The accounts in a file, read again when the file has changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read: Mapping[str, Account] = {}
        self._version: tuple[int, ...] | None = None

    def all(self) -> list[Account]:
        """Every account, in the order of the file; raises AccountsError where there is no such file."""
        return list(self._current().values())

    def find(self, name: str) -> Account | None:
        """The account of that name; raises AccountsError."""
        return self._current().get(key(name))

    def check(self, name: str, password: str) -> Account | None:
        """The account that name and password belong to; takes as long for an unknown name. Raises AccountsError."""
        account = self.find(name)
        try:
            HASHER.verify(account.hashed if account else nobody(), normal(password))
        except (Argon2Error, InvalidHashError):
            return None
        return account

    def add(self, name: str, password: str) -> Account:
        """Add an account; the first one makes the file. Raises AccountsError."""
        there = self._current() if self.file.exists() else {}
        name = named(name)
        if key(name) in there:
            raise AccountsError(
                f"There is an account {there[key(name)].name} already; hoidap accounts password changes it."
            )
        return self._put(there, Account(name, hashed(password)))

    def change(self, name: str, password: str) -> Account:
        """Give an account another password, which ends its logins. Raises AccountsError."""
        return self._put(self._current(), Account(self.known(name).name, hashed(password)))

    def remove(self, name: str) -> Account:
        """Take an account away, which ends its logins. Raises AccountsError."""
        gone = self.known(name)
        self._write({which: account for which, account in self._current().items() if account != gone})
        return gone

    def known(self, name: str) -> Account:
        """The account of that name; raises AccountsError where there is none."""
        if account := self.find(name):
            return account
        raise AccountsError(f"There is no account {name!r} in {self.file}.")

    def _put(self, there: Mapping[str, Account], account: Account) -> Account:
        self._write({**there, key(account.name): account})
        return account

    def _current(self) -> Mapping[str, Account]:
        try:
            at = self.file.stat()
            version = (at.st_mtime_ns, at.st_size, at.st_ino)
            if version != self._version:
                self._read, self._version = parsed(self.file.read_text(encoding="utf-8")), version
        except FileNotFoundError:
            raise AccountsError(
                f"There is no file of accounts at {self.file}; hoidap accounts add NAME makes it."
            ) from None
        except (OSError, ValueError) as error:
            raise AccountsError(f"The accounts in {self.file} cannot be read: {error}.") from error
        return self._read

    def _write(self, accounts: Mapping[str, Account]) -> None:
        """Replace the whole file at once, with one that only its owner may read."""
        file = self.file.resolve()
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        lines = "".join(f"{account.name}:{account.hashed}\n" for account in accounts.values())
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as written:
                written.write(HEAD + lines)
                written.flush()
                os.fsync(written.fileno())
            fresh.replace(file)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise AccountsError(f"The accounts cannot be written to {file}: {error.strerror}.") from error


def parsed(text: str) -> dict[str, Account]:
    """The accounts in the text of a file, by key; raises ValueError with the number of a line that is none."""
    accounts: dict[str, Account] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, digest = line.partition(":")
        if not name or not digest.startswith("$argon2") or key(name) in accounts:
            raise ValueError(f"line {number} is not one account")
        accounts[key(name)] = Account(name, digest.strip())
    return accounts


def key(name: str) -> str:
    """What a name is found by."""
    return normal(name).strip().casefold()


def normal(text: str) -> str:
    """Text with one encoding for each letter: keyboards write `ễ` in several, and a password must match in all."""
    return unicodedata.normalize("NFKC", text)


def named(name: str) -> str:
    """A name as it is kept; raises AccountsError where it cannot be one."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or ":" in name or name.startswith("#"):
        raise AccountsError("A name is one line of printable letters without a colon, and does not begin with #.")
    return name


def hashed(password: str) -> str:
    """The hash of a password that is long enough; raises AccountsError."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountsError(f"A password has {SHORTEST} to {LONGEST} letters.")
    return HASHER.hash(normal(password))


@cache
def nobody() -> str:
    """The hash of a password that nobody has, to be compared with where the name is unknown."""
    return HASHER.hash(secrets.token_urlsafe())
