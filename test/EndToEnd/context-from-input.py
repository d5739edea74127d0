# The context on standard input: an archive, compressed or not, or a Dockerfile alone. Nothing of it is left behind.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *


def archive(files, mode="w"):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.mtime = 1700000000
            if isinstance(content, tuple):
                info.type, info.linkname = content
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content.encode()))
    return data.getvalue()


def staged():
    return [d for _, folders, _ in os.walk(os.path.join(work.store, "staging")) for d in folders if d == "diff"]


DOCKERFILE = "FROM busybox\nCOPY a d/ /got/\nRUN cat /got/a > /copy\n"
FILES = {"Dockerfile": DOCKERFILE, "a": "content of a\n", "d/b": "b\n", ".dockerignore": "a\n"}
for mode in ("w", "w:gz", "w:bz2", "w:xz"):
    out = work.path("out-" + mode.replace(":", "-"))
    build = work.build("-o", out, "-", stdin=archive(FILES, mode))
    equal([read(os.path.join(out, n)) for n in ("copy", "got/a", "got/b")], ["content of a\n", "content of a\n", "b\n"], mode)
    equal(staged(), [], "staging after " + mode)
equal(work.build("-", stdin=archive(FILES)).steps, [], "steps of the same archive")
equal([s.split("] ", 1)[1] for s in work.build("-", stdin=archive({**FILES, "a": "new\n"})).steps][-2:],
      ["COPY a d/ /got/", "RUN cat /got/a > /copy"], "steps after a change")

# Where the Dockerfile lies in it.
other = {"sub/My.Dockerfile": "FROM busybox\nCOPY a /\n", "a": "x"}
work.build("-f", "sub/My.Dockerfile", "-", stdin=archive(other))
work.build("-", stdin=archive({"dockerfile": "FROM busybox\nCOPY a /\n", "a": "x"}))
linked = {"real/file": "FROM busybox\nCOPY a /\n", "a": "x", "way": (tarfile.SYMTYPE, "/real"),
          "Dockerfile": (tarfile.SYMTYPE, "way/../way/file")}
work.build("-", stdin=archive(linked))
contains(work.build("-", stdin=archive({"a": "x"}), code=3).err, "there is no Dockerfile 'Dockerfile' in the context '-'")
loop = {"Dockerfile": (tarfile.SYMTYPE, "b"), "b": (tarfile.SYMTYPE, "Dockerfile")}
contains(work.build("-", stdin=archive(loop), code=3).err, "too many links")
contains(work.build("-", stdin=archive(FILES)[:1200], code=None).err, "error:")

# Hostile names stay inside.
evil = {**FILES, "../../evil": "x", "/etc/evil": "x", "l": (tarfile.SYMTYPE, "/"), "l/etc/evil2": "x"}
work.build("-", stdin=archive(evil))
check(not any(os.path.exists(p) for p in ("/etc/evil", "/etc/evil2", "/evil", work.path("evil"))), "a file outside")

# A Dockerfile alone has an empty context.
out = work.path("alone")
work.build("-o", out, "-", stdin=b"FROM busybox\nRUN echo alone > /w\n")
equal(read(os.path.join(out, "w")), "alone\n")
contains(work.build("-", stdin=b"FROM busybox\nCOPY a /\n", code=None).err, '"/a": not found')
contains(work.build("-", stdin=b"FROM busybox\nRUN\nFRO\n", code=3).err, "Dockerfile:3:1")
contains(work.build("-f", "x", "-", stdin=b"FROM busybox\n", code=2).err, "both standard input and -f")
contains(work.build("-f", "-", "-", stdin=b"FROM busybox\n", code=2).err, "cannot be both")
contains(work.build("-", stdin=b"", code=2).err, "standard input is empty")
root = work.context("dir", {"a": "from the directory\n"})
work.build("-f", "-", root, stdin=b"FROM busybox\nCOPY a /\n")

# An interrupt while it reads.
reader = subprocess.Popen([IMGC, "build", "--root", work.store, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
reader.stdin.write(archive(FILES)[:600])
reader.stdin.flush()
for _ in range(100):
    if staged():
        break
    time.sleep(0.05)
equal(len(staged()), 1, "staging while it reads")
reader.send_signal(2)
equal(reader.wait(20), 130, "exit code of an interrupt")
equal(staged(), [], "staging after an interrupt")
