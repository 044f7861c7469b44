"""The states that a row gives a firm: 休業 until a day, 競合・系列 of a buyer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ingest import values
from ingest.drafts import Draft, StatusWish, lines
from matching.corporate.statuses import ACTIVE, EXCLUDING, KINDS, RIVAL

# How files word the states of firms: the database's kind -> words.
_STATUS_WORDS: Mapping[str, str] = {
    "休業": "休業|休業中|休止|休止中|操業停止|一時休業|休眠",
    "登記閉鎖": "登記閉鎖|閉鎖|廃業|解散|倒産|清算",
    "紹介停止": "紹介停止|紹介停止中|停止|停止中|紹介不可|紹介辞退|掲載停止",
    "現況確認期限切れ": "現況確認期限切れ|現況確認切れ|確認期限切れ|期限切れ|現況未確認|未確認",
    "受注余力なし": "受注余力なし|余力なし|受注停止|受注余力無し|新規受注停止|フル稼働",
    RIVAL: "競合・系列|競合|系列|競合先",
    ACTIVE: "通常|有効|稼働|稼働中|営業中|登録|登録中|登録済|登録済み|公開|active|ok|normal|正常|なし|無|-",
}
_STATUS_KINDS = {
    values.folded(word): kind for kind, words in _STATUS_WORDS.items() for word in words.split("|")
}


# What a remark says of a firm that is not to be introduced; 夏季休業 and 休業日 are none of it.
_REMARKED = re.compile(
    r"紹介(?:停止|不可|辞退|しない)|取引停止|廃業|倒産|(?<![季日曜末始盆期時])休業(?!日)|休業中|営業停止|操業停止"
)


def doubt_remarks(
    draft: Draft, statuses: Iterable[StatusWish], label: str, remarks: Iterable[tuple[str, str]]
) -> None:
    """Warn of remarks (heading, text) that speak of a state which no column of states gives the firm."""
    if any(one.kind in EXCLUDING for one in statuses):
        return
    for heading, text in remarks:
        said = _REMARKED.search(text) or (text and not values.is_blank(text) and _REMARKED.search(heading))
        if said and values.mark(text) is not False:
            message = (
                f"「{text[:40]}」とありますが、このままでは紹介の候補から外れません。"
                "外すには「状態」の列を作り、休業、登記閉鎖、紹介停止のどれかを書いてください。"
            )
            draft.warn("status-in-remarks", message, heading or label, text)
            return


def states_of(draft: Draft) -> tuple[tuple[StatusWish, ...], str]:
    """The states that the row gives the firm, and words that are none (not for the public notes).

    Days and reason are those of the state that the row names: 競合先 beside another state has no end of its own.
    """
    cells = draft.cells
    label, word = cells.heading("status"), cells.one("status")
    reason, rivals = cells.one("status_reason"), tuple(values.entries(cells.one("competitor_of")))
    start, _ = draft.period("status_start")
    end, _ = draft.period("status_end", last=True)
    kind = _STATUS_KINDS.get(values.folded(word)) if word else ""
    if kind is None or (kind == RIVAL and not rivals):
        told = (
            f"「{RIVAL}」には相手の発注企業も要ります。「競合先」の列にその名称か番号を書いてください。"
            if kind == RIVAL
            else f"状態には {'、'.join(KINDS)} のどれかを書いてください。"
        )
        message = f"「{word}」は状態として読めません(公開範囲の欄に残しました)。{told}"
        draft.warn("unknown-status", message, label, word)
        return (), lines(f"{label}: {word}", reason and f"理由: {reason}")
    if kind == RIVAL or (rivals and not kind):
        return (StatusWish(RIVAL, reason, start, end, rivals),), ""
    wishes = [StatusWish(kind, reason, start, end)] if kind else []
    if rivals:
        wishes.append(StatusWish(RIVAL, rivals=rivals))
    return tuple(wishes), "" if wishes or not reason else f"理由: {reason}"
