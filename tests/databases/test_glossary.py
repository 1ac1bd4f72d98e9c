import re
from pathlib import Path

import pytest

from hoidap.databases import Database, GlossaryError, demo_database

GOOD = """
tables:
  CUSTOMERS:
    synonyms: [client, khách hàng, client]
    description: People who buy.
    columns:
      created_AT: {synonyms: [joined, "ngày tạo"], description: First day.}
  secret_keys: {synonyms: [key]}
  orders:
"""


def connect(shop_file: Path, text: str | bytes) -> Database:
    path = shop_file.with_name("words.yaml")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Database.connect(f"sqlite:///{shop_file}", hide_tables=["secret_keys"], glossary=path)


def test_words_are_attached_to_tables_and_columns(shop_file: Path) -> None:
    customers = connect(shop_file, GOOD).schema.table("customers")
    assert customers.synonyms == ("client", "khách hàng")
    assert customers.comment == "People who buy."
    assert customers.column("created_at").synonyms == ("joined", "ngày tạo")
    assert customers.column("created_at").comment == "First day."
    assert customers.column("name").synonyms == ()


def test_an_empty_glossary_says_nothing(shop_file: Path) -> None:
    assert (
        connect(shop_file, "").schema == Database.connect(f"sqlite:///{shop_file}", hide_tables=["secret_keys"]).schema
    )


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("tables:\n  nobody: {}", "tables.nobody", "no table nobody"),
        ("tables:\n  customers:\n    columns:\n      nothing: {}", "tables.customers.columns", "no column nothing"),
        ("tables:\n  customers: [a]", "tables.customers", "found ['a']"),
        ("tables:\n  customers: {synonyms: client}", "tables.customers.synonyms", "expected a list of words"),
        ("tables:\n  customers: {synonyms: [{a: b}]}", "tables.customers.synonyms", "expected a list of words"),
        ("tables:\n  customers: {description: [a]}", "tables.customers.description", "expected a sentence"),
        ("tables:\n  customers: {synonym: [a]}", "tables.customers", "synonym means nothing here"),
        ("table: {}", "the file", "table means nothing here; use examples, roles, tables, users"),
        ("just words", "the file", "expected names"),
        ("tables:\n  customers: {synonyms: [a}", "line 2", "expected"),
        (b"\xff\xfe\x00", "", "UTF-8"),
    ],
)
def test_a_malformed_glossary_is_one_sentence_with_the_place(
    shop_file: Path, text: str | bytes, place: str, reason: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        connect(shop_file, text)
    sentence = str(caught.value)
    assert "words.yaml" in sentence
    assert place in sentence
    assert reason in sentence
    assert "\n" not in sentence


def test_a_missing_glossary_is_one_sentence(shop_file: Path) -> None:
    with pytest.raises(GlossaryError, match=r"no\.yaml cannot be read: No such file"):
        Database.connect(f"sqlite:///{shop_file}", glossary=shop_file.with_name("no.yaml"))


def test_the_demo_database_brings_its_own(tmp_path: Path) -> None:
    url = demo_database(tmp_path)
    assert "cải tiến" in Database.connect(url, data_dir=tmp_path).schema.table("Jidouka").synonyms
    assert "cải tiến" in Database.connect(url, hide_tables=["JidoukaTool"]).schema.table("Jidouka").synonyms
    own = tmp_path / "own.yaml"
    own.write_text("tables: {Jidouka: {synonyms: [idea]}}")
    assert Database.connect(url, glossary=str(own)).schema.table("Jidouka").synonyms == ("idea",)


def test_a_glossary_beside_a_file_is_not_read_by_itself(shop_file: Path) -> None:
    shop_file.with_name("shop.glossary.yaml").write_text(GOOD)
    assert Database.connect(f"sqlite:///{shop_file}").schema.table("customers").synonyms == ()


def test_the_example_of_the_documentation_holds(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"<!-- tested -->\n```yaml\n(.*?)```", page, re.DOTALL)
    own = tmp_path / "own.yaml"
    own.write_text(example, encoding="utf-8")
    demo = Database.connect(demo_database(tmp_path), glossary=own, data_dir=tmp_path)
    tables = {
        user: {table.name for table in demo.for_user(user).schema.tables} for user in ("lan", "minh", "huong", None)
    }
    assert all("Job" not in names for names in tables.values())
    assert [user for user, names in tables.items() if "Department" not in names] == [None]
    assert "GroupDCId" not in demo.for_user("minh").query("SELECT * FROM Author").columns
    assert "GroupDCId" in demo.for_user("lan").query("SELECT * FROM Author").columns
    count = "SELECT COUNT(*) FROM Jidouka"
    assert demo.for_user("huong").query(count).rows == [[400]] and demo.query(count).rows == [[0]]
    assert len(demo.examples) == 1
