"""A small office on any server: odd names, comments, views, a hidden table, a second schema where there are such."""

from hoidap.benchmarks.servers import MariaDB, Server

TABLES = """
CREATE TABLE "Department" ("DepartmentId" INTEGER PRIMARY KEY, "DepartmentName" VARCHAR(99) NOT NULL);
CREATE TABLE "Nhân viên" (
    "mã số" INTEGER PRIMARY KEY, "họ tên" VARCHAR(99), "DepartmentId" INTEGER, "ngày vào" DATE, "giờ" TIMESTAMP NULL,
    "lương" NUMERIC(12, 2), "điểm" DOUBLE PRECISION, "đang làm" BOOLEAN, "ghi chú" TEXT,
    FOREIGN KEY ("DepartmentId") REFERENCES "Department" ("DepartmentId")
);
CREATE TABLE "order" ("select" INTEGER PRIMARY KEY, "group" VARCHAR(99), "from" INTEGER,
    FOREIGN KEY ("from") REFERENCES "Nhân viên" ("mã số"));
CREATE TABLE secret_keys (k VARCHAR(99));
CREATE VIEW "Đông nhất" AS SELECT "DepartmentId", COUNT(*) AS people FROM "Nhân viên" GROUP BY "DepartmentId";
INSERT INTO "Department" VALUES (1, 'Kế toán'), (2, 'Thiết kế'), (3, 'Kho');
INSERT INTO "Nhân viên" VALUES
    (7, 'Nguyễn Văn An', 1, '2024-01-05', '2024-01-05 08:30:00', 1250.50, 0.5, TRUE, 'giao 50% nhanh'),
    (8, 'Trần Thị Bình', 2, '2023-11-30', NULL, 980, 1.25, FALSE, NULL),
    (9, 'O''Brien', 2, '2025-02-28', '2025-02-28 23:59:59', 2000, -3, TRUE, 'a\\b');
INSERT INTO "order" VALUES (1, 'lớn', 7), (2, 'nhỏ', 9);
INSERT INTO secret_keys VALUES ('TOPSECRET');
"""
POSTGRES = """
COMMENT ON TABLE "Nhân viên" IS 'Người đang hoặc đã làm việc ở đây';
COMMENT ON COLUMN "Nhân viên"."lương" IS 'triệu đồng một tháng';
CREATE SCHEMA sales;
CREATE TABLE sales.invoices (id INTEGER PRIMARY KEY, buyer VARCHAR(99), employee INTEGER REFERENCES "Nhân viên");
INSERT INTO sales.invoices VALUES (1, 'Công ty Sao Mai', 7), (2, 'Công ty Biển Xanh', 9);
"""
MARIADB = """
ALTER TABLE "Nhân viên" COMMENT 'Người đang hoặc đã làm việc ở đây';
ALTER TABLE "Nhân viên" MODIFY "lương" NUMERIC(12, 2) COMMENT 'triệu đồng một tháng';
"""


def make_office(server: Server, name: str) -> None:
    """Make the office anew under this name."""
    if isinstance(server, MariaDB):
        server.create(name, TABLES.replace("\\", "\\\\") + MARIADB, hidden=["secret_keys"])
    else:
        server.create(name, TABLES + POSTGRES, hidden=["secret_keys"])


def quoted(name: str, dialect: str) -> str:
    """The name as a statement of this dialect writes it."""
    return f"`{name}`" if dialect == "mysql" else f'"{name}"'
