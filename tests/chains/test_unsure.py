"""What a draft is unsure of: told seldom, in the reader's language, and of what it was really unsure."""

from collections.abc import Iterator

import pytest

from hoidap.chains import draft_sql
from hoidap.chains.linking import link
from hoidap.chains.sql import Ask
from hoidap.chains.unsure import doubtful, is_doubtful, left_out, not_understood
from hoidap.databases import Database, demo_database
from hoidap.models import load_chat_model

COUNT = 'SELECT COUNT("Jidouka".*)'


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("data")
    database = Database.connect(demo_database(folder), data_dir=folder)
    yield database
    database.close()


def test_a_word_that_means_nothing_here(db: Database) -> None:
    links = link("Cải tiến nào có hợp đồng bảo hiểm?", db.schema, db.values)
    assert doubtful(COUNT, links, db.schema, "vi") == ["Chưa rõ “hợp đồng bảo hiểm” là phần nào của dữ liệu."]
    assert doubtful(COUNT, links, db.schema, "en") == [
        "It is not clear which part of the data “hợp đồng bảo hiểm” means."
    ]


def test_a_name_that_may_mean_two_columns(db: Database) -> None:
    links = link("Which department used Excel VBA the most?", db.schema, db.values)
    query = f'{COUNT} WHERE "Jidouka"."SoftwareUsing" = \'Excel VBA\''
    (said,) = doubtful(query, links, db.schema, "en")
    assert said.startswith("“used” could mean software") and "taken as software" in said


def test_where_nothing_can_be_told(db: Database) -> None:
    links = link("Có bao nhiêu cải tiến?", db.schema, db.values)
    (said,) = doubtful(COUNT, links, db.schema, "vi")
    assert said.startswith("Không chắc câu truy vấn này đúng ý bạn")


def test_what_is_left_out_or_not_known(db: Database) -> None:
    links = link("Có bao nhiêu cải tiến năm 2024 của Zyxwv?", db.schema, db.values)
    assert left_out(COUNT, links, "vi") == ["Câu truy vấn chưa xét đến: năm 2024."]
    assert not_understood(COUNT, links, "en") == ["Not understood: Zyxwv."]


@pytest.mark.parametrize(
    ("signs", "confidence", "is_one"),
    [(0, 0.5, False), (0, 0.05, True), (1, 0.3, True), (1, 0.5, False), (3, None, False)],
)
def test_when_a_draft_is_doubtful(signs: int, confidence: float | None, is_one: bool) -> None:
    assert is_doubtful(signs, confidence) is is_one


def test_drafts_of_the_embedded_model(db: Database) -> None:
    writer = draft_sql(load_chat_model("embedded"), db)
    assert writer.invoke({"question": "Có bao nhiêu cải tiến trong năm 2024?"})["doubts"] == []
    asked: Ask = {"question": "Which tools have never been used?"}  # by a column, or by a table between two others
    (said,) = writer.invoke(asked)["doubts"]
    assert said.isascii()
    (said,) = writer.invoke({**asked, "language": "vi"})["doubts"]
    assert said.startswith("Không chắc")
