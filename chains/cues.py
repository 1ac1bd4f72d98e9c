"""Words of a question, in either language, that ask for something the SQL must show."""

import re

from hoidap.databases import fold

from .value_links import has_diacritics


class Cue:
    """Alternatives, which may end in `*` for any ending; in a text without marks they are found without theirs."""

    def __init__(self, alternatives: str) -> None:
        terms = [term.strip() for term in alternatives.split("|")]
        self._marked, self._bare = _pattern(terms), _pattern([fold(term) for term in terms])

    def found(self, text: str) -> bool:
        return self._of(text).search(text) is not None

    def ends(self, text: str) -> list[int]:
        """Where each of them ends in `text`."""
        return [match.end() for match in self._of(text).finditer(text)]

    def without(self, text: str) -> str:
        """`text` freed of them."""
        return self._of(text).sub(" ", text)

    def _of(self, text: str) -> re.Pattern[str]:
        return self._marked if has_diacritics(text) else self._bare


def _pattern(terms: list[str]) -> re.Pattern[str]:
    endings = "|".join(re.escape(term).replace(r"\*", r"\w*") for term in terms)
    return re.compile(rf"(?<!\w)(?:{endings})(?!\w)", re.IGNORECASE)
