"""Every sentence that the dashboard says, in one place."""

from __future__ import annotations

from collections.abc import Iterable

PRODUCT = "受発注マッチング"
PAGE = "案件→企業"
TITLE = "案件に合う企業を探す"

ENQUIRY_LABEL = "発注の相談文"
ENQUIRY_HINT = (
    "電話のメモやメールの文面を、そのまま貼り付けてください。専門の言葉でなくてもかまいません。\n"
    "例：ステンレスの小さな丸い部品を削ってくれる会社を探している。月に100個くらい。"
)
EXAMPLE = (
    "食品機械に使う、直径20ミリくらいのステンレスの軸を削ってくれる会社を探しています。\n"
    "月に100個ほどで、表面はぴかぴかに仕上げてほしいです。めっきは不要です。茨城県内だと助かります。"
)
SEARCH = "探す"
INSERT_EXAMPLE = "例を入れる"
CLEAR = "消す"
COUNT_LABEL = "表示する企業の数"

OPENING = "準備しています。初めてのときは数分かかることがあります。"
SEARCHING = "探しています。"

START = "上の欄に相談文を貼り付けて「探す」を押してください。「例を入れる」を押すと、見本の文が入ります。"
READY = "「探す」を押してください。"
EMPTY = "相談文が空です。上の欄に相談の内容を書くか、貼り付けてから「探す」を押してください。"
CHANGED = "相談文か表示する数が変わりました。もう一度「探す」を押してください。"
NOTHING_FOUND = "合う企業は見つかりませんでした。加工・品物・材質などを書き足して、もう一度お試しください。"
UNEXPECTED = "思わぬ問題が起きました。もう一度試しても直らないときは、時刻を控えて管理者に伝えてください。"

WANTED = "読み取った条件"
UNWANTED = "除く条件"
EVERYDAY = "ふだんの言葉からの推定"
RESULTS = "合いそうな企業"
HOW_TO_READ = "点が高いほど、相談の内容に近い企業です。棒は点の内訳です。"
PROFILE = "詳しく見る"
EXCLUDED = "紹介できないため除いた企業"
EMPLOYEES = "従業員数"
NUMBER = "登録番号"
PLACE = "所在地"
NO_PLACE = "所在地の記載なし"
NOTE = "紹介の前に："
NO_REASON = "手がかりになる記載がありません"


def rank(number: int) -> str:
    """1位."""
    return f"{number}位"


def points(value: float) -> str:
    """12.3点; a real minus sign, which stands out, for points taken off."""
    return f"{value:.1f}点".replace("-", "−")


def count(number: int) -> str:
    """10社."""
    return f"{number:,}社"


def employees(number: int) -> str:
    """25人."""
    return f"{number:,}人"


def read_as(words: str, label: str) -> str:
    """「ぴかぴか」→ 鏡面研磨."""
    return f"「{words}」→ {label}"


def excluded_count(reason: str, number: int) -> str:
    """休業中です：3社."""
    return f"{reason}：{count(number)}"


def not_stated(labels: Iterable[str]) -> str:
    """記載のない項目：主要製品、加工寸法."""
    return "記載のない項目：" + "、".join(labels)


def registered(number: int) -> str:
    """How many suppliers are searched."""
    return f"登録されている受注企業：{count(number)}"
