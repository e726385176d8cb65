# One command each; CI runs the same ones. `make run` and `make test` set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TESTS  := $(VENV)/.tests-ready
# Photographs and records for development, not part of the project. Tests that need them skip where it is absent.
export KIOSK_REFERENCE_DATA ?= $(abspath ../shared/data)

# These watch a real clock (a plugin's 300 ms, a child that is back within a second, a network that is silent, hands before a browser): one at a time, alone.
# All others on every core, among them what screens look like.
HANDS  := $(addprefix tests/browser/test_,backroom.py by_itself.py hands.py killed.py scanner.py)
TIMED  := tests/plugins tests/ports $(HANDS) tests/system tests/faults tests/unit/cli

.PHONY: run test coverage check docs appliance bench faults reference clean

run: $(READY)
	$(BIN)/kiosk demo

# What tests run is traced where no clock is watched; tracing every process would take five minutes more. `make coverage` does.
test: $(TESTS)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile $(TIMED:%=--ignore=%)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=80
	$(BIN)/pytest $(TIMED)

coverage: $(TESTS)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile $(TIMED:%=--ignore=%)
	$(BIN)/coverage run -m pytest $(TIMED)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/generate.py --check
	$(BIN)/pytest -q tests/docs tests/architecture

docs: $(READY)
	$(BIN)/python docs/generate.py
	KIOSK_WRITE_TABLES=1 $(BIN)/pytest -q tests/unit/rfid/test_defects.py

bench: $(READY)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/decode.py
	$(BIN)/python benchmarks/stages.py
	$(BIN)/python benchmarks/cameras.py
	$(BIN)/python benchmarks/capture.py
	$(BIN)/python benchmarks/capture_memory.py
	$(BIN)/python benchmarks/rfid.py
	$(BIN)/python benchmarks/hub.py
	$(BIN)/python benchmarks/plugins.py
	$(BIN)/python benchmarks/ledger.py
	$(BIN)/python benchmarks/delivery.py
	$(BIN)/python benchmarks/counter.py
	$(BIN)/python benchmarks/recalls.py
	$(BIN)/python benchmarks/taps.py
	$(BIN)/python benchmarks/plugin_memory.py
	$(BIN)/python benchmarks/desk_memory.py

# Every fault in its long form, and the table of docs/reliability.md: about half an hour.
faults: $(TESTS)
	$(BIN)/pytest -q tests/faults --faults --timeout 1800
	$(BIN)/python docs/generate.py

# Every photograph of the reference data through the headless demo to the hub: some minutes.
reference: $(READY)
	$(BIN)/pytest -q tests/system --reference

# Whole machines: Debian with systemd as process 1, installed by install.sh. Needs root, mmdebstrap, systemd-nspawn, QEMU.
# KIOSK_SUITES=trixie takes one Debian only.
appliance: $(TESTS)
	KIOSK_APPLIANCE=1 $(BIN)/pytest -q tests/system/appliance tests/system/test_units.py

$(TESTS): $(READY) tests/debian-packages.txt setup-tests.sh
	sh ./setup-tests.sh
	touch $(TESTS)

$(READY): setup.cfg constraints.txt setup-kiosk.sh setup-font.sh
	PYTHON=$(PYTHON) sh ./setup-kiosk.sh $(VENV)
	touch $(READY)

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage .coverage.*
