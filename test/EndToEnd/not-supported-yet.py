# What is understood but not supported yet stops the build with one error at its place, before any step runs.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

INSTRUCTIONS = """\
RUN --mount=type=cache,target=/c true
RUN --security=insecure true
ADD https://example.com/file /f
ADD https://github.com/moby/buildkit.git#v0.12 /src
COPY --link ctx-file /f
""".splitlines()
for line in INSTRUCTIONS:
    build = work.build_image(f"FROM busybox\nRUN echo first\n{line}\n", files={"ctx-file": ""}, code=None)
    check(build.code in (1, 3), f"exit code {build.code} of {line}\n{build.err}")
    check("cannot be run yet" in build.err, f"{line}:\n{build.err}")
    contains(build.err, "Dockerfile:3:")
    equal(build.err.count("error:"), 1, f"errors of {line}:\n{build.err}")
    equal(build.steps, [], f"steps before {line}")
    contains(work.build_image(f"FROM busybox\n{line}\n", "--emit=llb", code=0).out, "llb.")

foreign = {"s390x": "arm64", "arm64": "s390x"}.get(os.uname().machine, "arm64")
layout = work.path("foreign")
work.build_image("FROM scratch\nCOPY ctx-file /f\n", "--platform", f"linux/{foreign}", "-t", "x:v1", "-o",
                 f"type=oci,dest={layout},tar=false", name="ctx")
build = work.build("--build-context", f"base=oci-layout://{layout}:v1", "--platform", f"linux/{foreign}",
                   work.context("run", {"Dockerfile": "FROM base\nRUN [\"/f\"]\n"}), code=None)
check(build.code in (1, 3, 5), f"exit code {build.code}")
contains(build.err, "emulat")
contains(build.err, "Dockerfile:2:")
for option in (["--push"], ["--cache-to=type=inline"], ["--attest=type=sbom"]):
    contains(work.build(*option, work.path("ctx"), code=2).err, option[0].split("=")[0])
