"""`hoidap eval`: how many questions get the right rows, by one model or several, and what came out wrong."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoidap.terminal import complain, language, progress, say, waiting

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from hoidap.settings import Settings
    from hoidap.training.evaluation import Example

FAILED, MISUSED = 1, 2
HELP = say(
    "Measure how many questions get the right rows.\n\nQUESTIONS is a .jsonl file with question, sql and db in each "
    "line, a file of hoidap dataset make, or a folder of Spider or BIRD (dev.json and its databases). Two models are "
    "called different only where chance does not explain it (McNemar's exact test, p < 0.05).\n\n"
    "  hoidap eval questions.jsonl --errors\n\n"
    "  hoidap eval questions.jsonl --model embedded --model tuned/ --html report.html\n\n"
    "  hoidap eval questions.jsonl --json > before.json; hoidap eval questions.jsonl --against before.json",
    "Đo tỉ lệ câu hỏi ra đúng kết quả.\n\nQUESTIONS là tệp .jsonl mỗi dòng có question, sql và db, tệp do hoidap "
    "dataset make tạo ra, hoặc thư mục của Spider hay BIRD (dev.json và các cơ sở dữ liệu). Chỉ nói hai mô hình khác "
    "nhau khi không thể do may rủi (kiểm định McNemar chính xác, p < 0,05).\n\n"
    "  hoidap eval cau_hoi.jsonl --errors\n\n"
    "  hoidap eval cau_hoi.jsonl --model embedded --model tuned/ --html bao_cao.html\n\n"
    "  hoidap eval cau_hoi.jsonl --json > truoc.json; hoidap eval cau_hoi.jsonl --against truoc.json",
)


def evaluate_questions(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS", help=say("A file or a folder.", "Một tệp hoặc thư mục."))
    ],
    json_: Annotated[
        bool, typer.Option("--json", help=say("Print one JSON object.", "In ra một đối tượng JSON."))
    ] = False,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help=say("Database to ask.", "Cơ sở dữ liệu để hỏi."))
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model", metavar="NAME", help=say("Once or more, to compare.", "Một hoặc nhiều lần để so sánh.")
        ),
    ] = None,
    databases: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=say("Folder of the SQLite files.", "Thư mục chứa các tệp SQLite.")),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=say("Only the first questions.", "Chỉ các câu hỏi đầu tiên."))
    ] = None,
    errors: Annotated[
        bool,
        typer.Option(
            "--errors",
            help=say(
                "Show what came out wrong: gold, predicted, both results.",
                "Hiện các câu sai: SQL đúng, SQL mô hình viết, kết quả của cả hai.",
            ),
        ),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Write a report page.", "Ghi trang báo cáo.")),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN.json",
            help=say("Compare with an earlier --json.", "So sánh với kết quả --json trước đó."),
        ),
    ] = None,
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help=say("Tell BIRD's hints too.", "Kèm gợi ý của BIRD.")),
    ] = False,
) -> None:
    from hoidap.settings import load_settings
    from hoidap.terminal_eval import show_runs
    from hoidap.training.errors import CannotWrite
    from hoidap.training.question_files import read_examples
    from hoidap.training.report_page import write_page
    from hoidap.training.runs import check_asked, comparisons, read_run

    with _named(), redirect_stdout(sys.stderr):
        settings = load_settings(database_url=db)
        names = list(dict.fromkeys(model or [settings.model]))
        examples = read_examples(questions, databases, evidence=evidence)[:limit]
        earlier = read_run(against) if against else None
        # What would fail after hours of answering is looked at before.
        if earlier is not None:
            check_asked(earlier, examples)
        if html is not None and not html.absolute().parent.is_dir():
            raise CannotWrite(f"{html} cannot be written: there is no such folder.")
        runs = [_run(settings.changed(model=name), examples) for name in names]
        compared = comparisons(runs, earlier)
        if html is not None:
            write_page(html, runs, compared, title=questions.name, language="vi" if language() == "vi" else "en")
            complain(say(f"The report is in {html}.", f"Báo cáo ở {html}."))
    if not json_:
        show_runs(runs, compared, wrong=errors)
    else:
        whole: Mapping[str, Any] = runs[0] if len(runs) == 1 else {"models": runs}
        print(json.dumps({**whole, "comparisons": compared} if compared else whole, ensure_ascii=False))


def _run(settings: "Settings", examples: "Sequence[Example]") -> dict[str, Any]:
    """What one model answers, summed up; the model is gone from memory afterwards."""
    from hoidap.models.info import for_a_while
    from hoidap.training.evaluation import MOST_ROWS, evaluate, report

    def load() -> "BaseChatModel":
        with waiting(say("Loading the model…", "Đang nạp mô hình…")):
            return settings.load_model()

    records = []
    with for_a_while(load) as llm, progress(say("Questions", "Câu hỏi") + f" · {settings.model}") as done:
        for record in evaluate(llm, examples, lambda file: settings.connect(file, max_rows=MOST_ROWS)):
            records.append(record)
            done(len(records), len(examples))
    return {"model": settings.model, **report(records)}


@contextmanager
def _named() -> Iterator[None]:
    """What goes wrong ends the command with one sentence: 2 for what was asked wrongly, else 1."""
    from hoidap.databases.errors import DatabaseError
    from hoidap.models.errors import ModelError
    from hoidap.settings import SettingsError
    from hoidap.training.errors import BadQuestions, TrainingError

    try:
        yield
    except (SettingsError, BadQuestions) as error:
        complain(str(error))
        raise typer.Exit(MISUSED) from error
    except (DatabaseError, ModelError, TrainingError) as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error
