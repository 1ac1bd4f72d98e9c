"""Who may come in, and how they say who they are: the one place that knows, for the page and for HTTP alike.

Without accounts, a proxy's header or OAuth everybody is the one user of the settings.
"""

import ipaddress
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from hoidap.settings import Settings

from .accounts import LONGEST_NAME, Account, Accounts
from .errors import NoProvider
from .oauth import oauth_providers
from .passwords import Passwords, credentials
from .tokens import ACCOUNT, OAUTH, Claims, cookie_name, read


@dataclass(frozen=True)
class Person:
    """Somebody who has come in; `stays` says whether they still may."""

    name: str
    stays: Callable[[], bool] = lambda: True


class Gate:
    """Tells who makes a request."""

    def __init__(
        self,
        user: str,
        accounts: Accounts | None = None,
        *,
        header: str = "",
        proxies: Iterable[str] = (),
        oauth_users: Collection[str] = (),
    ) -> None:
        self.user, self.header, self.oauth_users = user, header, oauth_users
        self.passwords = Passwords(accounts) if accounts else None
        self._proxies = [ipaddress.ip_network(proxy) for proxy in proxies]

    @classmethod
    def of(cls, settings: Settings, user: str) -> "Gate":
        """The gate that the settings describe; `user` is everybody where nobody has to say who they are.

        Raises AccountsError where its file cannot be read, and NoProvider where nobody could come in by OAuth.
        """
        accounts = Accounts(settings.accounts) if settings.accounts else None
        if accounts:
            accounts.all()
        if settings.oauth_users and not oauth_providers():
            raise NoProvider(
                "HOIDAP_OAUTH_USERS says who may come in by OAuth, and no OAUTH_*_CLIENT_ID by whom: docs/access.md."
            )
        return cls(
            user,
            accounts,
            header=settings.user_header,
            proxies=settings.trusted_proxies,
            oauth_users=settings.oauth_users,
        )

    @property
    def is_open(self) -> bool:
        """Whether everybody is let in, as the one user."""
        return not (self.passwords or self.header or self.oauth_users)

    async def person(self, request: HTTPConnection) -> Person | None:
        """Who makes a request, or None; raises WrongPassword or TooManyAttempts where it brings a password."""
        if self.is_open:
            return Person(self.user)
        if name := self._from_proxy(request):
            return Person(name)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if self.passwords and scheme.lower() == "basic":
            return self._logged_in(await self.passwords.login(*credentials(given), self.address(request)))
        claims = read(request.cookies.get(cookie_name(), ""))
        return Person(claims.name, lambda: self.knows(claims)) if claims and self.knows(claims) else None

    def knows(self, claims: Claims) -> bool:
        """Whether a token is still good: its account is there with the same password, or its address on the list."""
        if claims.until <= time.time():
            return False
        if claims.by == OAUTH:
            return self.invites(claims.name)
        account = self.passwords.find(claims.name) if self.passwords and claims.by == ACCOUNT else None
        return account is not None and (account.name, account.stamp) == (claims.name, claims.stamp)

    def invites(self, address: str) -> bool:
        """Whether somebody with this mail address may come in by OAuth: it, or its domain, is on the list."""
        listed = {one.casefold().removeprefix("@") for one in self.oauth_users}
        name, _, domain = address.casefold().rpartition("@")
        return bool(name) and bool({address.casefold(), domain} & listed)

    def address(self, request: HTTPConnection) -> str:
        """Where a request comes from: the last address on its way that is none of the trusted proxies'."""
        if not self._comes_from_proxy(request):
            return request.client.host if request.client else ""
        way = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
        outside = (one for one in reversed(way) if one and not self._trusts(one))
        return next(outside, request.client.host if request.client else "")

    def is_secure(self, request: HTTPConnection) -> bool:
        """Whether the browser came by https, as far as that can be believed."""
        forwarded = request.headers.get("x-forwarded-proto", "") if self._comes_from_proxy(request) else ""
        return "https" in (request.url.scheme, forwarded.lower()) or request.url.scheme == "wss"

    def _from_proxy(self, request: HTTPConnection) -> str:
        """The name that a trusted proxy gives; "" where none does, or where there are several to choose from."""
        named = request.headers.getlist(self.header) if self.header and self._comes_from_proxy(request) else []
        name = utf8(named[0]).strip() if len(named) == 1 else ""
        return name if name.isprintable() and len(name) <= LONGEST_NAME else ""

    def _comes_from_proxy(self, request: HTTPConnection) -> bool:
        return request.client is not None and self._trusts(request.client.host)

    def _trusts(self, address: str) -> bool:
        try:
            there = ipaddress.ip_address(address)
        except ValueError:
            return False
        plain = getattr(there, "ipv4_mapped", None) or there
        return any(plain in proxy for proxy in self._proxies)

    def _logged_in(self, account: Account) -> Person:
        return Person(account.name, lambda: self.passwords is not None and self.passwords.find(account.name) == account)


def utf8(value: str) -> str:
    """The text of a header, which is read as Latin-1, in UTF-8 where it is that."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
