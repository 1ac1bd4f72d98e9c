"""Grammars in llama.cpp's notation."""

import pytest

from hoidap.models import GrammarError
from hoidap.models.gbnf import lark_to_gbnf


@pytest.mark.parametrize(
    ("lark", "gbnf"),
    [
        ('start: "a" | b_c\nb_c: "d"?', 'root ::= "a" | b-c\nb-c ::= "d"?\n'),
        ('start: "a"\n  | "b"\n\n  | "c" // "d"\n', 'root ::= "a" | "b" | "c"\n'),
        ('start: ("a" (", " "b"){0,7}){2} X*\nX: "x"+', 'root ::= ( "a" ( ", " "b" ){0,7} ){2} X*\nX ::= "x"+\n'),
        (r'start: "\"\\\n◊c0\u00e9"', 'root ::= "\\"\\\\\\n◊c0é"\n'),
        (r"start: /[0-9]+(\.[0-9]{1,2})?/", 'root ::= ([0-9]+ ("." [0-9]{1,2})?)\n'),
        (r"start: /'([^'\n]|'')*'/", 'root ::= ("\'" ([^\\x27\\n] | "\'" "\'")* "\'")\n'),
        (r"start: /(?:a|)b*?/", 'root ::= (("a" | "") "b"*)\n'),
        (
            r"start: /[\]\[a-c.-]\/\d\w\s./",
            r'root ::= ([\x5D\x5Ba-c\x2E\x2D] "/" [0-9] [A-Za-z0-9_] [ \n\r\x09] [^\n])' + "\n",
        ),
        (r"start: /(?i:Éa-1)b/", 'root ::= (([éÉ] [aA] "-" "1") "b")\n'),
        (r"start: /[^\x00-\x1f\x7f-\x9f]/", r"root ::= ([^\x00-\x1F\x7F-\u009F])" + "\n"),
        # What only llguidance knows is left out.
        (
            'start: a::0\na::_: "x" a::set_bit(3) %if and(bit_clear(3), or(eq([1:2], 0), lt([1:2], 1))) | (b::_)?\n'
            'b::_: "y"',
            'root ::= a\na ::= "x" a | ( b )?\nb ::= "y"\n',
        ),
        ("start: A\nA: /[a-z]+/ & ~/(?i:from|where)/", "root ::= A\nA ::= ([a-z]+)\n"),
    ],
)
def test_lark_becomes_gbnf(lark: str, gbnf: str) -> None:
    assert lark_to_gbnf(lark) == gbnf


def test_categories_become_ranges() -> None:
    said = lark_to_gbnf(r"start: /[^\p{N}]+/")
    assert said.startswith("root ::= ([^0-9²-³¹¼-¾٠-٩")
    assert "a" not in said


@pytest.mark.parametrize(
    "lark",
    [
        '"a"',
        "start: %json {}",
        "start: <|end|>",
        r"start: /a\b/",
        "start: /^a/",
        "start: /(a/",
        "start: /[a/",
        r"start: /\p/",
    ],
)
def test_what_gbnf_does_not_have(lark: str) -> None:
    with pytest.raises(GrammarError):
        lark_to_gbnf(lark)
