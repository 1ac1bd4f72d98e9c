"""Answers told from rows: a question, rows of the right shape made up, and one sentence that says what they say."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Iterator
from random import Random

from hoidap.chains.answer_check import Facts, unsupported
from hoidap.chains.answer_check import answers as says
from hoidap.chains.cells import shown

from . import content, query
from .asking import Asked, modifiers
from .draft import Draft
from .example import AnswerExample, Json, Language
from .kinds import draft
from .query import Condition
from .questions import Source, draw_language
from .speaker import Speaker
from .surface import finish
from .words import ColumnWords, TableWords

SAID, FIRST = 6, 5  # a list up to SAID names is said whole, of a longer one the FIRST


def answers(rng: Random, source: Source, each: int = 4) -> Iterator[AnswerExample]:
    """Endless answers over the questions that `questions` makes."""
    while True:
        words = source(rng)
        for _ in range(each):
            speaker = Speaker(rng, draw_language(rng), words)
            made = draft(speaker)
            if made is None:
                break
            answer = _told(speaker, made)
            if answer is not None:
                yield answer


def _told(speaker: Speaker, made: Draft) -> AnswerExample | None:
    teller = _Teller(speaker, made)
    answer = teller.sentence()
    if answer is None:
        return None
    question = finish(speaker.rng, " ".join(made.text.split()).replace(" ,", ","), speaker.vi, made.query.sql())
    answer = " ".join(answer.split()).replace(" ,", ",").replace(" .", ".").replace(",...", ", ...")
    answer = answer[:1].upper() + answer[1:]
    facts = Facts(question, teller.columns, teller.rows, speaker.language, teller.truncated)
    if teller.rows and (unsupported(answer, facts) or not says(answer, facts)):
        return None  # it would not pass the check that answers go through
    return AnswerExample(question, speaker.language, teller.columns, teller.rows, teller.truncated, answer)


class _Teller:
    """Makes up the rows of one question and tells them."""

    def __init__(self, speaker: Speaker, made: Draft) -> None:
        self.speaker, self.made, self.rng = speaker, made, speaker.rng
        self.language: Language = speaker.language
        self.columns: tuple[str, ...] = ()
        self.rows: tuple[tuple[Json, ...], ...] = ()
        self.truncated = False

    def sentence(self) -> str | None:
        kind, shape = self.made.kind, self.made.shape
        items = self.made.query.items
        if len(items) > 5 or self.made.query.main not in self.speaker.words.tables:
            return None
        self.columns = tuple(self._heading(item) for item in items)
        if kind in ("count", "exists") or (shape == "count" and items[0].startswith("COUNT(")):
            return self._count()
        if kind == "aggregate":
            return self._figure()
        if kind in ("superlative", "most_related", "most_total", "top_group") and self.made.query.limit == 1:
            return self._first()
        if kind == "several_figures":
            return self._figures()
        if kind in ("attribute", "owner"):
            return self._one()
        if not self.made.query.group and all("(" in item for item in items):
            return self._single()
        if items[0].endswith(".*"):
            return self._everything()
        return self._listed()

    def say(self, vietnamese: str | tuple[str, ...], english: str | tuple[str, ...], **slots: str) -> str:
        return self.speaker.say(vietnamese, english, **slots)

    def number(self, value: float) -> str:
        return shown(value, self.language)

    # rows

    def _heading(self, item: str) -> str:
        """The name that a database would give the column."""
        parts = item.split('"')
        name = parts[-2] if len(parts) > 2 else item
        for function in ("COUNT", "SUM", "AVG", "MIN", "MAX", "YEAR", "MONTH", "QUARTER"):
            if item.startswith(function):
                r = self.rng.random()
                return (
                    function.lower()
                    if r < 0.4
                    else f"{function}({name if function != 'COUNT' else '*'})"
                    if r < 0.8
                    else f"{function.lower()}_{name}"
                )
        return name

    def _cell(self, item: str) -> Json:
        """Something that could stand in the column of a SELECT item."""
        rng = self.rng
        if item.startswith("COUNT("):
            return rng.choice((rng.randint(1, 30), rng.randint(2, 500), rng.randint(100, 20000)))
        if item.startswith("YEAR("):
            return rng.randint(2012, 2026)
        if item.startswith("MONTH("):
            return f"{rng.randint(2016, 2026)}-{rng.randint(1, 12):02}" if rng.random() < 0.8 else rng.randint(1, 12)
        if item.startswith("QUARTER("):
            return f"{rng.randint(2016, 2026)}-Q{rng.randint(1, 4)}"
        column = self._column(item)
        inner = item.startswith(("SUM(", "AVG(", "MIN(", "MAX("))
        if column is None:
            return rng.randint(1, 90000) if inner else content.thing(rng)
        if column.role == "number" or (inner and column.role not in ("date",)):
            low, high = column.measure.low, column.measure.high
            value = rng.uniform(low, high * (rng.randint(2, 80) if item.startswith("SUM(") else 1))
            return (
                round(value, rng.choice((1, 2, 4, 10))) if item.startswith("AVG(") or not column.integer else int(value)
            )
        if column.role == "date":
            day = f"{rng.randint(2012, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            return (
                int(day[:4])
                if column.year
                else day
                if column.column.type == "date" or rng.random() < 0.6
                else f"{day} 00:00:00"
            )
        if column.role == "bool":
            return rng.choice((0, 1, True, False))
        if column.role == "key":
            return rng.randint(1, 900)
        if column.pool and rng.random() < 0.6:
            return rng.choice(column.pool)
        if column.role == "name":
            table = self.speaker.words.tables[item.split('"')[1]]
            full = content.names(rng, table.sort, table.noun.en[0][0], rng.random() < 0.6, 1)[0]
            return full.split()[-1] if len(table.naming) == 2 else full
        return content.text(rng, column.noun.en[0][0]) if column.role == "text" else content.thing(rng)

    def _column(self, item: str) -> ColumnWords | None:
        parts = item.split('"')
        if len(parts) < 5:
            return None
        table = self.speaker.words.tables.get(parts[1])
        return next((c for c in table.columns if c.column.name == parts[3]), None) if table else None

    def _row(self) -> tuple[Json, ...]:
        return tuple(self._cell(item) for item in self.made.query.items)

    def _fill(self, count: int) -> None:
        found: dict[tuple[Json, ...], None] = {}
        for _ in range(count * 3):
            if len(found) < count:
                found[self._row()] = None
        self.rows = tuple(found)

    # words

    def _noun(self, table: TableWords, many: bool) -> str:
        options = list(table.noun.vi) if self.speaker.vi else [pair[0] for pair in table.noun.en]
        word = _asked_word(self.made.text, options)
        return word if self.speaker.vi or not many else next(pair[1] for pair in table.noun.en if pair[0] == word)

    def _column_noun(self, column: ColumnWords) -> str:
        return _asked_word(
            self.made.text, list(column.noun.vi) if self.speaker.vi else [pair[0] for pair in column.noun.en]
        )

    def _figure_name(self, function: str, column: ColumnWords) -> str:
        n = self._column_noun(column)
        total = "{n}" if n.startswith(("tổng", "total")) else "tổng {n}" if self.speaker.vi else "total {n}"
        named = {
            "SUM": (total, total), "AVG": ("{n} trung bình", "average {n}"), "MAX": ("{n} cao nhất", "highest {n}"), "MIN": ("{n} thấp nhất", "lowest {n}"),
        }  # fmt: skip
        vi, en = named[function]
        return self.say(vi, en, n=n)

    # sentences

    def _np(self, many: bool = True, asked: Asked | None = None) -> str:
        """The things asked about, told with their conditions."""
        a = asked or self.made.asked
        before, behind = modifiers(self.speaker, a)
        return " ".join(filter(None, (before, self._noun(a.table, many), behind)))

    def _none(self) -> str:
        """The things as an answer denies them: "đơn hàng nào năm 2024"."""
        before, behind = modifiers(self.speaker, self.made.asked)
        noun = self._noun(self.made.asked.table, True)
        behind = behind.removesuffix(" nào")
        return " ".join(filter(None, (before, noun, "nào" if self.speaker.vi else "", behind)))

    def _count(self) -> str:
        zero = self.rng.random() < (0.35 if self.made.kind == "exists" else 0.06)
        value = 0 if zero else int(self._cell("COUNT("))  # type: ignore[arg-type]
        self.rows = ((value,),)
        x, n = self._np(value != 1), self.number(value)
        if self.made.kind == "exists":
            if zero:
                return self.say(
                    ("Không, không có {x}.", "Không có {x}.", "Không, chưa có {x}."),
                    ("No, there are no {x}.", "No, there are none."),
                    x=self._none(),
                )
            be = "is" if value == 1 else "are"
            return self.say(
                ("Có, có {n} {x}.", "Có {n} {x}.", "Có: {n} {x}."),
                (f"Yes, there {be} {{n}} {{x}}.", "Yes: {n} {x}."),
                n=n,
                x=x,
            )
        if zero:
            return self.say(
                ("Không có {x}.", "Không có {x}."), ("There are no {x}.", "There are no {x}."), x=self._none()
            )
        owner = next((said for said in self.made.asked.said if said.owner), None)
        if owner and not self.made.asked.any and self.speaker.chance(0.5):
            rest = self._np(value != 1, self.made.asked.without(owner))
            return self.say("{o} có {n} {x}.", "{o} has {n} {x}.", o=owner.owner, n=n, x=rest)
        for said in self.made.asked.said:
            if said.front and not self.made.asked.any and self.speaker.chance(0.3):
                rest = self._np(value != 1, self.made.asked.without(said))
                return self.say(
                    "{f} có {n} {x}.",
                    ("{f}, there {b} {n} {x}.", "there {b} {n} {x} {f}."),
                    f=said.front,
                    n=n,
                    x=rest,
                    b="is" if value == 1 else "are",
                )
        return self.say(
            ("Có {n} {x}.", "Có tất cả {n} {x}.", "Tổng cộng có {n} {x}.", "Có {n} {x}."),
            (
                "There is {n} {x}." if value == 1 else "There are {n} {x}.",
                "There is {n} {x}." if value == 1 else "There are {n} {x} in total.",
            ),
            n=n,
            x=x,
        )

    def _figure(self) -> str | None:
        if self.rng.random() < 0.04:
            self.rows = ((None,),)
            return self.say(
                ("Không có dữ liệu cho {x}.", "Chưa có dữ liệu về {x}."),
                ("There is no data for {x}.", "No data was found for {x}."),
                x=self._np(),
            )
        value = self._cell(self.made.query.items[0])
        if not isinstance(value, int | float):
            return None
        self.rows = ((value,),)
        column = self.made.measure
        function = self.made.query.items[0].split("(")[0]
        if column is None:
            return None
        f, unit = self._figure_name(function, column), _unit(self.speaker, column)
        unit = "" if unit and unit in f else unit
        n = f"${self.number(value)}" if unit == "$" else f"{self.number(value)} {unit}"
        x = self._np()
        return self.say(
            ("{f} của {x} là {n}.", "{f} của các {x} là {n}."),
            ("The {f} of {x} is {n}.", "The {f} of the {x} is {n}."),
            f=f,
            x=x,
            n=n,
        )

    def _single(self) -> str | None:
        """A figure that is told by itself."""
        if len(self.made.query.items) > 1:
            return None
        self._fill(1)
        return self.say(
            ("Kết quả là {n}.", "Đó là {n}."),
            ("The answer is {n}.", "It is {n}."),
            n=shown(self.rows[0][0], self.language, self.columns[0]),
        )

    def _first(self) -> str | None:
        if self.rng.random() < 0.05:
            return self._nothing()
        self._fill(1)
        row = self.rows[0]
        names, figure = self._split(row)
        if not self.made.told:
            return None
        text = self.say(
            ("{d} là {v}", "{d} là {v}", "{d} là {v}", "{v} là {d}"),
            ("{d} is {v}", "{v} is {d}", "{d} is {v}", "{d} is {v}"),
            d=self.made.told,
            v=names,
        )
        if figure is not None:
            text += " " + self.say((", với {n}", " ({n})", ", {n}"), (", with {n}", " ({n})", ", at {n}"), n=figure)
        return text + "."

    def _main(self) -> TableWords:
        return self.speaker.words.tables[self.made.query.main]

    def _split(self, row: tuple[Json, ...]) -> tuple[str, str | None]:
        """The words that name the row, and its figure where it has one."""
        figures = [
            i
            for i, item in enumerate(self.made.query.items)
            if "(" in item and not item.startswith(("YEAR", "MONTH", "QUARTER"))
        ]
        if not figures and self.made.kind == "superlative" and len(row) > len(self._main().naming):
            figures = [len(row) - 1]
        names = [shown(cell, self.language, self.columns[i]) for i, cell in enumerate(row) if i not in figures]
        joined = (
            " ".join(names[::-1])
            if self.speaker.vi and len(names) == 2 and not self.columns[0].isupper() and _first_last(self._main())
            else " ".join(names)
        )
        if not figures:
            return joined, None
        cell = row[figures[0]]
        text = shown(cell, self.language, self.columns[figures[0]])
        if self.made.query.items[figures[0]].startswith("COUNT"):
            return joined, f"{text} {self._noun(self.made.asked.table, True)}"
        unit = _unit(self.speaker, self.made.measure) if self.made.measure else ""
        return joined, f"${text}" if unit == "$" else f"{text} {unit}".strip()

    def _figures(self) -> str:
        self._fill(1)
        told = []
        for item, cell in zip(self.made.query.items, self.rows[0], strict=True):
            n = shown(cell, self.language)
            if item.startswith("COUNT"):
                told.append(
                    self.say(
                        ("có {n} {x}", "số {x} là {n}"),
                        ("there are {n} {x}", "the number of {x} is {n}"),
                        n=n,
                        x=self._noun(self._main(), True),
                    )
                )
                continue
            column = self._column(item)
            f = self._figure_name(item.split("(")[0], column) if column else item
            told.append(self.say("{f} là {n}", "the {f} is {n}", f=f, n=n))
        head = self.say("Với {x}: ", "For {x}: ", x=self._np()) if self.speaker.chance(0.5) else ""
        return head + " " + self.speaker.join(told) + "."

    def _one(self) -> str | None:
        if self.rng.random() < 0.06:
            self.rows = (
                ((None,) * len(self.columns),) if self.rng.random() < 0.5 and self.made.kind == "attribute" else ()
            )
            return self.say(
                ("Chưa có dữ liệu để trả lời câu này.", "Không tìm thấy dữ liệu."),
                ("There is no data to answer this from.", "No data was found."),
            )
        self._fill(1)
        who = _called(self.speaker, self.made.query.where)
        if self.made.kind == "owner":
            names, _ = self._split(self.rows[0])
            e = self._noun(self._main(), False)
            return self.say(
                ("{e} của {x} là {v}.", "{x} thuộc {e} {v}.", "Đó là {v}."),
                ("The {e} of {x} is {v}.", "It is {v}.", "{x} belongs to {v}."),
                e=e,
                x=who,
                v=names,
            )
        told: list[str] = []
        for item, cell in zip(self.made.query.items, self.rows[0], strict=True):
            column = self._column(item)
            if column is None:
                return None
            told.append(
                self.say(
                    "{c} của {x} là {v}" if not told else "{c} là {v}",
                    "the {c} of {x} is {v}" if not told else "the {c} is {v}",
                    c=self._column_noun(column),
                    x=who,
                    v=shown(cell, self.language, column.column.name),
                )
            )
        return self.speaker.join(told) + "."

    def _everything(self) -> str | None:
        table = self._main()
        shown_columns = table.columns[:8]
        self.columns = tuple(c.column.name for c in shown_columns)
        items = [query.column(table.name, c.column.name) for c in shown_columns]
        count = self.rng.choice((1, 2, 3, 5, 8, 12, 20, 40))
        self.rows = tuple(tuple(self._cell(item) for item in items) for _ in range(count))
        names = [i for i, c in enumerate(shown_columns) if c.role == "name"]
        if not names:
            return self.say(
                "Có {n} {x}.",
                ("There is {n} {x}." if count == 1 else "There are {n} {x}."),
                n=self.number(count),
                x=self._np(count != 1),
            )
        return self._enumerate([" ".join(shown(row[i], self.language) for i in names) for row in self.rows])

    def _nothing(self) -> str:
        self.rows = ()
        return self.say(
            ("Không tìm thấy {x}.", "Không có {x}."), ("No {x} were found.", "There are no {x}."), x=self._none()
        )

    def _listed(self) -> str | None:
        limit, r = self.made.query.limit, self.rng.random()
        if r < 0.06:
            return self._nothing()
        count = (
            limit
            if limit and r < 0.9
            else 1
            if r < 0.16
            else self.rng.choice((2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15, 23, 40, 87))
        )
        if not limit and r > 0.93:
            count, self.truncated = 200, True
        if count > 12:
            self._fill(12)
            more = [self._row() for _ in range(count - len(self.rows))]
            self.rows = (*self.rows, *more)
        else:
            self._fill(count)
        told = []
        for row in self.rows:
            cells = [shown(cell, self.language, name) for cell, name in zip(row, self.columns, strict=True)]
            if len(self._main().naming) == 2 and tuple(self._naming()) == self.made.query.items[:2]:
                cells = [" ".join(cells[1::-1] if self.speaker.vi else cells[:2]), *cells[2:]]
            told.append(cells[0] if len(cells) == 1 else f"{cells[0]} ({', '.join(cells[1:3])})")
        if self.made.shape == "groups":
            return self._enumerate(told, grouped=True)
        return self._enumerate(told)

    def _naming(self) -> tuple[str, ...]:
        table = self._main()
        return tuple(query.column(table.name, name) for name in table.naming)

    def _enumerate(self, told: list[str], grouped: bool = False) -> str:
        """The list in a sentence: whole where it is short, else how many there are and the first ones."""
        count, plain = (
            len(told),
            self.made.kind
            in (
                "list",
                "without",
                "connected",
                "both",
                "only",
                "average_compared",
                "everything",
                "ordered",
                "pairs",
                "columns",
            )
            and not self.made.query.limit,
        )
        x = self._np(count != 1)
        n = self.number(count)
        if self.made.told and 1 < count <= SAID:
            return self.say("{d} là {l}.", "{d} are {l}.", d=self.made.told, l=self.speaker.join(told))
        if count == 1:
            return (
                self.say(("Có 1 {x}: {l}.", "Đó là {l}."), ("There is one: {l}.", "It is {l}."), x=x, l=told[0])
                if plain
                else self.say("Đó là {l}.", "It is {l}.", l=told[0])
            )
        if count <= SAID and not self.truncated:
            l = self.speaker.join(told)  # noqa: E741
            if plain:
                return self.say(
                    ("Có {n} {x}: {l}.", "Có {n} {x} là {l}.", "{x} gồm {l}."),
                    ("There are {n} {x}: {l}.", "The {n} {x} are {l}.", "{x}: {l}."),
                    n=n,
                    x=x,
                    l=l,
                )
            return self.say(
                ("Có {n} kết quả: {l}.", "Kết quả gồm {l}.", "{n} kết quả là {l}.")
                if not grouped
                else ("Kết quả theo nhóm: {l}.", "Có {n} nhóm: {l}."),
                ("There are {n} results: {l}.", "The {n} results are {l}.")
                if not grouped
                else ("By group: {l}.", "There are {n} groups: {l}."),
                n=n,
                l=l,
            )
        l = ", ".join(told[:FIRST])  # noqa: E741
        more = self.say("hơn ", "more than ") if self.truncated else ""
        thing = x if plain else self.say("kết quả", "results") if not grouped else self.say("nhóm", "groups")
        return self.say(
            ("Có {m} {n} {x}, gồm {l}, ...", "Có {m} {n} {x}, trong đó có {l}, ...", "Có {m} {n} {x}: {l}, ..."),
            (
                "There are {m} {n} {x}, including {l}, ...",
                "There are {m} {n} {x}, among them {l}.",
                "There are {m} {n} {x}: {l}, ...",
            ),
            m=more,
            n=n,
            x=thing,
            l=l,
        )


def _asked_word(text: str, options: list[str]) -> str:
    """The word that the question used, else the commonest."""
    return next((option for option in sorted(options, key=len, reverse=True) if option in text), options[0])


def _unit(speaker: Speaker, column: ColumnWords) -> str:
    return column.measure.unit_vi if speaker.vi else column.measure.unit_en


def _first_last(table: TableWords) -> bool:
    return len(table.naming) == 2


def _called(speaker: Speaker, where: tuple[Condition, ...]) -> str:
    texts = [condition.operands[0][1:-1].replace("''", "'") for condition in where]
    if len(texts) == 2 and speaker.vi and not texts[0].isascii():
        texts.reverse()
    return " ".join(texts)
