#!/usr/bin/env python3
"""Compares what the programs say with --help with the documentation.

    utils/docs/check-options.py --bin build/bin --passes build/docs/Passes.md --mlir-bin /usr/lib/llvm-22/bin docs/*.md

- Every option of every command of imgc and of imgc-run, and every command, is in docs/Driver.md as code.
- Every option of imgc-opt and imgc-translate is a pass in Passes.md, is in one of the pages, or is MLIR's own: then
  mlir-opt or mlir-translate has it too.
- Driver.md names no option in the first column of a table that no program has.
"""
import argparse
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"^ +--?[A-Za-z]")
COMMAND = re.compile(r"^  ([a-z]+)  +\S", re.M)
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"(?<![\w-])(--?[A-Za-z][\w.-]*)")


def help_of(*command):
    done = subprocess.run([*command, "--help"], capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"check-options: {' '.join(command)} --help: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def options_in_help(text):
    """Options at the start of lines, with their short forms (`-t, --tag NAME`)."""
    lines = [re.split(r"\s{2,}|=", line.strip())[0] for line in text.split("\n") if OPTION.match(line)]
    return {option.rstrip(".") for line in lines for option in WORD.findall(line)}


def options_in_page(text):
    """Options that stand in code; `-O0` stands for `-O`."""
    words = {word for code in CODE.findall(text) for word in WORD.findall(code)}
    return words | {"-O" for word in words if re.fullmatch(r"-O[0-9s]", word)}


def options_in_tables(text):
    """Options in the first columns of tables."""
    cells = [line.split("|")[1] for line in text.split("\n") if line.startswith("| ")]
    return {word for cell in cells for code in CODE.findall(cell) for word in WORD.findall(code)
            if not re.fullmatch(r"-O[0-9s]", word)}


class Checker:
    def __init__(self, args):
        self.args, self.problems, self.count, self.known = args, [], 0, set()
        self.texts = {page.name: page.read_text() for page in args.pages}
        self.driver, self.passes = self.texts["Driver.md"], args.passes.read_text()

    def get_options(self, *command):
        options = options_in_help(help_of(*command))
        self.known |= options
        self.count += len(options)
        return options

    def check_imgc(self):
        documented = options_in_page(self.driver)
        for command in COMMAND.findall(help_of(self.args.bin / "imgc")):
            for option in sorted(self.get_options(self.args.bin / "imgc", command) - documented):
                self.problems.append(f"imgc {command} {option} is not in Driver.md")
            if not re.search(rf"`[^`]*\b{command}\b", self.driver):
                self.problems.append(f"imgc {command} is not in Driver.md")
        for option in sorted(self.get_options(self.args.bin / "imgc-run") - documented):
            self.problems.append(f"imgc-run {option} is not in Driver.md")

    def check_tool(self, tool):
        """Options of a tool that MLIR's own one has are MLIR's to document."""
        own = self.get_options(self.args.bin / f"imgc-{tool}") - options_in_help(help_of(self.args.mlir_bin / f"mlir-{tool}"))
        passes = set(re.findall(r"^### `-([\w-]+)`$", self.passes, re.M))
        options_of_passes = set(re.findall(r"^-([\w-]+) +: ", self.passes, re.M))
        anywhere = set().union(*(options_in_page(text) for text in self.texts.values()))
        for option in sorted(own - anywhere):
            if option.lstrip("-") not in passes | options_of_passes:
                self.problems.append(f"imgc-{tool} {option} is in no page")

    def check_tables(self):
        for option in sorted(options_in_tables(self.driver) - self.known):
            self.problems.append(f"no program has {option}, which Driver.md lists")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--mlir-bin", type=pathlib.Path, required=True)
    parser.add_argument("--passes", type=pathlib.Path, required=True)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    checker = Checker(parser.parse_args())
    checker.check_imgc()
    checker.check_tool("opt")
    checker.check_tool("translate")
    checker.check_tables()
    print("\n".join(checker.problems))
    print(f"{checker.count} options, {len(checker.problems)} problems")
    sys.exit(1 if checker.problems or checker.count == 0 else 0)


if __name__ == "__main__":
    main()
