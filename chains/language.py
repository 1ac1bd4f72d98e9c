"""Vietnamese or English? Decided by function words and by the shape of syllables, so that the reason can be read.

Users type Vietnamese with and without diacritics, and English names of tables and products into both. A language
model or a statistical detector is no better on eight words, and can't say why.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Literal

Language = Literal["vi", "en"]

# Words that are written the same in both languages once diacritics are gone (an, do, in, me, so, the, to, ...) stand in
# neither list: they decide nothing.
_ENGLISH_WORDS = """
    bye goodbye okay about after all also and any are at average been before between both by can could count did does
    during each every fewest find first for from get give greater had has have hello help highest hours how if into is
    it its largest last least less list longest lowest made many max maximum min minimum month more most much my name
    names not number of one only or order our over people per please sale sales show shows sorted sum tell than thank
    thanks that their them then there these they this those top total under up us use used uses using value was we
    were what when where which while who whose why will with without working would year years you your good morning
    afternoon evening yes
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_VIETNAMESE_WORDS = """
    ai anh bao bang ban bat biet boi buoi cac cach cai cam can cao chao chi chiec chinh chua chung cua cung dang danh
    dau day den deu doi dong dua dung duoc duoi gi gio giup hai hang hay het hien hoac hoi hon khac khach khi khong la
    lai lam lan len liet lon luc luong moi mot muc muon nam nao nay nen neu ngay nghi nguoi nhan nhat nhieu nho nhu
    nhung nua phai phan phong qua quy rang rat rieng roi sach sao sap sau suat tai tat ten thang thap theo thi thich
    thoi thong thu thuoc tiet tim tinh toi tong tot tren trong truoc trung tu tung vao vay ve vi viec voi vui xem xep
    xin xoa yeu
"""
_VIETNAMESE = frozenset(_VIETNAMESE_WORDS.split())
# Vietnamese letters that no Western name brings along: café and São Paulo don't make a question Vietnamese.
_LETTERS = frozenset("ăđơư") | frozenset(chr(mark) for mark in (0x0309, 0x0323))
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|ieu|yeu|oai|oay|oeo|uay|uoi|uou|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|«[^»]*»|`[^`]*`")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_HUMP = re.compile(r"[a-z][A-Z]|_|\d")


def detect_language(text: str, default: Language = "vi") -> Language:
    """The language of `text`; `default` where it holds no word that tells (a bare name, "DC5?")."""
    vietnamese, english = _evidence(text)
    if vietnamese == english:
        return default
    return "vi" if vietnamese > english else "en"


def _evidence(text: str) -> tuple[float, float]:
    plain = _QUOTED.sub(" ", unicodedata.normalize("NFC", text))
    words = [word for token in plain.split() if not _HUMP.search(token) for word in _WORD.findall(token)]
    vietnamese = english = 0.0
    for word in words:
        folded, marked = _without_marks(word.casefold())
        if marked:
            # a capitalised one may be a name in an English sentence
            vietnamese += 0.3 if word[0].isupper() and word is not words[0] else 2.5
        elif folded in _VIETNAMESE:
            vietnamese += 1
        elif word.casefold() in _ENGLISH or "'" in word:
            english += 1
        elif not _SYLLABLE.fullmatch(folded):
            # a capitalised word is more likely a name than a word of the language
            english += 0.1 if word[0].isupper() and word is not words[0] else 0.4
        elif not word.isupper():
            vietnamese += 0.2
    return vietnamese, english


def _without_marks(word: str) -> tuple[str, bool]:
    """The word without diacritics, and whether it carried one that only Vietnamese has."""
    letters = unicodedata.normalize("NFD", word)
    several = any(unicodedata.combining(a) and unicodedata.combining(b) for a, b in pairwise(letters))
    own = several or any(letter in _LETTERS for letter in unicodedata.normalize("NFC", word) + letters)
    accented = own or any(letter in "áàâãéèêìíòóôõùúýỳĩũẽẻ" for letter in word)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")
    return bare, own or (accented and _SYLLABLE.fullmatch(bare) is not None)
