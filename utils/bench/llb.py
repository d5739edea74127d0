#!/usr/bin/env python3
"""Measures reading, verifying, printing and writing of llb graphs, and writes the figures into docs/Performance.md.

    utils/bench/llb.py --bin build/benchmarks [-n 5] [--write]

Runs ImgcLLBBenchmarks (utils/bench/LLB) once for each step, shape and size, so that the peak memory is that of one: the time is
the median of n such processes, on the processor. The memory includes the graph that the benchmark makes for itself.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

import report

STEPS = {"import": "protobuf to llb", "verify": "verify", "print": "print as text", "parse": "parse text", "export": "llb to protobuf",
         "hash-cons": "`llb-hash-cons`"}
SHAPES = ["chain", "fan-out", "diamond"]
SIZES = [10000, 100000]


def run(program, step, shape, size):
    """Milliseconds on the processor, and peak memory in bytes."""
    command = [program, f"--benchmark_filter=^{step}/{shape}/{size}$", "--benchmark_format=json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit {process.returncode}")
    return json.loads(output)["benchmarks"][0]["cpu_time"], usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    program = os.path.join(os.path.abspath(args.bin), "ImgcLLBBenchmarks")
    lines = ["| step | shape | 10,000 ops | memory | 100,000 ops | memory |", "|---|---|---|---|---|---|"]
    for step, what in STEPS.items():
        for shape in SHAPES:
            cells = []
            for size in SIZES:
                times, memory = zip(*(run(program, step, shape, size) for _ in range(args.n)))
                cells += [f"{statistics.median(times):.0f} ms", f"{max(memory) / 1e6:.0f} MB"]
            lines.append(f"| {what} | {shape} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    if args.write:
        report.write("llb", f"medians of {args.n} processes, time on the processor", "\n".join(lines))


main()
