"""Tuning a model on one database, and proving it: the engine of `hoidap tune`."""

from .errors import CannotTune
from .order import Order
from .outcome import Outcome
from .run import tune

__all__ = ["CannotTune", "Order", "Outcome", "tune"]
