"""Tabulation -> the JSON of docs/contract.md, for staff and, with what may be shown of it, for what is published."""

from __future__ import annotations

from typing import Any

from ingest.surveys.exact import percent
from ingest.surveys.model import AssociationTest, CrossTable, QuestionFigures, Statistics, Tabulation
from ingest.surveys.publication import CrossMask, Publication, QuestionMask, open_publication


def tabulation_json(found: Tabulation, publication: Publication | None = None) -> dict[str, Any]:
    """All figures; what wasn't asked for (cross tables, weights, panel, response rate) has no key.

    publication: what may be shown of them; without it all is. What is hidden is null, a hidden choice says "hidden".
    """
    shown = publication or open_publication(found)
    told: dict[str, Any] = {
        "survey": found.survey,
        "answers": found.answers,
        "companies": found.companies,
        "previous": None
        if found.previous is None
        else {"survey": found.previous.survey, "answers": found.previous.answers},
        "questions": [_question(one, shown.questions[one.id]) for one in found.questions],
    }
    if found.crosses:
        pairs = zip(found.crosses, shown.crosses, strict=True)
        told["crosses"] = [_cross(one, mask, shown.exact) for one, mask in pairs]
    if found.panel is not None:
        told["panel"] = found.panel
    if note := found.weighting:
        # Strata and their weights tell how many firms a group has: they are for staff alone.
        told["weighting"] = {"method": note.method, "effective": round(note.effective)}
        if shown.exact:
            told["weighting"] = {
                "method": note.method, "strata": note.strata, "effective": note.effective,
                "design_effect": note.design_effect, "notes": list(note.notes),
            }  # fmt: skip
    if rate := found.response_rate:
        told["response_rate"] = {
            "asked": rate.asked, "answered": rate.answered, "percent": rate.percent, "others": rate.others,
        }  # fmt: skip
    if found.notes:
        told["notes"] = list(found.notes)
    return told


def _null(value: Any, hidden: Any) -> Any:
    return None if hidden else value


def _question(one: QuestionFigures, mask: QuestionMask) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": one.id, "label": one.label, "type": one.type, "base": _null(one.base, mask.base),
        "no_answer": _null(one.no_answer, mask.no_answer),
        "statistics": _statistics(one.statistics, mask.statistics, mask.quartiles),
        "options": [_option(one, place, mask) for place in range(len(one.options))],
        "di": _null(one.di, mask.di),
    }  # fmt: skip
    if one.previous_base is not None:
        told["previous"] = {
            "base": _null(one.previous_base, mask.previous_base),
            "no_answer": _null(one.previous_no_answer, mask.previous_base),
            "di": _null(one.previous_di, mask.previous_di),
            "di_difference": _null(one.di_difference, mask.di or mask.previous_di),
            "statistics": _statistics(one.previous_statistics, mask.previous_statistics, mask.previous_quartiles),
        }  # fmt: skip
    if one.notes:
        told["notes"] = list(one.notes)
    return told


def _option(figures: QuestionFigures, place: int, mask: QuestionMask) -> dict[str, Any]:
    one, hidden = figures.options[place], bool(mask.options[place])
    told = {
        "label": one.label, "count": _null(one.count, hidden), "percent": _null(one.percent, hidden),
        "previous_percent": _null(one.previous_percent, mask.previous[place]),
        "difference": _null(one.difference, mask.difference[place]),
    }  # fmt: skip
    if one.weighted is not None:
        told["weighted"] = _null(one.weighted, hidden or mask.weighted)
    return told | ({"hidden": True} if hidden else {})


def _statistics(
    one: Statistics | None, hidden: bool, quartiles_hidden: bool
) -> dict[str, float | None] | None:
    if one is None:
        return None
    told = {"n": _null(one.n, hidden), "mean": _null(one.mean, hidden)}
    quartiles = {"median": one.median, "q1": one.q1, "q3": one.q3}
    return told | {key: _null(value, hidden or quartiles_hidden) for key, value in quartiles.items()}


def _cross(one: CrossTable, mask: CrossMask, exact: bool) -> dict[str, Any]:
    rows = []
    for place, group in enumerate(one.rows):
        base = int(one.bases[place])
        cells = list(zip(one.counts[place].tolist(), mask.cells[place].tolist(), strict=True))
        row: dict[str, Any] = {
            "label": group, "base": _null(base, mask.bases[place]),
            "no_answer": _null(int(one.no_answer[place]), mask.no_answer[place]),
            "counts": [_null(count, hidden) for count, hidden in cells],
            "percents": [_null(percent(count, base), hidden) for count, hidden in cells],
        }  # fmt: skip
        if one.statistics:
            hidden = bool(mask.statistics[place]), bool(mask.quartiles[place])
            row["statistics"] = _statistics(one.statistics[place], *hidden)
        rows.append(row)
    return {
        "question": one.question, "factor": one.factor, "columns": list(one.columns), "rows": rows,
        "unfactored": _null(one.unfactored, not exact), "test": None if mask.test else _test(one.test),
        "option_tests": [] if mask.test else [_test(test) for test in one.choice_tests],
    }  # fmt: skip


def _test(one: AssociationTest | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "method": one.method, "statistic": one.statistic, "degrees": one.degrees, "p_value": one.p_value,
        "cramers_v": one.cramers_v,
    }  # fmt: skip
