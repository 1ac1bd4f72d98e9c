"""Every folder that holds code is shipped, and visible to the type checkers."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = set(PYPROJECT["tool"]["setuptools"]["packages"])
LINKS = ROOT / ".typing" / "hoidap"
NOT_CODE = {"tests", "docs", "scripts", "build", "dist", "runs"}


def test_every_code_folder_is_packaged() -> None:
    found = {path.parent.relative_to(ROOT).parts for path in ROOT.glob("[a-z]*/**/__init__.py")}
    folders = {"hoidap." + ".".join(parts) for parts in found if parts[0] not in NOT_CODE}
    assert folders == PACKAGES - {"hoidap"}


def test_typing_links_follow_folders_and_root_modules() -> None:
    folders = {name.split(".")[1] for name in PACKAGES if "." in name}
    modules = {path.name for path in ROOT.glob("*.py")}
    links = {link.name for link in LINKS.iterdir() if link.is_symlink()}
    assert links == folders | modules
    assert all(link.resolve().exists() for link in LINKS.iterdir())


def test_every_data_file_in_a_code_folder_is_shipped() -> None:
    shipped = {
        path
        for package, patterns in PYPROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")[1:]).glob(pattern)
    }
    folders = [ROOT.joinpath(*package.split(".")[1:]) for package in PACKAGES - {"hoidap"}]
    data = {
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
    }
    assert {str(path.relative_to(ROOT)) for path in data - shipped} == set()


def test_nothing_at_the_root_makes_it_a_package() -> None:
    assert not (ROOT / "__init__.py").exists()
    assert not (ROOT / "conftest.py").exists()
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
