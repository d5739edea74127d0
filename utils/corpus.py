#!/usr/bin/env python3
"""Compares imgc's front end with BuildKit's on the corpus in test/Corpus.

    utils/corpus.py regenerate --oracle ORACLE [NAME...]            write the goldens anew
    utils/corpus.py check --imgc IMGC [--oracle ORACLE] [NAME...]   compare imgc with the goldens, or with the oracle itself

A case is a folder of test/Corpus/cases: the build context with its Dockerfile, and, when it needs options, a file
`args.corpus` with an oracle option a line (`--opt target=app`). test/Corpus/images.json has the configs of all images.
Compared are: accepted or refused; the line (where BuildKit gives one) and the first line of a refusal's message; for each result its platform, the digests of
all ops in order, and the image config; what the build checks warn of; with `--opt requestid=frontend.lint` (or outline,
targets) in args.corpus the answer to that question.

ORACLE is utils/oracle, built by `go build -C utils/oracle -o ORACLE .`
"""
import argparse
import concurrent.futures
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "utils"))
from smith.case import run_imgc, run_oracle
from smith.compare import differences, summary

CORPUS = os.path.join(ROOT, "test", "Corpus")
IMAGES = os.path.join(CORPUS, "images.json")
# BuildKit resolves platforms and bases at the same time: which of several refusals it reports is a matter of luck.
REPEATS = 8


def case_path(case):
    return os.path.join(CORPUS, "cases", case)


def golden_path(case):
    return os.path.join(CORPUS, "goldens", case + ".json")


def check(case, imgc, oracle):
    report, failure = run_imgc(imgc, case_path(case), IMAGES)
    if failure:
        return case, [failure]
    if not oracle:
        return case, [text for _, text in differences(json.load(open(golden_path(case), encoding="utf-8")), report)]
    for _ in range(REPEATS):
        full = run_oracle(oracle, case_path(case), IMAGES)
        found = differences(summary(full), report, full)
        if not found or "error" not in full:
            break
    return case, [text for _, text in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["check", "regenerate"])
    parser.add_argument("--oracle")
    parser.add_argument("--imgc")
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    names = args.names or sorted(os.listdir(os.path.join(CORPUS, "cases")))
    if args.action == "regenerate":
        if not args.oracle:
            parser.error("regenerate needs --oracle")
        for case in names:
            with open(golden_path(case), "w", encoding="utf-8") as out:
                report = summary(run_oracle(args.oracle, case_path(case), IMAGES))
                json.dump(report, out, indent=1, sort_keys=True, ensure_ascii=False)
                out.write("\n")
        return 0
    if not args.imgc:
        parser.error("check needs --imgc")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, problems in pool.map(lambda c: check(c, args.imgc, args.oracle), names):
            if problems:
                failed += 1
                print(f"--- {case}")
                print("\n".join(problems))
    print(f"{len(names) - failed} of {len(names)} cases agree")
    return 1 if failed or not names else 0


sys.exit(main())
