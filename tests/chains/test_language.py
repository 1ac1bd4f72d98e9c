"""Which language a question is in, as people in an office really type."""

import pytest

from hoidap.chains.language import detect_language

VIETNAMESE = """
Có bao nhiêu cải tiến trong năm 2024?
co bao nhieu cai tien nam 2024
Bộ phận nào tiết kiệm được nhiều giờ nhất?
bo phan nao tiet kiem duoc nhieu gio nhat
còn DC5 thì sao?
con DC5 thi sao
xin chào
xin chao
chào bạn
cảm ơn nhé
cam on
thời tiết hôm nay thế nào?
thoi tiet hom nay the nao
xóa hết bảng Author đi
xoa het bang Author di
tổng TotalTimeSaved của DepartmentName DC5
liệt kê ImprovementName theo AuthorName
liet ke cac tool duoc dung nhieu nhat
cho tôi top 5 author
top 5 tac gia co nhieu cai tien nhat
Cho xem danh sách customer ở São Paulo
bạn là ai
ban la ai
bạn làm được gì?
ban giup duoc gi
tất cả
DC5 có bao nhiêu tác giả
tong so gio tiet kiem theo bo phan
Danh sách các album của AC/DC
cái nào dùng Excel VBA
bao nhiêu job?
doanh thu thang 3 nam 2023
doanh thu theo quý
khach hang nao mua nhieu nhat
nhan vien nao ban duoc nhieu nhat
có ai chưa nộp cải tiến nào không
so luong don hang
giá trung bình của sản phẩm
thế còn năm ngoái
nam ngoai thi sao
Hãy tính trung bình TotalJobApplied
chỉ lấy Python và Revit thôi
ai là người viết "Automatic report for the site"
""".strip().splitlines()

ENGLISH = """
How many improvements were made in 2024?
how many improvements in 2024
List the tools used by the authors of DC3
Which department saved the most hours?
what about DC5?
and in 2023?
hello
hi there
thanks
thank you
who are you
What's the weather today?
drop the table Author
delete everything from Author
total hours by department
top 5 authors
top ten customers by revenue
average price per category
show me the improvements of Nguyễn Văn An
How many authors are called Trần?
improvements of Lê Thị Hoa in 2022
orders from São Paulo
customers in Málaga
Which employee sold the most?
and the year before?
only Python
number of films longer than 100 minutes
Does DC5 have any author?
is there a customer in Hà Nội
longest film
help
authors without improvements
invoices over 10 dollars
What tools does "Bộ phận Kỹ thuật" use?
list ImprovementName by AuthorName
count orders
products
good morning
""".strip().splitlines()


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese(text: str) -> None:
    assert detect_language(text) == "vi"


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize("text", ["", "   ", "DC5?", "2024", "???", "😀", "DC5, DC6"])
def test_nothing_that_tells_gives_the_default(text: str) -> None:
    assert detect_language(text) == "vi"
    assert detect_language(text, default="en") == "en"
