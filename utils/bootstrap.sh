#!/usr/bin/env bash
# Installs the Debian packages that imgc needs. Safe to run again: what is there already is left alone.
#
#   utils/bootstrap.sh            what it takes to build imgc
#   utils/bootstrap.sh test       and what its tests use
#   utils/bootstrap.sh bench      what the tests need, and the builders that the benchmarks compare with
#   utils/bootstrap.sh fuzz       what it takes to build, and the runtime of the fuzzers
set -euo pipefail

build=(
  llvm-22-dev libmlir-22-dev mlir-22-tools llvm-22-tools clang-22 lld-22 # compiler, MLIR, lit, FileCheck
  cmake ninja-build ccache python3 protobuf-compiler
  libarchive-dev libbz2-dev libcurl4-openssl-dev libdeflate-dev liblzma-dev libprotobuf-dev libseccomp-dev
  libsqlite3-dev libssl-dev libxml2-dev libz3-dev libzstd-dev zlib1g-dev
  ca-certificates
)
test=(
  libgtest-dev libgmock-dev python3-yaml python3-pygments
  busybox-static mmdebstrap       # base images
  skopeo umoci runc docker-registry # independent readers of what imgc writes
  git                             # repositories as contexts
  jq xz-utils bzip2 gzip zstd uidmap openssh-client
)
bench=(docker.io buildah containerd hyperfine isal libbenchmark-dev)
fuzz=(libclang-rt-22-dev)

packages=("${build[@]}")
case "${1:-build}" in
build) ;;
test) packages+=("${test[@]}") ;;
bench) packages+=("${test[@]}" "${bench[@]}") ;;
fuzz) packages+=("${fuzz[@]}") ;;
*)
  echo "usage: utils/bootstrap.sh [build|test|bench|fuzz]" >&2
  exit 2
  ;;
esac

if ! command -v apt-get > /dev/null; then
  echo "bootstrap.sh: this machine has no apt-get; imgc is built from Debian 12's packages:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "bootstrap: all ${#packages[@]} packages are installed"
  exit 0
fi

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo > /dev/null || { echo "bootstrap.sh: run it as root, or install sudo" >&2; exit 1; }
  sudo=(sudo)
fi
echo "bootstrap: installing ${missing[*]}"
# Services of the packages (dockerd, docker-registry) are started by tests on ports of their own, never by the system.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" > /dev/null
  "${sudo[@]}" chmod 755 "$policy"
  made_policy=1
fi
trap '[ -z "$made_policy" ] || "${sudo[@]}" rm -f "$policy"' EXIT
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -q
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
