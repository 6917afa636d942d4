# Coachbook. `make run` to see it, `make test` to check it, `make help` for the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
STREAM_PORT = $(shell expr $(PORT) + 1)
export PORT

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes

# The first Python of 3.11 or newer; PYTHON=/path/to/python3 chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# One more than there are processors, for tests wait for databases and browsers.
PARALLEL ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
QUICK := tests --ignore=tests/browser --ignore=tests/deploy --ignore=tests/races --ignore=tests/properties --ignore=tests/proof

.PHONY: help run serve worker streams setup test check races mails proof rolling failover bench screenshots lighthouse schemathesis html lint packages lock

help: ## Say what there is to make.
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1 - \2/p' Makefile

run: $(VENV)/ready ## Start Coachbook with demo data on http://127.0.0.1:8000 (PORT= to change); Ctrl-C stops it.
ifneq ($(PORT),8000)
run: export COACHBOOK_BASE_URL ?= http://127.0.0.1:$(PORT)
endif
run: export COACHBOOK_STREAM_URL ?= http://127.0.0.1:$(STREAM_PORT)/stream
# The demo has a student who was warned of missed calls, and one who books nothing for a while.
ifeq ($(shell grep -s '^COACHBOOK_NO_SHOWS_LIMIT=.' .env),)
run: export COACHBOOK_NO_SHOWS_LIMIT ?= 3
endif
run:
	@$(BIN)/flask demo start
	@trap 'kill $$web 2>/dev/null' INT TERM; \
	$(BIN)/flask worker run --quiet & worker=$$!; \
	$(BIN)/flask streams run --port $(STREAM_PORT) --quiet & streams=$$!; \
	$(BIN)/gunicorn --config gunicorn.conf.py --log-level warning --workers 1 wsgi:app & web=$$!; \
	wait $$web; wait $$web; code=$$?; kill $$worker $$streams 2>/dev/null; wait $$worker $$streams; exit $$code

serve: $(VENV)/ready ## Serve as in production: settings from the environment, no demo data, no migration.
	@exec $(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

worker: $(VENV)/ready ## Send mail and reminders as in production; several may run.
	@exec $(BIN)/flask worker run

streams: $(VENV)/ready ## Tell open pages of changes as in production; nginx leads /stream here.
	@exec $(BIN)/flask streams run

setup: $(VENV)/ready-dev ## Make the environment with everything for development.

# The machine is never in UTC, where a zone that somebody forgot is not seen.
test: packages setup lint docs/tools/vnu/node_modules ## Run everything: lint, types, layers, all tests on both databases, browser, HTML.
	@answers=$$(mktemp -d) && trap 'rm -rf "$$answers"' EXIT && \
	TZ=Australia/Sydney HTML_ANSWERS=$$answers $(BIN)/pytest -q -n $(PARALLEL) --database sqlite && \
	$(BIN)/python -m docs.html "$$answers"
	@TZ=America/Los_Angeles $(BIN)/pytest -q -n $(PARALLEL) --database postgresql

check: $(VENV)/ready-dev lint ## Run the quick part: lint, types, layers, tests on SQLite without browser, races, properties and proof.
	@$(BIN)/pytest -q -n $(PARALLEL) --database sqlite $(QUICK)

races: packages setup ## Run every race for 200 rounds of 16 processes; `make test` runs a few.
	@RACE_ROUNDS=200 $(BIN)/pytest -q -n $(PARALLEL) tests/races --timeout 900

mails: packages setup ## Send the mail of a thousand bookings and two days while workers are killed; `make test` that of ten.
	@MAIL_BOOKINGS=1000 MAIL_REPORT=/dev/stderr $(BIN)/pytest -q -s -k workers_that_die tests/races/test_mail.py

proof: packages setup ## Prove it under fire and write docs/reliability.md; hours in full, PROOF_SIZE=0.02 for a fiftieth.
	@PARALLEL=$(PARALLEL) PROOF_SIZE=$(PROOF_SIZE) $(BIN)/python -m tests.proof $(PARTS)

rolling: packages setup ## Restart all web servers behind HAProxy ten times over under load; `make test` does it once.
	@ROLLING_ROUNDS=10 DEPLOY_REPORT=/dev/stderr $(BIN)/pytest -q -s tests/deploy/test_rolling.py tests/deploy/test_chat.py

failover: packages setup ## Kill web servers and the primary under people at work, in a whole cluster; ROUNDS=1 for one loss instead of 20.
	@.ci/packages cluster
	@$(BIN)/python -m bench.failover.main_job
	@$(BIN)/python -m bench.failover.losses --rounds $(or $(ROUNDS),20)

bench: packages setup ## Measure pages and bookings beside another program, lists of a million slots, figures, and a thousand open pages; writes docs/performance.md (needs wrk).
	@$(BIN)/python -m bench.pages
	@$(BIN)/python -m bench.pages --times 10
	@$(BIN)/python -m bench.http_bookings
	@$(BIN)/python -m bench.rushes
	@$(BIN)/python -m bench.slots
	@$(BIN)/python -m bench.figures
	@$(BIN)/python -m bench.bookings
	@ulimit -n 8192 && $(BIN)/python -m bench.streams

screenshots: packages setup ## Take the pictures in docs/images from the demo data.
	@$(BIN)/python -m docs.screenshots

lighthouse: packages setup docs/tools/lighthouse/node_modules ## Measure every page with Lighthouse, and write docs/lighthouse.md; PAGES=/slots for one (needs npm).
	@$(BIN)/python -m docs.lighthouse $(PAGES)

schemathesis: setup ## Send the API some twenty thousand generated requests as four callers; EXAMPLES=50 for fewer.
	@$(BIN)/python -m docs.schemathesis

html: packages setup docs/tools/vnu/node_modules ## Check the HTML of every page with the Nu validator.
	@$(BIN)/python -m docs.html

lint: $(VENV)/ready-dev ## Check style, format, types, layers and templates.
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet app/templates

packages: ## Install what the tests need of the system (PostgreSQL, Chromium, HAProxy, nginx, npm, Java), or name it.
	@.ci/packages

lock: ## Pin the newest versions that pyproject.toml allows (needs uv).
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group dev -o requirements-dev.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra extras -o requirements-extras.txt

docs/tools/%/node_modules: docs/tools/%/package-lock.json
	@npm ci --prefix docs/tools/$* --silent
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Coachbook needs Python 3.11 or newer; with make PYTHON=/path/to/python3 it is found."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/ready: requirements.txt | $(BIN)/python
	@echo "Installing what Coachbook needs; this is done once."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what development needs; this is done once."
	@$(INSTALL) -r requirements-dev.txt
	@touch $(VENV)/ready $@
