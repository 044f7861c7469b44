"""Normalised text -> Sudachi's words: short units with their normalised forms, and whole trade words beside them.

Short units (mode A) of the system dictionary give recall: 無電解ニッケルめっき yields 電解, ニッケル, 鍍金. A user dictionary made
from the lexicon gives the whole words: sus304, a5052, 無電解ニッケルめっき. Both are kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sudachipy import Config, Dictionary, SplitMode, Tokenizer
from sudachipy.sudachipy import build_user_dic

from matching.language.lexicon import Lexicon
from matching.language.normalise import normalise

# Sudachi refuses more than 49,149 bytes a call, and its cost grows faster than the text: pieces of this many characters.
PIECE = 4_000
_BREAKS = "\n。．！？!?；;、,　 "

_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"})
_EMPTY_LEMMAS = frozenset(
    """為る 有る 居る 成る 出来る 御 様 事 物 所 為 等 訳 下さる 頂く 致す 申す 願う 願い 御願い 宜しい 無い 良い 欲しい 貰う 呉れる
    言う 思う 此れ 其れ 何 方 さん""".split()
)
_WORD_COST = 100
_KEPT = 3
_NEGATIVE = frozenset({"ない", "ぬ", "ず", "まい"})
_FAVOURS = frozenset({"呉れる", "貰う", "頂く", "下さる"})


@dataclass(frozen=True, slots=True)
class Token:
    """One short unit. `start` and `end` are positions in the text given; `lemma` is Sudachi's normalised form.

    `content` is False for particles, auxiliaries, marks and words that say nothing; `negative` is set where a
    negation follows (さびない).
    """

    start: int
    end: int
    lemma: str
    pos: str
    content: bool
    negative: bool = False


class Words:
    """Tokenizes with one Sudachi tokenizer a thread (they can't be shared); texts of any length, in pieces."""

    def __init__(self, user_dictionaries: Sequence[Path] = ()) -> None:
        self._system = Dictionary()
        self._user = (
            Dictionary(config=Config(system="core", user=[str(path) for path in user_dictionaries]))
            if user_dictionaries
            else None
        )
        self._local = threading.local()

    def short_units(self, text: str) -> list[Token]:
        """The short units of normalised `text`, in order."""
        tokens: list[Token] = []
        for offset, piece in _pieces(text):
            for m in self._tokenizer("system").tokenize(piece, mode=SplitMode.A):
                pos = m.part_of_speech()
                lemma = m.normalized_form()
                content = _says_something(pos, lemma)
                tokens.append(Token(offset + m.begin(), offset + m.end(), lemma, pos[0], content))
        _mark_negated(tokens)
        return tokens

    def whole_words(self, text: str) -> list[tuple[int, int]]:
        """Spans of `text` that the user dictionaries hold as one word."""
        if self._user is None:
            return []
        return [
            (offset + m.begin(), offset + m.end())
            for offset, piece in _pieces(text)
            for m in self._tokenizer("user").tokenize(piece, mode=SplitMode.C)
            if m.dictionary_id() > 0
        ]

    def proper_names(self, text: str) -> list[tuple[int, int, str]]:
        """Proper names in normalised `text`, long units: (start, end, kind), kind 人名, 地名 or 一般 (firms, brands, eras)."""
        return [
            (offset + m.begin(), offset + m.end(), m.part_of_speech()[2])
            for offset, piece in _pieces(text)
            for m in self._tokenizer("system").tokenize(piece, mode=SplitMode.C)
            if m.part_of_speech()[1] == "固有名詞"
        ]

    def _tokenizer(self, name: str) -> Tokenizer:
        tokenizer: Tokenizer | None = getattr(self._local, name, None)
        if tokenizer is None:
            dictionary = self._system if name == "system" else self._user
            assert dictionary is not None
            tokenizer = dictionary.tokenizer()
            setattr(self._local, name, tokenizer)
        return tokenizer


def plain_terms(words: Words, text: str) -> list[str]:
    """The terms of contract.md's `lexical`: normalised forms of the content words among the short units, no lexicon."""
    return [t.lemma for t in words.short_units(normalise(text)) if t.content]


def build_user_dictionaries(lexicon: Lexicon, home: Path) -> list[Path]:
    """Sudachi's user dictionaries in `home`: of the product's forms, made once a lexicon version, and of the office's own words, if there are any."""
    own = _surfaces(form for form, _ in lexicon.own)
    paths = [_built(home / f"lexicon-{lexicon.product}.dic", lambda: _surfaces(lexicon.product_forms))]
    if own:
        digest = hashlib.sha256("\n".join(own).encode()).hexdigest()[:16]
        paths.append(_built(home / f"office-{digest}.dic", lambda: own))
    return paths


def _built(target: Path, surfaces: Callable[[], Sequence[str]]) -> Path:
    """A dictionary of `surfaces` under a name that tells its content, made if need be (atomically)."""
    home = target.parent
    if target.exists():
        keep_recent(target)
        return target
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        source, made = Path(folder, "words.csv"), Path(folder, "words.dic")
        source.write_text("".join(map(_dictionary_line, surfaces())), encoding="utf-8")
        build_user_dic(system=str(_system_dictionary()), lex=[str(source)], output=str(made))
        os.replace(made, target)
    keep_recent(target)
    return target


def keep_recent(used: Path) -> None:
    """Of the files made for each version of something (lexicon-VERSION.dic) keep this one and the two used last before it: others are made anew."""
    kind = f"{used.name.split('-')[0]}-*{used.suffix}"
    with contextlib.suppress(OSError):  # another process was faster, or reads one that can't be removed then
        os.utime(used, ns=(time.time_ns(), used.stat().st_mtime_ns))
        for old in sorted(used.parent.glob(kind), key=lambda one: one.stat().st_atime_ns)[:-_KEPT]:
            old.unlink()


def _surfaces(forms: Iterable[str]) -> list[str]:
    """Headwords of forms; they must be in normalised form."""
    surfaces = {normalise(form) for form in forms}
    return sorted(one for one in surfaces if len(one) > 1 and not set(one) & set(',"\n '))


def _dictionary_line(surface: str) -> str:
    """5146 is a common noun's connection id in the system dictionary.

    All cost the same small sum, so that one long word is cheaper than two short ones.
    """
    return f"{surface},5146,5146,{_WORD_COST},{surface},名詞,普通名詞,一般,*,*,*,,{surface},*,A,*,*,*,*\n"


def _system_dictionary() -> Path:
    import sudachidict_core

    return Path(sudachidict_core.__file__).parent / "resources" / "system.dic"


def _says_something(pos: tuple[str, ...], lemma: str) -> bool:
    if pos[0] not in _CONTENT or lemma in _EMPTY_LEMMAS:
        return False
    return pos[1] != "助動詞語幹" and any(c.isalnum() for c in lemma)


def _mark_negated(tokens: list[Token]) -> None:
    """In place: the word that a negation belongs to (通さない, 通しません, 通していない); 削れませんか negates nothing."""
    for i, token in enumerate(tokens):
        if (
            token.lemma not in _NEGATIVE
            or token.pos not in ("助動詞", "形容詞")
            or _asks(tokens[i + 1 : i + 4])
        ):
            continue
        for j in range(i - 1, max(i - 6, -1), -1):
            if tokens[j].content:
                tokens[j] = replace(tokens[j], negative=True)
                break
            if tokens[j].pos not in ("助動詞", "助詞", "動詞") or tokens[j].lemma in _FAVOURS:
                break


def _asks(following: Sequence[Token]) -> bool:
    lemmas = [t.lemma for t in following if t.pos != "助動詞"]
    return lemmas[:1] == ["か"] and lemmas[1:2] != ["も"]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece): at most PIECE characters each, cut behind a break where there is one."""
    start = 0
    while start < len(text):
        end = min(len(text), start + PIECE)
        if end < len(text):
            cut = max(text.rfind(mark, start + PIECE // 2, end) for mark in _BREAKS)
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end
