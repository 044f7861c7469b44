"""What an enquiry tells without asking for it: who writes, what the last firm did, what the thing is for, what the buyer does himself."""

# ruff: noqa: E501 - a pattern is one line

from __future__ import annotations

import re

from matching.language.drafts import Draft, clause, sentence, with_ending

_WE = r"(?:弊社|当社|当方|小社|自社|自分(?:たち|達)?|私ども|私共|うち|こちら|こっち|ウチ)"
_OTHERS = r"(?:他社|先方|元請け?|納入先|納品先|別(?:の)?(?:会社|業者|途)|知り合い|農園|客先|お客(?:様|さん)?|大工(?:さん)?|施主|ユーザー)"

# fmt: off
_PAST = re.compile(
    r"(?:これまで|今まで|いままで|従来|以前|先月まで|昨年まで|去年まで|前は|前回|先代|長年|かつて|もともと|元々|今の(?:業者|会社|工場|外注|製品|品)|現在の(?:業者|外注|委託|取引)|現行|いつもの(?:業者|工場)|(?<!名)(?<!手)(?<!目の)(?<!人)前の(?![一-龠ぁ-ん]{0,4}(?:と同じ|なら|が(?:あ|手)))|今は|現在は|現在、|今頼んでいる|昔(?!ながら)|前任|旧版)"
)
# うちは従業員10人の会社です tells who asks.
_SELF = re.compile(rf"{_WE}(?:は|も|が|の|、)|私(?:は|も)")
_PLIGHT = re.compile(
    r"(?:廃業|倒産|撤退|辞め(?:て|た|る)|やめて?(?:しま|た)|閉[じめ]て(?:しま|おり|い[たま])|(?:店|会社|工場|事業|商売)を?(?:閉|たた)|断られ(?!てばかり)|引退|亡くな|故障|壊れ|手一杯|後継者|高齢|間に合わ(?:な|ず|なく)|できなくなっ|対応でき(?:ず|なく|ない|なくな)|納期が(?:遅|間に合)|困って|値上げ(?:され|に)|値上げし)"
)
_OWN = re.compile(
    r"(?:弊社|当社|当方|小社|私ども|私共|わたくしども|私|うち|当店|当園|当工場|当協会|主人|父|母|息子|夫|こちら)(?:は|では|の(?:会社|店|工場|事業|本業)は|が|も)[^。、]{0,40}?(?:メーカー|製造(?:業|し|販売|元|会社)|営んで|やって(?:い|お)|行って(?:い|お)|作って(?:い|お)|てお?り|でお?り|販売|経営|扱って|農家|商社|会社で|業を|屋(?:です|を)|工場です|店です|担当|者です|手がけ)"
    r"|(?:を|の)?(?:製造販売|製造|販売|経営|開発|加工|施工|設計|組立|卸|仕事|担当|購買|商売|運営)(?:して(?:い|お)|を(?:して|行って|営|やって)|業を|を担当)[^。、]{0,12}?(?:者|会社|メーカー|ます|企業|と申し|おり)|(?:メーカー|農家|商店|会社|課|部|園|学校|旅館|工房|職人|主婦|個人|発明家|大学|研究室|工場|店|係|部門|担当|商社)(?:の(?:者|もの|方|購買|担当|下請け?))?(?:です(?=[。、\s]|$)|でございます|より(?=[。、\s]|$)|と申し|から電話|から(?:の)?(?:相談|依頼|問合せ|問い合わせ))|(?:の|する|てい[るた]|た)(?:者|もの)です|購買より"
)
# 弊社は普段、射出成形の金型を製作しておりますが、: what the buyer does himself, up to the が that leads over to what is asked.
_BACKGROUND = re.compile(rf"{_WE[:-1]}|私ども)(?:は|では|も)(?:、)?(?:普段|ふだん|通常|日頃|日ごろ|主に|主として|もともと|元々|長年|創業以来)?(?:は|から)?、?")
_LEADS_OVER = re.compile(r"(?:てお?り|でお?り|てい|でい)(?:ます|ました)?(?:が|けど|けれど|けれども)、?|(?:てい|でい|て|で)[るた](?:が|けど|けれど|けれども|のですが|んですが)、?")
_SEEKS = re.compile(r"検討|考え|予定|求め|募集|思って|困って|相談")
_GREETING = re.compile(r"いつもお世話|お世話になって|拝啓|敬具|平素|ご清栄|時下|初めて(?:ご連絡|お電話|メール)|突然の")
_FOR_USE = re.compile(
    r"\s*(?:製品|製|材|部品|加工)?(?:の)?(?:用(?!意|紙|途)|を(?:運ぶ|載せる|乗せる|入れる|つかむ|掴む|置く|吊る|固定する|保持する|押さえる|測る|検査する|保管する|しまう|並べる)(?=[一-龠ァ-ヺ])|場(?:の|で|に)|(?:の中|内)?で使(?:う|って(?:い)?る|われ)|向け(?!先)|に(?:使(?:う|い|って|われ)|貼(?:る|って使)|取り?付け|付け(?:る|て)|組み?込|載せ|入れ(?:る|て(?:使|売))|用い|はめ|差し込|装着|被せ|かぶせ|当たる|接触|触れ)|が(?:入る|載る|乗る|通る|収まる)|屋(?:さん)?(?![一-龠])|メーカー|工場の|会社の|業界|業者(?:が|は|から))"
)
_ASKS = re.compile(r"お願い|ほしい|欲しい|頼み|頼め|探し|希望|ください|下さい|できる|出来る|もらいたい|頂きたい|いただきたい|必要|必須|でしょうか|ませんか|もらえ|いただけ|頂け")
_DONE_BY_OTHERS = re.compile(
    rf"(?:は|も|まで(?:は)?|を|品(?:は|を)|[ ]?:)?\s*(?:、)?(?:(?:無償|有償)?支給|済み?(?:の|です|で|、|。|\)|\s|$)|(?:{_WE}|{_OTHERS})(?:で|が|に|の方で|側で|にて)?(?:支給|済|行|や[りるっ]|し(?:ます|て|た)|手配|実施|施工|加工|溶接|組|付け|対応|できる|出来|用意)|(?:済|終わ)(?:ませ|って|った|んで|んだ)|(?:し)?[てで]ある(?:やつ|もの|の[にをで]|部品|材料?|から))"
)
_DONE_BEFORE = re.compile(rf"{_WE[:-1]}|他社)(?:で|が|にて|の方で)[^。、は]{{0,8}}$")
# 自社で塗装できる会社: the firm that is looked for, not the buyer.
_THEIR_OWN = re.compile(
    r"(?:加工|処理|作業)?(?:まで|も|が|を|は){0,2}(?:全部|一貫して|すべて|全て)?(?:でき|出来|やれ|や[らっ]|し|行[えいっわ]|持っ|こなせ|対応)[^。、\n]{0,8}?(?:会社|工場|業者|企業|ところ|所|とこ|店|先|メーカー|方)(?![^。、\n]{0,3}(?:に出|へ出|に頼んで(?:い|お)))"
)
# 旋削は当社のNC旋盤で行う, φ30の穴は当社で加工します: the whole clause is the buyer's own work. Supplied things are asked elsewhere.
_OWN_WORK = re.compile(
    rf"\)?[^。、\n()]{{0,24}}?(?:\([^()\n]{{0,20}}\))?(?:は|を|も)、?(?:別途|別に|後で|あとで|先に|すべて|全部|全て|既に|すでに)?、?(?:{_WE}|{_OTHERS})(?:(?:の[^。、\n]{{0,10}})?(?:で|が|にて|側で)[^。、\n]{{0,10}}?(?:行|や[りるっれ]|加工|組み?[付込]|溶接|塗|仕上げ|施工|済|取り?付|しま|する|できる)|(?:です|だ)?(?=[。、\n)]|$)|の(?:工事|作業|担当|範囲)|に(?:て|おいて)(?:行|実施))"
)
# ... on the far side of what it speaks of: 当社のNC旋盤で行う.
_OWN_MEANS = re.compile(rf"{_WE}の\s*$")
_OWN_HOLDING = re.compile(r"[^。、\n]{0,6}?(?:機|は|が|も)?\s*(?:[\d,]+台|手持ち)?(?:あり|あって|ある(?:の|が|け)|持って)(?!ますか|ません)")
# ボルトは付いてます: it is there already.
_THERE = re.compile(r"は(?:もう|すでに|既に|最初から)?(?:付いて|ついて)(?:い)?(?:ます|る)(?!か|と|もの|やつ|の(?:が|を|で)|[一-龠ァ-ヺ])")
_SEPARATE = re.compile(r"別(?:の?(?:会社|業者|工場|ところ|所)|途|口)(?:に|へ|で)(?:出|頼|依頼|お願|発注|手配)|(?<![一-龠々ァ-ヺー])別に(?:出し|頼[みむんま])|相手(?:側|の|方|ロッド|部品|材|は)")
# 真鍮の削り出しで、|メッキは別の会社に頼む: only the plating goes elsewhere.
_OTHER_MATTER = re.compile(r"(?:[ぁ-ん](?<!は)|要|可)、(?=[^。、\n]{1,20}?(?:は|を|も|だけ|のみ))")
_ASIDE = re.compile(r"\((?P<inside>[^()\n]{0,40})\)")
_OWN_ASIDE = re.compile(rf"(?:は{_WE}$|{_WE}(?:手持ち|で|にて|が|所有|在庫)|^(?:前回|去年|昨年|以前|旧|参考))")
_MODIFIER = re.compile(r"(?:の(?:後|あと)の(?=[一-龠ァ-ヺ])|の(?:バリ|カエリ|かえり|スパッタ|焼け|歪み?|ひずみ|スラグ|ビード)(?:取|除|だけ|を)|後(?!に|、|で|\s|$|研|磨|切|仕上|旋|歯|組|塗|めっき|メッキ|溶接|検査|ワイヤ|放電|穴|加工|コート|ショット|ブラスト)の?|時(?:の|に|は)|前の|の?都合|硬度|硬さ|深さ|部(?![品材分])|痕|焼け|歪|ひずみ|不良|済み?|者(?!に)|に?(?:困|弱)|の(?:記号|記載|表記)|を[^。、]{0,6}(?:変え(?:ま|た|て)|改め|見直し))")
# What follows the reason is new: 現行のXをYへ切り替えるため、...
_SINCE = re.compile(r"(?:(?:ため|ので|につき|につきまして)、|をやめて?、?|に[代替換](?:えて|わって|わり)、?)")
_CHANGED_TO = re.compile(r"(?:の[^。、\n]{1,10}?)?(?:品|製|処理|加工)?(?:へ|に)(?:の)?(?:切り?替え|変更|移行|変え)")
# 弁当のふた: what is for a thing, or a part of it, makes no thing.
_PART_OF_IT = re.compile(r"の(?:ふた|容器|箱|外箱|袋(?!詰)|小袋|包み|包装紙|パッケージ|ラベル|シール|帯(?!状)|粉末|パウダー|缶|瓶|カップ|トレー?|型(?!枠)|抜き型|焼き型|かけら|皮|殻)")
# 当社では塗装はしません: tells what the buyer doesn't do, and asks for nothing.
_NOT_OURS = re.compile(rf"{_WE}(?:で|に)?は、?$")
_NOT_DONE = re.compile(r"(?:加工|処理|作業)?(?:は|を|も)?(?:し(?:て(?:い|お)り?)?|や(?:って(?:い|お)り?|り)|行(?:って(?:い|お)り?|い))(?:ません|ない)")
# 鍛造品の外観検査, ダイカスト品の塗装: how the thing was made to which something is done.
_MADE_SO = re.compile(r"品の?[^。、\n品]{0,6}?(?:検査|測定|探傷|塗装|めっき|研磨|研削|バリ|切削|機械加工|洗浄|ブラスト|アルマイト)")
# 溶接部分のバリ取り, 切削面を研磨: a place of the thing, to which something else is done ...
_PLACE = re.compile(
    r"(?:加工|処理)?(?:部分|部|箇所|[かカヶケヵ]所|面|ビード|跡|痕|目|肌|端面|穴)(?:だけ|のみ|以外)?(?:[にへをのはがとや、]|から|には)[^。、\n]{0,10}?"
    r"(?:マスキング|塗|研磨|磨|研削|めっき|メッキ|削|ブラスト|バリ|コート|剥|はが|洗|除去|取り|保護|養生|塞|ふさ|埋|シール|検査|確認|測|傷|キズ|クラック|割れ|組|貼|巻|清掃|さらい|酸洗|サンダ|グライン|なら[しす]|均|消|仕上|目立|防錆|処理|施|刻印|印字)"
)
# ... as ネジ穴にマスキング, where the place's name is the word of the work.
_HOLE = re.compile(
    r"(?:部|の?(?:中|内側|内部|箇所|部分|周り|まわり))?(?:だけ|のみ|以外)?(?:(?:[にへをはが]|には|から)[^。、\n]{0,8}?|の)(?:マスキング|バリ|塗料|塗装|めっき|メッキ|ペンキ|マスク|保護|養生|塞|ふさ|埋|キャップ|プラグ|栓|シール|清掃|掃除|さらい|切粉|切り粉|入ら|付か|つか|かから|詰ま)"
)
# 試作5個, 試作を進めており: no work of its own.
_TRIAL = re.compile(r"(?:品)?(?:\s?\d|が|を(?:進め|重ね|終え)|(?:は|まで)?(?:完了|終わ|済)|に成功)")
# 修理部品: nothing is to be repaired.
_SPARE = re.compile(r"用?(?:の)?(?:部品|パーツ)")
_UPKEEP = ("修理", "補修", "交換", "保守", "改修")
_STOCK = re.compile(r"(?:済み?)?(?:の)?(?:鋼材|素材|材)(?![料質一-龠])")
_STOCK_WORKED = re.compile(r"品[^。\n]{0,24}?(?:穴|研磨|研削|磨|ワイヤ|放電|切|削|加工|タップ|溝|測定|検査|メッキ|めっき|コート|曲)")
_AS_BEFORE = re.compile(r"(?:と|の)?(?:同じ|同様|同等)")
_CHANGED = re.compile(r"(?:から|より|を)[^。、]{0,20}?(?:切り?替え|変更|移管)")
# fmt: on

_THINGS = ("process", "material", "equipment")
_MEASURES = ("size", "tolerance", "roughness", "hardness", "quantity", "mass", "force")


def not_ours(text: str, draft: Draft) -> bool:
    """Whether the buyer says that he doesn't do it himself (当社では塗装はしません), not that it needn't be done."""
    a, _ = clause(text, draft.start, draft.end)
    return bool(_NOT_OURS.search(text, a, draft.start) and _NOT_DONE.match(text, draft.end))


def is_context(text: str, draft: Draft) -> bool:
    """Whether the draft stands in mere context."""
    a, b = sentence(text, draft.start, draft.end)
    before, behind = text[a : draft.start], text[draft.end : b]
    if draft.kind in _THINGS and not_ours(text, draft):
        return not _ASKS.search(behind)
    if draft.concept in ("X.CORP", "X.STAFF") and _SELF.search(before):
        return True
    if draft.kind in ("document", "supply", "due", "other", "price") and draft.concept != "X.INHOUSE":
        return draft.kind == "other" and bool(_PAST.search(before) and _PLIGHT.search(text[a:b]))
    if _told(text, a, b, draft, before, behind):
        return True
    if draft.kind in _THINGS or draft.kind in _MEASURES:
        return _own_work(text, a, b, draft) or (draft.kind in _THINGS and _of_the_thing(text, a, draft))
    return False


def _told(text: str, a: int, b: int, draft: Draft, before: str, behind: str) -> bool:
    """Whether the sentence tells who writes, or what was."""
    if draft.kind in _THINGS and _GREETING.search(before) and not _ASKS.search(behind):
        return True
    if _OWN.search(text, a, with_ending(text, b)) and not _ASKS.search(behind):
        return True
    if _background(text, a, b, behind):
        return True
    told = [m.end() for m in _SINCE.finditer(before)]
    if _PAST.search(before, told[-1] if told else 0) and not _still_asked(draft, behind):
        return True
    if _PLIGHT.search(text, a, b) and not re.search(r"お願い|ほしい|欲しい|たい|探し|ところ", behind):
        return draft.kind in (*_THINGS, "quantity", "area")
    return False


def _background(text: str, a: int, b: int, behind: str) -> bool:
    """Whether the sentence text[a:b] only tells what the buyer's own business is."""
    end = with_ending(text, b)
    if not any(m.end() >= b for m in _LEADS_OVER.finditer(text, max(a, b - 12), end)):
        return False
    return bool(_BACKGROUND.search(text, a, b)) and not _ASKS.search(behind) and not _SEEKS.search(behind)


def _still_asked(draft: Draft, behind: str) -> bool:
    """Whether what was before is asked for again (今のものと同じ), or is what it shall become (三価クロメートへ切り替え)."""
    if _AS_BEFORE.search(behind) or _CHANGED_TO.match(behind):
        return True
    return draft.kind != "process" and bool(_CHANGED.search(behind))


def _own_work(text: str, a: int, b: int, draft: Draft) -> bool:
    """Whether the buyer, or somebody else, does or has it."""
    if _OWN_WORK.match(text, draft.end, with_ending(text, b)) or _OWN_MEANS.search(text, a, draft.start):
        return True
    apart = _SEPARATE.search(text, draft.end, b) if draft.kind in _THINGS else None
    if apart and not _OTHER_MATTER.search(text, draft.end, apart.start()):
        return True
    if _SEPARATE.search(text, a, draft.start) and "、" not in text[a : draft.start]:
        return True
    if (
        draft.kind in ("equipment", "quantity", "force", "size")
        and _OWN.search(text, max(0, a - 40), a)
        and _OWN_HOLDING.match(text, draft.end)
    ):
        return True
    opened = text.rfind("(", a, draft.start)
    aside = _ASIDE.match(text, opened) if opened >= 0 else None
    return bool(aside and aside.end() >= draft.end and _OWN_ASIDE.search(aside["inside"]))


def _hardened_stock(text: str, draft: Draft) -> bool:
    """Whether heat treatment is only how the material comes: SCM440調質材, SUS440C焼入れ品に穴あけ."""
    if not (draft.concept or "").startswith("P.HT"):
        return False
    if _STOCK.match(text, draft.end):
        return True
    grade = re.search(r"[a-z]\d{2,4}[a-z]?(?:の|\s)?$", text[max(0, draft.start - 8) : draft.start])
    return bool(grade and _STOCK_WORKED.match(text, draft.end - text.endswith("品", draft.start, draft.end)))


def _of_the_thing(text: str, a: int, draft: Draft) -> bool:
    """Whether a capability word only describes: what it is for, a state (焼入れ後の), work already done."""
    if draft.kind == "process" and (_MODIFIER.match(text, draft.end) or _PLACE.match(text, draft.end)):
        return True
    if draft.kind == "process" and _MADE_SO.match(
        text, draft.end - text.endswith("品", draft.start, draft.end)
    ):
        return True
    if draft.kind == "process" and text[draft.end - 1] == "穴" and _HOLE.match(text, draft.end):
        return True
    if (
        draft.kind == "process"
        and _SPARE.match(text, draft.end)
        and text.endswith(_UPKEEP, draft.start, draft.end)
    ):
        return True
    if _hardened_stock(text, draft):
        return True
    if text.startswith("試作", draft.start) and _TRIAL.match(text, draft.end):
        return True
    if _FOR_USE.match(text, draft.end) or (draft.kind == "process" and _PART_OF_IT.match(text, draft.end)):
        return True
    return draft.kind == "process" and bool(
        _DONE_BY_OTHERS.match(text, draft.end)
        or _THERE.match(text, draft.end)
        or (_DONE_BEFORE.search(text, a, draft.start) and not _THEIR_OWN.match(text, draft.end))
    )
