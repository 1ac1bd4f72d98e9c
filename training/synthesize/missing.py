"""Whether a column holds anything: "chưa có email", "without a deadline"."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from .query import Condition
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def missing(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    n, absent = speaker.column(column), speaker.chance(0.7)
    if absent:
        behind = speaker.say(
            ("[chưa có|không có|chưa nhập|thiếu|chưa điền|chưa cập nhật|bị thiếu] {n}", "[có |mà ]{n} [trống|để trống|bị trống|bỏ trống]", "chưa có {n}"),
            ("without [a|any] {n}" if n[:1] not in "aeiou" else "without an {n}", "with no {n}", "missing [a |the |]{n}", "whose {n} is [missing|empty|null|not set|unknown]", "that have no {n}", "that don't have [a|any] {n}"),
            n=n,
        )  # fmt: skip
    else:
        behind = speaker.say(
            ("[đã có|có] {n}", "đã [nhập|điền|cập nhật] {n}", "có {n} [không trống|rồi]"),
            ("with a {n}" if n[:1] not in "aeiou" else "with an {n}", "that have [a|some] {n}", "whose {n} is [not empty|known|filled in|not null]", "that do have [a |]{n}"),
            n=n,
        )  # fmt: skip
    return Said(
        Condition(table.name, column.column.name, "null" if absent else "not null"),
        behind,
        behind,
        weight=2,
        kind="null",
    )
