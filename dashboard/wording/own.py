"""What a supplier's own pages say: 自社の登録, 合う案件, 紹介の状況."""

from __future__ import annotations

from collections.abc import Iterable

PROFILE_TITLE = "自社の登録"
PROFILE_ABOUT = "登録の内容を見直して、直したところを申請します。事務局が確かめると公開されます。"
PROFILE_HELP = """
1. 段階ごとに見直します。「保存して次へ」を押すと、下書きとして残ります。途中でやめても消えません。
2. 書いた言葉が検索でどう読み取られるかが、その場で出ます。
3. 最後の段階で、この内容だと新しく載る案件を確かめて、申請します。
4. 変わりがないときは「変わりありません」を押すだけで、今年の現況確認が終わります。
"""
NO_FIRM = "この利用者には、企業が結び付いていません。"
NO_FIRM_TODO = "事務局に連絡して、利用者と企業を結び付けてもらってください。"
NEW_FIRM = (
    "まだ企業の登録がありません。下の段階を順に書いて、最後に申請してください。"
    "事務局が確かめて公開すると、この利用者と結び付き、「合う案件」が見られます。"
)
NOT_YET = "まだ企業の登録がありません。"
NOT_YET_TODO = "「自社の登録」から申請してください。事務局が確かめて公開すると、合う案件がここに出ます。"
NOTHING_CHANGED = "変わりありません（現況確認）"
CONFIRMED = "現況確認を記録しました。ありがとうございます。"
RETURNED = "事務局から差し戻されています。次のことを直して、もう一度申請してください。"
SUBMITTED = "申請を受け付けました。事務局が確かめています。"
SENT = "申請しました。"
TAKE_BACK = "申請を取り消して書き直す"
TAKEN_BACK = "申請を取り消しました。内容は下書きに残っています。"
DRAFT_KEPT = "下書きがあります。まだ申請していません。"
DISCARD = "下書きをやめて、いまの登録に戻す"
DISCARD_NEW = "下書きをやめる"
DISCARDED = "下書きをやめました。"
SAVED = "下書きに残しました。"
NO_CHANGES = "いまの登録と変わるところはありません。前の段階で直すか、「変わりありません」を押してください。"
NOTHING_TYPED = "まだ何も書かれていません。前の段階に戻って書いてください。"
FAULTS = "申請の前に直すところ"
NO_FAULTS = "書き方の点検：直すところはありません。"
PREVIEW = "この内容で公開されたときに、「合う案件」に載る案件"
PREVIEWING = "案件と照らし合わせています。"
APPEARING = "新しく載る案件"
STAYING = "これまでどおり載る案件"
LEAVING = "載らなくなる案件"
NO_APPEARING = "新しく載る案件はありません。加工・材質・設備を書き足すと増えることがあります。"
SUBMIT = "この内容で申請する"
PREVIEW_WORDS = {"met": "条件 {of}のうち {met}が合う", "until": "・締切 {day}"}

ORDERS_TITLE = "合う案件"
ORDERS_ABOUT = "募集中の案件のうち、主な加工ができると自社の登録から分かるものです。発注企業の名前は、紹介と同意のあとに出ます。"
ORDERS_HELP = """
- ◯は登録内容に根拠があるもの、？は登録内容からは分からないもの、✕は合わないものです。
- 興味のある案件があれば、案件番号を控えて、事務局にご連絡ください。
- 下の「登録に書き足すとよいこと」を書くと、合うかどうかが決まる案件が増えます。
"""
NO_ORDERS = "募集中の案件のうち、主な加工ができると登録の内容から分かるものは、いまはありません。"
NO_ORDERS_TODO = "できる加工・設備・材質が登録にすべて書いてあるか、「自社の登録」で確かめてください。書いてあれば、新しい案件をお待ちください。"
LACKING = "登録に書き足すとよいこと"
LACKING_ABOUT = "次のことが登録にないため、合うかどうかが決まらない案件があります。"
NOTHING_LACKS = "いまの登録内容で判断できています。書き足すことは、特にありません。"
BLANK_TODO = "空欄の項目を書き足すと、合う案件が増えることがあります。"
TO_PROFILE = "自社の登録を直す"
DETAILS = "案件の内容"

INTRODUCTIONS_TITLE = "紹介の状況"
INTRODUCTIONS_ABOUT = "自社に打診・紹介のあった案件です。受けられるかどうかを、ここで回答できます。"
INTRODUCTIONS_HELP = """
- 「受ける」か「辞退する」を押すと、担当のコーディネーターに伝わります。
- 見積金額は、分かるときだけで構いません。あとから回答し直すこともできます。
"""
NO_INTRODUCTIONS = "打診・紹介のあった案件は、まだありません。"
NO_INTRODUCTIONS_TODO = (
    "「自社の登録」を新しくしておくと、紹介されやすくなります。「合う案件」も見てください。"
)
TAKE, DECLINE = "受ける", "辞退する"
PRICE = "見積金額（円、分かるときだけ）"
NOTE = "コーディネーターへのひとこと"
ANSWERED = "回答を伝えました。"
YOUR_ANSWER = "自社の回答"
BUYER = "発注企業"
BUYER_HIDDEN = "（同意があるまで出ません）"
FILES = "添付ファイル"
STATE = "状態"
ENDED = "終わったもの"


def confirmation(day: str, state: str) -> str:
    """When the firm last confirmed its data."""
    return f"最後の現況確認：{day}（{state}）"


def to_step(number: int, title: str) -> str:
    """A button that leads to the step where something is to be mended."""
    return f"「{number}. {title}」で直す"


def published(moment: str) -> str:
    """That the office accepted what the firm sent."""
    return f"事務局が申請を承認しました。新しい登録を公開しています（{moment}）。"


def fit(met: int, asked: int) -> str:
    """How many conditions are met."""
    return f"条件 {asked}のうち {met}が合う"


def until(day: str) -> str:
    """Until when an order is open."""
    return f"締切 {day}"


def count(number: int) -> str:
    """How many orders."""
    return f"{number}件"


def blank(labels: Iterable[str]) -> str:
    """登録で空欄の項目：設備、加工寸法."""
    return "登録で空欄の項目：" + "、".join(labels)
