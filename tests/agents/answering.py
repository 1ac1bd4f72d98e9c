"""A process that answers questions over a memory on disk until it is killed; run by test_agent_memory.py.

    python answering.py MEMORY DATA_DIR THREAD FIRST

It prints the number of each turn once the turn's last chunk has come: that is the acknowledgement.
"""

import sys
from pathlib import Path

from scripted import Scripted

from hoidap.agents import build_agent
from hoidap.databases import Database, demo_database


def main(memory: str, data_dir: str, thread: str, first: str) -> None:
    db = Database.connect(demo_database(), data_dir=Path(data_dir))
    agent = build_agent(Scripted(answer="Có 400."), db, memory)
    for number in range(int(first), 100_000):
        agent.invoke({"question": f"Có bao nhiêu cải tiến {number}?", "thread_id": thread})
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
