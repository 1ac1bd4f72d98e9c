"""Several databases and models from one file."""

from pathlib import Path

import pytest

from hoidap.settings import Settings, SettingsError
from hoidap.web.profiles import ONLY, chat_profiles

FILE = """
Bán hàng:
  title: Bán hàng
  description: Đơn hàng từ 2019
  database_url: sqlite:///shop.db
  glossary: shop.yaml
  max_rows: 50
nhân sự:
  hide_tables: [salary, users]
"""


def settings(folder: Path, text: str | None = None) -> Settings:
    file = folder / "profiles.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    return Settings(profiles=file, glossary=folder / "office.yaml", hide_tables=("secret",), model="embedded")


def test_a_profile_is_the_settings_but_for_what_it_says(tmp_path: Path) -> None:
    shop, staff = chat_profiles(settings(tmp_path, FILE)).values()
    assert (shop.title, shop.description) == ("Bán hàng", "Đơn hàng từ 2019")
    assert shop.settings.database_url.get_secret_value() == "sqlite:///shop.db"
    assert (shop.settings.max_rows, staff.settings.max_rows) == (50, 200)
    assert staff.settings.hide_tables == ("salary", "users")
    assert staff.settings.glossary == tmp_path / "office.yaml"


def test_what_is_said_of_one_database_is_not_said_of_another(tmp_path: Path) -> None:
    shop, *_ = chat_profiles(settings(tmp_path, FILE)).values()
    assert shop.settings.glossary == tmp_path / "shop.yaml"
    assert shop.settings.hide_tables == ()


def test_without_a_file_the_settings_are_the_only_profile() -> None:
    own = Settings(profiles=None)
    profiles = chat_profiles(own)
    assert list(profiles) == [ONLY]
    assert profiles[ONLY].settings == own


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "cannot read .*profiles.yaml"),
        ("a: [", "line 2 is not YAML|is not YAML"),
        ("- a\n- b", "must hold the names of profiles"),
        ("", "must hold the names of profiles"),
        ("shop: sqlite:///x", "'shop' must hold settings"),
        ("shop:\n  databse_url: x", "'shop' has 'databse_url', which is none of: title"),
        ("shop:\n  max_rows: many", "'shop': HOIDAP_MAX_ROWS is 'many'"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_in_a_sentence(
    tmp_path: Path, text: str | None, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        chat_profiles(settings(tmp_path, text))


def test_a_password_in_a_broken_file_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        chat_profiles(settings(tmp_path, "shop:\n  database_url: [postgresql://me:s3cret@db/x"))
    assert "s3cret" not in str(caught.value)
