# Two commands matter on a fresh machine: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Every command is a process of its own: without kept bytecode each would compile all libraries again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo serve test check unit system-packages lock clean benchmarks

demo: $(READY)
	$(BIN)/duibiao demo

serve: $(READY)
	$(BIN)/duibiao serve

setup: $(READY)

$(READY): requirements.lock requirements.bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh scripts/install-system-packages python3-venv
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.bootstrap.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

system-packages:
	@sh scripts/install-system-packages chromium fonts-noto-cjk libreoffice-calc libreoffice-writer poppler-utils

# The checks run beside the first tests, which wait for the demo county to be made.
test: $(READY) system-packages
	@$(MAKE) --no-print-directory --jobs 2 check unit

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt

# Three on two cores: while one waits for a browser, the other two go on.
unit: $(READY)
	$(BIN)/pytest --numprocesses 3 --dist loadgroup --durations 40

benchmarks: $(READY)
	$(BIN)/python -m benchmarks

# After a change of dependencies: uv.lock itself stays out of git, it names a registry.
lock: $(READY)
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --no-header --no-emit-project --all-groups --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache dbt/target dbt/logs
