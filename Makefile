# Everything runs in .venv; the first target that needs it makes it.
PYTHON ?= python3
LOGS ?= ../shared/logs
BIN := .venv/bin

.PHONY: demo test lint bench corpus fuzz docs clean
.DEFAULT_GOAL := demo

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("regreen needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt --group test --group lint --editable '.[fast,edit,postgres]'
	touch $@

demo: .venv/ready ## diagnose the failing run of a small broken repository
	$(BIN)/python examples/demo.py

test: .venv/ready lint ## everything CI runs
	$(BIN)/pytest

lint: .venv/ready
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache --no-logo

bench: .venv/ready ## speed and memory, as ratios in one run
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/run.py

corpus: .venv/ready ## score the diagnosis on labelled logs: make corpus LOGS=folder
	$(BIN)/python benchmarks/corpus.py $(LOGS)

fuzz: .venv/ready ## mutated logs, archives and JUnit reports, seeded and time-boxed
	$(BIN)/python benchmarks/fuzz.py --seconds 60

docs: .venv/ready ## write the pages that are generated from the code
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
