#!/usr/bin/env python3
"""Measures start-up and compile time of imgc's programs as whole processes, and writes them into docs/Performance.md.

    utils/bench/programs.py --bin build/bin [-n 15] [--oracle ORACLE] [--write]

Each figure is the median of n runs after one warm-up, programs in turns.
"""
import argparse
import datetime
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
IMAGES = os.path.join(ROOT, "test", "Corpus", "images.json")

TEN_OPS = "\n".join(
    ['%b = llb.image "docker.io/library/alpine:3" platform <os = "linux", architecture = "amd64">'] +
    [f'%r{i} = llb.exec ["/bin/sh", "-c", "echo {i}"] cwd "/" inputs(%{"b" if i == 0 else "r" + str(i - 1)}) '
     'mounts [#llb.mount<dest = "/", input = 0, output = 0>]' for i in range(8)] + ['llb.output "x" %r7']) + "\n"


def chain(n):
    body = "".join(f"RUN echo {i}\n" if i % 2 else f"COPY f{i} /d{i}/\n" for i in range(n - 1))
    return "FROM alpine\n" + body


def fan_out(n):
    return "FROM alpine AS s\nRUN make\nFROM scratch\n" + "".join(f"COPY --from=s /o{i} /d/\n" for i in range(n))


def run(command, stdout=subprocess.DEVNULL):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()[-1000:]}")
    return elapsed


def context(work, name, text):
    folder = os.path.join(work, name)
    os.makedirs(folder)
    with open(os.path.join(folder, "Dockerfile"), "w") as f:
        f.write(text)
    return folder


def workloads(args, work):
    imgc = os.path.join(args.bin, "imgc")
    ten = os.path.join(work, "ten.mlir")
    open(ten, "w").write(TEN_OPS)
    compile_to = lambda form, folder: [imgc, "build", f"--emit={form}", "--resolve-from", IMAGES, folder]
    small = context(work, "c50", chain(50))
    result = [("`imgc version`", [imgc, "version"]), ("`imgc-opt`, file of 10 ops", [os.path.join(args.bin, "imgc-opt"), ten]),
              ("50 instructions to LLB protobuf", compile_to("llb-pb", small))]
    if args.oracle:
        result.append(("the same by BuildKit's front end (oracle)", [args.oracle, "--images", IMAGES, small]))
    for n in (1000, 10000):
        result.append((f"{n:,} instructions to plan file", compile_to("imgplan", context(work, f"c{n}", chain(n)))))
    for n in (1000, 10000):
        result.append((f"fan-out of {n:,} COPYs to plan file", compile_to("imgplan", context(work, f"f{n}", fan_out(n)))))
    result.append(("10,000 instructions to LLB protobuf", compile_to("llb-pb", os.path.join(work, "c10000"))))
    if args.oracle:
        result.append(("the same by BuildKit's front end (oracle)", [args.oracle, "--images", IMAGES, os.path.join(work, "c10000")]))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--oracle")
    parser.add_argument("-n", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    args.bin = os.path.abspath(args.bin)
    with tempfile.TemporaryDirectory() as work:
        loads = workloads(args, work)
        times = [[] for _ in loads]
        for i in range(args.n + 1):
            for j, (_, command) in enumerate(loads):
                elapsed = run(command)
                if i:
                    times[j].append(elapsed)
    lines = ["| program | median | minimum |", "|---|---|---|"]
    lines += [f"| {name} | {statistics.median(t) * 1000:.1f} ms | {min(t) * 1000:.1f} ms |" for (name, _), t in zip(loads, times)]
    table = "\n".join(lines)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    note = f"Largest process of all: {peak} MB."
    print(table + "\n" + note)
    if args.write:
        page = os.path.join(ROOT, "docs", "Performance.md")
        block = f"Measured on {datetime.date.today().isoformat()}, {args.n} runs each.\n\n{table}\n\n{note}\n"
        text = re.sub(r"(<!-- programs -->\n).*?(<!-- end -->)", lambda m: m.group(1) + block + m.group(2), open(page).read(), flags=re.S)
        open(page, "w").write(text)


main()
