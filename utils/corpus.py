#!/usr/bin/env python3
"""Compares imgc's front end with BuildKit's on the corpus in test/Corpus.

    utils/corpus.py regenerate --oracle ORACLE [NAME...]            write the goldens anew
    utils/corpus.py check --imgc IMGC [--oracle ORACLE] [NAME...]   compare imgc with the goldens, and with the oracle itself
    utils/corpus.py coverage [--reference FILE]                     what traps.md says is covered, by section
    utils/corpus.py variants --imgc IMGC --oracle ORACLE [--every N] every odd word in every place, or each Nth of these

A case is a folder test/Corpus/cases/SECTION/CASE: the build context with its Dockerfile, and, when it needs options, a
file `args.corpus` with an oracle option a line (`--opt target=app`); its golden is goldens/SECTION/CASE.json. Sections
are those of the specification. test/Corpus/images.json has the configs of all images. A NAME is SECTION/CASE or SECTION.
Compared are: accepted or refused; the line (where BuildKit gives one) and the first line of a refusal's message; for each result its platform, the digests of
all ops in order, the image config, that of the base and, for one platform, the bytes of the definition; what the build checks warn of; with `--opt requestid=frontend.lint` (or outline,
targets) in args.corpus the answer to that question.

test/Corpus/traps.md lists what front ends other than BuildKit's get wrong, each with its cases and tests. `coverage`
fails when one of them is missing; with the specification as FILE it also counts the marks [!] of each section.

ORACLE is utils/oracle, built by `go build -C utils/oracle -o ORACLE .`
"""
import argparse
import concurrent.futures
import json
import os
import re
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "utils"))
from smith.case import run_imgc, run_oracle
from smith.compare import differences, summary
from smith.traps import coverage
from smith.variants import all_variants

CORPUS = os.path.join(ROOT, "test", "Corpus")
IMAGES = os.path.join(CORPUS, "images.json")
# BuildKit resolves platforms and bases at the same time: which of several refusals it reports is a matter of luck.
REPEATS = 8
OP = re.compile(r'\[\s+("sha256:[0-9a-f]{64}"),\s+("[0-9a-f]{16}")\s+\]')


def case_path(case):
    return os.path.join(CORPUS, "cases", case)


def golden_path(case):
    return os.path.join(CORPUS, "goldens", case + ".json")


def golden_text(report):
    """JSON with an op a line."""
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
    return OP.sub(r"[\1, \2]", text) + "\n"


def all_cases():
    """SECTION/CASE of every case; RuntimeError where cases and goldens are not in step."""
    names, goldens = [], []
    for section in sorted(os.listdir(os.path.join(CORPUS, "cases"))):
        for case in sorted(os.listdir(os.path.join(CORPUS, "cases", section))):
            if not os.path.isdir(case_path(f"{section}/{case}")):
                raise RuntimeError(f"{section} is not a section: a case is a folder cases/SECTION/CASE")
            names.append(f"{section}/{case}")
    for section in os.listdir(os.path.join(CORPUS, "goldens")):
        goldens += [f"{section}/{name.removesuffix('.json')}" for name in os.listdir(os.path.join(CORPUS, "goldens", section))]
    odd = sorted({*names} ^ {*goldens})
    if odd:
        raise RuntimeError(f"cases without a golden, or goldens without a case: {' '.join(odd)}")
    return names


def named_cases(names):
    """The cases that NAMEs of the command line mean."""
    if not names:
        return all_cases()
    out = []
    for name in names:
        out += [name] if "/" in name else [f"{name}/{case}" for case in sorted(os.listdir(case_path(name)))]
    return out


def check(case, imgc, oracle):
    report, failure = run_imgc(imgc, case_path(case), IMAGES)
    if failure:
        return case, [failure]
    problems = [text for _, text in differences(json.load(open(golden_path(case), encoding="utf-8")), report)]
    if not oracle:
        return case, problems
    for _ in range(REPEATS):
        full = run_oracle(oracle, case_path(case), IMAGES)
        found = differences(summary(full), report, full)
        if not found or "error" not in full:
            break
    return case, [text for _, text in found] + [f"golden: {text}" for text in problems]


def check_variant(name, case, folder, imgc, oracle):
    case.write(folder)
    try:
        full = run_oracle(oracle, folder)
    except RuntimeError as error:
        # It cannot print what BuildKit would only refuse where it sends it.
        return name, [] if "invalid UTF-8" in str(error) else [str(error)]
    report, failure = run_imgc(imgc, folder)
    if failure:
        return name, [failure]
    found = differences(summary(full), report, full)
    for _ in range(REPEATS if found else 0):
        full = run_oracle(oracle, folder)
        found = found and differences(summary(full), report, full)
    return name, [text for _, text in found]


def variants(args):
    """Runs all of them; returns names and problems."""
    with tempfile.TemporaryDirectory(prefix="variants-") as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        chosen = list(all_variants())[::args.every]
        yield from pool.map(lambda i: check_variant(*chosen[i], os.path.join(scratch, str(i)), args.imgc, args.oracle), range(len(chosen)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["check", "regenerate", "coverage", "variants"])
    parser.add_argument("--oracle")
    parser.add_argument("--imgc")
    parser.add_argument("--reference", metavar="FILE")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    if args.action == "coverage":
        return coverage(os.path.join(CORPUS, "traps.md"), all_cases(), ROOT, args.reference)
    names = named_cases(args.names) if args.action != "variants" else []
    if args.action == "regenerate":
        if not args.oracle:
            parser.error("regenerate needs --oracle")
        for case in names:
            os.makedirs(os.path.dirname(golden_path(case)), exist_ok=True)
            report = summary(run_oracle(args.oracle, case_path(case), IMAGES))
            with open(golden_path(case), "w", encoding="utf-8") as out:
                out.write(golden_text(report))
        return 0
    if not args.imgc or (args.action == "variants" and not args.oracle):
        parser.error("check needs --imgc, and variants --oracle, too")
    failed = total = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = variants(args) if args.action == "variants" else pool.map(lambda c: check(c, args.imgc, args.oracle), names)
        for case, problems in results:
            total += 1
            if problems:
                failed += 1
                print(f"--- {case}")
                print("\n".join(problems))
    print(f"{total - failed} of {total} cases agree")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
