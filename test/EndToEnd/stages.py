# Stages: only what the target needs runs, COPY --from takes stages by name and number and images, --target stops earlier.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

work.build_image("FROM busybox\nRUN mkdir -p /opt && echo tool > /opt/tool && chown 7:8 /opt/tool\n", "-t", "local/tool:1",
                 name="tool")
DOCKERFILE = """\
FROM busybox AS first
RUN echo one > /one && ln -s /one /ln
FROM busybox AS unused
RUN exit 1
FROM first AS second
COPY --from=local/tool:1 /opt/tool /tool
RUN cat /one /tool > /two
FROM scratch AS last
COPY --from=second /two /ln /
COPY --from=0 --chown=3:4 /one /renamed
COPY --from=local/tool:1 /opt /opt
"""
out = work.path("out")
build = work.build_image(DOCKERFILE, "-o", out)
equal(read(os.path.join(out, "two")), "one\ntool\n", "file of a stage")
files = tree(out)
equal(files["renamed"][1:3], (3, 4), "owner of COPY --from --chown")
equal(files["opt/tool"][1:3], (7, 8), "owner kept by COPY --from")
equal(sorted(files), ["ln", "opt", "opt/tool", "renamed", "two"], "files")
check(not any("unused" in s for s in build.steps), "a stage that nobody needs does not run")
second = work.build_image(DOCKERFILE, "--target", "second", "-t", "second")
equal(second.steps, [], "steps of --target, all cached")
equal(work.run("second", "cat", "/two").out, "one\ntool\n", "the target's image")
equal(work.build_image(DOCKERFILE, "--target", "unused", code=1).code, 1, "the target that fails")
wrong = work.build_image(DOCKERFILE, "--target", "secnd", code=None, progress="plain")
check(wrong.code in (2, 3), f"exit code {wrong.code}")
contains(wrong.err, "second")
