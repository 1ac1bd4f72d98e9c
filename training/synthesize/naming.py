"""Identifiers as people name tables and columns: in a style, in a language, shortened, prefixed."""

import unicodedata
from dataclasses import dataclass
from random import Random

_SHORT = {
    "quantity": "qty", "number": "no", "amount": "amt", "department": "dept", "description": "desc", "address": "addr",
    "employee": "emp", "customer": "cust", "product": "prod", "category": "cat", "manager": "mgr", "average": "avg",
    "document": "doc", "organization": "org", "transaction": "txn", "invoice": "inv", "date": "dt", "position": "pos",
    "status": "stat", "group": "grp", "company": "comp", "telephone": "tel", "phone": "tel", "location": "loc",
}  # fmt: skip


def bare(text: str) -> str:
    """Vietnamese without its marks, case kept."""
    text = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def cased(text: str, style: str) -> str:
    parts = [part for part in text.replace("-", " ").replace("'", "").split() if part]
    if style == "snake":
        return "_".join(parts).lower()
    if style == "pascal":
        return "".join(part[:1].upper() + part[1:] for part in parts)
    if style == "camel":
        return parts[0].lower() + "".join(part[:1].upper() + part[1:] for part in parts[1:])
    if style == "flat":
        return "".join(parts).lower()
    if style == "title_snake":
        return "_".join(part[:1].upper() + part[1:] for part in parts)
    if style == "spaced":
        return " ".join(part[:1].upper() + part[1:] for part in parts)
    return "_".join(parts).upper()


_STYLES = ("snake",) * 6 + ("pascal",) * 7 + ("camel",) * 3 + ("flat", "title_snake", "upper")


@dataclass(frozen=True)
class Naming:
    """How one database names things."""

    tables: str
    columns: str
    plural: bool
    prefix: str
    own_prefix: bool  # columns carry their table's name: AuthorName
    language: str  # en, vi (with marks) or vi_bare
    short: bool

    @classmethod
    def draw(cls, rng: Random) -> "Naming":
        tables = rng.choice(_STYLES)
        return cls(
            tables=tables,
            columns=tables if rng.random() < 0.75 else rng.choice(_STYLES),
            plural=rng.random() < 0.4,
            prefix=rng.choice(("",) * 12 + ("tbl_", "tbl", "t_", "dim_", "m_")),
            own_prefix=rng.random() < 0.4,
            language=rng.choices(("en", "vi_bare", "vi"), (85, 11, 4))[0],
            short=rng.random() < 0.12,
        )

    def table(self, english: str, many: str, vietnamese: str) -> str:
        return self.prefix + self._write(many if self.plural else english, vietnamese, self.tables)

    def column(self, english: str, vietnamese: str) -> str:
        return self._write(english, vietnamese, self.columns)

    def _write(self, english: str, vietnamese: str, style: str) -> str:
        if self.language == "vi":
            return cased(vietnamese, style)
        if self.language == "vi_bare":
            return cased(bare(vietnamese), style)
        if self.short:
            english = " ".join(_SHORT.get(word, word) for word in english.split())
        return cased(english, style)
