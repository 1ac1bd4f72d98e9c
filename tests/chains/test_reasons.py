"""Whatever a database refuses or fails with can be said in Vietnamese."""

import ast
import importlib
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.tools import ToolException

import hoidap.databases
from hoidap.chains.errors import NoSql
from hoidap.chains.reasons import _vietnamese, reason
from hoidap.databases import Database, SqlRefused, demo_database
from hoidap.databases.connection import TOO_LONG
from hoidap.databases.errors import DatabaseError, QueryFailed, QueryTimeout, TooCostly
from hoidap.models.errors import ModelFailed, OutOfMemory

RAISED = ("SqlRefused", "QueryFailed", "Unavailable", "QueryTimeout", "QueryStopped")
FOLDER = Path(hoidap.databases.__file__).parent


def sentences() -> Iterator[str]:
    """Every sentence in the sources of databases/ with which a question can be refused or fail."""
    for file in FOLDER.rglob("*.py"):
        name = ".".join(("hoidap.databases", *file.relative_to(FOLDER).with_suffix("").parts))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            place = {**dict.fromkeys(RAISED, 0), "Trouble": 1}.get(call.func.id)
            if place is None or len(call.args) <= place:
                continue
            match call.args[place]:
                case ast.Constant(value=str(text)):
                    yield text
                case ast.Name(id=constant):
                    yield getattr(importlib.import_module(name), constant)
                case ast.Subscript(value=ast.Name(id=constant)):
                    yield from getattr(importlib.import_module(name), constant).values()
                case ast.Attribute(attr="sentence"):
                    pass  # of a Trouble, which is found where it is made
                case other:
                    raise AssertionError(f"{file.name}:{other.lineno}: a sentence that cannot be looked up")


def test_every_sentence_has_a_vietnamese_one_with_the_same_values() -> None:
    found = set(sentences())
    assert len(found) > 50
    assert not found - _vietnamese().keys()
    for english, vietnamese in _vietnamese().items():
        fields = [{name for _, name, *_ in string.Formatter().parse(text) if name} for text in (english, vietnamese)]
        assert fields[0] == fields[1], english
        assert not vietnamese.isascii(), english


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("data")
    database = Database.connect(demo_database(folder), data_dir=folder)
    yield database
    database.close()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FROM {x}", "không đọc được"),
        ("SELECT * FROM Nowhere", "Ở đây không có bảng Nowhere."),
        ("SELECT Nothing FROM Author", "không có cột Nothing"),
        ("DELETE FROM Author", "Chỉ được chạy câu lệnh SELECT"),
        ("SELECT load_extension('x')", "hàm load_extension"),
        ("SELECT 1; SELECT 2", "một câu lệnh"),
    ],
)
def test_a_refusal_in_words_of_the_reader(db: Database, sql: str, says: str) -> None:
    with pytest.raises(SqlRefused) as caught:
        db.query(sql)
    assert says in reason(caught.value, "vi")
    assert reason(caught.value, "en") == str(caught.value)


def test_what_stands_in_values_is_no_template() -> None:
    assert str(QueryFailed("The database answered: {words}.", words="near {x}")) == "The database answered: near {x}."
    assert reason(DatabaseError("odd {braces}"), "vi") == "odd {braces}"


def test_numbers_in_the_form_of_the_language() -> None:
    cost = TooCostly("SELECT 1", 1_234_567.0)
    assert "1.234.567 dòng" in reason(cost, "vi") and "1,234,567 rows" in reason(cost, "en")
    late = QueryTimeout(TOO_LONG, seconds=0.5)
    assert "0,5 giây" in reason(late, "vi") and "0.5 seconds" in reason(late, "en")


def test_what_others_raise() -> None:
    wrapped = ToolException("There is no table x here.")
    wrapped.__cause__ = SqlRefused("There is no table {name} here.", name="x")
    assert reason(wrapped, "vi") == "Ở đây không có bảng x."
    assert reason(NoSql("the model wrote no SQL"), "vi").startswith("Mô hình chưa viết được")
    assert reason(OutOfMemory("no memory"), "vi") != reason(ModelFailed("x"), "vi")
    assert reason(ModelFailed("It failed."), "en") == "It failed."
    assert reason(KeyError("x"), "vi") == "Chi tiết cho người quản trị: KeyError: 'x'"
