"""The REST service answers as the command line does, and every error is a problem in Japanese."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app_api import create_app
from matching.api.limits import LARGEST_BODY
from matching.api.service import current_viewer
from matching.api.shapes import MatchesShape
from matching.cli.main import run
from matching.corporate.access import OPERATOR
from matching.errors import DatabaseError, StorageFull
from matching.matcher import Matcher
from matching.records import Order
from matching.settings import Settings
from matching.shapes import match_json

TURNING = "ステンレスの丸棒を旋盤で加工してほしい。めっきは不要。"


def post(client: Any, body: Any) -> Any:
    return client.post("/v1/matches", json=body)


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in ("seconds", "ranking")}


def assert_problem(response: Any, status: int, *words: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() == {"type", "title", "status", "detail", "title_en", "detail_en"}
    assert problem["status"] == status
    assert re.search("[ぁ-ん]", problem["detail"])
    assert not re.search(r"Traceback|/tmp|/home|\.py", response.text)
    for word in words:
        assert word in problem["detail"]


def test_an_enquiry_is_ranked_with_reasons_that_add_up(client: Any) -> None:
    answer = post(client, {"text": TURNING, "k": 2}).json()
    best = answer["matches"][0]
    assert best["supplier"]["name"] == "架空旋盤工業"
    assert [m["rank"] for m in answer["matches"]] == list(range(1, len(answer["matches"]) + 1))
    for match in answer["matches"]:
        assert sum(c["points"] for c in match["contributions"]) == pytest.approx(match["score"], abs=1e-6)
    assert {(u["text"], u["wanted"]) for u in answer["understood"]} >= {("旋盤", True), ("めっき", False)}


def test_a_firm_that_is_closed_is_excluded_with_the_reason(client: Any) -> None:
    answer = post(client, {"text": TURNING}).json()
    assert [e["supplier"]["name"] for e in answer["excluded"]] == ["架空休業旋盤"]
    assert answer["excluded"][0]["reason"] == "休業中です（設備入替のため）"
    assert answer["excluded_total"] == {"休業中です": 1}


def test_the_answer_is_that_of_the_command_line(
    client: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUHATCHU_HOME", str(settings.home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")
    monkeypatch.delenv("JUHATCHU_CONFIG", raising=False)
    arguments = ["--db", settings.database_url, "--json", "-k", "3", "--where", "city=日立市"]
    assert run(["match", TURNING, *arguments], []) == 0
    printed = json.loads(capsys.readouterr().out)
    sent = post(client, {"text": TURNING, "k": 3, "where": {"city": "日立市"}}).json()
    assert without_time(sent) == without_time(printed)


def test_the_answer_has_the_documented_shape(client: Any) -> None:
    MatchesShape.model_validate(post(client, {"text": TURNING}).json())


def test_a_stored_order_is_matched_by_its_number(client: Any, matcher: Matcher) -> None:
    answer = post(client, {"order": "H26-001", "where": {"max_km": "200"}}).json()
    assert answer["id"] == "H26-001"
    assert answer["matches"][0]["supplier"]["name"] == "架空旋盤工業"
    assert without_time(post(client, {"order": "H26-001"}).json()) == without_time(
        match_json(matcher.match(matcher.order("H26-001")))
    )


@pytest.mark.parametrize("text", ["", "　\n", "あ", "\0", "<b>zzzz</b>"])
def test_a_text_that_says_nothing_finds_nothing_and_is_no_error(client: Any, text: str) -> None:
    response = post(client, {"text": text})
    assert response.status_code == 200
    assert response.json()["matches"] == []


def test_the_requirements_are_judged_firm_by_firm_in_the_profile_s_own_words(client: Any) -> None:
    answer = post(client, {"text": TURNING}).json()
    asked = {r["text"]: r for r in answer["requirements"]}
    assert {"ステンレス", "めっき"} <= asked.keys()
    assert (asked["めっき"]["negated"], asked["めっき"]["must"]) == (True, False)
    judged = {r["id"] for r in answer["requirements"]} - {asked["めっき"]["id"]}
    for match in answer["matches"]:
        assert {v["requirement"] for v in match["verdicts"]} == judged
    evidence = {v["requirement"]: v["evidence"] for v in answer["matches"][0]["verdicts"]}
    assert evidence[asked["ステンレス"]["id"]] == {"field": "processes", "quote": "ステンレス"}


def test_strict_moves_who_contradicts_a_must_to_the_excluded(client: Any) -> None:
    order = {"text": "旋盤加工。沖縄県の会社に限る"}
    shown = post(client, order).json()["matches"]
    assert shown
    answer = post(client, {**order, "strict": True}).json()
    assert answer["matches"] == []
    reasons = {e["supplier"]["name"]: e["reason"] for e in answer["excluded"]}
    assert {m["supplier"]["name"] for m in shown} <= reasons.keys()
    assert reasons["架空旋盤工業"] == "必須条件に反する（「沖縄県」に合いません：「茨城県」）"
    assert answer["excluded_total"]["必須条件に反する"] == len(shown)


def test_numbers_may_be_given_as_filter_values(client: Any) -> None:
    answer = post(client, {"text": TURNING, "where": {"min_employees": 1}})
    assert (answer.status_code, answer.json()["matches"]) == (200, [])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, ["text", "order"]),
        ({"text": "旋盤", "order": "H26-001"}, ["どちらか一方"]),
        ({"text": "あ" * 100_001}, ["text", "100,000 文字以内"]),
        ({"text": 1}, ["text", "文字列"]),
        ({"text": "旋盤", "k": 0}, ["k", "1 以上"]),
        ({"text": "旋盤", "k": 1_001}, ["k", "1,000 以下"]),
        ({"text": "旋盤", "k": "3"}, ["k", "整数"]),
        ({"text": "旋盤", "strict": "yes"}, ["strict", "true か false"]),
        ({"text": "旋盤", "limit": 3}, ["limit", "知らない項目"]),
        ({"text": "旋盤", "<b>": 3}, ["本文", "知らない項目"]),
        ({"text": "旋盤", "where": {"colour": "赤"}}, ["colour", "prefecture"]),
        ({"text": "旋盤", "where": {"city": ["日立市"]}}, ["where", "文字列"]),
        ({"text": "旋盤", "where": {"max_km": "10"}}, ["max_km", "発注企業"]),
        ([1], ["本文"]),
    ],
)
def test_what_cannot_be_used_is_answered_with_what_to_do(client: Any, body: Any, words: list[str]) -> None:
    assert_problem(post(client, body), 422, *words)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b'{"text": "\\ud800"}', 422),
        (b"[" * 100_000, 400),
        (b'{"text": "a", "k": ' + b"9" * 5_000 + b"}", 400),
        (b" " * (LARGEST_BODY + 1), 413),
    ],
)
def test_a_body_that_is_no_json_text_is_a_problem(client: Any, content: bytes, status: int) -> None:
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/v1/matches", content=content, headers=headers), status)


def test_the_longest_text_is_taken(client: Any) -> None:
    assert post(client, {"text": "旋盤、" * 33_333 + "。"}).status_code == 200


def test_an_unknown_order_or_address_is_not_found(client: Any) -> None:
    assert_problem(post(client, {"order": "H99-999"}), 404, "H99-999")
    assert_problem(client.get("/v2"), 404)
    assert_problem(client.get("/v1/matches"), 405)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseError("/home/office/juhatchu.db を読めません"), 503),
        (StorageFull("/home/office に書けません"), 503),
        (RuntimeError("/home/office: bug"), 500),
    ],
)
def test_failures_inside_show_no_paths(
    client: Any, matcher: Matcher, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(matcher, "match", fail)
    assert_problem(post(client, {"text": "旋盤"}), status)


def test_health_tells_what_the_service_stands_on(client: Any, matcher: Matcher) -> None:
    assert client.get("/v1/health").json() == {
        "status": "ok",
        "revision": f"{matcher.db.identity}:1",
        "suppliers": 5,
        "encoder": "lsa",
    }


def test_a_service_whose_database_cannot_be_opened_says_so_and_recovers(
    tmp_path: Path,
    settings: Settings,
    serve: Callable[[FastAPI], Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    target = tmp_path / "later.db"
    target.write_bytes(b"not a database" * 100)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", f"sqlite:///{target}")
    monkeypatch.setenv("JUHATCHU_HOME", str(settings.home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")
    app = create_app()
    app.dependency_overrides[current_viewer] = lambda: OPERATOR
    with serve(app) as client:
        assert_problem(client.get("/v1/health"), 503, "企業データベース")
        assert "データベースではないファイル" in caplog.text
        target.unlink()
        assert client.get("/v1/health").json()["suppliers"] == 0
        notices = post(client, {"text": "旋盤"}).json()["notices"]
        assert any("先に受注企業のファイルを取り込んで" in notice for notice in notices)


def test_requests_at_the_same_time_get_the_answers_of_single_ones(client: Any, matcher: Matcher) -> None:
    texts = [TURNING, "無電解ニッケルめっき", "レーザー切断と曲げ", "樹脂の射出成形"] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: post(client, {"text": text}).json(), texts))
    expected = {text: without_time(match_json(matcher.match(Order(text)))) for text in set(texts)}
    assert [without_time(answer) for answer in answers] == [expected[text] for text in texts]


def test_the_pages_about_the_service_load_nothing_from_elsewhere(client: Any) -> None:
    page = client.get("/docs").text
    assert "POST /v1/matches" in page
    assert "GET /v1/health" in page
    assert not re.search(r"https?://|<script", page)
    assert client.get("/redoc").status_code == 404


def test_every_endpoint_is_described_in_japanese_with_its_problems(client: Any) -> None:
    description = client.get("/openapi.json").json()
    for methods in description["paths"].values():
        for about in methods.values():
            assert re.search("[ぁ-ん]", about["summary"])
            assert "application/problem+json" in about["responses"]["503"]["content"]
            assert "application/json" not in about["responses"].get("422", {"content": {}})["content"]


def test_the_examples_of_the_description_work(client: Any) -> None:
    description = client.get("/openapi.json").json()
    body = description["paths"]["/v1/matches"]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        assert post(client, example["value"]).json()["matches"]


def test_what_was_read_can_be_corrected_and_the_correction_is_on_record(client: Any) -> None:
    text = "SUS304の丸棒を研磨してほしい"
    drop = {"deed": "drop", "start": text.index("研磨"), "end": text.index("研磨") + 2}
    answer = post(client, {"text": text, "edits": [drop, {"deed": "add", "words": "旋削加工"}]})
    assert answer.status_code == 200
    understood = {one["text"] for one in answer.json()["understood"]}
    assert "旋削加工" in understood
    assert "研磨" not in understood
    assert answer.json()["matches"][0]["supplier"]["name"] == "架空旋盤工業"
    replayed = client.get(f"/v1/rankings/{answer.json()['ranking']}")
    assert [one["deed"] for one in replayed.json()["record"]["edits"]] == ["drop", "add"]


@pytest.mark.parametrize(
    "edit",
    [
        {"deed": "drop", "start": 0, "end": 99},
        {"deed": "drop", "start": 3, "end": 3},
        {"deed": "add", "words": " "},
        {"deed": "forget", "start": 0, "end": 1},
        {"deed": "add", "words": "長" * 501},
        {"deed": "must", "start": 0, "end": 10**30},
    ],
)
def test_a_correction_that_does_not_fit_is_refused(client: Any, edit: dict[str, Any]) -> None:
    assert_problem(post(client, {"text": "旋盤加工", "edits": [edit]}), 422)


def test_distances_count_from_the_place_that_is_named(client: Any) -> None:
    def found(near: str) -> int:
        where = {"max_km": 5}
        answer = post(
            client, {"text": "旋盤加工", "where": where, "near": {"prefecture": "茨城県", "city": near}}
        )
        return len(answer.json()["matches"])

    assert found("日立市") > 0  # where all firms are
    assert found("古河市") == 0
    assert_problem(
        post(client, {"text": "旋盤加工", "where": {"max_km": 5}, "near": {"city": "架空市"}}), 422
    )
