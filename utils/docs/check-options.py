#!/usr/bin/env python3
"""Compares what the programs say with --help with the documentation.

    utils/docs/check-options.py --bin build/bin --passes build/docs/Passes.md --mlir-bin /usr/lib/llvm-22/bin docs/*.md

- Every option of every command of imgc, and every command, is in docs/Driver.md as code.
- Every option of imgc-opt and imgc-translate is a pass in Passes.md, is in one of the pages, or is MLIR's own: then
  mlir-opt or mlir-translate has it too.
- Driver.md names no option in the first column of a table that no program has.
"""
import argparse
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"^ +(--?[A-Za-z][\w.-]*)", re.M)
COMMAND = re.compile(r"^  ([a-z]+)  +\S", re.M)
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"(?<![\w-])(--?[A-Za-z][\w.-]*)")


def help_of(*command):
    done = subprocess.run([*command, "--help"], capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"check-options: {' '.join(command)} --help: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def options_in_help(text):
    return {option.rstrip(".") for option in OPTION.findall(text)}


def options_in_page(text):
    """Options that stand in code; `-O0` stands for `-O`."""
    words = {word for code in CODE.findall(text) for word in WORD.findall(code)}
    return words | {"-O" for word in words if re.fullmatch(r"-O[0-9s]", word)}


def options_in_tables(text):
    """Options in the first columns of tables."""
    cells = [line.split("|")[1] for line in text.split("\n") if line.startswith("| ")]
    return {word for cell in cells for code in CODE.findall(cell) for word in WORD.findall(code)
            if not re.fullmatch(r"-O[0-9s]", word)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--mlir-bin", type=pathlib.Path, required=True)
    parser.add_argument("--passes", type=pathlib.Path, required=True)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    problems, known, count = [], set(), 0

    texts = {page.name: page.read_text() for page in args.pages}
    driver = texts["Driver.md"]
    documented = options_in_page(driver)
    overview = help_of(args.bin / "imgc")
    commands = COMMAND.findall(overview)
    for command in commands:
        options = options_in_help(help_of(args.bin / "imgc", command))
        known, count = known | options, count + len(options)
        problems += [f"imgc {command} {option} is not in Driver.md" for option in sorted(options - documented)]
        if not re.search(rf"`[^`]*\b{command}\b", driver):
            problems.append(f"imgc {command} is not in Driver.md")

    passes = {f"--{name}" for name in re.findall(r"^### `-([\w-]+)`$", args.passes.read_text(), re.M)}
    anywhere = set().union(*(options_in_page(text) for text in texts.values()))
    for tool in ("opt", "translate"):
        options = options_in_help(help_of(args.bin / f"imgc-{tool}"))
        known, count = known | options, count + len(options)
        own = options - options_in_help(help_of(args.mlir_bin / f"mlir-{tool}"))
        # Options of a pass stand below it and have no text of their own in the help of mlir-opt.
        options_of_passes = set(re.findall(r"^-([\w-]+) +: ", args.passes.read_text(), re.M))
        undocumented = {option for option in own - passes - anywhere if option.lstrip("-") not in options_of_passes}
        problems += [f"imgc-{tool} {option} is in no page" for option in sorted(undocumented)]

    known |= options_in_help(help_of(args.bin / "imgc-run")) | set(re.findall(r"(--[a-z-]+)", help_of(args.bin / "imgc-run")))
    problems += [f"no program has {option}, which Driver.md lists" for option in sorted(options_in_tables(driver) - known)]

    print("\n".join(problems))
    print(f"{count} options, {len(problems)} problems")
    sys.exit(1 if problems or count == 0 else 0)


if __name__ == "__main__":
    main()
