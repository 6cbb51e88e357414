# Needs Python 3.11 or newer and make, nothing else: everything is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
INSTALL := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
	--constraint constraints.txt --editable

.DEFAULT_GOAL := help
.PHONY: help demo test lint format clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

demo: $(VENV)/.base ## draw a catalogue, index it, answer some queries, serve the page (PORT=8000)
	$(VENV)/bin/weft demo --port $(PORT)

test: $(VENV)/.test ## run the tests
	$(VENV)/bin/python -m pytest --numprocesses auto --maxprocesses 4

lint: $(VENV)/.test ## check style and types
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

format: $(VENV)/.test ## mend style
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

clean: ## remove the environment, the demo and all caches
	rm -rf $(VENV) .demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Weft needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp says that the environment holds what pyproject.toml and constraints.txt ask for.
$(VENV)/.base: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Weft into $(VENV): about a minute the first time."
	@$(INSTALL) .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Weft and its tests into $(VENV): some minutes the first time."
	@$(INSTALL) '.[test]'
	@touch $@ $(VENV)/.base
