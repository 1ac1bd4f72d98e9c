"""How often a password may be tried."""

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

MINUTES = 5
# Wrong ones in that time: from one address for one name; for one name from anywhere; from one address, which may be the
# one of a whole office behind a router.
PAIR, NAME, ADDRESS = 5, 50, 50
MOST = 10_000  # names and addresses that are remembered


class Attempts:
    """Counts the passwords that were tried in the last minutes, by name and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tried: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def begin(self, name: str, address: str) -> float:
        """Count an attempt, before its password is looked at; 0, or the seconds until there may be another one."""
        now, limits = self._clock(), bounds(name, address)
        wait = max(self._wait(what, most, now) for what, most in limits.items())
        if not wait:
            for what in limits:
                self._tried.setdefault(what, deque()).append(now)
                self._tried.move_to_end(what)
            while len(self._tried) > MOST:
                self._tried.popitem(last=False)
        return wait

    def right(self, name: str, address: str) -> None:
        """Forget the attempts for a name from an address: its person is there."""
        for what in bounds(name, address):
            if tried := self._tried.get(what):
                tried.pop()
        self._tried.pop((name, network(address)), None)

    def _wait(self, what: Hashable, most: int, now: float) -> float:
        tried = self._tried.get(what, deque())
        while tried and tried[0] <= now - 60 * MINUTES:
            tried.popleft()
        return tried[0] + 60 * MINUTES - now if len(tried) >= most else 0


def bounds(name: str, address: str) -> dict[Hashable, int]:
    """What one attempt counts for, each with how many there may be."""
    place = network(address)
    return {(name, place): PAIR, ("name", name): NAME, ("address", place): ADDRESS}


def network(address: str) -> str:
    """An address as far as it tells people apart: who has one IPv6 address has 2^64 of them."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((read, 64), strict=False)) if read.version == 6 else str(read)
