# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Bases that do not exist or are spoilt, in OCI layouts. (registry.py has those of registries.)
import gzip
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import Image, busybox_image, main, make_tar, sha256, write


def fails(bench, layout, code, says, dockerfile="FROM base\nCOPY a /a\n", tag=""):
    """Builds on a bad layout, then on a good one in the same store."""
    context = bench.context(dockerfile, a="A\n")
    output = ["-t", "app", "-o", "type=oci,dest=" + bench.out + "/app.tar"]
    bench.build(*output, "--build-context", "base=oci-layout://" + layout + tag, context, code=code, says=says)
    assert "app" not in bench.imgc_("images").out
    good = ["--build-context", "base=oci-layout://" + bench.busybox]
    bench.build(*output, *good, context)
    assert bench.run("app", "cat", "/a") == "A\n"
    os.unlink(bench.out + "/app.tar")
    bench.wipe()


def no_layout(bench):
    context = bench.context("FROM base\n")
    for layout, says in (("/nowhere", "'/nowhere'.*No such file"), (bench.context(""), "oci-layout")):
        bench.build("--build-context", "base=oci-layout://" + layout, context, code=4, says=[says, "--build-context base"])


def no_tag(bench):
    context = bench.context("FROM base\n")
    bench.build("--build-context", f"base=oci-layout://{bench.busybox}:v9", context, code=4,
                says=["--build-context base.*v9", "hint: .*latest"])
    digest = "sha256:" + "0" * 64
    bench.build("--build-context", f"base=oci-layout://{bench.busybox}@{digest}", context, code=4,
                says=["0000"])


def wrong_digest(bench):
    """A bit of each blob flips; its length stays."""
    for what, find in (("layer", lambda i: i.layers[0]["digest"]), ("config", lambda i: i.config["digest"]),
                       ("manifest", lambda i: i.manifest["digest"])):
        image = busybox_image(bench.busybox)
        digest = find(image)
        spoilt = bytearray(image.blobs[digest])
        spoilt[len(spoilt) // 2] ^= 1
        image.blobs[digest] = bytes(spoilt)
        fails(bench, image.write_layout(bench.path("layout")), 4, says="digest|" + digest[7:19])


def truncated(bench):
    image = busybox_image(bench.busybox)
    digest = image.layers[0]["digest"]
    image.blobs[digest] = image.blobs[digest][:100000]
    fails(bench, image.write_layout(bench.path("layout")), 4, says="100000|truncated|size|shorter")


def missing_blob(bench):
    image = busybox_image(bench.busybox)
    digest = image.layers[0]["digest"]
    del image.blobs[digest]
    fails(bench, image.write_layout(bench.path("layout")), 4, says=digest[7:19])


def bad_archive(bench):
    """The digest is right, but what it names is no layer: gzip cut off, garbage, a wrong diff id."""
    good = make_tar([("etc", {"type": b"5"}, b""), ("etc/x", {}, os.urandom(100000))])
    for data, says in ((gzip.compress(good, mtime=0)[:-2000], "truncated|end|damaged|cut"),
                       (gzip.compress(b"this is no tar archive" * 100, mtime=0), "tar|archive"),
                       (good[:60000], "truncated|end|cut")):
        image = Image()
        image.layers = [image.add(data, "application/vnd.oci.image.layer.v1.tar+gzip" if data[:2] == b"\x1f\x8b"
                                  else "application/vnd.oci.image.layer.v1.tar")]
        image.config_object["rootfs"]["diff_ids"] = [sha256(data)]
        image.seal()
        fails(bench, image.write_layout(bench.path("layout")), 4, says)
    image = Image([good])
    image.config_object["rootfs"]["diff_ids"] = ["sha256:" + "1" * 64]
    image.seal()
    fails(bench, image.write_layout(bench.path("layout")), 4, says="diff.?id|111111")


def bad_documents(bench):
    # The front end reads configs, and refuses them in BuildKit's words at the line of the base.
    for change, code, says in (
            (lambda i: i.config_object.update(rootfs={"type": "layers", "diff_ids": []}), 4, "diff|layers"),
            (lambda i: i.config_object.update(config="no object"), 3, "Dockerfile:1:6.*config"),
    ):
        image = busybox_image(bench.busybox)
        change(image)
        image.seal()
        fails(bench, image.write_layout(bench.path("layout")), code, says)
    image = busybox_image(bench.busybox)
    image.manifest = image.add(b"[" * 100000, image.manifest["mediaType"])
    fails(bench, image.write_layout(bench.path("layout")), 4, "JSON|json|manifest")
    image = busybox_image(bench.busybox)
    layout = image.write_layout(bench.path("layout"))
    write(layout + "/index.json", "{")
    fails(bench, layout, 4, "index.json")


def unknown_stage(bench):
    context = bench.context("FROM busybox AS build\nFROM busybox\nCOPY --from=biuld /etc/passwd /\n")
    bench.build(context, code=(3, 4), says=["biuld", r"Dockerfile:3"])


main(no_layout, no_tag, wrong_digest, truncated, missing_blob, bad_archive, bad_documents, unknown_stage)
