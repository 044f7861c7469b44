"""The usual questions of the agency's surveys, from data/reference/questions.tsv, and the headings that ask them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ingest.legends import Option, legend
from ingest.vocabulary import bare_heading, without_number
from matching.reference import table_rows
from matching.settings import DATA

QuestionType = Literal["single", "multiple", "number", "date", "text"]

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
# Beside a usual question in brackets, these ask of another time than now: 業況（来期見通し） is not 業況.
_OTHER_TIME = re.compile(
    r"見通し|見込|先行き|予想|来[期月年]|翌[期月年]|次[期回]|前[期回月々]|前四半期|[月年期]後|か月[先前]|[ヶケカヵ]月[先前]|年先"
)
_TOPIC = re.compile(
    r"(?:について(?:の状況)?|の状況|の有無|の可否|の動向|は?(?:どう|いかが)(?:です|でした|でしょう|なりました|なっています)か"
    r"|は(?:何|なん)ですか|はありますか|を(?:教えて|お選び|選んで|お答え|ご?回答)(?:して)?ください|をお聞かせください)$"
)
# A comparison with a year ago is what the usual questions ask; any other one is a question of its own.
_COMPARED = re.compile(
    r"^(?:(?:1年前|一年前|前年(?:同期|度|同月)?|昨年(?:同期|度)?)(?:と比べ(?:た|て)?|と比較し(?:た|て)|に比べ(?:た|て)?|比の?)|(?:御社|貴社|貴事業所|当社|自社|現在|直近|最近)の)"
)
_FIRST_CHOICE = re.compile(
    r"[\s:：]*(?<!\d)[01]\s*[.:=)、]|\s+[01]\s+(?=\S)|[\s:：]+[aア]\s*[.:=)、\s]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class UsualQuestion:
    """One usual question. update: what an answer changes in the profile ("line:terms", "add:equipment"), "" for nothing."""

    id: str
    label: str
    type: QuestionType
    update: str
    options: tuple[Option, ...]


def usual_question(heading: str) -> UsualQuestion | None:
    """The usual question that a heading asks."""
    table = _usual_questions()
    bare = bare_heading(_without_remarks(unicodedata.normalize("NFKC", without_number(heading))))
    whole = bare_heading(without_number(heading))
    for form in (whole, bare, bare_heading(plain_question(heading))):
        for one in _barer(form):
            if found := table.get(one):
                return found
    return None


def asked_of_some_time(heading: str) -> UsualQuestion | None:
    """The usual question that a heading asks, of whatever time: 業況（来期見通し） is answered like 業況."""
    return usual_question(heading) or usual_question(
        _BRACKETED.sub("", unicodedata.normalize("NFKC", heading))
    )


def named_question(name: str) -> UsualQuestion | None:
    """The usual question that users name by its id or in the words of a heading."""
    return next((one for one in _usual_questions().values() if one.id == name), None) or usual_question(name)


def question_names() -> dict[str, str]:
    """The usual questions: id -> what each is called."""
    return {one.id: one.label for one in _usual_questions().values()}


def _barer(form: str) -> Iterator[str]:
    """A bare heading as it is, then without what only makes a sentence of it: 1年前と比べた受注量はいかがですか."""
    yield form
    while True:
        shorter = _TOPIC.sub("", form)
        yield from (shorter, _COMPARED.sub("", shorter))
        if (form := _COMPARED.sub("", shorter)) == shorter:
            return


def plain_question(heading: str) -> str:
    """A heading without its number, the choices that it lists, and remarks in brackets that don't change what is asked."""
    text = unicodedata.normalize("NFKC", without_number(heading))
    outside = _without_remarks(text).strip()
    found = _FIRST_CHOICE.search(outside)
    short = outside[: found.start()] if found and found.start() and legend(outside) else outside
    return re.sub(r"\s+", " ", short).strip(" :：、,-_")


def of_another_time(words: str) -> bool:
    """Whether words ask of another time than now or a year ago: 来期見通し, 前期比."""
    return _OTHER_TIME.search(unicodedata.normalize("NFKC", words)) is not None


def _without_remarks(text: str) -> str:
    """A heading without what stands in brackets, but for another time: 業況(来期見通し) stays, 業況(いずれか1つ) is 業況."""
    outside = _BRACKETED.sub("", text)
    return outside if of_another_time(outside) else _BRACKETED.sub(_other_time, text)


def _other_time(bracket: re.Match[str]) -> str:
    said = bracket[0][1:-1]
    choices = _FIRST_CHOICE.search(said)
    before = said[: choices.start()] if choices else said
    return f"({before.strip()})" if of_another_time(before) else ""


@cache
def _usual_questions() -> Mapping[str, UsualQuestion]:
    found: dict[str, UsualQuestion] = {}
    for record in table_rows(DATA / "reference" / "questions.tsv"):
        options = tuple(map(_option, filter(None, record["options"].split("|"))))
        kind = cast(QuestionType, record["type"])
        usual = UsualQuestion(record["id"], record["label"], kind, record["update"], options)
        found |= {bare_heading(form): usual for form in record["headings"].split("|")}
    return found


def _option(text: str) -> Option:
    label, *aliases = text.split("=")
    return Option(label, "", tuple(aliases))
