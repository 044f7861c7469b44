"""説明資料: one A4 page that shows how a recorded ranking came about, for the file and for whoever asks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from matching import fonts
from matching.corporate.rankings import RankingInBrief
from matching.ranking.replay import Line, Replayed, verdict_of
from matching.records import PROFILE_TEXT_FIELDS, Verdict

_JAPAN = timezone(timedelta(hours=9))
_MARGIN = 40.0
_WIDTH = A4[0] - 2 * _MARGIN
_BOTTOM = 46.0
_TEXT, _FAINT, _HEAD = HexColor("#1A1A1A"), HexColor("#9AA5AE"), HexColor("#DDE8F0")
# The font has no ✕.
_SIGNS = {"meets": "◯", "unknown": "？", "fails": "×"}
_FIRMS = 10
_COLUMNS = 12
_LEGEND = (
    "◯ 合う（登録内容に根拠がある）　？ 要確認（登録内容からは分からない）　× 合わない（反する記載がある）"
)
_SAME = "記録だけから計算し直し、順位と点がこの資料とすべて一致することを確かめました。"
_OTHER = "注意：記録から計算し直した結果が、記録された順位と一致しません。管理者に確かめてください。"


@dataclass(frozen=True, slots=True)
class _Room:
    """How many lines each part may take; the first room in which the page holds all is taken."""

    text: int
    conditions: int
    evidence: int
    excluded: int


_ROOMS = (
    _Room(8, 12, 14, 6),
    _Room(6, 12, 10, 5),
    _Room(5, 12, 7, 4),
    _Room(4, 8, 4, 3),
    _Room(3, 6, 3, 2),
    _Room(2, 4, 2, 1),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed line: pieces of text at distances from the left margin, a size, and the height that it takes."""

    pieces: tuple[tuple[float, str], ...]
    size: float = 8.5
    height: float = 12.0
    shaded: bool = False
    ruled: bool = False


def explanation(brief: RankingInBrief, record: Mapping[str, Any], replayed: Replayed, person: str) -> bytes:
    """The page as PDF. `person`: who made the ranking, as it is to be printed. Long texts are shortened with …."""
    for room in _ROOMS:
        rows = list(_page(brief, record, replayed, person, room))
        if sum(row.height for row in rows) <= A4[1] - _MARGIN - _BOTTOM:
            break
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=1, invariant=1, lang="ja")
    canvas.setTitle(f"説明資料 {brief.id}")
    canvas.setAuthor("受発注マッチング")
    _draw(canvas, rows)
    _foot(canvas, brief, record)
    canvas.save()
    return stream.getvalue()


def _page(
    brief: RankingInBrief, record: Mapping[str, Any], replayed: Replayed, person: str, room: _Room
) -> Iterator[_Row]:
    yield _Row(((0, "受注企業の順位の説明資料"),), 16, 26)
    at = brief.at.astimezone(_JAPAN)
    when = f"作成：{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    yield from _wrapped(
        f"{when} ／ 担当：{person or '（記録なし）'} ／ 案件番号：{brief.order or '（未登録の相談）'}", 1
    )
    yield from _wrapped(f"企業データの版：{brief.revision} ／ {_conditions_of(record)}", 2)
    yield from _heading("相談の内容")
    yield from _wrapped(record["text"] or "（空欄）", room.text)
    if edits := _edits(record):
        yield from _wrapped(f"担当者が直した点：{edits}", 2)
    yield from _heading("読み取った条件")
    yield from _requirements(record["requirements"], room.conditions)
    yield from _heading(f"順位（上位{min(_FIRMS, len(replayed.lines))}社）と、条件ごとの判定")
    yield from _ranking(record, replayed.lines[:_FIRMS])
    yield from _heading("判定の根拠（登録内容からの引用）")
    yield from _evidence(record, replayed.lines, room.evidence)
    yield from _heading("紹介の対象から外した企業と理由")
    yield from _excluded(record, room.excluded)
    yield _Row((), height=4)
    yield from _wrapped(_SAME if replayed.identical else _OTHER, 2)


def _conditions_of(record: Mapping[str, Any]) -> str:
    filters = "、".join(f"{key}={value}" for key, value in record["filters"].items())
    strict = "必須条件に反する企業を除外" if record["strict"] else ""
    told = "、".join(one for one in (filters, strict) if one)
    return f"絞り込み：{told or 'なし'} ／ 意味の計算：{record.get('encoder', '')}"


def _edits(record: Mapping[str, Any]) -> str:
    """What the coordinator changed of what was read."""
    added = [one["words"] for one in record["edits"] if one["deed"] == "add"]
    text = "\n".join([record["text"], *added])
    said = []
    for one in record["edits"]:
        there = text[one["start"] : one["end"]]
        said.append(
            {
                "drop": f"「{there}」を外した",
                "replace": f"「{there}」を「{one['words']}」にした",
                "must": f"「{there}」を必須にした",
                "wish": f"「{there}」を希望にした",
                "add": f"「{one['words']}」を加えた",
            }[one["deed"]]
        )
    return "、".join(said)


def _requirements(requirements: Sequence[Mapping[str, Any]], most: int) -> Iterator[_Row]:
    """Numbered as the columns of the table are; two a line."""
    shown = [
        f"{number}　[{_strength(one)}] {one['label']}：「{one['text']}」"
        for number, one in enumerate(_judged(requirements), 1)
    ]
    if not shown:
        yield from _wrapped("条件として読み取れたものはありません。", 1)
    half = _WIDTH / 2
    pairs = [shown[i : i + 2] for i in range(0, len(shown), 2)]
    for pair in pairs[:most]:
        pieces = [(half * i, _cut(one, 8.5, half - 8)) for i, one in enumerate(pair)]
        yield _Row(tuple(pieces))
    if len(pairs) > most:
        yield from _wrapped(f"ほか{len(shown) - 2 * most}件の条件", 1)


def _strength(requirement: Mapping[str, Any]) -> str:
    return "不可" if requirement["negated"] else "必須" if requirement["must"] else "希望"


def _judged(requirements: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that give verdicts (what needn't be gives none)."""
    return [one for one in requirements if one["must"] or not one["negated"]]


def _ranking(record: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[_Row]:
    judged = _judged(record["requirements"])
    columns, step = judged[:_COLUMNS], 14.0
    matrix_at = _WIDTH - step * len(columns)
    points_at = matrix_at - 36
    head = [(0.0, "順位"), (26.0, "企業（所在地）と、おもな点の内訳"), (points_at, "点")]
    head += [(matrix_at + step * i, str(i + 1)) for i in range(len(columns))]
    yield _Row(tuple(head), 7.5, 13, shaded=True)
    firms, verdicts = _firms(record), _verdicts(record)
    for line in lines:
        firm, given = firms[line.id], verdicts[line.id]
        name = f"{firm['name']}（{firm['prefecture']}{firm['city']}）"
        pieces = [
            (4.0, str(line.rank)),
            (26.0, _cut(name, 8, points_at - 34)),
            (points_at, f"{line.score:.1f}"),
        ]
        pieces += [
            (matrix_at + step * i, _SIGNS[given[one["id"]].verdict])
            for i, one in enumerate(columns)
            if one["id"] in given
        ]
        yield _Row(tuple(pieces), 8, 11)
        parts = "、".join(f"{c.label} {c.points:+.1f}" for c in line.contributions)
        yield _Row(((26, _cut(parts, 6.5, matrix_at - 34)),), 6.5, 10, ruled=True)
    if len(judged) > _COLUMNS:
        yield from _wrapped(
            f"{_COLUMNS + 1}番からの条件の判定は表に入りません。下の引用を見てください。", 1, 7
        )
    if not lines:
        yield from _wrapped("該当する企業はありませんでした。", 1)
    yield _Row(((0, _LEGEND),), 7, 11)


def _evidence(record: Mapping[str, Any], lines: Sequence[Line], most: int) -> Iterator[_Row]:
    numbers = {one["id"]: i for i, one in enumerate(_judged(record["requirements"]), 1)}
    firms, verdicts = _firms(record), _verdicts(record)
    found = []
    for line in lines[:_FIRMS]:
        quoted = [
            f"{numbers[v.requirement]}{_SIGNS[v.verdict]}{PROFILE_TEXT_FIELDS.get(v.evidence.field, '')}「{v.evidence.quote}」"
            for v in verdicts[line.id].values()
            if v.evidence and v.requirement in numbers
        ]
        if quoted:
            found.append(f"{line.rank}位 {firms[line.id]['name']}　{'　'.join(quoted)}")
    for text in found:
        rows = list(_wrapped(text, min(2, most)))
        most -= len(rows)
        yield from rows
        if most <= 0:
            return
    if not found:
        yield from _wrapped("引用できる記載はありません。", 1)


def _excluded(record: Mapping[str, Any], most: int) -> Iterator[_Row]:
    firms, total = record["excluded"], sum(record["excluded_total"].values())
    for firm in firms[:most]:
        yield from _wrapped(f"{firm['name']}（{firm['prefecture']}{firm['city']}）：{firm['reason']}", 1)
    counts = "、".join(f"{reason} {count}社" for reason, count in record["excluded_total"].items())
    if total > len(firms[:most]):
        yield from _wrapped(f"全部で{total}社（{counts}）", 1)
    if not total:
        yield from _wrapped("ありません。", 1)


def _firms(record: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {one["id"]: one for one in record["candidates"]}


def _verdicts(record: Mapping[str, Any]) -> dict[int, dict[str, Verdict]]:
    return {
        one["id"]: {v.requirement: v for v in map(verdict_of, one["verdicts"])}
        for one in record["candidates"]
    }


def _heading(text: str) -> Iterator[_Row]:
    yield _Row((), height=5)
    yield _Row(((4, text),), 10, 17, shaded=True)


def _wrapped(text: str, most: int, size: float = 8.5) -> Iterator[_Row]:
    for line in fonts.lines(text, size, _WIDTH, most):
        yield _Row(((0, line),), size)


def _cut(text: str, size: float, wide: float) -> str:
    return "".join(fonts.lines(text, size, wide, 1))


def _draw(canvas: Canvas, rows: Sequence[_Row]) -> None:
    font, y = fonts.registered(), A4[1] - _MARGIN
    for row in rows:
        y -= row.height
        if row.shaded:
            canvas.setFillColor(_HEAD)
            canvas.rect(_MARGIN, y - 1, _WIDTH, row.height - 1, stroke=0, fill=1)
        if row.ruled:
            canvas.setStrokeColor(_FAINT)
            canvas.setLineWidth(0.3)
            canvas.line(_MARGIN, y - 1.5, _MARGIN + _WIDTH, y - 1.5)
        canvas.setFillColor(_TEXT)
        canvas.setFont(font, row.size)
        for x, text in row.pieces:
            canvas.drawString(_MARGIN + x, y + (row.height - row.size) / 2, fonts.printable(text))


def _foot(canvas: Canvas, brief: RankingInBrief, record: Mapping[str, Any]) -> None:
    canvas.setFont(fonts.registered(), 6.5)
    product = f"juhatchu {record.get('product', '')}（計算式 {record['formula']}）"
    canvas.drawString(_MARGIN, _BOTTOM - 14, f"記録番号 {brief.id}　{product}")
    canvas.drawString(_MARGIN, _BOTTOM - 23, f"記録のハッシュ（SHA-256） {brief.digest}")
