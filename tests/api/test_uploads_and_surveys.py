"""Files, surveys, reviews and results over REST: shapes, status numbers, who gets what, files as they arrive."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from app_api import create_app
from matching.api.service import Service, current_viewer
from matching.corporate.access import NOBODY, Role, Viewer
from matching.matcher import Matcher
from matching.settings import Settings

FIRMS = "企業名,都道府県,市区町村,仕事\n架空鋼業,茨城県,日立市,旋削加工\n,茨城県,水戸市,曲げ加工\n"
SURVEY = "企業名,所在地,業種,収益性（1.良くなった 2.変わらない 3.悪くなった）\n" + "".join(
    f"架空{number}工業,日立市,{'金属' if number < 8 else '電気'},{1 if number else 3}\n"
    for number in range(10)
)
BUYERS = "企業名,所在地,外注計画（1.有 2.無 3.検討中）,外注したい加工\n架空発注,水戸市,1,切削\n"
TITLE = "R8/R7 実態調査"  # as titles are
TERMS = "企業名,所在地,外注計画（1.有 2.無 3.検討中）,支払条件\n架空条件,水戸市,2,月末締翌月末払\n"
IN_PATHS = quote(TITLE, safe="")

As = Callable[[Role | None], TestClient]


@pytest.fixture(scope="module")
def as_role(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[As]:
    """Clients of an office of its own, each with one role (None: nobody)."""
    folder: Path = tmp_path_factory.mktemp("surveys")
    settings = Settings(shared_database_at(folder / "surveys.db"), folder / "home", "lsa", upload_mb=1)
    matcher = Matcher.open(settings)
    app = create_app(Service(matcher, settings))

    def viewer(request: Request) -> Viewer:
        role: Role | None = request.headers.get("x-test-role") or None  # type: ignore[assignment]
        return Viewer(f"u-{role}", frozenset({role}), supplier_id=1) if role else NOBODY

    app.dependency_overrides[current_viewer] = viewer
    with TestClient(app):
        yield lambda role: TestClient(
            app, raise_server_exceptions=False, headers={"x-test-role": role} if role else {}
        )
    matcher.close()


@pytest.fixture(scope="module")
def staff(as_role: As) -> TestClient:
    """Survey staff, who have taken a survey of suppliers in."""
    client = as_role("survey")
    sent = client.post(
        "/v1/uploads", files={"files": ("回答.csv", SURVEY.encode())}, data={"survey": TITLE}
    ).json()
    assert client.post(f"/v1/uploads/{sent['items'][0]['id']}/commit").json()["state"] == "取込済み"
    return client


def test_several_files_are_handed_in_at_once_and_one_that_is_none_holds_up_no_other(as_role: As) -> None:
    client = as_role("survey")
    files = [("files", ("../名簿.csv", FIRMS.encode("cp932"))), ("files", ("絵.png", b"\x89PNG\r\n\x1a\nxx"))]
    answer = client.post("/v1/uploads", files=files)
    assert answer.status_code == 201
    good, bad = answer.json()["items"]
    assert (good["name"], good["state"], good["read"]["kind"], good["read"]["errors"]) == (
        "名簿.csv", "確認済み", "suppliers", 1,
    )  # fmt: skip
    assert (bad["state"], bad["read"]["error"]) == ("読めません", "unreadable-file")
    assert client.post(f"/v1/uploads/{bad['id']}/commit").status_code == 409

    place = f"/v1/uploads/{good['id']}"
    seen = client.get(place)
    assert client.get(place, headers={"If-None-Match": seen.headers["etag"]}).status_code == 304
    first = client.get(f"{place}/issues", params={"limit": 1}).json()
    rest = client.get(f"{place}/issues", params={"after": first["next"]}).json()
    assert {one["code"] for one in (*first["items"], *rest["items"])} == {
        "unmapped-column",
        "missing-company-name",
    }
    assert rest["next"] is None
    assert (
        client.get(f"{place}/rows", params={"row": 3, "span": 0}).json()["items"][0]["cells"][2] == "水戸市"
    )

    wanted = {"columns": {"仕事": "加工内容"}}
    assert client.patch(place, json=wanted).status_code == 428
    read = client.patch(place, json=wanted, headers={"If-Match": seen.headers["etag"]})
    assert (read.status_code, read.json()["read"]["warnings"]) == (200, 0)
    assert client.patch(place, json=wanted, headers={"If-Match": seen.headers["etag"]}).status_code == 412

    at = read.headers["etag"]
    wrong = client.patch(place, json={"headings": {"": 99}}, headers={"If-Match": at})
    assert (wrong.status_code, "99 行目に見出しはありません" in wrong.json()["detail"]) == (422, True)
    at = client.get(place).headers["etag"]
    read = client.patch(place, json={**wanted, "headings": {"": 1}}, headers={"If-Match": at})
    assert (read.json()["headings"], read.json()["read"]["sheets"][0]["header_rows"]) == ({"": 1}, [1])

    marked = client.get(f"{place}/marked")
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames == ["名簿", "確認事項"]
    assert unquote(marked.headers["content-disposition"]).endswith("filename*=UTF-8''名簿_確認.xlsx")

    taken = client.post(f"{place}/commit").json()
    assert client.post(f"{place}/commit").json() == taken
    assert taken["read"]["rows"]["accepted"] == 1
    assert client.get("/v1/batches").json()["items"][0]["id"] == taken["batch"]
    assert client.delete(f"/v1/batches/{taken['batch']}").status_code == 204
    assert client.delete(f"/v1/batches/{taken['batch']}").status_code == 422
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404


def test_a_file_past_the_limit_is_refused(as_role: As) -> None:
    answer = as_role("survey").post("/v1/uploads", files={"files": ("a.csv", b"x" * 1_000_001)})
    assert (answer.status_code, "1 MB まで" in answer.json()["detail"]) == (422, True)
    assert as_role("survey").post("/v1/uploads").status_code == 422


def test_figures_are_whole_for_staff_and_suppressed_for_others(as_role: As, staff: TestClient) -> None:
    place = f"/v1/surveys/{IN_PATHS}/tabulation"
    exact = staff.get(place, params={"by": ["業種", "地域"]}).json()
    assert (exact["answers"], exact["suppressed_below"], exact["hidden"]) == (10, None, 0)
    for role in ("reader", "coordinator"):
        shown = as_role(role).get(place, params={"by": "業種"}).json()
        assert shown["suppressed_below"] == 3
        assert shown["hidden"] > 0
        assert as_role(role).get(place, params={"by": "市区町村"}).status_code == 422
    assert staff.get("/v1/surveys/ない調査/tabulation").status_code == 404
    listed = as_role("reader").get("/v1/surveys").json()
    assert ({one["survey"] for one in listed["items"]} >= {TITLE}, listed["exact"]) == (True, False)


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf", "csv", "json"])
def test_reports_come_as_files(staff: TestClient, as_role: As, form: str) -> None:
    place = f"/v1/surveys/{IN_PATHS}/report.{form}"
    answer = staff.get(place)
    assert answer.status_code == 200
    start = {"xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf", "json": b"{"}[form]
    assert answer.content.startswith(start)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert as_role("coordinator").get(place, params={"exact": True}).status_code == 403
    assert as_role("reader").get(place).status_code == 403
    assert staff.get(f"/v1/surveys/{IN_PATHS}/report.exe").status_code == 422


def test_a_questionnaire_goes_out_as_a_draft_and_comes_back_as_a_definition(staff: TestClient) -> None:
    answer = staff.get(f"/v1/surveys/{IN_PATHS}/definition-draft")
    draft, seen = answer.text, {"If-Match": answer.headers["etag"]}
    assert seen == {"If-Match": '"0"'}
    stored = staff.post("/v1/survey-definitions", json={"toml": draft}, headers=seen)
    assert (stored.status_code, stored.json()["survey"]) == (201, TITLE)
    assert staff.post("/v1/survey-definitions", json={"toml": draft}, headers=seen).status_code == 412
    assert staff.delete(f"/v1/survey-definitions/{IN_PATHS}", headers=seen).status_code == 412
    again = staff.get(f"/v1/surveys/{IN_PATHS}/definition-draft").headers["etag"]
    assert again == stored.headers["etag"] == f'"{stored.json()["version"]}"'
    assert staff.post("/v1/survey-definitions", json={"toml": "これは = = TOML ではない"}).status_code == 422
    assert staff.delete(f"/v1/survey-definitions/{IN_PATHS}").status_code == 204
    assert staff.delete(f"/v1/survey-definitions/{IN_PATHS}").status_code == 404


def test_who_is_missing_and_whom_to_visit(staff: TestClient, as_role: As) -> None:
    place = f"/v1/surveys/{IN_PATHS}"
    assert staff.get(f"{place}/missing").status_code == 422  # nobody was asked yet
    listed = "企業名,所在地\n架空1工業,茨城県日立市\n架空無回答工業,茨城県水戸市\n"
    told = staff.put(f"{place}/asked", files={"file": ("名簿.csv", listed.encode())}).json()
    assert (told["asked"], told["linked"]) == (2, 1)
    assert [one["name"] for one in staff.get(f"{place}/missing").json()["missing"]] == ["架空無回答工業"]
    visits = as_role("coordinator").get(f"{place}/visits").json()["visits"]
    assert visits[0]["company"]["name"] == "架空0工業"  # the one whose earnings fell
    assert as_role("reader").get(f"{place}/visits").status_code == 403


def test_a_plan_of_a_buyer_waits_as_a_draft_until_a_coordinator_takes_it_in(
    staff: TestClient, as_role: As
) -> None:
    sent = staff.post(
        "/v1/uploads", files={"files": ("発注.csv", BUYERS.encode())}, data={"survey": "R8 発注企業調査"}
    ).json()["items"][0]
    staff.post(f"/v1/uploads/{sent['id']}/commit")
    coordinator = as_role("coordinator")
    (draft,) = coordinator.get("/v1/drafts").json()["items"]
    assert draft["buyer"]["name"] == "架空発注"
    key = {"Idempotency-Key": "confirm-1"}
    answers = [
        coordinator.post("/v1/drafts/decisions", json={"orders": [draft["order"]]}, headers=key)
        for _ in range(2)
    ]
    assert [one.json() for one in answers] == [{"orders": [draft["order"]], "state": "受付"}] * 2
    assert coordinator.get("/v1/drafts").json()["items"] == []
    assert coordinator.post("/v1/drafts/decisions", json={"orders": [draft["order"]]}).status_code == 422
    for role in ("survey", "reader", "supplier"):
        assert as_role(role).get("/v1/drafts").status_code in (403, 404)


def test_results_targets_and_activities(as_role: As) -> None:
    client = as_role("coordinator")
    done = {"kind": "成約", "on": "2026-10-01", "coordinator": "鈴木(架空)", "amount_yen": 1_200_000}
    added = client.post("/v1/activities", json=done, headers={"Idempotency-Key": "once"})
    again = client.post("/v1/activities", json=done, headers={"Idempotency-Key": "once"})
    assert (added.status_code, again.status_code, again.json()) == (201, 201, added.json())
    assert len(client.get("/v1/activities", params={"year": 2026}).json()["items"]) == 1
    assert client.post("/v1/activities", json=done | {"kind": "訪問"}).status_code == 422  # an amount

    seen = client.get("/v1/targets/2026")
    goals = {"items": [{"kind": "成約", "goal": 4, "goal_yen": 2_400_000}]}
    stored = client.put("/v1/targets/2026", json=goals, headers={"If-Match": seen.headers["etag"]})
    assert stored.json()["items"][0]["goal"] == 4
    assert (
        client.put("/v1/targets/2026", json=goals, headers={"If-Match": seen.headers["etag"]}).status_code
        == 412
    )
    line = client.get("/v1/results", params={"year": 2026}).json()["total"][2]
    assert (line["rate"], line["amount_rate"]) == (25.0, 50.0)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/v1/results.xlsx", params={"year": 2026}).content))
    assert "コーディネーター別" in book.sheetnames
    assert as_role("reader").get("/v1/results", params={"year": 2026}).json()["coordinators"] == []
    assert client.delete(f"/v1/activities/{added.json()['id']}").status_code == 204
    assert client.delete(f"/v1/activities/{added.json()['id']}").status_code == 404


def test_lists_of_results_and_targets_are_read_from_files(as_role: As) -> None:
    client = as_role("coordinator")
    rows = "種別,日付,コーディネーター\n訪問,2025/5/1,佐藤\n旅行,2025/5/2,佐藤\n"
    told = client.post("/v1/activities/list", files={"file": ("a.csv", rows.encode())}).json()
    assert (told["new"], told["refused"][0]["place"]) == (1, "a.csv a 3行")
    goals = "年度,種別,目標件数\n2025,訪問,300\n"
    read = client.post("/v1/targets/list", files={"file": ("目標.csv", goals.encode())})
    assert read.json()["items"][0]["goal"] == 300


def test_reviews_are_decided_and_reopened(staff: TestClient, as_role: As) -> None:
    rows = "登録番号,企業名,所在地\nZ-1,架空双子,日立市\nZ-2,架空双子,日立市\n"
    sent = staff.post("/v1/uploads", files={"files": ("双子.csv", rows.encode())}).json()["items"][0]
    staff.post(f"/v1/uploads/{sent['id']}/commit")
    waiting = [
        one for one in staff.get("/v1/reviews").json()["items"] if one["company"]["name"] == "架空双子"
    ]
    place = f"/v1/reviews/{waiting[0]['id']}/decision"
    assert staff.put(place, json={"accept": True}).json()["batch"] is not None
    assert staff.put(place, json={"accept": True}).status_code == 422
    assert staff.delete(place).status_code == 204
    assert as_role("reader").put(place, json={"accept": True}).status_code == 403


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/v1/reviews", {}), ("/v1/uploads", {}), ("/v1/activities", {"year": 2024}), ("/v1/trade-terms", {})],
)
def test_lists_that_grow_come_in_pages(
    as_role: As, staff: TestClient, path: str, asked: dict[str, int]
) -> None:
    client = as_role("coordinator")
    rows = "登録番号,企業名,所在地\n" + "".join(f"P-{n},架空三つ子,日立市\n" for n in range(3))
    for name in ("三つ子.csv", "三つ子2.csv"):
        sent = client.post("/v1/uploads", files={"files": (name, rows.encode())}).json()["items"][0]
        client.post(f"/v1/uploads/{sent['id']}/commit")
    done = "種別,日付,コーディネーター\n訪問,2024/5/1,佐藤\n訪問,2024/5/2,佐藤\n訪問,2024/5/1,鈴木\n"
    client.post("/v1/activities/list", files={"file": ("a.csv", done.encode())})
    sent = staff.post(
        "/v1/uploads", files={"files": ("条件.csv", TERMS.encode())}, data={"survey": "条件調査"}
    )
    staff.post(f"/v1/uploads/{sent.json()['items'][0]['id']}/commit")
    reader = staff if path == "/v1/trade-terms" else client
    whole = reader.get(path, params=asked | {"limit": 200}).json()
    assert len(whole["items"]) >= 2
    assert whole["next"] is None
    found, after = [], None
    while after is not None or not found:
        page = reader.get(path, params=asked | {"limit": 1} | ({"after": after} if after else {})).json()
        assert len(page["items"]) == 1
        found += page["items"]
        after = page["next"]
    assert found == whole["items"]
    assert reader.get(path, params=asked | {"after": "x"}).status_code == 422


def test_forms_and_exports(as_role: As, staff: TestClient) -> None:
    form = staff.get("/v1/templates/suppliers.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(form.content)).worksheets[0]["A1"].value == "受注企業登録票"
    assert staff.get("/v1/templates/何か.xlsx").status_code == 422
    export = as_role("coordinator").get("/v1/export.xlsx")
    assert "受注企業" in openpyxl.load_workbook(io.BytesIO(export.content)).sheetnames
    assert staff.get("/v1/export.xlsx").status_code == 403
    assert staff.get("/v1/export.xlsx", params={"survey": TITLE}).status_code == 200


def test_nobody_and_suppliers_get_nothing(as_role: As) -> None:
    paths = [
        "/v1/uploads", f"/v1/uploads/{'0' * 32}", "/v1/batches", "/v1/upload-kinds", "/v1/surveys", f"/v1/surveys/{IN_PATHS}/missing",
        f"/v1/surveys/{IN_PATHS}/tabulation", "/v1/survey-definitions", "/v1/trade-terms", "/v1/reviews", "/v1/drafts", "/v1/results",
        "/v1/results.xlsx", "/v1/activities", "/v1/targets/2026", "/v1/templates/suppliers.xlsx", "/v1/export.xlsx",
    ]  # fmt: skip
    for path in paths:
        assert as_role(None).get(path).status_code == 401, path
        assert as_role("supplier").get(path).status_code in (403, 404), path
        assert json.loads(as_role("buyer").get(path).text)["status"] in (403, 404), path
