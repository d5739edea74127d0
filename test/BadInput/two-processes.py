# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Several imgc processes on one store at the same time, and stores that are damaged.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import end_processes, main, write


def same(bench):
    """Four builds of the same thing: each works, and all give one image."""
    context = bench.context("FROM busybox\nCOPY d /d\nRUN sleep 0.3; ls /d | wc -l > /n; head -c 9 /dev/urandom > /r\n",
                            more={f"d/{n}": str(n) for n in range(200)})
    running = [bench.start("build", "-q", "-t", f"app{n}", context) for n in range(4)]
    ids = {bench.finish(process, clean=False).out for process in running}
    bench.check_clean()
    assert len(ids) == 1, f"not one image: {ids}"
    assert {bench.run(f"app{n}", "cat", "/n") for n in range(4)} == {"200\n"}


def new_store(bench):
    """Several processes make the store at the same time."""
    context = bench.context("FROM scratch\nCOPY a /a\n", a="A")
    for _ in range(8):
        bench.wipe()
        running = [bench.start("build", "-q", context) for _ in range(6)]
        for process in running:
            bench.finish(process, clean=False)


def different(bench):
    contexts = [bench.context(f"FROM busybox\nCOPY a /a\nRUN cat /a > /b; echo {n} >> /b\n", name=f"c{n}", a=f"A{n}\n")
                for n in range(4)]
    running = [bench.start("build", "-t", f"app{n}", context) for n, context in enumerate(contexts)]
    prune = bench.start("prune", "--force")
    for process in running:
        bench.finish(process, clean=False)
    bench.finish(prune, code=(0, 5), clean=False)
    bench.check_clean()
    for n in range(4):
        assert bench.run(f"app{n}", "cat", "/b") == f"A{n}\n{n}\n"


def damaged(bench):
    """Each file of the store that could be damaged: an error with exit code 6 that says what to do, or a repair."""
    context = bench.context("FROM busybox\nCOPY a /a\nRUN cat /a > /b\n", a="A\n")
    for name, data, code in (("version", "999\n", 6), ("version", "nonsense", 6), ("version", "", 6),
                             ("db", b"garbage" * 5000, 6), ("db", b"", (0, 6)), ("oci-layout", "x", (0, 6))):
        bench.build("-t", "app", context)
        end_processes()
        path = os.path.join(bench.root, name)
        for extra in ("-wal", "-shm") if name == "db" else ():
            if os.path.exists(path + extra):
                os.unlink(path + extra)
        write(path, data)
        for command in (("build", "-t", "app", context), ("images",), ("du",)):
            result = bench.imgc_(*command, code=code)
            assert result.code == 0 or bench.root in result.err, f"{name}: whose store?\n{result.err}"
        bench.wipe()
    # Cached content that is gone or spoilt is made again, never used.
    bench.build("-t", "app", context)
    end_processes()
    bench.wipe(bench.root + "/stat-cache")
    write(bench.root + "/stat-cache/x.stat", b"\0" * 100)
    for name in os.listdir(bench.root + "/stat-cache"):
        write(bench.root + "/stat-cache/" + name, b"\xff" * 5000)
    bench.build("-t", "app", context)
    assert bench.run("app", "cat", "/b") == "A\n"


def no_store(bench):
    context = bench.context("FROM scratch\nLABEL a=b\n")
    for root in ("/proc/nowhere", "/dev/null", bench.imgc):
        bench.build(context, root=root, code=(2, 5, 6), says=root)
    # A directory that holds something else is not taken for a store.
    other = bench.path("other")
    write(other + "/precious", "x")
    bench.build(context, root=other, code=(2, 5, 6), says=other)
    assert os.listdir(other) == ["precious"], os.listdir(other)


main(same, new_store, different, damaged, no_store)
