"""Answers to surveys: one row of a file is one response, question by question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from matching.corporate.identity import merged_firms
from matching.corporate.rows import StoredResponse
from matching.corporate.side_tables import Survey, SurveyQuestion, SurveyResponse
from matching.corporate.tables import Batch, Company, insert_rows
from matching.corporate.values import clean
from matching.corporate.work_tables import AskedCompany
from matching.errors import NotFound

_CHUNK = 1000


def survey_id(connection: Connection, title: str) -> int:
    """The survey of a title, made if need be."""
    found = connection.scalar(select(Survey.id).where(Survey.title == title))
    if found is not None:
        return found
    result = connection.execute(insert(Survey).values(title=title, created_at=datetime.now(UTC)))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def add_questions(connection: Connection, survey: int, questions: Iterable[Mapping[str, Any]]) -> None:
    """Take in questions that the survey doesn't have yet: key, label, type, options, wording, certain."""
    known = set(connection.scalars(select(SurveyQuestion.key).where(SurveyQuestion.survey_id == survey)))
    for one in questions:
        if (key := clean(str(one["key"]))) not in known:
            known.add(key)
            options = json.dumps(list(one.get("options", ())), ensure_ascii=False)
            row = {
                "survey_id": survey,
                "key": key,
                "label": clean(str(one["label"])),
                "type": str(one["type"]),
                "wording": clean(str(one.get("wording", ""))),
                "certain": bool(one.get("certain")),
            }
            connection.execute(insert(SurveyQuestion).values(**row, options=options))


class Responses:
    """The responses of one survey within a transaction, written in bulk."""

    def __init__(self, connection: Connection, survey: int, batch_id: int, earlier: Iterable[int]) -> None:
        self._connection = connection
        self._survey = survey
        self._batch = batch_id
        self._pending: list[dict[str, Any]] = []
        merged = merged_firms(connection)
        self._stored: dict[int, list[_Stored]] = {}
        for firm, found in _standing(connection, survey, earlier).items():
            self._stored.setdefault(merged.get(firm, firm), []).extend(found)
        self._said: dict[int, set[str]] = {}
        self._latest: dict[str, tuple[int, str]] = {}
        for firm, said in connection.execute(
            _current(survey, SurveyResponse.company_id, SurveyResponse.digest)
        ):
            self._said.setdefault(merged.get(firm, firm), set()).add(said)

    def add(
        self,
        company_id: int,
        name: str,
        place: tuple[str, int],
        number: str,
        answered_on: date | None,
        answers: Iterable[Mapping[str, Any]],
    ) -> str:
        """Store a response; "accepted", "updated" (an earlier state of the file said otherwise) or "unchanged".

        The same answers of the same day are the same response, whatever file brings them; but where a firm says A, B and
        again A in one file, the last row is a response of its own, as it is the one that counts. name: the key of the
        firm's name, as B may stand with another firm that counts as this one.
        """
        listed = [_ordered(one) for one in answers]
        text = clean(json.dumps(listed, ensure_ascii=False, default=str))
        said = _said(answered_on, number, listed)
        if said in self._said.get(company_id, ()) or self._latest.get(name) == (company_id, said):
            return "unchanged"
        self._latest[name] = company_id, said
        row = {
            "survey_id": self._survey, "company_id": company_id, "batch_id": self._batch, "replaces": None,
            "sheet": place[0], "row": place[1], "number": number, "answered_on": answered_on, "answers": text,
            "digest": said,
        }  # fmt: skip
        earlier = self._stored.get(company_id, [])
        here = next((one for one in earlier if one[1] == place[1]), earlier[0] if earlier else None)
        if here is not None:
            earlier.remove(here)
            row["replaces"] = here[0]
        self._pending.append(row)
        if len(self._pending) >= _CHUNK:
            self.flush()
        return "updated" if here is not None else "accepted"

    def flush(self) -> None:
        """Send what is pending to the database."""
        if self._pending:
            insert_rows(self._connection, SurveyResponse, self._pending)
            self._pending = []


def _ordered(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as it is stored: the question first, the cell last (see _Decoder)."""
    cell = {"cell": answer["cell"]} if answer.get("cell") else {}
    rest = {key: value for key, value in answer.items() if key not in ("question", "cell")}
    return {"question": answer["question"], **rest, **cell}


class _Decoder:
    """Stored answers as mappings, without their cells. What was said before is the same object again.

    Of a million answers few are different ones: each of these is read once, the text between them is found by what
    cannot stand within a JSON string.
    """

    _FIRST, _BETWEEN, _LAST, _CELL = '[{"question": ', '}, {"question": ', "}]", ', "cell": '

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def answers(self, text: str) -> tuple[dict[str, Any], ...]:
        """The answers of one response."""
        if not text.startswith(self._FIRST):
            return tuple(json.loads(text))
        parts = text.removeprefix(self._FIRST).removesuffix(self._LAST).split(self._BETWEEN)
        return tuple([self._answer(part.partition(self._CELL)[0]) for part in parts])

    def _answer(self, said: str) -> dict[str, Any]:
        if (found := self._known.get(said)) is None:
            found = self._known[said] = json.loads(f'{{"question": {said}}}')
        return found


def _said(answered_on: date | None, number: str, answers: Iterable[Mapping[str, Any]]) -> str:
    """A digest of what a response says, wherever it stands."""
    told = sorted(
        (str(one.get("question")), *map(str, one.get("values") or (one.get("text", ""),)), str(one.get("other", "")))
        for one in answers
    )  # fmt: skip
    return hashlib.blake2b(repr((answered_on, number, told)).encode(), digest_size=12).hexdigest()


_Stored = tuple[int, int]  # id and row


def _standing(connection: Connection, survey: int, batches: Iterable[int]) -> dict[int, list[_Stored]]:
    """Responses that earlier states of the file gave and that nothing has replaced, by firm."""
    wanted = list(batches)
    replaced = select(SurveyResponse.replaces).join(Batch, Batch.id == SurveyResponse.batch_id)
    replaced = replaced.where(SurveyResponse.replaces.is_not(None), Batch.undone_at.is_(None))
    columns = (SurveyResponse.company_id, SurveyResponse.id, SurveyResponse.row)
    statement = select(*columns).where(
        SurveyResponse.survey_id == survey, SurveyResponse.batch_id.in_(wanted)
    )
    found: dict[int, list[_Stored]] = {}
    if wanted:
        for row in connection.execute(statement.where(SurveyResponse.id.not_in(replaced))):
            found.setdefault(row[0], []).append((row[1], row[2]))
    return found


def surveys(connection: Connection) -> list[tuple[str, int]]:
    """Titles of surveys with the number of responses that stand; those with neither responses nor a list of firms asked,
    as they were taken back, are left out.
    """
    found = []
    for survey, title in connection.execute(select(Survey.id, Survey.title).order_by(Survey.id)).all():
        count = connection.scalar(select(func.count()).select_from(_current(survey).subquery())) or 0
        asked = select(AskedCompany.id).where(AskedCompany.survey_id == survey).limit(1)
        if count or connection.scalar(asked) is not None:
            found.append((title, count))
    return found


def questions(connection: Connection, title: str) -> list[dict[str, Any]]:
    """The questions of a survey in the order of its forms. Raises NotFound."""
    columns = (
        SurveyQuestion.key, SurveyQuestion.label, SurveyQuestion.type, SurveyQuestion.options, SurveyQuestion.wording,
        SurveyQuestion.certain,
    )  # fmt: skip
    statement = select(*columns).where(SurveyQuestion.survey_id == known_survey(connection, title))
    found = connection.execute(statement.order_by(SurveyQuestion.id))
    return [
        {
            "key": key,
            "label": label,
            "type": kind,
            "options": json.loads(options),
            "wording": wording,
            "certain": certain,
        }
        for key, label, kind, options, wording, certain in found
    ]


def responses(connection: Connection, title: str) -> list[StoredResponse]:
    """The responses to a survey that stand, in the order in which they were read. Raises NotFound."""
    merged = merged_firms(connection)
    into = select(Company.merged_into).where(Company.merged_into.is_not(None))
    standing = select(Company.id, Company.name).where(Company.id.in_(into))
    names: dict[int, str] = dict(connection.execute(standing).all())
    decoder = _Decoder()
    rows = connection.execute(_current(known_survey(connection, title)))
    return [
        StoredResponse(response, stands, name if stands == company else names[stands], sheet, row, number, answered_on,
                       decoder.answers(answers), batch, file)
        for response, company, name, sheet, row, number, answered_on, answers, batch, file in rows
        for stands in (merged.get(company, company),)
    ]  # fmt: skip


def known_survey(connection: Connection, title: str) -> int:
    """The survey of a title. Raises NotFound."""
    found = connection.scalar(select(Survey.id).where(Survey.title == title))
    if found is None:
        raise NotFound(f"「{title}」という調査はありません。題名を確かめてください。")
    return found


def _current(survey: int, *columns: Any) -> Any:
    """The responses to a survey that stand: these columns of theirs, or all that a StoredResponse has."""
    replaced = select(SurveyResponse.replaces).join(Batch, Batch.id == SurveyResponse.batch_id)
    replaced = replaced.where(SurveyResponse.replaces.is_not(None), Batch.undone_at.is_(None))
    columns = columns or (
        SurveyResponse.id, SurveyResponse.company_id, Company.name, SurveyResponse.sheet, SurveyResponse.row,
        SurveyResponse.number, SurveyResponse.answered_on, SurveyResponse.answers, SurveyResponse.batch_id, Batch.file,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(SurveyResponse)
        .join(Company, Company.id == SurveyResponse.company_id)
        .join(Batch, Batch.id == SurveyResponse.batch_id)
        .where(SurveyResponse.survey_id == survey, Batch.undone_at.is_(None))
        .where(SurveyResponse.id.not_in(replaced))
        .order_by(SurveyResponse.id)
    )
