"""What `hoidap tune` shows: what it found, how far it is, and how base and result compare."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hoidap.terminal import console, printable, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from hoidap.training.tuning.events import Event, Fitted, Gathered, Looked, Part
    from hoidap.training.tuning.outcome import Compared, Outcome

MOST_NAMED = 8  # tables named in one line
GB = 1e9


@contextmanager
def telling() -> Iterator[Callable[["Event"], None]]:
    """A bar on stderr for each part, with the time left, and a line for each event; yields what takes the events."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        yield _Telling(bar).tell


class _Telling:
    def __init__(self, bar: "Progress") -> None:
        self.bar, self.part = bar, ""
        self.task: TaskID | None = None

    def tell(self, event: "Event") -> None:
        from hoidap.training.tuning import events

        match event:
            case events.Went(part, done, total):
                self._went(part, done, total)
            case events.Resumed(minutes, steps):
                self._line(
                    say(
                        f"Going on after {minutes:.1f} minutes of training, {steps} steps.",
                        f"Tiếp tục sau {minutes:.1f} phút huấn luyện, {steps} bước.",
                    )
                )
            case events.Gathered():
                self._gathered(event)
            case events.Learned(words):
                self._learned(words)
            case events.Unsaid(pairs):
                self._line(
                    say(
                        f"{pairs} questions of yours are left out: the SQL of this model cannot say theirs.",
                        f"Bỏ {pairs} câu hỏi của bạn vì cách viết SQL của mô hình này không diễn đạt được.",
                    )
                )
            case events.Fitted():
                self._fitted(event)
            case events.Halved(rows):
                self._line(
                    say(
                        f"Not enough memory: going on with {rows} questions at a time.",
                        f"Thiếu bộ nhớ: tiếp tục với {rows} câu hỏi mỗi lượt.",
                    )
                )
            case events.Looked():
                self._line(_looked(event))
            case events.Merged(asked, changed, dtype):
                self._line(
                    say(
                        f"Merged in {dtype}: of {asked} questions, {changed} got other SQL than before.",
                        f"Đã hợp nhất ở {dtype}: {changed} trong {asked} câu hỏi có SQL khác trước.",
                    )
                )

    def _line(self, text: str) -> None:
        self.bar.console.print(printable(text), soft_wrap=True)

    def _went(self, part: "Part", done: float, total: float) -> None:
        if part != self.part:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.part, self.task = part, self.bar.add_task(_named(part), total=total)
        if self.task is not None:
            self.bar.update(self.task, completed=done, total=total)

    def _gathered(self, found: "Gathered") -> None:
        self._line(
            say(
                f"{found.train} questions to learn from ({found.own} of yours, {found.templates} kinds of SQL), "
                f"{found.choose} to choose by and {found.judge} to judge by ({found.own_judged} of yours), of others.",
                f"{found.train} câu hỏi để học ({found.own} câu của bạn, {found.templates} dạng SQL), {found.choose} "
                f"câu để chọn và {found.judge} câu để chấm ({found.own_judged} câu của bạn), thuộc các dạng khác.",
            )
        )
        for reason, english, vietnamese in (
            ("empty", "No questions about these tables, which are empty", "Không hỏi về các bảng trống"),
            ("unread", "No questions about these tables, which cannot be read", "Không hỏi về các bảng không đọc được"),
        ):
            if tables := [table for table, why in found.left_out if why == reason]:
                self._line(f"{say(english, vietnamese)}: {_names(tables)}.")
        if found.alone:
            text = say(
                "No foreign key joins these tables to others, so every question about them is about one table",
                "Các bảng sau không có khóa ngoại nối với bảng khác, nên chỉ được hỏi riêng từng bảng",
            )
            self._line(f"{text}: {_names(found.alone)}.")

    def _learned(self, words: "Mapping[str, tuple[str, ...]]") -> None:
        said = "; ".join(f"{name}: {', '.join(phrases)}" for name, phrases in words.items())
        self._line(say(f"Words learned from your questions: {said}.", f"Từ học được từ câu hỏi của bạn: {said}."))

    def _fitted(self, fit: "Fitted") -> None:
        self._line(
            say(
                f"{fit.rows} questions of up to {fit.longest} tokens at a time; memory at most about "
                f"{fit.estimate / GB:.1f} GB, {fit.available / GB:.1f} GB are free.",
                f"Mỗi lượt {fit.rows} câu hỏi, mỗi câu tối đa {fit.longest} token; cần nhiều nhất khoảng "
                f"{fit.estimate / GB:.1f} GB bộ nhớ, còn trống {fit.available / GB:.1f} GB.",
            )
        )
        if fit.too_long:
            self._line(
                say(
                    f"{fit.too_long} questions are left out: with their schema they are longer than the model reads.",
                    f"Bỏ {fit.too_long} câu hỏi vì cùng lược đồ chúng dài hơn mức mô hình đọc được.",
                )
            )


def _named(part: "Part") -> str:
    return {
        "pairs": say("Making questions", "Tạo câu hỏi"),
        "lessons": say("Writing prompts", "Viết lời nhắc"),
        "base": say("Asking the base", "Hỏi mô hình gốc"),
        "training": say("Training", "Huấn luyện"),
        "result": say("Asking the result", "Hỏi mô hình mới"),
    }[part]


def _looked(look: "Looked") -> str:
    there = (
        "" if look.elsewhere is None else say(f", {look.elsewhere:.1%} elsewhere", f", nơi khác {look.elsewhere:.1%}")
    )
    best = say(" (best so far)", " (tốt nhất)") if look.best else ""
    return say(
        f"{look.minutes:.1f} min: {look.accuracy:.1%} right on held-out kinds of SQL{there}{best}",
        f"{look.minutes:.1f} phút: đúng {look.accuracy:.1%} trên các dạng SQL để riêng{there}{best}",
    )


def _names(tables: "list[str] | tuple[str, ...]") -> str:
    more = len(tables) - MOST_NAMED
    return ", ".join(tables[:MOST_NAMED]) + (say(f" and {more} more", f" và {more} bảng nữa") if more > 0 else "")


def show_outcome(outcome: "Outcome", out: str) -> None:
    """Print base and result side by side, and what follows from it."""
    from rich.table import Table

    screen = console()
    table = Table()
    for title in ("", say("questions", "câu hỏi"), say("base", "gốc"), say("tuned", "mới"), "+", "-", "p"):
        table.add_column(title, justify="left" if not title else "right")
    named = (
        (say("this database", "CSDL này"), outcome.here),
        (say("of these, yours", "trong đó của bạn"), outcome.own),
        (say("another", "CSDL khác"), outcome.elsewhere),
    )
    for name, compared in named:
        if compared is not None:
            table.add_row(name, *_figures(compared))
    screen.print(table)
    took = f"{outcome.minutes:.0f}", f"{outcome.peak / GB:.1f}", f"{outcome.estimate / GB:.1f}"
    screen.print(
        say(
            f"{took[0]} minutes; {took[1]} GB of memory at most, {took[2]} GB were expected.",
            f"{took[0]} phút; dùng nhiều nhất {took[1]} GB bộ nhớ, dự kiến {took[2]} GB.",
        )
    )
    screen.print(_verdict(outcome, out), soft_wrap=True)
    if outcome.glossary and not outcome.promoted:
        screen.print(
            say(
                f"The words that it learned are in {outcome.glossary}; if they are right, HOIDAP_GLOSSARY takes it.",
                f"Các từ học được nằm trong {outcome.glossary}; nếu đúng, hãy đặt HOIDAP_GLOSSARY.",
            ),
            soft_wrap=True,
        )


def _figures(compared: "Compared") -> list[str]:
    shares = [f"{right / compared.questions:.1%}" for right in (compared.base, compared.result)]
    return [str(compared.questions), *shares, str(compared.won), str(compared.lost), f"{compared.p:.2g}"]


def _verdict(outcome: "Outcome", out: str) -> str:
    if outcome.promoted:
        use = f"HOIDAP_MODEL={out}" + (f" HOIDAP_GLOSSARY={outcome.glossary}" if outcome.glossary else "")
        return say(f"Better. Use it: {use}", f"Tốt hơn. Dùng bằng: {use}")
    if outcome.here.better:
        return say(
            "Better here, but it lost too much elsewhere: the base is kept.",
            "Tốt hơn ở đây nhưng kém đi quá nhiều ở nơi khác: giữ mô hình gốc.",
        )
    return say(
        "Not significantly better: the base is kept.", "Không tốt hơn một cách có ý nghĩa thống kê: giữ mô hình gốc."
    )
