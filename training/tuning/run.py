"""The way of a tuning: gather, judge the base, train, judge the result, promote it if it is better."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from hoidap.databases import Database

from .candidates import Trained, adapted, fully_trained, method_for
from .errors import CannotTune
from .glossary import FILE as GLOSSARY
from .judging import Open, OpenWith, loaded
from .order import Order
from .outcome import Compared, Outcome, worth
from .promote import model_card, promote
from .stages import Judged, Material, Tell, judged, looking, material, taught_words
from .watch import LOOKS, Watch

if TYPE_CHECKING:
    from hoidap.models.profiles import Profile

LEAST_SECONDS = 20.0  # of training, however little time is left
AT_THE_END = 1.6  # times what judging the base took is kept free for the end


def tune(order: Order, open_database: OpenWith, tell: Tell, open_other: Open | None = None) -> Outcome:
    """Tune `order.base` on the database, and promote the result to `order.out` if it is better.

    `open_database` is given the glossary to take instead of the database's own, or None. `open_other` opens a database
    on which little may be lost. Started again after it was killed, the same order goes on.
    Raises CannotTune, ModelError or DatabaseError.
    """
    begin = time.monotonic()
    db = open_database(None)
    try:
        _same_order(order, db)
        profile = _profile(order)
        found = material(order, db, lambda: open_database(None), open_other, tell)
        before = judged(order.base, "base", found.exams, order, tell)
        glossary = taught_words(order, found.split, db, tell)
        if glossary is not None:
            db.close()
            db = open_database(glossary)
            found = replace(found, exams=found.exams.over(lambda: open_database(glossary)))
        seconds = order.minutes * 60 - (time.monotonic() - begin) - AT_THE_END * before.seconds
        trained = _trained(order, profile, db, found, before, max(LEAST_SECONDS, seconds), tell)
        after = judged(trained.candidate, "result", found.exams, order, tell)
        outcome = _outcome(trained, found.told.own_judged, before, after, time.monotonic() - begin)
        if outcome.promoted:
            promote(trained.candidate, order.out, model_card(profile, db.schema, _name(db), found.told, outcome))
        if glossary is not None:  # even beside no model: people can read whether its words are right
            kept = order.out / GLOSSARY if outcome.promoted else order.out.with_name(f"{order.out.name}.{GLOSSARY}")
            shutil.copyfile(glossary, kept)
            outcome = replace(outcome, glossary=str(kept))
        shutil.rmtree(order.work)
        return outcome
    finally:
        db.close()


def _same_order(order: Order, db: Database) -> None:
    """Take away what another order, or one over another schema, left in the work folder."""
    place = make_url(db.url).set(password=None)
    wish = (order.base, order.method, order.four_bit, order.seed, order.minutes, order.own, order.glossary, place)
    mark = hashlib.sha256(f"{wish}\n{db.schema.render()}".encode()).hexdigest()
    file = order.work / "order"
    if order.work.exists() and (not file.exists() or file.read_text() != mark):
        shutil.rmtree(order.work)
    order.work.mkdir(parents=True, exist_ok=True)
    file.write_text(mark)


def _profile(order: Order) -> Profile:
    """What is known of the base; CannotTune for one on a server."""
    with loaded(order.base, order) as llm:
        profile: Profile | None = getattr(llm, "profile", None)
        if profile is None or not hasattr(llm, "llm"):
            raise CannotTune("A model on a server cannot be tuned from here; name a folder or a model of this machine.")
        return profile


def _trained(
    order: Order, base: Profile, db: Database, found: Material, before: Judged, seconds: float, tell: Tell
) -> Trained:
    look = looking(order.base, found.exams, seconds, before, LOOKS, order, tell)
    way = fully_trained if method_for(order, base) == "full" else adapted
    return way(order, base, db, found, Watch(seconds), look, tell)


def _outcome(trained: Trained, own: int, before: Judged, after: Judged, seconds: float) -> Outcome:
    here = Compared.of(before.here, after.here)
    elsewhere = Compared.of(before.elsewhere, after.elsewhere) if before.elsewhere else None
    return Outcome(
        promoted=worth(here, elsewhere),
        glossary=None,
        method=trained.method,
        here=here,
        own=Compared.of(before.here[:own], after.here[:own]) if own else None,
        elsewhere=elsewhere,
        minutes=seconds / 60,
        steps=trained.steps,
        estimate=trained.estimate,
        peak=trained.peak,
    )


def _name(db: Database) -> str:
    return Path(make_url(db.url).database or "a database").stem
