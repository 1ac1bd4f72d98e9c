"""Words of a sentence that name nothing in a database: never linked to values, never taken for typing errors."""

from __future__ import annotations

from hoidap.databases import fold

ENGLISH = frozenset(
    """
    a about above across after all also among an and any are as at average be been before being below between both
    compare compared
    by can city's could count did display distinct different do does done each either equal ever every exactly
    except fewer fewest find first for from get give given greater had has have having he her here him his how i if
    in into is it its itself just kind larger largest last least less let list lists long longest lower lowest made
    make many max maximum me mean median min minimum more most much my need no none not number of off on one ones
    only or order ordered other our out over overall per please put same see show shows she should smaller smallest
    so some sort sorted such sum tell than that the their them then there these they thing things this those through
    to together top total under until up us use used uses using value values very want was we were what what's when
    where whether which while who whom whose why will with within without would you your belong belongs contain
    contains containing start starts end ends ending starting called named name names ok okay thanks thank hello hi
    hey yes again instead sure now group grouped highest bigger biggest big small high low old new latest earliest
    oldest newest recent recently ascending descending alphabetical alphabetically record records row rows entry
    entries detail details information info data current exist exists know like likes related associated got work
    works working worked took takes take taken come comes located based happened bought sold
    once twice anyone anybody anything everyone everybody everything somebody someone something nobody nothing split
    """.split()
)
VIETNAMESE = frozenset(
    """
    ai anh ấy bao giờ bằng bị bởi các cái cả cần chỉ cho chưa chứ chứa chị có con còn của cũng cùng dùng dưới đã
    đang đâu đây để đến đi đó được em gì giúp hay hãy hiện hiển thị hoặc hơn họ ít kèm kể khác không là lại làm lấy
    liệt kê lớn lúc mà mấy mỗi mình mọi một muốn nào này nên nếu ngoài nhất nhiều nhỏ nhưng những nữa ở qua ra rồi
    sao sau số sẽ tại tất tên thế thì theo thuộc tìm tính tôi tổng trên trong trung bình trừ trước từ từng tới và
    vào vẫn vậy về vì với xem xếp sắp xin vui lòng ạ nhé nhỉ à ơi hết toàn bộ thứ tự giảm tăng dần cao thấp đầu cuối
    tiên duy tối đa thiểu danh sách bạn biết hỏi đếm lượng nhiêu khi tháng năm quý ngày cũ mới gần nay xưa kết thúc
    bắt thông tin chi tiết giữa vừa riêng trở lên xuống người chiếc thấy nhóm lần đều đấy kia nghĩa liên quan
    gồm mức
    """.split()
)
QUANTITIES = frozenset(
    """
    how many much most more least less few fewer fewest number numbers of total count the a average mean sum
    bao nhiêu nhiều ít nhất số lượng hơn tổng mấy có nhieu it nhat so luong hon tong may co trung bình trung binh
    """.split()
)
ALL = ENGLISH | VIETNAMESE
FOLDED = ENGLISH | frozenset(fold(word) for word in VIETNAMESE)


def is_function_word(word: str, has_diacritics: bool) -> bool:
    """Whether `word` is one; a text without any diacritics is compared without them."""
    return word.casefold() in (ALL if has_diacritics else FOLDED)


def is_quantity(word: str) -> bool:
    """Whether `word` only asks how much or how many, of whatever it may be."""
    return word.casefold() in QUANTITIES
