"""The weights of evidence, and the messages that they are fitted on."""

import json
from pathlib import Path

from hoidap.training.fit_routes import OURS, WRITTEN, Seen, fit, right, save

EVALS = Path(__file__).parents[1] / "evals" / "routes.jsonl"


def test_what_tells_the_tools_apart_is_learned_and_can_be_saved(tmp_path: Path) -> None:
    plug_in = {"near": {"shares": 1.0}, "far": {"shares": 0.0}}
    seen = [
        *(Seen("kind", {"first": 1.0, "second": 0.0}, {}, OURS[0]) for _ in range(8)),
        *(Seen("kind", {"first": 0.0, "second": 1.0}, {}, OURS[1]) for _ in range(8)),
        *(Seen("kind", {"first": 0.0, "second": 0.0}, plug_in, "near") for _ in range(8)),
    ]
    weights = fit(seen, [1.0] * len(seen))
    assert all(right(seen, weights))
    save(weights, tmp_path / "weights.tsv")
    head, *rows = (tmp_path / "weights.tsv").read_text().splitlines()[1:]
    assert head.split("\t") == ["evidence", *OURS, "plug-in"]
    assert [row.split("\t")[0] for row in rows] == ["first", "second", "shares"]


def test_no_message_to_fit_on_is_an_evaluation_message() -> None:
    def lines(file: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    ours, theirs = ({str(line["question"]).casefold() for line in lines(file)} for file in (WRITTEN, EVALS))
    assert not ours & theirs
    assert len(ours) > 250
