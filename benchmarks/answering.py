"""One model, ours beside the stock way: first token, whole answer, many users, one user beside another, grammar."""

from collections.abc import Iterator
from statistics import median

from hoidap.models import LocalPipeline

from .contest import Contest, Timing, ask, ask_at_once, second_user
from .grammar_cost import forced_in_answers, forced_in_gold, seconds_a_token
from .measured import Found, Goal, Row, Series, say

USERS = (1, 2, 4, 8, 16)
MANY = 8


def measure(name: str, device: str, rounds: int) -> Iterator[Found]:
    """The rows of one model; every round asks all ways once, so that a slow minute hits all alike."""
    say(f"{name}: building the model")
    contest = Contest.of(name, device)
    ours, engine = contest.ours, contest.ours.engine
    for llm in (ours, contest.stock):
        ask(llm, 0, 2)  # what is slow only the first time is over after this
    stock, cold, warm, beside, same = [], [], [], [], 0
    crowds: dict[int, list[float]] = {users: [] for users in USERS}
    for number in range(rounds):
        say(f"{name}: round {number + 1} of {rounds}")
        stock.append(ask(contest.stock, number))
        engine.clear_caches()
        cold.append(ask(ours, number))
        warm.append(ask(ours, number + 1))
        same += stock[-1].text == cold[-1].text
        same += number > 0 and stock[-1].text == warm[-2].text
        beside.append(second_user(ours, number + 2))
        for users in (MANY,) if number else USERS:  # the others are for the plot alone
            crowds[users].append(work(ours, users, number, device))
    yield from latencies(name, stock, cold, warm, beside)
    if name != "bf16":
        yield Row(
            "the same tokens as stock", name, same, f"of {2 * rounds - 1}", goal=Goal(2 * rounds - 1, "ours", True)
        )
    yield from throughput(contest, crowds, stock, device)
    yield from grammar(contest, rounds)


def latencies(
    name: str, stock: list[Timing], cold: list[Timing], warm: list[Timing], beside: list[float]
) -> Iterator[Row]:
    """What one person waits for."""
    first, total = median(one.first for one in stock), median(one.total for one in stock)
    alone = median(one.first for one in warm)
    yield Row("second question, time to first token", name, alone, other=first, goal=Goal(0.08))
    yield Row("second question, 24 tokens", name, median(one.total for one in warm), other=total, goal=Goal(0.30))
    yield Row(
        "first question, time to first token", name, median(one.first for one in cold), other=first, goal=Goal(1.05)
    )
    yield Row("first question, 24 tokens", name, median(one.total for one in cold), other=total, goal=Goal(1.05))
    yield Row(
        "first token while another is decoding", name, median(beside), other=alone, goal=Goal(1.5), note="beside: alone"
    )


def work(llm: LocalPipeline, users: int, number: int, device: str) -> float:
    """Seconds of work a request when so many ask at once: of the processor, or of the clock where a GPU works."""
    crowd = ask_at_once(llm, users, 20 * (number + 1))
    return (crowd.cpu if device == "cpu" else crowd.wall) / users


def throughput(contest: Contest, crowds: dict[int, list[float]], stock: list[Timing], device: str) -> Iterator[Found]:
    """What many people cost; the stock way is the better of one after the other and all in threads."""
    say(f"{contest.name}: {MANY} stock threads")
    threads = ask_at_once(contest.stock, MANY)
    one_by_one = median(one.cpu if device == "cpu" else one.total for one in stock)
    together = (threads.cpu if device == "cpu" else threads.wall) / MANY
    better = min(one_by_one, together)
    unit = "requests per CPU second" if device == "cpu" else "requests per second"
    eight = 1 / median(crowds[MANY])
    note = f"stock: {'one after the other' if better == one_by_one else 'in threads'}"
    yield Row(f"{MANY} users, same schema", contest.name, eight, unit, 1 / better, Goal(6, least=True), note)
    ours = [1 / median(crowds[users]) for users in USERS]
    yield Series(contest.name, list(USERS), ours, [1 / one_by_one if users == 1 else 1 / better for users in USERS])


def grammar(contest: Contest, rounds: int) -> Iterator[Row]:
    """What holding the model to SQL costs, and what it spares."""
    say(f"{contest.name}: grammar")
    cost = seconds_a_token(contest.ours, rounds)
    yield Row("grammar mask and apply, a token", contest.name, 1000 * cost, "ms", goal=Goal(1, "ours"))
    share = forced_in_answers() if contest.name == "embedded" else forced_in_gold(contest.ours)
    yield Row("tokens without a pass of their own", contest.name, 100 * share, "% of SQL", goal=Goal(15, "ours", True))
