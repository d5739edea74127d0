#!/usr/bin/env python3
"""Runs the ```console blocks of pages and compares what the commands print with what the page shows.

    utils/docs/check-console.py --bin build/bin --work DIR [--images DIR] PAGE.md...

A line `$ COMMAND` is a command of bash, `> TEXT` continues it, and what follows up to the next one is its output (both
streams together). In it `…` stands for anything in a line, and a line that is only `…` for any number of lines. Blanks at the
ends of lines and blank lines at the end do not count.

The blocks of a page run one after the other in one folder below --work that starts with a copy of docs/examples. imgc has
a store of its own there, in which `busybox` is the image of utils/make-test-images (DIR). Nothing else of the machine's
state is used.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

from blocks import read_blocks

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 120  # seconds for one command


class Sandbox:
    def __init__(self, folder, args):
        self.home = folder.absolute()
        self.work = self.home / "work"
        self.work.mkdir()
        shutil.copytree(SOURCE / "docs" / "examples", self.work / "docs" / "examples")
        path = [os.path.abspath(args.bin), args.tools, "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        self.env = {"PATH": os.pathsep.join(path), "HOME": str(self.home), "LC_ALL": "C.UTF-8",
                    "IMGC_ROOT": str(self.home / "store")}
        if args.images:
            self.add_busybox(args.images)

    def add_busybox(self, images):
        (self.home / "base").mkdir()
        (self.home / "base" / "Dockerfile").write_text("FROM busybox\n")
        status, output = self.run(f"imgc build -q --build-context busybox=oci-layout://{images}/busybox:latest "
                                  f"-t busybox {self.home}/base")
        if status != 0:
            raise SystemExit(f"the base image for the examples was not made:\n{output}")

    def run(self, command):
        """Exit status and output of a command."""
        try:
            done = subprocess.run(["bash", "-c", command], cwd=self.work, env=self.env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            return None, f"(no end after {TIMEOUT} s)"
        return done.returncode, done.stdout.decode(errors="replace")


def read_commands(block):
    """Pairs of a command and the output that the page shows, with the line of the command."""
    commands = []
    for number, line in enumerate(block.text.split("\n"), block.line):
        if line.startswith("$ "):
            commands.append([number, line[2:], []])
        elif not commands:
            raise SystemExit(f"{block.page}:{number}: output before the first command")
        elif line.startswith("> ") or line == ">":
            commands[-1][1] += "\n" + line[2:]
        else:
            commands[-1][2].append(line)
    return commands


def as_pattern(lines):
    """A regular expression for output like `lines`."""
    pattern = ""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for line in lines:
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ \t]*\n"
    return re.compile(pattern)


def check_page(page, args):
    """Failures and number of commands."""
    failures, count = [], 0
    blocks = [block for block in read_blocks(page) if block.language == "console"]
    if not blocks:
        return failures, count
    folder = args.work / pathlib.Path(page).stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sandbox = Sandbox(folder, args)
    for block in blocks:
        for number, command, shown in read_commands(block):
            count += 1
            _, output = sandbox.run(command)
            text = output.rstrip("\n") + "\n" if output.strip() else ""
            if not as_pattern(shown).fullmatch(text):
                documented = "\n".join("  | " + line for line in shown)
                printed = "\n".join("  | " + line for line in text.split("\n"))
                failures.append(f"{block.page}:{number}: $ {command}\n  the page shows\n{documented}\n"
                                f"  it printed\n{printed}")
    return failures, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of imgc, imgc-opt, imgc-translate")
    parser.add_argument("--tools", default="/usr/lib/llvm-22/bin", help="folder of FileCheck")
    parser.add_argument("--images", help="where utils/make-test-images put its layouts")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for the sandboxes, made anew")
    parser.add_argument("pages", nargs="+")
    args = parser.parse_args()
    failures, count = [], 0
    for page in args.pages:
        more, commands = check_page(page, args)
        failures, count = failures + more, count + commands
    print("\n".join(failures))
    print(f"{count} commands, {len(failures)} failures")
    sys.exit(1 if failures or count == 0 else 0)


if __name__ == "__main__":
    main()
