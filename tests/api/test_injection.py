"""Whatever strings are typed: they are stored and shown as the words that they are, and reach neither SQL, pages, cells, paths, headers nor logs."""

import logging
from typing import Any
from urllib.parse import quote

import pytest

HOSTILE = [
    "'; DROP TABLE companies; --",
    '" OR 1=1 --',
    "%' UNION SELECT hash FROM sessions --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "@SUM(A1)",
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "x\r\nSet-Cookie: juhatchu_session=stolen",
    "x\nERROR forged log line",
    "${jndi:ldap://example.com/x}",
    "{{7*7}}",
    "\u202egnp.exe",
    "x\x00y",
    "\\",
    "_%",
]


@pytest.fixture
def client(busy: Any) -> Any:
    return busy.client_as("coordinator", key="typist")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_firm_s_words_stay_words(client: Any, text: str) -> None:
    name = f"入力試験{HOSTILE.index(text)}"
    made = client.post("/v1/suppliers", json={"fields": {"name": name, "strengths": text, "contact": text}})
    assert made.status_code == 201
    kept = text.replace("\x00", "").strip()
    assert made.json()["fields"]["strengths"] == kept
    assert client.get(made.headers["location"]).json()["fields"]["contact"] == kept
    assert client.get(made.headers["location"]).headers["content-type"] == "application/json"
    row = next(line for line in client.get("/v1/suppliers/export").text.split("\r\n") if name in line)
    assert not any(cell.startswith(('"=', '"+', '"@', "=", "+", "@")) for cell in row.split(","))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_search_for_anything_is_only_a_search(client: Any, text: str) -> None:
    total = client.get("/v1/suppliers").json()["total"]
    for path in ("/v1/suppliers", "/v1/buyers", "/v1/orders"):
        answer = client.get(path, params={"words": text})
        assert answer.status_code == 200
        assert answer.json().get("total", 0) < total
    assert client.get("/v1/suppliers", params={"city": text}).status_code in (200, 422)
    assert client.get("/v1/suppliers").json()["total"] == total


@pytest.mark.parametrize("text", HOSTILE)
def test_an_address_leads_nowhere_else(client: Any, text: str) -> None:
    for path in (f"/v1/orders/{quote(text, safe='')}", f"/v1/rankings/{quote(text, safe='')}"):
        answer = client.get(path)
        assert answer.status_code in (404, 422)
        assert "set-cookie" not in answer.headers
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "text", [one for one in HOSTILE if one.isascii() and one.isprintable() and len(one) > 2]
)
def test_headers_are_never_repeated_to_anybody(client: Any, text: str) -> None:
    told = {
        "If-Match": text,
        "Idempotency-Key": text,
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
    }
    answer = client.patch("/v1/suppliers/1", json={"fields": {"notes": "x"}}, headers=told)
    assert answer.status_code == 422
    assert text not in answer.text
    assert "evil.example" not in str(answer.headers)
    assert client.get("/v1/suppliers/", headers={"Host": "evil.example"}).status_code == 404


def test_what_is_typed_forges_no_line_of_the_log(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/v1/orders/x%0AERROR%20forged", headers={"User-Agent": "x"})
        client.post("/v1/matches", json={"text": "x\nERROR forged 090-1234-5678"})
    assert not any(
        "\n" in record.getMessage() for record in caplog.records if record.name.startswith("juhatchu")
    )
    assert "090-1234-5678" not in caplog.text
