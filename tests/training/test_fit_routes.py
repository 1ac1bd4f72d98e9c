"""The weights of evidence, and the messages that they are fitted on."""

import json
import re
from pathlib import Path

from hoidap.databases import fold
from hoidap.training.fit_routes import fit, right, save
from hoidap.training.route_messages import OURS, WRITTEN, Message, Seen, varied

EVALS = Path(__file__).parents[1] / "evals" / "routes.jsonl"


def test_what_tells_the_tools_apart_is_learned_and_can_be_saved(tmp_path: Path) -> None:
    plug_in = {"near": {"shares": 1.0}, "far": {"shares": 0.0}}
    seen = [
        *(Seen("kind", {"first": 1.0, "second": 0.0}, {}, OURS[0]) for _ in range(8)),
        *(Seen("kind", {"first": 0.0, "second": 1.0}, {}, OURS[1]) for _ in range(8)),
        *(Seen("kind", {"first": 0.0, "second": 0.0}, plug_in, "near") for _ in range(8)),
    ]
    weights = fit(seen)
    assert all(right(seen, weights))
    save(weights, tmp_path / "weights.tsv")
    head, *rows = (tmp_path / "weights.tsv").read_text().splitlines()[1:]
    assert head.split("\t") == ["evidence", *OURS, "plug-in"]
    assert [row.split("\t")[0] for row in rows] == ["first", "second", "shares"]


def test_no_message_to_fit_on_is_an_evaluation_message() -> None:
    def lines(file: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    def letters(text: object) -> str:
        return " ".join(re.findall(r"\w+", fold(str(text))))

    ours, theirs = ({letters(line["question"]) for line in lines(file)} for file in (WRITTEN, EVALS))
    assert not ours & theirs
    assert len(ours) > 250


def test_variations_keep_what_decides_the_route() -> None:
    plug_ins = (("sky", "Tells the weather."), ("post", "Sends an e-mail."))
    asked = Message("data", "how many orders", OURS[0], plug_ins, (), "shop.sqlite")
    wanted = Message("plug_in", "will it rain", "sky", plug_ins, (), "")
    goes_on = Message("follow_up", "sort them", OURS[0], (), ("list the orders",), "shop.sqlite")
    others = list(varied([asked, wanted, goes_on], times=20))
    assert len(others) == 60
    assert all(other.text == origin.text and other.tool == origin.tool for origin, other in others)
    assert {other.database for origin, other in others if origin is asked} == {"shop.sqlite"}
    assert {other.plug_ins for origin, other in others if origin is wanted} == {plug_ins}
    assert {other.history for origin, other in others if origin is goes_on} == {("list the orders",)}
    assert {other.history for origin, other in others if origin is wanted} == {(), ("list the orders",)}
    assert len({other.plug_ins for origin, other in others if origin is asked}) > 1
