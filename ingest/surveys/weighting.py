"""Post-stratification: answers weighted so that industries and sizes count as they do among all firms.

w = (N_h / N) ÷ (n_h / n), stratum h = industry x size class, N_h firms of the frame, n_h firms that answered (Cochran, Sampling Techniques, 5A.9).
Where a stratum has no answers (or no firms in the frame), it is joined with its neighbour, and that is said. The price of weighting is
the effective sample size (Σw)²/Σw² (Kish, Survey Sampling, 1965, 11.7).
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ingest.numbers import parsed
from ingest.surveys.model import UNKNOWN, Numbers, SurveyData, WeightingNote
from ingest.surveys.sizes import SIZES
from ingest.workbook import open_workbook
from matching.errors import InputError

METHOD = "業種×従業員規模による事後層化"
_HEADINGS = ("業種", "従業員規模", "企業数")

Stratum = tuple[str, str]


@dataclass(frozen=True)
class _Group:
    """Strata that are weighted as one."""

    members: tuple[Stratum, ...]
    frame: int
    answers: int

    @property
    def usable(self) -> bool:
        return self.frame > 0 and self.answers > 0

    def joined(self, other: _Group) -> _Group:
        return _Group((*self.members, *other.members), self.frame + other.frame, self.answers + other.answers)


def weights_of(data: SurveyData, frame_path: Path) -> tuple[Numbers, WeightingNote]:
    """One weight a firm of `data`, in its order, with mean 1, and what is to be said of them.

    frame_path: a table 業種, 従業員規模, 企業数. Raises UnreadableFile or InputError (Japanese) where it can't be used.
    """
    frame = read_frame(frame_path)
    strata = list(zip(map(_plain, data.firms["industry"]), map(str, data.firms["size"]), strict=True))
    return poststratified(strata, frame)


def poststratified(strata: Sequence[Stratum], frame: Mapping[Stratum, int]) -> tuple[Numbers, WeightingNote]:
    """Weights of firms in `strata` (industry, size class) to a frame of numbers of firms.

    A firm whose industry or size isn't known, or whose industry the frame lacks, keeps the weight 1. InputError: nothing fits at all.
    """
    answers: dict[Stratum, int] = {}
    for one in strata:
        if UNKNOWN not in one:
            answers[one] = answers.get(one, 0) + 1
    groups, notes = _groups(frame, answers)
    usable = [group for group in groups if group.usable]
    if not usable:
        raise InputError(
            "母集団の表の業種・従業員規模に当てはまる回答企業がありません。業種の書き方が調査と同じか確かめてください。"
        )
    n, total = sum(group.answers for group in usable), sum(group.frame for group in usable)
    by_stratum = {
        one: Fraction(group.frame * n, total * group.answers) for group in usable for one in group.members
    }
    weights = np.array([float(by_stratum.get(one, Fraction(1))) for one in strata], dtype=np.float64)
    if outside := len(strata) - n:
        notes.append(f"業種か従業員規模が分からない、または母集団の表にない{outside}社のウエイトは1とした。")
    effective, design_effect = kish(weights)
    note = WeightingNote(
        METHOD,
        len(usable),
        effective,
        design_effect,
        float(weights.min()),
        float(weights.max()),
        tuple(notes),
    )
    return weights, note


def kish(weights: Numbers) -> tuple[float, float]:
    """Effective sample size (Σw)²/Σw² and design effect n Σw²/(Σw)²; (0, 1) without any weight above 0."""
    squares = math.fsum(float(w) ** 2 for w in weights)
    if not squares:
        return 0.0, 1.0
    effective = math.fsum(map(float, weights)) ** 2 / squares
    return effective, len(weights) / effective


def read_frame(path: Path) -> dict[Stratum, int]:
    """The table of all firms: (industry, size class) -> number of firms. Raises UnreadableFile or InputError."""
    with open_workbook(path) as book:
        rows = [row for row in book.sheets[0].rows() if not row.blank]
    head = next((i for i, row in enumerate(rows) if set(_HEADINGS) <= {_plain(c) for c in row.cells}), None)
    if head is None:
        raise InputError(f"{path.name} に「業種」「従業員規模」「企業数」の見出しがありません。")
    cells = [_plain(cell) for cell in rows[head].cells]
    places = [cells.index(heading) for heading in _HEADINGS]
    frame: dict[Stratum, int] = {}
    for row in rows[head + 1 :]:
        told = [_plain(row.cells[place]) if place < len(row.cells) else "" for place in places]
        if told[0] in ("合計", "計", "総計", "総数") or not any(told):
            continue
        stratum, firms = _stratum(path, row.number, told)
        if stratum in frame:
            raise InputError(f"{path.name} の{row.number}行目: {'・'.join(stratum)}が二度出てきます。")
        frame[stratum] = firms
    return frame


def _stratum(path: Path, number: int, told: Sequence[str]) -> tuple[Stratum, int]:
    where = f"{path.name} の{number}行目: "
    size = {_plain(label): label for label in SIZES}.get(told[1])
    if not told[0] or size is None:
        raise InputError(
            f"{where}従業員規模「{told[1]}」は使えません。業種と、{'・'.join(SIZES)}のどれかを書いてください。"
        )
    firms = parsed(told[2].removesuffix("社"))
    if firms is None or firms < 0 or firms != int(firms):
        raise InputError(f"{where}企業数「{told[2]}」が読めません。0以上の整数を書いてください。")
    return (told[0], size), int(firms)


def _plain(cell: str) -> str:
    """A cell as it is compared: width folded, no spaces, one kind of wave dash."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    return text.translate(str.maketrans("〜−–", "~--"))


def _groups(frame: Mapping[Stratum, int], answers: Mapping[Stratum, int]) -> tuple[list[_Group], list[str]]:
    """Strata joined until each has answers and firms in the frame; what was joined, in Japanese."""
    notes: list[str] = []
    groups: list[_Group] = []
    poor: list[_Group] = []
    for industry in dict.fromkeys(stratum[0] for stratum in (*frame, *answers)):
        strata = [
            _Group(((industry, size),), frame.get((industry, size), 0), answers.get((industry, size), 0))
            for size in SIZES
        ]
        found = _joined_sizes([one for one in strata if one.frame or one.answers], notes)
        (groups if all(one.usable for one in found) else poor).extend(found)
    return groups + _joined_industries(poor, notes), notes


def _joined_sizes(strata: Sequence[_Group], notes: list[str]) -> list[_Group]:
    """One industry's classes; one that can't be weighted joins the nearest that can (the smaller of two as near)."""
    good = [index for index, one in enumerate(strata) if one.usable]
    if not good:
        whole = _united(strata)
        if whole and whole.usable:
            notes.append(f"{whole.members[0][0]}は、従業員規模を分けずに一つの層とした。")
        return [whole] if whole else []
    places = [SIZES.index(one.members[0][1]) for one in strata]
    joined = {index: strata[index] for index in good}
    for index, one in enumerate(strata):
        if index not in joined:
            near = min(good, key=lambda other: (abs(places[other] - places[index]), places[other]))
            joined[near] = joined[near].joined(one)
            why = "回答がない" if not one.answers else "母集団の表にない"
            industry, size = one.members[0]
            notes.append(
                f"{industry}の「{size}」は{why}ため、「{strata[near].members[0][1]}」と合わせて一つの層とした。"
            )
    return [joined[index] for index in good]


def _joined_industries(poor: Sequence[_Group], notes: list[str]) -> list[_Group]:
    """Industries without answers, or not in the frame: neither is guessed at; both are said."""
    for one in poor:
        industry = one.members[0][0]
        if one.answers:
            notes.append(f"{industry}（回答{one.answers}社）は母集団の表にない。")
        else:
            notes.append(f"{industry}（母集団{one.frame}社）は回答がなく、結果に表れていない。")
    return list(poor)


def _united(strata: Sequence[_Group]) -> _Group | None:
    whole: _Group | None = None
    for one in strata:
        whole = one if whole is None else whole.joined(one)
    return whole
