"""A condition with its sayings, and the words for comparing numbers, counts and periods."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass

from .query import Condition, Op

NUMBER_OPS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ">": (
        ("[trên|hơn|lớn hơn|nhiều hơn|cao hơn|vượt quá|quá|vượt] {x}",),
        ("[more than|over|above|greater than|higher than|exceeding|bigger than|> ] {x}",),
    ),
    ">=": (
        ("[ít nhất|tối thiểu|không dưới|từ|không ít hơn|lớn hơn hoặc bằng] {x}", "từ {x} trở lên", "{x} trở lên"),
        ("[at least|no less than|not less than|a minimum of|from] {x}", "{x} or [more|above|higher]", "at least {x}"),
    ),
    "<": (
        ("[dưới|nhỏ hơn|ít hơn|thấp hơn|chưa đến|chưa tới|không đến|kém] {x}",),
        ("[less than|under|below|fewer than|lower than|smaller than|< ] {x}",),
    ),
    "<=": (
        ("[không quá|tối đa|nhiều nhất|không vượt quá|nhỏ hơn hoặc bằng] {x}", "từ {x} trở xuống", "{x} trở xuống"),
        ("[at most|no more than|up to|not more than|a maximum of] {x}", "{x} or [less|below|fewer]"),
    ),
    "=": (("[đúng|bằng|là|bằng đúng|đúng bằng] {x}", "{x}"), ("[exactly|equal to|of exactly] {x}", "{x}")),
    "between": (
        ("từ {x} đến {y}", "[nằm |]trong khoảng [từ |]{x} [đến|tới|-] {y}", "[nằm |]giữa {x} và {y}", "từ {x} tới {y}"),
        ("between {x} and {y}", "from {x} to {y}", "in the range {x} to {y}", "ranging from {x} to {y}"),
    ),
}


# As things are counted: "fewer than five orders", not "smaller than five orders".
COUNT_OPS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ">": (("[trên|hơn|nhiều hơn|quá] {x}",), ("[more than|over] {x}",)),
    ">=": (
        ("[ít nhất|tối thiểu|không dưới|từ] {x}", "từ {x} trở lên", "{x} trở lên"),
        ("[at least|no fewer than|a minimum of] {x}", "{x} or more", "at least {x}"),
    ),
    "<": (("[dưới|ít hơn|chưa đến|chưa tới|không đến] {x}",), ("[fewer than|less than|under] {x}",)),
    "<=": (
        ("[không quá|tối đa|nhiều nhất] {x}", "từ {x} trở xuống"),
        ("[at most|no more than|up to] {x}", "{x} or fewer"),
    ),
    "=": (("đúng {x}",), ("exactly {x}",)),
}


PERIOD_OPS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "=": (("[trong |trong |vào |]{x}",), ("in {x}", "in {x}", "during {x}")),
    ">": (("sau {x}", "kể từ sau {x}"), ("after {x}", "later than {x}")),
    ">=": (("từ {x}[| trở đi| đến nay| tới nay| trở lại đây]", "kể từ {x}", "bắt đầu từ {x}"), ("since {x}", "from {x} on[|wards]", "from {x} onwards")),
    "<": (("trước {x}", "[trước|từ trước] {x}"), ("before {x}", "prior to {x}", "earlier than {x}")),
    "<=": (("đến hết {x}", "tính đến hết {x}", "cho đến hết {x}"), ("[up to|until] the end of {x}", "through {x}", "up to and including {x}")),
    "between": (
        ("từ {x} đến {y}", "[trong |]giai đoạn {x} - {y}", "giữa {x} và {y}", "từ {x} tới {y}", "từ {x} đến hết {y}", "trong khoảng {x} đến {y}"),
        ("between {x} and {y}", "from {x} to {y}", "from {x} through {y}"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A condition and its sayings; an empty one means that it cannot be put that way."""

    condition: Condition
    behind: str
    short: str  # the value alone, for an elliptic question
    before: str = ""  # an English adjective: "pending orders"
    front: str = ""  # an adverbial that may open the sentence: "in 2024"
    owner: str = ""  # who may be said to have the things: "department DC5 has"
    weight: int = 1  # light ones stand nearer to the noun
    kind: str = "text"
    deed: str = ""  # what the owner, a person, did to the thing: English participle, Vietnamese verb
    more: tuple[Condition, ...] = ()
    fans: bool = False  # a row may meet the condition several times over, so that sums would count it twice

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (self.condition, *self.more)
