"""Questionnaires as data: which questions a survey asks, which choices they have, and how earlier forms put them.

Those of the agency are TOML files in data/reference/questionnaires; others are defined by a file of the same form
(`juhatchu survey define`) and kept in the database. What the definition doesn't know is tabulated as it was read.

A TOML file holds `id`, `title`, `titles` (other titles of the same survey), `codes` (whether an answer by number means
the choice of that code) and `[[questions]]`: id, label, type, base ("answered" or "all"), unit, wording, wordings (year
or title -> wording), headings (of columns that ask it), scale (of scales.toml) or choices (label, code, former, direction).
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, cast, get_args

from ingest.surveys.model import Base, Choice, QuestionType
from ingest.usual import plain_question, usual_question
from ingest.vocabulary import bare_heading
from matching.errors import InputError
from matching.settings import DATA

FOLDER = DATA / "reference" / "questionnaires"
_SCALES = FOLDER / "scales.toml"
_BLANKS = re.compile(r"[\s・･,、，/／()（）「」『』.。．]+")
# A year as titles have it: 令和8年度, R8, 2026年, 第12回.
_YEAR = re.compile(r"(?:令和|平成|[rh])?(?:\d+|元)年?度?|第\d+回")
_KEYS = frozenset({"id", "title", "titles", "codes", "questions", "scales"})
_QUESTION_KEYS = frozenset(
    {"id", "label", "type", "base", "unit", "wording", "wordings", "headings", "scale", "choices"}
)
_CHOICE_KEYS = frozenset({"label", "code", "former", "direction"})


@dataclass(frozen=True)
class DefinedQuestion:
    """One question of a questionnaire; headings: of columns that ask it, beside its label."""

    id: str
    label: str
    type: QuestionType
    choices: tuple[Choice, ...] = ()
    base: Base = "answered"
    unit: str = ""
    wording: str = ""
    wordings: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()

    def asked_by(self, key: str, *headings: str) -> bool:
        """Whether a column asks this question: by the key that the reader gave it, or by a known heading."""
        forms = (self.label, *self.headings, *self.wordings.values(), self.wording)
        known = {bare_heading(form) for one in forms if one for form in (one, plain_question(one))}
        told = {bare_heading(form) for one in headings if one for form in (one, plain_question(one))}
        return key == self.id or bool(known & told)

    def is_topic(self, topic: str) -> bool:
        """Whether a topic (see topics.py) is this question's."""
        usual = usual_question(topic)
        return (usual is not None and usual.id == self.id) or self.asked_by("", topic)


@dataclass(frozen=True)
class Questionnaire:
    """A survey's questions. own: defined by the user, so that its choices and types hold whatever was read."""

    id: str
    title: str
    questions: tuple[DefinedQuestion, ...]
    titles: tuple[str, ...] = ()
    codes: bool = False
    own: bool = False

    def of_title(self, title: str) -> bool:
        """Whether a survey's title names this questionnaire: of the agency's anywhere in it, of the user's but for a year."""
        wanted = choice_key(title)
        known = {choice_key(one) for one in (self.title, *self.titles)} - {""}
        if self.own:
            return bool({wanted, _YEAR.sub("", wanted)} & known)
        return any(one in wanted for one in known)


def choice_key(text: str) -> str:
    """A label or title for comparing: without width, case, spaces and signs."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


# --- reading definitions ----------------------------------------------------------------------------------


def parse(text: str, source: str, *, own: bool = True) -> Questionnaire:
    """The questionnaire of a TOML text; source names it in errors. Raises InputError with what to mend."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source} は TOML として読めません：{error}") from error
    return _questionnaire(told, source, own)


def from_json(text: str, source: str) -> Questionnaire:
    """The questionnaire that `to_json` wrote."""
    return _questionnaire(json.loads(text), source, True)


def to_json(one: Questionnaire) -> str:
    """A questionnaire as the database keeps it."""
    return json.dumps(_told(one), ensure_ascii=False, sort_keys=True)


def to_toml(one: Questionnaire) -> str:
    """A questionnaire as a file that `parse` reads back without a loss; a scale stands there as its choices."""
    return toml(_told(one))


def _told(one: Questionnaire) -> dict[str, Any]:
    told = asdict(one)
    del told["own"]
    for choice in (choice for question in told["questions"] for choice in question["choices"]):
        del choice["listed"]
    return told


@cache
def scales() -> Mapping[str, tuple[Choice, ...]]:
    """The scales that questions share, by name."""
    told = tomllib.loads(_SCALES.read_text(encoding="utf-8"))
    return {name: _choices(scale["choices"], f"scales.toml {name}") for name, scale in told.items()}


@cache
def built_in() -> tuple[Questionnaire, ...]:
    """The agency's questionnaires, in the order of their files' names."""
    paths = sorted(path for path in FOLDER.glob("*.toml") if path != _SCALES)
    return tuple(parse(path.read_text(encoding="utf-8"), path.name, own=False) for path in paths)


def _questionnaire(told: Mapping[str, Any], source: str, own: bool) -> Questionnaire:
    _only(told, _KEYS, source)
    title = _text(told, "title", source)
    questions = told.get("questions")
    if not isinstance(questions, list) or not questions:
        raise InputError(f"{source} に設問（[[questions]]）がありません。1つ以上書いてください。")
    read = tuple(_question(one, source) for one in questions)
    _unique([one.id for one in read], f"{source} の設問の id")
    titles = _texts(told, "titles", source)
    return Questionnaire(str(told.get("id") or title), title, read, titles, _flag(told, "codes", source), own)


def _question(told: Any, source: str) -> DefinedQuestion:
    if not isinstance(told, dict):
        raise InputError(f"{source} の設問は [[questions]] の形で書いてください。")
    name = _text(told, "id", source)
    where = f"{source} の設問「{name}」"
    _only(told, _QUESTION_KEYS, where)
    kind, base = told.get("type", "single"), told.get("base", "answered")
    if kind not in get_args(QuestionType):
        raise InputError(f"{where} の type は {'、'.join(get_args(QuestionType))} のどれかにしてください。")
    if base not in get_args(Base):
        raise InputError(f"{where} の base は answered（回答企業）か all（全企業）にしてください。")
    wordings = told.get("wordings", {})
    if not isinstance(wordings, dict) or not all(isinstance(one, str) for one in wordings.values()):
        raise InputError(f'{where} の wordings は {{ 年 = "文言" }} の形で書いてください。')
    return DefinedQuestion(
        name,
        str(told.get("label") or name),
        cast(QuestionType, kind),
        _choices_or_scale(told, where),
        cast(Base, base),
        str(told.get("unit", "")),
        str(told.get("wording", "")),
        wordings,
        _texts(told, "headings", where),
    )


def _choices_or_scale(told: Mapping[str, Any], where: str) -> tuple[Choice, ...]:
    if "scale" in told:
        if not isinstance(told["scale"], str) or told["scale"] not in scales() or told.get("choices"):
            known = "、".join(scales())
            raise InputError(
                f"{where} の scale は {known} のどれかにし、choices と一緒には書かないでください。"
            )
        return scales()[told["scale"]]
    return _choices(told.get("choices", ()), where)


def _choices(told: Any, where: str) -> tuple[Choice, ...]:
    if not isinstance(told, list | tuple):
        raise InputError(f"{where} の choices は並び [ ... ] で書いてください。")
    found = []
    for one in told:
        given = {"label": one} if isinstance(one, str) else one
        if not isinstance(given, dict):
            raise InputError(f'{where} の選択肢は {{ label = "..." }} の形で書いてください。')
        _only(given, _CHOICE_KEYS, where)
        direction = given.get("direction", 0)
        if direction not in (-1, 0, 1) or isinstance(direction, bool):
            raise InputError(f"{where} の direction は 1、0、-1 のどれかにしてください。")
        label = _text(given, "label", where)
        found.append(Choice(label, str(given.get("code", "")), _texts(given, "former", where), direction))
    words = [choice_key(word) for one in found for word in dict.fromkeys((one.label, *one.former))]
    _unique(words, f"{where} の選択肢の言葉")
    _unique([one.code for one in found if one.code], f"{where} の選択肢の code")
    return tuple(found)


def _text(told: Mapping[str, Any], key: str, where: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where} に {key} を書いてください。")
    return value.strip()


def _texts(told: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = told.get(key, ())
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise InputError(f'{where} の {key} は ["...", "..."] の形で書いてください。')
    return tuple(one for one in value if one.strip())


def _flag(told: Mapping[str, Any], key: str, where: str) -> bool:
    value = told.get(key, False)
    if not isinstance(value, bool):
        raise InputError(f"{where} の {key} は true か false にしてください。")
    return value


def _only(told: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(told) - known):
        raise InputError(
            f"{where} に知らない項目「{'、'.join(unknown)}」があります。つづりを確かめてください。"
        )


def _unique(words: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise InputError(f"{where}「{word}」が2回あります。1つにしてください。")
        seen.add(word)


# --- choosing ---------------------------------------------------------------------------------------------


def questionnaire_for(
    title: str, keys: Sequence[str], defined: Mapping[str, str] | None = None
) -> Questionnaire | None:
    """The questionnaire of a survey: the user's own of that title, else the agency's of that title.

    A title that none knows takes the agency's questionnaire that shares most question ids with it; None where none does.
    """
    if named := own_questionnaire(title, defined or {}) or _of_title(title, built_in()):
        return named
    shared = [(len(set(keys) & {question.id for question in one.questions}), one) for one in built_in()]
    most = max((count for count, _ in shared), default=0)
    return next((one for count, one in shared if count == most and count), None)


def own_questionnaire(title: str, defined: Mapping[str, str]) -> Questionnaire | None:
    """The questionnaire that people defined for a survey of this title. defined: name -> what `to_json` wrote."""
    return _of_title(title, [from_json(text, name) for name, text in defined.items()])


def _of_title(title: str, known: Iterable[Questionnaire]) -> Questionnaire | None:
    named = [one for one in known if one.of_title(title)]
    return max(named, key=lambda one: len(one.title), default=None)


def scale_of(labels: Sequence[str]) -> tuple[Choice, ...]:
    """The shared scale that has all of these labels (two at least, in both directions); () for none."""
    keys = {choice_key(label) for label in labels}
    for scale in scales().values():
        words = {choice_key(word): one.direction for one in scale for word in (one.label, *one.former)}
        if keys <= words.keys() and {1, -1} <= {words[key] for key in keys}:
            return scale
    return ()


# --- writing definitions ----------------------------------------------------------------------------------


def draft(title: str, questions: Sequence[Mapping[str, Any]], stored: Questionnaire | None = None) -> str:
    """A definition to start from, as TOML: the stored one where there is one, and questions of a survey as they were read."""
    told: dict[str, Any] = _told(stored) if stored else {"title": title, "titles": [title], "questions": []}
    return toml(told | {"questions": [*told["questions"], *map(_drafted, questions)]})


def _drafted(one: Mapping[str, Any]) -> dict[str, Any]:
    options = [{"label": str(label)} for label in one.get("options", ())]
    choices = one.get("choices") or options
    directions = {
        choice_key(word): choice.direction
        for choice in scale_of([choice["label"] for choice in choices])
        for word in (choice.label, *choice.former)
    }
    numbered = [
        {"direction": directions.get(choice_key(choice["label"]), 0), **choice, "code": str(code)}
        for code, choice in enumerate(choices, 1)
    ]
    told = {key: str(one.get(key, "")) for key in ("label", "type", "base", "unit", "wording")}
    more = {key: one.get(key) for key in ("wordings", "headings")}
    return told | more | {"id": str(one["key"]), "choices": numbered}


def toml(told: Mapping[str, Any]) -> str:
    """A definition in the shape that a TOML file of it has when it was read (see above) -> the text of such a file."""
    named = [f"id = {_quoted(told['id'])}"] if told.get("id", told["title"]) != told["title"] else []
    lines = [
        f"title = {_quoted(told['title'])}",
        *named,
        f"titles = {_list(told.get('titles', ()))}",
        f"codes = {'true' if told.get('codes') else 'false'}",
    ]
    for one in told["questions"]:
        lines += ["", "[[questions]]", *_question_toml(one)]
    return "\n".join(lines) + "\n"


def _question_toml(one: Mapping[str, Any]) -> Iterable[str]:
    given = {"base": "answered"} | {key: value for key, value in one.items() if value}
    for key in ("id", "label", "type", "base", "unit", "wording"):
        if key in given:
            yield f"{key} = {_quoted(given[key])}"
    if wordings := given.get("wordings"):
        pairs = ", ".join(f"{_quoted(year)} = {_quoted(words)}" for year, words in wordings.items())
        yield f"wordings = {{ {pairs} }}"
    if headings := given.get("headings"):
        yield f"headings = {_list(headings)}"
    if choices := given.get("choices"):
        yield "choices = ["
        yield from (f"    {_choice_toml(choice)}," for choice in choices)
        yield "]"


def _choice_toml(one: Mapping[str, Any]) -> str:
    label, code, former = _quoted(one["label"]), _quoted(one.get("code", "")), _list(one.get("former", ()))
    return f"{{ label = {label}, code = {code}, former = {former}, direction = {one.get('direction', 0)} }}"


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(text: str) -> str:
    """A basic TOML string (JSON's escapes are TOML's)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
