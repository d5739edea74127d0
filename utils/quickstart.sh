#!/usr/bin/env bash
# From a fresh checkout to a running image: installs the packages, builds imgc, makes a Debian base image, and builds
# and runs docs/examples/hello with it.
set -euo pipefail
cd "$(dirname "$0")/.."
utils/bootstrap.sh test
utils/build.sh build imgc
images=$(utils/make-test-images debian)
imgc=(build/bin/imgc)
echo
echo "+ imgc build -t hello docs/examples/hello"
"${imgc[@]}" build --build-context debian="oci-layout://$images/debian:bookworm" -t hello docs/examples/hello
echo "+ imgc run hello"
"${imgc[@]}" run hello
