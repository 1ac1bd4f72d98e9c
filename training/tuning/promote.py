"""A result that is better becomes a folder that HOIDAP_MODEL takes, with its profile and a model card."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hoidap.models.profiles import PROFILE_FILE, Profile

if TYPE_CHECKING:
    from hoidap.databases import Schema

    from .events import Gathered
    from .outcome import Compared, Outcome

_OF_THE_BASE = ("name", "weights", "measured", "int8", "published", "stored_bytes", "dtype")  # and not of a copy


def promote(candidate: Path, out: Path, card: str) -> None:
    """Put the candidate's files into `out`, in place of what an earlier tuning left there."""
    (candidate / "README.md").write_text(card, encoding="utf-8")
    before = out.with_name(out.name + ".before")
    shutil.rmtree(before, ignore_errors=True)
    if out.exists():
        out.rename(before)
    out.parent.mkdir(parents=True, exist_ok=True)
    candidate.rename(out)
    shutil.rmtree(before, ignore_errors=True)


def write_profile(folder: Path, base: Profile, dtype: str = "") -> None:
    """Say beside a candidate's weights which habits of the base it shares, and the type it must be computed in."""
    said = {one.name: getattr(base, one.name) for one in fields(base) if one.name not in _OF_THE_BASE}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in {**said, "dtype": dtype}.items()]
    (folder / PROFILE_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def model_card(base: Profile, schema: Schema, database: str, gathered: Gathered, outcome: Outcome) -> str:
    """What the tuned model is, what it was tuned on, what it reaches, and what that does not say."""
    languages = ", ".join(base.languages or ("vi", "en"))
    here, own, elsewhere = outcome.here, outcome.own, outcome.elsewhere
    lines = [
        "---",
        f"language: [{languages}]",
        f"license: {base.licence.lower()}",
        f"base_model: {base.name}",
        "library_name: transformers",
        "pipeline_tag: text-generation",
        "tags: [text-to-sql, hoidap]",
        "---",
        "",
        f"# {base.name}, tuned on {database}",
        "",
        f"{base.name}, tuned by `hoidap tune` on {datetime.now(UTC):%Y-%m-%d} in {outcome.minutes:.0f} minutes "
        f"({_method(outcome.method)}, {outcome.steps} steps) on one database of {len(schema.tables)} tables. "
        "`HOIDAP_MODEL` takes this folder.",
        "",
        "## What it reaches",
        "",
        "Execution accuracy on questions whose SQL templates were held out, none of which it was tuned on:",
        "",
        "| questions | base | tuned | won | lost | p (McNemar, exact) |",
        "| --- | --- | --- | --- | --- | --- |",
        _row(f"{database} ({here.questions})", here),
        *([_row(f"of these, written by people ({own.questions})", own)] if own else []),
        *([_row(f"another database ({elsewhere.questions})", elsewhere)] if elsewhere else []),
        "",
        "Questions that people write are harder than generated ones: measure yours by `hoidap eval`, "
        "with the base beside it.",
        "",
        "## What it was tuned on",
        "",
        f"{gathered.train} questions with SQL over {gathered.templates} templates, generated from the schema and the "
        f"values of the database and run read-only on it; {gathered.own} of them people wrote or approved of. "
        "Values of the database stand in these questions, so treat these weights as you treat its data.",
        "",
        "A `glossary.yaml` beside the weights holds words that the questions taught: HOIDAP_GLOSSARY takes it.",
        "",
        "## Licence",
        "",
        f"That of {base.name}: {base.licence}.",
        "",
    ]
    return "\n".join(lines)


def _row(name: str, compared: Compared) -> str:
    shares = (f"{right / compared.questions:.1%}" for right in (compared.base, compared.result))
    return f"| {name} | {' | '.join(shares)} | {compared.won} | {compared.lost} | {compared.p:.2g} |"


def _method(method: str) -> str:
    return {"full": "every weight", "lora": "LoRA, merged", "qlora": "QLoRA, merged"}[method]
