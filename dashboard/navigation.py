"""Which pages there are and who sees them: the one table of the router. Roles add up; what a page shows is decided below it, by the access rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.wording import shell as wording

FOLDER = Path(__file__).resolve().parent / "pages"
EVERYBODY = frozenset({"coordinator", "supplier", "buyer", "survey", "admin", "reader"})
FRONT = "home"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page: its file in dashboard/pages without ".py", its title, what it is for, its section, its icon and who sees it.

    The file's name is also its address; the front page stands at "/".
    """

    name: str
    title: str
    about: str
    section: str
    icon: str
    roles: frozenset[str]

    @property
    def file(self) -> Path:
        """The file that is run."""
        return FOLDER / f"{self.name}.py"

    @property
    def address(self) -> str:
        """Its path on the server: "/" for the front page."""
        return "/" if self.name == FRONT else f"/{self.name}"


def _page(name: str, title: str, about: str, section: str, icon: str, *roles: str) -> PageRow:
    return PageRow(name, title, about, section, f":material/{icon}:", frozenset(roles) or EVERYBODY)


PAGES: tuple[PageRow, ...] = (
    _page(FRONT, "はじめに", "使えるページの一覧と、はじめての方への案内", wording.SECTION_HOME, "home"),
    _page(
        "suppliers",
        "案件→企業",
        "相談文を貼り付けて、合う受注企業を理由つきで探します",
        wording.SECTION_MATCHING,
        "search",
        "coordinator",
    ),
    _page(
        "firms",
        "企業データベース",
        "登録されている企業を探し、内容・出典・履歴を見ます",
        wording.SECTION_MATCHING,
        "apartment",
        "coordinator",
        "survey",
        "reader",
    ),
    _page(
        "cases",
        "案件管理",
        "案件の進み具合と、今日することを見ます",
        wording.SECTION_CASEWORK,
        "assignment",
        "coordinator",
    ),
    _page(
        "activities",
        "活動",
        "訪問する企業と理由、連絡の予定、確かめる案件を見ます",
        wording.SECTION_CASEWORK,
        "event_note",
        "coordinator",
        "survey",
    ),
    _page(
        "registrations",
        "登録の確認",
        "企業からの申請を確かめ、届いた用紙を代わりに入れます",
        wording.SECTION_CASEWORK,
        "how_to_reg",
        "coordinator",
    ),
    _page(
        "results",
        "実績",
        "年度の実績を目標と比べ、訪問や成約を記録します",
        wording.SECTION_CASEWORK,
        "trending_up",
        "coordinator",
        "survey",
        "reader",
    ),
    _page(
        "quality",
        "品質",
        "順位がどれだけ役に立っているかを、評価と紹介の結果から見ます",
        wording.SECTION_CASEWORK,
        "thumbs_up_down",
        "coordinator",
    ),
    _page(
        "own_profile",
        "自社の登録",
        "自社の登録を見直して、直した内容を申請します",
        wording.SECTION_OWN,
        "edit_document",
        "supplier",
    ),
    _page(
        "own_orders",
        "合う案件",
        "自社に合いそうな案件と、足りない情報を見ます",
        wording.SECTION_OWN,
        "handshake",
        "supplier",
    ),
    _page(
        "own_introductions",
        "紹介の状況",
        "自社が紹介された案件に回答します",
        wording.SECTION_OWN,
        "forum",
        "supplier",
    ),
    _page(
        "buyer_orders",
        "自社の案件",
        "出した案件の様子と、紹介された企業を見ます",
        wording.SECTION_OWN,
        "inventory_2",
        "buyer",
    ),
    _page(
        "uploads",
        "取込",
        "企業から戻ったファイルを読み取り、確かめてから取り込みます",
        wording.SECTION_SURVEYS,
        "upload_file",
        "survey",
        "coordinator",
    ),
    _page(
        "duplicates",
        "重複の確認",
        "同じ企業かもしれない組を見比べて決めます",
        wording.SECTION_SURVEYS,
        "join_inner",
        "survey",
        "coordinator",
    ),
    _page(
        "questionnaires",
        "調査票の定義",
        "設問の名前・種類・選択肢を決めます",
        wording.SECTION_SURVEYS,
        "list_alt",
        "survey",
    ),
    _page(
        "unanswered",
        "未回答",
        "まだ答えていない企業を出し、督促の一覧を作ります",
        wording.SECTION_SURVEYS,
        "mark_email_unread",
        "survey",
        "coordinator",
    ),
    _page(
        "tabulations",
        "集計",
        "調査の結果を表とグラフで見て、報告書を作ります",
        wording.SECTION_SURVEYS,
        "bar_chart",
        "survey",
        "coordinator",
        "reader",
    ),
    _page(
        "admin_users",
        "利用者",
        "利用者を招き、権限を決め、止めたり消したりします",
        wording.SECTION_ADMIN,
        "group",
        "admin",
    ),
    _page(
        "admin_lexicon",
        "辞書",
        "県内での呼び方を辞書に足し、順位がどう動くかを確かめます",
        wording.SECTION_ADMIN,
        "dictionary",
        "admin",
    ),
    _page(
        "admin_audit",
        "監査",
        "だれが何を見て、変え、持ち出したかを調べます",
        wording.SECTION_ADMIN,
        "fact_check",
        "admin",
    ),
    _page(
        "admin_jobs",
        "処理とバックアップ",
        "時間のかかる処理の様子を見て、バックアップを取ります",
        wording.SECTION_ADMIN,
        "backup",
        "admin",
    ),
    _page(
        "admin_settings",
        "設定の表示",
        "いまの設定を見ます（秘密の値は表示しません）",
        wording.SECTION_ADMIN,
        "tune",
        "admin",
    ),
    _page(
        "account",
        "自分のアカウント",
        "パスワードの変更、サインイン中の機器の確認",
        wording.SECTION_ACCOUNT,
        "account_circle",
    ),
)


def pages_of(roles: Iterable[str]) -> list[PageRow]:
    """The pages that somebody with these roles sees, in the table's order; for survey staff with the surveys first."""
    held = frozenset(roles)
    rows = [page for page in PAGES if page.roles & held]
    if "survey" in held and "coordinator" not in held:
        rows.sort(key=lambda row: (row.name != FRONT, row.section != wording.SECTION_SURVEYS))
    return rows


def page_at(path: str) -> PageRow | None:
    """The page at a path of the server; None where there is none."""
    return next((page for page in PAGES if page.address == (path.rstrip("/") or "/")), None)


def local_path(wanted: str) -> str:
    """`wanted` as a place of this dashboard to return to after signing in: "/" where it is anything but one of its pages."""
    if any(ord(character) <= 0x20 or character == "\\" for character in wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    page = None if parts.scheme or parts.netloc else page_at(parts.path)
    if page is None:
        return "/"
    return f"{page.address}?{parts.query}" if parts.query else page.address
