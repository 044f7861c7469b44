"""Attached files: what may be attached, who may fetch it."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corporate.access import Viewer
from matching.corporate.attachments import CHUNK
from matching.corporate.audit import Wanted
from matching.corporate.filetypes import TYPES, cleaned_name, file_type
from matching.errors import AccessDenied, Conflict, InputError, NotFound

from .conftest import Casework

PDF = b"%PDF-1.7\n"


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


def workbook() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n....", "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "jpeg"),
        ("a.tif", b"II*\x00....", "tiff"),
        ("a.dxf", b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "dxf"),
        ("a.dxf", b"999\nmade by hand\n0\nSECTION\n", "dxf"),
        ("a.dwg", b"AC1032\x00\x00", "dwg"),
        ("a.stp", b"ISO-10303-21;\nHEADER;", "step"),
        ("a.igs", b"x".ljust(72) + b"S      1\n", "iges"),
        ("a.xlsx", workbook(), "xlsx"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), "docx"),
    ],
)
def test_a_file_is_known_by_its_content(name: str, content: bytes, kind: str) -> None:
    assert file_type(name, content) == TYPES[kind]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"<html>"),
        ("a.png", PDF),
        ("a.pdf.exe", PDF),
        ("pdf", PDF),
        ("a.zip", packed("a.txt")),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(InputError):
        file_type(name, content)


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_is_safe(name: str) -> None:
    safe = cleaned_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\\0\r\n"<>|:*?')
    assert cleaned_name(safe) == safe


def test_a_large_file_comes_back_whole(office: Casework) -> None:
    content = PDF + bytes(range(256)) * (3 * CHUNK // 256) + b"end"
    buyer = office.of["buyer"]
    made = office.db.attachments.add(buyer, "../図面.pdf", content, order="K-1")
    view, pieces = office.db.attachments.fetch(buyer, made.id)
    assert (view.name, view.size) == ("図面.pdf", len(content))
    assert b"".join(pieces) == content
    with pytest.raises(InputError, match="大きすぎます。1 MB まで"):
        office.db.attachments.add(buyer, "a.pdf", content * 2, order="K-1", largest=1024 * 1024)


def test_each_fetch_is_on_the_trail_and_no_refused_one(office: Casework) -> None:
    db, buyer, supplier = office.db, office.of["buyer"], office.of["turner"]
    made = db.attachments.add(buyer, "a.pdf", PDF, order="K-1")
    with pytest.raises(NotFound):
        db.attachments.fetch(supplier, made.id)
    db.attachments.let_in(buyer, made.id, office.turner)
    db.attachments.fetch(supplier, made.id)
    admin = Viewer("u7", frozenset({"admin"}), 7)
    found = db.trail.entries(admin, Wanted(deed="download", subject="attachment"))
    assert [(one.who, one.key) for one in found] == [("u3", str(made.id))]
    assert found[0].details["sha256"] == made.sha256


def test_a_drawing_under_nda_needs_one(office: Casework) -> None:
    made = office.db.attachments.add(office.of["buyer"], "a.pdf", PDF, order="K-1", nda=True)
    with pytest.raises(Conflict, match="秘密保持契約"):
        office.db.attachments.let_in(office.of["buyer"], made.id, office.turner)
    office.db.attachments.let_in(office.of["buyer"], made.id, office.turner, nda=True)
    assert office.db.attachments.get(office.of["turner"], made.id).open


def test_one_firm_does_not_learn_who_else_was_let_in(office: Casework) -> None:
    db, buyer = office.db, office.of["buyer"]
    made = db.attachments.add(buyer, "a.pdf", PDF, order="K-1")
    for firm in (office.turner, office.plater):
        shown = db.attachments.let_in(buyer, made.id, firm)
    assert [one.company for one in shown.consents] == ["架空旋盤工業", "架空めっき"]
    assert db.attachments.get(office.of["turner"], made.id).consents == ()
    db.attachments.shut_out(buyer, made.id, office.turner)
    with pytest.raises(NotFound):
        db.attachments.get(office.of["turner"], made.id)
    assert db.attachments.listed(office.of["turner"], order="K-1") == []


def test_a_coordinator_opens_drawings_of_its_own_cases(office: Casework) -> None:
    db = office.db
    made = db.attachments.add(office.of["buyer"], "a.pdf", PDF, order="K-1")
    for someone in (office.coordinator, office.colleague):
        assert not db.attachments.get(someone, made.id).open
        with pytest.raises(AccessDenied):
            db.attachments.fetch(someone, made.id)
        with pytest.raises(AccessDenied):
            db.attachments.let_in(someone, made.id, office.rival)
    db.introductions.begin(office.coordinator, "K-1", office.turner)
    assert db.attachments.get(office.coordinator, made.id).open
    assert not db.attachments.get(office.colleague, made.id).open
    with pytest.raises(AccessDenied):
        db.attachments.listed(office.reader, order="K-1")


def test_what_was_removed_is_gone(office: Casework) -> None:
    db, supplier = office.db, office.of["turner"]
    made = db.attachments.add(supplier, "設備.pdf", PDF, company_id=office.turner)
    db.attachments.remove(supplier, made.id, made.version)
    with pytest.raises(NotFound):
        db.attachments.fetch(supplier, made.id)
    with pytest.raises(NotFound):
        db.attachments.add(supplier, "a.pdf", PDF, company_id=office.plater)
