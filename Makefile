# make reproduce            all tables and figures of a profile, then the comparison with the stored baselines
# make reproduce-table1     one of them (any id: `.build/release/repro list` prints them)
# make plan                 show what `make reproduce` would run, why, and for how long
# make data                 download CIFAR-10 into $(DATA) and verify it; resumes an interrupted download
# make figures              redraw the figures from the CSV files in $(RESULTS)
# make claims               judge the paper's claims on the rows in $(STORE), or else in $(RESULTS); writes nothing
# make check                verify the adversarial image behind every counted success; fails if one does not match its report
# make errata               find the contradictions among the paper's published numbers; writes errata.md and errata.csv in $(RESULTS)
# make report               write all results of a profile as one HTML file
# make diff                 compare the results with the baselines; fails if a number moved beyond its tolerance
# make bless                make the current results the baselines
# make test                 build and run all tests; reports the kernel widths that were tested
# make soak                 run the tests under load (two busy loops), with minutes of fuzzing and a hundred kills (SOAK_MINUTES=N, default 5)
# make bench                measure the engine's speed; with PEER='COMMAND' (and PEER2), compare with another program
# make lint                 check the style; `make format` fixes what can be fixed
# make setup                install missing packages (every target that builds does this first)
# make help                 print this text
#
# PROFILE=smoke|laptop|night|paper|paper-code|FILE   the size (smoke: no data, minutes)       DATA=DIR     folder of the data sets
# STORE=DIR                         the run store, anywhere                  RESULTS=DIR  folder of tables and figures
# THREADS=N                         threads of each job                      JOBS=N       jobs at once

PROFILE ?= smoke
DATA ?= .data
STORE ?= .repro
RESULTS ?= results
JOBS ?=
PACKAGES := libopenblas-dev libpng-dev

# Values reach the commands through the environment, unchanged: neither make nor a shell may interpret them.
VALUES := PROFILE DATA STORE RESULTS JOBS THREADS PEER PEER2
$(foreach name,$(VALUES) SOAK_MINUTES,$(eval override $(name) := $$(value $(name))))
export $(VALUES)

REPRO := .build/release/repro
WHAT := --profile "$$PROFILE" --results "$$RESULTS"
TEAM := $${JOBS:+--jobs "$$JOBS"} $${THREADS:+--threads "$$THREADS"}
RUN := $(WHAT) --store "$$STORE" --data "$$DATA" $(TEAM)

.PHONY: reproduce plan data figures report claims check errata diff bless test soak bench lint format setup build help
.DELETE_ON_ERROR:

reproduce: build
	$(REPRO) run $(RUN)
	$(REPRO) diff $(WHAT)

reproduce-%: export EXPERIMENT = $*
reproduce-%: build
	$(REPRO) run "$$EXPERIMENT" $(RUN)
	$(REPRO) diff "$$EXPERIMENT" $(WHAT)

plan: build
	$(REPRO) plan $(WHAT) --store "$$STORE" $(TEAM)

data: build
	$(REPRO) data --data "$$DATA"

figures: build
	$(REPRO) plot $(WHAT)

report: build
	$(REPRO) report $(WHAT)

claims: build
	$(REPRO) claims $(WHAT) --store "$$STORE"

check: build
	$(REPRO) check $(WHAT) --store "$$STORE" --data "$$DATA"

errata: build
	$(REPRO) lint-paper --write --results "$$RESULTS"

diff: build
	$(REPRO) diff $(WHAT)

bless: build
	$(REPRO) bless $(WHAT)

bench: build
	$(REPRO) bench $${THREADS:+--threads "$$THREADS"} $${PEER:+--peer "$$PEER"} $${PEER2:+--peer "$$PEER2"}

# The same flags as the build, so that one build serves both.
TEST := swift test -c release --disable-testable-imports

test: setup
	$(TEST)

soak: setup
	yes > /dev/null & first=$$!; yes > /dev/null & second=$$!; trap 'kill $$first $$second' EXIT; SOAK_MINUTES="$${SOAK_MINUTES:-5}" $(TEST)

lint:
	swift format lint --strict -r Sources Tests Package.swift

format:
	swift format format -i -r Sources Tests Package.swift

build: setup
	swift build -c release --product repro

# Installs only what is missing, and only with apt-get; on other systems it says what to install.
setup:
	@command -v swift > /dev/null || { echo "Swift 6.2 or newer is needed: https://www.swift.org/install"; exit 1; }
	@missing=""; for package in $(PACKAGES); do \
	    case $$package in libopenblas-dev) module=openblas;; *) module=libpng;; esac; \
	    dpkg -s $$package > /dev/null 2>&1 || pkg-config --exists $$module 2> /dev/null || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	    if command -v apt-get > /dev/null; then \
	        root=""; if [ "$$(id -u)" != 0 ]; then \
	            command -v sudo > /dev/null || { echo "Without sudo, as root: apt-get install$$missing"; exit 1; }; root=sudo; \
	        fi; \
	        $$root apt-get update -q && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	    else \
	        echo "These packages are missing; install them with your system's package manager:$$missing"; exit 1; \
	    fi; \
	fi

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile
