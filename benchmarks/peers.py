"""Peers on the same texts: each is given the same Sudachi short units, tokenises the enquiry likewise and returns its ten best."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import bm25s
import numpy as np
import tantivy
from sklearn.feature_extraction.text import TfidfVectorizer

Search = Callable[[list[str]], Sequence[int]]
K = 10


def build_bm25s(documents: list[list[str]]) -> Search:
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index(documents, show_progress=False)

    def search(tokens: list[str]) -> Sequence[int]:
        known = [t for t in dict.fromkeys(tokens) if t in retriever.vocab_dict]
        found = retriever.retrieve([known or [""]], k=min(K, len(documents)), show_progress=False)
        return list(map(int, found.documents[0]))

    return search


def build_tantivy(documents: Iterable[list[str]]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=256_000_000)
    for i, tokens in enumerate(documents):
        writer.add_document(tantivy.Document(id=i, text=" ".join(tokens)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(tokens: list[str]) -> Sequence[int]:
        words = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", token))
            for token in dict.fromkeys(tokens)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(words), K).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return search


def build_tfidf(documents: Iterable[list[str]]) -> Search:
    vectorizer = TfidfVectorizer(analyzer=lambda tokens: tokens, dtype=np.float32)
    matrix = vectorizer.fit_transform(documents)

    def search(tokens: list[str]) -> Sequence[int]:
        # Rows have length 1, so that the inner product is the cosine.
        scores = (matrix @ vectorizer.transform([tokens]).T).toarray().ravel()
        best = np.argpartition(scores, -min(K, len(scores)))[-K:]
        return list(map(int, best[np.argsort(-scores[best], kind="stable")]))

    return search


PEERS: dict[str, Callable[[list[list[str]]], Search]] = {
    "bm25s": build_bm25s,
    "tantivy": build_tantivy,
    "scikit-learn TF-IDF": build_tfidf,
}


def measure(
    documents: list[list[str]],
    read: Callable[[str], list[str]],
    queries: Sequence[str],
    warm_up: Sequence[str],
) -> dict[str, Any]:
    """Build seconds and query seconds (n,) of each peer, the enquiry's tokenising included."""
    result: dict[str, Any] = {}
    for name, build in PEERS.items():
        started = time.perf_counter()
        search = build(documents)
        built = time.perf_counter() - started
        for text in warm_up:
            search(read(text))
        seconds = []
        for text in queries:
            began = time.perf_counter()
            search(read(text))
            seconds.append(time.perf_counter() - began)
        result[name] = {"build_seconds": built, "query_seconds": seconds}
    return result
