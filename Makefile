# Two commands matter on a fresh machine: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
READY_SPARK := $(VENV)/.ready-spark
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python

# Every command is a process of its own: without kept bytecode each would compile all libraries again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo serve test check unit soak system-packages lock clean benchmarks

demo: $(READY)
	$(BIN)/duibiao demo

serve: $(READY)
	$(BIN)/duibiao serve

setup: $(READY)

# What runs: all that a county's server needs.
$(READY): requirements.lock requirements.bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh scripts/install-system-packages python3-venv
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.bootstrap.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)

# What tests, in the same place: the first lock is a part of the second.
$(READY_DEV): $(READY) requirements-dev.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $(READY_DEV)

# What computes on a cluster, beside what tests: half a gigabyte, which only `make soak` pays for.
$(READY_SPARK): $(READY_DEV) requirements-spark.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements-spark.lock
	@touch $(READY_SPARK)

system-packages:
	@sh scripts/install-system-packages bubblewrap chromium fonts-noto-cjk libreoffice-calc libreoffice-writer poppler-utils

# The checks run beside the first tests, which wait for the demo county to be made.
test: $(READY_DEV) system-packages
	@$(MAKE) --no-print-directory --jobs 2 check unit

check: $(READY_DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt

# Three on two cores: while one waits for a browser, the other two go on.
unit: $(READY_DEV)
	$(BIN)/pytest --numprocesses 3 --dist loadgroup --durations 40

# Hours: what the suite does for a minute, done for long.
soak: $(READY_DEV) $(READY_SPARK) system-packages
	@sh scripts/install-system-packages openjdk-17-jre-headless
	$(BIN)/pytest -m soak

# A quarter of an hour, on a machine that has nothing else to do. Without npm the judge of first looks
# is not there, and what it said last stays in the document.
LIGHTHOUSE := $(VENV)/lighthouse
benchmarks: $(READY_DEV) system-packages
	@test -d $(LIGHTHOUSE) || npm install --silent --no-audit --no-fund --prefix $(LIGHTHOUSE) lighthouse@12.8.2 || true
	$(BIN)/python -m benchmarks --write

# After a change of dependencies. uv.lock itself stays out of git, it names a registry; while it lies
# there, what is not pinned in pyproject.toml stays as it is (without it: the newest that fits).
EXPORT := $(BIN)/uv export --quiet --no-header --no-emit-project --no-default-groups
lock:
	@test -x $(BIN)/uv || $(MAKE) --no-print-directory setup
	$(BIN)/uv lock
	$(EXPORT) --output-file requirements.lock
	$(EXPORT) --group dev --output-file requirements-dev.lock
	$(EXPORT) --group spark --output-file requirements-spark.lock
	$(EXPORT) --only-group bootstrap --output-file requirements.bootstrap.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache dbt/target dbt/logs
