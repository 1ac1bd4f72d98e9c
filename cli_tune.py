"""`hoidap tune`: a model taught one database, proved against its base, and promoted only if it is better."""

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from sys import stderr
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoidap.terminal import complain, say
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
Json = Annotated[bool, typer.Option("--json", help=say("Print one JSON object.", "In ra một đối tượng JSON."))]


def tune(
    db: Url = None,
    base: Base = None,
    out: Out = None,
    minutes: Minutes = 30,
    method: Method = "auto",
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
        with redirect_stdout(stderr), telling() as tell:
            outcome, order = _tuned(settings, out, minutes, method, tell)
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


def _tuned(settings: "Settings", out: Path | None, minutes: float, method: Any, tell: Any) -> "tuple[Outcome, Order]":
    from sqlalchemy.engine import make_url
    from transformers.utils.logging import disable_progress_bar

    from hoidap.databases import Database, demo_database
    from hoidap.settings import DEMO
    from hoidap.training.evaluation import MOST_ROWS
    from hoidap.training.tuning import Order
    from hoidap.training.tuning import tune as run

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of weights; there is one for the whole

    def here() -> "Database":
        return settings.connect(max_rows=MOST_ROWS)

    def elsewhere() -> "Database":
        return Database.connect(demo_database(settings.folder()), max_rows=MOST_ROWS, data_dir=settings.folder())

    given = settings.database_url.get_secret_value()
    name = DEMO if given == DEMO else Path(make_url(given).database or "database").stem
    order = Order(
        base=settings.model,
        out=out or settings.folder() / "tuned" / name,
        minutes=minutes,
        method=method,
        device=settings.device,
        four_bit=settings.quantize == "4bit",
        verified=tuple(_approved(settings)),
    )
    return run(order, here, tell, None if given == DEMO else elsewhere), order


def _approved(settings: "Settings") -> Iterator[dict[str, Any]]:
    """The answers with a thumb up, as `hoidap feedback` prints them; none where nobody has used the page."""
    from hoidap.ui.errors import HistoryUnavailable
    from hoidap.ui.history import History
    from hoidap.ui.judgements import judgements

    try:
        history = History(settings.conversations())
    except HistoryUnavailable:
        return
    for one in judgements(history):
        if one.good:
            yield {"question": one.question, "sql": one.sql, "history": one.history}
    history.close()
