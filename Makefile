PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install --no-compile
LOCKED := $(INSTALL) --only-binary :all: --require-hashes
LOCK := UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv --quiet pip compile pyproject.toml \
	--universal --python-version 3.11 --generate-hashes $(UPGRADE)

# Compiled once, a start and a collection of the tests take seconds less.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: test e2e demo screens schema check fmt honesty bench soak lock clean

# Three at once even on two cores: a third of the time goes into waiting.
test: .venv/dev
	@$(BIN)/pytest -n 3 --dist worksteal -m 'not e2e'

e2e: .venv/dev
	@$(BIN)/pytest -n 2 --dist worksteal -m e2e tests/e2e/page

demo: .venv/run
	@$(BIN)/kpi-bot demo

screens: .venv/dev
	@$(BIN)/python docs/screens/take.py

schema: .venv/dev
	@$(BIN)/python checks/write_schema.py

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	$(BIN)/kpi-bot docs --check

fmt: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

honesty: .venv/dev
	@$(BIN)/python benchmarks/honesty.py

bench: .venv/dev
	@$(BIN)/python benchmarks/home.py
	@$(BIN)/python benchmarks/recording.py

soak: .venv/dev
	@$(BIN)/python benchmarks/soak.py

lock: .venv/dev
	$(LOCK) --group build --output-file requirements/run.txt
	$(LOCK) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	"KPI Bot needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@echo 'Setting up .venv ...' >&2
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run: .venv/created requirements/run.txt pyproject.toml
	@$(LOCKED) --requirement requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@$(LOCKED) --requirement requirements/dev.txt
	@touch $@
