"""What `hoidap doctor` says of the account, and the SQL that it prints, where no server is needed."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from hoidap import cli, doctor
from hoidap.databases import Database
from hoidap.databases.rights import Excess
from hoidap.databases.rights.base import is_remote
from hoidap.settings import PREFIX, Settings, load_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    import sqlite3

    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)")
    connection.close()
    file.chmod(0o644)
    tmp_path.chmod(0o755)
    return file


def hoidap(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, list(arguments))


def checks(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The doctor's report about the database alone."""
    monkeypatch.setattr(doctor, "examine", doctor._database)
    done = hoidap("doctor", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout)


def test_the_demo_database_gives_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    code, report = checks(monkeypatch)
    assert code == 0 and report["ok"] and report["grants"] == []
    assert [(check["name"], check["warning"]) for check in report["checks"]] == [("database", False), ("rights", False)]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the mode of a file says nothing of other users")
def test_a_file_that_anybody_may_write_is_warned_of(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, report = checks(monkeypatch, "--db", f"sqlite:///{shop}")
    assert code == 0 and not any(check["warning"] for check in report["checks"])
    shop.chmod(0o666)
    shop.parent.chmod(0o777)
    code, report = checks(monkeypatch, "--db", f"sqlite:///{shop}")
    warned = [check for check in report["checks"] if check["warning"]]
    assert code == 0 and report["ok"] and [check["name"] for check in warned] == ["rights", "rights"]
    assert [check["advice"] for check in warned] == [f"chmod o-w '{shop}'", f"chmod o-w '{shop.parent}'"]
    shop.parent.chmod(0o777 | stat.S_ISVTX)  # as /tmp has it: nobody may replace what is another's
    assert (
        len([check for check in checks(monkeypatch, "--db", f"sqlite:///{shop}")[1]["checks"] if check["warning"]]) == 1
    )


@pytest.mark.parametrize(("language", "sentence"), [("en", "may write all"), ("vi", "được ghi tất cả")])
def test_warnings_are_marked_and_told_in_both_languages(
    language: str, sentence: str, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Owner:
        def excesses(self) -> list[Excess]:
            return [
                Excess("write", ("The account may write all.", "Tài khoản được ghi tất cả."), "REVOKE a;\nREVOKE b;")
            ]

        def reader(self) -> list[str]:
            return ["GRANT SELECT ON items TO hoidap_reader;"]

    monkeypatch.setattr(Database, "account", lambda self: Owner())
    monkeypatch.setattr(doctor, "examine", doctor._database)
    monkeypatch.setenv("LANG", f"{language}_XX.UTF-8")
    done = hoidap("doctor", "--db", f"sqlite:///{shop}")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    (mark,) = [line for line in lines if sentence in line]
    assert mark.startswith("! rights: ")
    assert lines[lines.index(mark) + 1 : lines.index(mark) + 3] == ["  → REVOKE a;", "  → REVOKE b;"]
    assert lines[-1] == "GRANT SELECT ON items TO hoidap_reader;"
    only = hoidap("doctor", "--grants", "--db", f"sqlite:///{shop}")
    assert only.stdout == "GRANT SELECT ON items TO hoidap_reader;\n"


def test_sqlite_has_no_accounts_to_grant_to(shop: Path) -> None:
    done = hoidap("doctor", "--grants", "--db", f"sqlite:///{shop}")
    assert done.exit_code == 0 and done.stdout.startswith("-- SQLite")
    assert doctor.reader_statements(load_settings()) == [done.stdout.strip()]


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("postgresql://u@localhost/db", False),
        ("postgresql:///db", False),
        ("postgresql:///db?host=/run/postgresql", False),
        ("postgresql://u@127.0.0.2/db", False),
        ("postgresql://u@[::1]/db", False),
        ("postgresql:///db?host=db.example.vn", True),
        ("postgresql://u@10.0.0.1/db", True),
        ("mysql://u@localhost.example.vn/db", True),
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BSERVER%3Dtcp%3Adb.example.vn%2C1433%3BPWD%3Dx", True),
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BSERVER%3Dlocalhost%2C1433%3BPWD%3Dx", False),
    ],
)
def test_which_server_is_another_machine(url: str, remote: bool) -> None:
    assert is_remote(make_url(url)) is remote
