"""The last touches of a question: openings and endings, capitals, punctuation, missing marks, slips of the keyboard."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

import re
from random import Random

from .naming import bare
from .say import say

_OPEN_VI = (
    "cho [mình|tôi|em|anh|chị] hỏi[,|] {t}", "cho hỏi[,|] {t}", "[xin|làm ơn] [cho hỏi|cho biết] {t}", "[mình|tôi|em] muốn [biết|hỏi] {t}", "[bạn|anh|chị] ơi[,|] {t}", "[giúp tôi|giúp mình|nhờ bạn] [xem|kiểm tra|tra|check] [giúp |]{t}",
    "[tôi|mình|em] cần biết {t}", "[cho tôi|cho mình] biết {t}", "hãy cho biết {t}", "[ê|hey|alo|hi], {t}", "[chào bạn|xin chào|chào], {t}", "[theo|trong] [dữ liệu|hệ thống|csdl], {t}", "bạn [có thể |]cho [tôi|mình] biết {t}", "[à|ừ] {t}", "không biết {t}",
)  # fmt: skip
_END_VI = (
    "{t} vậy",
    "{t} nhỉ",
    "{t} ạ",
    "{t} thế",
    "{t} hả bạn",
    "{t} vậy bạn",
    "{t} giúp mình",
    "{t} với",
    "{t} nhé",
    "{t} rồi",
    "{t} hả",
)
_OPEN_EN = (
    "quick question: {t}", "[hi|hey|hello], {t}", "please, {t}", "[I was wondering|just wondering], {t}", "so {t}", "[can|could] you check {t}", "according to the data, {t}", "question: {t}", "um, {t}", "ok, {t}", "[I need to know|tell me|please tell me|I'd like to know] {t}", "in our [database|system|data], {t}", "do you know {t}",
)  # fmt: skip
_END_EN = ("{t}, please", "{t} please", "{t} in total", "{t} thanks", "{t}, thanks")
# Words that ask for nothing more.
_FILLERS_VI = (
    "{t} từ trước đến nay",
    "{t} trong hệ thống",
    "{t} [tính |]đến nay",
    "[hiện nay|hiện tại|tính đến nay][,|] {t}",
    "{t} trong cơ sở dữ liệu",
    "trong hệ thống {t}",
)
_FILLERS_EN = (
    "{t} so far",
    "{t} in the database",
    "{t} to date",
    "{t} altogether",
    "in our records, {t}",
    "{t} in our system",
    "{t} right now",
)
_ARTICLE = re.compile(r"(^|\s)a (?=[aeio]|u(?!ni|se))(?!one|eu)")
_ASKING_VI = re.compile(r"(?<!\w)(nào|bao nhiêu|gì|ai|mấy|khi nào|ở đâu|không|chưa|thế nào|sao)(?!\w)")
_ASKING_EN = re.compile(
    r"^(what|which|how|who|when|where|whose|is|are|was|were|does|do|did|has|have|can|could|any|by whom)\b|^(in|during|on) .*\b(how|what|which)\b"
)
# Parts of numbers and dates.
_NEVER_SLIP = (
    "nghìn", "triệu", "million", "seven", "eight", "three", "thousand", "tháng", "quarter", "first", "second", "third", "fourth",
)  # fmt: skip


def finish(rng: Random, text: str, vietnamese: bool, keep: str) -> str:
    """Dress a question as it is typed; the letters of `keep` (its values) stay free of slips."""
    asking = bool(_ASKING_VI.search(text)) if vietnamese else bool(_ASKING_EN.search(text))
    if rng.random() < 0.025:
        text = say(rng, _FILLERS_VI if vietnamese else _FILLERS_EN, t=text)
    text = _framed(rng, text, vietnamese, asking)
    if not vietnamese:
        text = _ARTICLE.sub(r"\1an ", text)
    if rng.random() < 0.022:
        text = _slip(rng, text, keep)
    if rng.random() < 0.58:
        text = text[:1].upper() + text[1:]
    elif rng.random() < 0.1:
        text = text.lower()
    r = rng.random()
    if asking and r < 0.68:
        text += rng.choice(("?", "?", "?", "?", " ?", "??") if rng.random() < 0.1 else ("?",))
    elif not asking and r < 0.18:
        text += "."
    elif not asking and r < 0.22:
        text += "?"
    if vietnamese and rng.random() < 0.09:
        text = bare(text)
    return text


def _framed(rng: Random, text: str, vietnamese: bool, asking: bool) -> str:
    r = rng.random()
    if vietnamese:
        if r < 0.13 and asking and not text.startswith(("cho ", "giúp", "tôi", "mình", "em ")):
            text = say(rng, _OPEN_VI, t=text)
        if rng.random() < 0.08 and asking:
            text = say(rng, _END_VI, t=text)
        return text
    if r < 0.06 and text.startswith(("how", "what", "which", "who", "when")) and " about " not in text[:12]:
        text = say(rng, _OPEN_EN, t=text)
    elif r < 0.1 and not asking:
        text = say(rng, _END_EN[:2] + _END_EN[3:], t=text)
    elif r < 0.12 and asking:
        text = say(rng, _END_EN[3:], t=text)
    return text


def _slip(rng: Random, text: str, keep: str) -> str:
    """A letter lost, doubled or swapped in a word that is no value."""
    kept = bare(keep.casefold())  # a value may have been written without its marks
    words = [
        m
        for m in re.finditer(r"[^\W\d_]{5,}", text)
        if m.group().islower() and bare(m.group()) not in kept and m.group() not in _NEVER_SLIP
    ]
    if not words:
        return text
    word = rng.choice(words)
    at = word.start() + rng.randrange(1, len(word.group()) - 1)
    r = rng.random()
    if r < 0.4:
        return text[:at] + text[at + 1 :]
    if r < 0.75:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]
