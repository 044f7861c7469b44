"""What the pages of administrators and the own account say."""

from __future__ import annotations

from collections.abc import Mapping

# 利用者

USERS = "利用者"
USERS_ABOUT = "利用者を招き、権限を決め、止めたり消したりします。"
USERS_HELP = (
    "**招く**：名前・利用者名・権限を入れて「招待の用紙を作る」を押します。出てきたリンクを印刷して本人に渡してください。"
    "リンクは一度だけ、72時間使えます。\n\n**止める**：サインインできなくします。あとで戻せます。\n\n"
    "**消す**：名前とメールを消し、だれのものか分からない印だけを記録に残します。元には戻せません。"
)
INVITE = "新しい利用者を招く"
NAME = "氏名"
LOGIN = "利用者名（半角英数字。サインインに使います）"
EMAIL = "メールアドレス（なくてもかまいません）"
ROLES = "権限"
SUPPLIER_NUMBER = "受注企業の登録番号（受注企業の権限のとき）"
BUYER_NUMBER = "発注企業の登録番号（発注企業の権限のとき）"
NEW_FIRM = (
    "受注企業の番号が空欄です。まだ登録のない企業の方として招きます。本人がサインインして「自社の登録」から申請し、"
    "コーディネーターが承認すると、企業と結び付きます。登録済みの企業の方なら、番号を入れてください。"
)
MAKE_INVITATION = "招待の用紙を作る"
LINK_MADE = "このリンクを印刷するか書き写して、本人に渡してください。画面を離れると二度と表示できません。"
LINK_DONE = "渡したので消す"
NO_USERS = "まだ利用者がいません。"
NO_USERS_TODO = "上の「新しい利用者を招く」から始めてください。"
CHANGE_ROLES = "権限を変える"
LOCK = "止める"
UNLOCK = "止めたのを戻す"
OPEN_NOW = "いますぐ解除"
RESET = "パスワード再設定の用紙を作る"
ERASE = "個人の情報を消す"
ERASE_WORDS = "消す人の利用者名を入れてください（元に戻せません）"
ERASED = "個人の情報を消しました。記録の印は残ります。"
CHOOSE_USER = "利用者を選ぶ"
FIND = "探す（氏名・利用者名）"
COLUMNS_USERS = ("氏名", "利用者名", "権限", "企業", "状態", "最後のサインイン")
CLOSE_ACCOUNT = "利用を終える"
CLOSE_FOR_GOOD = "利用を終える（元に戻せません）"
WRONG_LOGIN = "利用者名が、選んだ人と違います。確かめて入れ直してください。"
NEVER = "まだ"
MAILED = "メールでも送りました。"
MAIL_TOO = "メールでも送る"

# 監査

AUDIT = "監査"
AUDIT_ABOUT = "だれが何を見て、変え、持ち出したかの記録です。消すことも書き換えることもできません。"
AUDIT_HELP = (
    "条件を入れると絞り込みます。「記録を検査する」は、記録が最初から順につながっているか"
    "（書き換え・抜き取りがないか）を調べます。結果の件数と印を紙に控えておくと、あとで比べられます。"
)
WHO = "だれ"
DEED = "したこと"
SUBJECT = "何を"
KEY = "番号"
FIRST_DAY = "この日から"
LAST_DAY = "この日まで"
ANYBODY = "（すべて）"
COLUMNS_AUDIT = ("時刻", "だれ", "したこと", "何を", "番号", "内容")
# What else is told of a deed, as people say it; what isn't listed is shown as it is.
DETAILS: Mapping[str, str] = {
    "accepted": "承認した数",
    "account": "利用者",
    "active": "利用",
    "after": "変更後",
    "answer": "回答",
    "asked": "依頼先の数",
    "before": "変更前",
    "buyer": "発注企業",
    "buyer_id": "発注企業",
    "by": "きっかけ",
    "cleared": "解除した状態",
    "company": "企業",
    "concept": "辞書の項目",
    "consent": "同意",
    "count": "件数",
    "details": "内容",
    "digest": "記録の照合値",
    "everyday": "ふだんの言葉",
    "exact": "職員用（伏せ字なし）",
    "fields": "項目",
    "firms": "企業",
    "forced": "確認のうえ続行",
    "form": "言葉",
    "id": "番号",
    "kind": "種類",
    "locked": "停止",
    "marked": "印を付けた数",
    "nda": "秘密保持契約（NDA）",
    "new": "新しい件数",
    "order": "案件",
    "orders": "案件の数",
    "ranking": "順位の記録",
    "roles": "権限",
    "rows": "行の数",
    "scopes": "できること",
    "session": "サインイン中の機器",
    "sha256": "ファイルの照合値",
    "shown": "見せた企業の数",
    "source": "もと",
    "state": "状態",
    "stop": "中止",
    "suitable": "適任",
    "supplier": "受注企業",
    "supplier_id": "受注企業",
    "targets": "目標の数",
    "team": "組み合わせの企業",
    "unmarked": "印を外した数",
    "until": "期限",
    "wanted": "探した条件",
    "way": "方法",
    "what": "見たもの",
    "why": "心当たりを調べた案件",
    "withdrawn": "取り消した番号",
}
# The parts of a detail: how many rows of a file went which way, what was searched on the trail.
DETAIL_PARTS: Mapping[str, str] = {
    "read": "読んだ行",
    "accepted": "新しい行",
    "updated": "直した行",
    "unchanged": "変わりのない行",
    "rejected": "除いた行",
    "who": "だれ",
    "deed": "したこと",
    "subject": "何を",
    "key": "番号",
    "first": "この日から",
    "last": "この日まで",
}
# What an entry tells in a word of its own.
DETAIL_WORDS: Mapping[str, str] = {
    "password": "パスワード",
    "oidc": "県の認証",
    "invitation": "招待",
    "invite": "招待",
    "reset": "再設定",
    "self": "本人",
    "true": "はい",
    "false": "いいえ",
    "themes": "自由回答の主題",
    "visits": "訪問先の候補",
    "suppliers": "受注企業の名簿",
    "buyers": "発注企業の名簿",
    "orders": "案件の一覧",
    "survey": "調査の回答",
    "corporate-numbers": "法人番号の一覧",
    "gbizinfo": "gBizINFO",
    "login": "利用者名",
    "active": "利用",
    "locked": "停止",
    "toured": "案内を見た印",
    "supplier_id": "受注企業",
    "buyer_id": "発注企業",
    "roles": "権限",
}
NO_ENTRIES = "この条件に合う記録はありません。"
NO_ENTRIES_TODO = "条件を減らすか、日付の範囲を広げてください。"
VERIFY = "記録を検査する"
EXPORT = "CSV で書き出す"
EXPORT_FILE = "監査記録.csv"
EXPORT_NOTE = "書き出したことも記録に残ります。"
OLDER = "前の記録"
NEWEST = "最新に戻る"

# 処理とバックアップ

JOBS = "処理とバックアップ"
JOBS_ABOUT = "時間のかかる処理の様子と、バックアップです。"
JOBS_HELP = (
    "**バックアップ**は、使っている最中でも取れます。取ったファイルは、別の機械にも写しておいてください。"
    "戻すときは、サーバーで `juhatchu restore ファイル` を実行します。"
)
LONG_WORK = "時間のかかる処理"
NO_JOBS = "処理はありません。"
NO_JOBS_TODO = "大きなファイルの取込や索引の作り直しを始めると、ここに出ます。"
COLUMNS_JOBS = ("番号", "処理", "始めた人", "始めた時刻", "状態", "進み", "内容")
BACKUPS = "バックアップ"
BACKUP_NOW = "いまバックアップを取る"
BACKUPS_KEPT = (
    "バックアップには、企業が公開していない内容もすべて入ります。そのため、この画面からは受け取れません。"
    "サーバーを管理する人に、別の機械や媒体へ写してもらってください。"
)
NO_BACKUPS = "まだバックアップがありません。"
NO_BACKUPS_TODO = "「いまバックアップを取る」を押してください。"
COLUMNS_BACKUPS = ("ファイル", "取った時刻", "大きさ")
BACKUP_BEGUN = "バックアップを始めました。"


def backup_folder(folder: str) -> str:
    """Where the files are."""
    return f"ファイルはサーバー（この画面を動かしている機械）の {folder} にあります。"


# 設定の表示

SETTINGS = "設定の表示"
SETTINGS_ABOUT = (
    "いま使っている設定です。変えるときは、サーバーの設定ファイルか環境変数を直し、起動し直してください。"
)
COLUMNS_SETTINGS = ("項目", "値", "環境変数")
SETTING_NAMES: Mapping[str, str] = {
    "database_url": "データベースの場所",
    "home": "索引などを置くフォルダー",
    "encoder": "文の意味を読む方式",
    "threads": "同時に使う処理の数",
    "session_hours": "サインインが続く時間（時間）",
    "session_idle_minutes": "何もしないと終わるまでの時間（分）",
    "smtp_url": "メールを送るサーバー",
    "mail_from": "メールの差出人",
    "public_url": "利用者が開くアドレス",
    "oidc_issuer": "県の認証：発行元",
    "oidc_client_id": "県の認証：この画面の番号",
    "oidc_client_secret": "県の認証：合い言葉",
    "upload_mb": "取り込めるファイルの大きさ（MB）",
    "attachment_mb": "添付できるファイルの大きさ（MiB）",
    "log_level": "動作の記録の細かさ",
    "log_format": "動作の記録の形",
    "backup_folder": "バックアップを置くフォルダー",
    "metrics_token": "監視の数値を外から見るための鍵",
    "trusted_proxies": "信頼する中継サーバー",
}
SECRET_SET = "（設定あり。表示しません）"
NOT_SET = "（なし）"

# 自分のアカウント

ACCOUNT = "自分のアカウント"
ACCOUNT_ABOUT = "パスワードを変え、どの機器でサインインしているかを確かめます。"
CHANGE_PASSWORD = "パスワードを変える"
OLD_PASSWORD = "いまのパスワード"
NEW_PASSWORD = "新しいパスワード（12文字以上）"
NEW_AGAIN = "新しいパスワード（確認のためもう一度）"
CHANGED_PASSWORD = "パスワードを変えました。ほかの機器では、サインインし直してください。"
SESSIONS = "サインイン中の機器"
END_SESSION = "サインアウトさせる"
WAYS: Mapping[str, str] = {"password": "パスワード", "oidc": "県の認証"}
TOKENS = "ほかのプログラムから使うための鍵（API トークン）"
TOKENS_ABOUT = "ふだんは要りません。システム担当の方が、できることと期限を決めて作ります。"
TOKEN_LABEL = "名前（何に使うか）"
TOKEN_SCOPES = "できること（選ばなければ、自分の権限のすべて）"
SCOPES: Mapping[str, str] = {
    "match:make": "企業を探す",
    "supplier:see": "受注企業を見る",
    "order:see": "案件を見る",
    "order:make": "案件を作る",
    "introduction:see": "紹介を見る",
    "tabulation:see": "集計を見る",
    "upload:make": "ファイルを取り込む",
    "*:see": "見ることのすべて",
}
TOKEN_DAYS = "有効な日数"
MAKE_TOKEN = "トークンを作る"
TOKEN_SHOWN = "このトークンは、いまだけ表示します。控えてください。"
REVOKE = "使えなくする"
NO_TOKENS = "トークンはありません。"


def chain_holds(count: int, digest: str) -> str:
    """The chain's head, to be written down."""
    return f"書き換えや抜き取りはありません。記録 {count:,}件、最後の印 {digest}"


def chain_broken(place: int, reason: str) -> str:
    """Where the chain first doesn't fit."""
    return f"{place:,}件目の記録が合いません：{reason} システムの責任者に、すぐ知らせてください。"


def locked(name: str) -> str:
    """Somebody can't sign in any more."""
    return f"{name}さんを止めました。"


def unlocked(name: str) -> str:
    """Somebody can sign in again."""
    return f"{name}さんが、またサインインできます。"


def shut(minutes: int) -> str:
    """Failed tries keep an account shut for so many more minutes."""
    return f"ログイン失敗のため一時停止中（あと約{minutes}分）"


def meant(number: str, name: str) -> str:
    """Which firm a typed number names."""
    return f"→ {name}（登録番号 {number}）" if number else f"→ {name}"


def roles_changed(name: str) -> str:
    """Somebody's roles were changed."""
    return f"{name}さんの権限を変えました。"


def close_words(name: str) -> str:
    """What closing an account does, before it is done."""
    return f"{name}さんは、もうサインインできなくなります。権限もなくなります。しばらく止めるだけなら「{LOCK}」を押してください。"


def closed(name: str) -> str:
    """Somebody's account was closed."""
    return f"{name}さんの利用を終えました。"


def session(way: str, made: str, seen: str, until: str) -> str:
    """Where somebody is signed in."""
    return f"{WAYS.get(way, way)}で {made} にサインイン、最後に使った時刻 {seen}、期限 {until}"


def token(label: str, until: str, used: str) -> str:
    """A token: what for, until when, last used when."""
    return f"{label}（期限 {until}、最後に使った時刻 {used}）"
