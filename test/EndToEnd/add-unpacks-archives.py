# ADD unpacks local archives of every compression that it knows, by content; what only looks like one is copied.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

source = work.context("source", {"d/file": "content\n", "d/link": ("link", "file"), "top": "t\n", "z": os.urandom(200000)})
os.chmod(os.path.join(source, "d/file"), 0o640)
os.chown(os.path.join(source, "d/file"), 21, 22)
os.link(os.path.join(source, "top"), os.path.join(source, "hard"))
root = work.context("ctx", {"fake.tar.gz": "no archive\n"})
execute("tar", "-cf", os.path.join(root, "a.tar"), "-C", source, ".")
plain = open(os.path.join(root, "a.tar"), "rb").read()
tools = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "zstd"}
for suffix, tool in tools.items():
    with open(os.path.join(root, f"a-{suffix}"), "wb") as f:
        f.write(execute(tool, "-c", stdin=plain).raw)
lines = [f"ADD a-{s} /{s}/" for s in tools]
DOCKERFILE = "FROM scratch\nADD a.tar /tar/\n" + "\n".join(lines) + "\nADD fake.tar.gz /fake/\nADD --chown=7:8 a.tar /owned/\n"
out = work.path("out")
work.build_image(DOCKERFILE, "-o", out, busybox=False)
expected = tree(source)
for name in ["tar", *tools]:
    equal(tree(os.path.join(out, name)), expected, f"files of the archive {name}")
equal(read(os.path.join(out, "fake", "fake.tar.gz")), "no archive\n", "what is no archive")
equal(os.stat(os.path.join(out, "tar", "top")).st_nlink, 2, "hard links of an archive")
with open(os.path.join(root, "a-gz"), "r+b") as f:
    f.truncate(100000)
failed = work.build_image(DOCKERFILE, name="ctx", code=1, busybox=False)
contains(failed.err, "a-gz")

# An archive cannot write outside of its destination.
for name, kind, target in (("../../evil", tarfile.REGTYPE, ""), ("/abs", tarfile.REGTYPE, ""), ("out/evil", tarfile.REGTYPE, "..")):
    with tarfile.open(os.path.join(root, "bad.tar"), "w") as tar:
        if target:
            link = tarfile.TarInfo("out")
            link.type, link.linkname = tarfile.SYMTYPE, "/../../../" + work.dir.lstrip("/")
            tar.addfile(link)
        info = tarfile.TarInfo(name)
        info.type = kind
        tar.addfile(info)
    done = work.build_image("FROM scratch\nADD bad.tar /x/y/\n", "-o", work.path("bad-out"), name="ctx", code=None, busybox=False)
    check(done.code in (0, 1), f"exit code {done.code} for an archive with {name}")
    check(not any(os.path.lexists(p) for p in (work.path("evil"), work.path("store", "evil"), "/abs", "/evil")), "nothing escapes")
    remove(work.path("bad-out"))
