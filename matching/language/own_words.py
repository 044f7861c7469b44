"""Where the office's own words stand in a text: only there can reading with and without them differ, so that everything else is read once.

A word matters to a text in two ways: its key names a concept (concepts.py), and its surface is one whole word (terms.py). Both look at the
text in a view of their own; here marks, joiners and readings in brackets, which one of them passes over, are left out of word and text
alike. So a text may be found that reads the same with the word, but never missed one that doesn't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from matching.language.lexicon import Lexicon, OwnWord
from matching.language.normalise import normalise, trace

_PASSED_OVER = re.compile(r"[ \u3000\-~⁓〰〜ー]")
# Sudachi leaves out a reading behind its word: 研磨(けんま)加工.
_READING = re.compile(r"\([^()]{1,4}\)")


class Traces:
    """Finds some of the office's words in texts."""

    def __init__(self, lexicon: Lexicon, words: Sequence[OwnWord]) -> None:
        self._lexicon = lexicon
        self._marks = [
            (word, {_bare(lexicon.key(word[0])), _bare(normalise(word[0]))}) for word in dict.fromkeys(words)
        ]

    def found(self, texts: Iterable[str]) -> tuple[OwnWord, ...]:
        """The words that may change how these texts are read, in the order of the lexicon."""
        if not self._marks:
            return ()
        view = self.view(texts)
        return tuple(word for word, marks in self._marks if any(mark in view for mark in marks))

    def in_view(self, view: str) -> bool:
        """Whether one of the words stands in what `view` gave."""
        return any(mark in view for _, marks in self._marks for mark in marks)

    def view(self, texts: Iterable[str]) -> str:
        """The texts as words are sought in them; it doesn't depend on the office's words."""
        spelled = "\n".join(self._lexicon.spell(trace(text)).text for text in texts)
        return _bare(spelled) + ("\n" + _bare(_READING.sub("", spelled)) if "(" in spelled else "")


def _bare(text: str) -> str:
    return _PASSED_OVER.sub("", text)
