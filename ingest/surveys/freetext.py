"""Free answers: what they are about, in which words, with examples that name nobody.

Themes are lists of words (data/reference/themes.tsv) in the spelling that all of the product's texts are compared in; what speaks of several is
counted in each. Answers outside all themes are grouped by the words that several firms use, most firms first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.surveys.masking import MASK, known_names, masked
from ingest.surveys.model import SurveyData
from matching.language.lexicon import Lexicon, load_lexicon
from matching.language.normalise import normalise, trace
from matching.language.terms import Token, Words
from matching.reference import table_rows
from matching.settings import DATA

NOTHING, OTHER = "特になし", "その他"
_EXAMPLES, _TERMS = 3, 5
# An example is a sentence or two; longer ones are cut at a sentence's end.
_LONGEST = 120
_NONE = re.compile(
    r"(?:特に|とくに|別に)?(?:意見|要望|回答|コメント|記入)?(?:は|も)?(?:(?:御座|ござ)いません|ありません|有りません|無し|なし|ない|無い)(?:です)?|(?:特に|特)|[-ー/×なし無し]+|同上"
)
_BARE = re.compile(r"[\s。、．，.,・()（）「」!?]+")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")


@dataclass(frozen=True)
class Theme:
    """What several firms write about. count: firms; terms: (word, firms) most firms first; examples: masked answers."""

    label: str
    count: int
    terms: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    """One firm's answer: masked, folded for comparing, and its words (nouns that stand together are one)."""

    text: str
    folded: str
    words: frozenset[str]


def themes(data: SurveyData, question_id: str, names: Iterable[str] = ()) -> tuple[Theme, ...]:
    """The themes of a question's free answers, most firms first, then その他 and 特になし.

    names: of firms and persons to mask beside those that answered. () for a question without texts.
    """
    given = [text for text in data.texts.get(question_id, ()) if text.strip()]
    known = known_names([*map(str, data.firms["name"]), *names])
    return grouped([masked(text, _words(), known) for text in given])


def grouped(texts: Sequence[str]) -> tuple[Theme, ...]:
    """Themes of answers that are already masked, one answer a firm."""
    lexicon, words = load_lexicon(), _words()
    nothing = [text for text in texts if says_nothing(text)]
    answers = [_read(text, lexicon, words) for text in texts if not says_nothing(text)]
    found = {label: [a for a in answers if any(w in a.folded for w in listed)] for label, listed in _listed()}
    told = {id(answer) for members in found.values() for answer in members}
    rest = [answer for answer in answers if id(answer) not in told]
    for word, members in _by_shared_words(rest):
        found[f"「{word}」"] = members
        rest = [answer for answer in rest if answer not in members]
    shown = [_theme(label, members) for label, members in found.items() if members]
    shown.sort(key=lambda theme: (-theme.count, theme.label))
    if rest:
        shown.append(_theme(OTHER, rest))
    return (*shown, Theme(NOTHING, len(nothing), (), ())) if nothing else tuple(shown)


def says_nothing(text: str) -> bool:
    """Whether an answer only says that there is none: 特になし, ありません, -."""
    bare = _BARE.sub("", normalise(text))
    return not bare or _NONE.fullmatch(bare) is not None


@lru_cache(maxsize=1)
def _words() -> Words:
    return Words()


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(theme, its words in folded spelling), as in data/reference/themes.tsv."""
    lexicon = load_lexicon()
    rows = table_rows(DATA / "reference" / "themes.tsv")
    return tuple(
        (row["theme"], tuple(_folded(word, lexicon) for word in row["words"].split("|"))) for row in rows
    )


def _folded(text: str, lexicon: Lexicon) -> str:
    return "".join(lexicon.spell(trace(text)).text.split())


def _read(text: str, lexicon: Lexicon, words: Words) -> _Answer:
    normalised = normalise(text)
    return _Answer(
        text, _folded(text, lexicon), frozenset(_compounds(normalised, words.short_units(normalised)))
    )


def _compounds(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Nouns, those that stand together as one word (人手 不足 -> 人手不足); single characters say too little."""
    start = end = -1
    for token in (*tokens, None):
        joins = token is not None and token.content and token.pos in ("名詞", "接頭辞", "接尾辞")
        if joins and token is not None and token.start == end:
            end = token.end
            continue
        if end - start > 1 and not re.fullmatch(r"[\d.,%]+.?|[a-z]{1,2}", text[start:end]):
            yield text[start:end]
        start, end = (token.start, token.end) if joins and token is not None else (-1, -1)


def _by_shared_words(answers: Sequence[_Answer]) -> Iterator[tuple[str, list[_Answer]]]:
    """(word, answers that hold it), again and again the word that most of the remaining answers share; at least two."""
    left = list(answers)
    while left:
        counts = Counter(word for answer in left for word in answer.words)
        word, count = min(
            counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0]), default=("", 0)
        )
        if count < 2:
            return
        members = [answer for answer in left if word in answer.words]
        yield word, members
        left = [answer for answer in left if word not in answer.words]


def _theme(label: str, members: Sequence[_Answer]) -> Theme:
    counts = Counter(word for answer in members for word in answer.words)
    terms = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_TERMS]
    return Theme(label, len(members), tuple(terms), tuple(_examples(members)))


def _examples(members: Sequence[_Answer]) -> list[str]:
    """Answers that show the theme: those of middle length first, each wording once, with little of them masked."""
    texts = list(dict.fromkeys(_shortened(answer.text) for answer in members))
    texts.sort(key=lambda text: (text.count(MASK) > 2, abs(len(text) - 40), text))
    return texts[:_EXAMPLES]


def _shortened(text: str) -> str:
    """At most _LONGEST characters, cut behind a sentence where one ends before."""
    plain = " ".join(text.split())
    if len(plain) <= _LONGEST:
        return plain
    kept = ""
    for sentence in _SENTENCE.findall(plain):
        if len(kept) + len(sentence) > _LONGEST:
            break
        kept += sentence
    return (kept or plain[: _LONGEST - 1]) + "…"
