"""Every sentence that the page 案件→企業 says, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

TITLE = "案件に合う企業を探す"
ABOUT = "相談文を貼り付けるか、登録済みの案件を選ぶと、合いそうな企業が理由と一緒に並びます。"
HELP = """
1. **相談文を貼り付けて**「探す」を押します。登録済みの案件を選ぶと、すぐに探します。
   探したあとは「相談文を直す・別の相談を探す」を押すと、欄がまた開きます。
2. **読み取った条件**を確かめます。下線の付いた相談文を押すと全文が開きます。
   条件のボタンを押すと、必須・希望の切り替え、言い直し、取り消しができ、すぐに並べ直します。
3. **合いそうな企業**を見ます。◯は合う、？は登録内容からは分からない（要確認）、✕は合わない、です。印を押すと、根拠の言葉が出ます。
4. よさそうな企業を**候補リスト**に入れ、紹介の記録や提案書の作成に進みます。
"""

ENQUIRY_LABEL = "発注の相談文"
ENQUIRY_HINT = (
    "電話のメモやメールの文面を、そのまま貼り付けてください。専門の言葉でなくてもかまいません。\n"
    "例：ステンレスの小さな丸い部品を削ってくれる会社を探している。月に100個くらい。"
)
EXAMPLE = (
    "食品機械に使う、直径20ミリくらいのステンレスの軸を削ってくれる会社を探しています。\n"
    "月に100個ほどで、表面はぴかぴかに仕上げてほしいです。めっきは不要です。茨城県内だと助かります。"
)
ORDER_LABEL = "登録済みの案件から選ぶ"
ORDER_NONE = "（選ばない：下の相談文で探す）"
SEARCH = "探す"
INSERT_EXAMPLE = "例を入れる"
CLEAR = "消す"
COUNT_LABEL = "表示する企業の数"
ASKING = "相談文か案件"
PART = "案件から離す"
ASK_ANEW = "相談文を直す・別の相談を探す"

SEARCHING = "探しています。"

START = "上の欄に相談文を貼り付けて「探す」を押してください。「例を入れる」を押すと、見本の文が入ります。"
READY = "「探す」を押してください。"
EMPTY = "相談文が空です。上の欄に相談の内容を書くか、貼り付けてから「探す」を押してください。"
NOTHING_FOUND = "合う企業は見つかりませんでした。条件を外すか、加工・品物・材質などを書き足してください。"
NARROWED_OUT = "絞り込みに合う企業がありません。絞り込みをゆるめてください。"

# What was understood

UNDERSTOOD_HELP = (
    "下線の言葉を条件として読み取りました。違うところは、下のボタンで直せます。押すと全文が開きます。"
)
UNFOLD, FOLD = "全文と印の見方", "たたむ"
NOTHING_UNDERSTOOD = "条件になる言葉を読み取れませんでした。「条件を足す」から足せます。"
MUST, WISH, UNWANTED, NEEDLESS, GUESS = "必須", "希望", "除く", "不要", "推定"
WEIGHT = "この条件は"
REWORD = "言い直す（Enterで決定）"
DROP = "この条件を外す"
DROPPED = "外した条件"
REPLACED = "言い直し"
ADDED = "書き足した条件"
ADD = "条件を足す"
ADD_HINT = "例：TIG溶接、SUS304、ISO9001"
ADD_HELP = (
    "言葉を入れると候補が出ます。候補にない言葉も、そのまま入れて Enter を押せます。"
    "条件として読み取れないときは、お知らせします。「めっきは不可」のような書き方もできます。"
)
UNDO_EDIT = "直前の変更を戻す"
RESET_EDITS = "変更をすべて戻す"
LETTERS = "本文の印の見方"

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "process": "加工",
        "material": "材質",
        "equipment": "設備",
        "certification": "認証",
        "force": "能力",
        "size": "寸法",
        "mass": "重さ",
        "quantity": "数量",
        "tolerance": "精度",
        "roughness": "面粗さ",
        "hardness": "硬さ",
        "area": "場所",
        "price": "価格",
        "due": "納期",
        "document": "書類",
        "supply": "材料の支給",
        "other": "その他",
    }
)

# What to ask back

ASK_HELP = "答えによって、上位の企業が変わる質問です。右上のボタンで写して、メールなどに貼り付けられます。"

# Filters

FILTERS = "絞り込み"
FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "region": "地域（茨城県内）",
        "city": "市区町村",
        "industry": "業種（一部でも可）",
        "certification": "認証（例：ISO9001）",
        "min_employees": "従業員数（以上）",
        "max_employees": "従業員数（以下）",
        "max_km": "距離（km以内）",
    }
)
ANY = "（指定しない）"
STRICT = "必須条件に反する企業を除く"
ORIGIN = "距離の起点"
ORIGIN_HELP = (
    "ここから各企業の市区町村までの直線距離を出します。発注企業の所在地が分かる案件では、その市区町村です。"
)
BUYERS_PLACE = "発注企業の所在地"
NO_ORIGIN = "（距離を出さない）"

# Results

RESULTS = "合いそうな企業"
HOW_TO_READ = "◯・？・✕の印を押すと、根拠の言葉が出ます。"
FOUND_NONE = "並べられる企業はありません。"
VIEW = "見せ方"
CARDS, TABLE, MAP, COMPARE = "カード", "表", "地図", "比較"
VERDICTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"meets": ("◯", "合う"), "unknown": ("？", "要確認"), "fails": ("✕", "合わない")}
)
NO_EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "meets": "所在地など、登録内容から判断しました。",
        "unknown": "登録内容に記載がありません。企業に確かめてください。",
        "fails": "所在地など、登録内容から判断しました。",
    }
)
HIDDEN_EVIDENCE = "根拠は非公開の項目にあります。"
FIRM = "企業"
FIT = "合う条件"
NOTHING_ASKED = "比べる条件なし"
SCORE = "点"
REASONS = "点の内訳"
PROFILE = "登録内容を見る"
EXCLUDED = "紹介できないため除いた企業"
EMPLOYEES = "従業員数"
NUMBER = "登録番号"
PLACE = "所在地"
NO_PLACE = "所在地の記載なし"
CONTACT = "担当者"
PHONE = "電話"
NO_CONTACT = "担当者・電話は登録されていません"
NOTE = "紹介の前に："
NO_REASON = "手がかりになる記載がありません"
MAP_TITLE = "企業の所在地（市区町村の位置）"
MAP_ALT = "数字は順位です。地図と同じ内容を、続く一覧に文字で示します。"
MAP_HELP = (
    "数字は順位です。位置は市区町村のもので、県の形はおおよそです。県から遠い企業は、一覧だけに出ます。"
)
ORIGIN_MARK = "起点"

# Comparing

COMPARE_NONE = "比べたい企業を4社まで選んでください。"
COMPARE_PICK = "比べる企業（4社まで）"
MOST_COMPARED = 4

# Why not, teams

WHY = "心当たりの企業を調べる"
WHY_LABEL = "企業名か登録番号"
WHY_HELP = "一覧に出てこない企業がどこに並ぶか、なぜかを調べます。"
WHY_BUTTON = "調べる"
NOT_RANKED = "この相談では順位がつきません（手がかりになる記載がないか、絞り込みで外れています）。"
FACTS = "登録内容に次の記載があれば、上位10社に入ります"
TEAM = "共同受注の組み合わせ"
TEAM_HELP = "1社で全部の工程ができないときに、近くの企業どうしの組み合わせを出します。"
TEAM_BUTTON = "組み合わせを出す"

# Casework

SHORTLIST = "候補リスト"
SHORTLIST_HELP = "候補に入れた企業です。ここから紹介の記録と、提案書の作成に進みます。"
NO_SHORTLIST = "この番号の候補リストは見つかりません。案件管理の一覧から開き直してください。"
TRY_AGAIN = "もう一度探す"
SHORTLIST_EMPTY = "まだ候補がありません。企業の「候補に入れる」を押してください。"
TO_SHORTLIST = "候補に入れる"
ON_SHORTLIST = "候補に入っています"
FROM_SHORTLIST = "外す"
INTRODUCE = "打診を記録する"
NEEDS_ORDER = "紹介の記録は、相談を案件に登録するとできます。"
MAKE_ORDER = "この相談を案件に登録する"
INTRODUCTION_NOTE = "メモ"
FOLLOW_UP = "次に連絡する日"
SUITS = "合う"
SUITS_NOT = "合わない"
# Why a firm doesn't suit: a reason's code -> words.
UNSUITED: Mapping[str, str] = MappingProxyType(
    {
        "process": "加工ができない",
        "material": "材質が合わない",
        "size": "大きさが合わない",
        "accuracy": "精度が合わない",
        "lot": "数量が合わない",
        "equipment": "設備がない",
        "certification": "認証がない",
        "area": "場所が合わない",
        "capacity": "余力がない",
        "known": "これまでの実績・評判から",
        "outdated": "登録内容が古い",
        "other": "その他",
    }
)
NO_FEEDBACK_REASON = "理由なしで記録"
EXCEL = "提案書（Excel）を作る"
PDF = "提案書（PDF）を作る"
PROPOSAL = "提案書"
MAKING = "提案書を作っています。"


def not_proposed(firms: Iterable[str]) -> str:
    """Which firms of a shortlist are left out of 提案書."""
    return f"不成約・取下げになった企業と辞退した企業は、提案書に載せません：{'、'.join(firms)}"


def points(value: float) -> str:
    """12.3点; a real minus sign, which stands out, for points taken off."""
    return f"{value:.1f}点".replace("-", "−")


def rank(number: int) -> str:
    """1位."""
    return f"{number}位"


def count(number: int) -> str:
    """10社."""
    return f"{number:,}社"


def employees(number: int) -> str:
    """25人."""
    return f"{number:,}人"


def km(distance: float) -> str:
    """約12km; below one kilometre the municipality is the same."""
    return "同じ市区町村" if distance < 0.5 else f"約{distance:.0f}km"


def found(number: int, first: str) -> str:
    """How many firms are listed, and who is first."""
    return f"{count(number)}を点の高い順に並べました（1位 {first}）。{HOW_TO_READ}"


def which_firm(left: int) -> str:
    """Several firms fit the typed words; `left`: how many more than are shown."""
    more = (
        f"（ほかに{count(left)}あります。ここになければ、名前をもう少し長く入れてください）" if left else ""
    )
    return f"どの企業のことですか。押すと調べます。{more}"


def unread(words: str) -> str:
    """Added words that became no condition."""
    return (
        f"足した「{words}」は、条件として読み取れませんでした。言葉と意味の近さだけを順位に使っています。"
        f"言い方を変えるか、「{UNDO_EDIT}」で外してください。"
    )


def nobody_does(processes: Sequence[str]) -> str:
    """That what the list holds is only near to what was asked, and what to do."""
    said = "・".join(f"「{one}」" for one in processes)
    return (
        f"{said}ができると登録内容から分かる企業は、この一覧にありません。ほかの条件や言葉が近い企業を並べています。"
        "言葉を言い直すか、下の「心当たりの企業を調べる」「共同受注の組み合わせ」も試してください。"
    )


def scale(km: int) -> str:
    """The length of the map's scale bar."""
    return f"{km}km"


def excluded_count(reason: str, number: int) -> str:
    """休業中です：3社."""
    return f"{reason}：{count(number)}"


def not_stated(labels: Iterable[str]) -> str:
    """記載のない項目：主要製品、加工寸法."""
    return "記載のない項目：" + "、".join(labels)


def registered(number: int) -> str:
    """How many suppliers are searched."""
    return f"登録されている受注企業：{count(number)}"


def fit(met: int, asked: int) -> str:
    """合う条件 5／7; where nothing was asked, that."""
    return f"{FIT} {met}／{asked}" if asked else NOTHING_ASKED


def ask_back(number: int) -> str:
    """発注企業に確かめること（4）."""
    return f"発注企業に確かめること（{number}）"


def handle_all(first: int) -> str:
    """What shows the buttons of the firms further down."""
    return f"{rank(first)}からの企業にも、「{TO_SHORTLIST}」「{SUITS}」「{SUITS_NOT}」のボタンを出す"


def met(number: int, asked: int) -> str:
    """7件のうち5件."""
    return f"{asked}件のうち{number}件"


def verdict_line(verdict: str, labels: Sequence[str]) -> str:
    """◯ 合う：材質：ステンレス鋼、溶接."""
    sign, word = VERDICTS[verdict]
    return f"{sign} {word}：{'、'.join(labels)}"


def chip(weight: str, kind: str, label: str) -> str:
    """必須｜材質：ステンレス鋼."""
    return f"{weight}｜{kind}：{label}"


def quotation(words: str, field: str) -> str:
    """「NC旋盤 3台」（設備）."""
    return f"「{words}」（{field}）" if field else f"「{words}」"


def place_unsure(place: str) -> str:
    """What is said where a firm's place is known, and not whether it is near enough."""
    return f"企業の所在地は{place}です。ご希望の場所に近いかどうかは、登録内容だけでは決められません。"


def removed(number: int) -> str:
    """What a filter leaves out by itself."""
    return f"{count(number)}が外れます"


def left(number: int, total: int) -> str:
    """絞り込み後：120社（全体 400社）."""
    return f"絞り込み後：{count(number)}（全体 {count(total)}）"


def option_of(fields: Mapping[str, object], number: str) -> str:
    """H26-001　シャフト（架空機械）, as far as item and buyer are shown to the viewer."""
    if not number:
        return ORDER_NONE
    item, buyer = (str(fields.get(key, "") or "") for key in ("item", "buyer"))
    return f"{number}　{item}" + (f"（{buyer}）" if buyer else "")


def why_rank(number: int, score: float) -> str:
    """いまの順位は 23位（31.2点）です."""
    return f"いまの順位は {number}位（{points(score)}）です。"


def rewritten(number: str) -> str:
    """That what is searched counts as a stored order although its words are others now, and what to do where it is none."""
    return (
        f"案件 {number} の相談文を書き換えて探しています。候補や打診の記録は、この案件に付きます。"
        f"別の相談のときは「{PART}」を押してください。"
    )


def barred(reason: str) -> str:
    """Why a firm may not be introduced."""
    return f"紹介できません：{reason}"


def fact(field: str, text: str, replaces: str) -> str:
    """設備に「5軸加工機」."""
    return f"{field}の「{replaces}」が「{text}」に変わる" if replaces else f"{field}に「{text}」がある"


def rank_after(number: int) -> str:
    """Where the firm would stand then."""
    return f"そのときの順位：{number}位"


def team(number: int, spread: float | None) -> str:
    """組み合わせ1（互いの距離 約12km）."""
    return f"組み合わせ{number}" + (f"（互いの距離 {km(spread)}）" if spread is not None else "")


def team_open(labels: Iterable[str]) -> str:
    """What still has to be asked of a team."""
    return "まだ確かめること：" + "、".join(labels)


def put_on_shortlist(firm: str) -> str:
    """What was just done."""
    return f"「{firm}」を候補に入れました。"


def taken_off(firm: str) -> str:
    """What was just done."""
    return f"「{firm}」を候補から外しました。"


def asked_firm(firm: str) -> str:
    """What was just done."""
    return f"「{firm}」への打診を記録しました。"


def judged(firm: str, suits: bool) -> str:
    """What was just done."""
    return f"「{firm}」を「{SUITS if suits else SUITS_NOT}」と記録しました。"


def download(name: str) -> str:
    """「提案書_H26-001.pdf」を保存する."""
    return f"「{name}」を保存する"
