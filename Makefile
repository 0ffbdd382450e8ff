# Siegel: the first two commands are `make demo` and `make test`.
# One set of Go flags for build, vet and test, or everything is compiled twice.
export GOFLAGS := -trimpath -buildvcs=false
export CGO_ENABLED := 0

GO_SOURCES := $(shell git ls-files -co --exclude-standard '*.go' '*.sql' 'go.*' 'locales' 'web/pages' 'internal' 2>/dev/null)
WEB_SOURCES := $(shell git ls-files -co --exclude-standard 'web/src' 'web/*.mjs' 'web/*.json' 'locales' 2>/dev/null)
MODULES := web/node_modules/.package-lock.json

.PHONY: demo build web test check unit short e2e proof bench deb container clean help

help: ## what can be made
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: build ## builds everything and starts a believable world on loopback
	@exec build/siegel demo

build: build/siegel ## one static binary with the browser side inside, and build/SHA256SUMS
web: web/dist/manifest.json ## the browser side alone

build/siegel: web/dist/manifest.json $(GO_SOURCES)
	go build -ldflags='-s -w' -o $@ ./cmd/siegel
	tools/hashes > build/SHA256SUMS

web/dist/manifest.json: $(MODULES) $(WEB_SOURCES)
	cd web && node build.mjs

$(MODULES): web/package.json web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

test: ## installs what the tests need (only if missing) and runs them all
	tools/ensure-test-tools
	@$(MAKE) --no-print-directory build
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory short
	@$(MAKE) --no-print-directory e2e

check: web/dist/manifest.json ## vet, linters, types
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	cd web && npx --no-install tsc --noEmit
	cd web && npx --no-install oxlint --deny-warnings src e2e proof

unit: web/dist/manifest.json ## tests of both languages: rules, vectors, both databases
	go test $$(go list ./... | grep -v /proof/)
	cd web && npx --no-install vitest run

short: build/siegel ## the short form of the proofs that need no browser, one after the other: each has a use for the whole machine
	go test -p 1 ./proof/...
	cd web && npx --no-install vitest run --config vitest.proof.config.ts

e2e: build/siegel ## people's journeys in Chromium, on both databases, and the proofs that need it
	cd web && npx --no-install playwright test

proof: export PROOF := long
proof: ## the long form of every proof: docs/proof.md says what each shows and how long it takes
	tools/ensure-test-tools
	@$(MAKE) --no-print-directory build
	go test -count=1 -p 1 -timeout 3h ./proof/...
	go test -count=1 -run 'Foreign|Probe|Tells|Salt' ./internal/api ./internal/store
	cd web && npx --no-install vitest run --config vitest.proof.config.ts
	cd web && npx --no-install playwright test --project=proof --project=proof-postgres

bench: build/siegel ## what a whole server does against its goals; BENCH=quick is the short form
	go build -o build/bench ./bench
	build/bench

deb: build/siegel ## build/siegel.deb: a Debian package of the binary, the same bytes from the same commit
	tools/package build/siegel build/siegel.deb

container: build/siegel ## a container image of the binary alone, with docker, podman or buildah
	tools/container build/siegel build/container siegel

clean: ## removes what was built
	rm -rf build web/dist/assets web/dist/*.json web/dist/*.mjs web/pictures web/test-results
