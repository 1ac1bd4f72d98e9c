"""What people compare things by when they do not name the number: longer, cheaper, heaviest, trẻ nhất, lâu hơn."""

from functools import cache

# words of a name ~ english of more ~ of less ~ vietnamese of more ~ of less
# ruff: noqa: E501
_MEASURES = """\
price cost fee charge fare rent toll tuition expense~most expensive;priciest;costliest~cheapest;least expensive~đắt;mắc;đắt tiền;đắt đỏ~rẻ;rẻ tiền
salary wage pay income earnings~highest-paid;best-paid~lowest-paid;worst-paid~lương cao~lương thấp
age~oldest~youngest~lớn tuổi;già;nhiều tuổi~trẻ;nhỏ tuổi;trẻ tuổi;ít tuổi
duration runtime minutes milliseconds seconds playtime~longest~shortest~dài;lâu~ngắn
length~longest~shortest~dài~ngắn
distance mileage~longest;farthest~shortest;nearest~xa;dài~gần;ngắn
height~tallest;highest~shortest~cao~thấp
elevation altitude~highest~lowest~cao~thấp
depth~deepest~shallowest~sâu~nông
width~widest~narrowest~rộng~hẹp
thickness~thickest~thinnest~dày~mỏng
weight mass~heaviest~lightest~nặng~nhẹ
area acreage~largest;biggest~smallest~rộng;lớn~nhỏ;hẹp
size bytes~largest;biggest~smallest~lớn;nặng~nhỏ;nhẹ
capacity seats~largest;biggest~smallest~lớn;rộng~nhỏ
speed velocity~fastest;quickest~slowest~nhanh~chậm
temperature~hottest;warmest~coldest;coolest~nóng~lạnh
population~most populous;biggest~least populous~đông dân;đông~ít dân
experience~most experienced~least experienced~nhiều kinh nghiệm~ít kinh nghiệm
rating stars~highest-rated;best-rated;top-rated;best~lowest-rated;worst-rated;worst~được đánh giá cao~bị đánh giá thấp
profit~most profitable~least profitable~lãi nhiều;có lãi~
revenue turnover sales~top-grossing~~~
views~most viewed;most watched~least viewed~được xem nhiều;nhiều lượt xem~ít lượt xem
attendance~best-attended~~đông người~vắng người
wins victories~most successful~~thắng nhiều~
difficulty~hardest;most difficult~easiest~khó~dễ
power~most powerful~weakest~mạnh~yếu
strength~strongest~weakest~mạnh~yếu
pages~longest;thickest~shortest;thinnest~dày;dài~mỏng;ngắn
employees headcount staff~biggest;largest~smallest~đông;đông người~ít người
delay~most delayed~least delayed~trễ;chậm~
popularity~most popular~least popular~nổi tiếng;được ưa chuộng~
"""
# words of a name ~ newest en;vi ~ oldest en;vi
_MOMENTS = """\
birth born dob birthday~youngest~trẻ nhất;trẻ tuổi nhất;ít tuổi nhất;nhỏ tuổi nhất~oldest~già nhất;lớn tuổi nhất;nhiều tuổi nhất;cao tuổi nhất
hire hired join joined employment~newest;most recently hired~mới vào làm nhất;mới nhất~longest-serving;most senior~lâu năm nhất;vào làm sớm nhất;thâm niên nhất
release released publish published publication~newest;latest;most recent~mới nhất~oldest;earliest~cũ nhất;lâu nhất
founded founding established opening opened built~newest;youngest~mới nhất~oldest~lâu đời nhất;cũ nhất
created create creation added~newest;latest;most recent;most recently created~mới nhất;gần đây nhất~oldest;earliest~cũ nhất;sớm nhất
order invoice payment transaction purchase booking visit~latest;most recent;newest;last~gần đây nhất;mới nhất~earliest;oldest;first~sớm nhất;cũ nhất;đầu tiên
"""


Hint = tuple[
    tuple[str, ...], ...
]  # of a number: more and less in English, then in Vietnamese; of a date: newest, oldest


@cache
def _lines(text: str) -> dict[str, Hint]:
    found: dict[str, Hint] = {}
    for line in text.splitlines():
        names, *words = line.split("~")
        hint = tuple(tuple(filter(None, part.split(";"))) for part in words)
        found |= dict.fromkeys(names.split(), hint)
    return found


def measure_hint(name: str) -> Hint:
    """(most, least, more_vi, less_vi) of a number by its English name, of which the last word counts most."""
    known = _lines(_MEASURES)
    return next((known[word] for word in reversed(name.split()) if word in known), ((), (), (), ()))


def moment_hint(name: str) -> Hint:
    """(newest_en, newest_vi, oldest_en, oldest_vi) of a date by its English name."""
    known = _lines(_MOMENTS)
    return next((known[word] for word in name.split() if word in known), ((), (), (), ()))


def comparative(superlative: str) -> str:
    """`longest` -> "longer", `most expensive` -> "more expensive"; nothing where there is none."""
    if superlative.startswith(("most ", "least ")):
        return superlative.replace("most ", "more ", 1).replace("least ", "less ", 1)
    if superlative in ("best", "worst"):
        return {"best": "better", "worst": "worse"}[superlative]
    return superlative[:-3] + "er" if superlative.endswith("est") and "-" not in superlative else ""
