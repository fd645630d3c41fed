# Everything a newcomer and CI need. `make` alone says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := guard tests benchmarks tools

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(VENV); }

$(BIN)/guard: $(BIN)/pip pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m guard.bundle
	touch $(BIN)/guard

install: $(BIN)/guard ## make the environment in .venv and install guard into it

prepare: install ## what the tests drive for real: shells, databases, an agent (Debian packages as root)
	@tests/prepare.sh

lint: install ## ruff and mypy
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

test: prepare lint ## everything an ordinary run checks
	$(BIN)/python -m pytest -q

test-slow: prepare ## every test, minutes long
	$(BIN)/python -m pytest -q -m ''

clients: ## the real agents that tests/clients drives, at pinned versions (needs npm)
	sh tests/clients/install.sh

record: install ## what those agents send to their hooks, scrubbed, for the tests of the adapters
	$(BIN)/python -m tests.clients.record

demo: install ## judge the call that ended a company's production database
	@$(BIN)/guard check 'curl -X POST https://backboard.railway.app/graphql/v2 -H "Authorization: Bearer 7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77" -d "{\"query\":\"mutation { volumeDelete(volumeId: \\\"3d2c42fb\\\") }\"}"'; test $$? -eq 20

evaluate: install ## the labelled cases, in a mount namespace of their own (root)
	unshare -m sh -c 'mkdir -p /home/u && mount -t tmpfs tmpfs /home/u && mkdir /tmp/evaluate.$$$$ && XDG_STATE_HOME=/tmp/evaluate.$$$$ $(PYTHON) ../shared/tools/evaluate.py --guard "$(CURDIR)/$(BIN)/guard batch" $(ARGS); rm -rf /tmp/evaluate.$$$$'

package: install ## the wheel and the source archive, in dist/, checked
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	$(BIN)/python -m pytest -q -m '' tests/test_package.py

pages: install ## write the manual, the rules' pages, the transcripts and the picture anew
	$(BIN)/python tools/manual.py
	$(BIN)/python tools/rule_pages.py
	$(BIN)/python -m guard.agents.plugin
	$(BIN)/python tools/transcript.py --write
	$(BIN)/python tools/picture.py

scoreboard: prepare clients ## measure everything again and write docs/scoreboard.md (hours; ARGS=--quick: minutes)
	$(BIN)/python tools/runs.py $(ARGS)

derive: install ## rebuild what is derived from the vendors' packages (npm, GitHub, cargo, pip; half an hour)
	$(BIN)/python -m tools.derive

report: install ## do independent signals agree with what the guard says?
	$(BIN)/python -m tools.derive.report

bench: install ## what a hook costs, in bare interpreter starts
	$(BIN)/python benchmarks/hook.py

.PHONY: demo help clients record install prepare lint test test-slow evaluate derive report bench package pages scoreboard
