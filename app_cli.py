"""Door: the `juhatchu` command. It mounts the command groups, maps errors once, and does nothing else."""

from __future__ import annotations

import sys

import ingest.cli
import ingest.demo
import ingest.surveys.cli
import ingest.surveys.results_cli
from matching.cli.main import run

GROUPS = (
    ingest.cli.add_commands,
    ingest.surveys.cli.add_commands,
    ingest.surveys.results_cli.add_commands,
    ingest.demo.add_commands,
)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code (0 done, 1 done with rejects, 2 nothing done)."""
    return run(sys.argv[1:] if argv is None else argv, GROUPS)


if __name__ == "__main__":
    sys.exit(main())
