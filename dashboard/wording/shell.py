"""What all pages say: the product's name, signing in, sections, errors, and how days and numbers are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

PRODUCT = "受発注マッチング"
_JAPAN = timezone(timedelta(hours=9))
_WEEKDAYS = "月火水木金土日"

# Sections of the navigation

SECTION_HOME = "はじめに"
SECTION_MATCHING = "マッチング"
SECTION_CASEWORK = "案件と活動"
SECTION_OWN = "自社"
SECTION_SURVEYS = "調査"
SECTION_ADMIN = "管理"
SECTION_ACCOUNT = "アカウント"

# Errors

UNEXPECTED = "思わぬ問題が起きました。もう一度試しても直らないときは、時刻を控えて管理者に伝えてください。"
SESSION_OVER = "サインインの期限が切れました。もう一度サインインしてください。"
NO_PERMISSION = "このページは、いまの権限では見られません。必要なときは、管理者に相談してください。"
NO_PAGES = "使えるページがありません。管理者に、権限の設定を依頼してください。"
NOT_FOUND_TITLE = "ページが見つかりません"
NOT_FOUND = "アドレスが変わったか、間違っています。下のリンクから最初のページに戻ってください。"
TO_FRONT = "最初のページへ"
FROM_ELSEWHERE = "別のサイトから送られた操作のため、受け付けませんでした。この画面を開き直してください。"
FILE_TITLE = "ファイル"
NEEDS_SCRIPT = "この画面には JavaScript が必要です。ブラウザーの設定で使えるようにしてください。"

# Signing in

SIGN_IN_TITLE = "サインイン"
SIGN_IN = "サインインする"
SIGN_IN_AGAIN = "サインインの画面へ"
SIGN_OUT = "サインアウト"
LOGIN = "利用者名（またはメールアドレス）"
PASSWORD = "パスワード"
SIGN_IN_HELP = "利用者名とパスワードを入れてください。忘れたときは、管理者に再設定の用紙を頼んでください。"
SIGNED_OUT = "サインアウトしました。"
SIGNED_OUT_HERE = (
    "このブラウザーからはサインアウトしました。いまは記録を書き換えられないため、記録にはサインイン中と残っています。"
    "気になるときは、しばらくしてからサインインし、「自分のアカウント」で前のサインインを終わらせてください。"
)
AGENCY_SIGN_IN = "県の認証でサインインする"
FORM_OVER = "画面を開いてから時間がたちました。もう一度入力してください。"

INVITATION_TITLE = "利用を始める"
PASSWORD_HELP = "これから使うパスワードを決めてください。12文字以上で、ほかで使っていないものにしてください。"
RESET_TITLE = "パスワードの再設定"
NEW_PASSWORD = "新しいパスワード"
NEW_PASSWORD_AGAIN = "新しいパスワード（確認のためもう一度）"
DECIDE = "決める"
NOT_THE_SAME = "2つのパスワードが同じではありません。もう一度入力してください。"
PASSWORD_SET = "パスワードを決めました。サインインしてください。"
LINK_USED = (
    "この用紙のリンクは使えません。期限が切れたか、すでに使われています。管理者に新しい用紙を頼んでください。"
)

# The frame around every page

PRINT = "印刷する"
PRINT_HELP = "このページを印刷します（Ctrl+P と同じです）"
KEYBOARD = "キーボードの使い方"
KEYS = (
    ("Tab / Shift+Tab", "次の項目・前の項目に移る"),
    ("Enter / スペース", "ボタンを押す、開く"),
    ("↑ ↓", "選択肢を選ぶ"),
    ("Esc", "開いた窓を閉じる"),
    ("Ctrl+Enter", "文章の入力を確定する"),
    ("Ctrl+P", "印刷する"),
)
UNDO = "元に戻す"
UNDONE = "元に戻しました。"
CLOSE = "閉じる"
CANCEL = "中止する"
HELP = "使い方"
CHOOSE = "選んでください"

# The first-run tour

TOUR_TITLE = "はじめての方へ"
TOUR_DONE = "わかりました（次から表示しない）"
TOUR_AGAIN = "はじめての方への案内をもう一度見る"


def date_ja(day: date) -> str:
    """2026年11月22日(日)."""
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"


def moment_ja(moment: datetime) -> str:
    """A moment (UTC, also where it doesn't say so) in Japan's time: 2026年11月22日(日) 15:04."""
    here = _in_japan(moment)
    return f"{date_ja(here.date())} {here:%H:%M}"


def day_ja(moment: datetime) -> str:
    """The day in Japan of a moment (as of `moment_ja`)."""
    return date_ja(_in_japan(moment).date())


def _in_japan(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_JAPAN)


def number(value: float) -> str:
    """12,345; a real minus sign; a fraction to one place."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace("-", "−")


def yen(value: int) -> str:
    """1,200,000円."""
    return f"{number(value)}円"


AMOUNT_HINT = "例：18万、180,000"


def amount_read(yen: str, *, small: bool) -> str:
    """What was read in a box for an amount; small: 万 may have been left out."""
    return f"→ {yen}" + ("（万円のときは「18万」のように「万」まで入れてください）" if small else "")


def no_amount(typed: str) -> str:
    """Words in a box for an amount that are none."""
    return f"「{typed}」は金額として読めません。「18万」や「180000」のように、1つの金額を入れてください。"


def unit_left_out(typed: str) -> str:
    """Words in a box for an amount whose last digits may count ones or thousands."""
    return f"「{typed}」は、最後の数の単位が決まりません。「18万5千」や「185000」のように、単位まで入れてください。"


def not_whole_yen(typed: str) -> str:
    """A number in a box for an amount that is no whole number of yen."""
    return f"「{typed}」には円より小さい端数があります。「18.5万」や「185000」のように、円で割り切れる金額を入れてください。"


def title(page: str) -> str:
    """The browser's title of a page: 案件→企業 - 受発注マッチング."""
    return f"{page} - {PRODUCT}" if page else PRODUCT


def too_many(seconds: int) -> str:
    """How long to wait after too many tries."""
    minutes = max(1, -(-seconds // 60))
    return f"続けて間違えたため、しばらくサインインできません。{minutes}分ほど待ってから、もう一度お試しください。"


def for_person(name: str, login: str) -> str:
    """Whose password it is: 山田太郎さん（利用者名：yamada）."""
    return f"{name}さん（利用者名：{login}）" if name else f"利用者名：{login}"


def person(name: str) -> str:
    """山田太郎さん; somebody without a name on record is the user."""
    return f"{name}さん" if name else "利用者"


NEXT_PAGE = "次の50件"
MORE = "もっと見る"
FIRST_PAGE = "はじめに戻る"
