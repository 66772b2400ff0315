# Stride. `make help` lists what there is.
.DEFAULT_GOAL := help
VENV := .venv/bin
.PHONY: help run test lint format bench torture journeys lock install

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Start Stride on this machine with demo data (PORT, DATABASE_URL, REDIS_URL are respected)
	@exec bin/run

test: ## Run every test (ARGS='tests/audit -k seal' for some); as root on Debian it installs what they need
	@exec bin/test --install --all $(ARGS)

install: ## Make the virtual environment with the tools of development
	@python=$$(bin/find-python) && exec "$$python" bin/bootstrap.py install --dev

lint: install ## Check style and types
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy

format: install ## Put the code into the common style
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format .

bench: ## Measure each piece beside its peer: the diary write on PostgreSQL and SQLite, the pages of Learn
	@exec bin/with-services $(VENV)/python -m benchmarks $(ARGS)

torture: ## Run the long tests: thousands of random runs, kills and restarts
	@STRIDE_TORTURE=1 exec bin/test --install -m torture $(ARGS)

journeys: ## Walk every journey in the whole browser, where `make test` takes its engine alone
	@STRIDE_WHOLE_BROWSER=1 exec bin/test --install -n 2 --dist loadfile tests/journeys tests/pwa $(ARGS)

lock: install ## Lock the packages of requirements*.in with their hashes
	@$(VENV)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements.in -o requirements.txt
	@$(VENV)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 -c requirements.txt requirements-dev.in -o requirements-dev.txt
