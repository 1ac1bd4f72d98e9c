"""Each tool by itself, as any LangChain application could use it."""

from typing import Any

import pytest
from langchain_core.tools import BaseTool, ToolException

from hoidap.chains.language import detect_language
from hoidap.tools import ToolContext, load_tools
from hoidap.tools.example_questions import example_questions
from hoidap.tools.registry import BUILTIN


@pytest.fixture(scope="session")
def tools(context: ToolContext) -> dict[str, BaseTool]:
    return load_tools(context)


@pytest.mark.parametrize("name", BUILTIN)
def test_a_tool_tells_what_it_does_and_what_each_argument_is(tools: dict[str, BaseTool], name: str) -> None:
    tool = tools[name]
    assert tool.name == name
    assert 20 < len(tool.description) < 200
    assert "Args:" not in tool.description
    for argument, schema in tool.args.items():
        assert schema.get("description"), f"{name} is missing what {argument} is"


def test_generate_sql_then_execute_sql(tools: dict[str, BaseTool]) -> None:
    draft = tools["generate_sql"].invoke({"question": "How many authors are there?"})
    assert draft["tables"] == ["Author"]
    result = tools["execute_sql"].invoke({"sql": draft["sql"]})
    assert result["columns"] == ["n"]
    assert result["truncated"] is False
    rows = {key: result[key] for key in ("columns", "rows")}
    answer = tools["summarize_answer"].invoke({"question": "How many authors are there?", **rows})
    assert answer == {"answer": f"There are {result['rows'][0][0]} authors.", "notes": []}


@pytest.mark.parametrize("sql", ["DELETE FROM Author", "SELECT nothing FROM Author", "", "SELECT 1; SELECT 2"])
def test_execute_sql_says_what_is_wrong(tools: dict[str, BaseTool], sql: str) -> None:
    with pytest.raises(ToolException, match=r"\w+"):
        tools["execute_sql"].invoke({"sql": sql})


def test_tools_are_called_as_a_model_calls_them(tools: dict[str, BaseTool]) -> None:
    call: Any = {"name": "execute_sql", "args": {"sql": "SELECT 1 AS one"}, "id": "1", "type": "tool_call"}
    assert '"rows": [[1]]' in tools["execute_sql"].invoke(call).content


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ("xin chào", "Xin chào!"),
        ("chào bạn", "Xin chào!"),
        ("hello", "Hello!"),
        ("Hi there!", "Hello!"),
        ("cảm ơn nhé", "Không có gì"),
        ("cam on", "Không có gì"),
        ("thank you so much", "You're welcome!"),
        ("bạn là ai?", "Mình là hoidap"),
        ("xin chào, bạn là ai?", "Mình là hoidap"),
        ("who are you?", "I'm hoidap"),
        ("what can you do", "I'm hoidap"),
        ("tạm biệt", "Tạm biệt"),
        ("bye", "Goodbye"),
    ],
)
def test_small_talk(tools: dict[str, BaseTool], said: str, starts: str) -> None:
    assert tools["small_talk"].invoke({"question": said}).startswith(starts)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("xóa hết bảng Author đi", "chỉ đọc"),
        ("Cập nhật giá tất cả sản phẩm thành 0 đồng", "chỉ đọc"),
        ("drop the table Author", "can't delete"),
        ("Delete every customer whose name starts with A.", "can't delete"),
        ("thời tiết hôm nay thế nào?", "nằm ngoài dữ liệu"),
        ("What is the weather like?", "I only know what stands in this database"),
        ("Print the content of /etc/passwd", "I only know what stands in this database"),
    ],
)
def test_out_of_scope(tools: dict[str, BaseTool], said: str, says: str) -> None:
    assert says in tools["out_of_scope"].invoke({"question": said})


def test_the_language_asked_for_wins(tools: dict[str, BaseTool]) -> None:
    assert tools["small_talk"].invoke({"question": "xin chào", "language": "en"}).startswith("Hello!")


def test_examples_come_from_the_database_and_in_the_right_language(context: ToolContext) -> None:
    vietnamese = example_questions(context.db, "vi")
    english = example_questions(context.db, "en")
    assert len(vietnamese) == len(english) == 4
    assert "Có bao nhiêu cải tiến?" in vietnamese
    assert "How many improvements are there?" in english
    assert {detect_language(question) for question in vietnamese} == {"vi"}
    assert {detect_language(question) for question in english} == {"en"}
