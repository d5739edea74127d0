# FROM an OCI layout that skopeo wrote: by tag, by digest, the only image, and what is not there.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

layout, archive = work.path("layout"), work.path("a.tar")
for tag in ("one", "two"):
    work.build_image(f"FROM busybox\nRUN echo {tag} > /tag\n", "-t", f"x:{tag}", "-o", f"type=oci,dest={archive}", name=tag)
    execute("skopeo", "copy", f"oci-archive:{archive}:{tag}", f"oci:{layout}:{tag}")
digests = {m["annotations"]["org.opencontainers.image.ref.name"]: m["digest"]
           for m in json.load(open(os.path.join(layout, "index.json")))["manifests"]}
root = work.context("ctx", {"Dockerfile": "FROM base\nRUN echo tag is $(cat /tag)\n"})


def base(source, **how):
    return work.build("--build-context", "base=" + source, "--no-cache", root, progress="plain", **how)


contains(base(f"oci-layout://{layout}:one").err, " tag is one\n")
contains(base(f"oci-layout://{layout}:two").err, " tag is two\n")
contains(base(f"oci-layout://{layout}@{digests['one']}").err, " tag is one\n")
for wrong in (f"oci-layout://{layout}:three", f"oci-layout://{layout}@sha256:{'1' * 64}", f"oci-layout://{layout}/none:one"):
    failed = base(wrong, code=None)
    check(failed.code not in (0, 130) and failed.code > 0, f"exit code {failed.code} for {wrong}")
    contains(failed.err, "error:")

# A damaged blob is found out, and leaves nothing that a later build could trust.
blobs = os.path.join(layout, "blobs", "sha256")
manifest = json.load(open(os.path.join(blobs, digests["two"][7:])))
layer = os.path.join(blobs, manifest["layers"][-1]["digest"][7:])
good = open(layer, "rb").read()
work.store = work.path("other-store")
for bad in (good[:-1], good[:40] + bytes([good[40] ^ 1]) + good[41:]):
    with open(layer, "wb") as f:
        f.write(bad)
    failed = base(f"oci-layout://{layout}:two", code=None)
    check(failed.code > 0, "a damaged layer is refused")
    contains(failed.err, manifest["layers"][-1]["digest"][7:19])
with open(layer, "wb") as f:
    f.write(good)
contains(base(f"oci-layout://{layout}:two").err, " tag is two\n")
