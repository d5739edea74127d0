# Every flag of every instruction does what it says, or stops the build before its first step: nothing is ignored.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w") as tar:
    member = tarfile.TarInfo("inside")
    member.size = 3
    tar.addfile(member, io.BytesIO(b"in\n"))
FILES = {"f": "f\n", "d/a.c": "c\n", "d/a.o": "o\n", "x.tar": archive.getvalue()}

# Each RUN fails the build when the line before it, or its own flag, is not obeyed.
DOCKERFILE = f"""\
FROM busybox AS src
RUN mkdir /d && echo a > /d/a.c && echo o > /d/a.o
FROM --platform=$TARGETPLATFORM busybox
COPY --from=src --chown=5:6 --chmod=640 /d/a.c /c1
RUN test "$(stat -c %u:%g:%a /c1)" = 5:6:640
COPY --chmod=u=rwX,go= f /c2
RUN test "$(stat -c %a /c2)" = 600
COPY --exclude=*.o d /c3
RUN test "$(ls /c3)" = a.c
COPY --parents d/a.c /c4/
RUN test -f /c4/d/a.c
ADD --chown=7:8 --chmod=600 f /a1
RUN test "$(stat -c %u:%g:%a /a1)" = 7:8:600
ADD --unpack=true x.tar /a2/
RUN test "$(ls /a2)" = inside
ADD --unpack=false x.tar /a3/
RUN test "$(ls /a3)" = x.tar
ADD --exclude=*.o d /a4/
RUN test "$(ls /a4)" = a.c
RUN --mount=type=bind,source=d,target=/m test -f /m/a.c && ! touch /m/new
RUN --mount=type=bind,rw,source=d,target=/m touch /m/new
RUN --mount=type=bind,source=d,target=/m test ! -e /m/new
RUN --mount=type=bind,from=src,source=/d,target=/m test -f /m/a.o
RUN --mount=type=tmpfs,target=/t,size=4m test "$(stat -f -c '%b*%S' /t)" = '1024*4096'
RUN --network=none test "$(grep -c : /proc/net/dev)" = 1
RUN --network=host test "$(readlink /proc/self/ns/net)" = "{os.readlink('/proc/self/ns/net')}"
RUN --security=sandbox test "$(grep -c CapEff:.*3fffffffff /proc/self/status)" = 0
HEALTHCHECK --interval=1s --timeout=2s --start-period=3s --start-interval=4s --retries=5 CMD true
"""
layout = work.path("layout")
root = work.context("ctx", {**FILES, "Dockerfile": DOCKERFILE})
work.build("-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false", root)


def blob(descriptor):
    return json.load(open(os.path.join(layout, "blobs", *descriptor["digest"].split(":"))))


manifest = blob(json.load(open(os.path.join(layout, "index.json")))["manifests"][0])
second = 10**9
equal(blob(manifest["config"])["config"]["Healthcheck"],
      {"Test": ["CMD-SHELL", "true"], "Interval": second, "Timeout": 2 * second, "StartPeriod": 3 * second,
       "StartInterval": 4 * second, "Retries": 5}, "flags of HEALTHCHECK")

# What cannot be run yet: the instruction, and what the error says.
REFUSED = {
    "RUN --mount=type=cache,target=/c true": "'RUN --mount=type=cache' cannot be run yet",
    "RUN --security=insecure true": "'RUN --security=insecure' cannot be run yet",
    "RUN --device=vendor.com/class=name true": "'--device' belongs to the labs flavour",
    "COPY --link f /f": "a merge of file systems, as '--link' makes one, cannot be run yet",
    "ADD --link f /f": "a merge of file systems, as '--link' makes one, cannot be run yet",
    "ADD https://example.com/f /f": "the http source 'https://example.com/f' cannot be run yet",
    f"ADD --checksum=sha256:{'0' * 64} https://example.com/f /f": "the http source 'https://example.com/f' cannot be run yet",
    "ADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.12 /f":
        "the git source 'github.com/moby/buildkit.git#v0.12' cannot be run yet",
    "ADD git@github.com:moby/buildkit.git /f": "cannot be run yet",
}
for line, text in REFUSED.items():
    build = work.build_image(f"FROM busybox\nRUN echo first\n{line}\n", files=FILES, code=3)
    contains(build.err, text)
    contains(build.err, "Dockerfile:3:")
    equal(build.err.count("error:"), 1, f"errors of {line}:\n{build.err}")
    equal(build.steps, [], f"steps before {line}")
