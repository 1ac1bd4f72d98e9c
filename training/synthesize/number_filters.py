"""Conditions on numbers: above, at least, between, longer than."""

from random import Random

from .hints import comparative
from .missing import missing
from .query import Condition, Op
from .said import NUMBER_OPS, Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def draw_number(rng: Random, column: ColumnWords) -> float:
    """A number to compare with: one that stands in the column where it is known, or one of the column's kind."""
    low, high = column.measure.low, column.measure.high
    if column.pool:
        return _standing(rng, float(rng.choice(column.pool)))
    number = rng.randint(low, high)
    if rng.random() < 0.6 and abs(number) > 12:
        number = round(number, 1 - len(str(abs(number))) + (rng.random() < 0.4))
    if not column.integer and rng.random() < 0.2 and high <= 1000:
        return number + rng.choice((0.5, 0.25, 0.75, 0.5))
    return max(low, number, 2) if low >= 0 else number


def _standing(rng: Random, number: float) -> float:
    """A number of a cell as it is, or as people would rather ask: rounded to its first digits."""
    if rng.random() < 0.6 and abs(number) > 12:
        return float(f"{number:.{1 + (rng.random() < 0.4)}g}")
    return number


def literal(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def number(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    rng, measure = speaker.rng, column.measure
    if rng.random() < 0.05:
        return missing(speaker, table, column)
    op: Op = rng.choices((">", ">=", "<", "<=", "=", "between"), (32, 18, 22, 8, 7, 13))[0]
    numbers = sorted({draw_number(rng, column) for _ in range(2 if op == "between" else 1)})
    if op == "between" and len(numbers) == 1:
        op = ">"
    unit = (measure.unit_en, measure.unit_vi)
    shown = [
        speaker.number(x, unit if i == len(numbers) - 1 or rng.random() < 0.3 else ("", ""))
        for i, x in enumerate(numbers)
    ]
    vi, en = NUMBER_OPS[op]
    compared = speaker.say(vi, en, x=shown[0], y=shown[-1])
    n = speaker.column(column)
    condition = Condition(table.name, column.column.name, op, tuple(literal(x) for x in numbers))
    behind = _numbered(speaker, column, op, n, compared, shown)
    return Said(condition, behind, compared, weight=2, kind="number")


def _numbered(speaker: Speaker, column: ColumnWords, op: Op, n: str, compared: str, shown: list[str]) -> str:
    measure = column.measure
    vi = ["[có |với |mà |]{n} {c}", "có {n} {c}"]
    en = [
        "with [a |]{n} {c}",
        "whose {n} is {c}",
        "with {n} {c}",
        "where [the |]{n} is {c}",
        "having [a |]{n} {c}",
        "that have [a |]{n} {c}",
    ]
    if measure.verb_vi and measure.unit_vi and shown[-1].endswith((measure.unit_vi, measure.unit_en)):
        vi += ["{verb} {c}"] * 2
        en += ["that {verb} {c}"] * 2
    if "c" in measure.flags and shown[-1].endswith((measure.unit_vi, measure.unit_en)):
        vi += ["có {c}"] * 2
        en += ["with {c}", "that have {c}"]
    if "m" in measure.flags and measure.unit_en == "$" and op != "=" and measure.most_en:
        en.append("[costing|that cost] {c}" if "expensive" in measure.most_en[0] else "with [a |]{n} {c}")
    more, less = op in (">",), op in ("<",)
    adjectives = measure.more_vi if more else measure.less_vi if less else ()
    if adjectives:
        vi += [f"{speaker.rng.choice(adjectives)} hơn {shown[0]}"] * 2
    longer = [
        form for word in (measure.most_en if more else measure.least_en if less else ()) if (form := comparative(word))
    ]
    if longer:
        en += [
            f"[that are |]{speaker.rng.choice(longer)} than {shown[0]}",
            f"that are {speaker.rng.choice(longer)} than {shown[0]}",
        ]
    verb = measure.verb_vi if speaker.vi else measure.verb_en
    return speaker.say(tuple(vi), tuple(en), n=n, c=compared, verb=verb)
