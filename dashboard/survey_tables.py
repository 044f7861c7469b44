"""What 集計 and 未回答 show, worked out without Streamlit: figures with bars, cross tables, themes, who is missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from dashboard.contacts import phone_html
from dashboard.survey_markup import Html, bar, facts, notes, table
from dashboard.wording import shell
from dashboard.wording import surveys as wording
from ingest.handed import Handed, handed
from ingest.sheetwriting import one_table
from ingest.surveys.survey_desk import Cut

_NONE = Html(wording.NONE)
# A year in a survey's title: 2025, 令和7, R7.
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_REIWA_YEAR = re.compile(r"(?:令和|(?<![A-Za-z])R)(\d{1,2}|元)")
_REIWA = 2018


# --- figures ------------------------------------------------------------------------------------------------


def shown(value: float | None, *, hidden: bool = False, percent: bool = False, signed: bool = False) -> str:
    """A figure: x where it is hidden, － where there is none; differences with their sign."""
    if hidden:
        return wording.HIDDEN
    if value is None:
        return wording.NONE
    text = f"{value:.1f}" if percent or signed else shell.number(value)
    if signed and value > 0:
        text = f"＋{text}"
    return text.replace("-", "−") + ("%" if percent else "")


def heading(told: Mapping[str, Any]) -> str:
    """The figures at the head of a tabulation."""
    pairs = [
        (wording.ANSWERS, shell.number(told["answers"])),
        (wording.FIRMS, shell.number(told["companies"])),
    ]
    if rate := told.get("response_rate"):
        share = shown(rate["percent"], percent=True)
        pairs.append(
            (wording.RATE, f"{share}（{shell.number(rate['answered'])}/{shell.number(rate['asked'])}社）")
        )
    if "panel" in told:
        pairs.append((wording.PANEL_FIRMS, shell.number(told["panel"])))
    if weighting := told.get("weighting"):
        pairs.append((wording.EFFECTIVE, shell.number(round(weighting["effective"]))))
    return facts(pairs)


def legend(previous: str) -> str:
    """What the bars mean, where two surveys are compared."""
    now, before = escape(wording.KEY_NOW), escape(f"{wording.KEY_BEFORE}：{previous}")
    return f'<p class="js-key"><span>{bar(100)}{now}</span><span>{bar(None, 100)}{before}</span></p>'


def question(one: Mapping[str, Any], *, compared: bool) -> str:
    """A question: what it is, who answered, its choices with bars, numbers' statistics, remarks."""
    hides = one["base"] is None
    base = wording.base(
        shown(one["base"], hidden=hides), shown(one["no_answer"], hidden=one["no_answer"] is None)
    )
    lines = [f'<h2 class="js-question">{escape(one["label"])}</h2><p class="jh-about">{escape(base)}</p>']
    if one["options"]:
        lines.append(_options(one, compared=compared))
    if one["statistics"]:
        lines.append(_statistics(one, compared=compared))
    if one["di"] is not None:
        before = one.get("previous") or {}
        said = wording.di(
            shown(one["di"], signed=True),
            "" if before.get("di") is None else shown(before["di"], signed=True),
            shown(before.get("di_difference"), signed=True),
        )
        lines.append(f'<p class="jh-about">{escape(said)}</p>')
    if one["type"] == "text":
        lines.append(f'<p class="jh-about">{wording.TEXT_ANSWERS}</p>')
    elif not one["options"] and not one["statistics"]:
        lines.append(f'<p class="jh-about">{wording.NO_CHOICES}</p>')
    return "".join(lines) + notes(one.get("notes", ()))


def _options(one: Mapping[str, Any], *, compared: bool) -> str:
    weighted = any("weighted" in option for option in one["options"])
    columns = [*wording.FIGURE_COLUMNS]
    if weighted:
        columns.append(wording.WEIGHTED)
    if compared:
        columns += wording.PREVIOUS_COLUMNS
    rows = [_option(option, compared=compared, weighted=weighted) for option in one["options"]]
    return table(one["label"], columns, rows, (1, 2, 4, 5, 6), kind="js-plain")


def _option(option: Mapping[str, Any], *, compared: bool, weighted: bool) -> list[str]:
    hidden = bool(option.get("hidden"))
    row = [
        option["label"],
        shown(option["count"], hidden=hidden),
        shown(option["percent"], hidden=hidden, percent=True),
        bar(option["percent"], option["previous_percent"] if compared else None),
    ]
    if weighted:
        row.append(shown(option.get("weighted"), percent=True, hidden=option.get("weighted") is None))
    if compared:
        row += [shown(option["previous_percent"], percent=True), shown(option["difference"], signed=True)]
    return row


def _statistics(one: Mapping[str, Any], *, compared: bool) -> str:
    now, before = one["statistics"], (one.get("previous") or {}).get("statistics") or {}
    columns = [wording.STATISTIC, wording.KEY_NOW] + ([wording.KEY_BEFORE] if compared else [])
    rows = [
        [label, _number(now[key])] + ([_number(before.get(key))] if compared else [])
        for key, label in wording.STATISTICS.items()
    ]
    return table(one["label"], columns, rows, (1, 2), kind="js-plain")


def _number(value: float | None) -> str:
    return wording.NONE if value is None else shell.number(round(value, 1))


def crosses(told: Mapping[str, Any], question_id: str, factors: Mapping[str, str]) -> str:
    """The cross tables of a question. `factors`: what a factor or a question is called by its key."""
    labels = {one["id"]: one["label"] for one in told["questions"]}
    found = [one for one in told.get("crosses", ()) if one["question"] == question_id]
    return "".join(_cross(one, labels, factors) for one in found)


def _cross(one: Mapping[str, Any], labels: Mapping[str, str], factors: Mapping[str, str]) -> str:
    factor = factors.get(one["factor"]) or labels.get(one["factor"], one["factor"])
    caption = wording.cross(labels.get(one["question"], one["question"]), factor)
    columns = [wording.GROUP, wording.BASE, *one["columns"]]
    statistics = any(row.get("statistics") for row in one["rows"])
    if statistics:
        columns += [label for key, label in wording.STATISTICS.items() if key in ("mean", "median")]
    rows = [_cross_row(row, statistics=statistics) for row in one["rows"]]
    test = one["test"]
    said = wording.test(test["method"], test["p_value"], test["cramers_v"]) if test else ""
    return table(caption, columns, rows, range(1, len(columns))) + notes([said] if said else [])


def _cross_row(row: Mapping[str, Any], *, statistics: bool) -> list[str]:
    cells: list[str] = [row["label"], shown(row["base"], hidden=row["base"] is None)]
    for count, percent in zip(row["counts"], row["percents"], strict=True):
        if count is None:
            cells.append(wording.HIDDEN)
            continue
        words = wording.cell(shown(percent, percent=True), shell.number(count))
        cells.append(Html(escape(words) + bar(percent)))
    if statistics:
        found = row.get("statistics") or {}
        cells += [_number(found.get("mean")), _number(found.get("median"))]
    return cells


def themes(found: Sequence[Mapping[str, Any]]) -> str:
    """What free answers are about."""
    detailed = any(one["terms"] or one["examples"] for one in found)
    columns = wording.THEME_COLUMNS if detailed else wording.THEME_COLUMNS[:2]
    rows = []
    for one in found:
        row = [one["label"], shell.number(one["count"])]
        if detailed:
            terms = "、".join(f"{word}（{times}）" for word, times in one["terms"])
            row += [terms or wording.NONE, Html("<br>".join(map(escape, one["examples"]))) or _NONE]
        rows.append(row)
    return table(wording.THEMES, columns, rows, (1,))


# --- what is asked for --------------------------------------------------------------------------------------


def newest(titles: Sequence[str]) -> str:
    """The survey that a page opens with: that of the latest year in its title (2025, 令和7年), of several the one read in last."""
    return max(enumerate(titles), key=lambda one: (year(one[1]), one[0]))[1]


def year(title: str) -> int:
    """The latest year in a survey's title (2025, 令和7年), 0 for none."""
    plain = unicodedata.normalize("NFKC", title)
    years = [int(one) for one in _YEAR.findall(plain)]
    years += [_REIWA + int(one.replace("元", "1")) for one in _REIWA_YEAR.findall(plain)]
    return max(years, default=0)


def cut(previous: str, by: Iterable[str], *, panel: bool = False, weight: bytes | None = None) -> Cut:
    """What is asked for; the same firms of two surveys only where there are two."""
    return Cut(previous, tuple(by), panel and bool(previous), weight)


def groupings(factors: Mapping[str, str], told: Mapping[str, Any], *, exact: bool) -> dict[str, str]:
    """What tables can be cut by: factors, for staff also questions with choices."""
    asked = [one for one in told["questions"] if one["type"] in ("single", "multiple")] if exact else []
    taken = set(factors.values())
    return dict(factors) | {one["id"]: one["label"] for one in asked if one["label"] not in taken}


# --- who has not answered -----------------------------------------------------------------------------------

Contacts = Mapping[int, tuple[str, str]]


def response(found: Mapping[str, Any]) -> str:
    """How many were asked, answered and are missing."""
    pairs = [
        (wording.ASKED, found["asked"]),
        (wording.ANSWERED, found["answered"]),
        (wording.MISSING, len(found["missing"])),
        (wording.OTHERS, found["others"]),
    ]
    told = [(label, shell.number(count)) for label, count in pairs]
    return facts([*told, (wording.RATE, shown(found["percent"], percent=True))])


def missing_rows(firms: Iterable[Mapping[str, Any]], contacts: Contacts) -> list[tuple[str, ...]]:
    """Who has not answered, with whom to call: firm, number, place, person, phone."""
    return [
        (
            one["name"],
            one["source_id"] or wording.NONE,
            f"{one['prefecture']}{one['city']}" or wording.NONE,
            *(part or wording.NONE for part in contacts.get(one["id"] or 0, ("", ""))),
        )
        for one in firms
    ]


def missing(rows: Sequence[Sequence[str]]) -> str:
    """The list of those who have not answered; telephone numbers can be dialled."""
    shown = [(*row[:-1], Html(phone_html(row[-1]))) for row in rows]
    return table(wording.MISSING_LIST, wording.MISSING_COLUMNS, shown)


def unknown(firms: Iterable[Mapping[str, Any]]) -> str:
    """The firms of a list that the database doesn't know."""
    rows = [
        (one["name"], f"{one['prefecture']}{one['city']}" or wording.NONE, str(one["row"])) for one in firms
    ]
    return table(wording.UNKNOWN_LIST, wording.UNKNOWN_COLUMNS, rows)


def missing_workbook(survey: str, rows: Iterable[Sequence[str]]) -> Handed:
    """The reminders' list as a workbook."""
    plain = ([("" if cell == wording.NONE else cell) for cell in row] for row in rows)
    content = one_table(wording.MISSING, wording.MISSING_COLUMNS, plain, (0, 2))
    return handed(f"{survey}_{wording.MISSING}.xlsx", content)
