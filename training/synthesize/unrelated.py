"""Questions that come after another one and have nothing to do with it, as near to it as that may be.

The model has to learn it from the words alone: a whole question stands for itself, even about the same things, and
only what is left out or pointed at ("còn DC5", "in those") is taken from the turn before.
"""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import figures, groups, listing, query, ranking
from .asking import Asked
from .draft import Draft
from .kinds import KINDS, draft
from .speaker import Speaker
from .words import TableWords

# Mostly the plain kinds, of which there are the most in any conversation.
_PLAIN = (
    (listing.count, 30), (listing.names, 22), (listing.exists, 3), (figures.aggregate, 16), (ranking.by_column, 12),
    (groups.by_group, 9), (groups.figure_by_group, 6),
)  # fmt: skip


def unrelated(speaker: Speaker, past: Draft) -> Draft | None:
    """A whole question: the same table without the filter, another filter of it, or something else altogether."""
    table = speaker.words.tables[past.query.main]
    r = speaker.rng.random()
    if table.sort == "link" or r < 0.2:
        made = draft(speaker)
    elif r < 0.42:
        made = _of_all(speaker, table)
    elif r < 0.75:
        made = _filtered_otherwise(speaker, past, table)
    elif r < 0.87:
        made = _draw(speaker, past, None, tries=6)
    else:
        made = draft(speaker, table=table)
    return made if made is not None and _stands_alone(speaker, made) else None


def _filtered_otherwise(speaker: Speaker, past: Draft, table: TableWords) -> Draft | None:
    """The same table by another value of the same column, or by another column alone."""
    return _draw(speaker, past, table, tries=5)


def _draw(speaker: Speaker, past: Draft, table: TableWords | None, tries: int) -> Draft | None:
    """Of some questions the first that filters what the past one filters by, and not in the same way."""
    before = {(c.table, c.column) for c in past.query.where}
    made: Draft | None = None
    for _ in range(tries):
        made = draft(speaker, 10, table, _PLAIN if table and speaker.chance(0.7) else KINDS) or made
        if made is None:
            return None
        where = {(c.table, c.column) for c in made.query.where}
        if where & before and not set(made.query.where) & set(past.query.where):
            return made
    return made


def _of_all(speaker: Speaker, table: TableWords) -> Draft | None:
    """A question about all rows of the table, told so in words or not."""
    a = Asked(table)
    e, r = speaker.table(table, True), speaker.rng.random()
    numbers = table.having("number")
    if r < 0.3:
        text = speaker.say(
            ("[tất cả|tổng cộng|toàn hệ thống|tính chung|tính hết thì] có bao nhiêu {e}", "có [tất cả|tổng cộng] [bao nhiêu|mấy] {e}", "có bao nhiêu {e} [tất cả|tổng cộng|cả thảy|trong toàn hệ thống|nói chung]", "tổng số {e} [trong hệ thống |]là bao nhiêu", "số lượng tất cả {e}", "toàn bộ có bao nhiêu {e}", "có bao nhiêu {e}", "[bên mình|công ty] có bao nhiêu {e}"),
            ("how many {e} are there [in total|overall|altogether|in all|]", "[overall|in total|altogether], how many {e} [are there|do we have]", "what is the total number of {e}", "how many {e} do we have [in total|overall|altogether|]", "total number of [all |]{e}", "count all [the |]{e}"),
            e=e,
        )  # fmt: skip
        return Draft(a.query(query.count(table.name)), text, "count", a, "count")
    if r < 0.5:
        text = speaker.say(
            ("[liệt kê|cho tôi xem|hiển thị|cho xem|kể tên] [tất cả|toàn bộ|hết] [các |]{e}[| trong hệ thống| hiện có]", "danh sách [toàn bộ|đầy đủ|tất cả] {e}", "[tất cả|toàn bộ] {e} [gồm những gì|là những gì]" if table.sort != "person" else "tất cả {e} là những ai", "có những {e} nào", "[bên mình|công ty|hệ thống] có những {e} nào"),
            ("[list|show|show me|give me] all [of our|the|of the|] {e}", "what {e} [are there|do we have]", "[the |a ]full list of {e}", "list every {x} [we have|there is|]", "which {e} are there [in the system|in total|altogether|]"),
            e=e, x=speaker.table(table),
        )  # fmt: skip
        return Draft(a.query(*speaker.names(table)), text, "list", a, "rows")
    if r < 0.68 and numbers:
        column = speaker.rng.choice(numbers)
        function = figures.choose_function(speaker, column)
        text = speaker.say(
            ("[tính chung,|nói chung,|xét toàn bộ,|tính hết,|] {f} của [tất cả|toàn bộ|tất cả các] {e} là bao nhiêu", "{f} của [tất cả |mọi |toàn bộ ]{e}", "[tính|cho biết|xem] {f} của [tất cả|toàn bộ] {e}"),
            ("[overall,|in general,|] what is the {f} of [all|all the|all our] {e}", "{f} [across|over|of] all {e}", "[what is the|show the|calculate the] {f} of all {e} [together|overall|]"),
            f=figures.figure_words(speaker, function, column), e=e,
        )  # fmt: skip
        item = f"{function}({query.column(table.name, column.column.name)})"
        return Draft(a.query(item), text, "aggregate", a, "number", column)
    for _ in range(6):
        made = draft(speaker, table=table)
        if made is not None and not made.query.where:
            return made
    return None


def _stands_alone(speaker: Speaker, made: Draft) -> bool:
    """Whether the text names what it is about, so that nobody could take it for the rest of the last question."""
    if made.query.where:
        return True
    tables = {made.query.main, made.asked.table.name}
    nouns = [speaker.words.tables[name].noun for name in tables]
    said = made.text.casefold()
    known = {name.casefold() for name in tables}
    known |= {term.casefold() for noun in nouns for term in (*noun.vi, *(form for pair in noun.en for form in pair))}
    return any(term in said for term in known)
