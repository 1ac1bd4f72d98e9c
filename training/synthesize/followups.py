"""Follow-up questions: short, leaning on the turn before, each with the whole SQL that it now means."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Callable
from dataclasses import replace

from .draft import Draft
from .follow_conditions import added_value, all_of_them, narrower, of_one, other_value
from .follow_figures import by, its_figure, other_end, other_limit, total
from .follow_first import of_the_first
from .follow_rows import another_column, first_of, how_many, sort, which_ones, whose
from .speaker import Speaker

Step = Callable[[Speaker, Draft], Draft | None]


STEPS: tuple[tuple[Step, int], ...] = (
    (other_value, 34), (added_value, 11), (of_one, 14), (narrower, 22), (how_many, 9), (which_ones, 16), (another_column, 13), (total, 8), (whose, 16), (sort, 5), (first_of, 9),
    (other_limit, 9), (other_end, 12), (its_figure, 14), (by, 9), (all_of_them, 4),
    (of_the_first, 150),
)  # fmt: skip
_DRAWN, _SHARES = zip(*STEPS, strict=True)


def follow(speaker: Speaker, draft: Draft, tries: int = 12) -> Draft | None:
    """A follow-up to a turn; None where nothing natural comes to mind."""
    for _ in range(tries):
        step = speaker.rng.choices(_DRAWN, _SHARES)[0]
        made: Draft | None = step(speaker, draft)
        if made is not None and made.query.sql() != draft.query.sql():
            return replace(made, kind=f"follow_{step.__name__}")
    return None
