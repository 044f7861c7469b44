"""What the pages 案件管理 and 自社の案件 say, and the form of an order wherever it is filled in."""

from __future__ import annotations

from collections.abc import Sequence

TITLE = "案件管理"
ABOUT = "発注の案件の進み具合を見て、今日することから片付けます。"
HELP = """
1. 「一覧」の上に、**今日すること**（約束の日や締切が、今日か、もう過ぎたもの）が出ます。先の予定は「これから2週間にすること」を押すと開きます。
2. 案件の題を押すと、内容・候補・紹介・添付・履歴が出ます。
3. 「新しい案件」では、書きながら、検索でどう読み取られるかが右に出ます。
"""
DUE = "今日すること"
NOTHING_DUE = "今日することはありません。"
NOTHING_DUE_TODO = "紹介に「次に連絡する日」を入れると、その日にここに出ます。"
DUE_KINDS = {"連絡": "連絡する日", "締切": "応募締切"}
LATE = "過ぎています"
ONLY_MINE = "自分の担当だけ"
PARTS = "見せ方"
LIST, BOARD, NEW = "一覧", "板（状態ごと）", "新しい案件"
ENQUIRIES = "相談の候補リスト"
ENQUIRY_COLUMNS = ("相談", "作った日時", "作った人")
NO_ENQUIRIES = "案件になる前の相談の候補リストは、まだありません。"
NO_ENQUIRIES_TODO = "「案件→企業」に相談文を貼り付けて探し、企業の「候補に入れる」を押すと、ここに並びます。"
STATE = "状態"
ALL_STATES = "（すべて）"
WORDS = "さがす言葉"
WORDS_HINT = "例：案件番号、品名、発注企業"
ORDER_COLUMNS = ("案件番号", "題", "発注企業", "状態", "締切", "数量", "受付日")
NOTHING = "当てはまる案件はありません。"
NOTHING_TODO = "言葉や状態を変えるか、「新しい案件」で入れてください。"
BACK = "一覧に戻る"

# One order

SECTIONS = "この案件について"
CONTENT, SHORTLIST, INTRODUCTIONS, FILES, HISTORY, EDIT = "内容", "候補", "紹介", "添付", "履歴", "直す"
FIND = "合う企業を探す"
MOVE = "案件の状態を変える"
MOVE_NOTE = "メモ（省略できます）"
NO_MOVE = "この案件は終わっています。"
STATE_COLUMNS = ("日時", "状態", "だれ", "メモ")
FACT_COLUMNS = ("日時", "項目", "内容", "出典", "だれ")
CHANGES = "書き換えの履歴"
STEPS = "状態の履歴"

EMPTY_SHORTLIST = "候補はまだありません。"
EMPTY_SHORTLIST_TODO = "「合う企業を探す」で、よさそうな企業を候補に入れてください。"
SHORTLIST_COLUMNS = ("企業", "選んだときの順位", "選んだときに合った条件", "メモ", "紹介")
REMOVE = "外す"
NOTE = "メモ"
SAVE_NOTE = "メモを残す"

NO_INTRODUCTIONS = "紹介はまだありません。"
NO_INTRODUCTIONS_TODO = "「候補」で企業に打診を記録すると、ここで見積・成約まで進められます。"
FOLLOW_UP = "次に連絡する日"
SAVE_FOLLOW_UP = "日付を変える"
REASON = "理由"
REASON_NONE = "（選ばない）"
REASON_NEEDED = "理由を選んでください"
QUOTED, WON = "見積金額", "成約金額"
QUOTE, AMOUNT = f"{QUOTED}（円）", f"{WON}（円）"
STEP_NOTE = "メモ"
TAKE_BACK = "最後の手続きを取り消す"
FORCE = "紹介を止めている企業だが、メモに理由を書いて進める"
ANSWER = "企業の回答"
INTRODUCTION_COLUMNS = ("案件", "企業", "状態", "次の連絡日", "金額")
TAKEN = "取り消しました。"

# Attached files

FILE_ABOUT = "図面や仕様書などです。見られるのは、出した企業・担当のコーディネーター・閲覧を許した企業だけです。取り出した記録が残ります。"
NO_FILES = "添付ファイルはありません。"
NO_FILES_TODO = "下の欄にファイルを置くと、付け足せます。"
NO_FILES_HERE = "見られる添付ファイルはありません。"
ADD_FILE = "ファイルを付け足す"
NDA = "秘密保持契約を結んだ企業にだけ見せる"
UPLOAD = "付ける"
REMOVE_FILE = "ファイルを外す"
NOT_OPEN = "担当の人だけが開けます"
LET_IN = "閲覧を許す企業"
LET_IN_DO = "閲覧を許す"
LET_IN_NDA = "秘密保持契約を結んでいることを確かめた"
SHUT_OUT = "閲覧を止める"
NO_FIRMS_TO_LET_IN = "候補か紹介の企業がいないため、閲覧を許す相手を選べません。"
REMOVE_REALLY = "外すと元に戻せません。もう一度要るときは、付け直してください。"

# The form

BUYER = "発注企業"
BUYER_HINT = "名前の一部を入れて Enter を押すと、登録のある企業から選べます"
BUYERS_FOUND = "登録のある発注企業から選ぶ"
UNKNOWN_BUYER = "この名前の発注企業は登録にありません。新しい企業なら、このまま続けてください。"
RECEIVED_ON = "受付日"
DEADLINE = "応募締切"
MAKE = "この内容で登録する"
SAVE = "直した内容を残す"
READ = "検索ではこう読み取られます"
READ_HELP = "下線の言葉が条件になります。違うときは、書き方を変えてください。"
NOTHING_READ = "品名や加工内容を書くと、読み取った条件がここに出ます。"
MORE = "条件・取引（分かるところだけ）"
NO_CHANGES = "変わったところがありません。"
EXAMPLES = {
    "item": "例：食品機械の軸",
    "usage": "例：飲料の充填機に使う",
    "processes": "例：旋盤加工、研磨、表面をきれいに仕上げる",
    "materials": "例：SUS304",
    "supplied": "例：材料は支給します",
    "sizes": "例：φ20×長さ120",
    "mass": "例：0.5kg",
    "accuracy": "例：±0.02",
    "roughness": "例：Ra1.6",
    "hardness": "例：HRC58以上",
    "quantity": "例：月100個",
    "frequency": "例：毎月",
    "price": "例：1個800円くらい",
    "quote_due": "例：12月10日",
    "due": "例：1月末",
    "drawings": "例：PDF図面あり",
    "nda": "例：必要",
    "equipment": "例：5軸加工機",
    "certifications": "例：ISO9001",
    "inspection": "例：ミルシートが必要",
    "area": "例：茨城県内",
    "naming": "例：紹介のあとに公開",
}

# 自社の案件 (buyers)

OWN_TITLE = "自社の案件"
OWN_ABOUT = "出した案件の様子、紹介された受注企業、添付ファイル、企業名の公開の同意を見ます。"
OWN_HELP = """
1. 「新しい案件」に書いて登録すると、コーディネーターが確かめてから、企業探しが始まります（それまでは下書きです）。
2. 案件の題を押すと、内容の直し、紹介された企業、図面の受け渡しができます。
3. 企業名は、あなたが同意するまで、受注企業には出ません。
"""
OWN_NOTHING = "案件はまだありません。"
OWN_NOTHING_TODO = "「新しい案件」から、つくってほしいものを書いてください。ふだんの言葉でかまいません。"
OWN_PARTS = ("案件の一覧", "新しい案件", "企業名の公開")
OWN_LIST, OWN_NEW, OWN_NAMING = OWN_PARTS
OWN_NO_INTRODUCED = "まだ紹介された企業はありません。"
OWN_NO_INTRODUCED_TODO = (
    "コーディネーターが企業に当たっています。紹介が決まると、ここに企業名と連絡先が出ます。"
)
NOT_NAMED = (
    "紹介された企業には、まだ貴社の名前が見えていません。見せてよいときは、「一覧に戻る」を押し、"
    f"「{OWN_NAMING}」で同意を記録してください。"
)
WITHDRAW = "この案件を取り下げる"
MADE_OWN = "案件を登録しました。コーディネーターが確かめてから、企業探しを始めます。"


def due_line(kind: str, day: str, *, late: bool) -> str:
    """What is due and when."""
    return f"{DUE_KINDS.get(kind, kind)}：{day}" + (f"（{LATE}）" if late else "")


def soon(number: str) -> str:
    """What folds open: what is due later."""
    return f"これから2週間にすること（{number}件）"


DUE_LIMIT = "たくさんあるときは、期日の早いものから200件までを出します。数もその中での数です。"


def more(number: str) -> str:
    """How many there are besides."""
    return f"ほか{number}件"


def state_count(state: str, number: str) -> str:
    """A column of the board."""
    return f"{state}（{number}）"


def from_enquiry(firms: str) -> str:
    """What the form of a new order holds already, and what goes along. firms: how many on the enquiry's shortlist."""
    return f"相談の文を「加工内容」に入れました。発注企業や品名を書き足して、下の「{MAKE}」を押してください。候補の企業（{firms}社）も引き継ぎます。"


EDITS_TAKEN = (
    "検索の画面で直した条件（外した・足した・言い直した・必須と希望）も、文に入れてあります。"
    "読み取られる内容を確かめて、言い回しは自由に整えてください。"
)


def edits_differ(labels: Sequence[str]) -> str:
    """Corrected conditions that the words of the order don't say as they were set."""
    return (
        f"「{'」「'.join(labels)}」は、検索の画面で直したとおりには文に書けませんでした。"
        "「検索ではこう読み取られます」を見ながら、「できれば」「必須」などを書き足してください。"
    )


def made(number: str, left: Sequence[str] = ()) -> str:
    """What was done; left: the firms of the enquiry that are not on the order's shortlist."""
    told = f"案件 {number} を登録しました。"
    if left:
        told += (
            f"ただし、候補の「{'」「'.join(left)}」は引き継げませんでした。"
            "必要なら、「案件→企業」でこの案件を選び、候補に入れ直してください。"
        )
    return told


def saved(number: str) -> str:
    """What was done."""
    return f"案件 {number} を直しました。"


def moved(number: str, state: str) -> str:
    """What was done."""
    return f"案件 {number} を「{state}」にしました。"


def to_state(state: str) -> str:
    """A button that goes on."""
    return f"「{state}」にする"


def stepped(firm: str, state: str, order: str) -> str:
    """What was done. order: what became of the order itself."""
    return f"{firm}を「{state}」にしました。{order}"


def small_amount(yen: str, state: str) -> str:
    """That a step goes on with a small amount only when it is asked for twice."""
    return f"金額が {yen}になっています。よければ、もう一度{to_state(state)}を押してください。"


def without_amount(state: str) -> str:
    """That a step goes on without its amount only when it is asked for twice."""
    return (
        f"金額が入っていません。まだ分からないときは、もう一度{to_state(state)}を押すと、金額なしで進みます。"
    )


def stopped(reason: str) -> str:
    """Why a firm should not be introduced."""
    return f"この企業は、いま紹介できません：{reason}。"


def removed(firm: str) -> str:
    """What was done."""
    return f"{firm}を候補から外しました。"


def follow_up_set(firm: str) -> str:
    """What was done."""
    return f"{firm}の次に連絡する日を変えました。"


def noted(firm: str) -> str:
    """What was done."""
    return f"{firm}のメモを残しました。"


def rank(number: int | None) -> str:
    """Where a firm stood when it was chosen."""
    return f"{number}位" if number else "（手で追加）"


def file_line(name: str, size: str, when: str) -> str:
    """A file on a line."""
    return f"{name}（{size}、{when}）"


def attached(name: str) -> str:
    """What was done."""
    return f"{name} を付けました。"


def detached(name: str) -> str:
    """What was done."""
    return f"{name} を外しました。"


def let_in(firm: str, name: str) -> str:
    """What was done."""
    return f"{firm}に {name} の閲覧を許しました。"


def shut_out(firm: str, name: str) -> str:
    """What was done."""
    return f"{firm}の {name} の閲覧を止めました。"


def seen_by(firms: str) -> str:
    """Who may see a file."""
    return f"見られる企業：{firms}"


def largest(megabytes: int) -> str:
    """How large a file may be."""
    return f"1つ {megabytes} MB まで。図面（PDF、DXF、画像など）を置けます。"


def as_typed(name: str) -> str:
    """The choice to take a buyer's name as it was typed."""
    return f"入れた名前のまま（{name}）"


def more_buyers(shown: int, found: int) -> str:
    """That more buyers have these words than are offered."""
    return f"{found}社が見つかり、はじめの{shown}社だけを出しています。名前をもう少し長く入れてください。"


def same_buyers(times: int) -> str:
    """That several buyers have one name, and what follows."""
    return f"同じ名前の企業が{times}社登録されています。上の欄で、所在地と番号を見て選んでください。"
