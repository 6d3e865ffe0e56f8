# Needs Python >= 3.11 and make, nothing else: uv and everything in uv.lock are brought here.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys.executable)' 2>/dev/null && break; done)
UV ?= .tools/bin/uv
JOBS ?= 2
RESIDENTS ?= 100000 1000000
BIN := .venv/bin
SETUP := .venv/.as-locked
PYTEST := $(BIN)/pytest

export UV_PYTHON_DOWNLOADS := never
# Tests start this program some hundred times: it is compiled once.
unexport PYTHONDONTWRITEBYTECODE

# An office's own certificate authority stands in the system's store, where there is one, or in SSL_CERT_FILE.
STORES := $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem)
ifneq ($(SSL_CERT_FILE)$(STORES),)
export UV_SYSTEM_CERTS ?= true
export PIP_CERT ?= $(firstword $(SSL_CERT_FILE) $(STORES))
export NODE_EXTRA_CA_CERTS ?= $(PIP_CERT)
endif

.DEFAULT_GOAL := help
.PHONY: help python setup shell run try demo docs test test-fast browser pictures coverage lint format types imports compose check bench bench-large torture mutants clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

python:
	@test "$(origin PYTHON)" = file || .ci/python "$(PYTHON)"

setup: $(SETUP) ## make the environment (.tools holds uv, .venv the locked packages)

shell: $(SETUP) ## a shell in which `zairyu` is found (otherwise it is .venv/bin/zairyu)
	@echo "zairyu is at hand, zairyu --help says what for; exit ends this shell"
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec "$${SHELL:-/bin/sh}"

run: $(SETUP) ## start the service on 127.0.0.1:8000 with its own PostgreSQL; Ctrl-C ends both
	@exec $(BIN)/zairyu serve

try: $(SETUP) ## a practice office of invented residents, in a folder of its own: open the address, a button signs in
	@exec env ZAIRYU_TOKEN="$${ZAIRYU_TOKEN:-try-it}" ZAIRYU_DATA="$${ZAIRYU_DATA:-$$HOME/zairyu-demo}" $(BIN)/zairyu serve --demo

demo: $(SETUP) ## write invented residents into an empty database of `make run`, with three questions to paste
	@exec $(BIN)/zairyu demo

docs: $(SETUP) ## write docs/events.md anew from the OpenAPI document
	@$(BIN)/python -m api.event_page > docs/events.md

test: $(SETUP) browser ## every test
	@exec $(PYTEST) -n $(JOBS) -m "not torture and not bench"

test-fast: $(SETUP) ## the pure tests: the law and the folds, no database
	@exec $(PYTEST) -n $(JOBS) -m "not torture and not bench" tests/domain tests/projections tests/test_house.py

browser: $(SETUP) ## the Chromium of the browser tests, unless the machine has one (ZAIRYU_BROWSER names another)
	@$(BIN)/python -m tests.browser.chromium

pictures: $(SETUP) browser ## take the pictures of docs/tour.md anew, from the running console
	@$(BIN)/python -m tests.browser.pictures

coverage: $(SETUP) ## branch coverage of domain/, which is 100 %
	@exec $(PYTEST) -n $(JOBS) -m "not torture and not bench" tests/domain \
		--cov --cov-report=term

lint: $(SETUP) ## ruff, every rule, and its formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(SETUP) ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(SETUP) ## mypy --strict over everything
	$(BIN)/mypy --strict

imports: $(SETUP) ## api -> adapters -> projections -> domain
	$(BIN)/lint-imports

compose: ## docker/compose.yaml, where docker is there to read it
	@if docker compose version >/dev/null 2>&1; then \
		ZAIRYU_OWNER_PASSWORD=x ZAIRYU_APPLICATION_PASSWORD=x docker compose -f docker/compose.yaml config --quiet; \
	else echo "docker compose is not installed: docker/compose.yaml is left to tests/test_house.py"; fi

check: lint types imports compose ## all of the above that reads and does not run

bench: $(SETUP) ## figures beside their baselines (ONLY="append verify" for some)
	@exec $(BIN)/python -m tests.benchmarks $(ONLY)

bench-large: $(SETUP) ## 100,000 and 1,000,000 residents (RESIDENTS=...): hours, and 45 GB of disk
	@set -e; for residents in $(RESIDENTS); do \
		ZAIRYU_BENCH_RESIDENTS=$$residents $(BIN)/python -m tests.benchmarks large; done

torture: $(SETUP) ## faults and load for a long time
	@exec $(PYTEST) -n 0 -m torture

mutants: $(SETUP) ## mutation testing of the law (ONLY="address calendar" for some families, FAMILY=1 by their own tests alone)
	@JOBS=$(JOBS) FAMILY=$(FAMILY) $(UV) run --frozen --group mutants python -m tests.mutants $(ONLY)

clean: ## remove what make has brought and made, never any data
	rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache mutants

.tools/bin/uv: .ci/uv.txt | python
	@test -n "$(PYTHON)" || { echo "zairyu needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -m venv --clear .tools >/dev/null 2>&1 && .tools/bin/python -m pip --version >/dev/null 2>&1 \
		|| { rm -rf .tools; "$(PYTHON)" -m pip --version >/dev/null 2>&1; } \
		|| { echo "This Python can neither make an environment nor run pip." \
			"Debian, Ubuntu: apt-get install python3-venv. Or install uv and name it: make UV=uv"; exit 1; }
	@if test -x .tools/bin/python; then .tools/bin/python -m pip install --quiet --require-hashes -r .ci/uv.txt; \
		else "$(PYTHON)" -m pip install --quiet --require-hashes --target .tools -r .ci/uv.txt; fi
	@touch $@

$(SETUP): uv.lock pyproject.toml $(filter .tools/%,$(UV)) | python
	@$(UV) sync --frozen --quiet --compile-bytecode $(if $(PYTHON),--python "$(PYTHON)")
	@$(BIN)/python -m compileall -q domain projections adapters api
	@touch $@
