"""Whatever strings are typed: they are stored and shown as the words that they are, and reach neither SQL, pages, cells, paths, headers nor logs."""

import csv
import io
import logging
import random
import zipfile
from collections.abc import Iterator
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


# Every string that the description knows, not only those above. Fields that take any text:
FREE = ("name", "note", "notes", "text", "title", "words")


class Slots:
    """The strings of one endpoint that somebody types, filled with a text; whatever isn't free is as the description wants it."""

    def __init__(self, document: dict[str, Any], path: str, method: str) -> None:
        self.method, self.path = method, path
        self._schemas = document["components"]["schemas"]
        about = document["paths"][path][method]
        self._parameters = about.get("parameters", [])
        content = about.get("requestBody", {}).get("content", {})
        self._json = content.get("application/json", {}).get("schema")
        self._form = content.get("multipart/form-data", {}).get("schema")
        self._text, self._sparing, self.filled = "", False, 0

    def request(self, text: str, *, sparing: bool = False) -> dict[str, Any]:
        """What to send, for client.request; `filled` says how many strings it holds. sparing: no more than must be and than takes any text."""
        self._text, self._sparing, self.filled = text, sparing, 0
        path, query, headers = self.path, {}, {"If-Match": '"1"'}
        for one in self._parameters:
            value = self._value(one["schema"])
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", quote(str(value), safe=""))
            elif one["in"] == "query" and one["name"] not in ("after", "limit"):
                query[one["name"]] = value
        asked: dict[str, Any] = {"url": path, "params": query, "headers": headers}
        if self._json is not None:
            asked["json"] = self._value(self._json)
        if self._form is not None:
            fields = self._value(self._form)
            files = [(key, value) for key, value in fields.items() if isinstance(value, (tuple, list))]
            asked["data"] = {
                key: value for key, value in fields.items() if not isinstance(value, (tuple, list))
            }
            asked["files"] = [(key, one[0] if isinstance(one, list) else one) for key, one in files]
        return asked

    def _value(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._value(self._schemas[schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            return self._value(max(schema["anyOf"], key=lambda one: one.get("type") == "string"))
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [""])[0])
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self._object(schema)
        if kind == "array":
            return [self._value(schema["items"])]
        if kind == "string":
            return self._string(schema)
        return {"boolean": False, "integer": schema.get("minimum", 1), "number": 1.0}.get(kind)

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        wanted = (
            {*schema.get("required", ()), *FREE} if self._sparing else schema.get("properties", {}).keys()
        )
        found = {key: self._value(one) for key, one in schema.get("properties", {}).items() if key in wanted}
        inner = schema.get("additionalProperties")
        if isinstance(inner, dict):
            names = schema.get("propertyNames", {}).get("enum", ["name", "notes"])
            found |= {key: self._value(inner) for key in (names[-1:] if self._sparing else names[:2])}
        return found

    def _string(self, schema: dict[str, Any]) -> Any:
        if schema.get("format") == "binary" or "contentMediaType" in schema:
            self.filled += 1
            table = (
                f'企業名,加工内容,備考\n"{self._text.replace(chr(34), chr(34) * 2)}",旋盤,{self._text[:1]}\n'
            )
            return (self._text, table.encode("utf-8", "replace"), "text/csv")
        if "pattern" in schema or schema.get("format") in ("date", "date-time"):
            return {"date": "2026-11-22", "date-time": "2026-11-22T09:00:00Z"}.get(
                schema.get("format", ""), "a" * 32
            )
        self.filled += 1
        return self._text[: schema.get("maxLength", 200)]


def _slots(client: Any) -> Iterator[Slots]:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods:
            one = Slots(document, path, method)
            one.request("x")
            if one.filled:
                yield one


def _tried(spoilt: Any, caplog: pytest.LogCaptureFixture, tries: int) -> tuple[int, int]:
    """Sends hostile texts in every string of every endpoint; how many strings there are, and how many endpoints took some.

    Asserts what must hold for each answer.
    """
    typist = spoilt.client_as("coordinator", "survey", "admin", key="u4", user_id=4)
    before, some, strings = typist.get("/v1/suppliers").json()["total"], random.Random(20261122), 0
    took: set[tuple[str, str]] = set()
    with caplog.at_level(logging.INFO):
        for one in _slots(typist):
            strings += one.filled
            for text in some.sample(HOSTILE, tries):
                for sparing in (False, True):
                    asked = one.request(text, sparing=sparing)
                    if one.method in ("patch", "put", "delete"):
                        asked["headers"]["If-Match"] = typist.get(asked["url"]).headers.get("etag", '"1"')
                    answer = typist.request(one.method.upper(), **asked)
                    where = (one.method, one.path, text, answer.status_code)
                    assert answer.status_code < 500, where
                    assert "html" not in answer.headers.get("content-type", ""), where
                    assert "stolen" not in answer.headers.get("set-cookie", ""), where
                    assert "root:" not in answer.text, where
                    if answer.is_success:
                        took.add((one.method, one.path))
    told = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("juhatchu", "matching", "ingest"))
    ]
    assert [line for line in told if "\n" in line or "forged" in line] == []
    assert typist.get("/v1/suppliers").json()["total"] >= before
    assert typist.get("/v1/audit/verification").json()["intact"]
    for form in ("/v1/suppliers/export", "/v1/buyers/export", "/v1/orders/export", "/v1/audit/export"):
        cells = [cell for row in csv.reader(io.StringIO(typist.get(form).text)) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t", "\r"))] == []
    assert not _formulas(typist.get("/v1/export.xlsx").content)
    return strings, len(took)


def _formulas(workbook: bytes) -> list[str]:
    """The sheets of a workbook that hold a formula."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as pack:
        return [name for name in pack.namelist() if "/worksheets/" in name and b"<f>" in pack.read(name)]


def test_every_string_of_every_endpoint_stays_words(spoilt: Any, caplog: pytest.LogCaptureFixture) -> None:
    strings, took = _tried(spoilt, caplog, 2)
    assert strings >= 190
    assert took >= 30


@pytest.mark.soak
def test_every_string_of_every_endpoint_stays_words_whatever_is_typed(
    spoilt: Any, caplog: pytest.LogCaptureFixture
) -> None:
    strings, took = _tried(spoilt, caplog, len(HOSTILE))
    assert strings >= 190
    assert took >= 30
