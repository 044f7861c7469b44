"""Surveys for one viewer: figures, reports, questionnaires, who was asked, whom to visit.

Survey staff see all figures; everybody else sees what may be published of them.
"""

from __future__ import annotations

import io
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.handed import Handed, handed
from ingest.shapes import asked_json, missing_json, term_json, visit_json
from ingest.surveys.following import latest_survey, missing, previous_of, visits_of
from ingest.surveys.lists import listed_firms
from ingest.surveys.model import FACTORS
from ingest.surveys.publication import Publication
from ingest.surveys.questionnaires import (
    built_in,
    draft,
    from_json,
    own_questionnaire,
    parse,
    questionnaire_for,
    to_json,
    to_toml,
)
from ingest.surveys.reading import survey_data
from ingest.surveys.reporting import FORMATS, Wanted, free_answers, publication, report_and_data, write_report
from ingest.surveys.shapes import tabulation_json
from ingest.tradeterms import trade_labels
from ingest.uploads import shown_name
from matching.corporate import AskedFirm, CorporateDatabase
from matching.corporate.access import Viewer, demand
from matching.corporate.values import clean
from matching.errors import InputError, NotFound, Stale

# By these, tables of one survey that are published one after the other don't give each other's hidden figures away.
PUBLISHED_BY = ("industry", "size", "region", "prefecture")
_MOST_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Cut:
    """Which figures: compared with which survey, cut by what (FACTORS or questions), firms of both years alone, weighted.

    weight: the content of a table 業種, 従業員規模, 企業数.
    """

    previous: str = ""
    by: tuple[str, ...] = ()
    panel: bool = False
    weight: bytes | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire to correct (TOML). title: under which it is stored; version, stored: of what stands there (0 and "": nothing)."""

    toml: str
    title: str
    version: int
    stored: str


_remembered: OrderedDict[tuple[str, int, str, Cut], Publication] = OrderedDict()
_remembering = threading.Lock()


class SurveyFigures:
    """Surveys, as far as the viewer may see and change them."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    # Figures

    def titles(self) -> list[tuple[str, int]]:
        """The surveys, each with the number of its answers."""
        demand(self._viewer, "tabulation", "see")
        return self._db.surveys()

    def exact(self) -> bool:
        """Whether the viewer sees all figures; else what may be published."""
        return demand(self._viewer, "tabulation", "see") == "all"

    def previous_of(self, title: str) -> str:
        """The survey with which a survey's figures are compared where they may be published: see following.previous_of."""
        return previous_of(title, (one for one, _ in self.titles()))

    def factors(self) -> dict[str, str]:
        """What tables can be cut by (questions come beside): key -> what it is called."""
        return {key: label for key, label in FACTORS.items() if self.exact() or key in PUBLISHED_BY}

    def tabulation(self, title: str, cut: Cut | None = None) -> dict[str, Any]:
        """The figures in the shape of `survey tabulate --json`, and `suppressed_below` (None: nothing is hidden).

        Raises NotFound for an unknown survey, InputError for what can't be cut so.
        """
        cut = self._cut(title, cut or Cut())
        found = self._figures(title, cut, True) if self.exact() else self._published(title, cut)
        self._db.trail.seen(self._viewer, "tabulation", title)
        told = tabulation_json(found.tabulation, found)
        return told | {"suppressed_below": found.threshold or None, "hidden": found.hidden}

    def themes(self, title: str) -> dict[str, list[dict[str, Any]]]:
        """What free answers are about: question id -> label, count (firms) and, for staff alone, terms and masked examples. Raises NotFound."""
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            found = free_answers(self._db, self._wanted(title, ".json", Cut(), self.exact(), Path(folder)))
        self._db.trail.seen(self._viewer, "tabulation", title, what="themes")
        left_out = {} if self.exact() else {"terms": (), "examples": ()}
        return {key: [asdict(one) | left_out for one in themes] for key, themes in found.items()}

    def report(
        self,
        title: str,
        suffix: str,
        cut: Cut | None = None,
        *,
        heading: str = "",
        source: str = "",
        exact: bool = False,
        examples: bool = False,
    ) -> Handed:
        """A report as a file, one of reporting.FORMATS. exact: the staff's copy; examples: free answers word for word.

        Raises AccessDenied, NotFound for an unknown survey, InputError for what can't be asked for.
        """
        demand(self._viewer, "tabulation", "export")
        if suffix not in FORMATS:
            raise NotFound(f"報告の形式は {'、'.join(FORMATS)} のどれかを指定してください。")
        if exact or examples:
            demand(self._viewer, "tabulation", "change")  # staff's own
        stream = io.BytesIO()
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            told = heading, source, examples
            shown_cut = self._cut(title, cut or Cut())
            wanted = self._wanted(title, suffix, shown_cut, exact, Path(folder), *told)
            published = None if exact else self._published(title, shown_cut)
            report, data = report_and_data(self._db, wanted, published)
        write_report(report, data, suffix, stream)
        self._db.trail.exported(self._viewer, "tabulation", title, form=suffix, exact=exact)
        named = f"{shown_name(report.title)}{'_職員用' if exact else ''}{suffix}"
        return handed(named, stream.getvalue())

    def _cut(self, title: str, cut: Cut) -> Cut:
        """The cut that the viewer gets. Figures that may be published come in one comparison alone: hidden ones differ from one to another."""
        return cut if self.exact() else _published_cut(cut, self.previous_of(title))

    def _figures(self, title: str, cut: Cut, exact: bool) -> Publication:
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            return publication(self._db, self._wanted(title, ".json", cut, exact, Path(folder)))

    def _published(self, title: str, cut: Cut) -> Publication:
        """Suppressing takes seconds, and what may be published is the same for everybody: it is kept while nothing changes."""
        key = (self._db.identity, self._db.revision(), title, cut)
        with _remembering:
            if key in _remembered:
                _remembered.move_to_end(key)
                return _remembered[key]
        found = self._figures(title, cut, False)
        with _remembering:
            _remembered[key] = found
            while len(_remembered) > _MOST_REMEMBERED:
                _remembered.popitem(last=False)
        return found

    def _wanted(
        self, title: str, suffix: str, cut: Cut, exact: bool, folder: Path,
        heading: str = "", source: str = "", examples: bool = False,
    ) -> Wanted:  # fmt: skip
        weight = None
        if cut.weight is not None:
            weight = folder / "frame"
            weight.write_bytes(cut.weight)
        return Wanted(
            title, Path(f"report{suffix}"), cut.previous, cut.by, exact, cut.panel, weight,
            heading=heading, source=source, examples=examples,
        )  # fmt: skip

    # Questionnaires

    def definitions(self) -> list[dict[str, Any]]:
        """The questionnaires: those that come with the product, then those that people defined."""
        demand(self._viewer, "survey", "see")
        own = [from_json(text, name) for name, text in self._db.survey_definitions().items()]
        return [
            {"title": one.title, "built_in": not one.own, "questions": len(one.questions)}
            for one in (*built_in(), *own)
        ]

    def draft(self, title: str) -> Draft:
        """A questionnaire to start from: what people defined for a survey, and its other columns as the figures have them. Raises NotFound."""
        demand(self._viewer, "survey", "see")
        title = clean(title)
        texts = self._db.survey_definitions()
        own = own_questionnaire(title, texts)
        known = {one.id for one in own.questions} if own else set()
        toml = draft(title, _as_counted(self._db, title, known), own)
        if own is None:
            return Draft(toml, title, 0, "")
        return Draft(toml, own.title, _version(texts.get(own.title)), to_toml(own))

    def define(self, toml: str, source: str = "定義", expected: int | None = None) -> dict[str, Any]:
        """Store a questionnaire. expected: the version that is to be replaced, 0 where none may stand.

        Raises InputError that says what can't be read, and where (source), and Stale where another version stands.
        """
        demand(self._viewer, "survey", "change")
        read = parse(toml, source)
        with self._db.working(self._viewer) as work:
            self._expect(read.title, expected)
            text = to_json(read)
            changed = work.writer.define_survey(read.title, text)
            work.note("define", "survey", read.title)
        told = {"survey": read.title, "questions": len(read.questions), "changed": changed}
        return told | {"version": _version(self._db.survey_definitions().get(read.title))}

    def drop(self, title: str, expected: int | None = None) -> str:
        """Take a stored questionnaire out; what it was (TOML). Raises NotFound, and Stale where another version stands than expected."""
        demand(self._viewer, "survey", "change")
        with self._db.working(self._viewer) as work:
            self._expect(title, expected)
            before = self._db.survey_definitions().get(title.strip())
            if before is None or not work.writer.drop_survey_definition(title):
                raise NotFound(f"「{title}」という定義は登録されていません。")
            work.note("remove", "survey", title)
        return to_toml(from_json(before, title))

    def _expect(self, title: str, expected: int | None) -> None:
        if expected is not None and _version(self._db.survey_definitions().get(title)) != expected:
            raise Stale(
                f"「{title}」の定義は、ほかの人が先に変えました。読み直してから、もう一度変えてください。"
            )

    # Who was asked, who is to be visited

    def missing(self, title: str) -> dict[str, Any]:
        """Who has not answered. Raises NotFound, and NotAsked where no list of firms asked was read in."""
        demand(self._viewer, "survey", "see")
        return missing_json(missing(self._db, title))

    def asked(self, title: str, name: str, content: bytes, *, add: bool = False) -> dict[str, Any]:
        """Read in the list of firms to which a survey was sent, in place of the one before (add: beside it)."""
        demand(self._viewer, "survey", "change")
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            path = Path(folder) / "list"
            path.write_bytes(content)
            firms = listed_firms(path, shown_name(name))
        with self._db.working(self._viewer) as work:
            stored = work.writer.put_asked(title, firms, add=add)
            work.note("import", "survey", title, asked=len(stored))
        unknown = [asked_json(one) for one in stored if one.company_id is None]
        counts = {"rows": len(firms), "asked": len(stored), "linked": len(stored) - len(unknown)}
        return {"survey": title, **counts, "unknown": unknown}

    def sent_to(self, title: str) -> list[AskedFirm]:
        """The firms to which a survey was sent, in the order of the list; [] where nobody has said. Raises NotFound."""
        demand(self._viewer, "survey", "see")
        return self._db.survey_asked(title)

    def send_to(self, title: str, firms: Sequence[AskedFirm], expected: Sequence[AskedFirm]) -> None:
        """Give a survey back an earlier list (of `sent_to`). Raises NotFound, and Stale where another stands than expected."""
        demand(self._viewer, "survey", "change")
        with self._db.working(self._viewer) as work:
            if self._db.survey_asked(title) != list(expected):
                raise Stale(
                    "送った企業の一覧は、ほかの人がそのあとに変えました。いまの一覧を確かめてください。"
                )
            work.writer.put_asked(title, firms)
            work.note("change", "survey", title, asked=len(firms))

    def visits(self, title: str = "", previous: str = "", k: int = 20) -> dict[str, Any]:
        """Whom to visit first and why. title "": the survey of suppliers that was read in last. Raises NotFound."""
        demand(self._viewer, "activity", "see")
        wanted = title or latest_survey(self._db)
        found = visits_of(self._db, wanted, previous, today=date.today(), most=k)
        self._db.trail.seen(self._viewer, "survey", wanted, what="visits")
        return {"survey": wanted, "previous": previous or None, "visits": [visit_json(one) for one in found]}

    def terms(self, company_ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """The trade terms that surveys told, of some firms or of all."""
        demand(self._viewer, "survey", "see")
        return terms_json(self._db, company_ids)


def _version(definition: str | None) -> int:
    """A number that changes with a stored questionnaire; 0 for none."""
    return zlib.crc32(definition.encode()) if definition else 0


def _as_counted(db: CorporateDatabase, title: str, known: Set[str]) -> list[dict[str, object]]:
    """The questions of a survey as its figures have them, but for those known by id.

    Where the form lists no choices, they have the answers that were given.
    """
    stored = db.survey_questions(title)
    used = questionnaire_for(title, [str(one["key"]) for one in stored], db.survey_definitions())
    headings = {one.id: one.headings for one in used.questions} if used else {}
    found: list[dict[str, object]] = []
    for one, question in zip(stored, survey_data(db, title).questions, strict=True):
        if question.id in known:
            continue
        choices = [choice for choice in question.choices if choice.listed or not one.get("certain")]
        found.append(
            {
                "key": question.id,
                **{key: getattr(question, key) for key in ("label", "type", "base", "unit", "wording")},
                "wordings": {year: words for year, words in question.wordings.items() if year != title},
                "headings": headings.get(question.id, ()),
                "choices": [
                    {"label": choice.label, "former": choice.former, "direction": choice.direction}
                    for choice in choices
                ],
            }
        )
    return found


def terms_json(db: CorporateDatabase, company_ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Trade terms by firm, in the order of their table."""
    labels = trade_labels()
    order = list(labels)
    found = db.trade_terms(company_ids)
    found.sort(key=lambda one: (one.company_id, order.index(one.key) if one.key in labels else len(order)))
    names = _names(db, {one.company_id for one in found})
    return [term_json(one, labels.get(one.key, one.key), names.get(one.company_id, "")) for one in found]


def _names(db: CorporateDatabase, ids: set[int]) -> Mapping[int, str]:
    names = {one.id: one.name for one in db.buyers() if one.id in ids}
    return names | {one.id: one.name for one in db.suppliers(sorted(ids))}


def _published_cut(cut: Cut, previous: str) -> Cut:
    """Compared with `previous`. Raises InputError for what only staff may ask: its tables could be set off against others that are published."""
    labels = {label: key for key, label in FACTORS.items()}
    if any(labels.get(one, one) not in PUBLISHED_BY for one in cut.by):
        shown = "、".join(FACTORS[key] for key in PUBLISHED_BY)
        raise InputError(f"公表できる表は {shown} で分けたものです。ほかの分け方は調査担当に頼んでください。")
    if cut.panel or cut.weight is not None:
        raise InputError("両年の回答企業だけの集計と重み付けは、調査担当だけが使えます。")
    if cut.previous not in ("", previous):
        usual = f"「{previous}」だけです" if previous else "同じ調査の前の回だけで、まだありません"
        raise InputError(f"公表できる比較は{usual}。ほかの調査との比較は調査担当に頼んでください。")
    return replace(cut, previous=previous)
