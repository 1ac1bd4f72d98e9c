"""What is worked out of a large object once and kept for as long as that object lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Owner = TypeVar("Owner")
Made = TypeVar("Made")


def kept(make: Callable[[Owner], Made]) -> Callable[[Owner], Made]:
    """`make`, called once for each object; they are told apart by identity, for to compare large ones takes long."""
    made: dict[int, Made] = {}

    @wraps(make)
    def get(owner: Owner) -> Made:
        key = id(owner)
        if key not in made:
            made[key] = make(owner)
            weakref.finalize(owner, made.pop, key, None)
        return made[key]

    return get
