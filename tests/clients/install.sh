#!/bin/sh
# Usage: sh tests/clients/install.sh PYTHON
# See that there is a Node.js, install Debian's where there is none, and what clients and the servers measured need.
set -eu
python=$1
oldest=20

node_found() {
	command -v npm >/dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge "$oldest" ]
}

# Run a command in a folder, unless it was run since its lock was written.
unless_done() {
	folder=$1 lock=$2 done=$3
	shift 3
	if ! cmp -s "$folder/$lock" "$folder/$done"; then
		(cd "$folder" && "$@")
		cp "$folder/$lock" "$folder/$done"
	fi
}

with_pip() {
	"$python" -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
}

case $python in /*) ;; *) python=$(pwd)/$python ;; esac
if ! node_found && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends nodejs npm
fi
if ! node_found; then
	echo "the tests need Node.js $oldest or newer, with npm: install it" >&2
	exit 1
fi
for folder in benchmarks/serve/node tests/clients/node; do
	unless_done $folder package-lock.json node_modules/installed.json \
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
done
unless_done tests/clients/ariadne requirements.lock .venv/installed.lock with_pip
