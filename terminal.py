"""What the command line shows: its own texts in two languages, answers as they come, progress on stderr.

rich is imported inside the functions, because `hoidap --help` must not wait for it.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from langchain_core.runnables.utils import AddableDict
    from rich.console import Console

    from hoidap.doctor import Check

SHOWN_ROWS = 50
_LANGUAGES = ("en", "vi")


def language() -> str:
    """The language of our own texts: `--language`, else the locale; English where neither says Vietnamese."""
    for argument, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
        name, _, value = argument.partition("=")
        if name == "--language" and (value or following) in _LANGUAGES:
            return value or following
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "vi" if locale.lower().startswith("vi") else "en"


def say(english: str, vietnamese: str) -> str:
    """The text in the language of this terminal."""
    return vietnamese if language() == "vi" else english


def printable(text: object) -> str:
    """Text without control and invisible characters: what stands in a database must not steer the terminal."""
    return "".join(sign for sign in str(text) if sign in "\n\t" or category(sign) not in ("Cc", "Cf", "Cs"))


def console(*, stderr: bool = False) -> "Console":
    """A console that prints model and database text as it is, without markup of its own."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show a spinner on stderr while something slow happens; nothing where nobody watches."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(text):
        yield


@contextmanager
def progress(text: str, *, in_bytes: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr; yields a function that takes how much is done, and of how much."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    screen = console(stderr=True)
    counts = (DownloadColumn(), TransferSpeedColumn()) if in_bytes else (MofNCompleteColumn(),)
    columns = (TextColumn("{task.description}"), BarColumn(), *counts, TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_stream(chunks: "Iterable[AddableDict]", screen: "Console", *, sql: bool = True) -> dict[str, Any]:
    """Print an answer while it comes: its sentence in pieces, rows, SQL, doubts, notes, seconds; returns it whole."""
    from langchain_core.runnables.utils import AddableDict

    whole = AddableDict()
    for chunk in chunks:
        whole = whole + chunk
        if chunk.get("answer"):
            screen.print(printable(chunk["answer"]), end="", soft_wrap=True)
    if whole.get("answer"):
        screen.print()
    show_details(whole, screen, sql=sql)
    return dict(whole)


def show_details(answer: Mapping[str, Any], screen: "Console", *, sql: bool = True) -> None:
    """Print what stands below the sentence of an answer."""
    from rich.syntax import Syntax
    from rich.text import Text

    if answer.get("columns") and answer.get("rows"):
        show_rows(answer["columns"], answer["rows"], screen, truncated=bool(answer.get("truncated")))
    if sql and answer.get("sql"):
        screen.print(Syntax(printable(answer["sql"]), "sql", word_wrap=True, background_color="default"))
    for note in (*(answer.get("doubts") or ()), *(answer.get("notes") or ())):
        screen.print(Text(f"• {printable(note)}", style="yellow"))
    if answer.get("seconds") is not None:
        screen.print(Text(say(f"{answer['seconds']:.1f} s", f"{answer['seconds']:.1f} giây"), style="dim"))


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], screen: "Console", *, truncated: bool) -> None:
    """Print rows as a table, numbers to the right, at most SHOWN_ROWS of them."""
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for index, name in enumerate(columns):
        numeric = all(isinstance(row[index], int | float | None) for row in rows)
        table.add_column(Text(printable(name)), justify="right" if numeric else "left", overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*(Text("" if cell is None else printable(cell)) for cell in row))
    screen.print(table)
    left = len(rows) - SHOWN_ROWS
    if left > 0:
        screen.print(say(f"… and {left} more rows.", f"… và {left} dòng nữa."))
    if truncated:
        screen.print(say("The database has more rows than were read.", "Cơ sở dữ liệu còn nhiều dòng chưa đọc."))


def show_check(check: "Check") -> None:
    """Print one finding of the doctor, and below it what to do where something is wrong or not as it should be."""
    from rich.text import Text

    screen = console()
    sign = Text("✓ ", style="green") if check.ok else Text("✗ ", style="red")
    if check.warning:
        sign = Text("! ", style="yellow")
    screen.print(sign + Text(f"{check.name}: {printable(check.found)}"), soft_wrap=True)
    if not check.ok or check.warning:
        screen.print("\n".join(f"  → {printable(line)}" for line in check.advice.splitlines()), soft_wrap=True)


def complain(text: str) -> None:
    """Print one sentence to the user on stderr."""
    print(printable(text), file=sys.stderr)
