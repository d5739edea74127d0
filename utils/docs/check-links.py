#!/usr/bin/env python3
"""Checks that every relative link of pages leads to a file, and its anchor to a heading there; and that the files and folders
of the repository that pages name in code (`lib/Driver`) exist.

    utils/docs/check-links.py PAGE.md...
"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`((?:dialects|docs|include|lib|test|tools|unittests|utils)/[^`\s]*)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def without_code(text):
    return re.sub(r"^(`{3,}).*?^\1$|`[^`\n]*`", "", text, flags=re.M | re.S)


def anchors(path):
    """The anchors that GitHub makes of headings."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)
    titles = re.findall(r"^#+ +(.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def main():
    problems, count = [], 0
    for page in map(pathlib.Path, sys.argv[1:]):
        for link in LINK.findall(without_code(page.read_text())):
            if "://" in link:
                continue
            count += 1
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists():
                problems.append(f"{page.name}: {link} is not there")
            elif anchor and anchor not in anchors(target):
                problems.append(f"{page.name}: {link}: no such heading")
        for name in NAMED.findall(re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)):
            pattern = re.sub(r"[A-Z]{4,}|…", "*", re.sub(r"\{.*?\}", "*", name)).rstrip("/")
            count += 1
            if not any(SOURCE.glob(pattern)):
                problems.append(f"{page.name}: there is no {name}")
    print("\n".join(problems))
    print(f"{count} links, {len(problems)} problems")
    sys.exit(1 if problems or count == 0 else 0)


if __name__ == "__main__":
    main()
