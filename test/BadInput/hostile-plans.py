# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Plan files that are cut off or have wrong bytes: imgc-run refuses them, or runs what is still a plan, and never crashes.
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import main, write


def run_plan(bench, data, what):
    write(bench.path("x.imgplan"), data)
    done = subprocess.run([RUN, "--store", bench.root, "--context", "context=" + bench.path("context"),
                           bench.path("x.imgplan")], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=60, env=bench.environment)
    told = f"{what}: exit code {done.returncode}\n{done.stderr[:2000]}"
    assert done.returncode in range(0, 7), told
    assert done.returncode == 0 or "error: " in done.stderr, told
    bench.check_clean(told=told)
    return done


def plans(bench):
    context = bench.context("FROM scratch AS a\nCOPY a /a\nCOPY d /d/\nFROM scratch\nCOPY --from=a /a /b\nLABEL x=y\n",
                            more={"a": "A\n", "d/x": "X"})
    line = [bench.imgc, "build", "--emit=imgplan", context]
    plan = subprocess.run(line, capture_output=True, check=True).stdout
    good = run_plan(bench, plan, "the plan itself")
    assert good.returncode == 0, good.stderr
    step = max(1, len(plan) // 120)
    for size in range(0, len(plan), step):
        run_plan(bench, plan[:size], f"cut off after {size} bytes")
    for place in range(0, len(plan), step):
        for value in (plan[place] ^ 1, 0xFF):
            spoilt = bytearray(plan)
            spoilt[place] = value
            run_plan(bench, bytes(spoilt), f"byte {place} is {value}")
    assert run_plan(bench, b"", "empty").returncode != 0
    assert run_plan(bench, os.urandom(5000), "noise").returncode != 0
    assert run_plan(bench, plan + plan, "twice") is not None


RUN = os.environ.get("IMGC_RUN") or shutil.which("imgc-run")
main(plans)
