"""The audit trail at a desk: looking, verifying, taking it away as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC
from types import MappingProxyType
from typing import Any, Literal

from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.audit import EVERYTHING, Entry, Verification, Wanted

Format = Literal["csv", "jsonl"]
_HEADINGS = ("番号", "日時（UTC）", "だれが", "何をした", "種類", "対象", "詳細", "ハッシュ")
# Deeds and subjects, as people say them; what isn't listed is shown as it is.
DEEDS = MappingProxyType(
    {
        "see": "閲覧",
        "match": "検索",
        "make": "登録",
        "change": "変更",
        "remove": "削除",
        "export": "出力",
        "download": "ダウンロード",
        "print": "印刷",
        "erase": "個人情報の消去",
        "introduce": "紹介",
        "sign-in": "サインイン",
        "sign-in-failed": "サインイン失敗",
        "sign-out": "サインアウト",
        "set-password": "パスワード設定",
        "ask-reset": "再設定の依頼",
        "issue-link": "リンクの発行",
        "invite": "招待",
        "close": "利用停止",
        "unlock": "ロック解除",
        "answer": "回答",
        "take-back": "取り消し",
        "move": "状態の変更",
        "withdraw": "取下げ",
        "registration": "申請の手続き",
        "confirm": "確認",
        "mark-expired": "期限切れの印",
        "attach": "添付",
        "consent": "同意",
        "withdraw-consent": "同意の撤回",
        "judge": "評価",
        "withdraw-judgement": "評価の取り消し",
        "accept": "承認",
        "reject": "却下",
        "reopen": "再検討",
        "undo": "取込の取り消し",
        "import": "一覧の読み込み",
        "define": "調査票の定義",
        "stop": "中止",
        "upload": "取込",
        "back-up": "バックアップ",
        "restore": "復元",
        "migrate": "移行",
    }
)
SUBJECTS = MappingProxyType(
    {
        "supplier": "受注企業",
        "buyer": "発注企業",
        "order": "発注案件",
        "match": "検索",
        "ranking": "順位の記録",
        "shortlist": "候補リスト",
        "introduction": "紹介",
        "feedback": "評価",
        "registration": "登録申請",
        "attachment": "添付ファイル",
        "consent": "同意",
        "upload": "取込",
        "review": "確認待ち",
        "survey": "調査",
        "tabulation": "集計",
        "activity": "活動",
        "result": "実績",
        "lexicon": "用語集",
        "account": "利用者",
        "token": "API トークン",
        "audit": "監査記録",
        "job": "処理",
        "backup": "バックアップ",
        "database": "データベース",
    }
)


class AuditTrail:
    """The audit trail for one viewer."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._trail = db.trail
        self._viewer = viewer

    def entries(
        self, wanted: Wanted = EVERYTHING, limit: int = 100, before: int | None = None
    ) -> list[Entry]:
        """The newest entries (with a number below `before`), newest first."""
        return self._trail.entries(self._viewer, wanted, limit, before)

    def verify(self, known: tuple[int, str] | None = None) -> Verification:
        """Walk the chain from its beginning. `known`: a length and a hash that were written down earlier."""
        return self._trail.verify(self._viewer, known)

    def export(self, form: Format, wanted: Wanted = EVERYTHING) -> Iterator[str]:
        """The entries as text, oldest first, streaming; that it is done stands on the trail before the first line.

        A CSV begins with a byte order mark, and no cell of it is a formula.
        """
        entries = self._trail.export(self._viewer, wanted)
        return _csv(entries) if form == "csv" else _jsonl(entries)


def entry_json(entry: Entry) -> dict[str, Any]:
    """One entry, as the command line and the REST service give it."""
    return {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "who": entry.who,
        "deed": entry.deed,
        "subject": entry.subject,
        "key": entry.key,
        "details": dict(entry.details),
        "hash": entry.hash,
    }


def verification_json(found: Verification) -> dict[str, Any]:
    """What a walk along the chain found."""
    return {
        "intact": found.broken_at is None,
        "count": found.count,
        "hash": found.hash,
        "broken_at": found.broken_at,
        "reason": found.reason,
    }


def _jsonl(entries: Iterator[Entry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(entry_json(entry), ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv(entries: Iterator[Entry]) -> Iterator[str]:
    yield "\ufeff" + _line(_HEADINGS)
    for entry in entries:
        told = entry_json(entry)
        details = json.dumps(told["details"], ensure_ascii=False)
        deed, subject = DEEDS.get(entry.deed, entry.deed), SUBJECTS.get(entry.subject, entry.subject)
        yield _line((str(entry.seq), told["at"], entry.who, deed, subject, entry.key, details, entry.hash))


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
