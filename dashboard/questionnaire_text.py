"""A questionnaire between its TOML and what a person edits: choices as lines of text. Without Streamlit."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard.survey_markup import table
from dashboard.wording import shell
from dashboard.wording import surveys as wording
from matching.errors import InputError

_SIGNS = {1: "＋", -1: "－", 0: ""}
_LINE = re.compile(
    r"\s*(?P<sign>[＋+－−-]?)\s*(?P<label>[^＝=＋+－−-][^＝=]*?)\s*(?:[＝=]\s*(?P<former>.+?))?\s*"
)
_FORMER = re.compile(r"[、,，]")
_UP = "＋+"


def questions(toml: str) -> list[dict[str, Any]]:
    """The questions of a definition, each with its choices as lines of text."""
    told = tomllib.loads(toml)
    return [one | {"lines": lines(one.get("choices", ()))} for one in told["questions"]]


def lines(choices: Iterable[Mapping[str, Any]]) -> str:
    """Choices as a person edits them: ＋ 増加＝増えた、伸びた."""
    return "\n".join(_line(one) for one in choices)


def _line(one: Mapping[str, Any]) -> str:
    sign = _SIGNS[one.get("direction", 0)]
    former = "、".join(one.get("former", ()))
    return (f"{sign} " if sign else "") + str(one["label"]) + (f"＝{former}" if former else "")


def choices(text: str, question: str) -> list[dict[str, Any]]:
    """Lines of text -> choices, numbered in their order. Raises InputError that names the line."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        read = _LINE.fullmatch(line)
        if read is None:
            raise InputError(wording.choices_wrong(question, line.strip()))
        sign = read["sign"]
        direction = 0 if not sign else 1 if sign in _UP else -1
        former = [one.strip() for one in _FORMER.split(read["former"] or "") if one.strip()]
        found.append(
            {"label": read["label"], "code": str(len(found) + 1), "former": former, "direction": direction}
        )
    return found


def as_toml(title: str, edited: Sequence[Mapping[str, Any]]) -> str:
    """The definition that a person made of the questions. Raises InputError for choices that can't be read."""
    parts = [f"title = {_quoted(title)}", f"titles = [{_quoted(title)}]", "codes = false"]
    for one in edited:
        parts += ["", "[[questions]]"]
        parts += [
            f"{key} = {_quoted(one[key])}"
            for key in ("id", "label", "type", "base", "unit", "wording")
            if one.get(key)
        ]
        found = choices(one["lines"], one["label"]) if one["type"] in ("single", "multiple") else []
        if found:
            parts.append(f"choices = [{', '.join(_choice(choice) for choice in found)}]")
    return "\n".join(parts) + "\n"


def _choice(one: Mapping[str, Any]) -> str:
    former = ", ".join(_quoted(word) for word in one["former"])
    label, code = _quoted(one["label"]), _quoted(one["code"])
    return f"{{ label = {label}, code = {code}, former = [{former}], direction = {one['direction']} }}"


def _quoted(text: str) -> str:
    """A basic TOML string (JSON's escapes are TOML's)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


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
