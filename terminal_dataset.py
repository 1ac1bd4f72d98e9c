"""What `hoidap dataset` shows: pairs one by one, and what became of those that were made."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hoidap.terminal import complain, console, printable, say, show_rows

if TYPE_CHECKING:
    from hoidap.databases import Database
    from hoidap.training.dataset import Observed, Pair, Row, Tally

SHOWN_NAMES = 8
SHOWN_ROWS = 3


def show_pairs(rows: "Sequence[Row]", database: "Database | None" = None) -> None:
    """Print each pair: the turns before it, the question, the SQL and, given a database, the first rows it brings."""
    from rich.syntax import Syntax
    from rich.text import Text

    screen = console()
    for row in rows:
        for question, sql in row.history:
            screen.print(Text(f"     {printable(question)}", style="dim"))
            screen.print(Text(f"     {printable(sql)}", style="dim"))
        screen.print(Text(f"{row.line:>3}  ", style="dim") + Text(printable(row.question), style="bold"))
        screen.print(Syntax(printable(row.sql), "sql", background_color="default", word_wrap=True))
        if database is not None:
            found = database.query(row.sql, max_rows=SHOWN_ROWS)
            show_rows(found.columns, found.rows, screen, truncated=False)
        screen.print()


def show_made(out: Path, pairs: "Sequence[Pair]", observed: "Observed", tally: "Tally", wanted: int) -> None:
    """Tell on stderr what stands in the file, and what was left out and why."""
    by = Counter(pair.source for pair in pairs)
    languages = Counter(pair.language for pair in pairs)
    following = sum(bool(pair.history) for pair in pairs)
    complain(
        say(
            f"{out}: {len(pairs)} pairs ({by['made']} made, {by['imported']} added, {by['verified']} with a thumb up), "
            f"{languages['vi']} in Vietnamese and {languages['en']} in English, {following} of them follow-ups; "
            f"{len(tally.templates)} SQL templates.",
            f"{out}: {len(pairs)} cặp ({by['made']} được sinh, {by['imported']} thêm vào, {by['verified']} được khen), "
            f"{languages['vi']} tiếng Việt và {languages['en']} tiếng Anh, {following} câu hỏi tiếp; "
            f"{len(tally.templates)} mẫu SQL.",
        )
    )
    for line in left_out(observed, tally, wanted):
        complain(line)


def left_out(observed: "Observed", tally: "Tally", wanted: int) -> list[str]:
    """A sentence for each thing that no question asks about, and for questions that were drawn and dropped."""
    told = {
        say("No question about empty tables: {x}.", "Không hỏi về các bảng trống: {x}."): observed.empty,
        say(
            "No question about tables that could not be read: {x}.", "Không hỏi về các bảng không đọc được: {x}."
        ): observed.unread,
        say(
            "No question about views, which repeat what tables hold: {x}.",
            "Không hỏi về các view vì chỉ lặp lại dữ liệu của bảng: {x}.",
        ): observed.views,
        say(
            "No foreign key joins these tables to others, so no question asks about both: {x}.",
            "Các bảng này không có khóa ngoại nối với bảng khác nên không có câu hỏi nối bảng: {x}.",
        ): observed.alone if len(observed.asked) > 1 else (),
    }
    lines = [sentence.format(x=_some(names)) for sentence, names in told.items() if names]
    if tally.empty or tally.failed:
        lines.append(
            say(
                f"Dropped: {tally.empty} whose SQL found nothing, {tally.failed} whose SQL failed.",
                f"Đã bỏ: {tally.empty} cặp có SQL không tìm thấy gì, {tally.failed} cặp có SQL bị lỗi.",
            )
        )
    if tally.kept < wanted:
        lines.append(
            say(
                f"Only {tally.kept} of {wanted}: this database has no more to ask about.",
                f"Chỉ có {tally.kept} trên {wanted}: cơ sở dữ liệu này không còn gì để hỏi.",
            )
        )
    return lines


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - SHOWN_NAMES
    more = say(f" and {rest} more", f" và {rest} bảng nữa") if rest > 0 else ""
    return ", ".join(map(printable, names[:SHOWN_NAMES])) + more
