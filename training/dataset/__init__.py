"""Question-SQL pairs over one database: made by rules, judged by people, or brought in a file."""

from .asking_others import writing_prompt
from .checking import check_rows
from .make import Tally, make_pairs
from .observed import Observed, observe
from .pair import Pair
from .problems import BadLine
from .reading import Row, read_rows
from .writing import write_pairs

__all__ = [
    "BadLine",
    "Observed",
    "Pair",
    "Row",
    "Tally",
    "check_rows",
    "make_pairs",
    "observe",
    "read_rows",
    "write_pairs",
    "writing_prompt",
]
