# `make help` lists the commands. Everything lives in .venv; nothing outside this folder is touched.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATABASE ?= sqlite:///labnet.db
JOBS ?= 2
SIZE ?= both
PYTEST ?= --numprocesses $(JOBS) --dist loadfile --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test lint types imports coverage benchmark benchmark-serve soak postgresql clients schema lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'labnet needs Python 3.11 or newer: make PYTHON=python3.12 …' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/run.stamp ## Make the environment

run: $(VENV)/run.stamp ## Serve the network of 2016 on http://127.0.0.1:8000 (PORT=… for another port)
	$(BIN)/labnet serve --database $(DATABASE) --port $(PORT)

test: lint types imports coverage ## Run everything: style, types, architecture, tests with coverage

lint: $(VENV)/test.stamp ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp ## Check types
	$(BIN)/mypy

imports: $(VENV)/test.stamp ## Check that imports point one way
	$(BIN)/lint-imports

coverage: $(VENV)/test.stamp postgresql clients ## Run the tests and ask for 95 % of all branches
	rm -f .coverage .coverage.*
	$(BIN)/python -m coverage run -m pytest $(PYTEST)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

soak: $(VENV)/test.stamp postgresql ## Follow 8 writers of 2000 commits each, five times on each engine, and ask made-up questions for ten minutes
	SOAK_COMMITS=2000 SOAK_ROUNDS=5 $(BIN)/python -m pytest --quiet --durations=0 tests/store/test_order.py
	SOAK_SECONDS=600 $(BIN)/python -m pytest --quiet tests/web/test_fuzz.py

postgresql: ## Install PostgreSQL, which the tests start and stop, unless it is there
	@sh tests/postgresql.sh

clients: $(VENV)/run.stamp ## Install GraphQL clients, and Node.js for most of them, unless they are there
	@sh tests/clients/install.sh $(BIN)/python

benchmark: $(VENV)/test.stamp postgresql ## Measure the network beside networkx, and write docs/performance.md (SIZE=S for a short one)
	$(BIN)/python -m benchmarks.engine --size $(SIZE) --postgresql --write docs/performance.md

benchmark-serve: $(VENV)/run.stamp ## Measure the GraphQL endpoint beside other servers, and write docs/performance.md
	$(BIN)/python -m benchmarks.serve --write docs/performance.md

schema: $(VENV)/run.stamp ## Print the GraphQL schema to schema/schema.graphql
	$(BIN)/labnet schema --write schema/schema.graphql

lock: ## Write the lock files anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--quiet pyproject.toml --extra build --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--quiet pyproject.toml --extra build --extra postgresql --extra dev --output-file requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--quiet tests/clients/ariadne/requirements.in --output-file tests/clients/ariadne/requirements.lock

clean: ## Remove the environment and what tests leave behind
	rm -rf benchmarks/serve/node/node_modules tests/clients/node/node_modules tests/clients/ariadne/.venv
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
