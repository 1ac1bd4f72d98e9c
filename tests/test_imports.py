"""Imports run one way, and light modules stay light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each part may import besides itself: DESIGN's order, with the small modules of the root between its floors.
BELOW: dict[str, set[str]] = {
    "databases": set(),
    "models": set(),
    "chains": {"models", "databases"},
    "tools": {"chains", "models", "databases"},
    "agents": {"tools", "chains", "models", "databases"},
    "training": {"agents", "tools", "chains", "models", "databases"},
    "web": {"settings", "agents", "tools", "chains", "models", "databases"},
    "ui": {"web", "settings", "agents", "tools", "chains", "models", "databases"},
    "settings": {"models", "databases"},
    "terminal": {"doctor"},
    "terminal_models": {"terminal", "models"},
    "terminal_dataset": {"terminal", "training", "databases"},
    "terminal_eval": {"terminal", "training"},
    "terminal_pairs": {"settings", "terminal", "ui", "training", "databases"},
    "terminal_tune": {"terminal", "training"},
    "cli_accounts": {"settings", "terminal", "web"},
    "cli_dataset": {"settings", "terminal", "terminal_dataset", "terminal_pairs", "training", "databases"},
    "cli_eval": {"settings", "terminal", "terminal_eval", "training", "models", "databases"},
    "cli_feedback": {"settings", "terminal", "ui"},
    "cli_tune": {"settings", "terminal", "terminal_pairs", "terminal_tune", "training", "models", "databases"},
    "doctor": {"settings", "terminal", "web", "models", "databases"},
    "conversation": {"settings", "terminal", "agents", "tools", "chains", "models", "databases"},
    "langserve_app": {"settings", "terminal", "web", "ui", "agents", "tools", "chains", "models", "databases"},
    "cli": {
        "cli_accounts",
        "cli_dataset",
        "cli_eval",
        "cli_feedback",
        "cli_tune",
        "settings",
        "terminal",
        "terminal_models",
        "doctor",
        "conversation",
        "langserve_app",
        "web",
        "training",
        "agents",
        "models",
        "databases",
    },
    "benchmarks": {
        "ui",
        "settings",
        "cli",
        "langserve_app",
        "web",
        "training",
        "agents",
        "tools",
        "chains",
        "models",
        "databases",
    },
}
HEAVY = ("torch", "transformers", "chainlit", "langchain_huggingface", "bitsandbytes")


def modules() -> list[Path]:
    return [
        path
        for part in BELOW
        for path in ([ROOT / f"{part}.py"] if (ROOT / f"{part}.py").exists() else sorted((ROOT / part).rglob("*.py")))
    ]


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The absolute names that a module imports, with the number of dots of a relative one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module == "hoidap" and not node.level:
                yield from ((f"hoidap.{alias.name}", 0) for alias in node.names)
            else:
                yield node.module or "", node.level


def test_every_part_has_its_place_in_the_rule() -> None:
    folders = {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")}
    assert folders | {path.stem for path in ROOT.glob("*.py")} == set(BELOW)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    place = path.relative_to(ROOT)
    part = place.parts[0].removesuffix(".py")
    for name, dots in imported(path):
        if dots:
            assert dots < len(place.parts), f"relative import out of {part}: {name}"
        elif name.split(".")[0] == "hoidap":
            other = name.split(".")[1] if "." in name else ""
            assert other != part or len(place.parts) == 1, f"within {part} import relatively: {name}"
            assert other in BELOW[part] | {part}, f"{part} may not import {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_part_is_imported_without_its_package(path: Path) -> None:
    assert not {name.split(".")[0] for name, dots in imported(path) if not dots} & (set(BELOW) - {"cli"})


@pytest.mark.parametrize("module", ["cli", "settings", "terminal", "conversation", "databases", "chains", "tools"])
def test_light_modules_load_nothing_heavy(module: str) -> None:
    code = f"import sys, hoidap.{module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
