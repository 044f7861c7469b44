"""What is wrong with a request is said in Japanese and in English, with the place, and with what could be sent instead."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("method", "path", "body", "japanese", "english"),
    [
        (
            "GET",
            "/v1/suppliers?limt=3",
            None,
            "limt：知らない指定（クエリー）です。「limit」ではありませんか。",
            "limt: Unknown query parameter; did you mean limit?",
        ),
        (
            "GET",
            "/v1/jobs?zzz=1",
            None,
            "zzz：知らない指定（クエリー）です。使えるのは limit、after。",
            "zzz: Unknown query parameter; known are limit, after.",
        ),
        (
            "GET",
            "/v1/surveys?by=1",
            None,
            "by：知らない指定（クエリー）です。このアドレスでは何も指定できません。",
            "by: Unknown query parameter; this address takes none.",
        ),
        (
            "GET",
            "/v1/jobs?%3Cb%3E=1",
            None,
            "アドレスの ? の後ろ：知らない指定（クエリー）です。使えるのは limit、after。",
            "query: Unknown query parameter; known are limit, after.",
        ),
        (
            "GET",
            "/v1/orders/H26-001/proposal.doc",
            None,
            "form：次から選んでください（xlsx、pdf）。",
            "form: Input should be 'xlsx' or 'pdf'.",
        ),
        (
            "GET",
            "/v1/quality?from=2026",
            None,
            "from：日付は 2026-11-22 の形で指定してください。",
            "from: Input should be a date as YYYY-MM-DD.",
        ),
        (
            "GET",
            "/v1/orders?open=maybe",
            None,
            "open：true か false で指定してください。",
            "open: Input should be a valid boolean, unable to interpret input.",
        ),
        (
            "POST",
            "/v1/matches",
            {"text": "x", "edits": [{"deed": "forget"}]},
            "edits[0].deed：次から選んでください（drop、replace、must、wish、add）。",
            "edits[0].deed: Input should be 'drop', 'replace', 'must', 'wish' or 'add'.",
        ),
        (
            "POST",
            "/v1/suppliers",
            {"fields": {"name": [1]}},
            "fields.name：文字列で指定してください。",
            "fields.name: Input should be a valid string.",
        ),
    ],
)
def test_a_value_at_fault_is_named_with_the_usable_ones(
    client: Any, method: str, path: str, body: Any, japanese: str, english: str
) -> None:
    problem = client.request(method, path, json=body) if body else client.request(method, path)
    assert problem.status_code == 422
    assert (problem.json()["detail"], problem.json()["detail_en"]) == (japanese, english)


def test_monitors_may_add_to_an_address_what_they_like(client: Any) -> None:
    assert client.get("/v1/health?ts=1").status_code == 200


def test_schemas_stand_under_plain_names_and_each_endpoint_under_one_of_its_own(client: Any) -> None:
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"Order", "Introduction", "NewDraft", "Draft", "AddUploadsForm"} <= set(schemas)
    assert [name for name in schemas if "_" in name or "Shape" in name] == []
    assert all(schema["title"] == name for name, schema in schemas.items())
    about = [one for methods in document["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in about}) == len(about)
    made = document["paths"]["/v1/orders"]["post"]["responses"]["201"]["content"]["application/json"]
    assert made["schema"] == {"$ref": "#/components/schemas/Order"}
