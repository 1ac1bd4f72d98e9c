"""How many follow-up questions are suggested, and whether the agent answers them when they are asked.

python -m benchmarks.suggestions [--first 60] [--questions tests/evals/jidouka.jsonl]

Each question is asked with its history, the suggestions under its answer are found as on the page, and each is then
asked in a conversation of its own that stands where that answer left it. A suggestion is answered where it goes to the
data, the query runs, and brings rows.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from threading import Event
from typing import Any

from hoidap.agents import build_agent
from hoidap.chains.turn import Turn
from hoidap.databases import Database, demo_database
from hoidap.models import load_chat_model
from hoidap.tools.follow_up_candidates import follow_ups
from hoidap.tools.follow_ups import FollowUpCheck, Suggested


def main() -> None:
    """Print what was suggested, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=Path, default=Path("tests/evals/jidouka.jsonl"))
    parser.add_argument("--first", type=int, default=60)
    options = parser.parse_args()
    llm, db = load_chat_model("embedded"), Database.connect(demo_database())
    agent, check = build_agent(llm, db), FollowUpCheck(llm, db)
    lines = options.questions.read_text(encoding="utf-8").splitlines()[: options.first]
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    for number, line in enumerate(lines):
        case = json.loads(line)
        before = [one["question"] for one in case.get("history", [])]
        answer = _asked(agent, [*before, case["question"]], f"q{number}")
        if not answer["sql"] or not answer["rows"]:
            counts["no rows"] += 1
            continue
        started = time.monotonic()
        turn = Turn(question=case["question"], sql=answer["sql"])
        made = follow_ups(answer["sql"], answer["rows"], db, case["language"])
        found = Suggested()
        for one in made:
            if found.wants(one) and check.is_answered_right(one, turn, Event()):
                found.take(one)
        seconds.append(time.monotonic() - started)
        counts["answers"] += 1
        counts["candidates"] += len(made)
        counts[f"with {len(found.questions)}"] += 1
        print(f"{case['question']}  [{len(made)} made]", flush=True)
        for at, question in enumerate(found.questions):
            said = _asked(agent, [*before, case["question"], question], f"q{number}-{at}")
            good = said["tool"] == "query_database" and bool(said["rows"])
            counts["suggested"] += 1
            counts["answered"] += good
            print(f"    {'' if good else '! '}{question} -> {said['answer']}", flush=True)
    print(dict(sorted(counts.items())), f"{sum(seconds) / max(1, len(seconds)):.2f} s for the suggestions of an answer")


def _asked(agent: Any, questions: list[str], thread: str) -> dict[str, Any]:
    """The answer to the last of these questions, asked one after the other."""
    answers = [agent.invoke({"question": question, "thread_id": thread}) for question in questions]
    return dict(answers[-1])


if __name__ == "__main__":
    main()
