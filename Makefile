# Everything a person does here. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# The first Python that is new enough; name another with PYTHON=….
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: run test check bench prove format catalogues lock help

help:  ## this list
	@grep -hE '^[a-z]+:.*  ##' $(MAKEFILE_LIST) | sort | awk -F ':.*  ## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: $(VENV)/runtime $(COMPILED)  ## start the site with its worker and a local mailbox (PORT=8000)
	@PORT=$(PORT) CESI_DEVELOPMENT=1 exec $(BIN)/flask dev

test: $(VENV)/develop $(COMPILED)  ## install what the tests need and run all of them
	@sh tests/support/install.sh
	$(BIN)/pytest -n 3 --dist worksteal

check: $(VENV)/develop $(COMPILED)  ## format, lint, types, templates, catalogues, import contracts, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.catalogues
	$(BIN)/python -m tests.support.migrations

bench: $(VENV)/develop $(COMPILED)  ## the benchmark: each job beside its limit in the same run
	$(BIN)/python -m bench

prove: $(VENV)/develop $(COMPILED)  ## the long proofs at full size
	PROOF=full $(BIN)/pytest -m proof -p no:randomly

format: $(VENV)/develop  ## put the code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: $(VENV)/develop  ## read new texts from code and templates into the catalogues
	$(BIN)/python -m tests.support.catalogues --update

lock:  ## write the locks anew (needs uv)
	uv pip compile pyproject.toml --extra postgres $(LOCK_OPTIONS) -o requirements.lock
	uv pip compile pyproject.toml --extra postgres --group dev $(LOCK_OPTIONS) -o requirements-dev.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the site needs (once)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/develop: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what developers need (once)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $(VENV)/runtime $@

%.mo: %.po | $(VENV)/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --domain $(basename $(notdir $<)) --locale $(word 2,$(subst /, ,$<))
