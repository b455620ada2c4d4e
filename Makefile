# Two commands: `make site` builds the three municipal portals, `make test` runs all tests. Both set up what they need.

PYTHON ?= python3
VENV := .venv/bin
PORTALS := arvidsjaur asele overkalix
LOCK := uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.PHONY: site test serve lint docs screens cheat-sheet lock clean try-forge
.PHONY: bench bench-crisis bench-kills bench-everyday bench-many bench-intake bench-lighthouse bench-search
.DELETE_ON_ERROR:

site: .venv/.site
	@$(VENV)/bygd build $(PORTALS)
	@echo
	@echo "The portals are in dist/. To look at one:  .venv/bin/bygd serve asele   and open http://localhost:8000/"

serve: .venv/.site
	@$(VENV)/bygd serve $(or $(SITE),asele)

# Linters first, so that pytest's closing line is the last.
test: lint .venv/.programs tests/node_modules/.ready
	$(VENV)/python -m pytest -n 2 --dist loadgroup

lint: .venv/.test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy

docs: .venv/.site
	$(VENV)/bygd reference docs/reference
	$(VENV)/bygd workflows

screens: .venv/.test .venv/.programs
	$(VENV)/python -m tests.browser.screens

cheat-sheet: .venv/.test
	$(VENV)/python -m tests.cheat_sheet

# Further arguments: make bench BENCH="--n 1000 --n 10000 --runs 5"
bench: .venv/.test tests/bench/eleventy/node_modules/.ready
	$(VENV)/pip install --quiet --require-hashes --no-deps -r requirements-bench.txt
	$(VENV)/python -m tests.bench $(BENCH)

tests/bench/eleventy/node_modules/.ready: tests/bench/eleventy/package-lock.json
	cd tests/bench/eleventy && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Longer measurements of single parts; each says what it found against what was promised.
bench-crisis: .venv/.test
	$(VENV)/python -m tests.bench.crisis

bench-kills: .venv/.test .venv/.programs
	$(VENV)/python -m tests.bench.kills

bench-intake: .venv/.test
	$(VENV)/python -m tests.bench.intake

bench-everyday: .venv/.site
	$(VENV)/python -m tests.bench.everyday

bench-many: .venv/.site
	$(VENV)/python -m tests.bench.many

bench-lighthouse: .venv/.test .venv/.programs tests/node_modules/.ready
	$(VENV)/python -m tests.bench.lighthouse

bench-search: .venv/.test .venv/.programs
	$(VENV)/python -m tests.bench.search

# A proposal on a real forge, which the environment names as for `bygd intake`; a repository of no consequence.
try-forge: .venv/.test
	$(VENV)/python -m tests.bench.forge

.venv/bin/python:
	$(PYTHON) -m venv .venv

# Dependencies by their hashes, then this package as it stands here, built by the locked hatchling.
.venv/.site: requirements.txt pyproject.toml | .venv/bin/python
	$(VENV)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(VENV)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements-test.txt .venv/.site
	$(VENV)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-test.txt
	@touch $@

.venv/.programs: tests/install-programs.sh | .venv/bin/python
	sh tests/install-programs.sh
	@touch $@

tests/node_modules/.ready: tests/package-lock.json generator/editor/programs.json | .venv/.test
	cd tests && npm ci --no-audit --no-fund --loglevel=error
	$(VENV)/python -m tests.editor_programs
	@touch $@

lock: .venv/.test
	$(VENV)/pip install --quiet uv
	$(VENV)/$(LOCK) --group build --output-file requirements.txt
	$(VENV)/$(LOCK) --group build --extra test --constraint requirements.txt --output-file requirements-test.txt
	$(VENV)/$(LOCK) --extra bench --constraint requirements-test.txt --output-file requirements-bench.txt
	cd tests && npm install --package-lock-only --omit-lockfile-registry-resolved=true
	cd tests/bench/eleventy && npm install --package-lock-only --omit-lockfile-registry-resolved=true

clean:
	rm -rf dist build .venv tests/node_modules
