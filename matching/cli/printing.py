"""Answers in Japanese for a terminal: the ranked table with its evidence, why not, gaps, teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matching.cli.common import say, table
from matching.records import (
    PROFILE_TEXT_FIELDS,
    Evidence,
    GapsResult,
    MatchResult,
    Requirement,
    ReverseResult,
    TeamResult,
    Verdict,
    WhyNot,
)

_MARKS: Mapping[str, str] = {"meets": "適合", "unknown": "要確認", "fails": "不適合"}
_NOTHING_AGAINST = "－"
# Kinds of which 「～以外」 or 「～不可」 excludes one; what else is negated (外注不可) says how the firm must work.
_NAMED = frozenset({"process", "material", "equipment", "certification"})
_OTHER_FIELDS = {"prefecture": "都道府県", "city": "市区町村", "source_id": "登録番号", "name": "企業名"}
# How many of the ranked firms are shown with their evidence.
_EXPLAINED = 3


def print_matches(result: MatchResult) -> None:
    """The ranked table that a coordinator reads, and the evidence of the first."""
    _print_requirements(result.requirements)
    guessed = list(dict.fromkeys(f"{u.text}→{u.label}" for u in result.understood if u.everyday))
    if guessed:
        say(f"言葉からの推定：{'、'.join(guessed)}")
    for notice in result.notices:
        say(f"※ {notice}")
    if result.matches:
        rows = [
            [
                str(m.rank),
                m.supplier.source_id,
                m.supplier.name,
                m.supplier.place.prefecture + m.supplier.place.city,
                f"{m.score:.1f}",
                _tally(result.requirements, m.verdicts),
                m.supplier.texts.get("processes") or m.supplier.texts.get("strengths", ""),
                "、".join(f"{c.label}{c.points:+.0f}" for c in m.contributions[:2]),
            ]
            for m in result.matches
        ]
        header = (
            "順位",
            "登録番号",
            "企業名",
            "所在地",
            "点",
            "適合・要確認・不適合",
            "加工内容",
            "主な理由（点の内訳）",
        )
        for line in table(header, rows, (4, 8, 28, 20, 5, 20, 30, 50)):
            say(line)
    else:
        say("該当する企業はありません。")
    for m in result.matches[:_EXPLAINED]:
        if m.verdicts:
            say(f"■ {m.rank}位 {m.supplier.name} の根拠")
            _print_verdicts(result.requirements, m.verdicts)
    for m in result.matches:
        if m.note:
            say(f"（注意）{m.supplier.name}：{m.note}")
    for one in result.excluded:
        say(f"（除外）{one.supplier.name}：{one.reason}")
    if result.ask:
        say("発注企業に確かめるとよいこと（順位を左右する順）")
        for question in result.ask:
            say(f"  ・{question}")


def print_why(result: WhyNot) -> None:
    """Where one firm stands, what holds it back, what would bring it forward."""
    place = f"{result.rank}位（{result.score:.1f}点）" if result.rank else "順位がつきません"
    say(f"{result.supplier.source_id} {result.supplier.name}：{place}")
    if result.barred:
        say(f"※ この企業は現在、紹介の対象外です：{result.barred}")
    _print_requirements(result.requirements)
    if result.verdicts:
        say("条件ごとの判定")
        _print_verdicts(result.requirements, result.verdicts)
    say("点の内訳：" + "、".join(f"{c.label}{c.points:+.1f}" for c in result.contributions))
    if result.facts:
        say(f"次のことが登録内容にあれば、{result.rank_with_facts}位になります。")
        for fact in result.facts:
            field = _field(fact.field)
            if fact.replaces and fact.text:
                say(f"  ・{field}の「{fact.replaces}」が「{fact.text}」に変わる")
            elif fact.replaces:
                say(f"  ・{field}の「{fact.replaces}」がなくなる")
            else:
                say(f"  ・{field}に「{fact.text}」と書かれている（事実であれば）")
    elif result.rank and result.rank <= 10:
        say("すでに上位10社に入っています。")
    elif _does_other_work(result):
        say("業種が異なるため、登録内容の追加では上位に入りません。")
    else:
        say("登録内容に事実を三つまで足しても、上位10社には入りません。")


def _does_other_work(result: WhyNot) -> bool:
    """Whether the firm is shown to do none of the processes that must be done."""
    asked = {r.id for r in result.requirements if r.kind == "process" and r.must and not r.negated}
    met = {v.requirement for v in result.verdicts if v.verdict == "meets"}
    return bool(asked) and not asked & met


def print_gaps(result: GapsResult) -> None:
    """What to ask a supplier at the next survey or visit."""
    say(
        f"{result.supplier.name} の登録内容に書かれておらず、案件を左右していること（案件 {result.orders_read} 件を確認）"
    )
    if not result.gaps:
        say("足りないことは見つかりませんでした。")
        return
    rows = [
        [
            g.question,
            str(len(g.orders)),
            str(g.open_orders),
            "、".join(g.orders[:6]) + (" ほか" if len(g.orders) > 6 else ""),
        ]
        for g in result.gaps
    ]
    for line in table(("確かめること", "案件数", "うち募集中", "案件番号"), rows, (50, 6, 10, 60)):
        say(line)


def print_team(result: TeamResult) -> None:
    """Teams of firms that together do a chain."""
    labels = {r.id: r.label for r in result.requirements}
    _print_requirements(result.requirements)
    for notice in result.notices:
        say(f"※ {notice}")
    for team in result.teams:
        spread = (
            "所在地不明の企業を含む"
            if team.spread_km is None
            else f"最も離れた2社の間 約{team.spread_km:.0f} km"
        )
        say(f"■ 案{team.rank}　{len(team.members)}社（{spread}）")
        for member in team.members:
            tasks = "、".join(dict.fromkeys(labels[t] for t in member.tasks))
            say(
                f"  {member.supplier.source_id} {member.supplier.name}（{member.supplier.place.prefecture}{member.supplier.place.city}）：{tasks}"
            )
            shown = {v.requirement: v.evidence for v in member.verdicts if v.verdict == "meets"}
            for task in member.tasks:
                if evidence := shown.get(task):
                    say(f"      {labels[task]} … {_said(evidence)}")
        if team.open:
            say(f"  確かめること：{'、'.join(dict.fromkeys(labels[r] for r in team.open))}")


def _print_requirements(requirements: Sequence[Requirement]) -> None:
    """Musts, wishes, and what must not be or needn't be, as read."""
    musts = [r for r in requirements if r.must and not r.negated]
    wishes = [r for r in requirements if not r.must and not r.negated]
    nots = [r for r in requirements if r.negated]
    for title, chosen in (
        ("【必須】読み取った条件", musts),
        ("【希望】読み取った条件", wishes),
        ("除く条件", nots),
    ):
        if chosen:
            say(f"{title}：{'、'.join(_labels(chosen))}")


def _labels(requirements: Sequence[Requirement]) -> list[str]:
    """Labels in order, alternatives joined by か."""
    groups: dict[str, list[str]] = {}
    for r in requirements:
        groups.setdefault(r.any_of or r.id, []).append(r.label)
    return ["か".join(dict.fromkeys(labels)) for labels in groups.values()]


def _print_verdicts(requirements: Sequence[Requirement], verdicts: Iterable[Verdict]) -> None:
    by_id = {r.id: r for r in requirements}
    for v in verdicts:
        r = by_id[v.requirement]
        wish = "" if r.must else "（希望）"
        unwanted = "除く条件：" if r.negated and r.kind in _NAMED else ""
        mark = _NOTHING_AGAINST if _offers_nothing_against(r, v) else _MARKS[v.verdict]
        said = f"　{_said(v.evidence)}" if v.evidence else ""
        say(f"  {mark}　{unwanted}{r.label}{wish}{said}")


def _offers_nothing_against(r: Requirement, verdict: Verdict) -> bool:
    """Whether it is something that must not be and that the firm isn't bound to: there is nothing to find out."""
    return r.negated and r.kind in _NAMED and verdict.verdict == "unknown"


def _said(evidence: Evidence) -> str:
    return f"{_field(evidence.field)}「{evidence.quote}」"


def _field(key: str) -> str:
    return PROFILE_TEXT_FIELDS.get(key) or _OTHER_FIELDS.get(key, key)


def _tally(requirements: Sequence[Requirement], verdicts: Sequence[Verdict]) -> str:
    by_id = {r.id: r for r in requirements}
    counted = [v for v in verdicts if not _offers_nothing_against(by_id[v.requirement], v)]
    counts = [sum(v.verdict == kind for v in counted) for kind in _MARKS]
    return "・".join(map(str, counts)) if verdicts else "－"


def print_reverse(result: ReverseResult) -> None:
    """Open orders for one supplier."""
    say(f"{result.supplier.name} に合う募集中の案件")
    for notice in result.notices:
        say(f"※ {notice}")
    rows = [
        [
            str(m.rank),
            m.order.id,
            m.title,
            f"{m.score:.1f}",
            m.order.deadline.isoformat() if m.order.deadline else "－",
            "、".join(f"{c.label}{c.points:+.0f}" for c in m.contributions[:3]),
        ]
        for m in result.matches
    ]
    if not rows:
        say("募集中で合いそうな案件はありません。")
        return
    for line in table(
        ("順位", "案件番号", "品名", "点", "締切", "主な理由（点の内訳）"), rows, (4, 12, 36, 5, 10, 46)
    ):
        say(line)
