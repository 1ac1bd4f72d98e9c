"""200 people ask the real server at the same moment, and its queue holds 32.

Who is answered must get the answer to their own question, in their own conversation; the rest must be told at once to
come back later; and whoever watches the server's health must see nothing of it.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles

from .measured import Goal, Row, say
from .served import Line, Reply, get, post, serving

CLIENTS, QUEUE = 200, 32
HEALTH_EVERY = 0.01
SAME = ("question", "answer", "sql", "rows", "notes")  # what an answer says whoever asks


@dataclass(frozen=True)
class Asked:
    """One person's question and conversation."""

    question: str
    thread: str

    def request(self, thread: str = "") -> bytes:
        return post("/agent/invoke", {"input": {"question": self.question, "thread_id": thread or self.thread}})


@dataclass
class Wave:
    """What came of one rush: each person with the reply, None where the line broke."""

    replies: list[tuple[Asked, Reply | None]]
    health: list[float]

    def refused(self) -> list[Reply]:
        return [reply for _, reply in self.replies if reply and reply.status == 503]

    def answered(self) -> list[tuple[Asked, Reply]]:
        return [(asked, reply) for asked, reply in self.replies if reply and reply.status == 200]

    def lost(self) -> int:
        """How many got neither an answer nor a refusal that says when to come back."""
        return CLIENTS - len(self.answered()) - sum("retry-after" in reply.headers for reply in self.refused())


def measure(device: str, waves: int) -> Iterator[Row]:
    """The rows of the rush; every wave finds the server idle."""
    say(f"crowd: starting the server with a queue of {QUEUE}")
    with serving(HOIDAP_QUEUE=str(QUEUE), HOIDAP_MODEL="embedded", HOIDAP_DEVICE=device) as port:
        came = [asyncio.run(rush(port, number)) for number in range(waves)]
        say("crowd: asking again, one at a time, to compare")
        mixed = sum(asyncio.run(wrong(port, wave)) for wave in came)
    refused = [reply.seconds for wave in came for reply in wave.refused()]
    health = [seconds for wave in came for seconds in wave.health]
    answered = min(len(wave.answered()) for wave in came)
    what, note = f"{CLIENTS} clients at once, queue of {QUEUE}", f"{answered} answered a wave"
    yield Row(f"{what}: lost", "embedded", sum(wave.lost() for wave in came), "", goal=Goal(0, "ours"), note=note)
    yield Row(f"{what}: mixed up", "embedded", mixed, "", goal=Goal(0, "ours"))
    yield Row(f"{what}: slowest 503", "embedded", 1000 * max(refused), "ms", goal=Goal(100, "ours"))
    yield Row(f"{what}: health p99", "embedded", 1000 * quantiles(health, n=100)[98], "ms", goal=Goal(100, "ours"))


async def rush(port: int, number: int) -> Wave:
    """All ask at once, over lines that are open already; health is asked for meanwhile, every few milliseconds."""
    say(f"crowd: wave {number + 1}")
    people = [Asked(question(n), f"wave{number}-{n}") for n in range(CLIENTS)]
    lines = [await Line.open(port) for _ in people]
    requests = [asked.request() for asked in people]
    done = asyncio.Event()
    watching = asyncio.create_task(watch(port, done))
    await asyncio.sleep(0.2)
    sent = [line.send(request) for line, request in zip(lines, requests, strict=True)]
    replies = await asyncio.gather(*map(read, lines, sent))
    done.set()
    for line in lines:
        await line.close()
    return Wave(list(zip(people, replies, strict=True)), await watching)


def question(number: int) -> str:
    """Another question for each of 200 people, which the demo database can answer."""
    return f"How many improvements did DC{number % 12 + 1} make in {2019 + number // 12 % 8}?" + "?" * (number // 96)


async def read(line: Line, sent: float) -> Reply | None:
    try:
        return await asyncio.wait_for(line.reply(sent), 120)
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        return None


async def watch(port: int, done: asyncio.Event) -> list[float]:
    """Ask for the server's health until it is done; returns what each time took."""
    line, seconds = await Line.open(port), []
    while not done.is_set():
        seconds.append((await line.ask(get("/health/live"))).seconds)
        await asyncio.sleep(HEALTH_EVERY)
    await line.close()
    return seconds


async def wrong(port: int, wave: Wave) -> int:
    """How many of the answers are not what the same question brings when nobody else asks."""
    line, found = await Line.open(port), 0
    for asked, reply in wave.answered():
        alone = (await line.ask(asked.request(f"{asked.thread}-alone"))).json["output"]
        given = reply.json["output"]
        found += given["thread_id"] != asked.thread or any(given[key] != alone[key] for key in SAME)
    await line.close()
    return found
