# umoci unpacks an image of imgc to the tree that the steps made: owners, modes, links, deletions, attributes.
# REQUIRES: root, overlay, images, umoci
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox
COPY --chown=33:100 --chmod=640 data /srv/data
COPY tree/ /srv/tree/
RUN cp /bin/busybox /srv/suid && chmod 4755 /srv/suid && chown 0:100 /srv/tree/a && chmod 2711 /srv/tree/a \\
 && echo one > /srv/one && ln /srv/one /srv/two && ln -s ../srv/one /srv/link && mkfifo -m 600 /srv/fifo \\
 && mkdir -p -m 1777 /srv/sticky && touch -d '2001-02-03 04:05:06' /srv/old
RUN rm -r /srv/tree/gone /srv/tree/again && mkdir /srv/tree/again && echo new > /srv/tree/again/new && rm /srv/data && rm -r /home && mkdir /home && echo new > /home/new && rm /bin/vi \\
 && rm /srv/link && mkdir /srv/link && echo in > /srv/link/in
RUN mkdir -p /deep/er && echo 1 > /deep/er/f && rm -r /deep && mkdir /deep
"""
root = work.context("ctx", {
    "Dockerfile": DOCKERFILE, "data": "data\n", "tree/a/f": "f\n", "tree/gone/x": "x\n", "tree/gone/y/z": "z\n", "tree/again/old": "",
    "tree/link": ("link", "a/f"), "tree/umläut €": "u\n", "tree/" + "n" * 200: "long\n"})
os.chmod(os.path.join(root, "tree/a/f"), 0o600)
os.setxattr(os.path.join(root, "tree/a/f"), "user.note", b"kept")
layout = work.path("layout")
work.build("-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false", root)
files = os.path.join(work.unpack(f"{layout}:v1"), "rootfs")


def meta(path):
    s = os.lstat(os.path.join(files, path))
    return stat.S_IFMT(s.st_mode), oct(stat.S_IMODE(s.st_mode)), s.st_uid, s.st_gid


def gone(path):
    check(not os.path.lexists(os.path.join(files, path)), f"{path} is deleted")


F, D, P = stat.S_IFREG, stat.S_IFDIR, stat.S_IFIFO
equal(meta("srv/suid"), (F, "0o4755", 0, 0), "setuid program")
equal(meta("srv/tree/a"), (D, "0o2711", 0, 100), "setgid folder")
equal(meta("srv/sticky"), (D, "0o1777", 0, 0), "sticky folder")
equal(meta("srv/fifo"), (P, "0o600", 0, 0), "fifo")
equal(meta("srv/tree/a/f"), (F, "0o600", 0, 0), "mode from the context")
equal(os.readlink(os.path.join(files, "srv/tree/link")), "a/f", "symbolic link")
equal(os.lstat(os.path.join(files, "srv/one")).st_ino, os.lstat(os.path.join(files, "srv/two")).st_ino, "hard link")
equal(read(os.path.join(files, "srv/two")), "one\n", "hard link's content")
equal(read(os.path.join(files, "srv/tree/umläut €")), "u\n", "name that is not ASCII")
equal(read(os.path.join(files, "srv/tree", "n" * 200)), "long\n", "long name")
equal(int(os.lstat(os.path.join(files, "srv/old")).st_mtime), 981173106, "mtime")
equal(meta("srv/link"), (D, "0o755", 0, 0), "folder that was a link")
for path in ("home", "srv/tree/again"):
    equal(os.listdir(os.path.join(files, path)), ["new"], "folder made anew")
equal(os.listdir(os.path.join(files, "deep")), [], "folder made anew in one step")
for path in ("srv/tree/gone", "srv/data", "bin/vi"):
    gone(path)
equal(sorted(os.listdir(files)), ["bin", "deep", "dev", "etc", "home", "proc", "root", "srv", "sys", "tmp", "usr", "var"],
      "top of the tree")
for stub in ("dev", "proc", "sys"):
    equal(os.listdir(os.path.join(files, stub)), [], f"mount points of RUN in {stub}")
gone("etc/resolv.conf")
gone("etc/hosts")

# The layers themselves: deletions are whiteouts, and nothing of the sandbox or the store is in them.
manifest = json.load(open(os.path.join(layout, "index.json")))["manifests"][0]["digest"].split(":")[1]
blobs = os.path.join(layout, "blobs", "sha256")
layers = [l["digest"].split(":")[1] for l in json.load(open(os.path.join(blobs, manifest)))["layers"]]
names = [tar_names(os.path.join(blobs, l)) for l in layers]
equal([n for n in names[-2] if ".wh." in n],
      ["bin/.wh.vi", "srv/.wh.data", "srv/tree/.wh.gone", "srv/tree/again/.wh.old"], "whiteouts")
equal(names[-1], ["deep"], "last layer")
with tarfile.open(os.path.join(blobs, layers[2])) as tar:
    equal(tar.getmember("srv/tree/a/f").pax_headers.get("SCHILY.xattr.user.note"), "kept", "extended attribute")
