"""The `hoidap` command as it is typed: help, answers, conversations, exit statuses, both languages."""

import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.testing import CliRunner

from hoidap import cli
from hoidap.agents.question import Answer
from hoidap.settings import PREFIX, Settings

COMMANDS = ("serve", "ask", "chat", "models", "doctor", "eval")
QUESTION = "Có bao nhiêu cải tiến trong năm 2024?"
RUN = [sys.executable, "-m", "hoidap.cli"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data_dir: Path) -> None:
    """Defaults, English, a data folder of our own, and no .env."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(data_dir))
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "C.UTF-8"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["hoidap"])
    monkeypatch.chdir(tmp_path)


def hoidap(*arguments: str, typed: str | None = None) -> Any:
    return CliRunner().invoke(cli.app, list(arguments), input=typed)


def expected_2024(data_dir: Path) -> int:
    with sqlite3.connect(next(data_dir.glob("*jidouka*.sqlite"))) as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM Jidouka WHERE DateCreate LIKE '2024%'").fetchone()
    return int(count)


# Help


def test_help_answers_within_half_a_second() -> None:
    def cpu_seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*RUN, "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu_seconds() for _ in range(3)) < 0.5


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_has_help_in_both_languages(command: str, language: str) -> None:
    code = (
        "import typer, sys; from hoidap.cli import app\n"
        f"command = typer.main.get_command(app).commands[{command!r}]\n"
        "assert command.help\n"
        "for parameter in command.params:\n"
        "    assert parameter.name == 'help' or parameter.help, parameter.name\n"
        "print(command.help)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "LANG": f"{language}_XX.UTF-8"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii() == (language == "en")


@pytest.mark.parametrize("arguments", [["--language", "vi", "--help"], ["ask", "--help", "--language=vi"]])
def test_the_language_may_stand_before_or_after_the_command(arguments: list[str]) -> None:
    done = subprocess.run([*RUN, *arguments], capture_output=True, text=True, check=True)
    assert "câu hỏi" in done.stdout.lower()


def test_the_commands_are_those_of_the_design() -> None:
    shown = hoidap("--help").output
    assert all(f" {command} " in shown for command in COMMANDS)


# Wrong usage


@pytest.mark.parametrize(
    "arguments", [["ask", ""], ["ask", "  \n "], ["ask", "-"], ["ask", "?!"], ["ask", "câu " * 1250]]
)
def test_what_is_no_question_is_wrong_usage(arguments: list[str]) -> None:
    done = hoidap(*arguments, typed="")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip().count("\n") == 0 and done.stderr.strip().endswith(".")


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["nonsense"], ["ask", "hi", "--nonsense"], ["serve", "--port", "x"], ["--language", "fr", "models"]],
)
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    done = hoidap(*arguments)
    assert done.exit_code == 2 and done.stderr and "Traceback" not in done.output


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_MAX_ROWS", "many")
    done = hoidap("ask", "xin chào")
    assert done.exit_code == 2 and done.stderr.startswith("HOIDAP_MAX_ROWS is 'many'")


# One question


def test_an_answer_as_json_is_all_that_stands_on_stdout(data_dir: Path) -> None:
    done = subprocess.run([*RUN, "ask", QUESTION, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == set(get_type_hints(Answer))
    assert answer["rows"] == [[expected_2024(data_dir)]]
    assert str(expected_2024(data_dir)) in answer["answer"] and "SELECT" in answer["sql"]
    assert "Traceback" not in done.stderr


def test_an_answer_on_the_screen_has_sentence_rows_sql_and_seconds(data_dir: Path) -> None:
    done = hoidap("ask", QUESTION)
    assert done.exit_code == 0, done.output
    sentence, rest = done.stdout.split("\n", 1)
    assert str(expected_2024(data_dir)) in sentence
    assert "SELECT" in rest and "┃" in rest and rest.strip().endswith(" s")


def test_a_question_may_come_from_standard_input() -> None:
    done = hoidap("ask", "-", "--json", typed="xin chào\n")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["question"], answer["sql"]) == ("xin chào", None)


def test_a_thread_goes_on_in_the_next_process() -> None:
    for question in (QUESTION, "còn năm 2023 thì sao?"):
        done = hoidap("ask", question, "--json", "--thread", "kept")
    answer = json.loads(done.stdout)
    assert answer["thread_id"] == "kept"
    assert "2023" in answer["sql"] and "Jidouka" in answer["sql"]


def test_a_question_is_asked_by_the_user_who_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    glossary = tmp_path / "glossary.yaml"
    glossary.write_text(
        "tables: {Author: {rows: DepartmentId = :user_department}}\nusers: {lan: {department: 3}}\n"
        "examples: [{question: 'Bao nhiêu người?', sql: SELECT COUNT(*) FROM Author}]\n"
    )
    monkeypatch.setenv("HOIDAP_GLOSSARY", str(glossary))
    rows = {
        user: json.loads(hoidap("ask", "bao nhieu nguoi", "--json", *chosen).stdout)["rows"]
        for user, chosen in {"local": (), "lan": ("--user", "lan")}.items()
    }
    assert rows == {"local": [[0]], "lan": [[7]]}
    said = hoidap("chat", "--user", "lan", typed="bao nhieu nguoi\n")
    assert said.exit_code == 0 and "7" in said.stdout


def test_a_database_that_is_not_there_is_a_question_without_an_answer(tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path / 'missing.db'}"
    done = hoidap("ask", QUESTION, "--json", "--db", missing)
    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert set(answer) == set(get_type_hints(Answer)) and "missing.db" in answer["notes"][0]
    done = hoidap("ask", QUESTION, "--db", missing)
    assert done.exit_code == 1 and done.stdout == "" and "missing.db" in done.stderr


def test_a_model_that_is_not_there_is_a_question_without_an_answer(tmp_path: Path) -> None:
    done = hoidap("ask", QUESTION, "--json", "--model", str(tmp_path))
    assert done.exit_code == 1 and str(tmp_path) in json.loads(done.stdout)["notes"][0]


def test_what_stands_in_a_database_cannot_steer_the_terminal(tmp_path: Path) -> None:
    from hoidap.terminal import console, show_rows

    screen = console()
    with screen.capture() as capture:
        show_rows(["name"], [["\x1b[2Jgone\x07"], ["[bold]kept[/bold] :smile:"]], screen, truncated=False)
    shown = capture.get()
    assert "\x1b[2J" not in shown and "\x07" not in shown
    assert "[bold]kept[/bold] :smile:" in shown


def test_many_rows_are_shortened_and_said_to_be() -> None:
    from hoidap.terminal import SHOWN_ROWS, console, show_rows

    screen = console()
    with screen.capture() as capture:
        show_rows(["n"], [[n] for n in range(SHOWN_ROWS + 7)], screen, truncated=True)
    assert "7 more rows" in capture.get() and "more rows than were read" in capture.get()


# A conversation


def test_a_conversation_is_read_from_a_pipe() -> None:
    lines = (
        QUESTION,
        "",
        "/sql",
        "còn năm 2023 thì sao?",
        "/sql",
        "/new",
        "/nonsense",
        "xin chào",
        "/quit",
        "never asked",
    )
    done = hoidap("chat", typed="\n".join(lines))
    assert done.exit_code == 0, done.output
    first, second = done.stdout.split("SQL is hidden.")
    assert "SELECT" in first
    followed, greeted = second.split("SQL is shown.")
    assert "SELECT" not in followed and "┃" in followed
    assert "A new conversation." in greeted
    assert "/nonsense" in done.stderr
    assert "›" not in done.stdout


def test_the_end_of_standard_input_ends_the_conversation() -> None:
    assert hoidap("chat", typed="").exit_code == 0


def test_stopping_an_answer_stops_the_model_and_not_the_conversation(capsys: pytest.CaptureFixture[str]) -> None:
    from langchain_core.runnables import RunnableGenerator
    from langchain_core.runnables.utils import AddableDict

    from hoidap.conversation import _print_turn

    closed = []

    def answer(_: Iterator[Any]) -> Iterator[AddableDict]:
        try:
            yield AddableDict(answer="Mình đang ")
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    _print_turn(RunnableGenerator(answer), {"question": "?", "thread_id": "t"}, sql=True)
    shown = capsys.readouterr()
    assert closed and "Mình đang" in shown.out and "Stopped." in shown.err


@pytest.mark.parametrize("key", [b"\x03", b"\x04", b"/quit\r"])
def test_a_conversation_on_a_terminal_is_left_cleanly(key: bytes) -> None:
    spawn = f"import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn({[*RUN, 'chat']!r})))"
    with subprocess.Popen([sys.executable, "-c", spawn], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as terminal:
        assert terminal.stdin and terminal.stdout
        shown = b""
        while "› ".encode() not in shown and (piece := os.read(terminal.stdout.fileno(), 4096)):
            shown += piece
        time.sleep(0.2)
        os.write(terminal.stdin.fileno(), key)
        shown += terminal.stdout.read()
    assert terminal.returncode == 0, shown.decode()
    assert b"Traceback" not in shown and b"/new" in shown


def test_a_signal_ends_a_question_without_a_stack_trace() -> None:
    process = subprocess.Popen([*RUN, "ask", QUESTION], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors


# Models and the doctor


def test_models_are_listed() -> None:
    listed = json.loads(hoidap("models", "--json").stdout)
    embedded = listed[0]
    assert (embedded["name"], embedded["here"], embedded["parameters"]) == ("embedded", True, 6_254_848)
    assert embedded["measured"]["jidouka"] > 75
    assert abs(embedded["int8"]["jidouka"] - embedded["measured"]["jidouka"]) < 2
    for model in listed:
        assert model["licence"] and model["disk_gb"] > 0 and model["memory_gb"]["none"] > 0
        assert set(model["memory_gb"]) == {"none", "8bit", "4bit", "int8"}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("columns", ["80", "200"])
def test_models_are_shown(language: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LANG", f"{language}_XX.UTF-8")
    listed = json.loads(hoidap("models", "--json").stdout)
    shown = hoidap("models").stdout
    assert all(len(line.rstrip()) <= int(columns) for line in shown.splitlines())
    lines = shown.splitlines()
    for model in listed:
        (line,) = [line for line in lines if line[2:].split(" ")[0] == model["name"]]
        assert line.startswith("✓" if model["here"] else " ")
    assert ("bộ nhớ" in lines[0]) == (language == "vi") and "jidouka " in shown


def test_a_model_that_is_part_of_the_package_need_not_be_pulled() -> None:
    done = hoidap("models", "pull", "embedded")
    assert done.exit_code == 0 and done.stdout == "embedded comes with hoidap.\n"
    assert hoidap("models", "pull").exit_code == 2


def free_port() -> str:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return str(door.getsockname()[1])


def test_the_doctor_finds_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_PORT", free_port())
    for arguments in (["doctor"], ["doctor", "--json"]):
        done = hoidap(*arguments)
        assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    names = [check["name"] for check in report["checks"]]
    expected = "python settings database rights memory model speech voice page access port"
    assert report["ok"] and names == expected.split()


def test_the_doctor_says_what_to_do_about_each_thing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wrong = {
            "DATABASE_URL": "sqlite:////nowhere/at/all.db",
            "MODEL": str(tmp_path),
            "MEMORY_URL": f"sqlite:///{tmp_path / 'folder'}",
            "PORT": str(taken.getsockname()[1]),
            "DATABSE_URL": "x",
        }
        for name, value in wrong.items():
            monkeypatch.setenv(f"HOIDAP_{name}", value)
        done = hoidap("doctor", "--json")
    assert done.exit_code == 1
    broken = {check["name"]: check for check in json.loads(done.stdout)["checks"] if not check["ok"]}
    assert set(broken) == {"settings", "database", "memory", "model", "port"}
    assert all(check["advice"].endswith(".") for check in broken.values())
    assert "HOIDAP_DATABASE_URL" in broken["settings"]["found"]


# Measuring


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    good = {"question": QUESTION, "gold_sql": "SELECT COUNT(*) FROM Jidouka WHERE strftime('%Y', DateCreate) = '2024'"}
    bad = {"question": "How many departments are there?", "gold_sql": "SELECT 'another answer'"}
    path.write_text("\n".join(json.dumps(line) for line in (good, bad)), encoding="utf-8")
    return path


def test_eval_measures_on_the_configured_database(questions: Path) -> None:
    done = hoidap("eval", str(questions), "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert (result["model"], result["questions"], result["accuracy"], result["valid"]) == ("embedded", 2, 0.5, 1.0)
    assert set(result["by_language"]) == {"en", "vi"}
    assert [record["ok"] for record in result["records"]] == [True, False]


def test_eval_shows_what_came_out_wrong(questions: Path) -> None:
    done = hoidap("eval", str(questions), "--errors")
    assert "50.0%" in done.stdout and "2: How many departments are there?" in done.stdout
    assert "'another answer'" in done.stdout and QUESTION not in done.stdout
    assert "100.0%" in hoidap("eval", str(questions), "--limit", "1").stdout


def test_eval_names_a_bad_line(questions: Path, tmp_path: Path) -> None:
    questions.write_text(questions.read_text() + '\n{"question": "no sql"}')
    done = hoidap("eval", str(questions))
    assert (done.exit_code, done.stdout) == (2, "") and done.stderr.startswith("Line 3 ")
    assert hoidap("eval", str(tmp_path / "missing.jsonl")).exit_code == 2


# Serving


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run([*RUN, "serve", "--port", port], capture_output=True, text=True, timeout=100)
    assert done.returncode == 1 and port in done.stderr and "Traceback" not in done.stderr
