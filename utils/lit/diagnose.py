#!/usr/bin/env python3
"""Compares what imgc tells people about a Dockerfile with what the test says, byte for byte.

    diagnose.py --imgc IMGC [--oracle ORACLE] --images IMAGES [--update] TEST [FLAGS of imgc build...]

A test is a Dockerfile, then a block that is no part of it and begins with the line `# RUN:`:

    FROM scratch
    COPY --chmod=abc a /a
    # RUN: %diagnose %s
    #> .dockerignore: *.o      (a file of the context, one line; `#> a: b` again adds a line to it)
    #= 2: invalid syntax       (BuildKit's refusal with its line: what --emit=llb-json says, and the oracle)
    #| Dockerfile:2:6: error:… (what people see, every line of it)

With the oracle, its refusal is compared too.
"""
import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

FLAGS = {"--target": "target", "--platform": "platform"}
PREFIXED = {"--build-arg": "build-arg:", "--build-context": "context:"}


def split_test(text):
    """(Dockerfile, files, block lines) of a test."""
    match = re.search(r"^# RUN:", text, re.M)
    head, block = text[:match.start()], text[match.start():].split("\n")
    files = {}
    for line in block:
        found = re.match(r"#> ([^:]+): ?(.*)", line)
        if found:
            files.setdefault(found[1], []).append(found[2])
    return head, {name: "\n".join(lines) + "\n" for name, lines in files.items()}, block


def write_context(folder, dockerfile, files):
    with open(os.path.join(folder, "Dockerfile"), "w", encoding="utf-8", newline="\n", errors="surrogateescape") as out:
        out.write(dockerfile)
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)


def call(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60)
    return done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape"), done.returncode


def first_line(report):
    """`LINE: MESSAGE` of a refusal, or None; LINE is `-` when there is none."""
    error = report.get("error")
    if not error:
        return None
    ranges = error.get("ranges") or []
    start = ranges[0]["start"] if ranges else {}
    return f"{start.get('line', '-') if isinstance(start, dict) else start}: {error['message'].splitlines()[0]}"


def oracle_command(oracle, images, flags):
    command = [oracle, "--images", images]
    for flag in flags:
        name, _, value = flag.partition("=")
        if name in FLAGS:
            command += ["--opt", f"{FLAGS[name]}={value}"]
        elif name in PREFIXED:
            command += ["--opt", PREFIXED[name] + value]
        elif name != "--emit":
            return None
    return command + ["."]


def run_case(options, dockerfile, files, flags):
    """(what people see, BuildKit's refusal by imgc, by the oracle or False)."""
    with tempfile.TemporaryDirectory() as folder:
        write_context(folder, dockerfile, files)
        base = [options.imgc, "build", "--resolve-from", options.images]
        flags = list(flags)
        if not any(flag.startswith("--emit") for flag in flags):
            flags.append("--emit=llb")
        _, shown, code = call([*base, *flags, "."], folder)
        if code not in (0, 1, 2, 3, 4):
            raise SystemExit(f"imgc ended with {code}:\n{shown}")
        plain = [flag for flag in flags if not flag.startswith("--emit")]
        out, _, _ = call([*base, "-O0", "--emit=llb-json", *plain, "."], folder)
        ours = first_line(json.loads(out)) if out else None
        command = oracle_command(options.oracle, options.images, plain) if options.oracle else None
        theirs = ask_oracle(command, folder, ours) if command else False
        return shown, ours, theirs


def agree(ours, theirs):
    """Where BuildKit names no line, ours may."""
    if ours and theirs and theirs.startswith("-: "):
        return ours.split(": ", 1)[1] == theirs.split(": ", 1)[1]
    return ours == theirs


def ask_oracle(command, folder, ours):
    # BuildKit resolves bases at the same time: which of several refusals it reports is a matter of luck.
    for _ in range(16):
        report = json.loads(call(command, folder)[0])
        if report.get("error", {}).get("message", "").startswith("oracle: "):
            return False
        theirs = first_line(report)
        if agree(ours, theirs):
            return ours
    return theirs


def compare(name, expected, actual):
    if expected == actual:
        return True
    sys.stdout.writelines(line + "\n" for line in difflib.unified_diff(
        expected.split("\n"), actual.split("\n"), f"{name}: expected", f"{name}: actual", lineterm=""))
    return False


def check_test(options):
    with open(options.test, encoding="utf-8", errors="surrogateescape", newline="\n") as source:
        text = source.read()
    dockerfile, files, block = split_test(text)
    shown, ours, theirs = run_case(options, dockerfile, files, options.flags)
    shown = shown.rstrip("\n")
    made = ([f"#= {ours}"] if ours else []) + ["#| " + line if line else "#|" for line in shown.split("\n")]
    kept = [line for line in block if not line.startswith(("#=", "#|"))]
    while kept and not kept[-1]:
        kept.pop()
    if options.update:
        with open(options.test, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
            out.write(dockerfile + "\n".join(kept + made) + "\n")
    good = compare(options.test, "\n".join(line for line in block if line.startswith(("#=", "#|"))), "\n".join(made))
    if theirs is not False and theirs != ours:
        print(f"{options.test}: BuildKit says {theirs!r}, imgc {ours!r}")
        good = False
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--imgc", required=True)
    parser.add_argument("--oracle", default="")
    parser.add_argument("--images", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("test")
    options, options.flags = parser.parse_known_args()
    options.imgc, options.images = os.path.abspath(options.imgc), os.path.abspath(options.images)
    os.environ.pop("NO_COLOR", None)
    return 0 if check_test(options) else 1


if __name__ == "__main__":
    sys.exit(main())
