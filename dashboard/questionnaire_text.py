"""A questionnaire between its TOML and what a person edits: choices as lines of text. Without Streamlit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard.survey_markup import table
from dashboard.wording import shell
from dashboard.wording import surveys as wording
from ingest.surveys.questionnaires import toml
from matching.errors import InputError

_SIGNS = {1: "＋ ", -1: "－ ", 0: ""}
_UP = "＋+"
_BARE_SIGNS = "＋+－−-"
# A sign tells a direction where a space follows it: 「－10%以上減少」 is a choice's own name.
_SIGNED = re.compile(rf"(?P<sign>[{_BARE_SIGNS}])\s+(?P<rest>\S.*)")
# A word that holds signs of ours stands in brackets, its own closing brackets doubled.
_BRACKETS = "「(?P<bracketed>(?:[^」]|」」)*)」"
_LABEL = (
    re.compile(rf"{_BRACKETS}\s*(?:[＝=](?P<former>.*))?"),
    re.compile(r"(?P<plain>[^＝=]*)(?:[＝=](?P<former>.*))?"),
)
_FORMER = re.compile(rf"\s*(?:{_BRACKETS}|(?P<plain>[^、,，]*?))\s*(?:[、,，]|$)")
_EDITED = ("label", "type", "unit", "base", "lines")


def read(text: str) -> dict[str, Any]:
    """A definition (TOML), each question with its choices as lines of text beside them."""
    told = tomllib.loads(text)
    return told | {"questions": [one | {"lines": lines(one.get("choices", ()))} for one in told["questions"]]}


def ids(text: str) -> frozenset[str]:
    """The ids of a definition's questions; none of "" (nothing is stored)."""
    return frozenset(one["id"] for one in tomllib.loads(text).get("questions", ()))


def as_toml(told: Mapping[str, Any], edited: Iterable[Mapping[str, Any]]) -> str:
    """A definition with the questions as a person edited them. Raises InputError for choices that can't be read."""
    questions = [
        {**one, "choices": choices(one["lines"], one["label"], one.get("choices", ()))} for one in edited
    ]
    return toml({**told, "questions": questions})


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a person edited a question."""
    return any((before.get(key) or "") != (after.get(key) or "") for key in _EDITED)


# --- choices ----------------------------------------------------------------------------------------------


def lines(choices: Iterable[Mapping[str, Any]]) -> str:
    """Choices as a person edits them: ＋ 増加＝増えた、伸びた."""
    return "\n".join(map(_line, choices))


def _line(one: Mapping[str, Any]) -> str:
    former = "、".join(_word(word, "、,，") for word in one.get("former", ()))
    return _SIGNS[one.get("direction", 0)] + _label(str(one["label"])) + (f"＝{former}" if former else "")


def _label(text: str) -> str:
    said = _word(text, "＝=")
    return f"「{said}」" if said in tuple(_BARE_SIGNS) or _SIGNED.fullmatch(said) else said


def _word(text: str, signs: str) -> str:
    """A word on one line, in brackets where it would be read as something else."""
    said = " ".join(text.split())
    if said.startswith("「") or any(sign in said for sign in signs):
        return f"「{said.replace('」', '」」')}」"
    return said


def choices(text: str, question: str, before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Lines of text -> choices. before: what they were; a line that wasn't touched stands for its choice as it was.

    Raises InputError that names the line.
    """
    bare = [line.strip() for line in text.splitlines() if line.strip()]
    same = {_line(one): one for one in before}
    found = [dict(same[line]) if line in same else _choice(line, question) for line in bare]
    _number(found, before)
    return found


def _choice(line: str, question: str) -> dict[str, Any]:
    signed = _SIGNED.fullmatch(line)
    rest = signed["rest"] if signed else line
    read = next(found for one in _LABEL if (found := one.fullmatch(rest)))
    label, former = _said(read), read["former"]
    if (
        not label
        or (rest[0] in _BARE_SIGNS and len(label) == 1)
        or (former is not None and not former.strip())
    ):
        raise InputError(wording.choices_wrong(question, line))
    direction = 0 if not signed else 1 if signed["sign"] in _UP else -1
    words = [_said(one) for one in _FORMER.finditer(former or "")]
    return {"label": label, "former": [word for word in words if word], "direction": direction}


def _said(read: re.Match[str]) -> str:
    told = read.groupdict()
    if (inner := told.get("bracketed")) is not None:
        return inner.replace("」」", "」").strip()
    return (told.get("plain") or "").strip()


def _number(found: Sequence[dict[str, Any]], before: Sequence[Mapping[str, Any]]) -> None:
    """Give codes: a choice keeps its own, also where it got another label in its place; new ones take the next numbers."""
    if before and not any(one.get("code") for one in before):
        return
    labels = {one["label"] for one in found}
    codes = {one["label"]: str(one.get("code", "")) for one in before}
    for place, one in enumerate(found):
        if "code" in one:
            continue
        former = before[place] if place < len(before) else None
        if one["label"] in codes:
            one["code"] = codes[one["label"]]
        elif former is not None and former["label"] not in labels:
            one["code"] = str(former.get("code", ""))
    used = {*codes.values(), *(one.get("code") for one in found)}
    free = (str(number) for number in range(1, len(found) + len(used) + 1) if str(number) not in used)
    for one in found:
        if "code" not in one:
            one["code"] = next(free)


def defined(definitions: Sequence[Mapping[str, Any]]) -> str:
    """The questionnaires that are known, as a table."""
    rows = [
        (
            one["title"],
            shell.number(one["questions"]),
            wording.BUILT_IN if one["built_in"] else wording.OWN,
        )
        for one in definitions
    ]
    return table(wording.DEFINED, wording.DEFINED_COLUMNS, rows, (1,))
