#!/usr/bin/env python3
"""Compares imgc's front end with BuildKit's on the corpus in test/Corpus.

    utils/corpus.py regenerate --oracle ORACLE [NAME...]            write the goldens anew
    utils/corpus.py check --imgc IMGC [--oracle ORACLE] [NAME...]   compare imgc with the goldens, or with the oracle itself

A case is a folder of test/Corpus/cases: the build context with its Dockerfile, and, when it needs options, a file
`args.corpus` with an oracle option a line (`--opt target=app`). test/Corpus/images.json has the configs of all images.
Compared are: accepted or refused; the line (where BuildKit gives one) and the first line of a refusal's message; for each result its platform, the digests of
all ops in order, and the image config.

ORACLE is utils/oracle, built by `go build -C utils/oracle -o ORACLE .`
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "test", "Corpus")
IMAGES = os.path.join(CORPUS, "images.json")
CONTEXT_OPTIONS = "args.corpus"

# Front-end attributes and the flags of `imgc build` that set them.
FLAGS = {
    "target": "--target", "platform": "--platform", "add-hosts": "--add-host", "force-network-mode": "--network",
    "filename": "--file", "shm-size": "--shm-size", "ulimit": "--ulimit", "cgroup-parent": "--cgroup-parent",
}
PREFIXES = {"build-arg:": "--build-arg", "label:": "--label", "context:": "--build-context"}


def options(case):
    path = os.path.join(CORPUS, "cases", case, CONTEXT_OPTIONS)
    if not os.path.exists(path):
        return []
    result = []
    for line in open(path):
        line = line.rstrip("\n")
        if line:
            flag, value = line.split(" ", 1)
            assert flag == "--opt", line
            result.append(value)
    return result


def imgc_flags(case):
    folder = os.path.join(CORPUS, "cases", case)
    flags = []
    for option in options(case):
        key, value = option.split("=", 1)
        prefix = next((p for p in PREFIXES if key.startswith(p)), None)
        if prefix:
            flags.append(f"{PREFIXES[prefix]}={key[len(prefix):]}={value}")
        elif key == "no-cache":
            flags.append(f"--no-cache-filter={value}" if value else "--no-cache")
        elif key == "add-hosts":
            flags += [f"--add-host={host}" for host in value.split(",")]
        elif key == "filename":
            flags.append(f"--file={os.path.join(folder, value)}")
        else:
            flags.append(f"{FLAGS[key]}={value}")
    return flags


def run_oracle(oracle, case):
    command = [oracle, "--images", IMAGES]
    for option in options(case):
        command += ["--opt", option]
    done = subprocess.run(command + [os.path.join(CORPUS, "cases", case)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{case}: the oracle failed: {done.stderr}")
    return json.loads(done.stdout)


def run_imgc(imgc, case):
    command = [imgc, "build", "-O0", "--emit=llb-json", "--resolve-from", IMAGES, *imgc_flags(case),
               os.path.join(CORPUS, "cases", case)]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return None, f"exit {done.returncode}, no JSON on stdout: {done.stderr.strip()[-1500:]}"
    if done.returncode != (1 if "error" in report else 0):
        return None, f"exit status {done.returncode} does not fit the report"
    return report, None


def first_line(report):
    ranges = report.get("error", {}).get("ranges") or []
    return ranges[0].get("start", {}).get("line") if ranges else None


def digest_of(report):
    """What a golden holds of a report."""
    if "error" in report:
        return {"error": {"line": first_line(report), "message": report["error"]["message"].split("\n")[0]}}
    return {"results": [{"platform": r["platform"], "ops": [op["digest"] for op in r.get("ops") or []], "image": r.get("image")}
                        for r in report["results"]]}


def golden_path(case):
    return os.path.join(CORPUS, "goldens", case + ".json")


def differences(wanted, report):
    got = digest_of(report)
    if "error" in wanted:
        if "error" not in got:
            return [f"accepted, but the oracle refuses it: {wanted['error']['message']}"]
        return [f"refusal's {key}:\n  wanted {wanted['error'][key]}\n  got    {got['error'][key]}"
                for key in ("line", "message") if wanted["error"][key] is not None and wanted["error"][key] != got["error"][key]]
    if "error" in got:
        return [f"refused, but the oracle accepts it: line {got['error']['line']}: {got['error']['message']}"]
    if len(wanted["results"]) != len(got["results"]):
        return [f"{len(got['results'])} results, wanted {len(wanted['results'])}"]
    out = []
    for w, g in zip(wanted["results"], got["results"]):
        out += compare_result(w, g, report)
    return out


def compare_result(wanted, got, report):
    out = []
    if wanted["platform"] != got["platform"]:
        out.append(f"platform {got['platform']}, wanted {wanted['platform']}")
    if wanted["ops"] != got["ops"]:
        index = next((i for i, (a, b) in enumerate(zip(wanted["ops"], got["ops"])) if a != b), min(len(wanted["ops"]), len(got["ops"])))
        out.append(f"{wanted['platform']}: op {index} of {len(wanted['ops'])} differs (imgc has {len(got['ops'])})")
        result = next(r for r in report["results"] if r["platform"] == got["platform"])
        if index < len(result["ops"]):
            out.append("  imgc: " + json.dumps(result["ops"][index]["op"], sort_keys=True))
    if wanted["image"] != got["image"]:
        out.append(f"{wanted['platform']}: image config differs:\n  wanted {json.dumps(wanted['image'], sort_keys=True)}"
                   f"\n  got    {json.dumps(got['image'], sort_keys=True)}")
    return out


def check(case, imgc, oracle):
    report, failure = run_imgc(imgc, case)
    if failure:
        return case, [failure]
    if oracle:
        full = run_oracle(oracle, case)
        result = differences(digest_of(full), report)
        if result and "results" in full and "results" in report:
            result += [f"  oracle's ops: {json.dumps([op['op'] for r in full['results'] for op in r['ops']], sort_keys=True)}"]
        return case, result
    return case, differences(json.load(open(golden_path(case))), report)


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
            with open(golden_path(case), "w") as out:
                json.dump(digest_of(run_oracle(args.oracle, case)), out, indent=1, sort_keys=True, ensure_ascii=False)
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
