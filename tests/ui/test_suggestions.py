"""Suggestions are tried while nobody else needs the model, and get out of the way."""

import asyncio
import time
from threading import Event
from typing import Any, cast

import pytest

from hoidap.chains.turn import Turn
from hoidap.models.errors import GenerationCancelled
from hoidap.tools.answered import FollowUp
from hoidap.tools.follow_ups import FollowUpCheck
from hoidap.ui import suggestions
from hoidap.ui.suggestions import is_quiet, tried

ONE, TURN = FollowUp("value", "còn DC7 thì sao?", ""), Turn(question="DC5?", sql="SELECT 1")


class Check:
    """A check that takes as long as it is let; `requests` is what the model has to do at each look."""

    def __init__(self, requests: list[int], seconds: float = 0.0) -> None:
        self.requests, self.seconds = requests, seconds

    def others(self, ours: int) -> int:
        return (self.requests.pop(0) if len(self.requests) > 1 else self.requests[0]) - ours

    def is_answered_right(self, one: FollowUp, turn: Turn, cancelled: Event) -> bool:
        if cancelled.wait(self.seconds):
            raise GenerationCancelled("stopped")
        return True


def check(*requests: int, seconds: float = 0.0) -> FollowUpCheck:
    return cast(FollowUpCheck, Check(list(requests), seconds))


def test_what_is_tried_in_peace_comes_to_its_end() -> None:
    assert asyncio.run(tried(check(1, seconds=0.1), ONE, TURN)) is True


def test_who_needs_the_model_stops_what_is_tried_at_once() -> None:
    started = time.monotonic()
    assert asyncio.run(tried(check(1, 1, 2, seconds=30), ONE, TURN)) is None
    assert time.monotonic() - started < 5


def test_nothing_is_tried_before_the_model_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(is_quiet(check(2, 1, 0)))
    monkeypatch.setattr(suggestions, "PATIENCE", 0.1)
    assert not asyncio.run(is_quiet(check(1)))


def test_a_model_elsewhere_does_not_say_who_waits() -> None:
    elsewhere: Any = FollowUpCheck.__new__(FollowUpCheck)
    elsewhere._llm = object()
    assert elsewhere.others(ours=0) == 0
