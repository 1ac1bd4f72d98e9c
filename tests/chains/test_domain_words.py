"""What people call the tables and columns of the databases that schools, hospitals, clubs and the like keep."""

import pytest

from hoidap.chains.linking import link
from hoidap.chains.phrases import Target
from hoidap.databases import Column, Schema, Table, ValueIndex

VALUES = ValueIndex([])


def table(name: str, *columns: str) -> Table:
    """A table with a key, the text `columns`, and dates where these say so."""
    key = Column(f"{name}Id", "int", primary_key=True)
    return Table(name, (key, *(Column(each, "date" if each.endswith("Date") else "text") for each in columns)))


TOWN = Schema(
    (
        table("Physician", "PhysicianName", "Specialty"),
        table("Ward", "WardName"),
        table("Prescription", "DosageText"),
        table("Lecturer", "LecturerName"),
        table("Course", "CourseTitle"),
        table("Club", "ClubName"),
        table("Track", "TrackName", "Composer"),
        table("Performer", "PerformerName"),
        table("Flight", "FlightNumber", "DepartureDate"),
        table("Book", "BookTitle"),
        table("BookLoan", "LoanDate", "ReturnDate"),
        table("Lawyer", "LawyerName"),
        table("Species", "ScientificName"),
        table("Post", "PostText"),
    ),
    "sqlite",
)


def named(question: str) -> set[Target]:
    return {m for one in link(question, TOWN, VALUES).links for m in one.meanings if isinstance(m, Target)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("songs longer than the average", Target("Track")),
        ("có mấy bài?", Target("Track")),
        ("đĩa nào có nhạc hay?", Target("Track")),
        ("bài này do ai phổ nhạc?", Target("Track", "Composer")),
        ("list the bands", Target("Performer")),
        ("ban nhạc nào đông khán giả?", Target("Performer")),
        ("bác sỹ điều trị nào bận nhất?", Target("Physician")),
        ("clinicians by name", Target("Physician")),
        ("bác sĩ chuyên ngành y gì?", Target("Physician", "Specialty")),
        ("khoa phòng nào đông nhất", Target("Ward")),
        ("đơn thuốc bác sĩ", Target("Prescription")),
        ("thầy cô nào dạy nhiều nhất?", Target("Lecturer")),
        ("which modules are full?", Target("Course")),
        ("câu lạc bộ sinh viên", Target("Club")),
        ("chặng nào cất cánh muộn nhất", Target("Flight")),
        ("ngày lên đường", Target("Flight", "DepartureDate")),
        ("ebooks in Vietnamese", Target("Book")),
        ("ngày cho mượn", Target("BookLoan", "LoanDate")),
        ("cuốn chưa trả", Target("BookLoan", "ReturnDate")),
        ("ai bào chữa cho họ? luật sư bào chữa", Target("Lawyer")),
        ("giống loài động vật", Target("Species")),
        ("stt mới nhất", Target("Post")),
    ],
)
def test_words_of_a_domain_name_its_tables_and_columns(question: str, expected: Target) -> None:
    assert expected in named(question)


@pytest.mark.parametrize(
    "question",
    [
        "which ones would you like?",
        "cái nào nằm ở đây?",
        "how many people live in London?",
        "nước nào có nhiều nhất?",
        "was that in 2020?",
        "ai sống ở Hà Nội?",
    ],
)
def test_words_of_every_question_name_nothing(question: str) -> None:
    assert {target for target in named(question) if target.column is None} == set()


def test_what_a_table_is_called_comes_before_what_it_may_be_called() -> None:
    music = Schema((table("Band", "BandName"), table("Artist", "ArtistName")), "sqlite")
    found = {m for one in link("list the bands", music, VALUES).links for m in one.meanings}
    assert found == {Target("Band")}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("song titles starting with Black", Target("Track", "Name")),
        ("names of books, or book names", Target("Book", "Title")),
    ],
)
def test_a_name_and_a_title_are_one_where_nothing_else_names_the_rows(question: str, expected: Target) -> None:
    media = Schema((table("Track", "Name"), table("Book", "Title"), table("Employee", "Name", "Title")), "sqlite")
    assert expected in link(question, media, VALUES).meanings()


def test_a_title_beside_a_name_is_another_thing() -> None:
    media = Schema((table("Track", "Name", "Title"),), "sqlite")
    assert Target("Track", "Title") in link("track titles", media, VALUES).meanings()
    assert Target("Track", "Name") not in link("track titles", media, VALUES).meanings()


def test_the_title_of_a_person_is_no_name() -> None:
    office = Schema((table("Employee", "Name", "Title"),), "sqlite")
    assert Target("Employee", "Name") not in link("employee titles", office, VALUES).meanings()
