# 一切都装在 .venv/ 里；装好之后不再需要网络。Everything lives in .venv/; once installed, no network is needed.
# make · make test · make lint · make demo · make docs · make bench · make case FILE=… · make lock

# The first Python that is new enough; another one can be given: make PYTHON=/opt/python/bin/python3
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-bench
PIP_TOOLS := 7.6.2
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options $(UPGRADE)

.PHONY: all test lint demo docs pictures bench case lock
.DEFAULT_GOAL := all

all: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(or $(PYTHON),false) -c '$(NEW_ENOUGH)' 2>/dev/null || \
		{ echo "gongkai 需要 Python 3.11 或更新的版本 (Python 3.11 or newer is needed)" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@echo "正在安装到 $(VENV)/ (installing)…"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@# What it says of editable folders is no concern of whoever runs the demo; a failure is shown whole.
	@$(PIP) install --no-build-isolation --no-deps --editable . 2>$(VENV)/editable.log || \
		{ cat $(VENV)/editable.log >&2; exit 1; }
	@touch $@

$(BENCH_STAMP): $(STAMP) requirements-bench.lock
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@touch $@

# make test ARGS="-k seeds -x"
test: $(STAMP)
	@$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest --quiet tests/test_docs.py

demo: $(STAMP)
	@$(BIN)/gongkai demo

# The generated parts of the documentation.
docs: $(STAMP)
	@$(BIN)/python -m tests.docs
	@$(BIN)/python -m tests.operating
	@$(BIN)/python -m pipelines.schema_docs > docs/schema.md
	@$(BIN)/python -m parsers.codebook > docs/codebook.md

# The pictures of docs/, from the demo; needs Chromium.
pictures: $(STAMP)
	@$(BIN)/python docs/make_pictures.py

# What ours is measured against (pandas, pdfplumber) is installed for this alone.
bench: $(BENCH_STAMP)
	@for file in bench/[a-z]*.py; do $(BIN)/python -m bench.$$(basename $$file .py) || exit 1; done

# make case FILE=page.html ARGS="--name place-2024-oddity --quirks E1,E3 --about '…'"
case: $(STAMP)
	@test -n "$(FILE)" || { echo "make case FILE=… (a page, or a case's folder)" >&2; exit 2; }
	@$(BIN)/python -m tests.make_case "$(FILE)" $(ARGS)

# With the oldest Python that is supported and at hand (Debian 12 has 3.11.2, for which some releases are too new):
# make lock PYTHON=/usr/bin/python3 UPGRADE=--upgrade
lock:
	@test -x $(VENV)/lock/bin/pip || $(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==$(PIP_TOOLS)
	@$(COMPILE) --extra dev --extra browser --build-deps-for editable --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra bench --constraint requirements.lock --output-file requirements-bench.lock pyproject.toml
	@# pip-compile drops the markers of what it did not ask for itself; this one exists only before 3.14.
	@sed -i 's/^\(backports-zstd==[^ ]*\) /\1 ; python_version < "3.14" /' requirements.lock requirements-bench.lock
