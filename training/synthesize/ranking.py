"""Superlatives: the first of rows by a column, by a count of related rows, by a sum or an average."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import links, query
from .asking import Asked, asked, behind_all, modifiers, phrase, steady
from .draft import Draft
from .relations import Relation
from .speaker import Speaker
from .superlatives import counted, superlative
from .words import ColumnWords, TableWords


def _limit(speaker: Speaker, share: float = 0.62) -> int:
    return 1 if speaker.chance(share) else speaker.rng.choice((2, 3, 3, 3, 5, 5, 5, 10, 10, 4, 6, 7, 8, 15, 20))


def by_column(speaker: Speaker, table: TableWords) -> Draft | None:
    """The longest, the cheapest, the newest; one or several."""
    options = table.having("number", "date")
    if not options:
        return None
    column, down = speaker.rng.choice(options), speaker.chance(0.62)
    a = asked(speaker, table, (58, 37, 5))
    a = Asked(table, tuple(s for s in a.said if s.condition.column != column.column.name))
    k = _limit(speaker)
    extra, said = beside(speaker, table, column, k) if speaker.chance(0.26) else ((), "")
    q = replace(
        a.query(*speaker.names(table), *extra), order=((query.column(table.name, column.column.name), down),), limit=k
    )
    text = _column_text(speaker, a, column, down, k)
    text = f"{text} {said}".replace(" ,", ",")
    return Draft(
        q, text, "superlative" if k == 1 else "top", a, "one", column, told=_column_told(speaker, a, column, down, k)
    )


def beside(speaker: Speaker, table: TableWords, column: ColumnWords, k: int) -> tuple[tuple[str, ...], str]:
    """What is shown beside the names of a ranking: mostly what ranks them, or other columns, or what they belong to."""
    items, nouns = [query.column(table.name, column.column.name)], [speaker.column(column)]
    others = [c for c in table.having("number", "category", "date", "text") if c is not column]
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and speaker.words.tables[r.other].named]
    r = speaker.rng.random()
    if r < 0.45:
        alone = column.role == "number" and speaker.chance(0.5)
        if alone:
            return tuple(items), speaker.say(
                ("và {n} [của nó |]là bao nhiêu", ", {n} [là |]bao nhiêu", "và [là |]bao nhiêu"),
                ("and what is [its|the|their] {n}", "and how much", ", and what [is|are] [its|the|their] {n}"),
                n=nouns[0],
            )
    elif others and (r < 0.8 or not ups):
        added = speaker.rng.sample(others, min(len(others), speaker.rng.choice((1, 1, 2))))
        keep = speaker.chance(0.4)
        items = [*(items if keep else ()), *(query.column(table.name, c.column.name) for c in added)]
        nouns = [*(nouns if keep else ()), *map(speaker.column, added)]
    elif ups:
        other = speaker.words.tables[speaker.rng.choice(ups).other]
        items, nouns = (
            [*speaker.names(other)],
            [speaker.say(("tên {e}", "{e}"), ("{e}", "{e} name"), e=speaker.table(other))],
        )
    n = speaker.join(nouns)
    if k == 1:
        return tuple(items), speaker.say(
            ("kèm {n}", "và {n} [của nó|]", "cùng {n}", ", cho biết {n}", "kèm theo {n}"),
            ("and its {n}", "with its {n}", "and the {n}", ", with the {n}", "along with its {n}"),
            n=n,
        )
    return tuple(items), speaker.say(
        ("kèm {n}", "và {n} của chúng", "cùng {n}", "kèm theo {n}", "và {n}", "với {n} tương ứng", ", gồm cả {n}"),
        ("and their {n}", "with their {n}", "and the {n} of each", ", with {n}", "together with their {n}", ", including their {n}", "along with the {n}"),
        n=n,
    )  # fmt: skip


def _column_text(speaker: Speaker, a: Asked, column: ColumnWords, down: bool, k: int) -> str:
    adjective, modifier = superlative(speaker, column, down, k > 1)
    before, behind = modifiers(speaker, a)
    person = a.table.sort == "person"
    if speaker.vi and behind.startswith(("có ", "mà ", "với ", "do ", "dùng ")):
        behind, modifier = (
            "",
            f"{behind}{speaker.rng.choice((' ', ' ', ' mà '))}{modifier}",
        )  # the superlative comes last
    if speaker.vi:
        e = speaker.table(a.table)
        if k == 1:
            front = ""
            for said in a.said:
                if said.front and speaker.chance(0.35):
                    front, behind = said.front, modifiers(speaker, a.without(said))[1]
                    break
            return speaker.say(
                ("{f} {e} nào {m} {s}", "{f} {e} nào {s} {m}", "{f} {e} {s} {m} là [gì|{w}|{e} nào|cái nào]", "[tìm|cho biết|cho tôi biết|cho xem|tên] {e} {s} {m} {f}", "{f} {e} {s} {m}", "{f} ai [là {e} |]{s} {m}" if person and not behind else "{f} {e} nào {s} {m}"),
                "", f=front, e=e, m=behind, s=modifier, w="ai" if person else "gì",
            )  # fmt: skip
        number = speaker.number(k)
        return speaker.say(
            ("top {k} {e} {m} {s}", "{k} {e} {m} {s}[| là gì| là những {e} nào]", "[liệt kê|cho tôi|cho tôi xem|cho biết|tìm|lấy|kể tên] {k} {e} {s} {m}", "top {k} {e} {s} {m}", "{k} {e} nào {s} {m}"),
            "", k=number, e=e, m=behind, s=modifier,
        )  # fmt: skip
    e = f"{before} {speaker.table(a.table, k > 1)}"
    n = speaker.column(column)
    if k == 1:
        verb = modifier.replace("with the", "has the").replace("that has", "has").replace("that ", "")
        options = [
            "which {b} {e} {v}",
            "what is the {a} {e} {m}",
            "[find|show me|tell me|give me|name] the {a} {e} {m}",
            "the {a} {e} {m}",
            "{a} {e} {m}",
        ]
        if adjective:
            options += [
                "which {e} is the {a}",
                "which is the {a} {e} {m}",
                "what's the {a} {e} {m}",
                "who is the {a} {e} {m}" if person else "which {e} {m} is the {a}",
            ]
            options = [o for o in options if "{v}" not in o]
            if behind:
                options = [o for o in options if "{m}" in o]
        elif behind:
            options = [o for o in options if "{v}" not in o]
        elif person:
            options += ["who {v}", "who is the {e} {m}"]
        return speaker.say("", tuple(options), a=adjective, b="", e=e, m=f"{modifier} {behind}", v=verb)
    number = speaker.number(k)
    return speaker.say(
        "",
        ("[the |]top {k} {a} {e} {m}", "[list|show|show me|give me|find|name] the {k} {a} {e} {m}" if adjective else "[list|show|give me] the {k} {e} {m}", "[which|what] are the {k} {a} {e} {m}", "[the |]{k} {a} {e} {m}", "top {k} {e} by {n} {x}" if down else "bottom {k} {e} by {n} {x}"),
        k=number, a=adjective, e=e, m=f"{modifier} {behind}", n=n, x=behind,
    )  # fmt: skip


def _column_told(speaker: Speaker, a: Asked, column: ColumnWords, down: bool, k: int) -> str:
    """What such a question is after, as an answer calls it."""
    adjective, modifier = superlative(speaker, column, down, k > 1)
    before, behind = modifiers(speaker, a)
    number = str(k) if k > 1 else ""
    e = speaker.noun(a.table.noun, k > 1)
    return speaker.say(
        "{k} {e} {m} {s}", "the {k} {a} {b} {e} {s} {m}", k=number, a=adjective, b=before, e=e, s=modifier, m=behind
    )


def _counted(speaker: Speaker, table: TableWords, measured: bool = False) -> tuple[TableWords, Relation] | None:
    """A table whose rows may be counted, or of which a number may be summed, for each row of `table`."""
    if not table.named and (len(table.table.primary_key) != 1 or speaker.chance(0.6)):
        return None
    options = links.candidates(speaker, table, measured)
    found = [(speaker.words.tables[r.other], r) for r in options if r.direction != "up"]
    return speaker.rng.choice(found) if found else None


def by_count(speaker: Speaker, table: TableWords) -> Draft | None:
    """Which of these has the most of those."""
    pair = _counted(speaker, table)
    if pair is None:
        return None
    other, relation = pair
    a = asked(speaker, other, (66, 32, 2))
    a = Asked(other, tuple(s for s in a.said if all(c.table != table.name for c in s.conditions)))
    down, k = speaker.chance(0.8), _limit(speaker)
    shown = speaker.chance(0.2)
    names, key = speaker.names(table), query.count(other.name)
    q = query.Query(table.name, (*names, key) if shown else names, a.where, a.any, names, order=((key, down),), limit=k)
    e, o = speaker.table(table, k > 1), phrase(speaker, a)
    verb, past = _does(speaker, table, other, relation)
    person = table.sort == "person"
    number = speaker.number(k)
    if k == 1:
        text = speaker.say(
            (
                "{e} nào {v} nhiều {o} nhất", "{e} nào {v} nhiều {o} nhất", "{e} {v} nhiều {o} nhất là [{w}|{e} nào]", "{e} {v} nhiều {o} nhất", "[tìm|cho biết|cho tôi biết|xem] {e} {v} nhiều {o} nhất", "[ai|người nào] {v} nhiều {o} nhất" if person else "{e} nào {v} nhiều {o} nhất",
                "{e} nào có số [lượng |]{o} [nhiều|lớn|cao] nhất", "{e} [nào |]đông {o} nhất" if other.sort == "person" and verb == "có" else "{e} nào lắm {o} nhất" if verb == "có" and speaker.chance(0.2) else "{e} nào {v} nhiều {o} nhất", "{o} nhiều nhất [là |]{at} {e} nào" if not a.said else "{e} nào {v} nhiều {o} nhất",
            ) if down else ("{e} nào {v} ít {o} nhất", "{e} {v} ít {o} nhất là [{w}|{e} nào]", "{e} {v} ít {o} nhất", "[ai|người nào] {v} ít {o} nhất" if person else "{e} nào có số {o} ít nhất"),
            (
                "which {e} {p} the most {o}", "which {e} has the [most|highest number of|largest number of|greatest number of] {o}", "[what|which] is the {e} with the [most|highest number of] {o}", "{e} with [the |]most {o}", "[find|show|tell me|name] the {e} [with|that has] the most {o}", "who {p} the most {o}" if person else "what {e} {p} the most {o}", "which {e} {p} more {o} than any other" if speaker.chance(0.2) else "which {e} {p} the most {o}",
            ) if down else ("which {e} has the [fewest|least|smallest number of|lowest number of] {o}", "{e} with [the |]fewest {o}", "who {p} the fewest {o}" if person else "which {e} {p} the fewest {o}"),
            e=e, o=o, v=verb, p=past, w="ai" if person else "gì", at="ở" if table.sort in ("org", "place") else "của",
        )  # fmt: skip
    else:
        most = ("nhiều", "most") if down else ("ít", "fewest")
        text = speaker.say(
            (f"top {{k}} {{e}} {{v}} {most[0]} {{o}} nhất", f"{{k}} {{e}} {{v}} {most[0]} {{o}} nhất[| là gì| là những {{e}} nào]", f"[liệt kê|cho tôi|cho xem|kể tên|tìm] {{k}} {{e}} {{v}} {most[0]} {{o}} nhất", "top {k} {e} theo số [lượng |]{o}" if down else f"{{k}} {{e}} {{v}} {most[0]} {{o}} nhất"),
            (f"[the |]top {{k}} {{e}} [with|by] the {most[1]} {{o}}".replace("[with|by]", "with"), f"[which|what] {{k}} {{e}} have the {most[1]} {{o}}", f"[list|show me|give me|find] the {{k}} {{e}} with the {most[1]} {{o}}", "top {k} {e} by number of {o}" if down else f"{{k}} {{e}} with the {most[1]} {{o}}"),
            k=number, e=e, o=o, v=verb,
        )  # fmt: skip
    if shown:
        text += " " + speaker.say(
            (" và [là |có |]bao nhiêu", ", [có |]bao nhiêu {o}", ", số lượng [là |]bao nhiêu", " kèm số lượng"),
            (" and how many", ", and how many {o} [are there|]", " with the count", " and the number of {o}"),
            o=speaker.table(other, True),
        )
    most = ("nhiều", "most") if down else ("ít", "fewest")
    told = speaker.say(
        f"{{k}} {{e}} {{v}} {most[0]} {{o}} nhất",
        f"the {{k}} {{e}} with the {most[1]} {{o}}",
        k=str(k) if k > 1 else "",
        e=speaker.noun(table.noun, k > 1),
        v=verb,
        o=o,
    )
    return Draft(q, text, "most_related" if k == 1 else "top_related", a, "other", told=told)


def _does(speaker: Speaker, table: TableWords, other: TableWords, relation: Relation) -> tuple[str, str]:
    """What one has to do with the others: `có`, or the deed: `viết`, "wrote"."""
    if table.sort == "person" and other.done_vi and relation.direction == "down" and speaker.chance(0.5):
        english = [word for word in other.done_en if word in links.PAST]
        return speaker.rng.choice(other.done_vi), links.PAST[speaker.rng.choice(english)] if english else "has"
    if relation.junction and other.sort == "thing" and speaker.chance(0.4):
        return speaker.rng.choice(("dùng", "sử dụng")), "uses"
    return "có", "has"


def by_total(speaker: Speaker, table: TableWords) -> Draft | None:
    """Which of these has the largest sum or average of a number of its rows' rows."""
    pair = _counted(speaker, table, measured=True)
    if pair is None or (pair[1].direction == "across" and not pair[1].junction):
        return None
    other = pair[0]
    numbers = [c for c in other.having("number") if "s" in c.measure.flags or speaker.chance(0.5)]
    if not numbers:
        return None
    column = speaker.rng.choice(numbers)
    if any(set(own.noun.vi) & set(column.noun.vi) for own in table.having("number")):
        return None  # it would be asked for by the same words as the table's own number
    summed = "s" in column.measure.flags and speaker.chance(0.72)
    a = steady(asked(speaker, other, (68, 30, 2)))
    a = Asked(
        other,
        tuple(s for s in a.said if all(c.table != table.name and c.column != column.column.name for c in s.conditions)),
    )
    down, k, shown = speaker.chance(0.8), _limit(speaker), speaker.chance(0.2)
    names = speaker.names(table)
    key = f"{'SUM' if summed else 'AVG'}({query.column(other.name, column.column.name)})"
    q = query.Query(table.name, (*names, key) if shown else names, a.where, a.any, names, order=((key, down),), limit=k)
    e, n, verb = (
        speaker.table(table, k > 1),
        speaker.column(column),
        column.measure.verb_vi if speaker.vi else column.measure.verb_en,
    )
    unit = counted(speaker, column) or n
    m = behind_all(speaker, a)
    of = (
        speaker.say("của [các |]{x}", "[of|from] [the |their |]{x}", x=phrase(speaker, a))
        if other.sort != "link" and (a.said or speaker.chance(0.35))
        else behind_all(speaker, a)
    )
    if summed:
        vi = [
            "{e} {nao} có tổng {n} {of} {most} nhất",
            "{e} {nao} có {n} {of} {most} nhất" if not of else "{e} {nao} có tổng {n} {of} {most} nhất",
        ]
        en = [
            "{e} {which} the {most} total {n} {of}",
            "{e} {which} the {most} {n} {of} in total",
            "{e} {which} the {most} {n} {of}",
        ]
        if verb and down:
            vi += [
                "{e} {nao} {verb} nhiều {u} nhất {m}",
                "{e} {nao} {verb} nhiều {u} nhất {m}",
                "{e} {nao} {verb} được nhiều {u} nhất {m}"
                if not verb.endswith("được")
                else "{e} {nao} {verb} nhiều {u} nhất {m}",
            ]
            en += ["{e} {whodid} {verb} the most {u} {m}"] * 2
    else:
        vi = ["{e} {nao} có {n} trung bình {of} {most} nhất", "{e} {nao} có {n} {of} trung bình {most} nhất"]
        en = ["{e} {which} the {most} average {n} {of}", "{e} {which} the {most} {n} on average {of}"]
    most = speaker.rng.choice(
        (("lớn", "cao", "nhiều") if down else ("thấp", "nhỏ", "ít"))
        if speaker.vi
        else (("highest", "largest", "greatest", "biggest", "most") if down else ("lowest", "smallest"))
    )
    if most == "most" and not summed:
        most = "highest"
    if k == 1:
        person = table.sort == "person"
        who = person and speaker.chance(0.4)
        head = "ai" if who and speaker.vi else "who" if who else e
        body = speaker.say(
            tuple(vi),
            tuple(en),
            e=head,
            nao="" if head == "ai" else "nào",
            which="has",
            whodid="",
            n=n,
            of=of,
            most=most,
            verb=verb,
            u=unit,
            m=m,
        )
        text = body if speaker.vi or who else speaker.say("", ("which {b}", "which {b}", "what {b}"), b=body)
        if not speaker.vi and not who and speaker.chance(0.3):
            text = speaker.say(
                "",
                ("[find|show|tell me|name] the {b}", "{b}"),
                b=speaker.say(
                    "", tuple(en), e=e, which="with", whodid="that", n=n, of=of, most=most, verb=verb, u=unit, m=m
                ),
            )
        elif speaker.vi and not who and speaker.chance(0.3):
            body = speaker.say(tuple(vi), "", e=e, nao="", n=n, of=of, most=most, verb=verb, u=unit, m=m)
            text = speaker.say(
                ("{b}", "[tìm|cho biết|cho tôi biết|xem] {b}", "{b} là [{w}|{e} nào]"),
                "",
                b=body,
                e=e,
                w="ai" if person else "gì",
            )
    else:
        body = speaker.say(
            tuple(vi),
            tuple(en),
            e=e,
            nao="",
            which="with",
            whodid="that",
            n=n,
            of=of,
            most=most,
            verb=verb,
            u=unit,
            m=m,
        )
        text = speaker.say(
            ("top {k} {b}", "{k} {b}", "[liệt kê|cho tôi|cho xem|tìm|cho biết] {k} {b}"),
            ("[the |]top {k} {b}", "[list|show|give me|which are] the {k} {b}", "[the |]{k} {b}"),
            k=speaker.number(k),
            b=body,
        )
    if shown:
        text += " " + speaker.say(
            (" và là bao nhiêu", ", bao nhiêu", " kèm [con số|số liệu|tổng số]"),
            (" and how much", ", and what is [it|the figure]", " with the figure"),
        )
    noun = speaker.noun(table.noun, k > 1)
    body = speaker.say(
        tuple(vi), tuple(en), e=noun, nao="", which="with", whodid="that", n=n, of=of, most=most, verb=verb, u=unit, m=m
    )
    told = speaker.say("{k} {b}", "the {k} {b}", k=str(k) if k > 1 else "", b=body)
    return Draft(q, text, "most_total" if k == 1 else "top_total", a, "other", column, told=told)
