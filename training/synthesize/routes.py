"""Messages and the tool that takes each, among the built-in tools and invented plug-ins."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hoidap.chains.naming import words
from hoidap.chains.phrases import gloss
from hoidap.chains.route import QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION
from hoidap.databases import Table

from . import content, messages
from .example import Example, Past, RouteExample
from .messages import PlugIn, Sayings
from .naming import bare
from .questions import Source, questions
from .say import say
from .surface import finish

SMALL_TALK, OUT_OF_SCOPE = "small_talk", "out_of_scope"
_BUILT_IN: dict[str, tuple[str, ...]] = {
    QUERY_DATABASE: (
        QUERY_DATABASE_DESCRIPTION,
        "Answers questions about the data in the connected database.",
        "Looks up, counts, sums and lists what stands in the database, follow-up questions too.",
        "Queries the company's database.",
        "Questions about the rows of the connected database, and follow-ups to them.",
    ),
    SMALL_TALK: (
        "Reply to a greeting, thanks, a goodbye, or a question about who you are and how you can help.",
        "Greetings, thanks, goodbyes, and questions about the assistant itself.",
        "Answers hello, thank you, who are you, and help.",
    ),
    OUT_OF_SCOPE: (
        "Decline a wish to change or delete data, and anything that this database does not know, such as the weather.",
        "Declines what has nothing to do with the data, and wishes to change, add or delete data.",
        "Refuses changes to the data and anything off topic.",
    ),
}  # fmt: skip
# Shares of the messages: questions to the data half, as they mostly are; then what is put in few or in odd words.
_DATA, _FOLLOW, _TRAP, _SMALL_TALK, _CHANGE, _OTHER = 0.3, 0.39, 0.45, 0.6, 0.71, 0.8
_ABSENT = 0.22  # of the messages for a plug-in, how many come where it is not
_LATER = 0.35  # of the messages that are no question to the data, how many come after one


def routes(rng: Random, source: Source) -> Iterator[RouteExample]:
    """Endless messages; about half of them are questions to the data, as they mostly are."""
    stream = questions(rng, source, each=2)
    waiting: list[Past] = []
    while True:
        example = next(stream)
        r = rng.random()
        if r < _DATA:
            yield _route(rng, example, example.question, example.history, QUERY_DATABASE, _about_it(rng, example))
            waiting = [*example.history, Past(example.question, example.sql)][-2:]
        elif r < _FOLLOW:
            before = (Past(example.question, example.sql),)
            text = _said(rng, example, messages.FOLLOW)
            yield _route(rng, example, text, before, QUERY_DATABASE, _about_it(rng, example))
        else:
            if rng.random() < 0.5:
                example = replace(example, language="vi" if rng.random() < 0.55 else "en")
            history = tuple(waiting) if rng.random() < _LATER else ()
            yield _other(rng, example, history, r)


def built_in(rng: Random) -> list[tuple[str, str]]:
    """Our own tools with what is said of them, mostly as it is in fact."""
    return [
        (name, descriptions[0] if rng.random() < 0.6 else rng.choice(descriptions))
        for name, descriptions in _BUILT_IN.items()
    ]


def _other(rng: Random, example: Example, history: tuple[Past, ...], r: float) -> RouteExample:
    if r < _TRAP:
        text = _said(rng, example, messages.TRAP)
        return _route(rng, example, text, history, QUERY_DATABASE, _about_it(rng, example))
    if r < _SMALL_TALK:
        return _route(rng, example, _said(rng, example, messages.SMALL_TALK), history, SMALL_TALK, _plug_ins(rng))
    if r < _CHANGE:
        return _route(rng, example, _said(rng, example, messages.CHANGE), history, OUT_OF_SCOPE, _plug_ins(rng))
    if r < _OTHER:
        text = _said(rng, example, messages.OTHER)
        narrow = [plug_in for plug_in in _plug_ins(rng) if not plug_in.group]
        return _route(rng, example, text, history, OUT_OF_SCOPE, narrow)
    return _plugged(rng, example, history)


def _plugged(rng: Random, example: Example, history: tuple[Past, ...]) -> RouteExample:
    """A plug-in's work, with the plug-in there or not."""
    r = rng.random()
    if r < 0.3:
        plug_in, text = (_invented if r < 0.2 else _near)(rng, example)
        return _route(rng, example, text, history, plug_in.names[0], [plug_in, *_plug_ins(rng)][:4])
    plug_in = rng.choice(messages.PLUG_INS)
    text = _said(rng, example, Sayings(plug_in.vi, plug_in.en))
    others = [o for o in _plug_ins(rng) if o is not plug_in and not (o.group and o.group == plug_in.group)]
    if plug_in.needed and rng.random() < _ABSENT:
        narrow = [other for other in others if other.group != "knowledge"]
        return _route(rng, example, text, history, OUT_OF_SCOPE, narrow)
    name = rng.choice(plug_in.names)
    return _route(rng, example, text, history, name, [replace(plug_in, names=(name,)), *others][:4])


def _plug_ins(rng: Random) -> list[PlugIn]:
    return rng.sample(messages.PLUG_INS, rng.choices((0, 1, 2, 3, 4), (38, 24, 18, 12, 8))[0])


def _about_it(rng: Random, example: Example) -> list[PlugIn]:
    """Plug-ins beside a question to the data, now and then one that does something else with the same things."""
    return [*([_near(rng, example)[0]] if rng.random() < 0.15 else []), *_plug_ins(rng)][:4]


def _near(rng: Random, example: Example) -> tuple[PlugIn, str]:
    """A plug-in that does something with the rows of a table, which is no question about them."""
    english, vietnamese, imperative = rng.choice(messages.VERBS_OF_WORK)
    table = rng.choice(example.schema.tables)
    thing = " ".join(words(table.name)) or table.name
    name = f"{imperative.replace(' ', '_')}_{thing.replace(' ', '_')}"
    if rng.random() < 0.6:
        description = say(rng, ("{v} [a|the|one] {t}[| for the user| of a person].",), v=english, t=thing)
    else:
        term = gloss(table.name, table.synonyms) or thing
        description = f"{vietnamese.capitalize()} {term}."
    asked = Sayings(
        (f"[{vietnamese}|{vietnamese} giúp tôi|hãy {vietnamese}|{vietnamese} cho mình|nhờ {vietnamese}] {{e}} {{v}}",),
        (f"[{imperative}|please {imperative}|can you {imperative}|I want to {imperative}] [the |]{{e}} {{v}}",),
    )
    return PlugIn((name,), (description,), (), ()), _said(rng, example, asked, table)


def _invented(rng: Random, example: Example) -> tuple[PlugIn, str]:
    """A plug-in of which nobody has heard: only its description tells what it is for."""
    english, vietnamese, imperative = rng.choice(messages.VERBS)
    thing, kind = content.pseudo_english(rng), content.pseudo_vietnamese(rng)
    value = rng.choice((content.pseudo_english(rng).capitalize(), content.code(rng), str(rng.randint(2, 900))))
    ending = rng.choice(("lookup", "service", "bot", "tool"))
    name = rng.choice((f"{imperative.replace(' ', '_')}_{thing}", thing, f"{thing}_{ending}"))
    if rng.random() < 0.6:
        does = "{v} [a {t}[| by its number| for the user| of a customer]|{t}s|the {t} of [something|a day|a person]]."
        description = say(rng, does, v=english, t=thing)
        asked: tuple[str, ...] = ("{v} {t} {x}[| giúp tôi| với]", "[cho tôi|giúp tôi] {v} {t} {x}", "{t} {x} [thế nào|ra sao]")  # fmt: skip
        if example.language == "en":
            asked = ("[please |can you |]{v} the {t} {x}", "{v} {t} {x}", "[I need|I want] to {v} [a|the] {t} {x}")
        text = say(rng, asked, v=imperative if example.language == "en" else vietnamese, t=thing, x=value)
    else:
        does = "[{v} {k} [cho người dùng|theo số|]|Công cụ {v} {k}]."
        description = say(rng, does, v=vietnamese.capitalize(), k=kind)
        asked = ("{v} {k} {x}[| giúp tôi| với]", "[cho tôi|giúp tôi|tôi muốn] {v} {k} {x}")
        text = say(rng, asked, v=vietnamese, k=kind, x=value)
    return PlugIn((name,), (description,), (), ()), text


def _said(rng: Random, example: Example, sayings: Sayings, table: Table | None = None) -> str:
    vi = example.language == "vi"
    table = table or rng.choice(example.schema.tables)
    column = rng.choice(table.columns)
    value = rng.choice(example.values).text if example.values else content.code(rng)
    term = gloss(table.name, table.synonyms) if vi else " ".join(words(table.name))
    part = gloss(column.name, column.synonyms) if vi else " ".join(words(column.name))
    slots = {
        "e": term or table.name, "t": table.name, "c": part or column.name, "v": value,
        "n": str(rng.randint(2, 2000)), "n2": str(rng.randint(2, 99)), "h": str(rng.randint(2, 12)), "w": content.pseudo_english(rng),
        "y": str(rng.randint(1995, 2026)), "code": content.code(rng), "city": rng.choice(content.PLACES),
        "who": rng.choice((content.full_name(rng, vi).split()[-1 if vi else 0], "sếp" if vi else "my boss")),
    }  # fmt: skip
    return finish(rng, say(rng, sayings.vi if vi else sayings.en, **slots), vi, value)


def _route(
    rng: Random, example: Example, text: str, history: tuple[Past, ...], tool: str, plug_ins: list[PlugIn]
) -> RouteExample:
    tools = built_in(rng)
    for plug_in in plug_ins:
        name = tool if tool in plug_in.names else rng.choice(plug_in.names)
        if name not in (known for known, _ in tools):
            tools.append((name, say(rng, rng.choice(plug_in.descriptions))))
    rng.shuffle(tools)
    if not text.strip():
        text = bare(content.pseudo_vietnamese(rng))
    return RouteExample(example.schema, example.values, text, example.language, history, tuple(tools), tool)
