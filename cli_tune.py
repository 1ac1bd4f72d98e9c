"""`hoidap tune`: a model taught one database, proved against its base, and promoted only if it is better."""

import json
from contextlib import closing, redirect_stdout
from pathlib import Path
from sys import stderr
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoidap.terminal import complain, say
from hoidap.terminal_pairs import brought
from hoidap.terminal_tune import show_outcome, telling

if TYPE_CHECKING:
    from hoidap.databases import Database
    from hoidap.settings import Settings
    from hoidap.training.tuning import Order, Outcome

Url = Annotated[
    str | None, typer.Option("--db", metavar="URL", help=say("Database to learn.", "Cơ sở dữ liệu cần học."))
]
Base = Annotated[
    str | None,
    typer.Option("--base", metavar="MODEL", help=say("Model to begin with.", "Mô hình dùng làm gốc.")),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help=say("Folder for the result.", "Thư mục chứa kết quả.")),
]
Minutes = Annotated[
    float,
    typer.Option("--minutes", min=1, help=say("How long it may take in all.", "Thời gian tối đa, tính bằng phút.")),
]
Method = Annotated[
    str,
    typer.Option(
        metavar="auto|full|lora",
        help=say("Which weights are trained.", "Huấn luyện những trọng số nào."),
    ),
]
Add = Annotated[
    list[Path] | None,
    typer.Option(
        "--add",
        metavar="FILE",
        help=say(
            "Questions of yours with their SQL, as hoidap dataset check takes them; once or more.",
            "Tệp câu hỏi của bạn kèm SQL, như hoidap dataset check nhận; một hoặc nhiều lần.",
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("Print one JSON object.", "In ra một đối tượng JSON."))]


def tune(
    db: Url = None,
    base: Base = None,
    out: Out = None,
    minutes: Minutes = 30,
    method: Method = "auto",
    add: Add = None,
    json_: Json = False,
) -> None:
    """Gather, train, compare; exits 0 with a better model, 1 without one, 2 for wrong usage."""
    from hoidap.databases.errors import DatabaseError
    from hoidap.models.errors import ModelError
    from hoidap.settings import SettingsError, load_settings
    from hoidap.training.errors import TrainingError

    if method not in ("auto", "full", "lora"):
        raise typer.BadParameter(
            say("It is auto, full or lora.", "Chỉ có auto, full hoặc lora."), param_hint="--method"
        )
    try:
        settings = load_settings(database_url=db, model=base)
        with redirect_stdout(stderr):
            order = _order(settings, out, minutes, method, add)
            outcome = _tuned(settings, order)
    except SettingsError as error:
        complain(str(error))
        raise typer.Exit(2) from error
    except (TrainingError, ModelError, DatabaseError) as error:
        complain(str(error))
        raise typer.Exit(1) from error
    if json_:
        print(json.dumps({**outcome.as_json(), "out": str(order.out) if outcome.promoted else None}))
    else:
        show_outcome(outcome, str(order.out))
    raise typer.Exit(0 if outcome.promoted else 1)


def _order(settings: "Settings", out: Path | None, minutes: float, method: Any, add: list[Path] | None) -> "Order":
    from sqlalchemy.engine import make_url

    from hoidap.databases.demo import GLOSSARY
    from hoidap.settings import DEMO
    from hoidap.training.evaluation import MOST_ROWS
    from hoidap.training.tuning import Order

    with closing(settings.connect(max_rows=MOST_ROWS)) as database:
        own = brought(settings, database, add)
    given = settings.database_url.get_secret_value()
    name = DEMO if given == DEMO else Path(make_url(given).database or "database").stem
    return Order(
        base=settings.model,
        out=out or settings.folder() / "tuned" / name,
        minutes=minutes,
        method=method,
        device=settings.device,
        four_bit=settings.quantize == "4bit",
        own=tuple(own),
        glossary=settings.glossary or (GLOSSARY if given == DEMO else None),
    )


def _tuned(settings: "Settings", order: "Order") -> "Outcome":
    from transformers.utils.logging import disable_progress_bar

    from hoidap.databases import Database, demo_database
    from hoidap.settings import DEMO
    from hoidap.training.evaluation import MOST_ROWS
    from hoidap.training.tuning import tune as run

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of weights; there is one for the whole

    def here(glossary: Path | None) -> "Database":
        return (settings.changed(glossary=glossary) if glossary else settings).connect(max_rows=MOST_ROWS)

    def elsewhere() -> "Database":
        return Database.connect(demo_database(settings.folder()), max_rows=MOST_ROWS, data_dir=settings.folder())

    another = None if settings.database_url.get_secret_value() == DEMO else elsewhere
    with telling() as tell:
        return run(order, here, tell, another)
