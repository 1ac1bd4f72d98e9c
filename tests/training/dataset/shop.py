"""Databases to make questions about: a shop as anybody would build it, and some that are made to be difficult."""

import sqlite3
from pathlib import Path

from hoidap.databases import Database

SHOP = """
CREATE TABLE City (CityId INTEGER PRIMARY KEY, CityName TEXT);
CREATE TABLE Customer (CustomerId INTEGER PRIMARY KEY, CustomerName TEXT, CityId INTEGER REFERENCES City(CityId));
CREATE TABLE Orders (OrderId INTEGER PRIMARY KEY, CustomerId INTEGER REFERENCES Customer(CustomerId),
    OrderDate TEXT, Total REAL, Status TEXT);
CREATE TABLE Refund (RefundId INTEGER PRIMARY KEY, OrderId INTEGER REFERENCES Orders(OrderId), Amount REAL);
INSERT INTO City VALUES (1, 'Hà Nội'), (2, 'Huế'), (3, 'Đà Nẵng');
"""
PEOPLE = ("An Bình", "Chi Lan", "Đức Minh", "Hà My", "Khánh Vy", "Lê Nam")


def shop_file(folder: Path) -> Path:
    """A shop of six customers and forty orders of 1887 and 1888, years that no list of words holds."""
    file = folder / "shop.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(SHOP)
    for number, name in enumerate(PEOPLE, 1):
        connection.execute("INSERT INTO Customer VALUES (?, ?, ?)", (number, name, number % 3 + 1))
    for number in range(1, 41):
        day = f"{1887 + number % 2}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        row = (number, number % 6 + 1, day, 7_000_000.5 + number, ("paid", "open")[number % 2])
        connection.execute("INSERT INTO Orders VALUES (?, ?, ?, ?, ?)", row)
    connection.commit()
    connection.close()
    return file


def opened(file: Path, **options: object) -> Database:
    return Database.connect(f"sqlite:///{file}", data_dir=file.parent / "data", **options)  # type: ignore[arg-type]
