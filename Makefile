# make run    sets everything up and serves the reference event; EVENT=folder: another, with data of its own
# make doctor checks the installation and the reference event
# make test   sets up what the tests need and runs them all
# make check  style and types of Python and JavaScript, import contracts, catalogues
# make bench  measures the claims
PYTHON ?= python3
BIN := .venv/bin
# Python compiles what a program imports when it first runs: to compile all packages takes longer than to install them.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
INSTALL_PROGRAM := $(INSTALL) --no-deps --no-build-isolation --editable .
RELEASE_TOOLS := cyclonedx-bom==7.5.0 uv==0.13.9
VENDOR := conference/static/vendor/.ready
DEMO_MORNING := 2025-10-25T08:30:00+07:00
OWN_EVENT = ROSTRUM_EVENT=$(patsubst %/,%,$(EVENT))/ ROSTRUM_DATA_DIR=var/$(notdir $(patsubst %/,%,$(EVENT)))

# Tests start the program hundreds of times: without compiled modules on disk each start would compile them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run doctor test test-javascript check bench wheel lock sbom fresh fonts browser

help:
	@grep -E '^# make' Makefile | cut -c3-

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/.run: pyproject.toml requirements.lock | .venv/bin/pip
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL_PROGRAM)
	@touch $@

.venv/.dev: pyproject.toml requirements-dev.lock | .venv/bin/pip
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL_PROGRAM)
	@touch .venv/.run $@

$(VENDOR): package.json package-lock.json conference/vendor.mjs
	npm ci --silent --omit=dev
	node conference/vendor.mjs
	@touch $@

# The types of the vendored modules are those of their packages, hence the vendored files first.
node_modules/.dev: $(VENDOR)
	npm ci --silent
	@touch $@

run: .venv/.run $(VENDOR)
ifdef EVENT
	$(OWN_EVENT) $(BIN)/rostrum event load --yes
	@echo "The first administrator, in another terminal:"
	@echo "  $(OWN_EVENT) $(BIN)/rostrum staff add --username admin --name 'First Administrator' --role administrator"
	$(OWN_EVENT) $(BIN)/rostrum serve
else
	ROSTRUM_CLOCK_STARTS_AT=$(DEMO_MORNING) $(BIN)/rostrum demo
	ROSTRUM_CLOCK_STARTS_AT=$(DEMO_MORNING) $(BIN)/rostrum serve
endif

doctor: .venv/.run
	ROSTRUM_CLOCK_STARTS_AT=$(DEMO_MORNING) $(BIN)/rostrum doctor

fresh:
	rm -rf var

browser:
	@tests/browser/setup
	@tests/proxies/setup

# The tests of JavaScript need no Python: with --jobs they run while it is being set up.
test: test-javascript .venv/.dev browser
	$(BIN)/pytest -n 3 --dist worksteal

test-javascript: node_modules/.dev
	node --test tests/javascript/*.test.mjs

check: .venv/.dev node_modules/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy rostrum conference accreditation broadcast tests bench
	$(BIN)/lint-imports
	$(BIN)/python -m rostrum.catalogues check
	node_modules/.bin/biome ci --error-on-warnings
	node_modules/.bin/tsc -p tsconfig.json
	node_modules/.bin/tsc -p tsconfig.workers.json

bench: .venv/.dev $(VENDOR)
	$(BIN)/python -m bench.badges
	$(BIN)/python -m bench.viewers
	$(BIN)/python -m bench.fanout
	$(BIN)/python -m bench.fanout --tls
	$(BIN)/python -m bench.workers
	$(BIN)/python -m bench.storm
	$(BIN)/python -m bench.storm --tls
	$(BIN)/python -m bench.faults
	$(BIN)/python -m bench.faults --nodes 4
	$(BIN)/python -m bench.slow
	$(BIN)/python -m bench.doors
	$(BIN)/python -m bench.door_crash
	$(BIN)/python -m bench.deletion
	$(BIN)/python -m bench.door_crowd
	$(BIN)/python -m bench.door_flood
	$(BIN)/python -m bench.silent_connections
	$(BIN)/python -m bench.hostile_text
	$(BIN)/python -m bench.door_frames
	$(BIN)/python -m bench.door_list
	$(BIN)/python -m bench.photo_memory
	$(BIN)/python -m bench.command_post
	$(BIN)/python -m bench.presence
	$(BIN)/python -m bench.notifications
	$(BIN)/python -m bench.speaker_timer
	$(BIN)/python -m bench.streams
	$(BIN)/python -m bench.streams --segment-seconds 6
	$(BIN)/python -m bench.two_days
	$(BIN)/python -m bench.record_of_two_days
	$(BIN)/python -m bench.archive_site
	$(BIN)/python -m bench.start_up
	$(BIN)/python -m bench.page_weight
	$(BIN)/python -m bench.page_requests

wheel: .venv/.dev $(VENDOR)
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation

# Resolves the versions of pyproject.toml again, and keeps those of the lock files that still fit.
lock: | .venv/bin/pip
	$(INSTALL) $(RELEASE_TOOLS)
	$(COMPILE) --extra build --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

sbom: | .venv/bin/pip
	$(INSTALL) $(RELEASE_TOOLS)
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-file dist/sbom-python.json
	npm sbom --omit=dev --package-lock-only --sbom-format cyclonedx >dist/sbom-javascript.json

fonts: .venv/.dev
	$(BIN)/python -m conference.fonts.browser_fonts
