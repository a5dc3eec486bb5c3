#!/bin/sh
# See that there is a Node.js, install Debian's where there is none, and what the packages of this project need.
set -eu
oldest=20

found() {
	command -v npm >/dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge "$oldest" ]
}

if ! found && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends nodejs npm
fi
if ! found; then
	echo "the tests need Node.js $oldest or newer, with npm: install it" >&2
	exit 1
fi
for folder in benchmarks/serve/node; do
	if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/installed.json"; then
		(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
		cp "$folder/package-lock.json" "$folder/node_modules/installed.json"
	fi
done
