#!/usr/bin/env python3
"""Compiles every ```dockerfile block of pages, and judges it as the page says.

    utils/docs/check-dockerfiles.py --imgc build/bin/imgc --images images.json [--oracle ORACLE] PAGE.md...

A block without FROM gets one. What must be true of a block stands after the language in its fence:

    (nothing)        it compiles to a plan, without a warning
    compile-only     it compiles to LLB; the plan stops: it cannot be run yet
    error            it is refused; each line of the ```text block after it is part of the message: of what people see, or
                     of BuildKit's words, which --emit=llb-json has
    own              BuildKit judges otherwise, on purpose
    warns=A,B        the build checks find exactly these
    args="…"         options for imgc build

A ```json block after it has members that the image config then has; null stands for one that it has not.

With --oracle BuildKit's front end must accept and refuse the same blocks, and make the same config of them.
"""
import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from blocks import read_blocks

BASE = "alpine:3"
WORDS = {"compile-only", "error", "own"}


class Example:
    """A block with what its fence says."""

    def __init__(self, block, following):
        self.block = block
        language = following.language if following else ""
        self.message = following if language == "text" else None
        self.config = json.loads(following.text) if language == "json" else {}
        words = shlex.split(block.info)
        keys = dict(word.split("=", 1) for word in words if "=" in word)
        self.flags = {word for word in words if "=" not in word}
        if unknown := (self.flags - WORDS) | (keys.keys() - {"warns", "args"}):
            raise SystemExit(f"{block.where()}: unknown word on the fence: {', '.join(sorted(unknown))}")
        self.warns = sorted(filter(None, keys.get("warns", "").split(",")))
        self.args = shlex.split(keys.get("args", ""))
        self.text = block.text + "\n"
        if not re.search(r"^\s*FROM\b", self.text, re.M | re.I) and "error" not in self.flags:
            self.text = f"FROM {BASE}\n{self.text}"


class Checker:
    def __init__(self, args):
        self.args, self.failures, self.count = args, [], 0

    def imgc(self, folder, example, *what):
        command = [self.args.imgc, "build", "--resolve-from", self.args.images, *example.args, *what, folder]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def fail(self, example, message):
        self.failures.append(f"{example.block.where()}: {message}")

    def check(self, example):
        self.count += 1
        with tempfile.TemporaryDirectory(prefix="imgc-docs-") as folder:
            (pathlib.Path(folder) / "Dockerfile").write_text(example.text)
            if "error" in example.flags:
                self.check_refused(folder, example)
            else:
                self.check_accepted(folder, example)
            if self.args.oracle and "own" not in example.flags:
                self.check_oracle(folder, example)

    def check_refused(self, folder, example):
        status, _, err = self.imgc(folder, example, "--emit=llb")
        if status == 0:
            return self.fail(example, "it is accepted")
        if example.message is None:
            return self.fail(example, "no ```text block with the message follows")
        _, out, _ = self.imgc(folder, example, "--emit=llb-json")
        words = json.loads(out)["error"]["message"] if out else ""
        for line in filter(str.strip, example.message.text.split("\n")):
            pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
            if not re.search(pattern, f"{words}\n{err}"):
                self.fail(example, f"the message does not say '{line.strip()}':\n{words}\n{err}")

    def check_accepted(self, folder, example):
        status, _, err = self.imgc(folder, example, "--emit=llb")
        if status != 0:
            return self.fail(example, f"it is refused:\n{err}")
        status, _, err = self.imgc(folder, example, "--emit=plan")
        stops = re.search(r"(not supported|cannot be run) yet", err) is not None
        if "compile-only" in example.flags and not stops:
            self.fail(example, "it can be run" if status == 0 else err)
        elif "compile-only" not in example.flags and status != 0:
            self.fail(example, f"it cannot be run:\n{err}")
        found = sorted(self.find_warnings(folder, example))
        if found != example.warns:
            self.fail(example, f"the build checks find {found}, not {example.warns}")

    def find_warnings(self, folder, example):
        """Rules broken in a build (the stages it needs), or by the question for checks (all stages)."""
        _, build, _ = self.imgc(folder, example, "--emit=llb-json")
        self.check_config(example, json.loads(build))
        _, call, _ = self.imgc(folder, example, "--call=check,format=json,ignorestatus")
        return ({warning["message"].split(":")[0] for warning in json.loads(build).get("warnings") or []} |
                {warning["ruleName"] for warning in json.loads(call).get("warnings") or []})

    def check_config(self, example, compiled):
        config = compiled["results"][0]["image"].get("config") or {}
        for key, value in example.config.items():
            if config.get(key) != value:
                self.fail(example, f"'{key}' of the image config is {json.dumps(config.get(key))}")

    def check_oracle(self, folder, example):
        options = []
        for name, value in zip(example.args, example.args[1:]):
            if name in ("--build-arg", "--platform", "--target"):
                key = f"build-arg:{value}" if name == "--build-arg" else f"{name[2:]}={value}"
                options += ["--opt", key]
            elif name.startswith("--"):
                return  # What the oracle has no option for.
        command = [self.args.oracle, "--images", self.args.images, *options, folder]
        done = subprocess.run(command, capture_output=True, text=True)
        if (done.returncode != 0) != ("error" in example.flags):
            self.fail(example, f"BuildKit judges otherwise: {done.stdout[:400]}{done.stderr[:400]}")
        elif done.returncode == 0:
            self.check_config(example, json.loads(done.stdout))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--imgc", required=True)
    parser.add_argument("--images", required=True, help="configs of the images, in the oracle's form")
    parser.add_argument("--oracle", default="")
    parser.add_argument("pages", nargs="+")
    args = parser.parse_args()
    checker = Checker(args)
    for page in args.pages:
        blocks = read_blocks(page)
        for block, following in zip(blocks, [*blocks[1:], None]):
            if block.language == "dockerfile":
                checker.check(Example(block, following))
    print("\n".join(checker.failures))
    print(f"{checker.count} Dockerfiles, {len(checker.failures)} failures")
    sys.exit(1 if checker.failures or checker.count == 0 else 0)


if __name__ == "__main__":
    main()
