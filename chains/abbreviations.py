"""Names of tables and columns read as people say them: abbreviations spelt out, words that run together parted.

`dept_sal` is (department, salary), `sdt_kh` (số điện thoại, khách hàng), `ngaysinh` (ngay, sinh).
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice, product

from hoidap.databases import fold

from .lexicon import concepts, lookup

# What it may stand for, the likeliest first. Words of several syllables stand in one piece: "số điện thoại".
_SHORT = {
    name: tuple(meanings.split("|"))
    for name, _, meanings in (
        entry.strip().partition("=")
        for entry in """
        abbr=abbreviation;acc=account;acct=account;accel=acceleration;addr=address;adm=admission;adr=address
        amt=amount;appt=appointment;appl=application;apt=apartment|airport;approx=approximate;arr=arrival;asst=assistant
        assoc=associate;attr=attribute;avail=available;avg=average;bal=balance;bday=birthday;beg=beginning;bldg=building
        brn=branch;bu=business unit;cal=calendar;cap=capacity;capt=captain;cat=category;categ=category
        cert=certificate;chg=change;cls=class;clm=claim;cmp=company;cnt=count;cntry=country;cnty=county;co=company
        coll=college;comm=commission;comp=company;cond=condition;conf=conference;cons=consumption;corp=corporation
        cr=credit;cred=credit;crs=course;ctry=country;ctrl=control;cur=currency;curr=current;cust=customer
        db=debit;del=delivery;deliv=delivery;dep=departure|department;depart=departure;dept=department;des=description
        descr=description;desig=designation;dest=destination;dev=device;diag=diagnosis;dir=director;disc=discount
        dist=distance|district;div=division;dob=birth date;doc=document;docs=document;doj=join date;drv=driver;dt=date
        dtl=detail;dur=duration;edu=education;eff=effective;elev=elevation;emp=employee;empl=employee;enr=enrollment
        eqp=equipment;equip=equipment;est=estimated;eval=evaluation;evt=event;exp=expiry|experience
        fac=faculty;flr=floor;flt=flight;freq=frequency;gov=government;govt=government;gpa=grade point average
        grad=graduation
        grp=group;hosp=hospital;hr=hour;hrs=hours;ht=height;hum=humidity;ind=industry;info=information;ins=insurance
        inst=institution;instr=instructor;inv=invoice|inventory;itm=item;lang=language;lat=latitude;len=length
        lic=license;lng=longitude;loc=location;lon=longitude;long=longitude;lvl=level;maint=maintenance;mat=material
        max=maximum;mbr=member;mem=member;med=medicine;mfg=manufacturer;mfr=manufacturer;mgr=manager;mgmt=management
        min=minimum;mkt=market;mktg=marketing;mod=model;mon=month;mo=month;jan=january;feb=february;mar=march;apr=april;jun=june;jul=july;aug=august
        sep=september;oct=october;nov=november;dec=december;mtg=meeting;mun=municipality;nat=nationality
        natl=national;nbr=number;no=number;num=number;occ=occupation;off=office;ofc=office;opp=opponent;ops=operations
        ord=order;org=organization;orig=origin;ovr=overall;pat=patient;patt=patient;pay=payment;pct=percentage;perc=percentage
        perf=performance;phys=physician;pmt=payment;pnt=point;pol=policy;pop=population;pos=position;poss=possession
        pref=preference;prereq=prerequisite;prev=previous;prod=product;prof=professor;prog=program;proj=project
        prom=promotion;promo=promotion;prop=property;prov=province|provider;pt=patient;pts=points;pub=publication
        purch=purchase;qty=quantity;qual=quality;qtr=quarter;quant=quantity;rcpt=receipt;rec=record;recv=received
        ref=reference;reg=registration|region;rel=release;rep=representative;req=request|requirement;res=reservation
        resp=response;rest=restaurant;rev=revenue|revision;rm=room;rpt=report;sal=salary;sch=school;sched=schedule
        sec=section;sem=semester;seq=sequence;serv=service;sess=session;shp=shipping;sp=species;spec=specification
        src=source;sta=station;stat=status;std=standard;stk=stock;stmt=statement;sts=status;stu=student;stud=student
        subj=subject;sup=supplier;supp=supplier;surg=surgery;svc=service;sys=system;tech=technology;tel=telephone
        temp=temperature;tk=ticket;tkt=ticket;tot=total;trans=transaction;trx=transaction;txn=transaction;typ=type
        uni=university;univ=university;usr=user;util=utilization;val=value;veh=vehicle;ver=version;vend=vendor;vol=volume
        warr=warranty;wh=warehouse;whs=warehouse;wk=week;wt=weight;yr=year;yrs=years
        """.replace("\n", ";").split(";")
        if "=" in entry
    )
}
_SHORT_VIETNAMESE = {
    name: tuple(meanings.split("|"))
    for name, _, meanings in (
        entry.strip().partition("=")
        for entry in """
        bc=báo cáo;bhxh=bảo hiểm xã hội;bhyt=bảo hiểm y tế;bn=bệnh nhân;bp=bộ phận;bs=bác sĩ;cccd=căn cước công dân
        cmnd=chứng minh nhân dân;cn=chi nhánh;ct=chi tiết;cty=công ty;cv=chức vụ|công việc;dc=địa chỉ;dg=đơn giá
        dh=đơn hàng;dk=đăng ký;dl=đại lý;dvt=đơn vị tính;gt=giới tính;gv=giáo viên|giảng viên;hd=hóa đơn|hợp đồng
        hh=hàng hóa;hk=học kỳ;hp=học phần|học phí;hs=học sinh|hồ sơ;kh=khách hàng;km=khuyến mãi;lh=liên hệ|loại hàng
        lsp=loại sản phẩm;mh=môn học|mặt hàng;ms=mã số;mst=mã số thuế;ncc=nhà cung cấp;ngk=người ký;nh=ngân hàng
        nk=nhập kho;ns=ngày sinh|nhân sự;nsx=nhà sản xuất|ngày sản xuất;nv=nhân viên;nxb=nhà xuất bản;pb=phòng ban
        pn=phiếu nhập;px=phiếu xuất;qg=quốc gia;qh=quận huyện;qtich=quốc tịch;sdt=số điện thoại;dthoai=điện thoại
        sl=số lượng;slg=số lượng;slt=số lượng tồn;stt=số thứ tự;sv=sinh viên;tenkh=tên khách hàng;tg=thời gian|tác giả
        tk=tài khoản;tl=tỷ lệ;tongtien=tổng tiền;tp=thành phố;trthai=trạng thái;tt=trạng thái|thành tiền;vt=vật tư
        xk=xuất kho;sotien=số tiền;manv=mã nhân viên;makh=mã khách hàng;masp=mã sản phẩm;mahd=mã hóa đơn
        mancc=mã nhà cung cấp;masv=mã sinh viên;magv=mã giáo viên;malop=mã lớp;maloai=mã loại;mapb=mã phòng ban
        tennv=tên nhân viên;tensp=tên sản phẩm;tenncc=tên nhà cung cấp;hoten=họ tên;diachi=địa chỉ;gioitinh=giới tính
        """.replace("\n", ";").split(";")
        if "=" in entry
    )
}
_BY_THEMSELVES = frozenset("sl nv kh sp gv sv".split())  # of those of two letters; the rest are English as well
_SYLLABLES = frozenset("ma ho so kh nv sp hd dc an in de ly do bi da xa".split())  # short ones that names do hold
_MOST = 4  # readings of one name
_LONGEST_PIECE = 14


@lru_cache(maxsize=8192)
def spelt_out(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Other readings of the words of a name, the likeliest first; none where every word is plain."""
    choices = [_readings(name, _among_vietnamese(name, names)) for name in names]
    if all(choice == ((name,),) for choice, name in zip(choices, names, strict=True)):
        return ()
    read = (tuple(word for words in reading for word in words) for reading in product(*choices))
    return tuple(islice(dict.fromkeys(reading for reading in read if reading != names), _MOST))


@lru_cache(maxsize=8192)
def _readings(name: str, vietnamese: bool) -> tuple[tuple[str, ...], ...]:
    short = _SHORT_VIETNAMESE.get(name, ()) if vietnamese else ()
    short = short or _SHORT.get(name, ())
    if short:
        return tuple((meaning,) for meaning in short)
    parted = _parted(name) if len(name) > 4 and name.isascii() and name.isalpha() and not lookup(name) else None
    return (parted,) if parted else ((name,),)


def _among_vietnamese(name: str, names: tuple[str, ...]) -> bool:
    """Whether a short `name` is Vietnamese, as the words that it stands among are."""
    _, vietnamese = _vocabulary()
    others = [other for other in names if other != name]
    if not others:
        return len(name) > 2 or name in _BY_THEMSELVES
    return all(other in _SHORT_VIETNAMESE or fold(other) in vietnamese for other in others)


def _parted(name: str) -> tuple[str, ...] | None:
    """The fewest known words of one language that `name` is run together of."""
    english, vietnamese = _vocabulary()
    if name in english or name.rstrip("s") in english:
        return None
    for known in (english, vietnamese):
        best: list[tuple[str, ...] | None] = [(), *[None] * len(name)]
        for end in range(1, len(name) + 1):
            for start in range(max(0, end - _LONGEST_PIECE), end - 1):
                before, piece = best[start], name[start:end]
                if before is not None and _is_piece(piece, known, at_end=end == len(name)):
                    reading = (*before, piece)
                    found = best[end]
                    if found is None or len(reading) < len(found):
                        best[end] = reading
        whole = best[-1]
        if whole and 1 < len(whole) < 4:
            return tuple(word for piece in whole for word in _spelt(piece))
    return None


def _is_piece(piece: str, known: frozenset[str], at_end: bool) -> bool:
    if len(piece) == 2:
        return piece in _SYLLABLES or (at_end and piece in ("id", "no"))
    return (
        piece in known
        or piece in _SHORT
        or piece in _SHORT_VIETNAMESE
        or (at_end and piece.endswith("s") and piece[:-1] in known)
    )


def _spelt(piece: str) -> tuple[str, ...]:
    short = _SHORT_VIETNAMESE.get(piece) or _SHORT.get(piece)
    return (short[0],) if short else (piece,)


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """The words that the lexicon's terms are made of, English ones and Vietnamese ones without marks."""
    english = {word for concept in concepts() for term in concept.english for word in term.split()}
    vietnamese = {fold(word) for concept in concepts() for term in concept.vietnamese for word in term.split()}
    return frozenset(english), frozenset(vietnamese)
