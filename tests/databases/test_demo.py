"""The demo database: its shape, that its rows stay the same, and that its obvious questions have one right answer."""

import hashlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
import yaml

from hoidap.databases.demo import FILE_NAME, GLOSSARY, TABLES, VERSION, demo_database
from hoidap.databases.demo_rows import demo_rows

ROWS_OF_VERSION = {1: "e53128cd37a8f67c"}
SIZES = {"Department": 12, "GroupDC": 30, "Author": 80, "Job": 25, "Tool": 20, "Jidouka": 400}
# What improvements are ranked by: the joins that lead there, and the name.
RANKED = {
    "Department": ("JOIN Department USING (DepartmentId)", "DepartmentName"),
    "GroupDC": ("JOIN GroupDC USING (GroupDCId)", "GroupDCName"),
    "Author": ("JOIN Author USING (AuthorId)", "AuthorName"),
    "Job": ("JOIN Job USING (JobId)", "JobName"),
    "Tool": ("JOIN JidoukaTool USING (JidoukaId) JOIN Tool USING (ToolId)", "ToolName"),
    "product": ("", "ProductApply"),
}
YEARS = range(2019, 2027)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("demo")
    assert demo_database(folder) == f"sqlite:///{(folder / FILE_NAME).resolve().as_posix()}"
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        yield connection


def scalar(demo: sqlite3.Connection, sql: str) -> object:
    return demo.execute(sql).fetchone()[0]


@pytest.mark.parametrize(("table", "size"), SIZES.items())
def test_sizes(demo: sqlite3.Connection, table: str, size: int) -> None:
    assert scalar(demo, f"SELECT COUNT(*) FROM {table}") == size


def test_departments_are_dc1_to_dc12(demo: sqlite3.Connection) -> None:
    names = demo.execute("SELECT DepartmentName FROM Department ORDER BY DepartmentId").fetchall()
    assert [name for (name,) in names] == [f"DC{number}" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("table", "column"), [("GroupDC", "GroupDCName"), ("Author", "AuthorName"), ("Jidouka", "ImprovementName")]
)
def test_names_tell_rows_apart(demo: sqlite3.Connection, table: str, column: str) -> None:
    assert scalar(demo, f"SELECT COUNT(*) = COUNT(DISTINCT {column}) FROM {table}") == 1


def test_keys_hold_and_repeat_the_authors_place(demo: sqlite3.Connection) -> None:
    assert demo.execute("PRAGMA foreign_key_check").fetchall() == []
    assert scalar(demo, "SELECT COUNT(*) FROM pragma_foreign_key_list('Jidouka')") == 4
    elsewhere = """SELECT COUNT(*) FROM Jidouka j JOIN Author a USING (AuthorId)
        JOIN GroupDC g ON g.GroupDCId = a.GroupDCId
        WHERE (j.DepartmentId, j.GroupDCId) <> (a.DepartmentId, a.GroupDCId) OR g.DepartmentId <> a.DepartmentId"""
    assert scalar(demo, elsewhere) == 0


def test_dates_are_working_days_from_2019_to_october_2026(demo: sqlite3.Connection) -> None:
    days = [date.fromisoformat(day) for (day,) in demo.execute("SELECT DateCreate FROM Jidouka")]
    assert {day.year for day in days} == set(YEARS)
    assert max(days) < date(2026, 11, 1)
    assert all(day.weekday() < 5 for day in days)


def test_hours_are_there_and_links_are_sometimes_missing(demo: sqlite3.Connection) -> None:
    assert scalar(demo, "SELECT MIN(TotalTimeSaved) > 0 AND MIN(TotalJobApplied) > 0 FROM Jidouka") == 1
    for column in ("Video", "DetailDocument", "SoftwareUsing", "Description"):
        assert 0 < int(str(scalar(demo, f"SELECT COUNT(*) FROM Jidouka WHERE {column} IS NULL"))) < 300


def test_some_rows_have_no_counterpart(demo: sqlite3.Connection) -> None:
    idle = scalar(demo, "SELECT COUNT(*) FROM Author WHERE AuthorId NOT IN (SELECT AuthorId FROM Jidouka)")
    assert 3 <= int(str(idle)) <= 12
    assert scalar(demo, "SELECT COUNT(*) FROM Tool WHERE ToolId NOT IN (SELECT ToolId FROM JidoukaTool)") == 3
    assert scalar(demo, "SELECT COUNT(*) FROM GroupDC WHERE GroupDCId NOT IN (SELECT GroupDCId FROM Author)") == 1
    assert (
        scalar(demo, "SELECT COUNT(*) FROM Department WHERE DepartmentId NOT IN (SELECT DepartmentId FROM Jidouka)")
        == 0
    )


@pytest.mark.parametrize("measure", ["COUNT(*)", "SUM(TotalTimeSaved)"])
@pytest.mark.parametrize("what", RANKED)
def test_first_places_are_held_by_one(demo: sqlite3.Connection, what: str, measure: str) -> None:
    joins, name = RANKED[what]
    for years, places in [(tuple(YEARS), 5), *[((year,), 1) for year in YEARS]]:
        marks = ", ".join(f"'{year}'" for year in years)
        values = demo.execute(
            f"""SELECT ROUND({measure}, 4) FROM Jidouka {joins} WHERE substr(DateCreate, 1, 4) IN ({marks})
            GROUP BY {name} ORDER BY 1 DESC LIMIT {places + 1}"""
        ).fetchall()
        assert len(set(values)) == places + 1, (what, years)


def test_rows_never_change_within_a_version() -> None:
    """Evaluation questions and tests count on the rows; whoever changes them raises VERSION."""
    assert hashlib.sha256((TABLES + repr(demo_rows())).encode()).hexdigest()[:16] == ROWS_OF_VERSION[VERSION]


def test_an_up_to_date_file_is_left_alone_and_others_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"not a database, and long enough to be taken for one" * 30)
    demo_database(tmp_path)
    first = path.stat()
    demo_database(tmp_path)
    assert path.stat().st_ino == first.st_ino
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    demo_database(tmp_path)
    assert path.stat().st_ino != first.st_ino
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]


def test_two_processes_may_build_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert len(set(pool.map(demo_database, [tmp_path / "new"] * 2))) == 1
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == [FILE_NAME]


def test_glossary_names_what_exists_in_both_languages(demo: sqlite3.Connection) -> None:
    glossary = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))["tables"]
    assert set(glossary) == {*SIZES, "JidoukaTool"}
    for table, entry in glossary.items():
        columns = {name for (name,) in demo.execute(f"SELECT name FROM pragma_table_info('{table}')")}
        assert set(entry.get("columns", {})) <= columns
        for words in (entry, *entry.get("columns", {}).values()):
            assert any(word.isascii() for word in words["synonyms"]), words
            assert any(not word.isascii() for word in words["synonyms"]), words
