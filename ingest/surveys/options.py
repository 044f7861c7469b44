"""What commands on a survey's figures share: which figures, compared with what, cut by what, weighted how."""

from __future__ import annotations

import argparse
from pathlib import Path

from ingest.surveys.model import Numbers, SurveyData, Tabulation, WeightingNote
from ingest.surveys.pooling import pooled
from ingest.surveys.reading import asked_firms, survey_data
from ingest.surveys.tabulation import panel_of, tabulate
from ingest.surveys.weighting import weights_of
from matching.corporate import CorporateDatabase
from matching.errors import InputError


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The options that say what is tabulated; `report` takes them as well."""
    parser.add_argument("--previous", default="", metavar="TITLE", help="比べる調査の題名（前年など）")
    parser.add_argument(
        "--by", action="append", default=[], metavar="COLUMN",
        help="クロス集計の軸：業種、従業員規模、地域、都道府県、市区町村、または設問の名前（何度でも、または , で区切る）",
    )  # fmt: skip
    parser.add_argument("--panel", action="store_true", help="両方の調査に答えた企業だけで比べる")
    parser.add_argument(
        "--weight", type=Path, metavar="FRAME.csv", help="業種×従業員規模の企業数で重み付けする"
    )


def tabulated(
    db: CorporateDatabase, args: argparse.Namespace, rare: int = 0
) -> tuple[SurveyData, SurveyData | None, Tabulation]:
    """The survey of args.title, the one that it is compared with, and the figures that the options ask for.

    With --panel both surveys hold the firms of both alone. rare: what fewer firms wrote themselves is その他 (pooling.py); 0: nothing is.
    Raises NotFound for unknown titles, InputError for options that don't fit.
    """
    if args.panel and not args.previous:
        raise InputError("--panel には --previous で比べる調査を指定してください。")
    written = survey_data(db, args.title)
    previous = survey_data(db, args.previous) if args.previous else None
    data, previous = pooled(written, previous, rare) if rare else (written, previous)
    if args.panel and previous:
        # Who was asked doesn't matter for firms of both years.
        written, _ = panel_of(written, previous)
        data, previous = panel_of(data, previous)
    weights, note = _weights(written, args.weight)
    asked = None if args.panel else asked_firms(db, args.title)
    by = [one for given in args.by for one in given.split(",") if one.strip()]
    figures = tabulate(data, previous, by, weights, weighting=note, asked=asked, panel=args.panel)
    return data, previous, figures


def _weights(data: SurveyData, frame: Path | None) -> tuple[Numbers | None, WeightingNote | None]:
    return (None, None) if frame is None else weights_of(data, frame)
