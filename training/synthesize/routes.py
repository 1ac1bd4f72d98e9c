"""Messages and the tool that takes each, among the built-in tools and invented plug-ins."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hoidap.chains.naming import words
from hoidap.chains.phrases import gloss
from hoidap.chains.route import QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION

from . import content, messages
from .example import Example, Past, RouteExample
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
_VERBS = (("Looks up", "tra", "look up"), ("Computes", "tính", "compute"), ("Checks", "kiểm tra", "check"), ("Opens", "mở", "open"), ("Sends", "gửi", "send"),
          ("Prints", "in", "print"), ("Books", "đặt", "book"), ("Starts", "khởi động", "start"), ("Finds", "tìm", "find"), ("Explains", "giải thích", "explain"))  # fmt: skip


def routes(rng: Random, source: Source) -> Iterator[RouteExample]:
    """Endless messages; about half of them are questions to the data, as they mostly are."""
    stream = questions(rng, source, each=2)
    waiting: list[Past] = []
    while True:
        example = next(stream)
        r = rng.random()
        if r < 0.44:
            yield _route(rng, example, example.question, example.history, QUERY_DATABASE, _plugins(rng))
            waiting = [*example.history, Past(example.question, example.sql)][-2:]
            continue
        history = tuple(waiting) if rng.random() < 0.35 else ()
        if rng.random() < 0.5:
            example = replace(example, history=(), language="vi" if rng.random() < 0.55 else "en")
        if r < 0.58:
            text = _said(rng, example, messages.SMALL_TALK_VI, messages.SMALL_TALK_EN)
            yield _route(rng, example, text, history, SMALL_TALK, _plugins(rng))
        elif r < 0.69:
            text = _said(rng, example, messages.CHANGE_VI, messages.CHANGE_EN)
            yield _route(rng, example, text, history, OUT_OF_SCOPE, _plugins(rng))
        elif r < 0.78:
            text = _said(rng, example, messages.OTHER_VI, messages.OTHER_EN)
            yield _route(rng, example, text, history, OUT_OF_SCOPE, [p for p in _plugins(rng) if not _takes(p, text)])
        else:
            yield _plugged(rng, example, history)


_Plugin = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


def _takes(plugin: _Plugin, text: str) -> bool:
    """Whether a plug-in could answer one of the messages that are nobody's."""
    words = {
        "joke": ("cười", "vui", "joke", "funny"),
        "news": ("tin tức", "news", "thời sự"),
        "stock_price": ("chứng khoán", "stock", "giá", "price"),
        "web_search": ("",),
        "calculator": ("bằng mấy", "equals", "phương trình", "bình phương"),
        "order_lunch": ("ăn", "pizza", "đồ ăn", "eat"),
        "directions": ("far", "taxi"),
    }
    return any(word in text.casefold() for word in words.get(plugin[0][0], ()))


def _plugged(rng: Random, example: Example, history: tuple[Past, ...]) -> RouteExample:
    """A plug-in's work, with the plug-in there or not."""
    if rng.random() < 0.25:
        plugin, text = _invented(rng, example)
        return _route(rng, example, text, history, plugin[0][0], [plugin, *_plugins(rng)][:4])
    plugin = rng.choice(messages.PLUGINS)
    text = _said(rng, example, plugin[2], plugin[3])
    others = [p for p in _plugins(rng) if p is not plugin]
    if plugin[4] and rng.random() < 0.33:
        return _route(
            rng,
            example,
            text,
            history,
            OUT_OF_SCOPE,
            [p for p in others if p[0][0] not in ("web_search", "news", "calculator")],
        )
    name = rng.choice(plugin[0])
    return _route(rng, example, text, history, name, [((name,), *plugin[1:]), *others][:4])


def _plugins(rng: Random) -> list[_Plugin]:
    return rng.sample(messages.PLUGINS, rng.choices((0, 1, 2, 3, 4), (38, 24, 18, 12, 8))[0])


def _invented(rng: Random, example: Example) -> tuple[_Plugin, str]:
    """A plug-in of which nobody has heard: only its description tells what it is for."""
    english, vietnamese, imperative = rng.choice(_VERBS)
    thing, kind = content.pseudo_english(rng), content.pseudo_vietnamese(rng)
    value = rng.choice((content.pseudo_english(rng).capitalize(), content.code(rng), str(rng.randint(2, 900))))
    name = rng.choice(
        (
            f"{imperative.replace(' ', '_')}_{thing}",
            thing,
            f"{thing}_tool",
            f"{thing}_{rng.choice(('lookup', 'service', 'bot', 'helper'))}",
        )
    )
    if rng.random() < 0.6:
        description = say(
            rng,
            (
                "{v} a {t} [by its number|for the user|of a customer|].",
                "{v} {t}s.",
                "{v} the {t} of [something|a day|a person].",
            ),
            v=english,
            t=thing,
        )
        text = say(
            rng,
            ("{v} {t} {x}[| giúp tôi| với]", "[cho tôi|giúp tôi] {v} {t} {x}", "{t} {x} [thế nào|ra sao]"),
            v=vietnamese,
            t=thing,
            x=value,
        )
        if example.language == "en":
            text = say(
                rng,
                ("[please |can you |]{v} the {t} {x}", "{v} {t} {x}", "[I need|I want] to {v} [a|the] {t} {x}"),
                v=imperative,
                t=thing,
                x=value,
            )
    else:
        description = say(
            rng, ("{v} {k} [cho người dùng|theo số|].", "Công cụ {v} {k}."), v=vietnamese.capitalize(), k=kind
        )
        text = say(
            rng,
            ("{v} {k} {x}[| giúp tôi| với]", "[cho tôi|giúp tôi|tôi muốn] {v} {k} {x}"),
            v=vietnamese,
            k=kind,
            x=value,
        )
    return ((name,), (description,), (), (), True), text


def _said(rng: Random, example: Example, vietnamese: tuple[str, ...], english: tuple[str, ...]) -> str:
    vi = example.language == "vi"
    table = rng.choice(example.schema.tables)
    column = rng.choice(table.columns)
    value = rng.choice(example.values).text if example.values else content.code(rng)
    term = gloss(table.name, table.synonyms) if vi else " ".join(words(table.name))
    part = gloss(column.name, column.synonyms) if vi else " ".join(words(column.name))
    slots = {
        "e": term or table.name, "t": table.name, "c": part or column.name, "v": value,
        "n": str(rng.randint(2, 2000)), "n2": str(rng.randint(2, 99)), "h": str(rng.randint(2, 12)), "w": content.pseudo_english(rng),
        "city": rng.choice(content.PLACES), "who": rng.choice((content.full_name(rng, vi).split()[-1 if vi else 0], "sếp" if vi else "my boss")),
    }  # fmt: skip
    return finish(rng, say(rng, vietnamese if vi else english, **slots), vi, value)


def _route(
    rng: Random, example: Example, text: str, history: tuple[Past, ...], tool: str, plugins: list[_Plugin]
) -> RouteExample:
    tools = [
        (name, descriptions[0] if rng.random() < 0.6 else rng.choice(descriptions))
        for name, descriptions in _BUILT_IN.items()
    ]
    for names, descriptions, *_ in plugins:
        name = tool if tool in names else rng.choice(names)
        if name not in (known for known, _ in tools):
            tools.append((name, say(rng, rng.choice(descriptions))))
    rng.shuffle(tools)
    if not text.strip():
        text = bare(content.pseudo_vietnamese(rng))
    return RouteExample(example.schema, example.values, text, example.language, history, tuple(tools), tool)
