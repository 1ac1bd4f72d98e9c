"""What the command does about who may ask: `hoidap accounts`, and what `serve` and `doctor` say."""

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from serving import wait_for
from typer.testing import CliRunner

from hoidap import cli, doctor, langserve_app
from hoidap.settings import PREFIX, Settings
from hoidap.web.accounts import Accounts

PASSWORD = "mật khẩu dài"


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "C.UTF-8")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["hoidap"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOIDAP_ACCOUNTS", str(tmp_path / "accounts"))
    return tmp_path / "accounts"


def accounts(*arguments: str, typed: str = "") -> Any:
    return CliRunner().invoke(cli.app, ["accounts", *arguments], input=typed)


def test_people_are_added_listed_changed_and_removed(file: Path) -> None:
    assert accounts("add", "lan", typed=f"{PASSWORD}\n").exit_code == 0
    assert accounts("add", "Nguyễn Văn An", typed=PASSWORD).exit_code == 0
    assert accounts("list").stdout == "lan\nNguyễn Văn An\n"
    assert Accounts(file).check("lan", PASSWORD)
    assert accounts("password", "LAN", typed="another one\r\n").exit_code == 0
    assert Accounts(file).check("lan", "another one") and not Accounts(file).check("lan", PASSWORD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    removed = accounts("remove", "lan")
    assert (removed.exit_code, removed.stdout, removed.stderr) == (0, "", "lan may no longer log in.\n")
    assert accounts("list").stdout == "Nguyễn Văn An\n"


def test_what_goes_wrong_is_one_sentence(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(*arguments: str, typed: str = "") -> tuple[int, str]:
        done = accounts(*arguments, typed=typed)
        assert len(done.stderr.splitlines()) == 1 and not done.stdout
        return done.exit_code, done.stderr

    assert said("list") == (1, f"There is no file of accounts at {file}; hoidap accounts add NAME makes it.\n")
    assert said("add", "lan", typed="short")[1] == "A password has 8 to 1024 letters.\n"
    assert said("add", "a:b", typed=PASSWORD)[0] == 1 and not file.exists()
    accounts("add", "lan", typed=PASSWORD)
    assert said("add", "Lan", typed=PASSWORD) == (1, "There is an account lan already.\n")
    assert said("remove", "minh")[0] == said("password", "minh", typed=PASSWORD)[0] == 1
    file.write_text("nonsense\n")
    assert "line 1" in said("list")[1]
    monkeypatch.delenv("HOIDAP_ACCOUNTS")
    code, sentence = said("list")
    assert code == 2 and "HOIDAP_ACCOUNTS=accounts" in sentence


@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("something else", 1)])
def test_a_terminal_is_asked_twice_and_shows_nothing(file: Path, second: str, code: int) -> None:
    ours, theirs = pty.openpty()
    run = [sys.executable, "-m", "hoidap.cli", "accounts", "add", "lan"]
    process = subprocess.Popen(run, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = ""

    def sees(words: str) -> bool:
        nonlocal shown
        if words not in shown:
            shown += os.read(ours, 1000).decode()
        return words in shown

    for prompt, answer in (("Password: ", PASSWORD), ("Once more: ", second)):
        wait_for(lambda prompt=prompt: sees(prompt))  # type: ignore[misc]
        os.write(ours, f"{answer}\n".encode())
    wait_for(lambda: sees("may log in" if code == 0 else "two passwords"))
    assert process.wait(20) == code and file.exists() is (code == 0)
    assert PASSWORD not in shown and second not in shown
    os.close(ours)


@pytest.mark.parametrize(
    ("host", "gated", "warned"), [("127.0.0.1", False, False), ("0.0.0.0", False, True), ("0.0.0.0", True, False)]
)
def test_serve_says_where_everybody_may_ask(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: Path,
    host: str,
    gated: bool,
    warned: bool,
) -> None:
    monkeypatch.setattr(langserve_app, "create_app", lambda settings, on_failure: FastAPI())
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: None)
    if gated:
        Accounts(file).add("lan", PASSWORD)
    langserve_app.serve(Settings(host=host, port=18_431, accounts=file if gated else None))
    url, *more = capsys.readouterr().err.splitlines()
    assert url.endswith("/chat") and len(more) == warned
    assert all("Everybody" in line and "hoidap accounts add" in line for line in more)


def test_serve_does_not_start_without_the_accounts_that_it_is_told_of(file: Path) -> None:
    done = CliRunner().invoke(cli.app, ["serve", "--port", "18431"])
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        1,
        f"There is no file of accounts at {file}; hoidap accounts add NAME makes it.",
    )


def test_the_doctor_tells_who_may_ask(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(**settings: Any) -> tuple[bool, bool, str]:
        check = doctor._access(Settings(**{"accounts": None, **settings}))
        return check.ok, check.warning, check.found

    assert seen() == (True, False, "everybody asks as local, on this machine alone")
    assert seen(host="0.0.0.0", user="lan") == (True, True, "everybody asks as lan, 0.0.0.0:8000")
    ok, _, found = seen(accounts=file)
    assert not ok and "hoidap accounts add" in found
    Accounts(file).add("lan", PASSWORD)
    assert seen(accounts=file, host="0.0.0.0") == (True, False, "1 account")
    assert seen(user_header="X-Forwarded-User") == (True, False, "X-Forwarded-User (127.0.0.0/8, ::1)")
    assert seen(oauth_users=("example.vn",))[0] is False
    monkeypatch.setenv("OAUTH_GOOGLE_CLIENT_ID", "x")
    assert seen(oauth_users=("example.vn",)) == (True, False, "OAuth (GOOGLE)")
