"""A small shop on disk: odd names, a hidden table, dates as text."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.databases import Database

SHOP = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name VARCHAR(99), city VARCHAR(99), created_at DATE, "update" TEXT, notes TEXT
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, total NUMERIC(10, 2), order_date TEXT
);
CREATE TABLE "Đơn hàng" ("mã số" INTEGER PRIMARY KEY, "ghi chú" TEXT, customer INTEGER REFERENCES Customers (ID));
CREATE TABLE secret_keys (k TEXT);
CREATE VIEW spent AS SELECT c.name, sum(o.total) AS total FROM customers c JOIN orders o ON o.customer_id = c.id
    GROUP BY c.id;
CREATE VIEW leak AS SELECT k FROM secret_keys;
CREATE VIEW broken AS SELECT * FROM gone;
INSERT INTO customers VALUES
    (1, 'An', 'Hà Nội', '2024-01-01', 'u1', 'please DELETE me'), (2, 'O''Brien', 'Huế', '2024-01-05', 'u2', NULL),
    (3, 'Nguyễn Văn A', 'Hà Nội', '2024-02-01', 'u3', ''), (4, 'Bình', 'Đà Nẵng', '2024-02-11', 'u4', NULL);
INSERT INTO orders VALUES (1, 1, 120.5, '2024-01-10 08:00:00'), (2, 1, 80, '2024-01-20 09:30:00'),
    (3, 2, 300, '2024-02-02 10:00:00'), (4, 3, 15.25, '2024-02-03 11:45:00');
INSERT INTO "Đơn hàng" VALUES (7, 'giao nhanh', 1);
INSERT INTO secret_keys VALUES ('TOPSECRET');
"""


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "shop.sqlite"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SHOP)
    return path


@pytest.fixture
def shop(shop_file: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database.connect(
        f"sqlite:///{shop_file}", hide_tables=["Secret_Keys"], max_rows=3, seconds=1, data_dir=tmp_path / "data"
    )
    yield database
    database.close()
