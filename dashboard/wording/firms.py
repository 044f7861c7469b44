"""What the pages 企業データベース and 登録の確認 say, and the form of a supplier wherever it is filled in."""

from __future__ import annotations

from collections.abc import Sequence

# 企業データベース

TITLE = "企業データベース"
ABOUT = "登録されている企業を、名前・ふりがな・電話番号・加工や材質の言葉から探します。"
HELP = """
1. **さがす言葉**を入れて Enter を押します。言葉を空白で区切ると、全部を含む企業に絞られます。
2. 電話番号は4桁以上の数字で探せます。ふりがなは、ひらがなでもカタカナでもかまいません。
3. **企業名**を押すと、登録内容・出典・履歴・状態・添付ファイルが出ます。
"""
KIND = "企業の種類"
KINDS = {"supplier": "受注企業", "buyer": "発注企業"}
WORDS = "さがす言葉"
WORDS_HINT = "例：ひたち　旋盤　／　029-000-0000　／　ISO9001"
FACET_LABELS = {"city": "市町村", "industry": "業種", "certification": "認証"}
ANY = "（指定しない）"
BY_KANA = "ふりがなの順に並べる"
VIEW = "見せ方"
CARDS, TABLE = "カード", "表"
NOTHING = "当てはまる企業はありません。"
NOTHING_TODO = "言葉を減らすか、絞り込みを外してください。名前の一部や、ふりがなでも探せます。"
NO_FIRMS = "企業がまだ登録されていません。"
NO_FIRMS_WAIT = "事務局が企業を登録すると、ここに並びます。"
NO_FIRMS_TODO = "「取込」で企業名簿のファイルを読み込むか、「登録の確認」の代行登録で1社ずつ入れてください。"
COLUMNS = ("企業名", "所在地", "業種", "加工内容・発注したいもの", "従業員")
# Beside the search: page, what to do there, icon, what its address brings along.
WAYS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("registrations", "届いた用紙を入れる（代行登録）", ":material/edit_note:", (("part", "proxy"),)),
    ("registrations", "企業からの申請を確かめる", ":material/how_to_reg:", (("part", "drafts"),)),
    ("duplicates", "重複の確認", ":material/join_inner:", ()),
)
NO_PLACE = "所在地の登録なし"
BACK = "一覧に戻る"

# One firm

PROFILE = "登録内容"
SECTIONS = "この企業について"
PROFILE_TAB, STATE_TAB, GAPS_TAB, CASES_TAB, FILES_TAB, HISTORY_TAB = (
    "登録内容",
    "状態",
    "確かめること",
    "紹介",
    "添付",
    "履歴",
)
FIELD_COLUMNS = ("項目", "内容", "出典と記録した日")
NOT_STATED = "登録がない項目"
UNKNOWN_NOT_NO = "登録がないのは「分からない」であって、「できない」ではありません。"
HISTORY_COLUMNS = ("記録した日時", "項目", "内容", "出典", "記録した人")
TAKEN_BACK = "（取り消し済み）"
BLANKED = "（空にした）"
NO_HISTORY = "履歴はまだありません。"
TYPED_IN = "画面での入力"
KEPT_BY_OFFICE = "事務局の項目"
EDIT = "登録を直す"

STATES_HELP = "休業・登記閉鎖・紹介停止にすると、その期間は候補に出なくなります。期限切れ・余力なしは、候補に添え書きが出ます。"
NO_STATES = "特別な状態はありません（通常）。"
STATE_KIND = "状態"
STATE_REASON = "理由（コーディネーターだけが見ます）"
STATE_START = "いつから（空なら今日から）"
STATE_END = "いつまで（空なら期限なし）"
SET_STATE = "この状態にする"
CLEAR_STATE = "解除する"

GAPS_ABOUT = "次のことが分かると、合うかどうかが決まる案件です。企業に電話で尋ねるときにお使いください。"
COMPARING = "案件と照らし合わせています。"
NO_GAPS = "いまの登録内容で、案件に合うかどうかを判断できます。"
NO_GAPS_TODO = "案件が増えると、ここに尋ねるとよいことが出ます。"

NO_CASES = "この企業の紹介の記録はまだありません。"
NO_CASES_TODO = "「案件→企業」で候補に入れ、紹介を記録すると、ここに並びます。"

CONFIRM = "変わりないことを確かめた"

NAMING = "企業名の公開の同意"
NAMING_ABOUT = "同意があるときだけ、紹介した受注企業に発注企業の名前が見えます。"
NO_NAMING = "公開の同意はありません。名前は受注企業に出ません。"
NAMING_ORDER = "案件番号（空なら、この企業のすべての案件）"
NAMING_WHICH = "どの案件で名前を出してよいか"
ALL_ORDERS = "すべての案件"
ON_SCREEN = "画面で本人が同意"
NAMING_UNTIL = "いつまで（空なら取り消すまで）"
NAMING_NOTE = "同意の確かめ方（例：電話、書面）"
GIVE_NAMING = "同意を記録する"
WITHDRAW_NAMING = "同意を取り消す"

# 登録の確認

REVIEW_TITLE = "登録の確認"
REVIEW_ABOUT = (
    "企業からの登録・変更の申請を確かめ、FAXや紙の登録を代わりに入れ、現況確認の済んでいない企業を見ます。"
)
REVIEW_HELP = """
1. **申請**：変わるところだけを今の登録と並べて見ます。承認すると、すぐに公開され、検索に出ます。
2. **代行登録**：FAXや用紙で届いた内容を、そのまま入力します。
3. **現況確認**：最後に確かめてから12か月を過ぎた企業です。電話などで確かめたら、ボタンを押します。
"""
PARTS = "することを選ぶ"
DRAFTS, PROXY, CONFIRMATIONS = "申請", "代行登録", "現況確認"
NO_DRAFTS = "確かめる申請はありません。"
NO_DRAFTS_TODO = "企業が申請すると、ここに並びます。紙やFAXで届いたものは「代行登録」で入れてください。"
DRAFT_STATE = "申請の状態"
OPEN_DRAFT = "確かめる"
DIFFERENCES = "変わるところ"
DIFF_COLUMNS = ("項目", "いまの登録", "申請の内容")
NEW_FIRM = "新しい企業の登録です。"
NO_DIFFERENCES = "いまの登録と変わるところはありません。"
CONFLICT = "申請のあとで、ほかの人がこの項目を変えています"
BLANK = "（空）"
CORRECT = "内容を直して承認する（企業の確認がとれた直しだけ）"
CORRECT_FIELDS = "直す項目"
ACCEPT = "承認して公開する"
ACCEPT_NOTE = "承認の記録（省略できます）"
ONTO = "同じ企業です。その企業の登録に書き込みます"
GIVE_UP = "この申請を取り下げる"
GIVEN_UP = "申請を取り下げました。"
RETURN = "差し戻す"
RETURN_NOTE = "企業に伝えること（企業に見えます）"
DECIDED_ALREADY = "この申請は終わっています。"
STEPS = "これまでの経過"
STEP_COLUMNS = ("日時", "状態", "だれ", "理由・メモ")

PROXY_ABOUT = "FAXや用紙の内容を入力します。入力しながら、検索でどう読み取られるかが、その場で出ます。"
PROXY_WHO = "どの企業の登録ですか"
PROXY_SAME = "同じ企業です。その企業の登録に書き込む"
PROXY_NEW = "（まだ登録のない企業）"
PROXY_SOURCE = "届き方"
PROXY_NOTE = "控え（例：10月3日着のFAX、2枚）"
PROXY_DO = "登録して公開する"

CONFIRMATION_STATE = "現況確認の状態"
NO_CONFIRMATIONS = "この状態の企業はありません。"
NO_CONFIRMATIONS_TODO = "上の欄で、別の状態を選んでください。"
LAST_CONFIRMED = "最後に確かめた日"
NEVER = "記録なし"
MARK_EXPIRED = "期限切れの印を付け直す"

# The form

STEP_TITLES = ("会社のこと", "加工と製品", "設備・品質", "取引と公開", "確かめて申請")
STEP_LABEL = "入力の段階"
NEXT_STEP = "保存して次へ"
PAPER_SOURCE = "どこから分かったことですか"
LAST_STEP = "前に戻る"
PRIVATE = "非公開"
WHO_SEES = (
    "「非公開」の欄は公開されません（事務局と、紹介した相手の企業が連絡に使います）。ほかの欄は公開されます。"
)
MORE_FIELDS = "そのほかの項目（分かるところだけ）"
CHOOSE_OR_ENTER = "候補から選ぶか、入力して Enter（改行）を押すと入ります。"
ADD_WORD_HINT = "選ぶと、上の欄に書き足されます"
READ = "検索ではこう読み取られます"
READ_HELP = "自動で読み取った言葉です。足りないときは、ふだんの言葉で書き足してください。"
NOTHING_READ = "まだ何も読み取れていません。加工・材質・設備を、ふだんの言葉で書いてください。"
READ_KINDS = {
    "process": "加工",
    "material": "材質",
    "equipment": "設備",
    "certification": "認証",
    "size": "寸法",
    "mass": "重さ",
    "quantity": "数量",
    "tolerance": "精度",
    "roughness": "面粗さ",
    "hardness": "硬さ",
    "force": "能力",
    "document": "データ",
    "area": "場所",
    "due": "納期",
    "price": "価格",
    "supply": "支給",
}
READ_OTHER = "そのほか"
MODALITIES = {"does": "", "outside": "外注", "refuses": "対応しない"}

# Orders that are named with a question.
_LISTED = 5

# What to write, by field.
EXAMPLES = {
    "name": "例：株式会社架空製作所",
    "kana": "例：カクウセイサクショ",
    "corporate_number": "13桁の数字",
    "invoice_number": "例：T1234567890123",
    "postal_code": "例：310-0011",
    "prefecture": "例：茨城県",
    "city": "例：日立市",
    "phone": "例：029-000-0000",
    "fax": "例：029-000-0001",
    "email": "例：info@example.jp",
    "url": "例：https://example.jp/",
    "capital_yen": "円で。例：10000000",
    "employees": "人数。例：12",
    "founded": "例：1975年",
    "industry": "例：金属切削加工",
    "processes": "例：NC旋盤・マシニングによる切削、小物の研磨。月1,000個までの繰り返し品",
    "strengths": "例：薄肉品の切削が得意。ひずみを抑えた加工",
    "products": "例：油圧機器の軸、ポンプ部品",
    "materials": "例：SUS304、SUS316、アルミ（A5052）、真ちゅう",
    "sizes": "例：φ3～80、長さ300まで",
    "accuracy": "例：±0.01",
    "lots": "例：1～500個",
    "equipment": "例：\nNC旋盤（φ80まで） 3台\n立形マシニングセンタ 2台\n三次元測定機 1台",
    "certifications": "例：ISO9001（2028年5月まで）",
    "data_formats": "例：DXF、STEP、PDF、紙の図面",
    "terms": "例：試作1個から。材料支給も可",
    "limits": "例：めっきは外注。鋳鉄は対応不可",
    "notes": "例：夜間の機械の空きがあります",
}


def found(number: str) -> str:
    """How many firms a search has."""
    return f"{number}社"


def facet(value: str, count: int) -> str:
    """A value with how many firms it leaves."""
    return f"{value}（{count}社）"


def employees(number: object) -> str:
    """How many people a firm has."""
    return f"{number}人"


def next_step(title: str) -> str:
    """A button that leads to the next step of a form that the office types."""
    return f"次の段階へ（{title}）"


def source(file: str, sheet: str, cell: str) -> str:
    """Where a value was read; the one sheet of a file of comma-separated values is called like the file."""
    where = " ".join(part for part in (sheet, cell) if part and f"{part}." not in file)
    return f"{file}（{where}）" if where else file


def barred(reason: str) -> str:
    """Why a firm may not be introduced."""
    return f"いまは紹介できません：{reason}"


def state_set(kind: str) -> str:
    """What was done."""
    return f"状態を「{kind}」にしました。"


def state_cleared(kind: str) -> str:
    """What was done."""
    return f"「{kind}」を解除しました。"


def period(start: str, end: str) -> str:
    """From when to when a state holds."""
    if not start and not end:
        return "期限なし"
    return f"{start or ''}～{end or '期限なし'}"


def deciding(still_open: int, orders: Sequence[str]) -> str:
    """Orders that a missing fact decides, open ones first: 案件 7件（うち募集中 2件）：H26-001、H26-002 など."""
    listed = "、".join(orders[:_LISTED]) + (" など" if len(orders) > _LISTED else "")
    if still_open == len(orders):
        return f"募集中の案件 {still_open}件：{listed}"
    if not still_open:
        return f"終わった案件 {len(orders)}件：{listed}"
    return f"案件 {len(orders)}件（うち募集中 {still_open}件）：{listed}"


def confirmed(name: str) -> str:
    """What was done."""
    return f"{name}の現況確認を記録しました。"


def last_confirmed(day: str, state: str) -> str:
    """When a firm last confirmed its data."""
    return f"最後の現況確認：{day}（{state}）"


def accepted(name: str) -> str:
    """What was done."""
    return f"{name}の登録を承認し、公開しました。検索に出るようになりました。"


def returned(name: str) -> str:
    """What was done."""
    return f"{name}に差し戻しました。企業の画面に理由が出ます。"


def proxied(name: str) -> str:
    """What was done."""
    return f"{name}を登録し、公開しました。"


def expired_marked(marked: int, unmarked: int) -> str:
    """What was done."""
    return f"期限切れの印を {marked}社に付け、{unmarked}社から外しました。"


def required(label: str) -> str:
    """A field without which a form can't be sent."""
    return f"{label}（必須）"


def private(label: str) -> str:
    """A field that isn't published."""
    return f"{label}（{PRIVATE}）"


def add_to(label: str) -> str:
    """What a list of words is for."""
    return f"{label}に、言葉の一覧から足す"


def naming(order: str, given: str, until: str) -> str:
    """A consent to be named on a line."""
    which = f"案件 {order}" if order else ALL_ORDERS
    return f"{which}：{given}に同意" + (f"、{until}まで" if until else "")


NAMING_GIVEN = "企業名の公開の同意を記録しました。"
NAMING_WITHDRAWN = "企業名の公開の同意を取り消しました。"
