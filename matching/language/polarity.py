"""Offered, refused or bought in: what a text says of each thing that it names.

In a profile the firm speaks of itself: めっきは外注 and 鋳物は不可 name capabilities that it doesn't have. A cue (不可, お断り, やりません, 外注,
協力工場 ...) reaches back to the topic before は, and over an enumeration of neighbours (焼入れ、めっきは外注), but never past another
statement. In an enquiry a buyer speaks: the same words mostly tell a plight (回らない, 他社に断られた, 自社ではできない) or the very wish
(めっきを外注したい), so there only what directly rejects a thing counts (塗装は不要, 金属以外, 溶接なし).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

OFFERED, REFUSED, OUTSOURCED = "offered", "refused", "outsourced"

_REFUSED = re.compile(
    r"不可(?!欠|能な限り|避|視)|不可能|お断り|断って|断らせ|(?:でき|出来)(?:ません|ない|兼ね|かね)|いたしかね|致しかね|(?:やっ|行な?っ|おこなっ|扱っ|取り扱っ|請け?て?お?|受け(?:て|付けて)?|対応(?:して)?)"
    r"て?(?:い|お)?(?:り|いり)?ません|請け?負(?:い(?:かね|兼ね|ません)|って(?:い|お)?(?:り)?ません|わない)|やりません|行いません|行わない|(?:は|を|も)しない(?=[。、,)\s]|$)|(?:やって|行って|は(?:して|いたして))(?:い|お)?ない|やらない|しません|しない(?:方針|ことに)|受けません|受けない|使いません|使わない|扱わない"
    r"|(?:設備|機械|ライン|炉)(?:は|が|も)?(?:無し|なし|ナシ|ありません|無い|ない|無く)(?=[。、,)\s]|です|ため|ので|$)"
    r"|(?:(?<!に)[はがも]|(?<![ぁ-ん少足]))(?:無し|なし|ナシ|ありません|無い|ない)(?=[。、,)\s]|です|$)"
    r"|(?<=[いきしちにみりえけせてねめれべげられ])ません(?!か|でした|が、)|(?:登録|許可|設備|機械|免許|資格)(?:が|は|も)?(?:無い|ない|なく|ありません)|手が足り(?:ず|ない)|不向き|無理(?!なく|のない|を)|ストップ中|を?(?:ご)?紹介(?:します|して(?:い|お)ます)?(?=[。、)\s]|$)|持ち?込み?(?:のこと|でお願い|に限)|染まらない"
    r"|未対応|未経験|非対応|対応外|対象外|対応不能|専門外|不得手|(?<![てで]も)不得意|苦手|は(?:少し|やや|かなり)?(?:難し|むずかし)い(?=[。、,)\s]|です|ため|$)|(?:ご)?遠慮|(?:は|を|のぞ|除)(?:き|く)(?=[。)、]|$)|除く|除外|以外"
    r"|(?<![a-z])ng(?![a-z])|×(?=[。、\s)]|$)|禁止|厳禁|不適|不要|いらない|要りません|持ちません|持って(?:い)?(?:ない|ません)|置いて(?:い)?(?:ない|ません)|撤退|廃止|やめました|辞めました|終了しました"
)
_OUTSOURCED = re.compile(
    r"外注|外製|協力(?:工場|会社|先|企業|業者)|提携(?:工場|先|会社|企業)|外部(?:に|へ|の|委託)|社外(?:に|へ|の(?:工場|業者|協力)|委託|依頼|で(?=[。、)\s]|$))|委託先|手配(?:のみ|で|可|し|に|と|いた|致|も)|専門(?:業者|工場)に|他社(?:に|へ)|仲間(?:の)?(?:工場|の会社)|(?:業者|工場|先)(?:に|へ)(?:出|依頼|お願い|回)"
    r"|下請け?(?:さん|先|業者|会社|工場)?(?:に|へ)(?:出|依頼|お願い|回|任せ)|(?<=は)下請け?(?=[。、)\s]|です|$)"
)
# 外注でめっき, 協力工場(めっき、焼入れ): these speak of what follows them.
_OUTSOURCED_AHEAD = re.compile(
    r"(?<!は)(?:外注|協力(?:工場|会社|先)|提携(?:工場|先|会社))(?:品目|加工|工程|内容|先)?(?:あり|有り|有)?(?:で|にて|[:(])\s*$"
)
_OFFERED = re.compile(
    r"(?<!不)可(?:能)?(?![能欠動搬])|対応(?:可|し(?:ます|て(?:い|お)|た|、)|いた|致|でき|ok|範囲)|(?:でき|出来)(?:ます|る|た)|ok|お(?:任せ|受け(?:し|いた|でき))|(?<!不)得意|自社|社内|内製|一貫|専門(?!外|業者|工場)|承り|承って|引き?受け(?:ます|て)|行(?:い|な)?(?:ます|って(?:い|お)り?ま)|やって(?:い|お)?り?ます|やります|歓迎"
)
_NOT_REFUSAL = re.compile(
    r"(?:問い|惜しみ|構い|かまい|妥協(?:は)?(?:いた)?し|抜き?(?:は)?(?:いた)?し|嫌な顔(?:は|を)?し|負け|欠かせ|過ぎ|すぎ|変わり|変え|かかり|掛かり|いり|要り|関わり|飽き|困り|(?:お)?かけし?|隠し|逃げ|差し支え|限り|こだわり|選び|崩れ|割れ|緩み|ゆるみ|落ち|剥がれ|はがれ|漏れ|もれ|さび|反り|狂い|残り|出|見え|分かり|わかり|待たせし?)ません|問わない|"
    r"(?:外注|協力(?:工場|会社)|外部)(?:先)?(?:に|へ)?(?:は)?(?:出さ|頼ら|使わ|不可|せず|なし|無し|しません|していません|していない)"
    r"|(?:一部|半分|半数|多く)(?:を|は|のみ)?外注|(?:以上|以下|超|未満)は(?:外注|協力|不可|お断り)"
)
_EXCEPT = re.compile(r"以外|を?除く|除き")
_SENTENCE = re.compile(
    r"[。\n!?！？;；●■◆・※]|(?:です|ます|した)が|(?<=[いるたすん])[がけ](?:ど|れど)?、|一方|ただし|但し"
)
_LINK = re.compile(
    r"\s*(?:[・、,/／&+及と]|及び|および|並びに|や|から|まで|または|又は|か|or|\(|\)|等|など|の|類|加工|処理|品|部品|系|全般|作業|材|関係)*\s*"
)
# What may stand in brackets before a cue that speaks of the word before the brackets: めっき(一部外注) but not アルミ(鋳物は不可).
_WORDLESS = re.compile(r"[ぁ-ん\s]*|全て|主に|原則|現在|基本|当社")

_UNWANTED = re.compile(
    r"不要|いらない|要らない|(?:要|い)りません|不可(?!欠|能|避|視|と|の(?:為|ため|もの|物))|(?<![a-z])ng(?![a-z])|×(?=[。、\s)]|$)|禁止|厳禁|除(?:く|き|い[てた]|外)|以外|避け"
    r"|使(?:わない|わず|いたくない|いません)|(?:し|やり|かけ)たくない|しない(?:で|こと|もの)|(?:だめ|ダメ|駄目)|(?:無し|なし|ナシ)(?=[。、,)\s]|[でのにと]|希望|$)|レス(?![ァ-ヺー])|(?<=[価ム])フリー(?![ァ-ヺー])"
    r"|(?:で|じゃ)(?:は)?な(?:く(?!ちゃ|ては)|い(?!と))|は(?:嫌(?!が)|いや)|やめ(?:て|たい)|(?<=[はも])(?:載って|乗って|のって|付いて|ついて)(?:い)?(?:ない|ません)(?!か)|(?<=を)(?:付け|つけ|かけ|掛け)(?:ない|ず)|(?<=は)(?:外し|はずし|省い|パス(?=[。、で]|$)|勘弁|お断り(?!さ)|ご?遠慮(?!さ))"
    r"|(?:弊社|当社|当方|うち|こちら)(?:で|が|に|にて)(?:手配|行[いうなっ]|や[りるっ]|する|します|実施|施工)"
)
_NEAR = re.compile(
    r"(?:加工|処理|品|製|材|工程|作業|仕上げ?|部品|物|系|等|など|類|全般|まで|だけ|のみ|する|こと|は|も|が|を|の|に|で|と|し|もう|あまり|できれば|なるべく|極力|絶対に?|特に|今回は?|、|\s)*"
    r"(?:(?:弊社|当社|当方|自社|うち|こちら)(?:で|が|に|にて)[^。、]{1,6}(?:ので|ため|から)、?)?"
)
# 旋削、塗装は不要 wants the turning: in an enquiry a comma doesn't tie what is rejected together.
_TIED = re.compile(r"\s*(?:[・/／&+及と]|及び|および|並びに|や|または|又は|か|or|等|など|の|加工|処理)+\s*")


_PERMITTED = re.compile(r"(?:て|で)も.{0,2}(?:可|よい|良い|いい|ok|かま|構)")
_ONLY = re.compile(
    r"以外(?:の[^。、]{0,6})?は?(?:不可|だめ|ダメ|駄目|ng|禁止|お断り|使わ|受け付け|受け(?:ない|ません)|やら(?:ない|ず)|扱わ(?:ない|ず))"
)
# 鋳鉄の会社は除いて, めっき屋さんは要りません: a firm of that trade is what isn't wanted.
_FIRM = re.compile(
    r"(?:加工|処理|品|製|材|部品|もの|など|等|系|関係|関連|専門|専業|主体|中心|メイン|だけ|のみ|ばかり|を|が|も|しか|やって?(?:い)?る|(?:や|し|扱)って(?:い)?る|扱う|する|できる|請け?負う|の){0,6}"
    r"(?:会社|業者|企業|メーカー|工場|事業者|屋|ところ|所(?!在)|とこ(?!ろ)|店|先|商社)(?:さん|様|さま|サン)?"
)
_SHOP = re.compile(r"(?:さん|様|さま|の会社)?")
_NO_FIRM = re.compile(
    r"(?:は|を|も|だけは|なら|とか|なんか|に(?:は|関しては)|で|、|\s){0,3}"
    r"(?:(?:今回|今度|もう|ちょっと|一切|絶対|できれば|出来れば|なるべく|できるだけ|極力|基本|全部|すべて|(?:リスト|候補|対象|検索)から)(?:は|に)?、?){0,2}"
    r"(?:外[しすせ]|はず[しす]|除[いきくけ外]|のぞ[いき]|省[いきく]|抜いて|避け|さけ(?:て|た)|不可(?!欠|能)|ng(?![a-z])|×|だめ|ダメ|駄目|無理(?=[。、で]|$)|(?:要|い)りません|(?:要|い)らない|不要|必要(?:ない|ありません)"
    r"|(?<![でも])結構(?=です|。|$)|お断り(?!さ)|ご?遠慮|勘弁|パス(?=[。、で]|$)|以外|(?:では|じゃ|で)な(?:い(?!と)|く(?!ちゃ|ては))|(?:無し|なし)(?=[。、でに]|$)|嫌(?!が)|困(?:る|ります)|やめ(?:て|と|た)|対象外|頼(?:みたく|まない))"
)


def firm_refused(text: str, end: int) -> int | None:
    """Where the words end that refuse the firms of a trade, place or kind named up to `end` (〜の会社は外して); None if they don't."""
    firm = _FIRM.match(text, end) or (_SHOP.match(text, end) if text[end - 1 : end] in ("屋", "業") else None)
    cue = _NO_FIRM.match(text, firm.end()) if firm else None
    if not cue or _PERMITTED.match(text, cue.end()) or _ONLY.search(text, cue.end() - 2, cue.end() + 16):
        return None
    return cue.end()


# 溶接はしない会社, メッキはやってなくて構いません, 塗装は扱っていない工場でも大丈夫: nobody asks for it ...
_LACKING = re.compile(
    r"(?:加工|処理|作業|品)?(?:まで)?(?:は|を|も|が)?(?:特に|別に|一切|全然)?"
    r"(?:し(?:て(?:い)?)?|や(?:ら|って(?:い)?)|行(?:わ|って(?:い)?)|扱(?:わ|え|って(?:い)?)|でき(?:て(?:い)?)?|出来(?:て(?:い)?)?|請け負(?:わ|って(?:い)?)|受け(?:て(?:い)?)?|持って(?:い)?|対応(?:して(?:い)?|でき)|の?(?:設備|機械)(?:が|は|も|を持って(?:い)?))な"
    r"(?:くて(?:も)?(?:全然|別に|特に)?(?:い[いー]|良い|よ[いろ]|結構(?:です|だ|、|。|$)|構|かま|大丈夫|ok|問題(?:な[いく]|ありません|ございません)|可)"
    r"|い(?:会社|工場|企業|業者|ところ|所|とこ|店|方|人|屋)(?:さん)?(?P<so>で(?:も)?(?:全然|別に|十分)?(?:い[いー]|良い|よ[いろ]|結構|構|かま|大丈夫|ok|問題|可|お願)|(?:が|の方が)(?:い[いー]|良い|よい)|を(?:探|希望|紹介|お願)|(?=[。\n]|$)))"
)


def lacked(text: str, end: int) -> int | None:
    """Where the words end that say that a firm needn't do what is named up to `end` (溶接はしない会社でいい); None if none do."""
    found = _LACKING.match(text, end)
    return found.end() if found else None


_LONGEST = 1_000


class Span(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


def polarities(text: str, mentions: Sequence[Span], groups: Sequence[str] | None = None) -> list[str]:
    """In a profile: one of OFFERED, REFUSED, OUTSOURCED for each mention (sorted by start) of normalised `text`.

    `groups` gives each mention's kind: only mentions of one kind are enumerated together (SUS304、塗装は不要 refuses no steel).
    """
    kinds = groups or [""] * len(mentions)
    result = [OFFERED] * len(mentions)
    for begin, end in _sentences(text):
        inside = _within(mentions, begin, end)
        for cue_start, cue_end, kind in _cues(text, begin, end):
            reached = _reached_ahead(text, mentions, kinds, inside, begin, cue_end)
            reached = reached or _restricted(
                text, mentions, kinds, _reached(text, mentions, kinds, inside, begin, cue_start)
            )
            for i in reached:
                if result[i] == OFFERED:
                    result[i] = kind
            inside = [i for i in inside if mentions[i].start >= cue_end and i not in reached]
            begin = cue_end
    return result


def _restricted(text: str, mentions: Sequence[Span], kinds: Sequence[str], reached: list[int]) -> list[int]:
    """樹脂への塗装は不可 refuses the material for the process, not the process."""
    if len(reached) == 1 and reached[0] > 0 and kinds[reached[0]] == "P" and kinds[reached[0] - 1] == "M":
        between = text[mentions[reached[0] - 1].end : mentions[reached[0]].start]
        if _OF_A_MATERIAL.fullmatch(between):
            return [reached[0] - 1]
    return reached


_OF_A_MATERIAL = re.compile(r"(?:材|製|部品|品|系)?(?:への|の)")


_TOPIC_BREAK = re.compile(r"[。、\n()（）「」;・]|(?:です|ます)(?:が|ので)?")
_TOPIC_END = re.compile(r"(?:への(?:[^。、\n]{1,8})?)?(?:の方|等|など|の大半)?(?:は|も|を|×|のみ)")


_LISTED_NOUN = re.compile(r"[^。、はがもをでにへと\n]{1,12}や?")


# So many characters before a refusal its topics begin.
_TOPIC_REACH = 200


def refused_topics(text: str) -> list[tuple[int, int, int]]:
    """(start, end, end of cue) of what each refusal speaks of, as words: the clause before は, も, を or the cue; ビン・缶は不可 gives two."""
    found: list[tuple[int, int, int]] = []
    for begin, end in _sentences(text):
        for cue_start, cue_end, kind in _cues(text, begin, end):
            if kind != REFUSED:
                continue
            begin = max(begin, cue_start - _TOPIC_REACH)
            topic_end = _TOPIC_END.search(text, max(begin, cue_start - 40), cue_start + 1)
            stop = topic_end.start() if topic_end else cue_start
            start = stop
            for part in reversed(_parts(text, begin, stop)):
                if start - part[1] > 1 or (part[1] < stop and not _LISTED_NOUN.fullmatch(text, *part)):
                    break
                found.append((*part, cue_end))
                start = part[0]
            if _TOPIC_BREAK.match(text, cue_end):
                begin = cue_end  # the next refusal speaks of what stands behind this one
    return found


def _parts(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Stretches of text[begin:end] between marks."""
    parts = []
    start = begin
    for mark in _TOPIC_BREAK.finditer(text, begin, end):
        if mark.start() > start:
            parts.append((start, mark.start()))
        start = mark.end()
    if end > start:
        parts.append((start, end))
    return parts


def cue_behind(text: str, end: int, polarity: str) -> int | None:
    """Where the first cue of `polarity` behind `end` ends, within its sentence and 40 characters; None if there is none."""
    pattern = _REFUSED if polarity == REFUSED else _OUTSOURCED
    stop = _SENTENCE.search(text, end, end + 42)
    found = pattern.search(text, end, min(stop.start() if stop else len(text), end + 40))
    return found.end() if found else None


def wishes(text: str, mentions: Sequence[Span], groups: Sequence[str] | None = None) -> list[str]:
    """In an enquiry: REFUSED for each mention that the buyer doesn't want, OFFERED for all others."""
    kinds = groups or [""] * len(mentions)
    result = [OFFERED] * len(mentions)
    for begin, end in _sentences(text):
        inside = _within(mentions, begin, end)
        for cue in _UNWANTED.finditer(text, begin, end):
            if any(mentions[i].start < cue.end() and cue.start() < mentions[i].end for i in inside):
                continue  # ステンレス is not without ステン
            if _PERMITTED.match(text, cue.end()) or _ONLY.match(text, cue.start()):
                continue  # ステンレス以外でも可 permits, ステンレス以外は不可 insists
            before = [i for i in inside if mentions[i].end <= cue.start()]
            if before and _NEAR.fullmatch(text, mentions[before[-1]].end, cue.start()):
                for i in _enumerated(text, mentions, kinds, before, _TIED):
                    result[i] = REFUSED
            inside = [i for i in inside if mentions[i].start >= cue.end()]
    for i, mention in enumerate(mentions):
        if kinds[i] == "P" and text[mention.start - 1 : mention.start] == "無":  # 無塗装
            result[i] = REFUSED
        if firm_refused(text, mention.end) or lacked(text, mention.end):
            for j in _enumerated(text, mentions, kinds, range(i + 1), _TIED):
                result[j] = REFUSED
    return result


def _within(mentions: Sequence[Span], begin: int, end: int) -> Sequence[int]:
    """Indices of the mentions (sorted by start) that stand wholly in text[begin:end]."""
    first = bisect_left(mentions, begin, key=lambda m: m.start)
    behind = bisect_left(mentions, end, lo=first, key=lambda m: m.start)
    return [i for i in range(first, behind) if mentions[i].end <= end]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Stretches that a cue can't look beyond. A middle dot between words joins them; at a line's start it is a bullet."""
    bounds = [0]
    for found in _SENTENCE.finditer(text):
        if found.group() == "・" and found.start() and text[found.start() - 1] not in "\n 。":
            continue
        bounds.append(found.end())
    bounds.append(len(text))
    return [part for a, b in pairwise(bounds) for part in _bounded(text, a, b)]


def _bounded(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in parts of at most _LONGEST characters, cut behind a comma or blank: what looks back stays linear."""
    while end - begin > _LONGEST:
        cut = max(text.rfind(mark, begin, begin + _LONGEST) for mark in "、, ")
        cut = cut + 1 if cut > begin else begin + _LONGEST
        yield begin, cut
        begin = cut
    if begin < end:
        yield begin, end


def _cues(text: str, begin: int, end: int) -> list[tuple[int, int, str]]:
    """Statements in order: (start, end, kind); an OFFERED one only ends the reach of those behind it."""
    stretch = text[begin:end]
    found = [(m.start(), m.end(), OFFERED) for m in _NOT_REFUSAL.finditer(stretch)]
    for pattern, kind in ((_REFUSED, REFUSED), (_OUTSOURCED, OUTSOURCED), (_OFFERED, OFFERED)):
        found += [
            (m.start(), m.end(), kind)
            for m in pattern.finditer(stretch)
            if not any(a < m.end() and m.start() < b for a, b, _ in found)
        ]
    cues = sorted((a + begin, b + begin, kind) for a, b, kind in found)
    return [_except(text, cue, cues[i + 1 : i + 2]) for i, cue in enumerate(cues)]


def _except(
    text: str, cue: tuple[int, int, str], following: Sequence[tuple[int, int, str]]
) -> tuple[int, int, str]:
    """溶接以外は可 refuses welding; ステンレス以外は不可 offers just that."""
    start, end, kind = cue
    if _EXCEPT.fullmatch(text, start, end) and any(k != OFFERED for _, _, k in following):
        kind = OFFERED
    return start, end, kind


def _reached_ahead(
    text: str, mentions: Sequence[Span], kinds: Sequence[str], inside: Sequence[int], begin: int, cue_end: int
) -> list[int]:
    """Indices of the mentions behind a cue that speaks of what follows it: the next, and those enumerated with it."""
    ahead = [i for i in inside if mentions[i].start >= cue_end]
    if not ahead or not _OUTSOURCED_AHEAD.search(text, begin, mentions[ahead[0]].start):
        return []
    reached = [ahead[0]]
    for i in ahead[1:]:
        between = text[mentions[reached[-1]].end : mentions[i].start]
        if kinds[i] != kinds[reached[-1]] or ")" in between or not _LINK.fullmatch(between):
            break
        reached.append(i)
    return reached


def _reached(
    text: str,
    mentions: Sequence[Span],
    kinds: Sequence[str],
    inside: Sequence[int],
    begin: int,
    cue_start: int,
) -> list[int]:
    """Indices of the mentions before the cue that it speaks of: the nearest, and those enumerated with it."""
    opened = _open_bracket(text, begin, cue_start)
    before = [i for i in inside if mentions[i].end <= cue_start]
    if opened >= 0 and not _WORDLESS.fullmatch(text, opened + 1, cue_start):
        before = [i for i in before if mentions[i].start > opened]
    if not before:
        return []
    topic = max(text.rfind("は", begin, cue_start), text.rfind("のみ", begin, cue_start))
    if topic > 0:
        on_topic = [i for i in before if mentions[i].end <= topic]
        gap = text[mentions[on_topic[-1]].end : topic] if on_topic else ""
        if on_topic and len(gap) <= 12 and "、" not in gap:
            before = on_topic
    # Too far for one statement: the cue speaks of something that isn't in the lexicon.
    if cue_start - mentions[before[-1]].end > 30:
        return []
    return _enumerated(text, mentions, kinds, before)


def _open_bracket(text: str, begin: int, end: int) -> int:
    """Where the bracket stands that is open at `end`, -1 if none is."""
    opened = text.rfind("(", begin, end)
    return opened if text.rfind(")", begin, end) < opened else -1


def _enumerated(
    text: str,
    mentions: Sequence[Span],
    kinds: Sequence[str],
    before: Sequence[int],
    link: re.Pattern[str] = _LINK,
) -> list[int]:
    """The last of `before`, and those of its kind that are listed with it (焼入れ、めっき)."""
    reached = [before[-1]]
    for i in reversed(before[:-1]):
        between = text[mentions[i].end : mentions[reached[-1]].start]
        if kinds[i] != kinds[reached[-1]] or not link.fullmatch(between):
            break
        reached.append(i)
    return reached
