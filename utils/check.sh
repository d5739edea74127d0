#!/usr/bin/env bash
# Installs, builds and passes all tests. Prints how many tests were unsupported and why, and fails if one of them is not
# on the list in test/unsupported.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
build_dir=${IMGC_BUILD_DIR:-$PWD/build}
utils/bootstrap.sh test
utils/build.sh "$build_dir"
utils/build.sh "$build_dir" ImgcUnitTests
utils/make-test-images all > /dev/null
# BuildKit's front end as the judge, where its language is new enough; the goldens judge everywhere.
if command -v go > /dev/null && go version | grep -qE 'go1\.(2[6-9]|[3-9][0-9])'; then
  go build -C utils/oracle -o "$build_dir/oracle" .
fi
utils/run-tests.py "$build_dir" "$@"
