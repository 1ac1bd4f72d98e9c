"""Whoever calls asks as the user that the server's settings name: callers choose none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from scripted import Scripted

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app
from hoidap.settings import Settings
from hoidap.web import Parts

GLOSSARY = """
tables:
  Author: {rows: DepartmentId = :user_department}
  Job: {only_for: [lan]}
users:
  lan: {department: 3}
"""
QUESTION = "How many authors are there?"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "glossary.yaml"
    file.write_text(GLOSSARY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
        database = Database.connect(demo_database(), glossary=file, data_dir=tmp_path)
        yield database
        database.close()


@pytest.mark.parametrize(("user", "count", "jobs"), [("lan", 7, True), ("stranger", 0, False)])
def test_http_asks_as_the_user_of_the_server(office: Database, user: str, count: int, jobs: bool) -> None:
    llm = Scripted(sql="SELECT COUNT(*) AS n FROM Author", answer="?")
    app = create_app(Parts.build(office, llm, user=user))
    with TestClient(app, base_url="http://localhost") as client:
        body = {"input": {"question": QUESTION}}
        assert client.post("/agent/invoke", json=body).json()["output"]["rows"] == [[count]]
        assert str(count) in client.post("/chat_messages/", json={"input_text": QUESTION}).json()["agent"]
        client.post("/sql/invoke", json=body)
        schemas = [str(messages[0].content) for kind, messages in llm.calls if kind == "sql"]
        assert len(schemas) == 3 and all(("JobName" in schema) is jobs for schema in schemas)
        body["input"]["user"] = "lan"
        for path in ("/agent/invoke", "/sql/invoke"):
            assert client.post(path, json=body).status_code == 422


def test_the_settings_name_the_user(office: Database, tmp_path: Path) -> None:
    given = {"glossary": tmp_path / "glossary.yaml", "data_dir": tmp_path}
    for user, tables in (("lan", 7), ("stranger", 6)):
        assert len(Settings(**given, user=user).connect().schema.tables) == tables  # type: ignore[arg-type]
    assert Settings().user == "local"
