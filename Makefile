# The commands of this project. A fresh clone needs python3 (3.11 or later) with
# venv and pip, and make; everything else is made here.

PYTHON ?= python3
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
MO := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-full lint format bench pictures setup-run setup-test requirements messages clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup-run ## Set up what is missing, then serve at http://127.0.0.1:8080 (HOST, PORT)
	@exec $(BIN)/python run.py

test: lint ## Lint, then the fast tests: both databases for the core, every page once
	$(BIN)/pytest -n $(JOBS)

test-full: setup-test ## The whole matrix of tests
	$(BIN)/pytest -n $(JOBS) --full --timeout=900

lint: setup-test ## Style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: setup-test ## Let the linter mend and format what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test ## Measure the main pages and commands; prints a table
	$(BIN)/python -m bench

pictures: setup-test ## Take the pictures of the users' guide anew (needs chromium)
	$(BIN)/python -m tests.support.pictures

messages: setup-test ## Add new strings to the catalogue, to be translated
	$(BIN)/python -m tests.support.catalogue

requirements: ## Pin the newest releases that requirements*.in allow (needs uv)
	for set in requirements requirements-dev; do \
	    uv pip compile --quiet --upgrade --universal --generate-hashes --no-header \
	        --no-annotate --python-version 3.11 $$set.in -o $$set.txt || exit 1; \
	done

clean: ## Remove what was made here, the embedded database excepted
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis $(MO)

setup-run: $(VENV)/runtime.stamp $(MO)
setup-test: $(VENV)/dev.stamp $(MO)

# A stamp is younger than the requirements it was made from, so a second start
# compares times only and asks no registry.
$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=")'
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/runtime.stamp: requirements.txt $(VENV)/made.stamp
	$(INSTALL) -r $<
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/made.stamp
	$(INSTALL) -r $<
	@touch $(VENV)/runtime.stamp $@

%.mo: %.po | $(VENV)/made.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@
