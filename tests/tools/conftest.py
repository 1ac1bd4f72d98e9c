"""A context for tools: the demo database and a chat model that is never asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from hoidap.databases import Database, demo_database
from hoidap.tools import ToolContext


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolContext]:
    folder: Path = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(folder))
        db = Database.connect(demo_database(), data_dir=folder)
        llm = FakeListChatModel(responses=["SELECT COUNT(*) AS n FROM Author"])
        yield ToolContext(llm=llm, answer_llm=FakeListChatModel(responses=["There are 80 authors."]), db=db)
        db.close()
