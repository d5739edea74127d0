#!/usr/bin/env python3
"""Runs the lit suites of a build directory and judges the result.

    utils/run-tests.py BUILD_DIR [lit options...]

Unsupported tests are listed with their reason; each must match a line of test/unsupported.txt
(a pattern for the test's name, and why it may be missing). The last line is "N passed, N failed".
"""
import fnmatch
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIT = "/usr/lib/llvm-22/bin/lit"


def allowed_patterns():
    patterns = []
    with open(os.path.join(ROOT, "test", "unsupported.txt")) as f:
        for line in f:
            line = line.split("#", 1)[0].strip()
            if line:
                patterns.append(line)
    return patterns


def reason(test):
    for line in test.get("output", "").splitlines():
        if "REQUIRES" in line or "unsupported" in line.lower() or "skipped" in line.lower():
            return line.strip()
    return "a feature that it requires is not there"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [LIT, "-v", "--order=smart", f"--output={report.name}", *sys.argv[2:], os.path.join(build, "test")]
        status = subprocess.run(command).returncode
        tests = json.load(open(report.name))["tests"]
    by_code = {}
    for test in tests:
        by_code.setdefault(test["code"], []).append(test)
    unsupported = by_code.get("UNSUPPORTED", [])
    patterns = allowed_patterns()
    surprising = []
    if unsupported:
        print(f"\n{len(unsupported)} unsupported:")
    for test in unsupported:
        name = test["name"].split(" :: ", 1)[-1]
        print(f"  {name}: {reason(test)}")
        if not any(fnmatch.fnmatch(name, p) for p in patterns):
            surprising.append(name)
    for name in surprising:
        print(f"error: {name} is unsupported here and not listed in test/unsupported.txt")
    passed = len(by_code.get("PASS", [])) + len(by_code.get("XFAIL", []))
    failed = sum(len(by_code.get(c, [])) for c in ("FAIL", "UNRESOLVED", "XPASS", "TIMEOUT")) + len(surprising)
    if not passed:
        print("error: no test ran")
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed or status or not passed else 0)


main()
