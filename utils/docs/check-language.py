#!/usr/bin/env python3
"""Compares docs/Dockerfile.md with what the front end knows.

    utils/docs/check-language.py SOURCE_DIR [PAGE]

Every instruction has a section, every flag and every key of a mount stands there as code, the table of checks has all
rules and no other, and every rule is shown at work in an example.
"""
import pathlib
import re
import sys

from blocks import read_blocks


def find(path, pattern):
    """All matches in a source file; none at all means that the code has changed its form."""
    found = re.findall(pattern, path.read_text())
    if not found:
        sys.exit(f"check-language: {path.name} has nothing like {pattern}")
    return found


def main():
    source = pathlib.Path(sys.argv[1])
    path = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else source / "docs" / "Dockerfile.md"
    page, syntax = path.read_text(), source / "lib" / "Frontend" / "Dockerfile"
    problems = []

    sections = set(re.findall(r"[A-Z]+", " ".join(re.findall(r"^### (.*)$", page, re.M))))
    for keyword in find(syntax / "AST.cpp", r'return "([A-Z]+)";'):
        if keyword not in sections:
            problems.append(f"{keyword} has no section")

    code = " ".join(re.findall(r"`([^`\n]+)`", page)) + " ".join(re.findall(r"^    .*$", page, re.M))
    for flag in sorted(set(find(syntax / "InstructionBuilder.cpp", r'\.add\("([a-z-]+)", '))):
        if not re.search(rf"--{flag}\b", code):
            problems.append(f"flag --{flag} is not there")
    keys = find(syntax / "RunOptions.cpp", r'\{("type", "from"[^}]*)\}')[0]
    for key in re.findall(r'"([a-z]+)"', keys):
        if not re.search(rf"^\| [^|]*`{key}`", page, re.M):
            problems.append(f"key {key} of a mount is not in the table")

    rules = set(find(source / "include" / "imgc" / "Frontend" / "Dockerfile" / "Rules.def", r"^(?:EXPERIMENTAL_)?RULE\((\w+),|"
                     r"\n(?:EXPERIMENTAL_)?RULE\((\w+),"))
    rules = {name for pair in rules for name in pair if name}
    table = page.split("| Rule | Since | Finds |")[1].split("\n\n")[0]
    listed = set(re.findall(r"^\| (\w+) \|", table, re.M))
    problems += [f"rule {rule} is not in the table" for rule in sorted(rules - listed)]
    problems += [f"there is no rule {rule}" for rule in sorted(listed - rules)]
    shown = " ".join(block.info + block.text for block in read_blocks(path) if block.language in ("dockerfile", "console"))
    problems += [f"rule {rule} is not shown at work" for rule in sorted(listed & rules) if rule not in shown]

    print("\n".join(problems))
    print(f"{len(rules)} rules, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
