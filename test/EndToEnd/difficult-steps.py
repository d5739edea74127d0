# Steps that naive builders get wrong: links in destinations, moved folders, leftovers of RUN, devices, deep chains, no changes.
# REQUIRES: root, overlay, images, umoci
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox
RUN mkdir -p /real/sub && chown 5:6 /real && chmod 750 /real && ln -s real /link && ln -s /../../../real/sub /up && ln -s loop /loop
COPY a /link/
COPY a /up/b
COPY dir /real
WORKDIR /link/work
RUN pwd -P && echo w > w
WORKDIR /
RUN mv /usr /moved && mkdir /usr && echo u > /usr/u
RUN mkdir -p /t/x/y && echo 1 > /t/x/y/z && echo 2 > /t/file
RUN rm -r /t/x && echo file > /t/x && rm /t/file && mkdir /t/file
RUN true
RUN sleep 300 & echo started
RUN echo changed > /etc/hosts; echo changed > /etc/resolv.conf; true
RUN mknod /dev-null c 1 3 && mknod /block b 7 0 && mkfifo /fifo
RUN head -c 100000 /dev/urandom > /proc/self/fd/1 | head -c 100 > /dev/null; printf 'no newline'
RUN dd if=/dev/zero of=/sparse bs=1 count=1 seek=5000000 2> /dev/null
RUN chmod 700 /root && touch /bin && chown 1:1 /tmp
RUN touch -d '1969-12-31 23:00:00' /early && touch /bin/busybox
"""
root = work.context("ctx", {"Dockerfile": DOCKERFILE, "a": "a\n", "dir/sub/c": "c\n", "dir/d": "d\n"})
layout = work.path("layout")
started = time.monotonic()
build = work.build("-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false", root, progress="plain")
check(time.monotonic() - started < 60, "a background process does not hold up its step")
contains(build.err, " /real/work\n")
files = os.path.join(work.unpack(f"{layout}:v1"), "rootfs")
found = tree(files)
equal(os.readlink(os.path.join(files, "link")), "real", "a link in a destination stays")
equal(sorted(p for p in found if p.startswith("real")),
      ["real", "real/a", "real/d", "real/sub", "real/sub/b", "real/sub/c", "real/work", "real/work/w"], "files through links")
equal(found["real"][1:3], (5, 6), "owner of a folder that COPY fills")
equal((sorted(os.listdir(os.path.join(files, "moved"))), os.listdir(os.path.join(files, "usr"))), (["bin", "sbin"], ["u"]), "moved")
equal(read(os.path.join(files, "t/x")), "file\n", "a folder that became a file")
equal(os.listdir(os.path.join(files, "t/file")), [], "a file that became a folder")
check("etc/hosts" not in found and "etc/resolv.conf" not in found, "the sandbox's own files are not in the image")
null, block = (os.lstat(os.path.join(files, p)) for p in ("dev-null", "block"))
check(stat.S_ISCHR(null.st_mode) and null.st_rdev == os.makedev(1, 3), "character device")
check(stat.S_ISBLK(block.st_mode) and block.st_rdev == os.makedev(7, 0), "block device")
equal(os.stat(os.path.join(files, "sparse")).st_size, 5000001, "sparse file")
equal((found["root"][0], found["tmp"][1:3], found["tmp"][0]), ("0o40700", (1, 1), "0o41777"), "folders that only changed")

# The loop is an error, not a hang; a folder cannot replace a file, nor a file a folder.
for line in ("COPY a /loop/x", "COPY dir /bin/busybox", "COPY a /bin/busybox/x"):
    failed = work.build_image(f"{DOCKERFILE.splitlines()[0]}\nRUN ln -s loop /loop\n{line}\n", name="ctx", code=None)
    equal(failed.code, 1, f"exit code of {line}")
    contains(failed.err, "Dockerfile:3")

# More layers than one mount takes options for.
deep = "FROM busybox\n" + "".join(f"RUN echo {n} > /f{n} && rm -f /f{n - 2}\n" for n in range(140))
work.build_image(deep, "-t", "deep", name="deep")
equal(work.run("deep", "/bin/sh", "-c", "echo /f*").out, "/f138 /f139\n", "files of 140 layers")
