#!/usr/bin/env bash
# Configures and builds imgc: utils/build.sh [BUILD_DIR] [ninja targets…]. CMake arguments go into IMGC_CMAKE_ARGS.
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/.." && pwd)
build_dir=${1:-$source_dir/build}
shift || true
if [ ! -f "$build_dir/build.ninja" ]; then
  # shellcheck disable=SC2086
  cmake -S "$source_dir" -B "$build_dir" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 ${IMGC_CMAKE_ARGS:-}
fi
exec ninja -C "$build_dir" "$@"
