"""The sentences in which the embedded model tells a result, by language and shape; training makes the same ones.

VALUE is the one cell of a result, ROW its one row, ALL and FIRST its rows or the first of them, COUNT how many there
are, GROUPS what they are where each is told with a figure, PHRASE some words of the question, CAPITAL the same with a
capital letter.
"""

from __future__ import annotations

from collections.abc import Mapping

from .language import Language

SENTENCES: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    "vi": {
        "nothing": ("Không có thông tin.",),
        "yes": ("Có.",),
        "no": ("Không.",),
        "value": ("Kết quả là {VALUE}.", "Đó là {VALUE}.", "{CAPITAL} là {VALUE}."),
        "date": ("Đó là ngày {VALUE}.",),
        "zero": ("Không có.", "Không có {PHRASE} nào.", "Không, không có {PHRASE} nào.", "Không: {VALUE}."),
        "one": ("Có 1.", "Có 1 {PHRASE}.", "Có, có 1.", "Có, có 1 {PHRASE}.", "Có: 1."),
        "count": ("Có {VALUE}.", "Có {VALUE} {PHRASE}.", "Có, có {VALUE}.", "Có, có {VALUE} {PHRASE}."),
        "year": ("Đó là năm {VALUE}.",),
        "row": ("Đó là {ROW}.", "Kết quả là {ROW}.", "{FIGURES}."),
        "whole": ("Có {COUNT} {PHRASE}: {ALL}.", "Có {COUNT} kết quả: {ALL}.", "Kết quả gồm {ALL}.", "Đó là {ALL}."),
        "some": (
            "Có {COUNT} {PHRASE}, trong đó có {FIRST}.",
            "Có {COUNT} kết quả, trong đó có {FIRST}.",
            "Có {COUNT} {GROUPS}, trong đó có {FIRST}.",
        ),
        "more": (
            "Có hơn {COUNT} {PHRASE}, trong đó có {FIRST}.",
            "Có hơn {COUNT} kết quả, trong đó có {FIRST}.",
            "Có hơn {COUNT} {GROUPS}, trong đó có {FIRST}.",
        ),
        "counted": ("Có {COUNT} kết quả.",),
    },
    "en": {
        "nothing": ("There is no information.",),
        "yes": ("Yes.",),
        "no": ("No.",),
        "value": ("The result is {VALUE}.", "It is {VALUE}.", "The {PHRASE} is {VALUE}."),
        "date": (),
        "year": (),
        "zero": ("There are no {PHRASE}.", "There are none.", "No, there are none.", "No: {VALUE}."),
        "one": ("There is 1.", "There is 1 {PHRASE}.", "Yes, there is 1.", "Yes, there is 1 {PHRASE}.", "Yes: 1."),
        "count": (
            "There are {VALUE}.",
            "There are {VALUE} {PHRASE}.",
            "Yes, there are {VALUE}.",
            "Yes, there are {VALUE} {PHRASE}.",
        ),
        "row": ("It is {ROW}.", "The results are {ROW}.", "The {FIGURES}."),
        "whole": (
            "There are {COUNT} {PHRASE}: {ALL}.",
            "There are {COUNT} results: {ALL}.",
            "The results are {ALL}.",
            "They are {ALL}.",
        ),
        "some": (
            "There are {COUNT} {PHRASE}: {FIRST} and more.",
            "There are {COUNT} results: {FIRST} and more.",
            "There are {COUNT} {GROUPS}: {FIRST} and more.",
        ),
        "more": (
            "There are more than {COUNT} {PHRASE}: {FIRST} and more.",
            "There are more than {COUNT} results: {FIRST} and more.",
            "There are more than {COUNT} {GROUPS}: {FIRST} and more.",
        ),
        "counted": ("There are {COUNT} results.",),
    },
}  # fmt: skip
