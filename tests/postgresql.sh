#!/bin/sh
# See that there is a PostgreSQL for the tests, and install Debian's where there is none.
set -eu
oldest=15

for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb; do
	if [ -x "$initdb" ] && [ "$("$initdb" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')" -ge "$oldest" ]; then
		exit 0
	fi
done
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends postgresql
else
	echo "the tests need PostgreSQL $oldest or newer: install it, on Debian by sudo apt-get install postgresql" >&2
	exit 1
fi
