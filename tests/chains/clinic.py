"""A small schema of patients, doctors and their visits, for tests of what the office's has none of."""

from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

CLINIC = Schema(
    (
        Table(
            "doctor",
            (
                Column("doctor_id", "int", primary_key=True),
                Column("first_name", "text"),
                Column("last_name", "text"),
                Column("birth_date", "date"),
                Column("hire_date", "date"),
            ),
            synonyms=("bác sĩ",),
        ),
        Table(
            "insurer",
            (Column("insurer_id", "int", primary_key=True), Column("insurer_name", "text"), Column("city", "text")),
            synonyms=("hãng bảo hiểm",),
        ),
        Table(
            "patient",
            (
                Column("patient_id", "int", primary_key=True),
                Column("full_name", "text"),
                Column("birth_date", "date"),
                Column("insurer_id", "int"),
            ),
            (ForeignKey(("insurer_id",), "insurer", ("insurer_id",)),),
            synonyms=("bệnh nhân",),
        ),
        Table(
            "visit",
            (
                Column("visit_id", "int", primary_key=True),
                Column("visit_date", "date"),
                Column("paid_date", "date"),
                Column("fee", "float"),
                Column("room", "text"),
                Column("patient_id", "int"),
                Column("doctor_id", "int"),
            ),
            (
                ForeignKey(("patient_id",), "patient", ("patient_id",)),
                ForeignKey(("doctor_id",), "doctor", ("doctor_id",)),
            ),
            synonyms=("lượt khám",),
        ),
    ),
    "sqlite",
)

CELLS = ValueIndex(
    [
        Value("doctor", "first_name", "Linh"),
        Value("doctor", "last_name", "Tran"),
        Value("insurer", "insurer_name", "Medibrand s.r.o."),
        Value("insurer", "insurer_name", "Zentrix Holding"),
        Value("insurer", "insurer_name", "Zentrix Life"),
        Value("insurer", "insurer_name", "Green Valley Cover"),
        Value("insurer", "city", "Porto"),
    ]
)
