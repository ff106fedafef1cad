# Monteore's commands. `make` lists them.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; done)

# Images of containers often set this. Then each worker and each process that a test starts compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

# Tests of the desk and of random histories that the soak runs again with each business on a PostgreSQL server.
ON_A_SERVER := tests/properties/test_machine.py tests/properties/test_accounts_machine.py tests/properties/test_waiting.py \
	tests/tui/flows tests/tui/pages

.DEFAULT_GOAL := help
.PHONY: help venv run test soak check catalogues screenshots bench clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 24

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Monteore needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --config-settings editable_mode=compat -e '.[dev]' -c constraints.txt
	@touch $(STAMP)

venv: $(STAMP) ## Set everything up in .venv

run: $(STAMP) ## Open the desk on a throw-away sample business
	@$(BIN)/monteore demo

test: $(STAMP) ## Run the tests, slow ends in their short form
	$(BIN)/pytest -q -n 4 --dist worksteal

soak: $(STAMP) ## Run all tests in full: more terminals, processes and examples
	$(BIN)/pytest -q -n 2 --dist worksteal --soak
	MONTEORE_TEST_ENGINE=postgresql $(BIN)/pytest -q -n 2 --dist worksteal $(ON_A_SERVER)

check: $(STAMP) ## Lint, format, types, walls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

catalogues: $(STAMP) ## Bring the translations up to the sources
	$(BIN)/python translations/update.py

screenshots: $(STAMP) ## Make the pictures of the real app
	$(BIN)/python -m screenshots.take
	$(BIN)/python -m screenshots.record

bench: $(STAMP) ## Measure, and write a table to build/bench; with BENCH=--quick in some minutes
	$(BIN)/python -m bench.table $(BENCH) --to build/bench

clean: ## Remove what was set up
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
