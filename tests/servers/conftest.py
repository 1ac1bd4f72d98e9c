"""An office on each server, opened by each driver; and the corpora's tables on servers that may be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_office import make_office

from hoidap.benchmarks.safety.corpus import CORPORA
from hoidap.benchmarks.safety.places import DIALECTS, Place, open_place
from hoidap.benchmarks.servers import READER, Absent, MariaDB, PostgreSQL
from hoidap.databases import Database

SCHEMES = ("postgresql+psycopg", "mysql+pymysql", "mysql+pyodbc")


@pytest.fixture(scope="session", params=DIALECTS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """The tables of ../shared/corpora on a server of their own, which tests may kill."""
    if not CORPORA.is_dir():
        pytest.skip("../shared/corpora is not here")
    try:
        with open_place(request.param) as place:
            yield place
    except Absent as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_office(postgres: PostgreSQL) -> PostgreSQL:
    make_office(postgres, "office")
    return postgres


@pytest.fixture(scope="session")
def mariadb_office(mariadb: MariaDB) -> MariaDB:
    make_office(mariadb, "office")
    return mariadb


@pytest.fixture(scope="module", params=SCHEMES)
def office_url(request: pytest.FixtureRequest) -> str:
    """The reader's URL."""
    scheme: str = request.param
    if scheme.endswith("+pyodbc"):
        request.getfixturevalue("odbc")
    server = request.getfixturevalue("postgres_office" if scheme.startswith("postgres") else "mariadb_office")
    url: str = server.url("office", READER, scheme)
    return url


@pytest.fixture(scope="module")
def office(office_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    data = tmp_path_factory.mktemp("data")
    database = Database.connect(office_url, hide_tables=["secret_keys"], max_rows=3, seconds=1, data_dir=Path(data))
    yield database
    database.close()
