"""Question-SQL pairs over one database: made by rules, judged by people, or brought in a file."""

from .make import Tally, make_pairs
from .observed import Observed, observe
from .pair import Pair

__all__ = ["Observed", "Pair", "Tally", "make_pairs", "observe"]
