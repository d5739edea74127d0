# SOURCE_DATE_EPOCH: the same files give the same image in two stores, and its dates are the epoch's.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

root = work.context("ctx", {"Dockerfile": "FROM scratch\nCOPY . /files/\nLABEL a=b\nENV C=d\n", "x": "x\n", "d/y": "y\n"})
for path in ("ctx", "ctx/d", "ctx/x", "ctx/d/y", "ctx/Dockerfile"):
    os.utime(work.path(path), (1600000000, 1600000000))
digests = []
for name in ("one", "two"):
    work.store = work.path(name + "-store")
    archive = work.path(name + ".tar")
    build = work.build("--build-arg", "SOURCE_DATE_EPOCH=1700000000", "-t", "x:v1", "-o", f"type=oci,dest={archive}", root, busybox=False)
    digests.append((build.id, hashlib.sha256(execute("skopeo", "inspect", "--raw", f"oci-archive:{archive}:v1").raw).hexdigest()))
    config = work.config(f"oci-archive:{archive}:v1")
    equal(config["created"], "2023-11-14T22:13:20Z", "date of the image")
    equal({h["created"] for h in config["history"]}, {"2023-11-14T22:13:20Z"}, "dates of the history")
equal(digests[0], digests[1], "ids and manifests of two stores")
