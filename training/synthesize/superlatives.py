"""The words of superlatives and orders: the longest, the cheapest, the newest, with the most hours."""

from .speaker import Speaker
from .words import ColumnWords


def superlative(speaker: Speaker, column: ColumnWords, down: bool, many: bool = False) -> tuple[str, str]:
    """(adjective, modifier): in English "longest" before the noun or "with the longest duration" behind it; in
    Vietnamese only the modifier."""
    if column.role == "date":
        return _by_date(speaker, column, down)
    return ("", _more_vietnamese(speaker, column, down)) if speaker.vi else _more_english(speaker, column, down, many)


def counted(speaker: Speaker, column: ColumnWords) -> str:
    """What one has most of: hours, or simply time."""
    unit = column.measure.unit_vi if speaker.vi else column.measure.unit_en
    if unit in ("giờ", "phút", "hours", "minutes") and speaker.chance(0.35):
        return "thời gian" if speaker.vi else "time"
    if unit in ("đồng", "$"):
        return speaker.column(column)
    return unit


def _by_date(speaker: Speaker, column: ColumnWords, down: bool) -> tuple[str, str]:
    moment, n = column.moment, speaker.column(column)
    if speaker.vi:
        found = moment.newest_vi if down else moment.oldest_vi
        last = "có {n} [mới nhất|gần đây nhất|muộn nhất]" if down else "có {n} [sớm nhất|xa nhất|cũ nhất]"
        return "", speaker.say(
            (last,)
            if not found
            else ("{w}", "{w}", last, "[cuối cùng|gần nhất]" if down else "đầu tiên")
            if "birth" not in column.noun.en[0][0]
            else ("{w}", "{w}", "{w}", last.replace("xa nhất|", "")),
            "",
            w=speaker.rng.choice(found) if found else "",
            n=n,
        )
    found = moment.newest_en if down else moment.oldest_en
    if found and speaker.chance(0.75):
        return speaker.rng.choice(
            (*found, "last" if down else "first") if "birth" not in column.noun.en[0][0] else found
        ), ""
    return "", f"with the {speaker.rng.choice(('latest', 'most recent') if down else ('earliest', 'oldest'))} {n}"


def _more_vietnamese(speaker: Speaker, column: ColumnWords, down: bool) -> str:
    measure = column.measure
    adjectives = measure.more_vi if down else measure.less_vi
    options = [
        "có {n} [cao|lớn] nhất" if down else "có {n} [thấp|nhỏ] nhất",
        "có {n} nhiều nhất" if down else "có {n} ít nhất",
        "{n} [cao|lớn|nhiều] nhất" if down else "{n} [thấp|nhỏ|ít] nhất",
    ]
    if adjectives:
        options += ["{w} nhất"] * 3
    u = counted(speaker, column)
    if measure.verb_vi and measure.unit_vi and down:
        options += ["{verb} nhiều {u} nhất"] * 2
    if "c" in measure.flags:
        options += ["có nhiều {u} nhất" if down else "có ít {u} nhất"] * 2
    w = speaker.rng.choice(adjectives) if adjectives else ""
    return speaker.say(tuple(options), "", n=speaker.column(column), w=w, verb=measure.verb_vi, u=u)


def _more_english(speaker: Speaker, column: ColumnWords, down: bool, many: bool) -> tuple[str, str]:
    measure, n = column.measure, speaker.column(column)
    has = "have" if many else "has"
    adjectives = measure.most_en if down else measure.least_en
    if adjectives and speaker.chance(0.55):
        return speaker.rng.choice(adjectives), ""
    options = [
        "with the [highest|largest|greatest|biggest|most] {n}" if down else "with the [lowest|smallest|least] {n}",
        f"that {has} the [highest|largest] {{n}}" if down else f"that {has} the [lowest|smallest] {{n}}",
    ]
    if "c" in measure.flags:
        options += ["with the most {u}" if down else "with the fewest {u}"]
    if measure.verb_en and down:
        options += ["that {verb} the most {u}"] * 2
    return "", speaker.say("", tuple(options), n=n, verb=measure.verb_en, u=counted(speaker, column) or n)


def order_words(speaker: Speaker, noun: str, down: bool) -> str:
    """An order by a figure, told behind the question."""
    way = (
        (
            "giảm dần",
            "[in |]descending[ order|]",
            "từ cao đến thấp",
            "from highest to lowest",
            "từ nhiều đến ít",
            "highest first",
        )
        if down
        else (
            "tăng dần",
            "[in |]ascending[ order|]",
            "từ thấp đến cao",
            "from lowest to highest",
            "từ ít đến nhiều",
            "lowest first",
        )
    )
    return speaker.say(
        tuple(f"[xếp|sắp xếp|, xếp|, sắp xếp] [theo {{n}} |]{w}" for w in way[::2]),
        tuple(f"[sorted|ordered|, sorted] [by {{n}} |]{w}" for w in (way[1], way[3], way[5])),
        n=noun,
    )
