"""The most memory that a process takes to answer 8 users, ours and the stock way, each in a process of its own.

    python -m benchmarks.memory ours fp32 cpu

The stock way answers them one after the other, which takes least; ours answers all at once.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .measured import Goal, Row, say

USERS = 8
STATUS = Path("/proc/self/status")


def measure(device: str, models: tuple[str, ...]) -> Iterator[Row]:
    """A row a model."""
    for model in models:
        say(f"memory: {model}")
        ours, stock = (in_a_process(way, model, device) for way in ("ours", "stock"))
        yield Row(f"peak memory, {USERS} users", model, ours / 1e6, "MB", stock / 1e6, Goal(1.5))


def in_a_process(way: str, model: str, device: str) -> int:
    """The peak in bytes of a fresh process."""
    command = [sys.executable, "-m", __name__, way, model, device]
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1])


def peak(device: str) -> int:
    """The most that this process has held so far, in bytes: of the GPU's memory where the model is there."""
    if device == "cuda":
        import torch

        return torch.cuda.max_memory_allocated()
    if STATUS.exists():  # getrusage would count what the process was before it became this one
        lines = STATUS.read_text().splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answer(way: str, model: str, device: str) -> int:
    """Answer the users, and return the peak."""
    import torch

    from .contest import Contest, ask, ask_at_once

    torch.set_num_threads(1)
    contest = Contest.of(model, device)
    if way == "ours":
        ask_at_once(contest.ours, USERS)
    else:
        for number in range(USERS):
            ask(contest.stock, number)
    return peak(device)


if __name__ == "__main__":
    print(answer(*sys.argv[1:]))
