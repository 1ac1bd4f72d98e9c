"""The settings: read from the environment, checked, and documented."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.settings import PREFIX, Settings, SettingsError, load_settings, misspelt, table

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variables but the test's own, and no .env in the working folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    settings = load_settings()
    assert (settings.database_url.get_secret_value(), settings.model, settings.device) == ("demo", "embedded", "auto")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_what_is_given_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("HOIDAP_MODEL=file\nHOIDAP_PORT=8100\nHOIDAP_MAX_ROWS=7\n")
    monkeypatch.setenv("HOIDAP_MODEL", "environment")
    monkeypatch.setenv("HOIDAP_PORT", "8200")
    settings = load_settings(model="given", port=None)
    assert (settings.model, settings.port, settings.max_rows) == ("given", 8200, 7)


def test_hidden_tables_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_HIDE_TABLES", "Salary, secret keys ,")
    assert load_settings().hide_tables == ("Salary", "secret keys")


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_PORT", "")
    assert load_settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("MAX_ROWS", "0"),
        ("QUERY_SECONDS", "-1"),
        ("DEVICE", "gpu"),
        ("QUEUE", "0"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"HOIDAP_{name}", value)
    with pytest.raises(SettingsError) as failure:
        load_settings()
    assert str(failure.value).startswith(f"HOIDAP_{name} is {value!r}")
    assert "\n" not in str(failure.value) and str(failure.value).endswith(".")


def test_a_misspelt_variable_is_found_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_DATABSE_URL", "sqlite:///x.db")
    assert misspelt() == {"HOIDAP_DATABSE_URL": "HOIDAP_DATABASE_URL"}


def test_everything_is_kept_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.folder() == tmp_path / "data"
    assert settings.conversations() == f"sqlite:///{tmp_path / 'data' / 'conversations.sqlite'}"
    assert load_settings(memory_url="postgresql://x/y").conversations() == "postgresql://x/y"


def test_a_data_folder_named_in_the_file_is_the_demo_databases_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HOIDAP_DATA_DIR")
    (tmp_path / ".env").write_text(f"HOIDAP_DATA_DIR={tmp_path / 'elsewhere'}\n")
    with closing(load_settings().connect()) as database:
        assert str(tmp_path / "elsewhere") in database.url


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description and description.endswith(".") and "|" not in description


def test_the_table_of_the_readme_is_up_to_date() -> None:
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_is_printed_for_whoever_brings_it_up_to_date() -> None:
    done = subprocess.run([sys.executable, "-m", "hoidap.settings"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == table()


def test_no_other_module_reads_a_variable_of_ours() -> None:
    allowed = {"settings.py", "cli.py", "databases/folder.py"}  # the ground floor can't import settings
    reads = re.compile(r"(?:environ|getenv)[^\n]*HOIDAP_")
    code = [
        path for path in ROOT.rglob("*.py") if not {"tests", "build", ".typing"} & set(path.relative_to(ROOT).parts)
    ]
    found = {str(path.relative_to(ROOT)) for path in code if reads.search(path.read_text(encoding="utf-8"))}
    assert found <= allowed
