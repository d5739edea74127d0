# -o type=local and type=tar give the image's files; several outputs of one build agree; nothing partial is left.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox AS work
RUN mkdir -p /out/d && echo f > /out/f && ln /out/f /out/hard && ln -s f /out/soft && chown -R 5:6 /out/d && chmod 2750 /out/d
RUN echo x > /out/removed
RUN rm /out/removed && touch -d '2010-01-01 00:00:00' /out/f
FROM scratch
COPY --from=work /out /
"""
local, archive, bare = work.path("local"), work.path("out.tar"), work.path("bare")
work.build_image(DOCKERFILE, "-o", f"type=local,dest={local}", "-o", f"type=tar,dest={archive}", "-o",
                 f"type=oci,dest={work.path('oci.tar')}")
files = tree(local)
equal(sorted(files), ["d", "f", "hard", "soft"], "files")
equal(files["d"][:3], ("0o42750", 5, 6), "owner and mode")
equal(files["soft"][3], "f", "symbolic link")
equal(int(os.stat(os.path.join(local, "f")).st_mtime), 1262304000, "mtime")
unpacked = work.path("unpacked")
os.makedirs(unpacked)
execute("tar", "-xpf", archive, "-C", unpacked)
equal(tree(unpacked), files, "type=tar holds the same")
work.build_image(DOCKERFILE, "-o", bare)
equal(tree(bare), files, "a bare path is type=local")
stdout = work.build_image(DOCKERFILE, "-o", "type=tar,dest=-").done.raw
equal(sorted(m.name.rstrip("/") for m in tarfile.open(fileobj=io.BytesIO(stdout))), sorted(files), "type=tar on standard output")
piped = work.build_image(DOCKERFILE, "-o", "-").done.raw
equal(hashlib.sha256(piped).digest(), hashlib.sha256(stdout).digest(), "-o - is a tar on standard output")

missing = work.path("none", "out.tar")
failed = work.build_image(DOCKERFILE, "-o", f"type=tar,dest={missing}", code=None)
equal(failed.code, 2, "exit code for a folder that is not there")
contains(failed.err, missing)
failed = work.build_image("FROM busybox\nRUN false\n", "-o", f"type=oci,dest={work.path('failed.tar')}", name="failed", code=1)
equal([n for n in os.listdir(work.dir) if "failed" in n], ["failed"], "files that a failed build leaves")
leftover = [n for n in os.listdir(work.dir) if n.startswith(".") or n.endswith((".tmp", "~"))]
equal(leftover, [], "temporary files")
