"""The schema that is asked about: 20 tables of a company, as long in tokens as a real one, and questions over it."""

from functools import cache

from hoidap.chains.prompt_files import prompt
from hoidap.databases import Column, ForeignKey, Schema, Table

# A line a table. The first column is its key; `>` points to a table, `#` counts, `$` measures, `@` is a date.
TABLES = """
Region RegionName Manager Language #Population
Department DepartmentName CostCenter Phone City >Region @Founded
Employee FullName Title Email Phone @BirthDate @HireDate $Salary >Department
Customer CompanyName ContactName ContactTitle TaxNumber Phone Address City Country >Region
Supplier CompanyName ContactName Phone City Country HomePage #DeliveryDays $Rating Terms
Category CategoryName Description Picture
Product ProductName Barcode Color Size $Weight QuantityPerUnit $UnitPrice #UnitsInStock >Category >Supplier
Orders ShipName ShipAddress ShipCity @OrderDate @RequiredDate @ShippedDate $Freight Status >Customer >Employee
OrderLine >Orders >Product $UnitPrice #Quantity $Discount
Invoice TaxNumber @InvoiceDate @DueDate $Tax $Total Currency Note >Orders
Payment @PaymentDate $Amount Method BankAccount Status @BookedDate >Invoice
Warehouse WarehouseName Address City #Capacity >Region
Stock >Warehouse >Product Shelf #Quantity #Minimum @CheckedDate
Shipment @SentDate @ArrivedDate TrackingNumber Carrier $Weight $Cost >Orders >Warehouse
Project ProjectName Priority Status @StartDate @EndDate $Budget >Department
Assignment >Project >Employee Role #Hours @FromDate @UntilDate
Training CourseName Trainer Room @HeldDate #Hours >Department
Attendance >Training >Employee #Score Certificate Remark
Complaint Subject Severity Resolution Channel #Satisfaction @OpenedDate @ClosedDate >Customer >Product
Machine MachineName Type SerialNumber #RunningHours Manufacturer @BoughtDate @ServicedDate $Price >Warehouse
"""
KINDS = {"#": "int", "$": "float", "@": "date"}
QUESTIONS = (
    "Which customers ordered more than ten products in 2024?",
    "Tổng doanh thu của từng bộ phận trong quý 1 năm 2024 là bao nhiêu?",
    "How many complaints about machines are still open?",
    "Nhà cung cấp nào có nhiều sản phẩm sắp hết hàng nhất?",
    "List the employees of the sales department with their salary",
    "Có bao nhiêu đơn hàng giao trễ trong tháng 6?",
    "What is the average freight by country?",
    "Kho nào còn nhiều hơn 500 sản phẩm?",
    "Which projects went over their budget last year?",
    "Ai tham gia nhiều khóa đào tạo nhất?",
    "Show the ten largest invoices that are not paid",
    "Sản phẩm nào bị khiếu nại nhiều nhất?",
    "Who manages the region with the most warehouses?",
    "Tổng số giờ làm việc của từng dự án",
    "Which shipments have not arrived yet?",
    "Khách hàng ở Hà Nội đã thanh toán bao nhiêu?",
)


@cache
def schema() -> Schema:
    """The 20 tables."""
    return Schema(tuple(_table(*line.split()) for line in TABLES.strip().splitlines()), "sqlite")


@cache
def constant_part() -> str:
    """What stands before every question: the instructions and the schema."""
    return prompt("sql_instruct", dialect="sqlite", schema=schema().render())


def asked(number: int) -> str:
    """The prompt of a question; those beyond the list are asked of another year."""
    question = QUESTIONS[number % len(QUESTIONS)]
    again = number // len(QUESTIONS)
    return f"{constant_part()}\n\nQuestion: {question}{f' ({2024 - again})' if again else ''}\nSQL:"


def _table(name: str, *columns: str) -> Table:
    made, keys = [Column(f"{name}Id", "int", primary_key=True)], []
    for column in columns:
        if column.startswith(">"):
            made.append(Column(f"{column[1:]}Id", "int"))
            keys.append(ForeignKey((made[-1].name,), column[1:], (made[-1].name,)))
        else:
            made.append(Column(column.lstrip("#$@"), KINDS.get(column[0], "text")))  # type: ignore[arg-type]
    return Table(name, tuple(made), tuple(keys))
