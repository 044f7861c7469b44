"""Must or wish, refused or needless, and which requirements are alternatives."""

# ruff: noqa: E501 - a pattern is one line

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matching.language.area import ANYWHERE
from matching.language.context import not_ours
from matching.language.drafts import Draft, clause, sentence, with_ending
from matching.language.polarity import firm_refused, lacked

# fmt: off
_WISH_AHEAD = re.compile(
    r"(?:でき|出来)(?:れば|たら|るなら|ましたら)|可能(?:であれば|なら(?:ば)?|でしたら|な(?:限り|かぎり))|なるべく|できるだけ|出来るだけ|出来る限り|できる限り|欲を(?:言|い)え[ばる]|理想(?:は|的には|を言えば|としては)|望むらくは|よければ|良ければ|よろしければ|もし(?:可能|でき|出来)|ついでに|極力|あわよくば|希望としては|将来(?:的に)?は"
)
_WISH_BEHIND = re.compile(
    r"(?:が|も|は|で|と|だと|なら|のほうが|の方が|まで|して|であ|に|を|対応|取得|認証|保有|所有|お持ち|経験|実績|など|等|者|企業|工場|様|さん|程度|以内|以下|以上|ほど|くらい|前後|の(?:会社|所|ところ|業者|企業|方|工場))*\s*"
    r"(?:(?:い|居|あ|有|も)?(?:って)?(?:い)?(?:れば|たら|ると|れると|れば?なお)[、\s]?(?:なお|尚|より|一番|とても|大変|非常に|もっと|すごく)?\s*(?:良|よ|い|ありがた|有難|有り難|助か|嬉し|うれし|幸い|尚可|なお可|可|ベター|最高|理想|歓迎|安心|望まし)"
    r"|(?:なお|尚|より)?(?:希望|尚可|なお可|望まし|望ましい|歓迎|優遇|優先|ベター|ありがたい|有難い|目標|理想(?:的)?|助かり?(?:ます|る)|嬉しい|うれしい|幸い|安心|あればで|プラス(?:要素|評価)|加点|なくても(?:可|良|よ|い)|無くても(?:可|良|よ|い)|相談|が(?:良|よ|い)い(?:ん?です|んだ|かな|な|の)?(?:ね[えー]?|よ|わ)?(?:けど|けれど|が)?(?=[。、]|$|高)|で(?:あれ|き|出来)?れば))"
)
# A wish at the clause's end covers what the clause asks for: 刺しゅうもしてもらえると嬉しいです.
_WISH_END = re.compile(r"(?:と|ば|たら|なら|て)、?(?:とても|大変|なお|一番|非常に|より|もっと|[^。、\n]{0,14}?)(?:助か|嬉し|うれし|ありがた|有り?難|幸い|安心|(?:良|よ|い)いな|なお(?:良|よ|い)い)|尚可|なお可|歓迎|(?<!ご)希望(?:します|いたします|です|して|。|$|、|で)|優先(?:し|いた|です|。|、|$)|望まし|ベター|(?:が|は)理想|(?:も|を)(?:併せて)?検討(?!会)|(?:人|方|所|ところ|会社|工場|業者|さん|の|もの|やつ)が(?:いい|良い|よい|一番)(?:ね|な|かな|です|けど|んだ|の|[。、\s]|$)|(?:もらえる|いただける|頂ける|くれる|できる|ある)と(?=[。\n]|$)|(?:でき|出来|いただけ|もらえ)(?:れ)?ば(?=[。\n]|$)|て(?:い)?(?:ると|たら)、?(?:い[いー]|良い|よい)(?:ね|な|か|です|けど|んだ|んです|の|[。、\s]|$)|(?:だと|なら|と)[^。、]{0,12}やすい")
# バレル可, 黒皮OK: it may be so.
_ALLOWED = re.compile(r"(?:[ァ-ヺー一-龠]?(?:可|ok)|[ok可])(?=[。、,)\s・]|$)")
# A day that would be welcome: 3月10日に間に合えば嬉しい, 2月末までにできると助かります. A price to be kept to if it can be: 40万円までに抑えたい.
_DAY_WISH = re.compile(r"[^。、\n]{0,14}?(?:間に合(?:え|った|う)|でき|出来|いただけ|頂け|もらえ|仕上が|完成|届|納品|あが|上が|終わ)[^。、\n]{0,6}?(?:と|ば|たら)[^。、\n]{0,6}?(?:助か|嬉し|うれし|幸い|あり(?:がた|難)|有り?難|いい|良い|理想)")
_PRICE_WISH = re.compile(r"(?:くらい|ぐらい|程度|まで|以内|以下|前後)*(?:に|を)?(?:目標|目安|抑え(?:たい|られ)|おさえ(?:たい|られ)|収め(?:たい|られ)|おさめ(?:たい|られ)|(?:目指|めざ)し)")
# ... and what is said of it behind a comma: 県南だと来てもらいやすいけど、無理にとは言いません.
_NO_MUST = re.compile(r"(?:必須|絶対|条件)(?:で|と)は?(?:は)?(?:な|あり|言|申)|無理に?とは|こだわりません|予算が合えば|余裕があれば")
_MUST = re.compile(r"必須(?!では?(?:な|あり))|必ず(?!しも)|限定|限る|限ります|のみ|厳守|必要(?!なし|無|(?:は|が)?(?:あり|ない))|絶対(?!では)|マスト|条件(?:です|とし|は)|不可欠|要(?=[。、)\s]|$)|以外(?:は)?(?:不可|ng|だめ|ダメ)|前提|でないと(?:困|だめ|ダメ|駄目)|じゃないと")
_STILL_MUST = re.compile(r"希望(?:納期|単価|価格|数量|仕様|材質|小売)|ご?希望(?:の|され|を|に)|希望(?:者|先)")
# つくばまで取りに行ける範囲: the nearer the better, no firm is ruled out for its town.
_FETCHED = re.compile(r"(?:取り|持って|持ち込み)に?(?:行|い)ける(?:距離|範囲|ところ|所)")
_PERMITTED = re.compile(r"(?:加工|処理|品|材)?(?:で)?も(?:可(?!能)|ok|いい|良い|よい|かまい|構い|結構)")

_NOT_ASKED = r"(?:(?:今回の?)?(?:見積(?:もり|り)?(?:に|には|から)?)?(?:は)?(?:入れ|含め|含ま)(?:ないで|なくて(?:も)?(?:い|よ|良|結構|構|ok|可)|ず(?:に|、))|(?:見積(?:もり|り)?から)(?:は)?(?:外し|抜い)て|不要|いらない|要らない|いらん|要らん|イラン|いらねえ|(?:要|い)りません|必要(?:なし|無し|ない|ありません|はない)|(?:しなくて|なくて|無くて)(?:も)?(?:い|良|よ|可|結構|ok|構))"
_NEEDLESS = re.compile(
    rf"[:\s]{{0,6}}(?:加工|処理|作業|工程)?(?:は|も|の(?:必要)?は?|まで(?:は)?){{0,4}}\s{{0,6}}(?:特に|一切)?\s{{0,6}}(?:{_NOT_ASKED}|結構です|問いません|問わない|不問|こだわ(?:りません|らない)|(?:なし|無し)(?=[。、()\s]|$)|無(?=[。、()\s]|$))"
    rf"|は?[^。、\n]{{0,24}}?(?:ので|ため|から)、?{_NOT_ASKED}"
    # 塗装はどちらでも
    r"|(?:加工|処理)?は(?:どちら|どっち|あってもなく|有っても無く)(?:でも|ても)(?:い[いー]|良い|よい|結構|構|かま|大丈夫|ok|可)?"
    # ステンは無理でもいい, 曲げはしてもらわなくていい
    r"|(?:加工|処理)?(?:は|が|も)?(?:無理|だめ|ダメ|駄目|苦手|不得意)でも(?:全然|別に)?(?:い[いー]|良い|よい|結構|構|かま|大丈夫|ok|可)"
    r"|(?:加工|処理)?(?:は|を|も|まで(?:は)?)?(?:して|やって|付けて|つけて|入れて)(?:もらわ|貰わ|いただか|頂か)なく(?:て)?(?:も)?(?:い[いー]|良い|よい|結構|構|かま|大丈夫|ok|可)"
    # BGAは載ってません
    r"|(?:は|も)(?:特に|一切)?(?:載って|乗って|のって|付いて|ついて)(?:い)?(?:ない|ません)(?!か)"
    # IATF16949は取得していなくてもいい
    r"|(?:の?(?:認証|認定|資格))?(?:は|を|が|も)?(?:取得|保有|所持|所有|持|取)(?:して|って)?(?:い)?なくて(?:も)?(?:い|良|よ|可|結構|ok|構|かま|大丈夫)"
    # 溶接はしません, 旋盤加工はできない会社でよい
    r"|(?:加工|処理|作業)?は?(?:特に|一切)?(?:し|や(?:り|ら)|行(?:い|わ)|いたし|致し)(?:ません(?!か|で|と)|ない(?=[。、\s)]|$|ので|です))"
    r"|(?:加工|処理|作業)?(?:は|が)?(?:でき|出来)(?:ない|なく|ません)(?:て|で|の|(?:会社|工場|所|ところ|業者|企業|方)(?:さん)?で)?(?:も)?(?:よい|良い|いい|可(?!能)|構|かま|結構(?:です|だ|、|。|$)|ok|大丈夫|問題な)"
)
# うちは溶接屋なので溶接はいいんだけど; 今の業者は溶接はいいんですが praises another's.
_ENOUGH = re.compile(r"(?:加工|処理)?は(?:もう|別に|特に|今回は?)?(?:いい|結構な)(?:ん?だけど|んですけど|んですが|んで|ので|から)(?!。|$)")
_SUBJECT = 24
_ANOTHERS = re.compile(r"(?:今の|いまの|現在の|業者|会社|外注先|ところ|メーカー)[^。、\n]{0,8}(?:は|って)、?$")
# Behind something that the polarity reader found refused: is it only not needed?
_ONLY_NEEDLESS = re.compile(r"[^。、\n]{0,8}?(?:不要|(?<!入)(?:い|要)らない|(?<!入)(?:い|要)りません|必要|なくて|無くて|ないで(?:も|、)?(?:いい|良い|よい|よろし|結構|構|かま|大丈夫|ok)|無し|なし|無(?=[。、\s]|$))")
_DOES_HIMSELF = re.compile(r"[^。\n]{0,20}(?:弊社|当社|当方|うち|こちら|自社)")
# ハンマ鍛造は不可, 六価クロムを含む処理は不可, 化繊は暑いからだめ: refused where the polarity reader doesn't look as far.
_REFUSED_FAR = re.compile(
    r"(?:[りいえきしけめちみびせ]|し)?たく(?:ない|ありません)|[: ]?(?:(?:の)?使用(?:は)?)?(?:不可(?!欠|能|避)|禁止|ng(?![a-z]))|(?:の|が|を)?(?:入(?:ら|って(?:い)?)ない|含まない|使わない)(?:もの|やつ|で|方|材料|こと|(?=[一-龠ァ-ヺ]))|(?:加工|処理|製|品|材|の)*(?:[たる]?(?:もの|やつ|の))?(?:を(?:含む|使った|用いた)[^。、\n]{0,6})?(?:(?:は|も|だけは)(?:[^。、\n]{0,8}(?:から|ので))?、?(?:絶対|ちょっと|一切|原則)?(?:に)?)(?:嫌|いや(?!す)|不可(?!欠)|ng|だめ|ダメ|駄目|避け|困り|困る|お断り|ご?遠慮|使わ(?:ない|ず)|使いたくない|使用しない)"
)
# ベンダーが無理なら溶接で: neither the one nor the other must be.
_FALLBACK = re.compile(r"(?:加工|処理)?(?:が|は|で|だと)?(?:無理|だめ|ダメ|駄目|難し(?:い|け)|厳し(?:い|け)|(?:でき|出来)(?:ない|な(?=け)|ません))(?:よう)?(?:なら(?:ば)?|であれば|でしたら|れば|(?:の)?(?:場合|とき|時)(?:は|には)?)")
_AFTER_FALLBACK = re.compile(_FALLBACK.pattern + r"、?[^。、\n]{0,8}$")
_PERMITS = re.compile(r"(?:では|じゃ)?な(?:い|く)")

_ALONE = re.compile(r"(?:の|加工|処理)?(?:専門|専業|だけ|のみ|ばかり|しか)")

# レーザーでも|タレパンでも可: one of the two must be.
_OR_ELSE = re.compile(r"でも、?$|(?:か|または|又は|もしくは|あるいは)、?$")
_OR = re.compile(
    r"\s*(?:材|製|品|加工|めっき|処理|の(?:会社|企業|工場|所|ところ|業者|どこ)?|あたり|近辺|周辺|\([^)]{0,12}\)|県|市|産|内|\s?[黒白赤青緑黄灰]色?|[\s\d°度]{2,5}|やつ|もの|の)*\s*(?:か(?!ら)|または|又は|もしくは|若しくは|あるいは|或いは|or(?![a-z])|、または|、又は|か、|、もしくは|か?、?(?:無|な)ければ|、?(?:だめ|ダメ)なら|[もで]*でも(?!ok|可|良|よ|い|構|かま|結構))\s*"
)
# NBR70°(EPDMも可)
_BRACKET = re.compile(r"[\s\d°度]{0,6}[(、]\s*")
_ALSO = re.compile(r"(?:で)?も(?:可(?!能)|ok|良|よ|い|かまい|構い|結構)")
_LISTED = re.compile(r"\s*(?:[・、,/／]|\s)\s*")
_BOTH_PLACES = re.compile(r"\s*(?:市|県|内|の会社)?(?:とか|と|や|及び|および|[・、,/／])\s*")
_EITHER = re.compile(r"\s*(?:の)?(?:いずれか|どちらか|どれか|どちらでも|いずれでも|のどちら|何れか|でもok|でも可|か、?(?:相当|同等))")
# fmt: on

# Conditions whose label says what must be, though the words refuse the contrary: 中国製は不可 asks for 国産限定.
RESTATED = frozenset({"X.ORIGIN", "X.DIRECT", "X.CORP", "X.STAFF"})
# A quantity, a date or a size is wished for only where the wish stands right behind it.
_DIRECT = ("due", "size", "mass", "supply")
_FIGURES = ("size", "tolerance", "roughness", "hardness", "mass", "force")
_AMOUNTS = ("quantity", "due", "price")


def weighed(text: str, draft: Draft) -> Draft:
    """`draft` with must and negated as the words around it say."""
    a, b = sentence(text, draft.start, draft.end)
    if refuses_firms(text, draft):
        return draft
    if needless(text, draft):
        return replace(draft, negated=True, must=False)
    if draft.negated and firm_refused(text, draft.end) and _ALONE.match(text, draft.end):
        return replace(draft, must=False)  # 旋盤だけの会社はご遠慮ください: who has more than that may do it
    if draft.negated:
        if _WISH_AHEAD.search(text, max(a, draft.start - 12), draft.end):
            return replace(draft, must=False)
        silent = _ONLY_NEEDLESS.match(text, draft.end, b) or _DOES_HIMSELF.match(text, draft.end, b)
        return replace(draft, must=not silent)
    refused = draft.concept not in RESTATED and _REFUSED_FAR.match(text, draft.end, b)
    if (
        refused
        and draft.kind in ("process", "material", "equipment", "other")
        and not _PERMITS.match(text, refused.end())
    ):
        return replace(draft, negated=True, must=True)
    return replace(draft, must=draft.must and not _wished(text, draft, a, b))


def needless(text: str, draft: Draft) -> bool:
    """Whether the text says right behind it that it needn't be (塗装は不要)."""
    if _ENOUGH.match(text, draft.end):
        return not _ANOTHERS.search(text, max(0, draft.start - _SUBJECT), draft.start)
    return bool(_NEEDLESS.match(text, draft.end) or lacked(text, draft.end)) and not not_ours(text, draft)


def refuses_firms(text: str, draft: Draft) -> bool:
    """Whether it is the firms of that trade that aren't wanted (鉄鋳物の会社は外して); not those of one trade alone (塗装専門の会社は不要)."""
    return draft.negated and bool(firm_refused(text, draft.end)) and not _ALONE.match(text, draft.end)


def _wished(text: str, draft: Draft, a: int, b: int) -> bool:
    clause_a, clause_b = clause(text, draft.start, draft.end)
    end = with_ending(text, clause_b)
    # 近くが|いいけど: the particle belongs to the place's words.
    told = draft.end - (draft.kind == "area" and text[draft.end - 1] in "がで")
    behind = _unbracketed(text[told : max(end, min(b, draft.end + 30))])
    directly = _WISH_BEHIND.match(behind)
    if draft.must and _MUST.search(text, draft.start, clause_b) and not directly:
        return False
    if draft.concept == "X.DOC.SAMPLE" and not directly:
        return False  # that there is no drawing is a fact
    ahead = list(_WISH_AHEAD.finditer(text, a, draft.start))
    if (
        ahead
        and text.count("、", ahead[-1].end(), draft.start) <= 1
        and not _MUST.search(text, ahead[-1].end(), clause_b)
    ):
        return True
    if directly:
        return not _STILL_MUST.match(text, max(draft.end, text.find("希望", draft.end)))
    if draft.kind in ("process", "area", "certification", "other", "equipment") and _NO_MUST.search(
        text, draft.end, min(len(text), end + 25)
    ):
        stop = re.search(r"[。\n]", text[draft.end : end + 25])
        return not stop or bool(_NO_MUST.search(text[draft.end : draft.end + stop.start()]))
    if draft.concept == "X.OUTOK":
        return True
    if draft.kind == "process" and _PERMITTED.match(text, draft.end):
        return not _OR_ELSE.search(text, a, draft.start)
    if (
        draft.kind in ("process", "other")
        and not text.startswith("不", draft.end - 2)
        and _ALLOWED.match(text, draft.end - 1)
    ):
        return True
    if (draft.kind == "due" and _DAY_WISH.match(text, draft.end)) or (
        draft.kind == "price" and _PRICE_WISH.match(text, draft.end)
    ):
        return True
    if draft.kind in ("process", "material", "equipment", "area") and (
        _FALLBACK.match(text, draft.end) or _AFTER_FALLBACK.search(text, a, draft.start)
    ):
        return True
    if draft.kind == "area" and _FETCHED.search(text, draft.start, draft.end):
        return True
    if draft.kind == "area" and any(place == ANYWHERE for place, _ in draft.accepts):
        return True
    if (
        draft.kind not in _DIRECT
        and not _MUST.search(text, draft.end, clause_b)
        and _WISH_END.search(text, draft.end, end)
    ):
        return True
    ahead_of_it = text[max(clause_a, draft.start - 4) : draft.start].rstrip(" :は")
    if "目標" in text[clause_a : draft.end] and draft.kind == "price":
        return True
    return ahead_of_it.endswith("希望") and draft.kind != "due"


def _unbracketed(behind: str) -> str:
    """What follows the words of a thing: a bracket after it doesn't part it from あれば助かる."""
    return re.sub(
        r"^\s*(?:\([^)]{0,20}\)|材|製|加工|処理|品|の?(?:会社|工場|業者|企業|所|ところ|方)(?:さん|様)?)*",
        "",
        behind,
    )


def alternatives(text: str, drafts: Sequence[Draft]) -> dict[int, str]:
    """Index -> group, for neighbours of one kind that か, または, or stand between."""
    groups: dict[int, str] = {}
    number = 0
    words = [i for i, d in enumerate(drafts) if d.kind not in _FIGURES]
    # A figure may stand between two alternatives: NBR70°(EPDMも可).
    for i, j in sorted({*pairwise(range(len(drafts))), *pairwise(words)}):
        if j in groups or not _either(text, drafts[i], drafts[j]):
            continue
        if i not in groups:
            number += 1
            groups[i] = f"g{number}"
        groups[j] = groups[i]
    return groups


_NEARNESS = re.compile(r"の近く$|から車で.*$")


def _level(place: Draft) -> str:
    """市 or 県, as the label of a place ends."""
    return _NEARNESS.sub("", place.label)[-1]


def _either(text: str, left: Draft, right: Draft) -> bool:
    """Whether one of the two is enough."""
    if left.kind != right.kind and {left.kind, right.kind} - {"process", "equipment"}:
        return False
    if left.kind in _AMOUNTS or left.negated or right.negated:
        return False
    between = text[left.end : right.start]
    if left.kind == "area" and _BOTH_PLACES.fullmatch(between) and _level(left) == _level(right):
        return True  # no firm sits in two cities
    if _BRACKET.fullmatch(between) and _ALSO.match(text, right.end):
        return True
    if not left.must and len(between) <= 25 and "。" not in between and _ALSO.match(text, right.end):
        return True  # 再生紙がいいけど、高ければボール紙でもかまいません
    return bool(_OR.fullmatch(between) or (_LISTED.fullmatch(between) and _EITHER.match(text, right.end)))
