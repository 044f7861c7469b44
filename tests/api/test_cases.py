"""Casework over REST: an order from shortlist to deal, what each party sees of it, files, registrations."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request

from app_api import create_app
from matching.api.attachments import disposition
from matching.api.service import Service, current_viewer
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import NOBODY, Viewer
from matching.matcher import Matcher
from matching.settings import Settings

from .conftest import TestClient

PDF = b"%PDF-1.7\n" + b"0" * 1000
VIEWERS = {
    "co": Viewer("u1", frozenset({"coordinator"}), 1),
    "co2": Viewer("u9", frozenset({"coordinator"}), 9),
    "su": Viewer("u2", frozenset({"supplier"}), 2, supplier_id=2),
    "su2": Viewer("u3", frozenset({"supplier"}), 3, supplier_id=3),
    "bu": Viewer("u4", frozenset({"buyer"}), 4, buyer_id=1),
    "admin": Viewer("u5", frozenset({"admin"}), 5),
}


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str], home: Path
) -> Iterator[FastAPI]:
    """A buyer (1), suppliers 2 and 3 (架空休業 is closed), three orders; one app for this module."""
    folder: Path = tmp_path_factory.mktemp("cases")
    settings = Settings(shared_database_at(folder / "office.db"), home, "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        for name in ("架空旋盤工業", "架空休業"):
            row = SupplierRow(
                name, prefecture="茨城県", city="日立市", texts={"processes": "NC旋盤による旋削加工"}
            )
            stored = writer.upsert_supplier(row)
        writer.set_status(stored.id, "休業", "設備入替のため")
        for number in ("K-1", "K-2", "K-3"):
            texts = {"item": "シャフト", "processes": "旋削加工", "price": "1個500円"}
            writer.upsert_order(OrderRow(number, "架空発注", texts=texts))
    matcher = Matcher.open(settings)
    app = create_app(Service(matcher, settings))

    def known(request: Request) -> Viewer:
        return VIEWERS.get(request.headers.get("x-test-viewer", ""), NOBODY)

    app.dependency_overrides[current_viewer] = known
    with TestClient(app):
        yield app
    matcher.close()


@pytest.fixture
def sign_in(office: FastAPI) -> Callable[[str], TestClient]:
    return lambda name: TestClient(
        office, raise_server_exceptions=False, headers={"x-test-viewer": name, "origin": "http://testserver"}
    )


def match(answer: Any) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def test_a_case_runs_from_the_shortlist_to_the_deal(sign_in: Callable[[str], TestClient]) -> None:
    coordinator, supplier, buyer = sign_in("co"), sign_in("su"), sign_in("bu")
    listed = coordinator.post("/v1/orders/K-1/shortlist", json={"supplier_id": 2, "rank": 1})
    assert [one["supplier"] for one in listed.json()["entries"]] == ["架空旋盤工業"]
    begun = coordinator.post(
        "/v1/introductions", json={"order": "K-1", "supplier_id": 2, "note": "社長に電話", "rank": 1}
    )
    assert begun.status_code == 201
    assert begun.json()["moved"] == "案件 K-1 を「受付」から「照会」に進めました。"
    address = f"/v1/introductions/{begun.json()['id']}"

    seen = supplier.get(address).json()
    assert (seen["buyer"], seen["note"], seen["rank"], seen["steps"][0]["note"]) == ("", "", None, "")
    assert buyer.get(address).status_code == 404  # asked, not introduced
    answered = supplier.post(f"{address}/answer", json={"answer": "受ける", "quote_yen": 48_000})
    assert answered.json()["answer"] == "受ける"
    assert supplier.post(f"{address}/steps", json={"state": "成約"}, headers=match(answered)).status_code in (
        403,
        404,
    )

    shown = coordinator.get(address)
    assert coordinator.get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    introduced = coordinator.post(f"{address}/steps", json={"state": "紹介"}, headers=match(shown))
    assert introduced.json()["state"] == "紹介"
    stale = coordinator.post(f"{address}/steps", json={"state": "見積"}, headers=match(shown))
    assert stale.status_code == 412
    assert coordinator.post(f"{address}/steps", json={"state": "見積"}).status_code == 428
    assert [one["supplier"] for one in buyer.get("/v1/introductions").json()["items"]] == ["架空旋盤工業"]
    assert buyer.get(address).json()["quote_yen"] is None  # not quoted to it yet

    assert supplier.get(address).json()["buyer"] == ""
    assert buyer.post("/v1/buyers/1/naming-consents", json={"order": "K-1"}).status_code == 201
    assert supplier.get(address).json()["buyer"] == "架空発注"

    won = coordinator.post(
        f"{address}/steps", json={"state": "成約", "amount_yen": 50_000}, headers=match(introduced)
    )
    assert won.json()["moved"] == "案件 K-1 を「紹介」から「成約」に進めました。"
    back = coordinator.delete(f"{address}/steps/last", headers=match(won))
    assert (back.json()["state"], back.json()["amount_yen"]) == ("紹介", None)


def test_a_closed_firm_is_introduced_only_with_a_reason(sign_in: Callable[[str], TestClient]) -> None:
    coordinator = sign_in("co")
    refused = coordinator.post("/v1/introductions", json={"order": "K-2", "supplier_id": 3, "forced": True})
    assert refused.status_code == 409
    assert "休業中です" in refused.json()["detail"]
    told = {"order": "K-2", "supplier_id": 3, "forced": True, "note": "来週再開と本人から"}
    assert coordinator.post("/v1/introductions", json=told).status_code == 201
    assert coordinator.post("/v1/introductions", json=told).status_code == 409  # begun already


def test_the_same_key_introduces_once(sign_in: Callable[[str], TestClient]) -> None:
    coordinator = sign_in("co")
    told = {"order": "K-3", "supplier_id": 2}
    key = {"Idempotency-Key": "k-3-2"}
    first = coordinator.post("/v1/introductions", json=told, headers=key)
    again = coordinator.post("/v1/introductions", json=told, headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    other = coordinator.post("/v1/introductions", json=told | {"note": "別"}, headers=key)
    assert other.status_code == 409


def test_what_is_due_is_listed_by_day(sign_in: Callable[[str], TestClient]) -> None:
    coordinator = sign_in("co")
    begun = coordinator.get("/v1/introductions", params={"order": "K-3"}).json()["items"]
    for one in begun:
        address = f"/v1/introductions/{one['id']}"
        tag = match(coordinator.get(address))
        assert coordinator.patch(address, json={"follow_up": "2020-01-01"}, headers=tag).status_code == 200
    items = coordinator.get("/v1/due").json()["items"]
    assert [(one["kind"], one["order"], one["overdue"]) for one in items if one["order"] == "K-3"] == [
        ("連絡", "K-3", True)
    ] * len(begun)
    assert sign_in("su").get("/v1/due").status_code in (403, 404)


def test_a_file_is_open_to_its_owner_and_those_let_in(sign_in: Callable[[str], TestClient]) -> None:
    buyer, supplier = sign_in("bu"), sign_in("su")
    upload = {"file": ("図面.pdf", io.BytesIO(PDF), "text/html")}
    made = buyer.post("/v1/orders/K-2/attachments", files=upload, data={"nda": "true"})
    assert made.status_code == 201
    address = f"/v1/attachments/{made.json()['id']}"
    assert supplier.get(address).status_code == 404
    assert supplier.get(f"{address}/content").status_code == 404
    outsider = sign_in("co2")
    assert outsider.get(address).json()["open"] is False
    assert outsider.get(f"{address}/content").status_code == 403
    assert buyer.put(f"{address}/consents/2", json={}).status_code == 409  # without NDA
    assert buyer.put(f"{address}/consents/2", json={"nda": True}).status_code == 200
    fetched = supplier.get(f"{address}/content")
    assert fetched.content == PDF
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["content-disposition"] == disposition("図面.pdf")
    assert sign_in("su2").get(f"{address}/content").status_code == 404
    assert buyer.delete(f"{address}/consents/2").status_code == 200
    assert supplier.get(f"{address}/content").status_code == 404
    trail = sign_in("admin").get("/v1/audit", params={"deed": "download"})
    assert trail.status_code != 200 or any(one["who"] == "u2" for one in trail.json()["items"])


def test_another_file_under_the_same_key_is_not_taken_for_the_first(
    sign_in: Callable[[str], TestClient],
) -> None:
    buyer, key = sign_in("bu"), {"Idempotency-Key": "drawing-1"}

    def send(name: str, content: bytes, **data: str) -> Any:
        return buyer.post(
            "/v1/orders/K-2/attachments", files={"file": (name, content)}, data=data, headers=key
        )

    first = send("甲.pdf", PDF + b"A")
    again = send("甲.pdf", PDF + b"A")
    assert (first.status_code, again.json(), again.headers["idempotency-replayed"]) == (
        201,
        first.json(),
        "true",
    )
    assert send("甲.pdf", PDF + b"B").status_code == 409
    assert send("乙.pdf", PDF + b"A").status_code == 409
    assert send("甲.pdf", PDF + b"A", nda="true").status_code == 409


def test_a_page_of_script_is_no_drawing(sign_in: Callable[[str], TestClient]) -> None:
    upload = {"file": ("a.pdf", io.BytesIO(b"<html><script>alert(1)</script>"), "application/pdf")}
    refused = sign_in("bu").post("/v1/orders/K-2/attachments", files=upload)
    assert refused.status_code == 422
    assert "添付できません" in refused.json()["detail"]


def test_a_header_cannot_be_broken_by_a_file_name() -> None:
    told = disposition('a"\r\nSet-Cookie: x=1;図.pdf')
    assert "\r" not in told
    assert "\n" not in told
    assert told.startswith('attachment; filename="a___Set-Cookie_ x_1')


def test_a_supplier_registers_and_a_coordinator_corrects(sign_in: Callable[[str], TestClient]) -> None:
    supplier, coordinator = sign_in("su"), sign_in("co")
    begun = supplier.post(
        "/v1/registrations",
        json={"company_id": 2, "values": {"strengths": "短納期対応", "phone": "123"}},
    )
    assert begun.status_code == 201
    address = f"/v1/registrations/{begun.json()['id']}"
    found = supplier.get(f"{address}/differences").json()
    assert [one["field"] for one in found["differences"]] == ["phone", "strengths"]
    assert [one["field"] for one in found["faults"] if one["severity"] == "error"] == ["phone"]
    assert supplier.post(f"{address}/submission", headers=match(begun)).status_code == 422
    assert sign_in("su2").get(address).status_code == 404
    mended = supplier.patch(address, json={"values": {"phone": "029-000-0000"}}, headers=match(begun))
    handed_in = supplier.post(f"{address}/submission", headers=match(mended))
    assert handed_in.json()["state"] == "申請"
    accepted = {"corrections": {"strengths": "短納期対応（3日から）"}}
    assert (supplier.post(f"{address}/acceptance", json=accepted, headers=match(handed_in)).status_code) in (
        403,
        404,
    )
    done = coordinator.post(f"{address}/acceptance", json=accepted, headers=match(handed_in))
    assert done.json()["state"] == "公開"
    assert supplier.get(address).json()["corrected"] == {"strengths": "短納期対応"}
    form = supplier.get("/v1/suppliers/2/form").json()["values"]
    assert (form["strengths"], form["phone"]) == ("短納期対応（3日から）", "029-000-0000")
    assert supplier.get("/v1/suppliers/2/confirmation").json()["state"] == "確認済み"
    assert supplier.get("/v1/suppliers/3/form").status_code == 404


def test_a_preview_names_orders_and_no_buyer(sign_in: Callable[[str], TestClient]) -> None:
    told = {"values": {"name": "新会社", "prefecture": "茨城県", "processes": "旋削加工、NC旋盤"}}
    answer = sign_in("su").post("/v1/registrations/preview", json=told)
    assert answer.status_code == 200
    assert {one["order"] for one in answer.json()["appearing"]} >= {"K-2"}
    assert "架空発注" not in answer.text


def test_a_number_of_five_thousand_digits_is_a_fault_of_the_form(
    sign_in: Callable[[str], TestClient],
) -> None:
    told = {
        "values": {"name": "新会社", "prefecture": "茨城県", "processes": "旋削", "employees": "9" * 5000}
    }
    answer = sign_in("su").post("/v1/registrations/preview", json=told)
    assert answer.status_code == 200
    assert {one["field"] for one in answer.json()["faults"]} >= {"employees"}
