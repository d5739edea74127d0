# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Contexts, layers and plan files made to reach what is outside. A canary next to the store must never change, and its
# content must never get into an image.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import Image, main, make_tar, read, write

SECRET = "canary-7f3a"


def canary(bench):
    folder = bench.path("outside")
    write(folder + "/canary", SECRET)
    return folder


def check_canary(bench):
    folder = bench.path("outside")
    assert os.listdir(folder) == ["canary"] and read(folder + "/canary") == SECRET, "the canary was touched"


def contexts(bench):
    outside = canary(bench)
    up = "../" * 12
    for link, source in ((outside, "link/canary"), (outside + "/canary", "link"), ("../outside", "link/canary"),
                         (up + outside[1:], "link/canary"), ("/proc/self/root" + outside, "link/canary")):
        context = bench.context(f"FROM busybox\nCOPY {source} /x\n", more={"d/a": ""})
        os.symlink(link, context + "/link")
        # A link is followed inside the context only: there the file does not exist.
        bench.build(context, code=1, says=["not found", "Dockerfile:2"], never=SECRET)
    for source in ("../outside/canary", "/../outside/canary", "d/../../outside/canary", up + outside[1:] + "/canary"):
        context = bench.context(f"FROM busybox\nCOPY {source} /x\n", more={"d/a": ""})
        bench.build(context, code=1, says=["not found", "Dockerfile:2"], never=SECRET)
    # Destinations: a link of the base that points outside is resolved inside the image.
    context = bench.context(f"FROM busybox\nRUN ln -s {outside} /out && ln -s {up}{outside[1:]}/canary /file\n"
                            "COPY a /out/canary\nCOPY a /file\nADD a /out/new\n", a="mine\n")
    bench.build("-t", "app", context, code=(0, 1), never=SECRET)
    context = bench.context("FROM busybox\nWORKDIR /../../../w\nCOPY a ../../../../../b\nRUN cat /b > /w/c\n", a="A\n")
    bench.build("-t", "app", context)
    assert bench.run("app", "cat", "/w/c") == "A\n"
    check_canary(bench)


def layers(bench):
    outside = canary(bench)
    up = "../" * 12 + outside[1:]
    dir_, link, hard, char = {"type": b"5"}, {"type": b"2"}, {"type": b"1"}, {"type": b"3"}
    evil = {
        "dot-dot": [(up + "/new", {}, b"x")],
        "absolute": [(outside + "/new", {}, b"x")],
        "link-then-file": [("l", {**link, "linkname": outside}, b""), ("l/new", {}, b"x")],
        "link-up-then-file": [("l", {**link, "linkname": up}, b""), ("l/canary", {}, b"x")],
        "link-to-file": [("l", {**link, "linkname": outside + "/canary"}, b""), ("l", {}, b"x")],
        "hard-link": [("h", {**hard, "linkname": up + "/canary"}, b""), ("h", {}, b"x")],
        "hard-link-absolute": [("h", {**hard, "linkname": outside + "/canary"}, b"")],
        "whiteout-up": [("../.wh.canary", {}, b""), (up + "/.wh.canary", {}, b"")],
        "whiteout-through-link": [("l", {**link, "linkname": outside}, b""), ("l/.wh.canary", {}, b"")],
        "whiteout-dot-dot": [(".wh...", {}, b""), (".wh..", {}, b""), ("d/.wh...", {}, b"")],
        "opaque-through-link": [("l", {**link, "linkname": outside}, b""), ("l/.wh..wh..opq", {}, b"")],
        "device-0-0": [("d", dir_, b""), ("d/w", {**char, "devmajor": 0, "devminor": 0}, b"")],
        "overlay-xattr": [("d", {**dir_, "pax_headers": {"SCHILY.xattr.trusted.overlay.opaque": "y",
                                                        "SCHILY.xattr.trusted.overlay.redirect": outside}}, b"")],
    }
    for name, entries in evil.items():
        image = Image([make_tar(entries + [("fine", {}, b"fine")])])
        layout = image.write_layout(bench.path("layout"))
        context = bench.context("FROM base\nCOPY a /a\n", a="A")
        try:
            result = bench.build("-t", "evil", "--build-context", "base=oci-layout://" + layout,
                                 "-o", f"type=local,dest={bench.out}/evil", context, code=(0, 1, 4))
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None
        check_canary(bench)
        if result.code == 0:
            for folder, _, files in os.walk(bench.out + "/evil"):
                for file in files:
                    path = os.path.join(folder, file)
                    assert os.path.islink(path) or not os.path.isfile(path) or SECRET not in read(path), f"{name}: {path}"
        bench.wipe(bench.out)
        bench.wipe()


main(contexts, layers)
