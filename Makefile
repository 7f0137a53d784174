# What one types. Each target says what it runs; nothing is hidden behind a variable but ARGS.
.PHONY: demo fleet-demo fleet-rounds postgres-tests build test lint contract fuzz-api check-tls mutants bench certs docs prepare release deb check-package try-deb sanitize fuzz console-tests screenshots simulate simulate-ci kill-rounds soak faulty-host

# The sandbox, the gateway and a told story; `make demo ARGS=--once` ends by itself.
demo: build
	.build/debug/stockgate demo $(ARGS)

# Three gateways over one PostgreSQL, one of them killed in the middle of a story; `make fleet-demo ARGS=--once` ends by itself.
fleet-demo:
	@STOCKGATE_POSTGRES=1 scripts/prepare
	STOCKGATE_POSTGRES=1 swift build --product stockgate
	scripts/fleet-demo $(ARGS)

# Kills, freezes and cuts off gateways and their PostgreSQL, and looks for what was lost or doubled (docs/scale.md); ARGS=--short takes some three minutes and is part of CI.
fleet-rounds:
	@STOCKGATE_POSTGRES=1 scripts/prepare
	STOCKGATE_POSTGRES=1 swift build --product stockgate
	scripts/fleet-rounds $(ARGS)

# The store's tests on a PostgreSQL of their own, and a simulated day on both: every step the same.
postgres-tests:
	@STOCKGATE_POSTGRES=1 scripts/prepare
	STOCKGATE_POSTGRES=1 swift build --build-tests
	STOCKGATE_POSTGRES=1 scripts/with-postgresql swift test --skip-build --disable-xctest --no-parallel --filter 'StorageTests|MoveCommandTests|StoreProbesTests' $(ARGS)
	scripts/with-postgresql scripts/twin-days .build/debug/stockgate

build: prepare
	swift build --product stockgate

# Builds once, then runs every test, in two processes (scripts/test). One suite of tests signs with the Python library `standardwebhooks`, in .venv.
test: prepare
	@scripts/prepare-python
	swift build --build-tests
	@if [ -x .venv/bin/python ]; then export STOCKGATE_PYTHON="$$PWD/.venv/bin/python"; fi; \
	scripts/test $(ARGS)

# The console in the system's Chromium over the demo's data, with axe-core on every page (docs/console.md).
console-tests: build
	@scripts/prepare-browser
	.venv-browser/bin/python -m pytest -q Tests/Browser $(ARGS)

# A picture of every page, both themes, both languages, desk and phone: in .build/screenshots.
screenshots: build
	@scripts/prepare-browser
	.venv-browser/bin/python Tests/Browser/screenshots.py $(ARGS)

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	scripts/lint-shell
	scripts/check-alerts
	scripts/check-units
	@scripts/prepare-python
	scripts/check-dockerfile

# Holds every request that the gateway makes in the tests, and every answer of the sandbox, against Allegro's own description: the file from
# its developer pages, which is theirs and not here. RECORD=FILE takes what an earlier run of the tests wrote (STOCKGATE_RECORD=FILE).
contract: prepare
	@test -n "$(ALLEGRO_OPENAPI)" || { echo "make contract ALLEGRO_OPENAPI=FILE  (the OpenAPI file from developer.allegro.pl)"; exit 64; }
	@scripts/prepare-python
	@if [ ! -x .venv/bin/python ]; then exec scripts/skipped contract "there are no Python tools"; fi; \
	record="$(RECORD)"; if [ -z "$$record" ]; then \
		record="$$PWD/.build/allegro.jsonl"; rm -f "$$record"; swift build --build-tests && STOCKGATE_RECORD="$$record" \
		swift test --skip-build --disable-xctest --filter 'AllegroTests|GatewayTests|SandboxTests|DemoTests' || exit 1; \
	fi; .venv/bin/python scripts/check-contract "$(ALLEGRO_OPENAPI)" "$$record"

# Makes requests out of openapi.yaml for a running gateway; ARGS is the number of examples for each operation.
fuzz-api: build
	@scripts/prepare-python
	scripts/fuzz-api $(ARGS)

# Plays shop days from fixed seeds, and one that nobody has tried before, against simulated sides (docs/simulation.md): about two minutes.
simulate: prepare
	swift build -c release --product stockgate
	.build/release/stockgate simulate --seeds 1-24 --jobs 2 $(ARGS)
	.build/release/stockgate simulate --seed $$(date +%s) $(ARGS)

# Each found a fault once.
FAULTY_SEEDS = 2,4,5,6,9,11,14,18,36,54,56,59,61,62,71,72,82,95,99,205,217,271,286,316,344,420,595

# What CI plays: seeds that found faults, 100 000 events and more, in some two minutes on two cores; they must hold. Then eight days that nobody has
# tried, other ones for each commit: what they find is told, and fails nothing.
simulate-ci: prepare
	swift build -c release --product stockgate
	.build/release/stockgate simulate --seeds $(FAULTY_SEEDS) --jobs 2
	@from=$$(git rev-parse --short=6 HEAD 2>/dev/null); from=$$((0x$${from:-0})); echo "simulate-ci: eight days that nobody has tried, by this commit's name"; \
	.build/release/stockgate simulate --seeds $$from-$$((from + 7)) --jobs 2 --no-shrink || \
		echo "simulate-ci: a day that nobody had tried does not hold: that is news, and no fault of the change; the line above repeats it"

# Kills a gateway under load at random moments and looks for what was lost or doubled (docs/durability.md); ARGS is the number of rounds.
kill-rounds: prepare
	swift build -c release --product stockgate
	scripts/kill-rounds $(ARGS) --program .build/release/stockgate

# A full disk, one that may only be read, Ctrl-C, wrong certificates, with the served program on a small file system (docs/durability.md).
faulty-host: prepare
	swift build -c release --product stockgate
	scripts/faulty-host $(ARGS)

# Fresh seeds for as long as asked, then kills for half of that, then a power cut after every single write: make soak ARGS="MINUTES PROCESSES".
soak: prepare
	swift build -c release --product stockgate
	swift build --build-tests
	scripts/soak $(ARGS)

# Writes docs/configuration.md anew from the table of keys, and the tests of each rule into docs/rules.md; tests fail while they differ.
docs: build
	scripts/rules-page
	.build/debug/stockgate configuration-reference > docs/configuration.md

# Both listeners against Mozilla's recommendation for TLS, by sslyze.
check-tls: build
	@scripts/prepare-python
	scripts/check-tls

# Switches one fault after another on in a copy of the product and says which test notices; the copy is built once. ARGS names some of them.
mutants: prepare
	scripts/mutants $(ARGS)

# Release build; each benchmark prints a small table and keeps its raw figures under Benchmarks/results/.
bench: prepare
	swift build -c release --product stockgate
	swift build -c release --product stockgate-bench
	Benchmarks/run $(ARGS)

# The program as it is shipped, with its manual and completions, in .build/package: Swift's libraries inside, stripped, its size said.
release: prepare
	scripts/make-release

# What lintian says of the package, made around the debug program: its scripts, units and pages are the same.
check-package: build
	scripts/check-package

# Tries what `make deb` made on a bare Debian with systemd running, from installing to purging; needs root.
try-deb:
	scripts/try-deb $(ARGS)

# A Debian package of it in .build/deb, held against lintian.
deb: release
	scripts/make-deb

# The tests under the thread sanitizer, then under the address sanitizer, each in a build folder of its own; ARGS is a filter of tests.
sanitize: prepare
	scripts/sanitize $(ARGS)

# libFuzzer at every door that reads what others send: make fuzz ARGS="SECONDS [TARGET…]" (docs/security.md); ten seconds each are part of CI.
fuzz: prepare
	scripts/fuzz $(ARGS)

# Certificates for local use, made here and never committed.
certs:
	certs/make-local

prepare:
	@scripts/prepare
