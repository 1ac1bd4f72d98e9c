"""`hoidap dataset`: question-SQL pairs over your database, made, brought, checked and shown."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hoidap.terminal import complain, language, printable, progress, say, waiting
from hoidap.terminal_pairs import brought, reason, row, tried

if TYPE_CHECKING:
    from hoidap.databases import Database
    from hoidap.settings import Settings

FAILED, MISUSED = 1, 2
MOST_ROWS = 1000  # by which two queries are compared

dataset = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say(
        "Question-SQL pairs over your database, to tune a model on or to measure it by.\n\n"
        "  hoidap dataset make pairs.csv --db URL --add mine.csv\n\n"
        "  hoidap dataset make --prompt --db URL     # for ChatGPT and the like to write more; holds no cell\n\n"
        "  hoidap dataset check mine.csv --db URL\n\n"
        "  hoidap dataset show --db URL",
        "Các cặp câu hỏi và SQL về cơ sở dữ liệu của bạn, để tinh chỉnh hoặc đo mô hình.\n\n"
        "  hoidap dataset make cap.csv --db URL --add cua_toi.csv\n\n"
        "  hoidap dataset make --prompt --db URL     # để nhờ ChatGPT viết thêm; không chứa dữ liệu trong ô\n\n"
        "  hoidap dataset check cua_toi.csv --db URL\n\n"
        "  hoidap dataset show --db URL",
    ),
)
Url = Annotated[str | None, typer.Option("--db", metavar="URL", help=say("The database.", "Cơ sở dữ liệu."))]
Seed = Annotated[int, typer.Option(min=0, help=say("Another seed makes others.", "Số khác thì sinh các cặp khác."))]
Json = Annotated[bool, typer.Option("--json", help=say("Print one JSON object.", "In ra một đối tượng JSON."))]


@dataset.command(
    help=say(
        "Make pairs over a database and write them into a file.\n\nEvery SQL is run read-only; what fails or finds "
        "nothing is left out. CSV columns: context, question, answer, previous_question, previous_answer, "
        "schema_linking. A JSONL file can be given to hoidap eval as it is.",
        "Sinh các cặp về một cơ sở dữ liệu và ghi vào tệp.\n\nMọi câu SQL đều được chạy thử ở chế độ chỉ đọc; câu nào "
        "lỗi hoặc không tìm thấy gì thì bị bỏ. Cột của CSV: context, question, answer, previous_question, "
        "previous_answer, schema_linking. Tệp JSONL dùng được ngay cho hoidap eval.",
    )
)
def make(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=say("A new .csv or .jsonl file.", "Tệp .csv hoặc .jsonl mới.")),
    ] = None,
    db: Url = None,
    count: Annotated[int, typer.Option(min=1, max=100_000, help=say("How many are made.", "Số cặp cần sinh."))] = 2000,
    seed: Seed = 0,
    add: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help=say("Pairs of yours, once or more.", "Tệp cặp của bạn, một hoặc nhiều lần.")),
    ] = None,
    judged: Annotated[
        bool,
        typer.Option(
            "--judged/--no-judged",
            help=say("Add answers with a thumb up.", "Thêm các câu trả lời được khen."),
        ),
    ] = True,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=say("Replace the file.", "Ghi đè lên tệp cũ."))
    ] = False,
    prompt: Annotated[
        bool,
        typer.Option(
            "--prompt",
            help=say(
                "Print a prompt for another model to write pairs.",
                "In ra lời nhắc để nhờ mô hình khác viết các cặp.",
            ),
        ),
    ] = False,
    values: Annotated[
        bool,
        typer.Option(
            "--values",
            help=say(
                "Let that prompt hold a few cells of text columns. It leaves this machine!",
                "Cho lời nhắc chứa vài giá trị trong các cột chữ. Chúng sẽ rời khỏi máy này!",
            ),
        ),
    ] = False,
) -> None:
    from hoidap.terminal_dataset import show_made
    from hoidap.training.dataset import Tally, make_pairs, observe, write_pairs, writing_prompt

    if out is None and not prompt:
        _end(say("Name a file, as pairs.csv.", "Hãy nêu tên tệp, ví dụ cap.csv."), MISUSED)
    if out is not None and out.exists() and not overwrite:
        _end(say(f"{out} is there already; --overwrite replaces it.", f"Đã có {out}; --overwrite để ghi đè."), MISUSED)
    with _opened(db) as (settings, database):
        if out is None or prompt:
            print(writing_prompt(database, min(count, 50), "vi" if language() == "vi" else "en", with_values=values))
            return
        pairs = brought(settings, database, add, judged=judged)
        with progress(say("Tables", "Bảng")) as looked:
            observed = observe(database, looked)
        tally = Tally()
        asked = {pair.asked for pair in pairs}
        with progress(say("Pairs", "Cặp")) as done:
            made = make_pairs(database, seed=seed, most=count, progress=done, observed=observed, tally=tally)
            pairs += [pair for pair in made if pair.asked not in asked]
        with waiting(say("Writing…", "Đang ghi…")):
            write_pairs(out, pairs, database)
    show_made(out, pairs, observed, tally, count)
    raise typer.Exit(0 if pairs else FAILED)


@dataset.command(
    help=say(
        "Try a file of pairs on a database, and name each line that cannot be used.\n\nThe file is a CSV (Excel's own "
        "too, with ; or in another encoding) with the columns question and answer, and if you like previous_question "
        "and previous_answer; or a JSONL file of the same. [[Table.Column]] in a question and its SQL stands for some "
        "cell of that column.",
        "Chạy thử một tệp cặp trên cơ sở dữ liệu và chỉ ra từng dòng không dùng được.\n\nTệp là CSV (kể cả do Excel "
        "lưu, ngăn bằng ; hay mã khác) có cột question và answer, có thể thêm previous_question và previous_answer; "
        "hoặc JSONL với các trường như vậy. [[Bảng.Cột]] trong câu hỏi và SQL sẽ được thay bằng một giá trị của cột.",
    )
)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("The file of pairs.", "Tệp chứa các cặp."))],
    db: Url = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Write the good ones here.", "Ghi các cặp dùng được vào đây.")),
    ] = None,
    json_: Json = False,
) -> None:
    from hoidap.training.dataset import BadLine, Pair, write_pairs

    with _opened(db) as (_, database):
        found = tried(file, database)
        good = [one for one in found if isinstance(one, Pair)]
        bad = [one for one in found if isinstance(one, BadLine)]
        if out is not None:
            write_pairs(out, good, database)
    if json_:
        lines = [{"line": one.line, "problem": one.problem.name.lower(), "reason": reason(one)} for one in bad]
        print(json.dumps({"good": len(good), "bad": lines}, ensure_ascii=False))
    else:
        for one in bad:
            print(f"{printable(file)}:{one.line}: {printable(reason(one))}")
        told = (
            f"{len(good)} pairs can be used, {len(bad)} lines cannot.",
            f"{len(good)} cặp dùng được, {len(bad)} dòng không.",
        )
        complain(say(*told))
    raise typer.Exit(FAILED if bad or not good else 0)


@dataset.command(
    help=say(
        "Print a few pairs: of a file or, without one, of those that would be made.",
        "In ra vài cặp: trong một tệp hoặc, nếu không nêu tệp, các cặp sẽ được sinh.",
    )
)
def show(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=say("The file of pairs.", "Tệp chứa các cặp."))
    ] = None,
    db: Url = None,
    count: Annotated[int, typer.Option(min=1, max=1000, help=say("How many.", "Bao nhiêu cặp."))] = 5,
    seed: Seed = 0,
) -> None:
    from hoidap.terminal_dataset import show_pairs
    from hoidap.training.dataset import Row, make_pairs, read_rows

    with _named():
        if file is not None:
            rows = [row for row in read_rows(file) if isinstance(row, Row)]
            show_pairs(rows[:: max(1, len(rows) // count)][:count])
            return
    with _opened(db) as (_, database):
        with progress(say("Pairs", "Cặp")) as done:
            pairs = list(make_pairs(database, seed=seed, most=count, progress=done))
        show_pairs(
            [row(number, pair.question, pair.sql, pair.history) for number, pair in enumerate(pairs, 1)], database
        )


@contextmanager
def _opened(url: str | None) -> "Iterator[tuple[Settings, Database]]":
    """The settings and the database that they name; what is wrong with them or with a file is one sentence."""
    from hoidap.settings import load_settings

    with _named():
        settings = load_settings(database_url=url)
        with waiting(say("Reading the schema…", "Đang đọc lược đồ…")):
            database = settings.connect(max_rows=MOST_ROWS)
        try:
            yield settings, database
        finally:
            database.close()


@contextmanager
def _named() -> Iterator[None]:
    """What goes wrong ends the command with one sentence."""
    from hoidap.databases.errors import DatabaseError
    from hoidap.settings import SettingsError
    from hoidap.training.errors import TrainingError

    try:
        yield
    except SettingsError as error:
        _end(str(error), MISUSED)
    except (DatabaseError, TrainingError) as error:
        _end(str(error), FAILED)


def _end(sentence: str, status: int) -> NoReturn:
    complain(sentence)
    raise typer.Exit(status)
