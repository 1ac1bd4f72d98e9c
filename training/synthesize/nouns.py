"""What random databases speak of: entities and attributes with their words in both languages.

One line each, fields parted by `~`, alternatives by `;`. The lexicon of `hoidap.chains` adds more; these carry what
a dictionary does not: what a thing is (a person, a place, ...), what people say it does, which numbers it has.
"""

# english ~ vietnamese ~ sort ~ done to it by a person: english participle ~ vietnamese verb
ENTITIES = """\
author;writer~tác giả;người viết~person
employee;staff member~nhân viên;nhân sự~person
customer;client~khách hàng;khách~person
student~sinh viên;học sinh~person
teacher;instructor~giáo viên;giảng viên~person
doctor;physician~bác sĩ~person
patient~bệnh nhân~person
nurse~y tá;điều dưỡng~person
player~cầu thủ;người chơi~person
coach/coaches;trainer~huấn luyện viên~person
driver~tài xế;lái xe~person
member~thành viên;hội viên~person
user~người dùng~person
manager~quản lý;người quản lý~person
artist~nghệ sĩ~person
singer~ca sĩ~person
actor~diễn viên~person
director~đạo diễn~person
engineer~kỹ sư~person
candidate;applicant~ứng viên~person
technician~kỹ thuật viên~person
worker~công nhân~person
seller;salesperson/salespeople~nhân viên bán hàng;người bán~person
tenant~người thuê~person
owner~chủ sở hữu;chủ~person
guest~khách lưu trú;khách~person
passenger~hành khách~person
researcher~nhà nghiên cứu~person
translator~biên dịch viên~person
inspector~thanh tra viên;người kiểm tra~person
department;division~bộ phận;phòng ban;phòng~org
group~nhóm~org
team~đội;nhóm~org
company/companies;firm~công ty;doanh nghiệp~org
branch/branches~chi nhánh~org
supplier;vendor~nhà cung cấp~org
manufacturer;maker~nhà sản xuất;hãng sản xuất~org
publisher~nhà xuất bản~org
school~trường;trường học~org
faculty/faculties~khoa~org
hospital~bệnh viện~org
bank~ngân hàng~org
airline~hãng hàng không;hãng bay~org
store;shop~cửa hàng~org
restaurant~nhà hàng~org
hotel~khách sạn~org
club~câu lạc bộ~org
agency/agencies~đại lý~org
factory/factories;plant~nhà máy;xưởng~org
office~văn phòng~org
brand~thương hiệu;nhãn hiệu~org
partner~đối tác~org
carrier;shipper~đơn vị vận chuyển;nhà vận chuyển~org
library/libraries~thư viện~org
farm~trang trại~org
unit~đơn vị~org
laboratory/laboratories~phòng thí nghiệm~org
city/cities~thành phố~place
country/countries~quốc gia;nước~place
region;area~khu vực;vùng~place
province~tỉnh;tỉnh thành~place
district~quận;huyện~place
warehouse~kho;kho hàng~place
room~phòng~place
station~trạm;ga~place
airport~sân bay~place
building~tòa nhà~place
site~công trường;địa điểm~place
stadium~sân vận động~place
workshop~phân xưởng~place
port~cảng~place
territory/territories~địa bàn~place
improvement;kaizen~cải tiến;sáng kiến~work~made;created;submitted~tạo;thực hiện;làm
project~dự án~work~led;managed~phụ trách;quản lý
task~nhiệm vụ;đầu việc~work~done;handled~làm;thực hiện
report~báo cáo~work~written;prepared~viết;lập
document~tài liệu~work~written;uploaded~viết;soạn
book~sách;cuốn sách~work~written~viết
article~bài báo;bài viết~work~written~viết
song~bài hát~work~sung;performed;recorded~hát;trình bày
album~album~work~released;recorded~phát hành
track~bản nhạc;bài nhạc~work~recorded;performed~thể hiện
movie;film~phim;bộ phim~work~directed;made~làm;thực hiện
course~khóa học;môn học~work~taught~dạy;giảng dạy
campaign~chiến dịch~work~run;managed~phụ trách
idea;proposal~ý tưởng;đề xuất~work~submitted;proposed~đề xuất;gửi
design~bản thiết kế;thiết kế~work~made;drawn~vẽ;thiết kế
drawing~bản vẽ~work~drawn;made~vẽ
template~mẫu;biểu mẫu~work~created~tạo
experiment~thí nghiệm~work~run;carried out~thực hiện;tiến hành
game~trò chơi~work~made;developed~phát triển
video~video~work~made;uploaded~đăng;quay
post~bài đăng;bài viết~work~written;posted~đăng;viết
recipe~công thức~work~created~sáng tạo
plan~kế hoạch~work~made;drawn up~lập
contract~hợp đồng~work~signed~ký
product;item~sản phẩm;mặt hàng~thing
tool~công cụ~thing
software/software~phần mềm~thing
machine~máy;máy móc~thing
device~thiết bị~thing
vehicle~xe;phương tiện~thing
material~vật liệu;nguyên liệu~thing
part;component~linh kiện;chi tiết~thing
service~dịch vụ~thing
asset~tài sản~thing
medicine;drug~thuốc~thing
dish/dishes~món ăn;món~thing
ingredient~nguyên liệu;thành phần~thing
sensor~cảm biến~thing
server~máy chủ~thing
application;app~ứng dụng~thing
skill~kỹ năng~thing
model~mẫu;mẫu mã~thing
plane;aircraft/aircraft~máy bay~thing
house~nhà;căn nhà~thing
apartment~căn hộ~thing
language~ngôn ngữ~thing
sport~môn thể thao~thing
category/categories~danh mục;loại~group
type;kind~loại~group
genre~thể loại~group
job;kind of work~công việc~group
position;role~chức vụ;vị trí~group
topic;subject~chủ đề~group
field~lĩnh vực~group
line;production line~dây chuyền;chuyền~group
playlist~danh sách phát~group
season~mùa giải~group
class/classes~lớp;lớp học~group
rank;level~cấp bậc;hạng~group
industry/industries~ngành;ngành nghề~group
order~đơn hàng;đơn đặt hàng~event~placed;made~đặt
invoice;bill~hóa đơn~event~issued;made out~lập;xuất
payment~khoản thanh toán;thanh toán~event~made~thanh toán;thực hiện
sale~lượt bán;giao dịch bán hàng~event~made~bán;thực hiện
shipment;delivery/deliveries~chuyến hàng;lô hàng~event~sent;handled~giao;phụ trách
booking;reservation~lượt đặt phòng;đặt chỗ~event~made~đặt
appointment~lịch hẹn;cuộc hẹn~event~made~đặt
ticket;request~phiếu yêu cầu;yêu cầu~event~opened;created~mở;tạo
complaint~khiếu nại~event~made;filed~gửi
transaction~giao dịch~event~made~thực hiện
flight~chuyến bay~event~flown~lái
trip~chuyến đi;chuyến~event~driven;made~lái;chạy
match/matches~trận đấu;trận~event~played~đá;thi đấu
meeting~cuộc họp;buổi họp~event~held;organised~tổ chức;chủ trì
interview~buổi phỏng vấn;phỏng vấn~event~conducted~thực hiện;phỏng vấn
training;training session~buổi đào tạo;khóa đào tạo~event~given;attended~dạy;phụ trách
review;rating~đánh giá;nhận xét~event~written;left~viết;gửi
loan~khoản vay;khoản cho vay~event~taken~vay
repair~lần sửa chữa;sửa chữa~event~done;carried out~sửa;thực hiện
inspection~lần kiểm tra;đợt kiểm tra~event~carried out;done~kiểm tra;thực hiện
error;defect~lỗi;lỗi phát sinh~event~reported~báo;ghi nhận
accident~sự cố;tai nạn~event~reported~báo cáo
purchase~lần mua;đơn mua hàng~event~made~mua;thực hiện
claim~yêu cầu bồi thường~event~filed~gửi
test~bài kiểm tra;lần thử~event~done;run~thực hiện
visit~lượt khám;lượt thăm~event~made~thực hiện
application form;request form~đơn đăng ký;đơn~event~submitted~nộp;gửi
shift~ca làm việc;ca~event~worked~làm
"""

# english ~ vietnamese ~ sorts ~ from-to ~ flags ~ units en ~ units vi
#   ~ english of more: superlatives;... ~ of less ~ vietnamese adjectives of more ~ of less ~ verb: en past:vi
# flags: s may be summed, m money, f fractions, i few different values, c "with 300 pages" (the noun is counted)
NUMBERS = """\
price;unit price~giá;đơn giá;giá bán~thing work~5-5000~mf~$~đồng~most expensive;priciest~cheapest;least expensive~đắt;mắc~rẻ
cost~chi phí~work event thing~50-90000~smf~$~đồng~most expensive;costliest~cheapest;least costly~tốn kém;đắt~rẻ
quantity~số lượng~event~1-500~s~~~~
quantity sold;units sold~số lượng bán;lượng bán ra~thing~1-5000~s~~~best-selling~~bán chạy~bán chậm~sold:bán được
salary;pay~lương;mức lương~person~300-9000~sm~$~đồng~highest-paid;best-paid~lowest-paid~~
age~tuổi;độ tuổi~person~18-70~i~years~tuổi~oldest~youngest~lớn tuổi~trẻ
amount;total amount~số tiền;tổng tiền~event~10-100000~smf~$~đồng~biggest;largest~smallest~lớn~nhỏ
total;total value~tổng cộng;tổng giá trị~event work~10-100000~smf~$~đồng~biggest;largest~smallest~lớn~nhỏ
score;grade~điểm;điểm số~person event work~0-100~if~points~điểm~~
rating~điểm đánh giá;xếp hạng~work thing org~1-10~if~~~highest-rated;best-rated;top-rated~lowest-rated;worst-rated~~
duration;length~thời lượng;độ dài~work event~1-600~s~minutes~phút~longest~shortest~dài;lâu~ngắn
time saved;saved time;total time saved~thời gian tiết kiệm;số giờ tiết kiệm;tổng thời gian tiết kiệm~work thing~1-900~sf~hours~giờ~~~~~saved:tiết kiệm được
working hours;hours worked~số giờ làm việc;giờ làm~person event work~1-300~s~hours~giờ~~~~~worked:làm
weight~cân nặng;khối lượng~person thing~1-300~f~kg~kg~heaviest~lightest~nặng~nhẹ
height~chiều cao~person thing org~100-220~~cm~cm~tallest~shortest~cao~thấp
area;floor area~diện tích~org place thing~20-9000~sf~square metres~m2~largest;biggest~smallest~rộng;lớn~nhỏ;hẹp
capacity~sức chứa;công suất~place thing org~10-90000~s~~~~~~
population~dân số~place~1000-9000000~s~people~người~most populous~least populous~đông dân~ít dân
budget~ngân sách~work org~1000-900000~sm~$~đồng~~~~
discount~giảm giá;chiết khấu~event thing~1-70~i~~~~
distance~khoảng cách;quãng đường~event place~1-5000~s~km~km~longest~shortest~dài;xa~ngắn;gần
stock;quantity in stock~tồn kho;số lượng tồn~thing~0-1000~s~~~~
points~điểm thưởng;điểm tích lũy~person org~0-1000~s~points~điểm~~
credits~tín chỉ;số tín chỉ~work~1-10~sic~credits~tín chỉ~~
pages;page count;number of pages~số trang~work~10-1000~sic~pages~trang~longest~shortest~dày;dài~mỏng;ngắn
goals~bàn thắng;số bàn thắng~person org event~0-50~sic~goals~bàn~~~~~scored:ghi được
floors~số tầng~org place~1-60~ic~floors~tầng~tallest~lowest~cao~thấp
experience;years of experience~kinh nghiệm;số năm kinh nghiệm~person~0-30~i~years~năm~most experienced~least experienced~nhiều kinh nghiệm~ít kinh nghiệm
revenue;sales~doanh thu;doanh số~org work thing~1000-1000000~smf~$~đồng~~~~~earned:mang lại
profit~lợi nhuận;tiền lãi~org work event thing~100-100000~smf~$~đồng~most profitable~least profitable~~~
tax~thuế;tiền thuế~event person~1-1000~smf~$~đồng~~
jobs applied;number of jobs applied~số công việc áp dụng;tổng công việc áp dụng~work thing~1-90~s~jobs~công việc~~
attendance;attendees~số người tham dự~event work~10-50000~s~people~người~best-attended~~đông người tham dự~
views;view count~lượt xem;số lượt xem~work~1-100000~sc~views~lượt~most viewed;most watched~least viewed~được xem nhiều~ít được xem
error count;number of errors~số lỗi~work event thing person~0-90~s~errors~lỗi~~
speed~tốc độ~thing~10-900~~km/h~km/h~fastest;quickest~slowest~nhanh~chậm
fee;tuition fee~phí;học phí~work event thing~10-9000~smf~$~đồng~most expensive~cheapest~đắt~rẻ
bonus~tiền thưởng~person~10-9000~sm~$~đồng~~
debt;outstanding balance~công nợ;số tiền nợ~person org~10-90000~smf~$~đồng~~
balance~số dư~person event~10-900000~smf~$~đồng~~
leave days;days off~số ngày nghỉ;số ngày phép~person~0-30~sc~days~ngày~~~~~took:nghỉ
seats;number of seats~số ghế;số chỗ~place thing org~2-500~sc~seats~ghế~~
employees count;headcount~số nhân viên;quân số~org place~3-5000~s~people~người~biggest;largest~smallest~lớn~nhỏ
temperature~nhiệt độ~event place thing~-10-90~f~degrees~độ~hottest~coldest~nóng~lạnh
progress~tiến độ~work~0-100~i~~~~
power consumption;energy used~điện năng tiêu thụ;lượng điện tiêu thụ~thing event org~1-9000~sf~kWh~kWh~~~~~consumed:tiêu thụ
production output;output~sản lượng~org thing event~10-90000~s~tons~tấn~~~~~produced:sản xuất được
overtime hours;overtime~số giờ tăng ca;giờ tăng ca~person event~0-90~s~hours~giờ~~~~~worked:tăng ca
freight;shipping cost~phí vận chuyển;cước vận chuyển~event~1-900~smf~$~đồng~~
number of lessons;lessons~số bài học;số buổi~work~2-60~sc~lessons~buổi~longest~shortest~~
downloads~lượt tải;số lượt tải~work thing~1-90000~sc~downloads~lượt~most downloaded~least downloaded~được tải nhiều~ít được tải
"""

# english ~ vietnamese ~ sorts ~ participle en ~ participle vi ~ newest en;vi ~ oldest en;vi
DATES = """\
created date;date created;creation date~ngày tạo;thời điểm tạo~*~created~tạo;được tạo~newest;most recent;latest~mới nhất~oldest~cũ nhất
order date~ngày đặt hàng;ngày đặt~event~ordered;placed~đặt~latest;most recent~mới nhất~earliest;oldest~cũ nhất
start date~ngày bắt đầu~work event person~started;that started~bắt đầu~latest;most recently started~bắt đầu gần đây nhất~earliest~bắt đầu sớm nhất
end date~ngày kết thúc~work event~finished;ended~kết thúc~~~~
birth date;date of birth~ngày sinh~person~born~sinh~youngest~trẻ nhất;trẻ tuổi nhất~oldest~già nhất;lớn tuổi nhất
hire date;joining date~ngày vào làm;ngày tuyển dụng~person~hired;who joined~vào làm;được tuyển~newest;most recently hired~vào làm gần đây nhất;mới nhất~longest-serving~vào làm sớm nhất;lâu năm nhất
release date~ngày phát hành;ngày ra mắt~work thing~released~phát hành;ra mắt~newest;latest~mới nhất~oldest~cũ nhất
due date;deadline~hạn chót;ngày đến hạn~work event~due~đến hạn~~~~
updated date;last update~ngày cập nhật~*~updated~cập nhật;được cập nhật~most recently updated~được cập nhật gần đây nhất~~
payment date~ngày thanh toán~event~paid~thanh toán;được thanh toán~latest;most recent~mới nhất;gần đây nhất~earliest~sớm nhất
shipped date;shipping date~ngày giao hàng;ngày giao~event~shipped~giao;được giao~latest~gần đây nhất~earliest~sớm nhất
signing date~ngày ký~work event~signed~ký;được ký~latest;most recent~mới nhất~oldest~cũ nhất
registration date;signup date~ngày đăng ký~person org work~registered;who registered~đăng ký~newest;most recent~mới nhất~oldest~lâu nhất
purchase date~ngày mua~thing event~bought;purchased~mua~newest;most recent~mới nhất~oldest~cũ nhất
founding date;founded date~ngày thành lập~org~founded;established~thành lập;được thành lập~youngest;newest~mới thành lập nhất~oldest~lâu đời nhất
expiry date;expiration date~ngày hết hạn~thing work~that expire;expiring~hết hạn~~~~
issue date~ngày lập;ngày phát hành~event work~issued~lập;phát hành~latest;most recent~mới nhất~oldest;earliest~cũ nhất
delivery date~ngày giao~event~delivered~giao;được giao~latest~gần đây nhất~earliest~sớm nhất
check date;inspection date~ngày kiểm tra~thing event place~checked;inspected~kiểm tra;được kiểm tra~most recently checked~kiểm tra gần đây nhất~~
admission date~ngày nhập viện;ngày nhập học~person~admitted~nhập viện~~~~
publication date;published date~ngày xuất bản;ngày đăng~work~published~xuất bản;đăng~newest;latest~mới nhất~oldest~cũ nhất
date~ngày;thời gian~event work~dated~~newest;latest;most recent~mới nhất;gần đây nhất~oldest;earliest~cũ nhất
"""

# english ~ vietnamese ~ sorts ~ flags ~ values
#   ~ other sayings vi:en
# flags: a the value stands as an adjective ("active customers"), p a place ("customers in Huế")
CATEGORIES = """\
status;state~trạng thái;tình trạng~*~a~active;pending;closed;cancelled;open;done|đang xử lý;hoàn thành;đã hủy;chờ duyệt|Mới;Đang làm;Tạm dừng;Xong|Approved;Rejected;Draft;In progress
type;kind~loại;kiểu~*~a~standard;premium;basic;VIP|internal;external|nội bộ;bên ngoài|thường;đặc biệt;cao cấp|A;B;C
level~cấp độ;trình độ~person work~a~junior;senior;beginner;advanced;expert|sơ cấp;trung cấp;cao cấp
gender;sex~giới tính~person~a~male;female|nam;nữ|M;F
color;colour~màu;màu sắc~thing~a~red;blue;green;black;white|đỏ;xanh;đen;trắng;vàng
size~kích cỡ;cỡ~thing~a~small;medium;large;XL|S;M;L
language~ngôn ngữ~work thing person~a~English;Vietnamese;Japanese;French;German|tiếng Anh;tiếng Việt;tiếng Nhật~bằng {v};viết bằng {v};nói {v}:in {v};written in {v}
nationality~quốc tịch~person~a~Vietnamese;Japanese;American;French|Việt Nam;Nhật Bản;Hàn Quốc;Mỹ
priority~mức ưu tiên;độ ưu tiên~work event~~high;low;medium;urgent|cao;thấp;trung bình;khẩn cấp
payment method~phương thức thanh toán;hình thức thanh toán~event~~cash;card;bank transfer|tiền mặt;thẻ;chuyển khoản;ví điện tử~thanh toán bằng {v};trả bằng {v}:paid by {v};paid with {v}
job title;title~chức danh~person~a~engineer;manager;analyst;clerk;director|kỹ sư;trưởng phòng;chuyên viên;thư ký;giám đốc~làm {v};là {v}:who are {v};working as {v}
province~tỉnh;tỉnh thành~person org place~p~Hà Nội;Đà Nẵng;Hải Phòng;Cần Thơ;Bình Dương;Đồng Nai;Nghệ An;Huế
city~thành phố~person org place event~p~Hà Nội;Đà Nẵng;Huế;Tokyo;Osaka;London;Paris;Berlin;New York;Singapore
country~quốc gia;nước~person org place event~p~Việt Nam;Nhật Bản;Pháp;Đức;Hàn Quốc|Vietnam;Japan;France;Germany;USA;Brazil;Canada;Mexico
district~quận;huyện~person org place~p~Ba Đình;Cầu Giấy;Hoàn Kiếm;Thanh Xuân;Bình Thạnh;Thủ Đức
format;file format~định dạng~work thing~a~PDF;CSV;XLSX;DOCX;MP4~dạng {v};ở định dạng {v}:in {v} format;in {v}
software;software used~phần mềm;phần mềm sử dụng~work~~Excel;Python;VBA;Revit;AutoCAD;Power BI;SQL Server~dùng {v};sử dụng {v};có dùng {v};làm bằng {v}:using {v};that use {v};made with {v};made in {v}
unit~đơn vị tính;đơn vị~thing event~~kg;piece;box|cái;thùng;hộp;mét
industry~ngành;ngành nghề~org~a~finance;retail;construction;healthcare|tài chính;xây dựng;bán lẻ;y tế~trong ngành {v};thuộc ngành {v}:in the {v} industry;in {v}
platform~nền tảng~work thing~a~web;Android;iOS;Windows;Linux~chạy trên {v};trên {v}:on {v};running on {v};for {v}
shift~ca;ca làm~person event~~morning;night;evening|sáng;chiều;đêm~làm {v};ca {v}:on the {v} shift;in the {v} shift
product applied;applied product~sản phẩm áp dụng~work~~Cầu thang;Cửa;Lan can;Vách ngăn|Door;Window;Stair;Railing~áp dụng cho {v};áp dụng cho sản phẩm {v};dùng cho {v}:applied to {v};for {v};that apply to {v};used for {v}
membership;tier~hạng;hạng thành viên~person org~a~gold;silver;bronze|vàng;bạc;đồng|Diamond;Platinum
channel~kênh~event work~~online;offline;phone|Facebook;Zalo;Website;Email~qua {v};qua kênh {v};từ {v}:via {v};through {v};from {v}
degree;education~bằng cấp;học vấn~person~~bachelor;master;doctorate|cử nhân;thạc sĩ;tiến sĩ~tốt nghiệp {v};có bằng {v}:with a {v} degree;holding a {v}
marital status~tình trạng hôn nhân~person~~single;married;divorced|độc thân;đã kết hôn
blood type~nhóm máu~person~~A;B;AB;O
position~vị trí;chức vụ~person~a~goalkeeper;defender;striker|nhân viên;tổ trưởng;phó phòng;trưởng nhóm
material~chất liệu~thing~a~gỗ;thép;nhựa;kính;nhôm|wood;steel;plastic;glass~làm bằng {v};bằng {v}:made of {v};made from {v}
result~kết quả~event work~~pass;fail|đạt;không đạt|win;draw;loss~cho kết quả {v};bị {v}:that ended in {v};resulting in {v}
currency~loại tiền;tiền tệ~event~~VND;USD;EUR;JPY~tính bằng {v};bằng {v}:in {v};paid in {v}
origin~xuất xứ~thing~p~Việt Nam;Thái Lan;Nhật Bản;Trung Quốc;Mỹ~xuất xứ {v};sản xuất tại {v};nhập từ {v}:from {v};made in {v};imported from {v}
term~học kỳ;kỳ~work event~~HK1;HK2;Hè|spring;summer;fall~học kỳ {v};trong {v}:in {v};of {v}
season~mùa~event work~~xuân;hạ;thu;đông|spring;summer;autumn;winter~mùa {v};vào mùa {v}:in {v}
cause~nguyên nhân~event~~Do máy;Do người;Vật tư;Thời tiết|human error;machine;weather~do {v};vì {v};có nguyên nhân do {v}:caused by {v};due to {v};because of {v}
sender~người gửi~event~~Ban giám đốc;Khách hàng;Đối tác~do {v} gửi;được {v} gửi;từ {v}:sent by {v};from {v}
billing country~quốc gia thanh toán~event~p~Brazil;Canada;Germany;Norway;Chile
composer~nhạc sĩ;người sáng tác~work~~Trịnh Công Sơn;Văn Cao;Phạm Duy;U2;Jimmy Page~do {v} sáng tác;của nhạc sĩ {v};{v} viết nhạc:composed by {v};written by {v};by {v}
"""

# english ~ vietnamese ~ sorts ~ who or where question: en;vi (optional)
TEXTS = """\
description~mô tả~*
address~địa chỉ~person org place~where is:ở đâu
email;email address~email;địa chỉ email;thư điện tử~person org
phone;phone number~số điện thoại;điện thoại~person org
note;notes;remark~ghi chú~*
nickname~biệt danh~person
website~trang web;website~org place work
video;video link~video;link video~work
detail document;attached file~tài liệu chi tiết;file đính kèm~work event
comment~nhận xét;bình luận~event work
serial number~số sê-ri;số serial~thing
license plate~biển số;biển số xe~thing
contact name;contact person~người liên hệ~org
tax code;tax number~mã số thuế~org person
fax;fax number~fax;số fax~org person
summary~tóm tắt~work
reason~lý do~event
address line;street~đường;tên đường~person org place
postal code;zip code~mã bưu chính~person org place event
link;url~liên kết;đường dẫn~work thing
passport number~số hộ chiếu~person
image;photo~hình ảnh;ảnh~thing person work
content~nội dung~work event
location~vị trí;địa điểm~thing event org~where is:ở đâu
"""

# english ~ vietnamese ~ sorts ~ adjective when true en;vi ~ when false en;vi
BOOLS = """\
active;is active~đang hoạt động;còn hoạt động~*~active~đang hoạt động;còn hoạt động~inactive~không còn hoạt động;ngừng hoạt động
paid;is paid~đã thanh toán~event~paid~đã thanh toán~unpaid~chưa thanh toán
approved;is approved~đã duyệt~work event~approved~đã duyệt;được duyệt~unapproved~chưa duyệt;chưa được duyệt
discontinued~ngừng kinh doanh~thing~discontinued~ngừng kinh doanh;đã ngừng bán~not discontinued~còn kinh doanh
completed;is completed~đã hoàn thành~work event~completed~đã hoàn thành;đã xong~unfinished;incomplete~chưa hoàn thành;chưa xong
married;is married~đã kết hôn~person~married~đã kết hôn~unmarried~chưa kết hôn
full time;is full time~toàn thời gian~person~full-time~làm toàn thời gian~not full-time~không làm toàn thời gian
public;is public~công khai~work~public~công khai~non-public~không công khai
available;is available~còn hàng~thing~available~còn hàng~unavailable~hết hàng
delivered;is delivered~đã giao~event~delivered~đã giao~undelivered~chưa giao
insured;has insurance~có bảo hiểm~person thing~insured~có bảo hiểm~uninsured~không có bảo hiểm
verified;is verified~đã xác minh~person org~verified~đã xác minh~unverified~chưa xác minh
"""

# Years as whole numbers: english ~ vietnamese ~ sorts ~ participle en ~ participle vi ~ newest en;vi ~ oldest en;vi
YEARS = """\
release year~năm phát hành;năm ra mắt~work thing~released~phát hành;ra mắt~newest;latest~mới nhất~oldest~cũ nhất
founded year;year founded~năm thành lập~org~founded~thành lập~youngest~mới thành lập nhất~oldest~lâu đời nhất
birth year;year of birth~năm sinh~person~born~sinh~youngest~trẻ nhất~oldest~già nhất
model year~đời xe;năm sản xuất~thing~built;made~sản xuất~newest~mới nhất~oldest~cũ nhất
year~năm~event work~~~latest~gần đây nhất~earliest~sớm nhất
opening year;year opened~năm khai trương;năm mở~org place~opened~mở;khai trương~newest~mới nhất~oldest~lâu đời nhất
publication year;year published~năm xuất bản~work~published~xuất bản~newest;latest~mới nhất~oldest~cũ nhất
"""
