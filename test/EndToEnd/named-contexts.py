# --build-context: a local directory with its own .dockerignore, an image of the store, a layout that replaces a stage.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

other = work.context("other", {"kept": "kept\n", "dropped.log": "", ".dockerignore": "*.log\n.dockerignore\n", "d/f": "f\n"})
work.build_image("FROM busybox\nRUN echo tool > /tool\n", "-t", "tools:1", name="tools")
layout = work.path("layout")
work.build_image("FROM busybox\nRUN echo replaced > /word\n", "-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false", name="x")
DOCKERFILE = """\
FROM busybox AS word
RUN echo original > /word
FROM scratch
COPY --from=word /word /
COPY --from=src . /src/
COPY --from=img /tool /
"""
root = work.context("ctx", {"Dockerfile": DOCKERFILE, "kept": "not this\n"})
out = work.path("out")
named = ["--build-context", f"src={other}", "--build-context", "img=docker-image://docker.io/library/tools:1"]
work.build(*named, "-o", out, root)
equal({p: read(os.path.join(out, p)) for p, m in tree(out).items() if m[0].startswith("0o100")},
      {"word": "original\n", "src/kept": "kept\n", "src/d/f": "f\n", "tool": "tool\n"}, "files")
again = work.path("again")
build = work.build(*named, "--build-context", f"word=oci-layout://{layout}:v1", "-o", again, root)
equal(read(os.path.join(again, "word")), "replaced\n", "a context that replaces a stage")
check(not any("original" in s for s in build.steps), "the replaced stage does not run")
with open(os.path.join(other, "kept"), "w") as f:
    f.write("changed\n")
equal([s.split("] ", 1)[1] for s in work.build(*named, root).steps], ["COPY --from=src . /src/", "COPY --from=img /tool /"],
      "steps after a change of a named context")
contains(work.build("--build-context", f"src={work.path('none')}", named[2], named[3], root, code=None).err, "none")
