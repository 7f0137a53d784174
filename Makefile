# What one types. Each target says what it runs; nothing is hidden behind a variable but ARGS.
.PHONY: demo build test lint bench certs docs prepare

# The sandbox, the gateway and a told story; `make demo ARGS=--once` ends by itself.
demo: build
	.build/debug/stockgate demo $(ARGS)

build: prepare
	swift build --product stockgate

# Builds once, then runs every test, one after another: some measure memory and connections of this very process. One suite of tests signs with the Python library `standardwebhooks`, in .venv.
test: prepare
	@scripts/prepare-signer
	swift build --build-tests
	@if [ -x .venv/bin/python ]; then export STOCKGATE_PYTHON="$$PWD/.venv/bin/python"; fi; \
	echo swift test --skip-build --disable-xctest --no-parallel $(ARGS); swift test --skip-build --disable-xctest --no-parallel $(ARGS)

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	scripts/lint-shell

# Writes docs/configuration.md anew from the table of keys; a test fails while the two differ.
docs: build
	.build/debug/stockgate configuration-reference > docs/configuration.md

# Release build; each benchmark prints a small table and keeps its raw figures under Benchmarks/results/.
bench: prepare
	swift build -c release --product stockgate
	swift build -c release --product stockgate-bench
	Benchmarks/run $(ARGS)

# Certificates for local use, made here and never committed.
certs:
	certs/make-local

prepare:
	@scripts/prepare
