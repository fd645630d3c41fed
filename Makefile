# Everything a newcomer and CI need. `make` alone says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV) || { apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv --clear $(VENV); }

$(BIN)/guard: $(BIN)/pip pyproject.toml
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(BIN)/guard

install: $(BIN)/guard ## make the environment and install guard into it

lint: install ## ruff and mypy
	$(BIN)/ruff check guard tests benchmarks tools
	$(BIN)/ruff format --check guard tests benchmarks tools
	$(BIN)/mypy

test: install ## the tests of an ordinary run
	$(BIN)/python -m pytest -q

test-slow: install ## everything, minutes long
	$(BIN)/python -m pytest -q -m ''

evaluate: install ## the labelled cases, in a mount namespace of their own
	unshare -m sh -c 'mkdir -p /home/u && mount -t tmpfs tmpfs /home/u && exec $(PYTHON) ../shared/tools/evaluate.py --guard "$(CURDIR)/$(BIN)/guard batch" $(ARGS)'

.PHONY: help install lint test test-slow evaluate
