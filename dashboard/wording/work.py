"""What 実績, 活動 and 品質 say."""

from __future__ import annotations

from dashboard.wording import shell

NONE = "－"

# 実績

RESULTS = "実績"
RESULTS_ABOUT = "訪問・紹介・成約の数と金額を、年度の目標と比べます。"
RESULTS_HELP = """年度は4月から3月までです。
「記録する」で訪問や成約を加え、まちがえたものは一覧から取り下げます。目標は「目標を決める」で変えられます。"""
YEAR = "年度"
TOTAL = "全体"
KIND_COLUMNS = ("種類", "実績", "目標", "達成率", "グラフ", "金額", "金額の目標", "金額の達成率")
COORDINATORS, INDUSTRIES, MONTHS = "コーディネーター別", "業種別", "月別"
COORDINATOR, INDUSTRY, MONTH = "コーディネーター", "業種", "月"
UNRECORDED = "実績に記録のない案件"
UNRECORDED_ABOUT = "紹介や成約に進んだのに、実績の記録がない案件です。下の「記録する」で加えてください。"
UNRECORDED_COLUMNS = ("案件番号", "発注企業", "状態", "日付")
RECORD = "記録する"
KIND, DAY = "種類", "日付"
FIRM, BUYER, ORDER = "受注企業（番号か名前）", "発注企業（番号か名前）", "案件番号"
AMOUNT, NOTE = "金額（円、成約のとき）", "メモ"
ADD = "記録に加える"
ADDED, KNOWN = "記録に加えました。", "同じ記録がすでにあります。"
DONE_LIST = "この年度の記録"
NO_DONE = "この年度の記録はまだありません。"
NO_DONE_TODO = "コーディネーターが「実績」の「記録する」で訪問・紹介・成約を加えると、ここに出ます。"
TO_RECORDING = "訪問や成約を記録する（「実績」の「記録する」）"
DONE_COLUMNS = ("番号", "日付", "種類", "コーディネーター", "受注企業", "発注企業", "金額", "メモ")
WHICH_DONE = "取り下げる記録"
WITHDRAW = "この記録を取り下げる"
WITHDRAWN = "記録を取り下げました。"
TARGETS = "目標を決める"
TARGETS_ABOUT = "全体の目標は名前を空けたままにします。"
TARGET_COLUMNS = ("種類", "だれの・どの業種の", "件数の目標", "金額の目標")
SCOPE = "対象"
SCOPES = {"": "全体", "coordinator": "コーディネーターの名前", "industry": "業種の名前"}
SCOPE_NAME = "名前（全体のときは空ける）"
GOAL, GOAL_YEN = "件数の目標", "金額の目標（円）"
SET_TARGET = "この目標にする"
CLEAR_TARGET = "件数も金額も空けて押すと、その目標を消します。"
TARGET_SET = "目標を変えました。"
NAME_MISSING = "コーディネーターか業種の名前を入れてください。"
LIST_FILE = "一覧のファイル（Excel、CSV）から加える"
READ_ACTIVITIES, READ_TARGETS = "記録の一覧を読み込む", "目標の一覧を読み込む"
WORKBOOK = "実績の表（Excel）を作る"
REFUSED_COLUMNS = ("場所", "理由")
REFUSED = "読み込まなかった行"

# 活動

ACTIVITIES = "活動"
ACTIVITIES_ABOUT = "これから連絡・訪問する企業と、確かめる案件の一覧です。"
ACTIVITIES_HELP = """訪問の順は、調査の回答（受注の減少、相談したいことなど）と最後の訪問日から決めています。
点数の内訳は理由の欄にあります。印刷して持ち歩けます。"""
TAB_DUE, TAB_VISITS, TAB_DRAFTS, TAB_DONE = "連絡と締切", "訪問する企業", "下書き案件の確認", "最近の活動"
NO_DUE = "2週間以内の連絡や締切はありません。"
NO_DUE_TODO = "紹介を記録するときに「次に連絡する日」を入れると、ここに出ます。"
DUE = "2週間以内にすること"
DUE_COLUMNS = ("日付", "すること", "案件", "企業", "状態", "担当")
OVERDUE = "期限を過ぎています"
ONLY_MINE = "自分の担当だけ"
VISIT_SURVEY, VISIT_PREVIOUS = "もとにする調査", "比べる調査"
NO_COMPARISON = "比べない"
HOW_MANY = "社数"
VISITS = "訪問する企業と理由"
VISIT_COLUMNS = ("順", "企業", "所在地", "担当者・電話", "理由（点）", "最後の訪問")
NO_VISITS = "訪問を勧める企業はありません。"
NO_VISITS_HERE = "この調査の回答には、訪問の目安（資金繰りの悪化、受注の減少など）に当たるものがありません。ほかの調査も選べます。"
NO_VISITS_TODO = "調査の回答を取り込むと、相談のありそうな企業をここに挙げます。"
NEVER = "記録なし"
SAVE_VISITS = "訪問の一覧（Excel）を作る"
NO_DRAFTS = "確かめる下書き案件はありません。"
NO_DRAFTS_TODO = "発注企業の調査で発注の予定が答えられると、下書きの案件ができてここに出ます。"
DRAFT_SOURCE = "もとの回答"
CONFIRM, REJECT = "案件にする", "取り下げる"
DRAFT_NOTE = "確かめたこと（メモ）"
CONFIRMED, REJECTED = "案件にしました。", "取り下げました。"

# 品質

QUALITY = "品質"
QUALITY_ABOUT = "探した結果の順位がどれだけ役に立ったかを、皆さんの評価と紹介の記録から見ます。"
QUALITY_HELP = "「案件→企業」で押した「合う」「合わない」と、その後の紹介・成約を数えています。評価が増えるほど、確かな数値になります。"
FIRST_DAY, LAST_DAY = "いつから", "いつまで"
NO_QUALITY = "この期間の評価はまだありません。"
NO_QUALITY_TODO = (
    "「案件→企業」で企業を探したとき、「合う」「合わない」を押すと、ここで順位の良し悪しが分かります。"
)
JUDGED, SUITABLE, RANKINGS = "評価した企業", "合うとした企業", "評価のある検索"
INTRODUCED, WON = "紹介まで進んだ企業", "成約"
PRECISION = "上位の企業のうち、合うと評価された割合"
PRECISION_COLUMNS = ("範囲", "合う割合", "グラフ")
BY_RANK = "何位の企業が選ばれたか"
BY_RANK_COLUMNS = ("順位", "候補に入れた", "紹介まで進んだ", "成約")
FROM_TEN = "上位10社から出た割合"
AGAINST = "合わない理由"
AGAINST_COLUMNS = ("理由", "回数")
LIMITS = "この数値で分からないこと"
LIMITS_LINES = (
    "「紹介まで進んだ企業」は、検索の一覧から選んで、いま紹介・見積・成約になっている企業です。打診だけの企業と、不成約・取下げになった企業は数えません。",
    "評価した企業だけを数えています。評価していない企業が合うかどうかは分かりません。",
    "上位にあったから紹介された、ということもあります。紹介の数だけで順位の良さは決まりません。",
    "ほかから紹介された企業や、電話だけで済んだ相談は入っていません。",
)
FEW = "評価が30件より少ないため、割合は目安です。"
RECENT_FEEDBACK = "最近の評価"
FEEDBACK_COLUMNS = ("日時", "企業", "順位", "評価", "理由", "メモ")
SUITS, SUITS_NOT = "合う", "合わない"


def added(yen: str) -> str:
    """Something done was noted, with its amount if it has one."""
    return f"{ADDED}金額は {yen}です。" if yen else ADDED


def rank(k: str) -> str:
    """A part of the list."""
    return f"上位{k}社"


def at_rank(word: str) -> str:
    """A rank; "11+" are all below the first ten."""
    return "11位以下" if word == "11+" else f"{word}位"


def reason(text: str, points: int) -> str:
    """Why to visit a firm."""
    return f"{text}（{points}点）"


def activities_read(new: int, known: int, refused: int) -> str:
    """After a list of what was done was read in."""
    rest = f"、読み込まなかったもの {refused}行" if refused else ""
    return f"{new}件を記録に加えました（すでにあったもの {known}件{rest}）。"


def targets_read(count: int) -> str:
    """After targets were read in."""
    return f"{shell.number(count)}件の目標を読み込みました。"


def due_kind(kind: str, overdue: bool) -> str:
    """What is to be done."""
    return f"{kind}（{OVERDUE}）" if overdue else kind


def few_amounts(count: int) -> str:
    """Contracts without an amount."""
    return f"（金額のない成約 {count}件）" if count else ""


def unrecorded(count: int) -> str:
    """How many orders went on without a record."""
    return f"{UNRECORDED}（{shell.number(count)}件）"


def month(word: str) -> str:
    """2026-04 -> 4月."""
    return f"{int(word[5:])}月"
