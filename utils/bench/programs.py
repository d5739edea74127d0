#!/usr/bin/env python3
"""Measures start-up and compile time of imgc's programs as whole processes, and writes them into docs/Performance.md.

    utils/bench/programs.py --bin build/bin [-n 15] [--oracle ORACLE] [--only TEXT] [--write]

Programs run in turns, after one warm-up. Beside the time on the clock stands that on the processor (user and system), which a
busy machine changes less, and the most memory that the process had.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

import report

IMAGES = os.path.join(report.ROOT, "test", "Corpus", "images.json")

TEN_OPS = "\n".join(
    ['%b = llb.image "docker.io/library/alpine:3" platform <os = "linux", architecture = "amd64">'] +
    [f'%r{i} = llb.exec ["/bin/sh", "-c", "echo {i}"] cwd "/" inputs(%{"b" if i == 0 else "r" + str(i - 1)}) '
     'mounts [#llb.mount<dest = "/", input = 0, output = 0>]' for i in range(8)] + ['llb.output "x" %r7']) + "\n"


def chain(n):
    body = "".join(f"RUN echo {i}\n" if i % 2 else f"COPY f{i} /d{i}/\n" for i in range(n - 1))
    return "FROM alpine\n" + body


def fan_out(n):
    return "FROM alpine AS s\nRUN make\nFROM scratch\n" + "".join(f"COPY --from=s /o{i} /d/\n" for i in range(n))


def one_base(n):
    """Stages of one base, and copies from all."""
    stages = "".join(f"FROM alpine AS s{i}\nRUN echo {i}\n" for i in range(n // 4))
    return stages + "FROM scratch\n" + "".join(f"COPY --from=s{i} /a{i} /b\nCOPY f{i} /c\n" for i in range(n // 4))


def variables(n):
    return "FROM alpine\n" + "".join(f"ENV A{i + 1}=${{A{i}}}v\n" if i % 100 else f"ENV A{i + 1}=v\n" for i in range(n))


def stage_chain(n):
    """Each stage starts from the one before, with a variable and a command."""
    return "FROM alpine AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\nLABEL l{i}={i}\nENV A{i}=v\n" for i in range(n // 3))


def run(command):
    """Seconds on the clock and on the processor, and peak memory in bytes."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.read().decode()[-1000:]}")
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


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
    chains = {n: context(work, f"c{n}", chain(n)) for n in (50, 1000, 10000)}
    fans = {n: context(work, f"f{n}", fan_out(n)) for n in (1000, 10000)}
    result = [("`imgc version`", [imgc, "version"]), ("`imgc-opt`, file of 10 ops", [os.path.join(args.bin, "imgc-opt"), ten])]
    for n, folder in chains.items():
        result.append((f"{n:,} instructions to LLB protobuf", compile_to("llb-pb", folder)))
        if args.oracle:
            result.append((f"the same {n:,} by BuildKit's front end (oracle)", [args.oracle, "--images", IMAGES, folder]))
    for n in (1000, 10000):
        result.append((f"{n:,} instructions to plan file", compile_to("imgplan", chains[n])))
    for n, folder in fans.items():
        result.append((f"fan-out of {n:,} COPYs to plan file", compile_to("imgplan", folder)))
    for name, shape in (("stages of one base", one_base), ("ENV", variables), ("stages on the stage before", stage_chain)):
        for n in (1000, 10000):
            folder = context(work, f"{shape.__name__}{n}", shape(n))
            result.append((f"{n:,} instructions, {name}, to LLB protobuf", compile_to("llb-pb", folder)))
            if args.oracle and n == 1000:
                result.append((f"the same {n:,} by BuildKit's front end (oracle)", [args.oracle, "--images", IMAGES, folder]))
    result.append(("fan-out of 10,000 COPYs to JSON", compile_to("llb-json", fans[10000])))
    return [(name, command) for name, command in result if args.only in name]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--oracle")
    parser.add_argument("--only", default="", help="rows whose name has this text")
    parser.add_argument("-n", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    args.bin = os.path.abspath(args.bin)
    with tempfile.TemporaryDirectory() as work:
        loads = workloads(args, work)
        figures = [[] for _ in loads]
        for i in range(args.n + 1):
            for (_, command), row in zip(loads, figures):
                figure = run(command)
                if i:
                    row.append(figure)
    lines = ["| program | median | minimum | processor | memory |", "|---|---|---|---|---|"]
    for (name, _), row in zip(loads, figures):
        wall, cpu, memory = zip(*row)
        lines.append(f"| {name} | {statistics.median(wall) * 1000:.1f} ms | {min(wall) * 1000:.1f} ms | "
                     f"{statistics.median(cpu) * 1000:.1f} ms | {max(memory) / 1e6:.0f} MB |")
    table = "\n".join(lines)
    print(table)
    if args.write:
        report.write("programs", f"{args.n} runs each, in turns", table)


main()
