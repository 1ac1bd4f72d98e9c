"""One page about runs of `hoidap eval`: shares as bars, verdicts, and every question that came out wrong.

It needs no network and runs no script, so that whatever stands in a database stays text.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from math import sqrt
from pathlib import Path
from string import Template
from typing import Any
from unicodedata import category

from hoidap.chains.language import Language

from .runs import Run, verdict
from .whole_file import whole_file

MOST_ERRORS = 1000  # told on the page; more would make it too heavy for a phone
SPLITS = ("by_language", "by_turn", "by_class", "by_difficulty", "by_doubt")
COLOURS = 6
_VIETNAMESE = {
    **{"vi": "tiếng Việt", "en": "tiếng Anh", "first": "câu hỏi đầu", "follow_up": "câu hỏi tiếp"},
    **{"doubted": "có điều ngờ vực", "sure": "không ngờ vực", "not parsed": "không phân tích được"},
    **{"projection": "chọn cột", "filter": "lọc", "order, limit": "sắp xếp, giới hạn", "group": "gom nhóm"},
    **{"join": "nối bảng", "join and group": "nối bảng và gom nhóm", "nested": "truy vấn con"},
    **{"set operation": "phép tập hợp", "easy": "dễ", "medium": "vừa", "hard": "khó", "extra hard": "rất khó"},
    **{"simple": "đơn giản", "moderate": "trung bình", "challenging": "thách thức"},
}
_ENGLISH = {"vi": "Vietnamese", "en": "English", "follow_up": "follow-up"}
_PAGE = Path(__file__).with_name("data") / "report.html"
_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Evaluation", "Kết quả đánh giá"),
    "all": ("All questions", "Tất cả câu hỏi"),
    "by_language": ("By language", "Theo ngôn ngữ"),
    "by_turn": ("First questions and follow-ups", "Câu hỏi đầu và câu hỏi tiếp"),
    "by_class": ("By what the SQL needs", "Theo loại câu SQL"),
    "by_difficulty": ("By difficulty", "Theo độ khó"),
    "by_doubt": ("Answers with a doubt and without", "Câu trả lời có và không có điều ngờ vực"),
    "model": ("model", "mô hình"),
    "questions": ("questions", "câu hỏi"),
    "right": ("right", "đúng"),
    "valid": ("valid SQL", "SQL hợp lệ"),
    "seconds": ("seconds a question", "giây mỗi câu"),
    "compared": ("Compared", "So sánh"),
    "wrong": ("What came out wrong", "Những câu sai"),
    "none": ("Nothing came out wrong.", "Không có câu nào sai."),
    "more": ("The first {n} are shown.", "Chỉ hiện {n} câu đầu."),
    "gold": ("gold SQL", "SQL đúng"),
    "rows": ("{n} rows", "{n} dòng"),
    "band": (
        "A thin line is the 95 % interval of Wilson: with few questions a share says little.",
        "Vạch mảnh là khoảng tin cậy 95 % theo Wilson: ít câu hỏi thì tỉ lệ nói lên được ít.",
    ),
}


def write_page(
    path: Path,
    runs: Sequence[Run],
    compared: Sequence[Mapping[str, Any]],
    *,
    title: str,
    language: Language,
    now: datetime | None = None,
) -> None:
    """Write the page of one run or several over the same questions; raises CannotWrite."""
    with whole_file(path) as file:
        file.write(page(runs, compared, title=title, language=language, now=now))


def page(
    runs: Sequence[Run],
    compared: Sequence[Mapping[str, Any]],
    *,
    title: str,
    language: Language,
    now: datetime | None = None,
) -> str:
    """The HTML of `write_page`."""

    def say(key: str, **values: object) -> str:
        return escape(_TEXTS[key][language == "vi"].format(**values))

    names = _VIETNAMESE if language == "vi" else _ENGLISH

    when = (now or datetime.now()).strftime("%d/%m/%Y %H:%M" if language == "vi" else "%Y-%m-%d %H:%M")
    body = [
        f"<h1>{say('title')}: {_text(title)}</h1><p class=dim>{_text(when)}</p>",
        _summary(runs, say),
        *(f"<p class=verdict>{_text(verdict(one, language))}</p>" for one in compared),
        *_charts(runs, say, names),
        f"<p class=dim>{say('band')}</p><h2>{say('wrong')}</h2>",
        *_errors(runs, say),
    ]
    template = Template(_PAGE.read_text(encoding="utf-8"))
    return template.substitute(language=language, title=escape(_visible(title)), body="\n".join(body))


def _summary(runs: Sequence[Run], say: Any) -> str:
    heads = "".join(f"<th>{say(key)}</th>" for key in ("model", "questions", "right", "valid", "seconds"))
    rows = "".join(
        f"<tr><td>{_mark(place)}{_text(run['model'])}</td><td>{run['questions']}</td><td>{run['accuracy']:.1%}</td>"
        f"<td>{run['valid']:.1%}</td><td>{run['seconds']:.2f}</td></tr>"
        for place, run in enumerate(runs)
    )
    return f"<div class=wide><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def _charts(runs: Sequence[Run], say: Any, called: Mapping[str, str]) -> Iterator[str]:
    for split in SPLITS:
        names = list(dict.fromkeys(name for run in runs for name in run.get(split, {})))
        if len(names) > 1 or (names and split == "by_language"):
            groups = "".join(
                _group(called.get(name, name), [run.get(split, {}).get(name) for run in runs]) for name in names
            )
            yield f"<section><h2>{say(split)}</h2>{groups}</section>"


def _group(name: str, shares: Sequence[Mapping[str, Any] | None]) -> str:
    """A bar for each model: what it got right of one kind of question."""
    count = max(share["questions"] for share in shares if share)
    bars = "".join(_bar(place, share) for place, share in enumerate(shares) if share)
    return f"<div class=group><div class=name>{_text(name)} <span class=dim>{count}</span></div><div>{bars}</div></div>"


def _bar(place: int, share: Mapping[str, Any]) -> str:
    right = share["accuracy"]
    low, high = wilson(right, share["questions"])
    return (
        f'<div class=bar><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{right:.1%}">'
        f'<rect class="ground" width="100" height="10"/>'
        f'<rect class="c{place % COLOURS}" width="{100 * right:.2f}" height="10"/>'
        f'<line x1="{100 * low:.2f}" x2="{100 * high:.2f}" y1="5" y2="5"/></svg><span>{right:.1%}</span></div>'
    )


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which the true share lies with 95 % (Wilson 1927); all of 0 to 1 where nothing was counted."""
    if not count:
        return 0.0, 1.0
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _errors(runs: Sequence[Run], say: Any) -> Iterator[str]:
    """Every question that some model got wrong, with what each of them wrote."""
    asked = zip(*(run["records"] for run in runs), strict=True)
    wrong = [records for records in asked if not all(record["ok"] for record in records)]
    if not wrong:
        yield f"<p>{say('none')}</p>"
    if len(wrong) > MOST_ERRORS:
        yield f"<p class=dim>{say('more', n=MOST_ERRORS)}</p>"
    for records in wrong[:MOST_ERRORS]:
        gold = records[0]
        written = "".join(
            f"<h3>{_mark(place)}{_text(run['model'])} {'✓' if record['ok'] else '✗'}</h3>"
            f"<pre>{_text(record['predicted'] or '-')}</pre>{_result(record.get('result'), say)}"
            + (f"<p class=error>{_text(record['error'])}</p>" if record["error"] else "")
            for place, (run, record) in enumerate(zip(runs, records, strict=True))
        )
        yield (
            f"<details><summary><span class=dim>{gold['line']}</span> {_text(gold['question'])}</summary>"
            f"<p class=dim>{_text(' · '.join(filter(None, _kinds(gold))))}</p>{_before(gold)}"
            f"<h3>{say('gold')}</h3><pre>{_text(gold['gold'])}</pre>{_result(gold.get('gold_result'), say)}{written}"
            "</details>"
        )


def _kinds(record: Mapping[str, Any]) -> list[str]:
    return [str(record.get(key) or "") for key in ("database", "language", "sql_class", "difficulty")]


def _before(record: Mapping[str, Any]) -> str:
    """The turns that a follow-up leans on."""
    turns = record.get("history") or ()
    return "".join(
        f"<p class=dim>{_text(turn['question'])}</p><pre class=dim>{_text(turn['sql'])}</pre>" for turn in turns
    )


def _result(result: Mapping[str, Any] | None, say: Any) -> str:
    """The first rows of a result, and how many there are."""
    if not result:
        return ""
    rows = "".join(
        "<tr>" + "".join(f"<td>{'<i>NULL</i>' if cell is None else _text(cell)}</td>" for cell in row) + "</tr>"
        for row in result["rows"]
    )
    table = f"<div class=wide><table><tbody>{rows}</tbody></table></div>" if rows else ""
    return f"{table}<p class=dim>{say('rows', n=result['count'])}</p>"


def _mark(place: int) -> str:
    """The colour of a model's bars, before its name."""
    square = f'<rect class="c{place % COLOURS}" width="10" height="10"/>'
    return f'<svg class="mark" viewBox="0 0 10 10" aria-hidden="true">{square}</svg> '


def _text(value: object) -> str:
    """Text that cannot be anything else, set apart from the direction of what stands around it."""
    return f"<bdi>{escape(_visible(str(value)))}</bdi>"


def _visible(text: str) -> str:
    """Without control and invisible characters."""
    return "".join(sign for sign in text if sign in "\n\t" or category(sign) not in ("Cc", "Cf", "Cs"))
