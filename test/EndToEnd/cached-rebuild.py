# A rebuild enters no step and gives the same image; a changed file reruns what depends on it and nothing else.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox AS left
COPY left /left
RUN cat /left > /made-left
FROM busybox AS right
COPY right /right
RUN cat /right > /made-right
FROM busybox
COPY --from=left /made-left /
COPY --from=right /made-right /
COPY last /last
RUN cat /made-left /made-right /last > /all
"""
files = {"left": "l1", "right": "r1", "last": "x1", "unrelated": "u1"}
root = work.context("ctx", {**files, "Dockerfile": DOCKERFILE})
first = work.build(root)
equal(len(first.steps), 8, "steps of the first build")


def rebuild(**changes):
    for name, text in changes.items():
        with open(os.path.join(root, name), "w") as f:
            f.write(text)
    return work.build(root)


def runs(build):
    return sorted(s.split("] ", 1)[1] for s in build.steps)


same = rebuild()
equal((same.id, same.steps), (first.id, []), "a rebuild")
check(not any(e["event"] in ("mount.made", "layer.opened") for e in same.events), "a cached build mounts nothing")
equal(rebuild(unrelated="u2").id, first.id, "a file that nobody copies")
touched = os.path.join(root, "left")
os.utime(touched, (1, 1))
equal(rebuild().id, first.id, "a file that is only touched")
tail = ["COPY --from=right /made-right /", "COPY last /last", "RUN cat /made-left /made-right /last > /all"]
changed = rebuild(right="r2")
equal(runs(changed), sorted(["COPY right /right", "RUN cat /right > /made-right"] + tail), "steps after a change of right")
changed_last = rebuild(last="x2")
equal(runs(changed_last), sorted(["COPY last /last", "RUN cat /made-left /made-right /last > /all"]), "steps after a change of last")
back = rebuild(right="r1", last="x1")
equal((back.id, back.steps), (first.id, []), "everything as it was")
os.chmod(touched, 0o600)
check("COPY left /left" in runs(rebuild()), "a changed mode counts")
equal(len(work.build("--build-arg", "UNUSED=1", root).steps), 0, "an argument that nobody declares")
elsewhere = work.path("moved")
os.rename(root, elsewhere)
equal(work.build(elsewhere).steps, [], "a context at another place")
