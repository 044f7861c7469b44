"""What the database knows for following a survey up: who was asked and is missing, whom to visit, from which survey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.kinds import asks_buyers
from ingest.surveys.model import ResponseRate
from ingest.surveys.reading import asked_firms, survey_data
from ingest.surveys.tabulation import response_rate
from ingest.surveys.visits import FirmToVisit, Visit, visits
from matching.corporate import AskedFirm, CorporateDatabase
from matching.corporate.activities import VISIT
from matching.errors import NotAsked, NotFound

# The year before an era's first; figures; a year of an era.
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_FIGURES = re.compile(r"\d+")
_ERA_YEAR = re.compile(r"(令和|平成|(?<![A-Za-z])[RH])(\d{1,2}|元)(?!\d)")
# A firm in one of these states is not visited.
_GONE = ("休業", "登記閉鎖")


@dataclass(frozen=True, slots=True)
class Missing:
    """Who has not answered, in the order of the list, each firm once."""

    survey: str
    rate: ResponseRate
    firms: tuple[AskedFirm, ...]


def missing(db: CorporateDatabase, title: str) -> Missing:
    """Who of the firms asked has not answered. A firm that counts as one with another (panel) has answered with it.

    Raises NotFound for an unknown survey, NotAsked where no list of firms asked was read in.
    """
    asked, ids = db.survey_asked(title), asked_firms(db, title)
    if not asked:
        raise NotAsked(
            f"「{title}」の送付先の名簿がありません。先に名簿を読み込んでください(コマンドでは juhatchu survey asked {title} 名簿.csv)。"
        )
    panel = db.panel()
    seen = {panel.get(one.company_id, one.company_id) for one in db.survey_responses(title)}
    rate = response_rate(seen, ids)
    silent = []
    for firm, one in zip(asked, ids, strict=True):
        if one is None or one not in seen:
            silent.append(firm)
        if one is not None:
            seen.add(one)
    return Missing(title, rate, tuple(silent))


def latest_survey(db: CorporateDatabase) -> str:
    """The survey of suppliers that was read in last. Raises NotFound where there is none."""
    for batch in db.batches():
        told = batch.survey and batch.kind == "survey" and batch.undone_at is None
        if told and not asks_buyers(batch.survey):
            return batch.survey
    raise NotFound(
        "受注企業の調査がまだありません。先に回答のファイルを取り込んでください(コマンドでは juhatchu ingest FILE --survey 題名)。"
    )


def previous_of(title: str, titles: Iterable[str]) -> str:
    """The newest earlier survey of a survey's series: its title differs in figures and the name of the era alone; "" for none."""
    series, own = _series(title), _when(title)
    earlier = [one for one in titles if _series(one) == series and _when(one) < own]
    return max(earlier, key=_when, default="")


def _series(title: str) -> str:
    return _FIGURES.sub("", _western(title))


def _when(title: str) -> list[int]:
    """The figures of a title, a year of an era as the western one: 令和7年8月 is after 令和7年2月, 令和10年 after 令和9年."""
    return [int(figures) for figures in _FIGURES.findall(_western(title))]


def _western(title: str) -> str:
    def year(found: re.Match[str]) -> str:
        return str(_ERAS[found[1]] + int(found[2].replace("元", "1")))

    return _ERA_YEAR.sub(year, unicodedata.normalize("NFKC", title))


def visits_of(
    db: CorporateDatabase, title: str, previous: str = "", *, today: date, most: int | None = 20
) -> tuple[Visit, ...]:
    """Whom to visit first by the answers to a survey (and the previous one). Raises NotFound, InputError."""
    data = survey_data(db, title)
    before = survey_data(db, previous) if previous else None
    panel = db.panel()
    listed = _listed(db, title, panel)
    return visits(
        data,
        before,
        listed,
        last_visits(db, panel, today),
        today=today,
        left_out=_gone(db, panel, today),
        most=most,
    )


def _listed(db: CorporateDatabase, title: str, panel: Mapping[int, int]) -> list[FirmToVisit]:
    """The firms asked that are in the database, with the number and the place that stand there."""
    asked = {
        panel.get(one.company_id, one.company_id): one for one in db.survey_asked(title) if one.company_id
    }
    known = {one.id: one for one in db.suppliers(sorted(asked))}
    found = []
    for company_id, one in asked.items():
        told = FirmToVisit(company_id, one.name, one.source_id, one.prefecture, one.city, True)
        if firm := known.get(company_id):
            told = FirmToVisit(
                company_id, firm.name, firm.source_id, firm.place.prefecture, firm.place.city, True
            )
        found.append(told)
    return found


def last_visits(db: CorporateDatabase, panel: Mapping[int, int], today: date) -> dict[int, date]:
    """The day of the last visit to each firm, planned ones (after today) left out."""
    found: dict[int, date] = {}
    for one in db.activities(last=today):
        if one.row.kind == VISIT and one.row.company_id is not None:
            found[panel.get(one.row.company_id, one.row.company_id)] = one.row.done_on
    return found


def _gone(db: CorporateDatabase, panel: Mapping[int, int], today: date) -> frozenset[int]:
    def holds(first: date | None, last: date | None) -> bool:
        return (first is None or first <= today) and (last is None or last >= today)

    stated: Iterable[int] = (
        company_id
        for company_id, states in db.all_statuses().items()
        if any(one.kind in _GONE and holds(one.start, one.end) for one in states)
    )
    return frozenset(panel.get(one, one) for one in stated)
