"""Two years of a survey: which question and which choice of the one is which of the other, and what was reworded."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.surveys.model import Choice, SurveyData, SurveyQuestion
from ingest.surveys.questionnaires import choice_key
from ingest.usual import plain_question
from ingest.vocabulary import bare_heading

_CHOOSING = frozenset({"single", "multiple"})


def same_question(question: SurveyQuestion, previous: SurveyData) -> SurveyQuestion | None:
    """The question of the previous survey that asks the same: by id, else by label or wording where only one does."""
    if found := previous.question(question.id):
        return found if _comparable(question, found) else None
    wanted = {_bare(question.label), _bare(question.wording)} - {""}
    alike = [one for one in previous.questions if wanted & {_bare(one.label), _bare(one.wording)}]
    return alike[0] if len(alike) == 1 and _comparable(question, alike[0]) else None


def same_choices(now: Sequence[Choice], before: Sequence[Choice]) -> list[int | None]:
    """For each choice the place of the same one before: by its label, else by the words that mean it, one to one."""
    labels = {choice_key(one.label): place for place, one in enumerate(before)}
    found: list[int | None] = [labels.get(choice_key(one.label)) for one in now]
    taken = {place for place in found if place is not None}
    for number, one in enumerate(now):
        if found[number] is None:
            words = _words(one)
            alike = [
                place for place, other in enumerate(before) if place not in taken and words & _words(other)
            ]
            if len(alike) == 1:
                found[number] = alike[0]
                taken.add(alike[0])
    return found


def rewordings(
    now: SurveyQuestion,
    before: SurveyQuestion,
    title: str,
    places: Sequence[int | None],
    *,
    alike: bool = True,
) -> tuple[str, ...]:
    """What changed between two forms of a question, as Japanese sentences. title: of the previous survey.

    alike: whether the one's figures can be taken from the other's.
    """
    notes = []
    if _bare(now.wording) != _bare(before.wording):
        notes.append(
            f"設問の文言が変わっています（{title}「{before.wording}」→ 今回「{now.wording}」）。比べるときは注意してください。"
        )
    if not alike:
        notes.append("前回と今回で、単一回答と複数回答が違います。前回との差は出しません。")
    if now.base != before.base:
        notes.append("前回と今回で、割合の分母の決め方が違います。今回の決め方で両方を計算しました。")
    for one, place in zip(now.choices, places, strict=True):
        if place is not None and choice_key(one.label) != choice_key(before.choices[place].label):
            notes.append(
                f"選択肢「{before.choices[place].label}」（{title}）は「{one.label}」として比べました。"
            )
    matched = {place for place in places if place is not None}
    new = [one.label for one, place in zip(now.choices, places, strict=True) if place is None]
    gone = [one.label for place, one in enumerate(before.choices) if place not in matched]
    if new and before.closed:
        notes.append(f"選択肢「{'」「'.join(new)}」は{title}にありません。")
    if gone and now.closed:
        notes.append(f"{title}の選択肢「{'」「'.join(gone)}」は今回ありません。")
    return tuple(notes)


def _comparable(one: SurveyQuestion, other: SurveyQuestion) -> bool:
    return one.type == other.type or {one.type, other.type} <= _CHOOSING


def _words(one: Choice) -> set[str]:
    return {choice_key(word) for word in (one.label, *one.former)}


def _bare(text: str) -> str:
    return bare_heading(plain_question(text)) if text else ""
