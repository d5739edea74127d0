#!/usr/bin/env python3
"""Runs the examples of docs/Diagnostics.md.

    check-diagnostics.py --imgc IMGC [--oracle ORACLE] --images IMAGES [--update] PAGE

An example is a `## ` section: a block `dockerfile elsewhere`, perhaps a block `text elsewhere FILE` for each further file of
the context, then `text elsewhere BuildKit` and `text elsewhere imgc`. What imgc prints must be what the page shows; so
must BuildKit's refusal, by --emit=llb-json and, where there is one, by the oracle. --update writes the page anew.
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lit"))
import diagnose

BLOCK = re.compile(r"^```(\w+) elsewhere ?(\S*)\n(.*?)^```$", re.M | re.S)
WANTED = 10


def describe(refusal):
    """BuildKit's refusal as the page shows it."""
    if not refusal:
        return ""
    line, message = refusal.split(": ", 1)
    return (f"line {line}: " if line != "-" else "") + message + "\n"


def check_section(section, options):
    blocks = [(match[1], match[2], match[3]) for match in BLOCK.finditer(section)]
    dockerfile = next((text for language, _, text in blocks if language == "dockerfile"), None)
    if dockerfile is None:
        return None, section
    files = {name: text for language, name, text in blocks if language == "text" and name not in ("BuildKit", "imgc")}
    shown, ours, theirs = diagnose.run_case(options, dockerfile, files, [])
    if theirs is not False and theirs != ours:
        print(f"BuildKit says {theirs!r}, imgc {ours!r}, of\n{dockerfile}")
        return False, section
    actual = {"BuildKit": describe(ours), "imgc": shown.rstrip("\n") + "\n"}

    def fill(match):
        return f"```text elsewhere {match[2]}\n{actual[match[2]]}```" if match[2] in actual else match[0]

    return True, BLOCK.sub(fill, section)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--imgc", required=True)
    parser.add_argument("--oracle", default="")
    parser.add_argument("--images", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("page")
    options = parser.parse_args()
    options.imgc, options.images = os.path.abspath(options.imgc), os.path.abspath(options.images)
    with open(options.page, encoding="utf-8") as page:
        text = page.read()
    checked = [check_section(section, options) for section in re.split(r"^(?=## )", text, flags=re.M)]
    made = "".join(section for _, section in checked)
    if options.update:
        with open(options.page, "w", encoding="utf-8") as page:
            page.write(made)
    same = diagnose.compare(options.page, text, made)
    examples = sum(state is not None for state, _ in checked)
    if examples < WANTED:
        print(f"{options.page}: {examples} examples, not {WANTED}")
    return 0 if same and examples >= WANTED and all(state is not False for state, _ in checked) else 1


if __name__ == "__main__":
    sys.exit(main())
