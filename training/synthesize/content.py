"""What stands in the cells of random databases: names of people, firms, products, titles, codes, invented words."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from random import Random

_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Cao".split()
_MIDDLE = "Văn Thị Đức Minh Hữu Thanh Quang Ngọc Thu Hồng Xuân Anh Gia Bảo Khánh Công Đình Kim Tuấn Mỹ".split()
_GIVEN = (
    "An Bình Chi Dũng Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Minh Nam Nga Ngọc Phúc Phương Quang "
    "Quân Sơn Thảo Thanh Trang Tuấn Vy Đạt Đức Huy Khoa Lâm My Nhung Oanh Phong Quyên Tâm Thắng Thủy Trung Tú Uyên Việt Yến"
).split()
_FIRST = (
    "John Mary Peter Anna David Laura James Emma Tom Lucy Kenji Yuki Hiro Sara Adam Alice Bob Carol Frank Helena Luis Mark "
    "Nancy Olivia Paul Rachel Steve Victor Wendy Margaret Robert Jane Andrew Michael Janet Daniel Sofia Haruto Mei Pierre Hugo"
).split()
_LAST = (
    "Smith Brown Lee Tanaka Sato Garcia Miller Davis Wilson Taylor Moore King Baker Adams Park Johnson Peacock Edwards "
    "Mitchell Suzuki Müller Dubois Rossi Silva Novak Kim Chen Fuller Leverling Buchanan Suyama Callahan O'Brien Köhler"
).split()
_THINGS = (
    "Alpha Auto Check Data Smart Fast Design Plan Cloud Model Steel Bridge Wall Door Sun River Blue Star Gold Green Light "
    "Power Max Pro Lite Plus Core Edge North South East West Tower Pump Valve Bolt Frame Panel Export Import Batch Sync "
    "Merge Scan Draw Print Label Sort Filter Chai Tofu Chef Cajun Syrup Spread Rock Jazz Night Fire Dream Stone Ocean Glass"
).split()
_VERBS = (
    "Tự động hóa,Cải tiến,Chuẩn hóa,Tối ưu,Kiểm tra,Xuất,Tổng hợp,Nhập,Quản lý,Rút gọn,Công cụ tạo,Macro lọc".split(",")
)
_OBJECTS = (
    "báo cáo tồn kho,bản vẽ cửa,danh sách vật tư,phiếu giao hàng,dữ liệu khách hàng,bảng chấm công,quy trình duyệt,hóa đơn,"
    "lịch sản xuất,bảng lương,mã hàng,file PDF,lan can,cầu thang,nhãn dán,hồ sơ dự án,lịch họp,email khách hàng,số liệu bán"
).split(",")
_GOODS = (
    "Bàn gỗ,Ghế xoay,Đèn LED,Quạt trần,Máy khoan,Sơn nước,Gạch men,Cửa nhôm,Bánh mì,Cà phê sữa,Trà xanh,Nước mắm,Áo thun,"
    "Giày da,Bút bi,Vở ô ly,Tủ lạnh,Nồi cơm,Bếp từ,Thép hộp,Xi măng,Ống nhựa,Dây điện,Khóa cửa,Kính cường lực,Tay nắm"
).split(",")
PLACES = (
    "Hà Nội,Đà Nẵng,Hải Phòng,Cần Thơ,Huế,Nha Trang,Vinh,Quy Nhơn,Bình Dương,Đồng Nai,Biên Hòa,Long An,Tokyo,Osaka,Nagoya,"
    "London,Paris,Berlin,Madrid,Oslo,Toronto,Seattle,Boston,Singapore,Bangkok,Seoul,Lyon,Geneva,Graz,Reims"
).split(",")
_COUNTRIES = "Việt Nam,Nhật Bản,Hàn Quốc,Pháp,Đức,Vietnam,Japan,France,Germany,USA,UK,Brazil,Canada,Mexico,Spain,Italy,Norway".split(
    ","
)
_UNITS = "Kế toán,Nhân sự,Kinh doanh,Thiết kế,Kỹ thuật,Sản xuất,Kho vận,Marketing,IT,Sales,Finance,Design,Support,Legal,R&D,QA".split(
    ","
)
_CODES = ["DC", "GR", "P", "KV", "A", "T", "SX", "QA", "HD", "PO", "INV", "NV", "X", "Line ", "Team ", "Ca ", "Zone "]
_FIRMS = "Công ty {},{} JSC,{} Co.,{} Ltd,Công ty TNHH {},{} & Sons,{} Group,{} Việt Nam,{} Foods,{} Records,{}".split(
    ","
)
_SYLLABLES = (
    "ba be bi bo ca ce co da de di do fa fe fi ga go ka ke ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se "
    "si so ta te ti to va ve vo za ze zo lan mon tar vel nor pix gan dor sel mir bru cle dra fli gro plu sta tri qua wen"
).split()
_VIETNAMESE = (
    "bàn bảng bến biên bưu cá cầu cây chi chuỗi cơ cột dải dầu điểm đoạn đường gió gói gương hạt hình hộp hướng khối khung "
    "kính kỳ lá lò luồng màn mạch miền mốc mực nền ngăn ngõ nhánh nhịp núi ống phần phiên quạt quầy quỹ rừng sàn sân sóng "
    "suất tầng thép thùng tiết tổ trạm trục tuyến ván vật vòng vùng xưởng đầm hồ lưới mấu nút rãnh tấm thẻ vạch xích ụ gạch"
).split()


def pseudo_english(rng: Random) -> str:
    """A word that no model has seen."""
    word = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 2, 3))))
    return word + rng.choice(("", "", "n", "r", "t", "x", "l"))


def pseudo_vietnamese(rng: Random) -> str:
    return " ".join(rng.sample(_VIETNAMESE, rng.choice((1, 2, 2, 2))))


def person(rng: Random, vietnamese: bool) -> tuple[str, str]:
    """Given name and family name, the Vietnamese family name with its middle name."""
    if vietnamese:
        middle = "" if rng.random() < 0.3 else " " + rng.choice(_MIDDLE)
        return rng.choice(_GIVEN), rng.choice(_FAMILY) + middle
    return rng.choice(_FIRST), rng.choice(_LAST)


def full_name(rng: Random, vietnamese: bool) -> str:
    given, family = person(rng, vietnamese)
    return f"{family} {given}" if vietnamese else f"{given} {family}"


def code(rng: Random) -> str:
    prefix = rng.choice(_CODES)
    return f"{prefix}{rng.randint(1, 30)}" if rng.random() < 0.7 else f"{prefix.strip()}-{rng.randint(100, 9999)}"


def title(rng: Random) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice(_VERBS)} {rng.choice(_OBJECTS)}"
    return " ".join(rng.sample(_THINGS, rng.choice((1, 2, 2, 3))))


def thing(rng: Random) -> str:
    r = rng.random()
    if r < 0.3:
        return rng.choice(_GOODS)
    if r < 0.7:
        return " ".join(rng.sample(_THINGS, rng.choice((1, 2, 2))))
    if r < 0.85:
        return f"{rng.choice(_THINGS)} {rng.randint(1, 99)}"
    return pseudo_english(rng).capitalize()


def firm(rng: Random) -> str:
    return rng.choice(_FIRMS).format(rng.choice((*_THINGS, *_LAST, pseudo_english(rng).capitalize())))


def names(rng: Random, sort: str, head: str, vietnamese: bool, count: int) -> tuple[str, ...]:
    """Names for rows of a table of this sort; `head` is its English word."""
    coded = rng.random() < (0.35 if sort in ("org", "group", "place") else 0.06)
    found: dict[str, None] = {}
    for _ in range(count):
        if sort == "person":
            name = full_name(rng, vietnamese)
        elif coded:
            name = code(rng)
        elif head in ("country", "nationality"):
            name = rng.choice(_COUNTRIES)
        elif sort == "place":
            name = rng.choice(PLACES)
        elif head in ("department", "division", "team", "office", "unit", "faculty"):
            name = rng.choice(_UNITS)
        elif sort == "org":
            name = firm(rng)
        elif sort in ("work", "event"):
            name = title(rng)
        else:
            name = thing(rng)
        found[name] = None
    return tuple(found)


def text(rng: Random, head: str) -> str:
    """Something for a free text column; `head` is its English word."""
    r = rng.randint(1, 999)
    if "email" in head:
        return f"{rng.choice(_FIRST).lower()}{r}@{pseudo_english(rng)}.com"
    if head in ("video", "link", "website"):
        return f"https://{pseudo_english(rng)}.vn/{r}"
    if head.startswith("contact"):
        return full_name(rng, rng.random() < 0.5)
    if "address" in head or head == "location":
        return f"{r} {rng.choice(_LAST)} Street" if r % 2 else f"{r} {rng.choice(_FAMILY)} {rng.choice(_GIVEN)}"
    if any(word in head for word in ("phone", "fax", "code", "number", "plate")):
        return f"0{rng.randint(10**8, 10**9 - 1)}"
    return f"{rng.choice(_VERBS)} {rng.choice(_OBJECTS)}".lower()


def strange(rng: Random) -> str:
    """A name to be copied letter by letter: foreign, coded, cased and marked in ways that no list holds."""
    r = rng.random()
    if r < 0.2:
        return f"{_letters(rng, rng.randint(1, 4)).upper()}{rng.choice(('', '-', ' ', '/'))}{rng.randint(1, 99999)}"
    words = [_word(rng) for _ in range(rng.choice((1, 2, 2, 2, 3, 3, 4)))]
    if r < 0.3 and len(words) > 1:
        words = [words[0], *words[-1:]]
        words.insert(1, rng.choice(("&", "of", "de", "và", "the", "/", "của", "von", "No.")))
    return " ".join(words)


def _word(rng: Random) -> str:
    r = rng.random()
    if r < 0.25:
        return rng.choice((*_VIETNAMESE, *_FAMILY, *_GIVEN)).capitalize()
    if r < 0.5:
        return rng.choice((*_LAST, *_FIRST, *_THINGS))
    if r < 0.9:
        word = pseudo_english(rng) + (pseudo_english(rng) if rng.random() < 0.3 else "")
        return (
            word.replace(rng.choice("aeiou"), rng.choice("éöüôãåèïñç")).capitalize() if r < 0.6 else word.capitalize()
        )
    return _letters(rng, rng.randint(2, 4)).upper()


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(count))
