"""What `hoidap models` shows: which models there are, and how far a download is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hoidap.terminal import complain, console, printable, progress, say

if TYPE_CHECKING:
    from rich.text import Text

    from hoidap.models.errors import PullFailed


_NAME, _WIDTHS = 29, (7, 7, 8, 6, 6, 6)


def show_models(models: Iterable[Mapping[str, Any]]) -> None:
    """Print the models that can be named: what each needs, and below that what is known of it."""
    from rich.padding import Padding

    screen = console()
    titles = (say("size", "cỡ"), say("disk", "đĩa"), say("memory", "bộ nhớ"), "8bit", "4bit", "int8")
    screen.print(_text(f"  {say('model', 'mô hình'):<{_NAME}}{_figures(titles)}", "dim"), soft_wrap=True)
    for model in models:
        gigabytes = map(_gigabytes, (model["disk_gb"], *model["memory_gb"].values()))
        line = _text("✓ " if model["here"] else "  ", "green").append(f"{printable(model['name']):<{_NAME}}", "bold")
        screen.print(line.append(_figures((_parameters(model["parameters"]), *gigabytes))), soft_wrap=True)
        screen.print(Padding(_text(_facts(model), "dim"), (0, 0, 0, 2)))
    for note in _notes():
        screen.print(_text(note))


def _figures(cells: Sequence[str]) -> str:
    return "".join(f" {cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


def _facts(model: Mapping[str, Any]) -> str:
    """Licence, languages, what it got right of our questions and what int8 changes there, what others published."""
    facts = [model["licence"], " ".join(model["languages"])]
    for name, share in model["measured"].items():
        change = f" (int8 {model['int8'][name] - share:+.1f})" if name in model["int8"] else ""
        facts.append(f"{name} {share:.1f} %{change}")
    if unpacked := model["unpacked_gb"]:
        facts.append(say(f"{unpacked:.0f} GB on a CPU", f"{unpacked:.0f} GB trên CPU"))
    return printable(" · ".join(filter(None, [*facts, model["published"]])))


def _notes() -> tuple[str, ...]:
    return (
        "",
        say(
            "✓ is on this machine. Disk and memory in GB, memory as it answers, in 16 bit: twice that on a CPU without "
            "bf16. int8 is for CPUs. Percentages are right answers to the questions of `hoidap eval`.",
            "✓ đã có trên máy. Đĩa và bộ nhớ tính bằng GB; bộ nhớ khi trả lời, ở 16 bit: gấp đôi trên CPU không có "
            "bf16. int8 dành cho CPU. Phần trăm là tỉ lệ trả lời đúng các câu hỏi của `hoidap eval`.",
        ),
        say(
            "hoidap models pull NAME fetches one, hoidap chat --model NAME uses it.",
            "hoidap models pull TÊN để tải về, hoidap chat --model TÊN để dùng.",
        ),
    )


def _text(text: str, style: str = "") -> "Text":
    from rich.text import Text

    return Text(text, style=style)


def _parameters(count: int | None) -> str:
    if not count:
        return "?"
    return f"{count / 1e9:.1f}B" if count >= 1e9 else f"{count / 1e6:.1f}M"


def _gigabytes(amount: float | None) -> str:
    if amount is None:
        return "–"
    return f"{amount:.1f}" if amount >= 0.1 else f"{amount:.2f}"


def fetch(name: str) -> bool:
    """Fetch a model by its name, with a bar on stderr; false where it cannot be had, after saying why."""
    from hoidap.models.errors import PullFailed
    from hoidap.models.profiles import all_profiles

    known = all_profiles().get(name)
    weights = known.weights if known else name
    if known and known.form == "slots":
        print(say(f"{name} comes with hoidap.", f"{name} có sẵn trong hoidap."))
        return True
    from hoidap.models.hub import pull

    try:
        with progress(weights, in_bytes=True) as tell:
            folder = pull(weights, tell)
    except PullFailed as error:
        complain(_why_not(error, weights))
        return False
    print(say(f"{name} is in {folder}.", f"{name} đã có ở {folder}."))
    return True


def _why_not(error: "PullFailed", weights: str) -> str:
    vietnamese = {
        "unknown": f"Hub không có mô hình {weights}, hoặc chỉ cho người có quyền xem.",
        "gated": f"Mô hình {weights} cần được chấp nhận giấy phép trên trang của nó ở hub, rồi chạy `hf auth login`.",
        "offline": "Không kết nối được tới hub. Hãy kiểm tra mạng rồi chạy lại; phần đã tải được giữ lại.",
        "space": f"Đĩa không đủ chỗ hoặc không ghi được cho mô hình {weights}. Hãy giải phóng chỗ, hoặc đặt HF_HOME.",
        "format": f"Mô hình {weights} không có tệp safetensors; hoidap không đọc định dạng khác.",
        "damaged": f"Một tệp của {weights} bị hỏng khi tải. Hãy chạy lại.",
        "hub": f"Hub từ chối gửi mô hình {weights}. Hãy thử lại sau.",
    }
    return say(str(error), vietnamese[error.reason])
