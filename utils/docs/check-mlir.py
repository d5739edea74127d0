#!/usr/bin/env python3
"""Runs every ```mlir block of pages through imgc-opt.

    utils/docs/check-mlir.py --imgc-opt build/bin/imgc-opt [--reference] PAGE.md...

A block is parsed, verified, and parsed again from what imgc-opt printed; a fragment gets a module around it (fragments.py).
A block that starts with `// imgc-opt FLAGS` is run with these flags, and the next block is what must come out. In a block
with `expected-error` the diagnostics are verified, of the flags where it has any. With --reference every op, attribute, type and pass of the pages
must have a summary, a description and an example.
"""
import argparse
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys

from blocks import read_blocks
from fragments import Unclear, complete

COMMAND = re.compile(r"^\s*// imgc-opt (.*)$")


class Checker:
    def __init__(self, imgc_opt, folder):
        self.imgc_opt, self.folder, self.failures, self.examples = imgc_opt, folder, [], 0

    def fail(self, block, message):
        self.failures.append(f"{block.where()}: {message}")

    def run(self, text, *flags):
        """What imgc-opt prints, or an error's text."""
        done = subprocess.run([self.imgc_opt, "--allow-unregistered-dialect", *flags, "-"], input=text, text=True,
                              capture_output=True, cwd=self.folder)
        return (done.stdout, None) if done.returncode == 0 else (None, done.stderr.strip())

    def module(self, block):
        try:
            return complete(block.text)
        except Unclear as error:
            self.fail(block, f"not clear what to put around this example: {error}")
            return None

    def plain(self, block, *flags):
        """Parses and verifies; the printed form is a fixed point. In a block with errors, those of `flags`."""
        self.examples += 1
        text = self.module(block)
        if text is None:
            return None
        if "expected-error" in text:
            _, error = self.run(text, "--verify-diagnostics", "--split-input-file", *flags)
            if error is not None:
                self.fail(block, error)
            return None
        printed, error = self.run(text)
        if error is None:
            again, error = self.run(printed)
            if error is None and again != printed:
                error = "printing it twice gives two texts"
        if error is not None:
            self.fail(block, f"{error}\n--- as given to imgc-opt\n{text}")
        return printed

    def transformed(self, block, flags, expected):
        """`block` becomes `expected` by these flags."""
        before = self.plain(block)
        after = self.plain(expected)
        if before is None or after is None:
            return
        got, error = self.run(before, *shlex.split(flags))
        if error is not None:
            self.fail(block, f"imgc-opt {flags}: {error}")
        elif got != after:
            lines = difflib.unified_diff(after.split("\n"), got.split("\n"), "documented", "from imgc-opt", lineterm="")
            self.fail(expected, f"imgc-opt {flags} gives something else\n" + "\n".join(lines))

    def page(self, blocks):
        blocks = iter([block for block in blocks if block.language == "mlir"])
        for block in blocks:
            match = COMMAND.match(block.text.split("\n", 1)[0])
            if not match or "expected-error" in block.text:
                self.plain(block, *(shlex.split(match[1]) if match else []))
                continue
            expected = next(blocks, None)
            if expected is None:
                self.fail(block, "the result of this command is not shown")
            else:
                self.transformed(block, match[1], expected)


# What the headings of entries look like below each second-level heading of a generated page.
ENTRIES = {"Operations": r"`[a-z]+\.[a-z_]+` \(::", "Attributes": r"\w+Attr$", "Types": r"\w+Type$"}
PASS = r"`-[a-z-]+`$"


def incomplete_entries(path):
    """Entries of a generated page without summary, description or example."""
    section = ""
    for entry in re.split(r"^(?=##+ )", open(path).read(), flags=re.M):
        title, _, body = entry.partition("\n")
        if title.startswith("## "):
            section = title[3:]
        if not re.match(rf"##+ (?:{ENTRIES.get(section, PASS)})", title):
            continue
        own = re.split(r"^(?:#+ |Traits:|Interfaces:|Effects:)", body, flags=re.M)[0]
        summary = re.match(r"\s*_\S.*_$", own, re.M)
        description = re.sub(r"^_.*_$|^Syntax:$|^```.*?^```$", "", own, flags=re.M | re.S).strip()
        for what, there in [("summary", summary), ("description", description), ("example", "```mlir" in own)]:
            if not there:
                yield f"{title.lstrip('# ')} has no {what}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--imgc-opt", required=True)
    parser.add_argument("--reference", action="store_true")
    parser.add_argument("--folder", default=".", help="where commands of the pages find their files")
    parser.add_argument("pages", nargs="+")
    args = parser.parse_args()
    checker = Checker(os.path.abspath(shutil.which(args.imgc_opt) or args.imgc_opt), args.folder)
    for page in args.pages:
        checker.page(read_blocks(page))
        if args.reference:
            checker.failures += [f"{page}: {message}" for message in incomplete_entries(page)]
    print("\n".join(checker.failures))
    print(f"{checker.examples} examples, {len(checker.failures)} failures")
    sys.exit(1 if checker.failures or checker.examples == 0 else 0)


if __name__ == "__main__":
    main()
