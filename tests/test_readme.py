"""What the documents promise is there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hoidap import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize(("name", "end"), [("run", "hoidap serve"), ("test", "scripts/check")])
def test_ci_runs_the_commands_of_the_readme(name: str, end: str) -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    function = re.search(r"^readme_command\(\).*$", ci, re.MULTILINE)
    assert function and f"$(readme_command {name})" in ci
    found = subprocess.run(
        ["bash", "-c", f"{function.group()}\nreadme_command {name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert found in blocks("bash") and found.count("\n") == 1
    assert found.strip().endswith(f"&& {end}") and "-c constraints.txt" in found


def test_the_library_example_runs(tmp_path: Path) -> None:
    (example,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows, *_, last = done.stdout.strip().splitlines()
    assert re.fullmatch(r"\[\[\d+\]\]", rows) and last.endswith("]]")


def test_the_http_example_is_a_request_that_is_taken() -> None:
    from hoidap.web.inputs import AgentInput

    (body,) = re.findall(r"-d '(.*)'", README)
    assert AgentInput.model_validate(json.loads(body)["input"]).thread_id == "t1"


def test_every_command_that_is_named_exists() -> None:
    commands = {
        command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
    }
    named = {name for page in PAGES for name in re.findall(r"\bhoidap ([a-z]+)\b", page.read_text(encoding="utf-8"))}
    assert commands <= named | {"chat"}
    for block in blocks("bash"):
        assert set(re.findall(r"^(?:.*&& )?hoidap ([a-z]+)", block, re.MULTILINE)) <= commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    folders = "databases|models|chains|tools|agents|web|ui|training|benchmarks|tests|scripts|docs"
    for name in re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_the_extras_that_are_named_exist() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {"postgres", "mysql", "test"} <= set(extras)
    assert not set(re.findall(r"hoidap\[(\w+)\]", README)) - set(extras)
