"""A question about what came first goes on with a condition."""

import pytest
from office import OFFICE

from hoidap.chains.canonical import expand
from hoidap.chains.restating import points_back, restated
from hoidap.chains.slots import Past

DC5 = '"Department"."DepartmentName" = \'DC5\''
MOST = f'SELECT "Author"."AuthorName" WHERE {DC5} GROUP BY "Author"."AuthorName" ORDER BY SUM("Jidouka"."TotalTimeSaved") DESC LIMIT 1'
FIRST = f'SELECT "Author"."AuthorName" WHERE "Author".* IN (SELECT "Author".* WHERE {DC5} ORDER BY SUM("Jidouka"."TotalTimeSaved") DESC LIMIT 1)'


@pytest.mark.parametrize(
    ("question", "back"),
    [
        ("người đó thuộc phòng nào", True),
        ("nguoi do o phong nao", True),
        ("list their improvements", True),
        ("which department is that person in?", True),
        ("what uses that?", True),
        ("còn DC5 thì sao?", False),
        ("tools that nobody uses", False),
        ("and the least?", False),
    ],
)
def test_some_questions_point_back(question: str, back: bool) -> None:
    assert points_back(question) is back


def test_ranked_groups_are_rows_that_are_picked() -> None:
    past = Past("Ai ở DC5 tiết kiệm nhiều giờ nhất?", MOST)
    assert restated(past, "liệt kê cải tiến của người đó", OFFICE).sql == FIRST
    assert restated(past, "còn DC3 thì sao?", OFFICE) == past
    assert "SUM" in expand(FIRST, OFFICE)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT COUNT("Author".*)',
        'SELECT "Author"."AuthorName" GROUP BY "Author"."AuthorName" HAVING COUNT("Jidouka".*) > 3 ORDER BY COUNT("Jidouka".*) LIMIT 1',
        'SELECT "Jidouka"."Video" GROUP BY "Jidouka"."Video" ORDER BY COUNT("Jidouka".*) DESC LIMIT 1',
        'SELECT "Author"."AuthorName", "Tool"."ToolName" GROUP BY "Author"."AuthorName", "Tool"."ToolName" ORDER BY COUNT("Jidouka".*) LIMIT 1',
    ],
)  # fmt: skip
def test_anything_else_stays_as_it_was(sql: str) -> None:
    past = Past("?", sql)
    assert restated(past, "người đó là ai?", OFFICE) == past
