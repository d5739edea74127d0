# FROM a registry: several layers, gzip and zstd, by tag and by digest; pinned once, pulled once, --pull asks again.
# REQUIRES: root, overlay, images, skopeo, docker-registry
# RUN: %with_registry %e2e
from e2e import *

registry = os.environ["REGISTRY"]


def requests():
    return [line for line in read(os.environ["REGISTRY_LOG"]).splitlines() if "imgc" in line and '"GET /v2/' in line]


def push(tag, text, compression="gzip"):
    """Pushes a base of three layers (the busybox one is gzip) and gives its manifest digest."""
    archive = work.path("base.tar")
    work.build_image(f"FROM busybox\nRUN echo {text} > /base\nRUN rm /bin/vi && chown 33:100 /base\nENV BASE={text}\n",
                     "-t", "base:v", "-o", f"type=oci,dest={archive},compression={compression}", name="base")
    remote = f"docker://{registry}/{tag}"
    execute("skopeo", "copy", "--dest-tls-verify=false", f"oci-archive:{archive}", remote)
    return json.loads(execute("skopeo", "inspect", "--tls-verify=false", remote).out)["Digest"]


CHILD = "FROM {base}\nRUN cat /base && stat -c '%u:%g' /base && echo is $BASE && ! test -e /bin/vi\nRUN echo child > /child\n"
for compression in ("gzip", "zstd", "uncompressed"):
    digest = push(f"ns/base:{compression}", compression, compression)
    base = f"{registry}/ns/base:{compression}"
    build = work.build_image(CHILD.format(base=base), "-t", "child", name="child", progress="plain")
    for line in (f" {compression}\n", " 33:100\n", f" is {compression}\n"):
        contains(build.err, line)
    again = work.build_image(CHILD.format(base=f"{registry}/ns/base@{digest}"), name="digest")
    equal(again.steps, [], "steps run for the same base by digest")
    equal(again.id, build.id, "image id by digest")

# Docker's own media types.
execute("skopeo", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--format", "v2s2",
        f"docker://{registry}/ns/base:gzip", f"docker://{registry}/ns/docker:v2")
docker = work.build_image(f"FROM {registry}/ns/docker:v2\nRUN cat /base\n", name="docker", progress="plain")
contains(docker.err, " gzip\n")

# Cached: a tag is asked for, no layer is pulled again.
before = len(requests())
equal(work.build_image(CHILD.format(base=base), name="child").id, build.id, "image id of the cached build")
check(not any("/blobs/" in r for r in requests()[before:]), "no blob is pulled again")

# The tag moves: the next build, and one with --pull, see the new image.
push("ns/base:zstd", "moved", "zstd")
moved = work.build_image(CHILD.format(base=f"{registry}/ns/base:zstd"), "--pull", name="moved", progress="plain")
contains(moved.err, " is moved\n")

# What is not there is an error of the registry, with its exit code.
for bad in (f"{registry}/ns/base:missing", f"{registry}/none/such", f"{registry}/ns/base@sha256:{'0' * 64}"):
    failed = work.build_image(f"FROM {bad}\nRUN true\n", name="bad", code=4)
    contains(failed.err, bad)
