"""The usual questions of the agency's surveys, from data/reference/questions.tsv, and the headings that ask them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ingest.legends import Option, legend
from ingest.vocabulary import bare_heading, without_number
from matching.settings import DATA

QuestionType = Literal["single", "multiple", "number", "date", "text"]

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_TOPIC = re.compile(r"(?:について(?:の状況)?|の状況|の有無|の可否|はどうですか|はいかがですか)$")
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
    bare = bare_heading(_BRACKETED.sub("", unicodedata.normalize("NFKC", without_number(heading))))
    whole = bare_heading(without_number(heading))
    for form in (whole, bare, _TOPIC.sub("", bare), bare_heading(plain_question(heading))):
        for one in (form, re.sub(r"^(?:御社|貴社|貴事業所|当社|自社)の", "", form)):
            if found := table.get(one):
                return found
    return None


def plain_question(heading: str) -> str:
    """A heading without its number, the choices that it lists, and remarks in brackets."""
    text = unicodedata.normalize("NFKC", without_number(heading))
    outside = _BRACKETED.sub("", text).strip()
    found = _FIRST_CHOICE.search(outside)
    short = outside[: found.start()] if found and found.start() and legend(outside) else outside
    return re.sub(r"\s+", " ", short).strip(" :：、,-_")


@cache
def _usual_questions() -> Mapping[str, UsualQuestion]:
    with (DATA / "reference" / "questions.tsv").open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    found: dict[str, UsualQuestion] = {}
    for record in records:
        options = tuple(map(_option, filter(None, record["options"].split("|"))))
        kind = cast(QuestionType, record["type"])
        usual = UsualQuestion(record["id"], record["label"], kind, record["update"], options)
        found |= {bare_heading(form): usual for form in record["headings"].split("|")}
    return found


def _option(text: str) -> Option:
    label, *aliases = text.split("=")
    return Option(label, "", tuple(aliases))
