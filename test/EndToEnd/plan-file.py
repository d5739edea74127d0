# A plan written by --emit=imgplan and run by imgc-run gives the image of imgc build.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

IMGC_RUN = os.environ["IMGC_RUN"]
root = work.context("ctx", {"Dockerfile": "FROM busybox\nCOPY f /f\nENV A=1\nRUN cat /f > /g\nCMD [\"cat\", \"/g\"]\n", "f": "f\n"})
build = work.build("-t", "app", root)
plan = work.path("a.imgplan")
with open(plan, "wb") as f:
    f.write(work.build("--emit=imgplan", root).done.raw)
check(os.path.getsize(plan) > 100, "the plan has content")
layout = f"{IMAGES}/busybox"
bindings = ["--context", f"context={root}", "--layout", f"layout-0={layout}"]
archive = work.path("a.tar")
for store in (work.store, work.path("fresh-store")):
    done = execute(IMGC_RUN, plan, "--store", store, *bindings, "--progress", "plain", "-t", "from-plan", "-o",
                   f"type=oci,dest={archive}")
    check(("CACHED" in done.err) == (store == work.store), f"cached steps in {store}:\n{done.err}")
    config = json.loads(execute("skopeo", "inspect", "--config", "--raw", f"oci-archive:{archive}").out)
    equal(config["config"]["Cmd"], ["cat", "/g"], "command")
    if store == work.store:
        raw = execute("skopeo", "inspect", "--config", "--raw", f"oci-archive:{archive}").raw
        equal("sha256:" + hashlib.sha256(raw).hexdigest(), build.id, "image id of the plan")
    equal(execute(IMGC, "run", "--root", store, "from-plan").out, "f\n", "output of the image")

# A plan is outside input: bytes that are none, and a plan that is cut off.
whole = open(plan, "rb").read()
for bad in (b"", b"no plan", whole[:-1], whole[:len(whole) // 2]):
    with open(plan, "wb") as f:
        f.write(bad)
    failed = execute(IMGC_RUN, plan, "--store", work.store, *bindings, code=None)
    check(failed.code > 0, f"exit code {failed.code} for a damaged plan")
    contains(failed.err, "error: ")
