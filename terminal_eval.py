"""What `hoidap eval` shows: shares by kind of question, models side by side, and what came out wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hoidap.terminal import console, language, printable, say

if TYPE_CHECKING:
    from rich.console import Console

SHOWN_ROWS = 3
WIDEST = 60  # letters of a cell
SPLITS = ("by_language", "by_turn", "by_doubt", "by_class", "by_difficulty")


def show_runs(runs: Sequence[Mapping[str, Any]], compared: Sequence[Mapping[str, Any]], *, wrong: bool) -> None:
    """Print each model's shares, and how the models compare; with `wrong` every question without the right rows."""
    from rich.table import Table

    from hoidap.training.runs import verdict

    screen = console()
    for run in runs:
        if wrong:
            _show_wrong(run, screen)
        table = Table(title=printable(run["model"]))
        for title in ("", say("questions", "câu hỏi"), say("right", "đúng"), say("valid SQL", "SQL hợp lệ"), "s"):
            table.add_column(title, justify="left" if not title else "right")
        for name, group in _groups(run):
            shares = (f"{group['accuracy']:.1%}", f"{group['valid']:.1%}", f"{group['seconds']:.2f}")
            table.add_row(printable(name), str(group["questions"]), *shares, end_section=name == say("all", "tất cả"))
        screen.print(table)
    if len(runs) > 1:
        screen.print(_side_by_side(runs))
    for one in compared:
        screen.print(printable(verdict(one, "vi" if language() == "vi" else "en")), soft_wrap=True)


def _groups(run: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield say("all", "tất cả"), run
    for split in SPLITS:
        groups = run.get(split, {})
        if len(groups) > 1 or split == "by_language":
            yield from groups.items()


def _side_by_side(runs: Sequence[Mapping[str, Any]]) -> Any:
    """What each model reaches, a row a kind of question."""
    from rich.table import Table

    table = Table(title=say("right, side by side", "tỉ lệ đúng, đặt cạnh nhau"))
    table.add_column("")
    for run in runs:
        table.add_column(printable(run["model"]), justify="right", overflow="fold")
    columns = [dict(_groups(run)) for run in runs]
    for name in columns[0]:
        shares = [f"{column[name]['accuracy']:.1%}" if name in column else "" for column in columns]
        table.add_row(printable(name), *shares, end_section=name == say("all", "tất cả"))
    return table


def _show_wrong(run: Mapping[str, Any], screen: "Console") -> None:
    for record in run["records"]:
        if record["ok"]:
            continue
        for turn in record["history"]:
            screen.print(f"    after {printable(turn['question'])}", soft_wrap=True, style="dim")
        screen.print(f"{record['line']}: {printable(record['question'])}", soft_wrap=True)
        screen.print(f"    gold  {printable(record['gold'])}", soft_wrap=True)
        screen.print(f"          {_rows(record['gold_result'])}", soft_wrap=True)
        screen.print(f"    wrote {printable(record['predicted'] or '-')}", soft_wrap=True)
        if record["result"]:
            screen.print(f"          {_rows(record['result'])}", soft_wrap=True)
        if record["error"]:
            screen.print(f"    error {printable(record['error'])}", soft_wrap=True)


def _rows(result: Mapping[str, Any]) -> str:
    """The first rows in one line: `3 rows: (Huế, 4) (Vinh, 2) …`."""
    count = result["count"]
    rows = ["(" + ", ".join(_cell(cell) for cell in row) + ")" for row in result["rows"][:SHOWN_ROWS]]
    more = " …" if count > len(rows) else ""
    return say(f"{count} rows", f"{count} dòng") + (f": {' '.join(rows)}{more}" if rows else "")


def _cell(cell: object) -> str:
    text = "NULL" if cell is None else " ".join(printable(cell).split())
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
