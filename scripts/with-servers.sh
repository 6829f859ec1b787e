#!/bin/sh
# Runs a command with a Redis and a PostgreSQL of its own on free loopback ports, and ends them afterwards.
# What these name is used instead; what is missing is installed with apt where that is allowed:
#   HEARSAY_TEST_REDIS, HEARSAY_TEST_POSTGRES   servers (redis-server, postgresql)
#   HEARSAY_TEST_POSTGRES_PROGRAMS              the folder of initdb, postgres and pg_basebackup (postgresql)
#   HEARSAY_TEST_CHROMIUM, HEARSAY_TEST_EXIM, HEARSAY_TEST_CLAMD   programs (chromium, exim4-daemon-light, clamav-daemon)
#   HEARSAY_TEST_PROMETHEUS                     the folder of prometheus, promtool and amtool (prometheus, prometheus-alertmanager)
#   HEARSAY_TEST_NPM                            the folder of npm's packages (npm)
set -eu

work=$(mktemp -d)
redis_pid=
postgres_bin=

finish() {
	code=$?
	trap - EXIT INT TERM
	[ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
	[ -z "$postgres_bin" ] || as_postgres "$postgres_bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$work"
	exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
	echo "with-servers.sh: $*" >&2
	exit 1
}

install_package() {
	command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] ||
		fail "$1 is not installed. Install it, or set $2 to the address of a running one, or run make test-short."
	echo "installing $1 ..." >&2
	export DEBIAN_FRONTEND=noninteractive
	apt-get install -y -qq --no-install-recommends "$1" >"$work/apt.log" 2>&1 ||
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1"; } >"$work/apt.log" 2>&1 ||
		{ cat "$work/apt.log" >&2; fail "$1 could not be installed; set $2 instead."; }
}

free_port() {
	# Ask the kernel: a listener on port 0.
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# PostgreSQL refuses to run as root.
as_postgres() {
	if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_redis() {
	command -v redis-server >/dev/null || install_package redis-server HEARSAY_TEST_REDIS
	port=$(free_port)
	redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
	redis_pid=$!
	for _ in $(seq 100); do
		redis-cli -p "$port" ping >/dev/null 2>&1 && break
		sleep 0.05
	done
	redis-cli -p "$port" ping >/dev/null || { cat "$work/redis.log" >&2; fail "redis-server did not start"; }
	export HEARSAY_TEST_REDIS="redis://127.0.0.1:$port/0"
}

find_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

find_programs() {
	HEARSAY_TEST_POSTGRES_PROGRAMS=$(find_postgres)
	[ -n "$HEARSAY_TEST_POSTGRES_PROGRAMS" ] || { install_package postgresql HEARSAY_TEST_POSTGRES_PROGRAMS; HEARSAY_TEST_POSTGRES_PROGRAMS=$(find_postgres); }
	export HEARSAY_TEST_POSTGRES_PROGRAMS
}

start_postgres() {
	bin=$HEARSAY_TEST_POSTGRES_PROGRAMS
	port=$(free_port)
	mkdir "$work/pg"
	chmod 755 "$work"
	[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
	as_postgres "$bin/initdb" -D "$work/pg/data" -A trust -U hearsay --no-sync -E UTF8 --locale=C >"$work/initdb.log" 2>&1 ||
		{ cat "$work/initdb.log" >&2; fail "initdb failed"; }
	as_postgres "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
		-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200" start >/dev/null ||
		{ cat "$work/pg/log" >&2; fail "postgres did not start"; }
	postgres_bin=$bin
	export HEARSAY_TEST_POSTGRES="postgres://hearsay@127.0.0.1:$port/postgres?sslmode=disable"
}

find_chromium() {
	command -v chromium >/dev/null || install_package chromium HEARSAY_TEST_CHROMIUM
	HEARSAY_TEST_CHROMIUM=$(command -v chromium)
	export HEARSAY_TEST_CHROMIUM
}

find_prometheus() {
	command -v prometheus >/dev/null && command -v promtool >/dev/null || install_package prometheus HEARSAY_TEST_PROMETHEUS
	command -v amtool >/dev/null || install_package prometheus-alertmanager HEARSAY_TEST_PROMETHEUS
	HEARSAY_TEST_PROMETHEUS=$(dirname "$(command -v prometheus)")
	export HEARSAY_TEST_PROMETHEUS
}

find_smtp() {
	[ -x /usr/sbin/exim4 ] || install_package exim4-daemon-light HEARSAY_TEST_EXIM
	HEARSAY_TEST_EXIM=/usr/sbin/exim4
	export HEARSAY_TEST_EXIM
}

find_scanner() {
	[ -x /usr/sbin/clamd ] || install_package clamav-daemon HEARSAY_TEST_CLAMD
	HEARSAY_TEST_CLAMD=/usr/sbin/clamd
	export HEARSAY_TEST_CLAMD
}

# What the tests take from npm is kept in .cache/npm, by the versions and hashes of the lock file.
find_npm() {
	command -v npm >/dev/null || install_package npm HEARSAY_TEST_NPM
	from=$(dirname "$0")/../internal/servertest/npm
	to=$(dirname "$0")/../.cache/npm
	mkdir -p "$to"
	if ! cmp -s "$from/package-lock.json" "$to/installed"; then
		cp "$from/package.json" "$from/package-lock.json" "$to/"
		npm ci --prefix "$to" --no-audit --no-fund >"$work/npm.log" 2>&1 || { cat "$work/npm.log" >&2; fail "npm ci failed; set HEARSAY_TEST_NPM to a node_modules folder instead."; }
		cp "$from/package-lock.json" "$to/installed"
	fi
	HEARSAY_TEST_NPM=$(cd "$to" && pwd)/node_modules
	export HEARSAY_TEST_NPM
}

[ -n "${HEARSAY_TEST_CHROMIUM:-}" ] || find_chromium
[ -n "${HEARSAY_TEST_PROMETHEUS:-}" ] || find_prometheus
[ -n "${HEARSAY_TEST_EXIM:-}" ] || find_smtp
[ -n "${HEARSAY_TEST_CLAMD:-}" ] || find_scanner
[ -n "${HEARSAY_TEST_NPM:-}" ] || find_npm
[ -n "${HEARSAY_TEST_REDIS:-}" ] || start_redis
[ -n "${HEARSAY_TEST_POSTGRES_PROGRAMS:-}" ] || find_programs
[ -n "${HEARSAY_TEST_POSTGRES:-}" ] || start_postgres
"$@"
