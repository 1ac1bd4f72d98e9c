"""`hoidap feedback`: the answers that people judged on the page, as question-SQL pairs to check, keep or tune on."""

import json
import sys
from typing import Annotated

import typer

from hoidap.terminal import complain, say

Good = Annotated[bool, typer.Option("--good", help=say("Only those with a thumb up.", "Chỉ những câu được khen."))]
Glossary = Annotated[
    bool,
    typer.Option(
        "--glossary",
        help=say(
            "The good ones that stand alone, as verified SQL for the glossary.",
            "Các câu được khen và đứng riêng được, dạng SQL đã kiểm chứng cho bảng thuật ngữ.",
        ),
    ),
]


def feedback(good: Good = False, glossary: Glossary = False) -> None:
    """Print a JSON object a line, as `hoidap eval` reads them, or the `examples` of a glossary."""
    from hoidap.settings import SettingsError, load_settings
    from hoidap.ui.errors import HistoryUnavailable
    from hoidap.ui.judgements import judgements_in

    try:
        given = judgements_in(load_settings().conversations())
    except (SettingsError, HistoryUnavailable) as error:
        complain(str(error))
        raise typer.Exit(1) from error
    judged = [one for one in given if one.good or not (good or glossary)]
    if glossary:
        _print_examples({one.question: one.sql for one in judged if not one.history})
        return
    for one in judged:
        line = {"question": one.question, "sql": one.sql, "history": one.history, "good": one.good}
        line |= {"comment": one.comment, "user": one.user, "given_at": one.given_at}
        print(json.dumps(line, ensure_ascii=False))
    if not judged:
        complain(say("Nobody has judged an answer yet.", "Chưa có ai đánh giá câu trả lời nào."))


def _print_examples(pairs: dict[str, str]) -> None:
    import yaml

    examples = [{"question": question, "sql": sql} for question, sql in pairs.items()]
    yaml.safe_dump({"examples": examples}, sys.stdout, allow_unicode=True, sort_keys=False, width=120)
