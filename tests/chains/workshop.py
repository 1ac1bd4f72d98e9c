"""A small schema of parts that are ordered, for tests: jobs have lines with a rate, hours and a rebate, parts a stock."""

from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

_GARAGE = Table("Garage", (Column("GarageId", "int", primary_key=True), Column("GarageName", "text")))
_JOB = Table(
    "Job",
    (Column("JobId", "int", primary_key=True), Column("JobDate", "date"), Column("GarageId", "int")),
    (ForeignKey(("GarageId",), "Garage", ("GarageId",)),),
)
_LINE_KEYS = (ForeignKey(("JobId",), "Job", ("JobId",)), ForeignKey(("PartId",), "Part", ("PartId",)))
_LINES = Table(
    "JobLine",
    (
        Column("JobLineId", "int", primary_key=True),
        Column("JobId", "int"),
        Column("PartId", "int"),
        Column("unit_price", "float"),
        Column("qty", "int"),
        Column("discount", "float"),
    ),
    _LINE_KEYS,
)
_PART = Table(
    "Part",
    (
        Column("PartId", "int", primary_key=True),
        Column("PartName", "text"),
        Column("price", "float"),
        Column("stock_quantity", "int"),
    ),
)
WORKSHOP = Schema((_GARAGE, _JOB, _LINES, _PART), "sqlite")
BILLED = Schema(
    (_GARAGE, Table("Job", (*_JOB.columns, Column("Total", "float")), _JOB.foreign_keys), _LINES, _PART), "sqlite"
)
CATALOGUE = Schema(
    (
        _GARAGE,
        _JOB,
        Table("JobLine", tuple(c for c in _LINES.columns if c.name not in ("unit_price", "discount")), _LINE_KEYS),
        _PART,
    ),
    "sqlite",
)
VALUES = ValueIndex([Value("Garage", "GarageName", "Thành Công"), Value("Part", "PartName", "Brake")])
