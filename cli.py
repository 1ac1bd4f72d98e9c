"""The `hoidap` command. Nothing heavy is imported before a command runs, so that `--help` answers at once."""

import json
import logging
import os
import sys
import warnings
from contextlib import redirect_stdout
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, NoReturn
from uuid import uuid4

import typer

from hoidap.cli_accounts import accounts
from hoidap.cli_dataset import dataset
from hoidap.cli_eval import HELP, evaluate_questions
from hoidap.cli_feedback import feedback
from hoidap.cli_tune import tune
from hoidap.terminal import complain, say

if TYPE_CHECKING:
    from hoidap.settings import Settings

FAILED, MISUSED = 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help takes half the time of framed help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "Ask your company's database in Vietnamese or English. Nothing leaves this machine.",
        "Hỏi cơ sở dữ liệu của công ty bằng tiếng Việt hoặc tiếng Anh. Dữ liệu không rời khỏi máy này.",
    ),
)

app.add_typer(accounts, name="accounts")
app.add_typer(dataset, name="dataset")
app.command("eval", help=HELP)(evaluate_questions)
app.command(help=say("Print what people thought of the answers.", "In ra ý kiến của mọi người về các câu trả lời."))(
    feedback
)
app.command(help=say("Teach a model your database, and prove it.", "Dạy mô hình cơ sở dữ liệu của bạn và kiểm chứng."))(
    tune
)

Url = Annotated[str | None, typer.Option("--db", metavar="URL", help=say("Database to ask.", "Cơ sở dữ liệu để hỏi."))]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help=say("Model that writes SQL.", "Mô hình viết SQL."))
]
Thread = Annotated[
    str | None,
    typer.Option("--thread", metavar="ID", help=say("Conversation to go on with.", "Hội thoại muốn tiếp tục.")),
]
User = Annotated[
    str | None,
    typer.Option(
        "--user", metavar="NAME", help=say("Who asks, as the glossary says.", "Người hỏi, theo bảng thuật ngữ.")
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("Print one JSON object.", "In ra một đối tượng JSON."))]


@app.callback()
def options(
    language: Annotated[
        str | None,
        typer.Option(
            metavar="en|vi",
            help=say("Language of these texts.", "Ngôn ngữ của các dòng chữ này."),
        ),
    ] = None,
) -> None:
    """What stands before every command; terminal.language() has read the value already."""
    if language not in (None, "en", "vi"):
        raise typer.BadParameter(say("It is en or vi.", "Chỉ có en hoặc vi."), param_hint="--language")


@app.command(help=say("Start the web page and the HTTP interface.", "Khởi động trang web và giao diện HTTP."))
def serve(
    db: Url = None,
    model: Model = None,
    host: Annotated[str | None, typer.Option(help=say("Address to listen on.", "Địa chỉ lắng nghe."))] = None,
    port: Annotated[int | None, typer.Option(help=say("Port to listen on.", "Cổng lắng nghe."))] = None,
) -> None:
    from hoidap.langserve_app import serve as run_server
    from hoidap.web import WebError

    settings = _settings(database_url=db, model=model, host=host, port=port)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    try:
        run_server(settings)
    except WebError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error


@app.command(help=say("Answer one question; - reads it from standard input.", "Trả lời một câu hỏi; - đọc từ đầu vào."))
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=say("The question.", "Câu hỏi."))],
    json_: Json = False,
    db: Url = None,
    model: Model = None,
    thread: Thread = None,
    user: User = None,
) -> None:
    question = (sys.stdin.read() if question == "-" else question).strip()
    if not question:
        _misuse(say("The question is empty; write what you want to know.", "Câu hỏi trống; hãy viết điều muốn biết."))
    from hoidap.agents.errors import AgentInputError
    from hoidap.conversation import answered, ask_on_screen, ask_whole

    settings = _settings(database_url=db, model=model, user=user)
    asked = {"question": question, "thread_id": thread or uuid4().hex, "user": settings.user}
    try:
        if json_:
            with redirect_stdout(sys.stderr):  # a library that prints must not break the JSON
                answer = ask_whole(settings, asked)
            _print_json(answer)
        else:
            answer = ask_on_screen(settings, asked)
    except AgentInputError as error:
        _misuse(str(error))
    raise typer.Exit(0 if answered(answer) else FAILED)


@app.command(help=say("Ask question after question in one conversation.", "Hỏi liên tiếp trong một hội thoại."))
def chat(db: Url = None, model: Model = None, thread: Thread = None, user: User = None) -> None:
    from hoidap.conversation import converse

    if not converse(_settings(database_url=db, model=model, user=user), thread or uuid4().hex):
        raise typer.Exit(FAILED)


models_app = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    help=say("List the models that can be named, or fetch one.", "Liệt kê các mô hình có thể chọn, hoặc tải về."),
)
app.add_typer(models_app, name="models")


@models_app.callback()
def models(context: typer.Context, json_: Json = False) -> None:
    if context.invoked_subcommand:
        return
    from hoidap.models.stored import describe_models
    from hoidap.terminal_models import show_models

    known = describe_models()
    if json_:
        _print_json(known)
    else:
        show_models(known)


@models_app.command("pull", help=say("Fetch a model from the hub.", "Tải một mô hình từ hub."))
def pull_model(
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("Its name here or on the hub.", "Tên mô hình."))],
) -> None:
    from hoidap.terminal_models import fetch

    if not fetch(name):
        raise typer.Exit(FAILED)


@app.command(help=say("Check that everything works, and say what to do.", "Kiểm tra mọi thứ và chỉ cách khắc phục."))
def doctor(
    db: Url = None,
    model: Model = None,
    json_: Json = False,
    grants: Annotated[
        bool,
        typer.Option(
            "--grants",
            help=say("Print only the SQL of a read-only account.", "Chỉ in SQL tạo tài khoản chỉ đọc."),
        ),
    ] = False,
) -> None:
    from hoidap.doctor import examine
    from hoidap.terminal import show_check

    settings = _settings(database_url=db, model=model)
    if grants:
        print(*_reader_statements(settings), sep="\n")
        return
    checks = []
    for check in examine(settings):
        checks.append(check)
        if not json_:
            show_check(check)
    too_much = any(check.name == "rights" and check.warning for check in checks)
    statements = _reader_statements(settings) if too_much else []
    if json_:
        every = [asdict(check) for check in checks]
        _print_json({"ok": all(check.ok for check in checks), "checks": every, "grants": statements})
    elif statements:
        print(say("An account that can only read:", "Một tài khoản chỉ có quyền đọc:"), *statements, sep="\n")
    raise typer.Exit(0 if all(check.ok for check in checks) else FAILED)


def _reader_statements(settings: "Settings") -> list[str]:
    from hoidap.databases.errors import DatabaseError
    from hoidap.doctor import reader_statements

    try:
        return reader_statements(settings)
    except DatabaseError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error


def _settings(**chosen: object) -> "Settings":
    from hoidap.settings import SettingsError, load_settings

    try:
        return load_settings(**chosen)
    except SettingsError as error:
        _misuse(str(error))


def _misuse(sentence: str) -> NoReturn:
    complain(sentence)
    raise typer.Exit(MISUSED)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False))


def _language_first(arguments: list[str]) -> list[str]:
    """Let `--language vi` stand after the command too, where people write it."""
    for index, argument in enumerate(arguments):
        name, equals, _ = argument.partition("=")
        if name == "--language":
            end = index + (1 if equals else 2)
            return [*arguments[index:end], *arguments[:index], *arguments[end:]]
        if argument == "--":
            break
    return arguments


def main() -> None:
    """Run the command; typer turns Ctrl+C into exit status 130 without a stack trace."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries warn developers, and this is read by everyone
    logging.getLogger("hoidap").addHandler(logging.NullHandler())  # what went wrong stands in the answer's notes
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: on busy cores its threads wait for each other
    sys.argv[1:] = _language_first(sys.argv[1:])
    app()


if __name__ == "__main__":
    main()
