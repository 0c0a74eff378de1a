# The only entry: make demo, make test, make check, make bench. Each prepares what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PORT ?= 8000
# Empty is off: our processes keep their bytecode, so only the first of them pays for compiling what it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo demo-reset test check claims mutation bench bench-tools lock fonts browser clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The interpreter's own pip puts uv in place, where it has one that can: making a pip for the venv takes longer.
# It mostly waits and works on one core: meanwhile the other one compiles our modules. What came is kept for a month
# beside the other tools' caches, for the next clone.
UV_KEPT := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/smilemark/uv
$(UV):
	@$(PYTHON) -m compileall -q src & $(PYTHON) -m venv --without-pip $(VENV) && \
	  test -n "$$(find "$(UV_KEPT)" -mtime -30 2>/dev/null)" && "$(UV_KEPT)" --version >/dev/null 2>&1 && cp "$(UV_KEPT)" $@ || \
	{ $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check uv 2>/dev/null || \
	  { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }; \
	  { mkdir -p "$$(dirname "$(UV_KEPT)")" && cp $@ "$(UV_KEPT)"; } 2>/dev/null || true; }

# All of a lock, from uv's cache where it holds everything, which needs no network; a clone's own src on the path.
define install
@$(UV) pip sync --quiet --offline --python $(BIN)/python --require-hashes $(1) 2>/dev/null || \
  $(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(1)
@echo "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/smilemark.pth
@printf '#!/bin/sh\nexec "%s" -m smilemark "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/smilemark && chmod +x $(BIN)/smilemark
endef

# A venv that holds the tools of development keeps them: dev.lock holds all of run.lock.
$(VENV)/run.stamp: $(UV) requirements/run.lock
	$(call install,requirements/$$(test -e $(VENV)/dev.stamp && echo dev || echo run).lock)
	@touch $@

$(VENV)/dev.stamp: $(UV) requirements/dev.lock
	$(call install,requirements/dev.lock)
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(UV) requirements/bench.lock $(VENV)/dev.stamp
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.lock
	@touch $@

$(VENV)/mutation.stamp: $(UV) requirements/mutation.lock $(VENV)/dev.stamp
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/mutation.lock
	@touch $@

fonts:
	@bash .ci/fonts

browser:
	@bash .ci/browser

demo: $(VENV)/run.stamp fonts  ## everything prepared and served with demo data on PORT (8000)
	@exec $(BIN)/smilemark demo --port $(PORT)

demo-reset: $(VENV)/run.stamp  ## throw the demo data away and start over
	@$(BIN)/smilemark demo --reset --port $(PORT)

test: $(VENV)/dev.stamp fonts browser  ## all tests, once per database that answers
	@bash .ci/test

check: $(VENV)/dev.stamp  ## ruff, mypy, import contracts, migrations, docs up to date
	@bash .ci/check

claims: $(VENV)/dev.stamp fonts  ## break what each changed claim of docs/traceability names; its tests must fail
	@nice -n 19 $(BIN)/python -m tests.claims $(CLAIMS)
	@$(BIN)/smilemark write-docs

mutation: $(VENV)/mutation.stamp  ## change the law in thousands of small ways, each must fail a test; writes docs/mutation.md
	@nice $(BIN)/python -m bench.mutation

bench-tools:
	@bash .ci/bench-tools

bench: $(VENV)/bench.stamp fonts bench-tools  ## ratios against named peers, measured in one run
	@$(BIN)/python -m bench

lock: $(UV)  ## write the hashed locks anew
	$(UV) pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/run.lock
	$(UV) pip compile -q pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/dev.lock -c requirements/run.lock
	$(UV) pip compile -q pyproject.toml --extra dev --extra mutation --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/mutation.lock -c requirements/dev.lock
	$(UV) pip compile -q pyproject.toml --extra dev --extra bench --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/bench.lock -c requirements/dev.lock

clean:
	rm -rf $(VENV) var build
