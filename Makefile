# make reproduce            all tables and figures of a profile, then the comparison with the stored baselines
# make reproduce-table1     one of them (any id of experiments/finlay2019: table1 table2 figure2 figure4 search)
# make plan                 what that would run, why, and for how long
# make data                 download CIFAR-10 into $(DATA), checked; goes on where it was interrupted
# make figures              draw the figures again from the CSV in $(RESULTS)
# make claims               judge the paper's claims on the rows in $(STORE), else on those in $(RESULTS); writes nothing
# make diff                 compare the results with the baselines; fails if something moved beyond its tolerance
# make bless                make the present results the baselines
# make test                 build and run all tests; says which widths of kernels it tested
# make soak                 the tests again beside two busy loops, with minutes of fuzzing and a hundred kills (SOAK_MINUTES=N, 5)
# make bench                speed of the engine; with PEER='COMMAND' (and PEER2) beside another program's
# make lint                 style; make format mends what can be mended
# make setup                install what is missing (whatever builds does it first)
# make help                 this
#
# PROFILE=smoke|laptop|paper|FILE   which size (smoke: no data, minutes)     DATA=DIR     where the data sets lie
# STORE=DIR                         the run store, outside the tree too      RESULTS=DIR  where tables and figures go
# THREADS=N                         threads of each job                      JOBS=N       jobs at once

PROFILE ?= smoke
DATA ?= .data
STORE ?= .repro
RESULTS ?= results
JOBS ?= 1
PACKAGES := libopenblas-dev libpng-dev

# A value is handed to the commands through the environment, as it is: neither make nor a shell may find a command in it.
VALUES := PROFILE DATA STORE RESULTS JOBS THREADS PEER PEER2
$(foreach name,$(VALUES) SOAK_MINUTES,$(eval override $(name) := $$(value $(name))))
export $(VALUES)

REPRO := .build/release/repro
WHAT := --profile "$$PROFILE" --results "$$RESULTS"
TEAM := $${THREADS:+--threads "$$THREADS"}
RUN := $(WHAT) --store "$$STORE" --data "$$DATA" --jobs "$$JOBS" $(TEAM)

.PHONY: reproduce plan data figures claims diff bless test soak bench lint format setup build help
.DELETE_ON_ERROR:

reproduce: build
	$(REPRO) run $(RUN)
	$(REPRO) diff $(WHAT)

reproduce-%: export EXPERIMENT = $*
reproduce-%: build
	$(REPRO) run "$$EXPERIMENT" $(RUN)
	$(REPRO) diff "$$EXPERIMENT" $(WHAT)

plan: build
	$(REPRO) plan $(WHAT) --store "$$STORE" --jobs "$$JOBS" $(TEAM)

data: build
	$(REPRO) data --data "$$DATA"

figures: build
	$(REPRO) plot $(WHAT)

claims: build
	$(REPRO) claims $(WHAT) --store "$$STORE"

diff: build
	$(REPRO) diff $(WHAT)

bless: build
	$(REPRO) bless $(WHAT)

bench: build
	$(REPRO) bench $(TEAM) $${PEER:+--peer "$$PEER"} $${PEER2:+--peer "$$PEER2"}

# The same flags as those of the build, so that one build serves both.
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

# Only what is missing is installed, and only where apt-get is at hand; elsewhere what to install is said.
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
