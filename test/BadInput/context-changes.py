# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Files of the context that cannot be read, vanish, or change while they are read. Root may read every file whatever its
# mode, so "cannot be read" is a file whose read fails (/proc/PID/mem).
import os
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import main, write


def unreadable(bench):
    """Reading fails with EIO: a file of /proc is mounted into the context."""
    context = bench.context("FROM scratch\nCOPY file /file\n", file="")
    subprocess.run(["mount", "--bind", f"/proc/{os.getpid()}/mem", context + "/file"], check=True)
    bench.before = bench.look()
    bench.build("-o", f"type=oci,dest={bench.out}/a.tar", context, code=(1, 5),
                says=["Input/output error", "'?/?file'?", "Dockerfile:2"])
    subprocess.run(["umount", context + "/file"], check=True)
    bench.before = bench.look()
    bench.build("-o", f"type=oci,dest={bench.out}/a.tar", context)


def unprivileged_dockerfile(bench):
    """Dockerfile and ignore file that are no files."""
    context = bench.context("FROM scratch\n")
    os.unlink(context + "/Dockerfile")
    bench.build(context, code=3, says=["Dockerfile.*No such file"])
    os.mkdir(context + "/Dockerfile")
    bench.build(context, code=3, says=["Dockerfile' is not a regular file"])
    bench.build("-f", context + "/Missing", context, code=3, says=["Missing.*No such file"])
    os.mkfifo(context + "/fifo")
    bench.build("-f", context + "/fifo", context, code=3, says=["fifo' is not a regular file"])
    context = bench.context("FROM scratch\nCOPY a /\n", a="A")
    os.mkdir(context + "/.dockerignore")
    bench.build(context, code=3, says=[r"\.dockerignore' is not a regular file"])
    os.rmdir(context + "/.dockerignore")
    write(context + "/.dockerignore", "[a\n")
    bench.build(context, code=3, says=[r"\.dockerignore:1:1: error: '\[a' is no pattern"])


def special_files(bench):
    """A FIFO is copied as one and never opened (that would hang); a socket cannot be in a layer."""
    context = bench.context("FROM busybox\nCOPY . /c/\nRUN test -p /c/fifo && ls /c > /list\n", a="A\n")
    os.mkfifo(context + "/fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(context + "/sock"))
        bench.build("-t", "app", context, says=())
    assert "a\nfifo\n" in bench.run("app", "cat", "/list")


def dangling(bench):
    context = bench.context("FROM busybox\nCOPY link /link\n")
    os.symlink("nowhere", context + "/link")
    bench.build(context, code=1, says=["nowhere|link", "not found", "Dockerfile:2"])
    context = bench.context("FROM busybox\nCOPY d /d\nRUN readlink /d/link > /out\n", more={"d/x": ""})
    os.symlink("nowhere", context + "/d/link")
    bench.build("-t", "app", context)
    assert bench.run("app", "cat", "/out") == "nowhere\n"
    context = bench.context("FROM busybox\nCOPY loop/x /x\n")
    os.symlink("loop", context + "/loop")
    bench.build(context, code=1, says=["loop", "Dockerfile:2"])


def rewritten(bench):
    """A thread rewrites files while builds run. A build may succeed or fail with one error, but a success holds one
    state of each file, and the next build holds the last state."""
    size = 300000
    context = bench.context("FROM busybox\nCOPY d /d\n"
                            "RUN for f in /d/*; do tr -d '\\n' < $f | fold -w 1000 | sort -u | wc -l; done | sort -u > /n\n")
    names = [f"{context}/d/{number}" for number in range(8)]
    for name in names:
        write(name, "0" * size)
    stop = threading.Event()

    def rewrite():
        turn = 0
        while not stop.is_set():
            turn += 1
            for name in names:
                with open(name, "r+b", buffering=0) as f:
                    f.write(b"%d" % (turn % 10) * size)

    thread = threading.Thread(target=rewrite)
    thread.start()
    try:
        failures = 0
        for _ in range(6):
            process = bench.start("build", "-t", "app", context)
            _, err = process.communicate(timeout=60)
            assert process.returncode in (0, 1), err
            if process.returncode:
                failures += 1
                assert "chang" in err and err.count("imgc: error:") == 1, err
            bench.check_clean(told=err)
    finally:
        stop.set()
        thread.join()
    for name in names:
        write(name, "z" * size)
    bench.build("-t", "app", context)
    assert bench.run("app", "sh", "-c", "cat /d/* | tr -d z | wc -c; cat /n") == "0\n1\n"


def vanishes(bench):
    """A folder whose files come and go while it is read."""
    context = bench.context("FROM busybox\nCOPY d /d\n", more={f"d/{n}": "x" * 1000 for n in range(300)})
    stop = threading.Event()

    def come_and_go():
        while not stop.is_set():
            for number in range(300):
                os.unlink(f"{context}/d/{number}")
                write(f"{context}/d/{number}", "y" * 1000)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for _ in range(6):
            process = bench.start("build", "-t", "app", context)
            _, err = process.communicate(timeout=60)
            assert process.returncode in (0, 1), err
            assert process.returncode == 0 or err.count("imgc: error:") == 1, err
            bench.check_clean(told=err)
    finally:
        stop.set()
        thread.join()
    for number in range(300):
        write(f"{context}/d/{number}", "z" * 1000)
    bench.build("-t", "app", context)
    assert bench.run("app", "sh", "-c", "cat /d/* | tr -d z | wc -c; ls /d | wc -l") == "0\n300\n"


main(unreadable, unprivileged_dockerfile, special_files, dangling, rewritten, vanishes)
