"""The page's words: complete in both languages, and never more than words."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hoidap.chains.language import detect_language
from hoidap.databases import Database
from hoidap.ui.answer import small_print
from hoidap.ui.home import ENGLISH, merged, prepare_home, upstream_english
from hoidap.ui.starters import starters
from hoidap.ui.texts import TEXTS, browser_language, text

ROOT = Path(__file__).parents[2]
VIETNAMESE = json.loads((ROOT / "ui" / "translations" / "vi.json").read_text(encoding="utf-8"))


def leaves(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(texts, dict):
        for key, value in texts.items():
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, texts


def blanks(words: str) -> set[str]:
    return set(re.findall(r"\{+\w+\}+", words))


def test_every_text_of_chainlit_is_translated() -> None:
    english, vietnamese = dict(leaves(merged(upstream_english(), ENGLISH))), dict(leaves(VIETNAMESE))
    assert set(vietnamese) == set(english)
    for path, words in vietnamese.items():
        assert blanks(words) == blanks(english[path]), path
        assert bool(words) == bool(english[path]), path
    same = {path for path, words in vietnamese.items() if words and words == english[path]}
    assert same == {".navigation.user.menu.settingsKey"}


def test_every_text_of_ours_says_the_same_in_both_languages() -> None:
    for key, (vietnamese, english) in TEXTS.items():
        assert vietnamese != english, key
        assert blanks(vietnamese) == blanks(english), key
    assert text("rows", "vi", count=3) == "3 dòng"
    assert text("rows", "en", count=3) == "3 rows"


@pytest.mark.parametrize(
    ("tag", "language"), [("vi", "vi"), ("vi-VN", "vi"), ("en-GB", "en"), ("fr", "en"), (None, "en")]
)
def test_the_language_of_a_browser(tag: str | None, language: str) -> None:
    assert browser_language(tag) == language


def test_the_readme_at_the_root_is_the_one_of_both_languages() -> None:
    parts = [(ROOT / "ui" / f"chainlit_{language}.md").read_text(encoding="utf-8") for language in ("vi-VN", "en-US")]
    assert (ROOT / "chainlit.md").read_text(encoding="utf-8") == "\n---\n\n".join(parts)


def test_the_home_holds_what_chainlit_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHAINLIT_APP_ROOT", "CHAINLIT_ENV_FILE"):
        monkeypatch.setenv(name, "")
    for name in ("left", "running"):
        (tmp_path / ".files" / name).mkdir(parents=True)
    os.utime(tmp_path / ".files" / "left", (0, 0))
    prepare_home(tmp_path)
    prepare_home(tmp_path)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files >= {
        ".chainlit/config.toml",
        ".chainlit/translations/vi.json",
        ".chainlit/translations/vi-VN.json",
        ".chainlit/translations/en-US.json",
        "chainlit.md",
        "chainlit_vi.md",
        "chainlit_vi-VN.md",
        "public/elements/Answer.jsx",
        "public/theme.json",
        "public/favicon.svg",
    }
    assert [session.name for session in (tmp_path / ".files").iterdir()] == ["running"]


def test_starters_come_from_the_schema_and_show_both_languages(db: Database) -> None:
    vietnamese, english = starters(db, "vi"), starters(db, "en")
    assert len(vietnamese) == len(set(vietnamese)) == len(english) == 5
    assert "Có bao nhiêu cải tiến?" in vietnamese[:-1]
    assert "How many improvements are there?" in english[:-1]
    assert detect_language(vietnamese[-1]) == "en"
    assert detect_language(english[-1]) == "vi"


def test_small_print_tells_what_was_cut_and_how_long_it_took() -> None:
    answer = {"rows": [[1]] * 200, "truncated": True, "notes": ["Một ghi chú."], "sql": "SELECT 1", "seconds": 1.234}
    assert small_print(answer, "vi") == ["Chỉ hiện 200 dòng đầu tiên.", "Một ghi chú.", "1,2 giây"]
    assert small_print({**answer, "notes": []}, "en") == ["Only the first 200 rows are shown.", "1.2 s"]
    assert small_print({"answer": "Xin chào!", "sql": None, "seconds": 0.1}, "vi") == []
