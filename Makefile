# On a fresh machine with Python 3.11 and make: `make demo` does the set-up and the main job, `make test` the set-up and all checks.
PYTHON ?= python3
BIN := .venv/bin
# Two processes, each with whole files: a machine of two cores is the least that the checks are made for.
TWO := -n 2 --dist loadfile

.PHONY: setup demo test test-postgresql bench quality soak fit clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	@$(BIN)/juhatchu demo

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(TWO)
	@$(MAKE) --no-print-directory test-postgresql

# Every test that makes a database once more, on a PostgreSQL server that the tests start themselves. Left out: how the sample is ranked and judged,
# which is told of the same rows wherever they stand, and the browser's stories.
SQLITE_ONLY := tests/browser tests/language tests/ranking tests/test_advisor.py tests/test_evidence_sample.py

test-postgresql: setup
	@if $(BIN)/python tests/postgres.py; then \
		JUHATCHU_TEST_DATABASE=postgresql $(BIN)/python -m pytest $(TWO) $(addprefix --ignore=,$(SQLITE_ONLY)) tests; \
	else \
		echo "NOT TESTED on PostgreSQL: install postgresql-15 (initdb, postgres)" >&2; test "$$JUHATCHU_NO_SKIP" != 1; \
	fi

bench: setup
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.ingest

quality: setup
	$(BIN)/python -m benchmarks.reading --output benchmarks/results/reading.json

soak: setup
	$(BIN)/python -m pytest -m soak
	$(BIN)/python -m benchmarks.kills_api
	$(BIN)/python -m benchmarks.load

fit: setup
	$(BIN)/python training/weights.py

# Only what is made again by itself: var/juhatchu.db and var/backup may be somebody's own.
clean:
	rm -rf .venv var/demo.db* var/home
