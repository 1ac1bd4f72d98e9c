"""Ten million rows asked for, in a fresh process: how much more memory it takes, and what is said to be left out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hoidap.databases import Database

from ..measured import Goal, Row, say
from .hostile import MOST_ROWS, SECONDS, opened
from .limits import MANY_ROWS
from .places import EVERY, open_place

MOST_MEGABYTES = 50
KEPT = 200  # rows, as hoidap's default
MODULE = "hoidap.benchmarks.safety.memory"  # by its full name, for the working folder is another one
PROCESS = Path("/proc/self")
ASKED = {
    "10 million rows": "SELECT a.n, a.text, b.n FROM many AS a CROSS JOIN many AS b",
    "2.8 GB of long texts": "SELECT wide.text, many.n FROM wide CROSS JOIN many",
}


def measure(quick: bool) -> Iterator[Row]:
    """Memory by database; then results of exactly as many rows as are kept, one less and one more."""
    for way in EVERY:
        with open_place(way) as place:
            place.fill(MANY_ROWS)
            for what, sql in ASKED.items():
                say(f"{place.name}: {what}")
                found = in_a_process(place.reader_url, sql)
                note = f"{found['rows']} rows kept, truncated: {found['truncated']}"
                goal = Goal(MOST_MEGABYTES, "ours")
                yield Row(f"{what} asked for", place.name, found["megabytes"], "MB more", None, goal, note)
            with opened(place.reader_url, 10 * SECONDS) as db:
                wrong = [count for count in (MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1) if not is_told_exactly(db, count)]
            yield Row("results whose end is told wrongly", place.name, len(wrong), "", None, Goal(0, "ours"), "of 3")


def is_told_exactly(db: Database, count: int) -> bool:
    """Whether a result of so many rows is cut where it must be, and says so."""
    result = db.query(f"SELECT n FROM many WHERE n < {count}")
    return (len(result.rows), result.truncated) == (min(count, MOST_ROWS), count > MOST_ROWS)


def in_a_process(url: str, sql: str) -> dict[str, Any]:
    """What a fresh process says of the query: `megabytes` more at its peak, `rows` and `truncated`."""
    process = subprocess.run(
        [sys.executable, "-m", MODULE], input=json.dumps([url, sql]), stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(process.stdout)
    return found


def _peak() -> int:
    """The most kilobytes of memory since the peak was last forgotten."""
    lines = (PROCESS / "status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))


def main() -> None:
    """Measure one query, after a small one that loads what every query needs."""
    url, sql = json.load(sys.stdin)
    db = Database.connect(url, max_rows=KEPT, seconds=30, data_dir=Path.cwd())
    db.query("SELECT COUNT(*) FROM many")
    (PROCESS / "clear_refs").write_text("5", encoding="utf-8")
    before = _peak()
    result = db.query(sql)
    megabytes = (_peak() - before) / 1024
    print(json.dumps({"megabytes": megabytes, "rows": len(result.rows), "truncated": result.truncated}))
    db.close()


if __name__ == "__main__":
    main()
