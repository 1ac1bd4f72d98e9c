"""What a grammar costs a token, and how many tokens of SQL it makes itself."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hoidap.chains import write_sql
from hoidap.chains.sql_grammar import sql_grammar
from hoidap.databases import Database, demo_database
from hoidap.models import LocalPipeline
from hoidap.models.grammar import Grammar, GrammarCompiler

from . import company
from .contest import embedded_model
from .demo_questions import QUESTIONS

TOKENS = 48
# SQL as it should be written over the company's schema.
GOLD = (
    "SELECT COUNT(*) FROM Complaint WHERE Complaint.ClosedDate IS NULL",
    "SELECT Customer.CompanyName, COUNT(*) FROM Orders JOIN Customer ON Orders.CustomerId = Customer.CustomerId "
    "GROUP BY Customer.CompanyName ORDER BY COUNT(*) DESC LIMIT 10",
    "SELECT Employee.FullName, Employee.Salary FROM Employee JOIN Department "
    "ON Employee.DepartmentId = Department.DepartmentId WHERE Department.DepartmentName = 'Sales'",
    "SELECT AVG(Orders.Freight) FROM Orders JOIN Customer ON Orders.CustomerId = Customer.CustomerId "
    "WHERE Customer.Country = 'Germany'",
    "SELECT Warehouse.WarehouseName FROM Warehouse JOIN Stock ON Stock.WarehouseId = Warehouse.WarehouseId "
    "WHERE Stock.Quantity > 500",
    "SELECT SUM(Invoice.Total) FROM Invoice WHERE Invoice.InvoiceDate >= '2024-01-01' AND "
    "Invoice.InvoiceDate < '2025-01-01'",
    "SELECT Project.ProjectName, SUM(Assignment.Hours) FROM Assignment JOIN Project "
    "ON Assignment.ProjectId = Project.ProjectId GROUP BY Project.ProjectName",
)


class Stopwatch:
    """Counts the seconds that functions take, wherever they are called."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            begin = time.perf_counter()
            try:
                return function(*given)
            finally:
                self.seconds += time.perf_counter() - begin

        return call


def seconds_a_token(llm: LocalPipeline, rounds: int) -> float:
    """The mean time of computing a mask, putting it on the scores and moving on, while the engine really answers."""
    lark, watch = sql_grammar(company.schema()), Stopwatch()
    llm.invoke(company.asked(0), grammar=lark, max_new_tokens=2)  # the grammar is compiled once
    kept = Grammar.mask, Grammar.accept
    before = llm.engine.info().new_tokens
    Grammar.mask, Grammar.accept = (watch.timed(one) for one in kept)  # type: ignore[method-assign]
    try:
        for number in range(rounds):
            llm.invoke(company.asked(number), grammar=lark, max_new_tokens=TOKENS)
    finally:
        Grammar.mask, Grammar.accept = kept  # type: ignore[method-assign]
    return watch.seconds / (llm.engine.info().new_tokens - before)


def forced_in_answers() -> float:
    """The share of the tokens that the embedded model did not have to choose when it wrote SQL for real questions."""
    llm = embedded_model("cpu")
    with TemporaryDirectory() as folder:
        db = Database.connect(demo_database(Path(folder)), data_dir=Path(folder))
        db.build_values()
        for question in QUESTIONS:
            write_sql(llm, db).invoke(question)
        db.close()
    told = llm.llm.engine.info()
    share: float = told.forced_tokens / told.new_tokens
    return share


def forced_in_gold(llm: LocalPipeline) -> float:
    """The share of the tokens of right SQL that the grammar leaves no choice about."""
    tokenizer, vocabulary = llm.pipeline.tokenizer, llm.pipeline.model.config.vocab_size
    compiler = GrammarCompiler(tokenizer, vocabulary, [tokenizer.eos_token_id])
    lark = sql_grammar(company.schema())
    tokens = forced = 0
    for sql in GOLD:
        grammar, rest = compiler.compile(lark), sql
        while rest:
            token = tokenizer(rest, add_special_tokens=False).input_ids[0]
            alone = grammar.accept(token)
            tokens, forced = tokens + 1 + len(alone), forced + len(alone)
            written = tokenizer.decode([token, *alone])
            assert rest.startswith(written), f"{written!r} is not how {rest!r} begins"
            rest = rest.removeprefix(written)
    return forced / tokens
