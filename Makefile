# A door: behind it stand Meson (meson.build) and the scripts in scripts/ and tests/.
#   make            builds build/prasasti           make run    a demonstration region on http://127.0.0.1:8080
#   make test       every test, within 20 minutes   make deps   installs what Debian packages are missing
PORT ?= 8080
REGULATION ?= banjar-39-2023
export PORT REGULATION
.PHONY: all deps run test asan fuzz lint lint-deep format soak bench panduan dist install clean

all: ; @scripts/deps.sh --check run && scripts/web.sh && scripts/build.sh plain
deps: ; @scripts/deps.sh test
run: ; @scripts/deps.sh run && scripts/web.sh && scripts/build.sh plain && exec scripts/run.sh
test: ; @scripts/deps.sh test && scripts/web.sh && exec tests/run.sh
asan: ; @scripts/deps.sh test && exec tests/run.sh unit golden fuzz
fuzz: ; @scripts/deps.sh test && exec scripts/fuzz.sh
lint: ; @scripts/deps.sh test && exec scripts/lint.sh
lint-deep: ; @scripts/deps.sh test && exec scripts/lint.sh --deep
format: ; @scripts/deps.sh test && exec scripts/lint.sh --format
soak: ; @scripts/deps.sh test && scripts/web.sh && exec tests/run.sh soak
bench: ; @scripts/deps.sh test && scripts/web.sh && scripts/build.sh release && exec bench/run.sh
panduan: ; @scripts/deps.sh test && scripts/web.sh && scripts/build.sh asan && PRASASTI_BUILD=build-asan exec scripts/panduan.sh
dist: ; @scripts/web.sh && exec scripts/dist.sh
install: all ; @meson install -C build --no-rebuild
clean: ; @rm -rf build build-*
