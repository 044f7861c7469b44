"""A survey's report as a file: from the stored answers to .xlsx, .docx, .pdf, .csv or .json in one call."""

from __future__ import annotations

import io
import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ingest.surveys import report_data
from ingest.surveys.freetext import Theme, themes
from ingest.surveys.model import SurveyData, Tabulation
from ingest.surveys.options import tabulated
from ingest.surveys.publication import Publication, open_publication
from ingest.surveys.report import build
from ingest.surveys.report_parts import Options, Report
from ingest.surveys.suppression import publishable
from ingest.surveys.trace import traces, write_traces
from matching.corporate import CorporateDatabase
from matching.corporate.rows import BuyerRow, SupplierRow
from matching.errors import InputError

FORMATS = (".xlsx", ".docx", ".pdf", ".csv", ".json")
# Fewer firms than this are not shown in what is published.
THRESHOLD = 3
# Themes of free answers named in a report.
_THEMES = 10


@dataclass(frozen=True)
class Wanted:
    """What is to be reported. by: factors of the cross tables; exact: the staff's copy, nothing hidden.

    panel: only firms that answered both surveys. weight: a CSV of the frame. trace: a CSV of the rows that each figure
    counts, for the staff's copy alone. examples: free answers word for word, names masked, in what is published, too: for
    whoever has read them in the staff's copy.
    """

    title: str
    out: Path
    previous: str = ""
    by: tuple[str, ...] = ()
    exact: bool = False
    panel: bool = False
    weight: Path | None = None
    trace: Path | None = None
    threshold: int = THRESHOLD
    heading: str = ""
    source: str = ""
    made_on: date = field(default_factory=date.today)
    examples: bool = False


def make_report(db: CorporateDatabase, wanted: Wanted) -> Report:
    """Make a report and write its file. Raises InputError for what can't be asked for, NotFound for an unknown title."""
    report, data = report_and_data(db, wanted)
    write_whole(wanted.out, lambda stream: write_report(report, data, wanted.out.suffix.lower(), stream))
    if wanted.trace:
        write_traces(wanted.trace, report.publication.tabulation, data)
    return report


def report_and_data(
    db: CorporateDatabase, wanted: Wanted, published: Publication | None = None
) -> tuple[Report, SurveyData]:
    """A report's content and the answers that it was made of. Raises InputError, NotFound.

    published: what `publication` gives for the same, where it is there already, since suppressing takes seconds.
    """
    _check(wanted)
    data, tabulation = _figures(db, wanted)
    shown = published or _publication(data, tabulation, wanted, _all_firms(db, wanted, tabulation))
    return _content(data, shown, wanted, _names(db, data)), data


def publication(db: CorporateDatabase, wanted: Wanted) -> Publication:
    """The figures alone, with what may be shown of them. Raises InputError, NotFound."""
    _check(wanted)
    data, tabulation = _figures(db, wanted)
    return _publication(data, tabulation, wanted, _all_firms(db, wanted, tabulation))


def free_answers(db: CorporateDatabase, wanted: Wanted) -> dict[str, list[Theme]]:
    """The themes of the free answers as a report has them, by question id. Raises InputError, NotFound."""
    _check(wanted)
    data, tabulation = _figures(db, wanted)
    names = _names(db, data)
    threshold = 0 if wanted.exact else wanted.threshold
    return {
        one.id: _shown_themes(data, one.id, names, threshold, wanted.exact or wanted.examples)
        for one in tabulation.questions
        if one.type == "text" and one.base
    }


def report_of(
    data: SurveyData,
    tabulation: Tabulation,
    wanted: Wanted,
    names: Sequence[str] = (),
    whole: Tabulation | None = None,
) -> Report:
    """The content of a report. What is published is made of pooled data (pooling.py).

    names: of firms and persons, to be masked in examples of free answers. whole: of a panel, the figures of all firms.
    """
    return _content(data, _publication(data, tabulation, wanted, whole), wanted, names)


def _content(data: SurveyData, shown: Publication, wanted: Wanted, names: Sequence[str]) -> Report:
    free = {
        one.id: _shown_themes(data, one.id, names, shown.threshold, wanted.exact or wanted.examples)
        for one in shown.tabulation.questions
        if one.type == "text" and one.base
    }
    return build(shown, data, Options(wanted.heading, wanted.source, wanted.made_on), free)


def _publication(
    data: SurveyData, tabulation: Tabulation, wanted: Wanted, whole: Tabulation | None
) -> Publication:
    if wanted.exact:
        return open_publication(tabulation)
    return publishable(tabulation, wanted.threshold, data=data, whole=whole)


def _check(wanted: Wanted) -> None:
    if wanted.out.suffix.lower() not in FORMATS:
        raise InputError(
            f"報告の名前は {'、'.join(FORMATS)} のどれかで終わるようにしてください: {wanted.out}"
        )
    if wanted.trace and not wanted.exact:
        raise InputError(
            "--trace は企業の回答の場所を書き出すので、職員用の --exact と一緒に指定してください。"
        )
    if wanted.panel and wanted.previous and wanted.by and not wanted.exact:
        raise InputError(
            "公表用の報告では、--panel と --by を一緒に使えません（全企業の表との差から、秘匿した数値が計算できるため）。"
            "どちらかを外すか、職員用の --exact を使ってください。"
        )
    if wanted.threshold < THRESHOLD:
        raise InputError(
            f"--threshold は {THRESHOLD} 以上で指定してください。伏せずに見るには --exact を使ってください。"
        )


def _figures(db: CorporateDatabase, wanted: Wanted) -> tuple[SurveyData, Tabulation]:
    """The answers that count and their figures."""
    choices = Namespace(
        title=wanted.title, previous=wanted.previous, by=wanted.by, panel=wanted.panel, weight=wanted.weight
    )
    data, _, tabulation = tabulated(db, choices, 0 if wanted.exact else wanted.threshold)
    return data, tabulation


def _all_firms(db: CorporateDatabase, wanted: Wanted, panel: Tabulation) -> Tabulation | None:
    """Of a panel that is published, the figures of all firms, which may be published, too. Raises InputError for few others."""
    if wanted.exact or panel.panel is None:
        return None
    choices = Namespace(title=wanted.title, previous=wanted.previous, by=(), panel=False, weight=None)
    _, _, whole = tabulated(db, choices, wanted.threshold)
    before = whole.previous.companies if whole.previous else 0
    if any(0 < one - panel.panel < wanted.threshold for one in (whole.companies, before)):
        raise InputError(
            f"両年とも回答した企業に入らない企業が{wanted.threshold}社未満のため、全企業の報告との差から回答が分かります。"
            "--panel を外すか、職員用の --exact を使ってください。"
        )
    return whole


def _names(db: CorporateDatabase, data: SurveyData) -> list[str]:
    """Names of firms and persons that a free answer may give away: all that the database knows."""
    found = {*map(str, data.firms["name"])}
    for firm in chain[SupplierRow | BuyerRow](db.supplier_rows(), db.buyer_rows()):
        found |= {firm.name, firm.representative, firm.contact}
    return sorted(found - {""})


def _shown_themes(
    data: SurveyData, question: str, names: Sequence[str], threshold: int, examples: bool
) -> list[Theme]:
    """The themes of a free answer that may be shown: those of fewer firms than the threshold are left out."""
    found = [one for one in themes(data, question, names) if one.count >= threshold]
    return [one if examples else replace(one, examples=()) for one in found[:_THEMES]]


# --- files ------------------------------------------------------------------------------------------------


def write_report(report: Report, data: SurveyData, suffix: str, stream: BinaryIO) -> None:
    """Write a report in one of FORMATS. Word, PDF and charts are loaded only when they are wanted."""
    if suffix == ".csv":
        report_data.write_csv(report, stream)
    elif suffix == ".json":
        report_data.write_json(report, stream)
    elif suffix == ".xlsx":
        from ingest.surveys import report_xlsx

        found = traces(report.publication.tabulation, data) if report.exact else ()
        report_xlsx.write(report, stream, found)
    elif suffix == ".docx":
        from ingest.surveys import report_docx

        report_docx.write(report, stream)
    else:
        from ingest.surveys import report_pdf

        report_pdf.write(report, stream)


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside its place and move it there whole. Raises InputError."""
    made = io.BytesIO()
    write(made)
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(made.getvalue())
        os.replace(beside, path)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        raise InputError(f"{path} に書けません。場所と空き容量を確かめてください。") from error
