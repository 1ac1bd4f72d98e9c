"""Names and passwords: looked up in the accounts, not too often, and remembered for a while where they were right."""

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from base64 import b64decode

from .accounts import Account, Accounts, key
from .attempts import Attempts
from .errors import AccountsError, TooManyAttempts, WrongPassword

log = logging.getLogger("hoidap.web")
AT_ONCE = 2  # passwords that are checked together: each takes 64 MiB
PAUSE = 0.5  # seconds more that a wrong password takes
KEPT_SECONDS, KEPT = 300, 1000  # a script sends its password with each request, and hashing it is slow on purpose


class Passwords:
    """Lets people in who know the password of an account; a file that cannot be read lets nobody in."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._attempts, self._checking = Attempts(), asyncio.Semaphore(AT_ONCE)
        self._kept: dict[bytes, tuple[float, str]] = {}  # of passwords that were right: until when, and the stamp
        self._pepper = secrets.token_bytes(32)

    async def login(self, name: str, password: str, address: str) -> Account:
        """The account that a name and a password belong to; raises WrongPassword or TooManyAttempts."""
        secret = hmac.digest(self._pepper, f"{key(name)}\0{password}".encode(errors="replace"), hashlib.sha256)
        if account := self._remembered(secret, name):
            return account
        if wait := self._attempts.begin(key(name), address):
            raise TooManyAttempts(wait)
        async with self._checking:
            found = await asyncio.to_thread(self._checked, name, password)
        if found is None:
            log.warning("wrong password for %r from %s", name[:80], address)
            await asyncio.sleep(PAUSE)
            raise WrongPassword
        self._attempts.right(key(name), address)
        while len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[secret] = time.monotonic() + KEPT_SECONDS, found.stamp
        return found

    def find(self, name: str) -> Account | None:
        """The account of that name as it is now."""
        try:
            return self._accounts.find(name)
        except AccountsError as error:
            log.error("%s", error)
            return None

    def _checked(self, name: str, password: str) -> Account | None:
        try:
            return self._accounts.check(name, password)
        except AccountsError as error:
            log.error("%s", error)
            return None

    def _remembered(self, secret: bytes, name: str) -> Account | None:
        until, stamp = self._kept.get(secret, (0.0, ""))
        account = self.find(name) if until > time.monotonic() else None
        return account if account and account.stamp == stamp else None


def credentials(given: str) -> tuple[str, str]:
    """Name and password of HTTP Basic; raises WrongPassword where it is none."""
    try:
        name, colon, password = b64decode(given, validate=True).decode("utf-8").partition(":")
    except ValueError:
        raise WrongPassword from None
    if not colon:
        raise WrongPassword
    return name, password
