"""What a question is about: a table with its conditions, as a noun phrase, and the frames that make it a question."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass, replace

from . import filters, links
from .query import Condition, Query
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords

_PREDICATES = (
    ("without ", "do not have "), ("with no ", "have no "), ("with ", "have "), ("that are ", "are "), ("which are ", "are "),
    ("that were ", "were "), ("that have ", "have "), ("that don't ", "don't "), ("that do ", "do "), ("having ", "have "), ("missing ", "are missing "),
    ("that use ", "use "), ("using ", "use "), ("that cost ", "cost "), ("costing ", "cost "), ("who ", ""),
    *((f"{p} ", f"are {p} ") for p in ("in", "from", "by", "of", "at", "for", "under", "since", "before", "after", "about", "on",
                                       "related to", "linked to", "located in", "based in", "belonging to", "associated with")),
    *((f"{p} ", f"were {p} ") for p in ("ordered", "placed", "created", "hired", "released", "shipped", "delivered", "born",
                                        "written", "made", "bought", "paid", "issued", "published", "updated", "signed")),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A table's rows under conditions, in words."""

    table: TableWords
    said: tuple[Said, ...] = ()
    any: bool = False

    @property
    def where(self) -> tuple[Condition, ...]:
        return tuple(condition for said in self.said for condition in said.conditions)

    def query(self, *items: str) -> Query:
        return Query(self.table.name, items, self.where, self.any)

    def without(self, said: Said) -> "Asked":
        return replace(self, said=tuple(other for other in self.said if other is not said))


def asked(
    speaker: Speaker, table: TableWords, share: tuple[int, int, int] = (40, 46, 14), plain: bool = False
) -> Asked:
    """Draw 0 to 3 conditions on a table; `share` weighs none, one and two."""
    rng = speaker.rng
    wanted = rng.choices((0, 1, 2), share)[0]
    if wanted == 2 and rng.random() < 0.15:
        wanted = 3
    said: list[Said] = []
    for _ in range(wanted):
        new = links.related(speaker, table, plain) if rng.random() < 0.45 else filters.own(speaker, table)
        taken = {(c.table, c.column) for old in said for c in old.conditions}
        if new and not any((c.table, c.column) in taken for c in new.conditions):
            said.append(new)
    said.sort(key=lambda s: s.weight)
    either = (
        len(said) == 2
        and rng.random() < 0.15
        and all(s.kind in ("text", "number", "date") and not s.more and not s.owner for s in said)
    )
    if either:
        said = [replace(s, before="", front="") for s in said]
    return Asked(table, tuple(said), either)


def steady(a: Asked, column: ColumnWords | None = None) -> Asked:
    """Without conditions that would count a row several times over in a sum, or that are about `column` itself."""
    name = column.column.name if column else ""
    kept = tuple(said for said in a.said if not said.fans and said.condition.column != name)
    return Asked(a.table, kept, a.any and len(kept) == 2)


def modifiers(speaker: Speaker, a: Asked) -> tuple[str, str]:
    """What stands before the noun and what stands behind it."""
    before, behind = "", []
    for said in a.said:
        if said.before and not before and not speaker.vi:
            before = said.before
        else:
            behind.append(said.behind)
    if a.any:
        return before, f" {speaker.rng.choice(('hoặc', 'hay')) if speaker.vi else 'or'} ".join(behind)
    plain = not any(
        part.startswith(("trừ ", "ngoại trừ ", "không phải ", "except ", "excluding ", "other than ", "not "))
        for part in behind
    )
    if len(behind) == 2 and plain and speaker.chance(0.35):
        return before, f" {'và' if speaker.vi else 'and'} ".join(behind)
    if len(behind) == 2 and speaker.chance(0.15):
        return before, ", ".join(behind)
    return before, " ".join(behind)


def behind_all(speaker: Speaker, a: Asked) -> str:
    """Every condition behind the noun, which may be left out."""
    return modifiers(speaker, replace(a, said=tuple(replace(said, before="") for said in a.said)))[1]


def phrase(speaker: Speaker, a: Asked, many: bool = True) -> str:
    """The noun phrase: "đơn hàng của DC5 năm 2024", "pending orders placed in 2024"."""
    before, behind = modifiers(speaker, a)
    return " ".join(filter(None, (before, speaker.table(a.table, many), behind)))


def predicate(behind: str) -> str | None:
    """A modifier as what the things do: "with two pages" -> "have two pages"."""
    for start, verb in _PREDICATES:
        if behind.startswith(start):
            return verb + behind[len(start) :]
    return None


def front(speaker: Speaker, a: Asked, share: float = 0.3) -> tuple[str, Asked]:
    """An adverbial taken to the front of the sentence, and what is left behind."""
    for said in a.said:
        if said.front and not a.any and speaker.chance(share):
            return said.front, a.without(said)
    return "", a


def list_frame(speaker: Speaker, things: str) -> str:
    """A question or request for the things named by a noun phrase."""
    return speaker.say(
        (
            "[liệt kê|kể tên|hiển thị|đưa ra|tìm|lấy|lọc|nêu|xem|in ra|list|show|thống kê|tra cứu|kiếm] [|các |những |tất cả |toàn bộ |tất cả các |hết ]{x}[| giúp tôi| cho tôi| ra| giúp mình| với| đi|]",
            "[cho tôi|cho mình|cho em|cho anh|đưa tôi|gửi tôi] [xem |biết |danh sách |]{x}[| với| nhé| nha]",
            "[cho tôi|cho mình] [xem|biết] [các|những|tất cả|toàn bộ] {x}",
            "danh sách [|các |những ]{x}", "{x}", "{x} [là gì|là những gì|gồm những gì|là những cái nào]",
            "[tôi|mình|em] [muốn xem|cần xem|cần|muốn biết|cần danh sách|muốn có danh sách] [|các |những |tất cả ]{x}",
            "[giúp tôi|giúp mình|giúp em|nhờ bạn] [liệt kê|tìm|lấy|lọc|xem] [|các |những |tất cả ]{x}",
        ),
        (
            "[list|show|give me|show me|find|get|display|list out|find me|return|pull up|tell me|name|look up] [|the |all |all the ]{x}[|, please| please]",
            "[what|which] are [the|all the|] {x}", "[can|could] you [list|show me|give me|find|tell me] [|the |all the |all ]{x}",
            "[I need|I want|I'd like|I would like|I want to see|I'd like to see|I need to see|we need] [|the |all the |all |a list of |the list of ]{x}",
            "[please |]list [|the |all ]{x}", "[a |]list of [all |]{x}", "{x}", "[what|which] {x} [are there|do we have]", "let me see [|the |all the ]{x}",
        ),
        x=things,
    )  # fmt: skip


def value_frame(speaker: Speaker, thing: str) -> str:
    """A question for one value named by a definite noun phrase."""
    return speaker.say(
        (
            "{x} là bao nhiêu", "{x}", "{x} bằng bao nhiêu", "[cho tôi|cho mình|cho em] [biết|xem|hỏi] {x}[| là bao nhiêu]",
            "[tính|xem|cho biết|lấy|tính giúp tôi|tính giúp mình|hãy tính|cho hỏi|tra] {x}", "{x} là mấy", "{x} hết bao nhiêu" if "chi phí" in thing else "{x} là bao nhiêu",
        ),
        (
            "what is the {x}", "what's the {x}", "what was the {x}" if "20" in thing else "what is the {x}", "{x}", "[calculate|compute|find|show|give me|show me|tell me|get|work out] the {x}",
            "[can|could] you [tell me|give me|show me|calculate] the {x}", "[I need|I want|I'd like] [|to know ]the {x}", "what would be the {x}", "the {x}[| please]",
        ),
        x=thing,
    )  # fmt: skip
