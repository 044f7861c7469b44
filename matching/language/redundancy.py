"""Drafts that ask for nothing of their own: products' names, general words beside the special ones, parts of a longer word, repetitions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from matching.language.drafts import Draft, sentence
from matching.language.lexicon import Lexicon

_MAKING = re.compile(r"(?:製作|製造|制作|生産|づくり|作り)$")
_ACTION = re.compile(
    r"製|制作|作|加工|造|づくり|組|縫|削|抜|刷|打|生産|成形|設計|研|磨|溶|焼|めっき|塗|装|検|測|鍛|鋳|処理|洗|圧|曲|切|穴|巻|貼|詰|包|送|管|修|付|挽|彫|染|断|開発"
)
# 木型から作って, 柵を作って据え付ける: it is made as well.
_FROM = re.compile(
    r"を(?:作|つく|こしら|製作し|造)|(?:の)?(?:製作|設計)?から(?:作|つく|起こ|お願|製作|一貫|頼|対応|やって|して)"
)
# 制御盤の設計製作: not only the drawing.
_MADE = re.compile(r"の?(?:設計|企画)(?:・|、|から|と|及び|および)?(?:製作|製造|制作|組立|組み立て)")
_SHOP = re.compile(r"屋(?:さん)?$")
# A material's name inside another word: 鉛フリー, ウレタンクリア塗装, 芯金.
_WITHOUT_IT = re.compile(r"[ ]?(?:フリー|レス)")
_AS_COAT = re.compile(r"[ァ-ヺー]{0,6}(?:系)?(?:塗装|塗料|コート|コーティング|ライニング|ワニス|焼付)")
# Processes that only gather others; 溶接 or 組立 beside a special one is work of its own.
_UMBRELLAS = frozenset({"P.METALW", "P.MACH", "P.SURF", "P.HT"})
_ONCE = frozenset({"X.ORIGIN", "X.CORP", "X.PROTO"})
# 挽く, 削って; ねじを切る says more than the machine does.
_VERB_ALONE = 3
# 鉄でもステンレスでも: the general word is a choice of its own.
_OR = re.compile(r"(?:製|材)?(?:か(?!ら)|でも(?!可|ok|い|よ|良|構|かま|結構)|または|又は|もしくは|あるいは)")
_FIGURES = ("roughness", "tolerance", "hardness", "size")
_IS = re.compile(r"[はが: ]{0,3}")
# ハーネスの袋詰め, マイコン基板の設計
_OF = re.compile(r"[一-龠ァ-ヺー]{0,4}の")
_KANJI = re.compile(r"[一-龠]")
_PIECE_OF_MOULD = "P.MOLD.PT"
_FORM_OF = re.compile(r"製|板|材|棒|管|品|線|枠|角|丸|製品|又|等|以|不|可|支|要|必|希|限|厚|地|物|箱")


# 金型のピン: the pin is to be made, no mould.
_PIECE_OF_IT = re.compile(
    r"の(?:予備|交換|補修|保守|可動|摺動|標準)?(?:部品|パーツ|部材|[ァ-ヺー]{0,4}(?:ピン|ブッシュ|ブシュ|プレート|ベース|ボルト|ネジ|シャフト|スライド|ガイド|ポスト|スリーブ|カバー|フレーム|ブラケット|ホルダー?|バネ|リング|カラー|ローラー?|レール|プーリー?|ハンドル|ノズル|カム|レバー)"
    r"|脚|足|軸|蓋|棚板?|扉|枠|柱|爪|入れ?子|中子|台座)(?![一-龠])"
)


def _pieces_of_moulds(lexicon: Lexicon, text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """`drafts`, where a mould is only named for a part of it: the part is what is made, if nothing else says what is to be done."""
    pieces = {
        id(d): found.end()
        for d in drafts
        if (d.concept or "").startswith("P.MOLD") and (found := _PIECE_OF_IT.match(text, d.end))
    }
    work = any(d.kind in ("process", "equipment") and id(d) not in pieces for d in drafts)
    label = lexicon.concepts[_PIECE_OF_MOULD].label
    return [
        replace(d, label=label, concept=_PIECE_OF_MOULD, end=pieces[id(d)], accepts=((_PIECE_OF_MOULD, 1.0),))
        if id(d) in pieces
        else d
        for d in drafts
        if id(d) not in pieces or not work
    ]


def names_product(lexicon: Lexicon, text: str, draft: Draft, *, work_behind: bool = False) -> bool:
    """Whether a process is only named by what it makes (架台 for 架台製作) or who does it (塗装屋).

    `work_behind`: の and another process stand behind it (ハーネスの袋詰め).
    """
    form = text[draft.start : draft.end]
    if draft.kind != "process" or draft.concept not in lexicon.concepts:
        return False
    if _SHOP.search(form):
        return True
    if _FROM.match(text, draft.end) or _MADE.match(text, draft.end):
        return False
    if _ACTION.search(form):
        return False
    label = lexicon.concepts[draft.concept].label
    return bool(_MAKING.search(label)) or (form != label and work_behind)


def without_redundant(lexicon: Lexicon, text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """`drafts` (in order, context already left out) without those that ask for nothing of their own."""
    kept = [d for d in drafts if not (d.kind == "material" and _inside_word(lexicon, text, d))]
    kept = _pieces_of_moulds(lexicon, text, kept)
    kept = _merged(lexicon, text, kept)
    kept = _without_products(lexicon, text, kept)
    kept = _without_general(lexicon, text, kept)
    return _once_a_sentence(text, kept)


def _inside_word(lexicon: Lexicon, text: str, draft: Draft) -> bool:
    """Whether a material's name is but part of a word that means something else."""
    if _WITHOUT_IT.match(text, draft.end):
        return True
    metal = draft.concept in lexicon.concepts and "M.METAL" in lexicon.ancestors(draft.concept or "")
    if _AS_COAT.match(text, draft.end) and not metal:
        return True
    if draft.end - draft.start > 1 or not _KANJI.match(text, draft.start):
        return False
    before, after = text[draft.start - 1 : draft.start], text[draft.end : draft.end + 1]
    return bool(_KANJI.match(before) or (_KANJI.match(after) and not _FORM_OF.match(after)))


def _merged(lexicon: Lexicon, text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Neighbours that touch and say one thing: SS400|角パイプ is a steel, 同時5軸|MC a machine, 錆止め|塗装 one coat."""
    kept = list(drafts[:1])
    for left, right in pairwise(drafts):
        between = text[left.end : right.start]
        if left.kind == right.kind == "material" and between == "-":
            continue  # PA66-GF30
        if _measured(lexicon, left, right) and _IS.fullmatch(between) and kept and kept[-1] is left:
            kept[-1] = right
            continue
        if between == "で" and kept and kept[-1] is left and _done_on(lexicon, left, right):
            kept[-1] = replace(right, start=left.start)  # 旋盤で挽く
            continue
        if not between and kept and kept[-1] is left:
            if left.kind == right.kind == "material":
                if left.concept != right.concept and _narrower(lexicon, right, left):  # アルミ鋳物|AC4C
                    kept[-1] = replace(right, start=left.start)
                continue
            if left.kind == "process" and right.kind == "equipment":
                kept[-1] = replace(right, start=left.start)
                continue
            if left.kind == right.kind == "process" and _related(lexicon, left, right):
                kept[-1] = replace(left, end=right.end)
                continue
        kept.append(right)
    return kept


def _done_on(lexicon: Lexicon, left: Draft, right: Draft) -> bool:
    """Whether the one is a machine, and the other only the verb for what is done on it."""
    return (
        (left.kind, right.kind) == ("equipment", "process")
        and left.negated == right.negated
        and right.end - right.start <= _VERB_ALONE
        and right.concept in lexicon.performs.get(left.concept or "", ())
    )


def _measured(lexicon: Lexicon, left: Draft, right: Draft) -> bool:
    """Whether a measurement's name only says what a figure is: 面粗さはRa0.4."""
    return (
        left.concept in lexicon.concepts
        and "P.INSP" in lexicon.ancestors(left.concept)
        and right.kind in _FIGURES
    )


def _narrower(lexicon: Lexicon, one: Draft, other: Draft) -> bool:
    """Whether `one` is a kind of `other`."""
    return one.concept in lexicon.concepts and (other.concept or "") in lexicon.ancestors(one.concept or "")


def _related(lexicon: Lexicon, left: Draft, right: Draft) -> bool:
    if left.concept not in lexicon.concepts or right.concept not in lexicon.concepts:
        return False
    broader = lexicon.ancestors(left.concept)
    return right.concept in broader or ("P.SURF" in broader and right.concept == "P.PAINT")


def _without_products(lexicon: Lexicon, text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Without what only names the product, if anything else says what is to be done."""
    behind = {
        id(a) for a, b in pairwise(drafts) if b.kind == "process" and _OF.fullmatch(text, a.end, b.start)
    }
    products = [
        d
        for d in drafts
        if not (d.negated and d.must) and names_product(lexicon, text, d, work_behind=id(d) in behind)
    ]
    named = {id(d) for d in products}
    work = [
        d
        for d in drafts
        if d.kind == "process" and not d.negated and id(d) not in named and not _plans(lexicon, d)
    ]
    return [d for d in drafts if id(d) not in named] if work else list(drafts)


def _plans(lexicon: Lexicon, draft: Draft) -> bool:
    """Whether it is only thought out, not made: 治具1台、設計から asks for the jig."""
    return draft.concept in lexicon.concepts and "P.DES" in lexicon.ancestors(draft.concept or "")


def _without_general(lexicon: Lexicon, text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Without a general word (樹脂, 表面処理) where a special one (ABS, 亜鉛めっき) is asked for too."""
    special: set[str] = set()
    # TIG溶接 ... 溶接は有資格者: 溶接 only says of what the qualification is. Concept -> the special words, and where they first stand.
    topics: dict[str, tuple[str, int]] = {}
    for d in drafts:
        if d.concept in lexicon.concepts and not d.negated and d.kind in ("process", "material"):
            broader = lexicon.ancestors(d.concept).keys() - {d.concept}
            for b in broader:
                words, first = topics.get(b, ("", d.start))
                topics[b] = (f"{words} {text[d.start : d.end]} {d.label}"[-200:], first)
            special |= broader if d.kind == "material" else broader & _UMBRELLAS
    return [
        d
        for d in drafts
        if d.negated or _OR.match(text, d.end) or not (d.concept in special or _topic(text, d, topics))
    ]


def _topic(text: str, draft: Draft, topics: Mapping[str, tuple[str, int]]) -> bool:
    """Whether the draft only repeats what a special one says; 亜鉛めっき of 亜鉛めっきは三価クロメートで is said nowhere else."""
    if text[draft.end : draft.end + 1] != "は" or (draft.concept or "") not in topics:
        return False
    words, first = topics[draft.concept or ""]
    return first < draft.start or text[draft.start : draft.end] in words


def _once_a_sentence(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Without the same condition said twice: in a sentence (図面はなく、現物を見て), or for good anywhere (海外製不可、国内で作れるところ)."""
    seen: set[tuple[str, str, int]] = set()
    kept = []
    for d in drafts:
        if d.kind == "document" and d.concept:
            key = (d.kind, d.concept, sentence(text, d.start, d.end)[0])
            if key in seen:
                continue
            seen.add(key)
        if d.concept in _ONCE and not d.negated:
            if (d.kind, d.concept, -1) in seen:
                continue
            seen.add((d.kind, d.concept, -1))
        kept.append(d)
    return kept
