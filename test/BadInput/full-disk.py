# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# A full disk below the store, and below the output. The file systems are small tmpfs of the test's mount namespace.
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import end_processes, main, write

DISK_FULL = r"No space left on device"


def small(bench, name, size):
    folder = bench.path(name)
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "small", folder], check=True)
    bench.before = bench.look()
    return folder


def store(bench):
    """At every step: while the base is unpacked, by COPY, by RUN."""
    root = small(bench, "small", "8m")
    for line, says in (("COPY big /big", DISK_FULL), ("RUN head -c 20000000 /dev/zero > /big", "exit code:? 1")):
        context = bench.context(f"FROM busybox\n{line}\n", big="x" * 20000000)
        bench.build("-t", "app", context, root=root, code=(1, 5), says=says)
        bench.check_clean(root=root)
        # There is room again at once, and what fits is right.
        context = bench.context("FROM busybox\nCOPY a /a\nRUN cat /a > /b\n", a="A\n")
        bench.build("-t", "app", context, root=root)
        assert bench.imgc_("run", "--network=none", "app", "cat", "/b", root=root).out == "A\n"
    full = small(bench, "tiny", "1m")
    bench.build("-t", "app", context, root=full, code=5, says=DISK_FULL)
    bench.check_clean(root=full)
    end_processes()
    subprocess.run(["mount", "-o", "remount,size=16m", full], check=True)
    bench.before = bench.look()
    bench.build("-t", "app", context, root=full)
    assert bench.imgc_("run", "--network=none", "app", "cat", "/b", root=full).out == "A\n"


def output(bench):
    folder = small(bench, "full", "1m")
    context = bench.context("FROM scratch\nCOPY big /big\n", big=os.urandom(3000000))
    for spec in ("type=oci,dest={}/a.tar", "type=docker,dest={}/a.tar", "type=tar,dest={}/a.tar",
                 "type=oci,tar=false,dest={}/a", "type=local,dest={}/a"):
        bench.build("-o", spec.format(folder), context, code=5, says=DISK_FULL)
        left = os.listdir(folder)
        assert left in ([], ["a"]) and not (left and spec.startswith("type=oci,dest")), f"{spec}: {left} is left"
        if left:
            # A directory that the user named may be there, with nothing half written in it.
            assert spec.split(",")[0] in ("type=local", "type=oci"), spec
            assert not any(files for _, _, files in os.walk(folder)), f"{spec}: {list(os.walk(folder))}"
            subprocess.run(["rm", "-rf", folder + "/a"], check=True)
    write(folder + "/old.tar", "old")
    bench.build("-o", f"type=oci,dest={folder}/old.tar", context, code=5, says=DISK_FULL)
    assert open(folder + "/old.tar").read() == "old", "the old output is damaged"
    bench.build("-o", f"type=oci,dest={bench.out}/a.tar", context)
    assert os.path.getsize(bench.out + "/a.tar") > 3000000


def standard_output(bench):
    context = bench.context("FROM scratch\nCOPY a /a\n", a="A\n")
    for spec in ("type=tar,dest=-", "type=oci,dest=-"):
        line = bench.command("build", "-o", spec, context)
        with open("/dev/full", "w") as full:
            done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode in (1, 5) and "No space left" in done.stderr, (done.returncode, done.stderr)


main(store, output, standard_output)
