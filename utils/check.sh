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
utils/run-tests.py "$build_dir" "$@"
