PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 10 --timeout 60

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: .venv/.runtime ## run the main job on a synthetic city, at http://127.0.0.1:8460
	$(BIN)/xietu demo

test: .venv/.dev ## style, types, doctests and tests
	$(BIN)/python -m tests.neo4j.jars
	XIETU_TEST_NEO4J=required $(BIN)/python -m pytest -n 3 --dist loadfile

check: lint types ## what needs no running of the code

lint: .venv/.dev ## style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/.dev ## types
	$(BIN)/mypy

docs: .venv/.dev ## write the generated pages of docs/
	$(BIN)/python -m docs.generate

screenshots: .venv/.dev ## write a picture of every page to docs/screenshots
	$(BIN)/python -m docs.screenshots

bench: .venv/.dev ## measure against the tools a user would pick instead
	$(BIN)/python -m benchmarks

evidence: .venv/.dev ## plant bottlenecks and ratings, count how many are found, write docs/evidence.md and its like
	$(BIN)/python -m benchmarks.planted
	$(BIN)/python -m benchmarks.evaluation

lock: .venv/.dev ## renew the pinned versions
	$(PIP) uv
	$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -c requirements-dev.txt -o requirements.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

# what `pip install` turns into catalogues and scripts
SOURCES := $(wildcard web/translations/*/LC_MESSAGES/messages.po web/client/*.* web/client/src/*.ts web/client/src/*/*.ts)

.venv/.runtime: requirements.txt pyproject.toml $(SOURCES) | .venv/bin/python
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps -e .
	touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PIP) --require-hashes -r requirements-dev.txt
	touch $@

.PHONY: help demo test check lint types docs screenshots bench evidence lock
