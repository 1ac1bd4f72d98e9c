"""The kinds of questions, how often each is asked, and a question of one of them over a schema."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Callable, Sequence

from . import (
    against,
    comparing,
    figures,
    groups,
    listing,
    one_row,
    pairs,
    parts,
    picked,
    ranking,
    several,
    shares,
    spans,
)
from .draft import Draft
from .speaker import Speaker
from .words import TableWords

Kind = Callable[[Speaker, TableWords], Draft | None]

KINDS: tuple[tuple[Kind, int], ...] = (
    (listing.count, 15), (listing.names, 15), (listing.columns, 7), (listing.everything, 3), (one_row.attribute, 7), (one_row.owner, 7), (one_row.many_of, 7),
    (listing.ordered, 4), (listing.distinct, 4), (listing.exists, 3), (ranking.by_column, 10), (ranking.by_count, 8), (ranking.by_total, 12),
    (figures.aggregate, 13), (figures.several, 3), (figures.product, 2), (groups.by_group, 9), (groups.figure_by_group, 10), (several.by_group, 5), (several.in_order, 4), (groups.two_keys, 2),
    (groups.having, 5), (groups.top_group, 6), (figures.date_extreme, 3), (comparing.against_average, 3), (comparing.without, 9), (comparing.both, 4),
    (comparing.only, 2), (pairs.pairs, 5), (pairs.far_column, 3), (against.one_row, 4), (against.some_rows, 3),
    (pairs.versus, 4), (shares.share, 5), (shares.share_by_group, 3), (shares.for_each, 3), (spans.difference, 5), (spans.compared, 3),
    (picked.with_many, 5), (picked.of_the_first, 6), (picked.commonest, 2), (picked.shared_value, 2), (picked.some, 2), (parts.part, 24), (parts.chain, 20),
)  # fmt: skip
# Rankings and single rows, after which people ask on: whose it is, how many, the other end.
LEADS: tuple[tuple[Kind, int], ...] = (
    (ranking.by_column, 6), (ranking.by_count, 8), (ranking.by_total, 8), (groups.top_group, 3), (one_row.attribute, 2), (one_row.many_of, 2),
)  # fmt: skip
# These may ask a table that only joins others.
_MEASURING = (figures.aggregate, figures.product, groups.figure_by_group)


def draft(
    speaker: Speaker, tries: int = 60, table: TableWords | None = None, kinds: Sequence[tuple[Kind, int]] = KINDS
) -> Draft | None:
    """A question that the schema allows, about `table` where one is given; None where it allows too little."""
    drawn, shares = zip(*kinds, strict=True)
    tables = [one for one in speaker.words.tables.values() if one.sort != "link"]
    measured = [one for one in speaker.words.tables.values() if one.sort != "link" or one.having("number")]
    for _ in range(tries):
        kind = speaker.rng.choices(drawn, shares)[0]
        made: Draft | None = kind(speaker, table or speaker.rng.choice(measured if kind in _MEASURING else tables))
        if made is not None:
            return made
    return None
