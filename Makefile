# Triage: one command for each thing a newcomer wants. `make` alone lists them.
# Needs a POSIX shell, GNU make and Python 3.11 to 3.13; everything else is set up by `make setup`.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup system run test check bench openapi risk-weights pictures lock tour deb try-deb msi clean

# Many tests and every bench start programs of ours: what was compiled once is kept, in build/ and not beside the sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The interpreter that makes the environment: make setup PYTHON=/path/to/python3.12 (default: the newest that fits).
PYTHON ?=

# Any Python that starts is enough to run the bootstrap; it then chooses, or says what is missing.
BOOTSTRAP = for p in $(PYTHON) $(BIN)/python python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
		if "$$p" -c '' >/dev/null 2>&1; then break; fi; p=; done; \
	if [ -z "$$p" ]; then \
		echo 'Triage needs Python 3.11, 3.12 or 3.13. On Debian: sudo apt-get install python3 python3-venv' >&2; exit 2; fi; \
	"$$p" packaging/bootstrap.py $(if $(PYTHON),--use $(PYTHON))

PIP = PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(BIN)/python -m pip

# Universal: one lock for Linux and Windows. No header and no annotations: no registry's address gets in.
COMPILE = pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

help: ## List these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: system $(READY) ## Make .venv with everything in it, and .venv/bin/triage

system:
	@$(BOOTSTRAP)

# Remade when a pin or the project's own settings change; an environment that works is kept and brought up to date.
$(READY): requirements/dev.lock pyproject.toml | system
	@rm -f $@
	@set -e; chosen=$$($(BOOTSTRAP) --python); \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		echo "Making $(VENV) with $$chosen"; "$$chosen" -m venv --clear $(VENV); fi
	@echo 'Installing the locked packages (some 450 MB; a minute or more the first time)'
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements/dev.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Open training mode in a window (without a display: the tour, off-screen)
	@if $(BIN)/python packaging/bootstrap.py --display; then exec $(BIN)/triage training; \
	else echo 'No display answers: running the tour off-screen, pictures go to build/tour/'; \
		exec $(BIN)/triage training --offscreen --tour; fi

test: setup ## Run all tests
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 3 --dist worksteal

check: setup ## Lint, format, types, import rules, architecture tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict triage
	@$(BIN)/lint-imports --no-logo
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q tests/architecture

bench: setup ## Measure the start-up to a painted, usable queue
	@$(BIN)/triage bench startup --json

openapi: setup ## Write docs/openapi.json and the reference of the force profile again from the code
	@$(BIN)/triage gateway openapi > docs/openapi.json
	@$(BIN)/triage gateway profile-reference > docs/guides/profile.md

tour: setup ## Play the whole way of one report off-screen, with pictures in build/tour/
	@$(BIN)/triage training --offscreen --tour

# The last file of narratives that the shipped weights know; later ones are kept for the next (docs/risk.md).
RISK_UNTIL ?= 88

risk-weights: setup ## Learn the weights of the sense of risk again, and find its thresholds
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m triage.bench.risk.train --until $(RISK_UNTIL)
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m triage.bench.risk.teach.thresholds --until $(RISK_UNTIL)
	@sha256sum resources/risk-weights.json resources/risk-second-look.npz

deb: setup ## Build the Debian packages of desktop and gateway into dist/
	@$(BIN)/python packaging/deb.py

pictures: setup ## Take the pictures of the guides again from the running desk
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.ui.gallery.guides

try-deb: setup ## Install both packages in a clean Debian root and work in it (root, debootstrap; OLDER=folder to upgrade from)
	@$(BIN)/python packaging/try_debs.py $(if $(OLDER),--older $(OLDER)) $(TRY)

msi: setup ## Build the Windows installer (wixl; PYTHON_WINDOWS=the embeddable Python 3.11, as a zip)
	@$(BIN)/python packaging/windows/msi.py $(if $(PYTHON_WINDOWS),--python $(PYTHON_WINDOWS),--without-python)

lock: setup ## Pin again what requirements/*.in ask for (UPGRADE=1: newest that fits)
	@set -e; uv=$$(command -v uv || true); \
	if [ -z "$$uv" ]; then \
		[ -x build/lock/bin/uv ] || { $(BIN)/python -m venv build/lock; build/lock/bin/python -m pip install -qq uv; }; \
		uv=build/lock/bin/uv; fi; \
	for name in runtime dev; do \
		UV_SYSTEM_CERTS=1 "$$uv" $(COMPILE) $(if $(UPGRADE),--upgrade) requirements/$$name.in -o requirements/$$name.lock >/dev/null; done
	@if grep -n '://' requirements/*.lock; then echo 'A lock names an address: do not commit it.' >&2; exit 1; fi
	@echo 'requirements/runtime.lock and requirements/dev.lock are written.'

clean: ## Remove what was built and every cache (.venv stays)
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	@find triage tests packaging -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
