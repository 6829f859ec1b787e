#!/bin/sh
# Runs bench/, the matcher, the claims and the queue beside their peers, with servers of scripts/with-servers.sh. Hyperscan is installed with apt where that is allowed.
set -eu

if ! [ -e /usr/include/hs/hs.h ]; then
	command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || { echo "bench.sh: install libhyperscan-dev and gcc, then run again" >&2; exit 1; }
	export DEBIAN_FRONTEND=noninteractive
	apt-get install -y -qq --no-install-recommends libhyperscan-dev gcc libc6-dev >&2 ||
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends libhyperscan-dev gcc libc6-dev; } >&2
fi
cd "$(dirname "$0")/../bench"
exec go run . "$@"
