"""What people type for short in a Vietnamese chat, spelt out: "sl sp ko bán" is "số lượng sản phẩm không bán"."""

from __future__ import annotations

import re
from collections.abc import Container

from hoidap.databases import fold

from .value_links import has_diacritics

_MEANT = {
    **dict.fromkeys("ko k hok hk hông hem khg".split(), "không"),
    **dict.fromkeys("đc dc đươc".split(), "được"),
    **dict.fromkeys("bn bnhiu bnhieu bnh".split(), "bao nhiêu"),
    **dict.fromkeys("nhiu nhìu".split(), "nhiều"),
    **dict.fromkeys("j ji".split(), "gì"),
    **dict.fromkeys("sđt sdt".split(), "số điện thoại"),
    "sl": "số lượng",
    "ntn": "như thế nào",
    "vs": "với",
    "trc": "trước",
    "ng": "người",
    "mn": "mọi người",
    "tb": "trung bình",
    "cty": "công ty",
    "nv": "nhân viên",
    "kh": "khách hàng",
    "sp": "sản phẩm",
    "ncc": "nhà cung cấp",
    "đh": "đơn hàng",
    "hđ": "hóa đơn",
    "bp": "bộ phận",
    "pb": "phòng ban",
    "dthu": "doanh thu",
    "tgian": "thời gian",
}
_WORD = re.compile(r"(?<![\w.@/-])(?:" + "|".join(map(re.escape, _MEANT)) + r")(?![\w.@/-]|\s+\d)")


def spelt_out(question: str, names: Container[str]) -> str:
    """`question` with what is short in it spelt out, without marks where it has none; `names` are left as they are."""
    marked = has_diacritics(question)

    def whole(match: re.Match[str]) -> str:
        meant = _MEANT[match.group()]
        if match.group() in names:
            return match.group()
        return meant if marked else fold(meant)

    return _WORD.sub(whole, question)
