# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# ^C, SIGTERM and kill -9 in the middle of a RUN, of a big COPY, of an export; then the same build again.
import os
import signal
import sys
import tarfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import list_tree, main, processes, sha256, wait_for, write

FILES = 1500


def is_running(*words):
    return any(line.split("\0")[: len(words)] == list(words) for line in processes().values())


def run_context(bench):
    # The second step waits for a file that only the last build has.
    return bench.context("FROM busybox\nRUN echo one > /one\nCOPY go /go\n"
                         "RUN (sleep 611 &); test $(cat /go) = yes || sleep 612; cat /one > /two\n", go="no")


def copy_context(bench):
    return bench.context("FROM busybox\nCOPY d /d\nRUN ls /d | wc -l > /two\n",
                         more={f"d/{number}": f"{number}" * 500 for number in range(FILES)})


def in_run(bench, number, code):
    context = run_context(bench)
    process = bench.start("build", "-t", "app", "-o", f"type=oci,dest={bench.out}/a.tar", context)
    wait_for(lambda: is_running("sleep", "612"), "the step")
    started = time.monotonic()
    process.send_signal(number)
    # The clean-up of kill -9 is the next process's; all processes of the step are gone at once, though.
    bench.finish(process, code=code, says="interrupted" if code == 130 else (), clean=code == 130)
    assert time.monotonic() - started < 20, "it takes long to stop"
    wait_for(lambda: not processes(), "the end of the step's processes")
    assert not os.listdir(bench.out)
    write(context + "/go", "yes")
    result = bench.build("-t", "app", "-o", f"type=oci,dest={bench.out}/a.tar", context)
    assert "CACHED" in result.err, "what was done is not done again\n" + result.err
    assert bench.run("app", "cat", "/two") == "one\n"


def run_int(bench):
    in_run(bench, signal.SIGINT, 130)


def run_term(bench):
    in_run(bench, signal.SIGTERM, 130)


def run_kill(bench):
    in_run(bench, signal.SIGKILL, -signal.SIGKILL)


def at_moments(bench, context, moments, number, *output):
    """Interrupts builds of one store after each of `moments` (seconds); then a build must be right."""
    hits = 0
    for moment in moments:
        process = bench.start("build", "-t", "app", *output, context)
        time.sleep(moment)
        process.send_signal(number)
        # Before imgc has its signal handler it just dies, as any program; it has done nothing yet then.
        code = (0, 130, -number) if number != signal.SIGKILL else (0, -signal.SIGKILL)
        result = bench.finish(process, code=code, clean=False)
        hits += result.code != 0
        if number != signal.SIGKILL:
            bench.check_clean(failed=result.code != 0, told=result.err)
        else:
            wait_for(lambda: not processes(), "the end of its processes")
            # A killed process cannot remove its file, but nothing may have the name of the output.
            assert result.code == 0 or not os.path.exists(bench.out + "/a.tar")
        for name in os.listdir(bench.out):
            os.unlink(os.path.join(bench.out, name))
        if result.code == 0:
            bench.wipe()  # interrupt the next one earlier in its life
    return hits


def copy(bench):
    context = copy_context(bench)
    for number in (signal.SIGINT, signal.SIGKILL):
        hits = at_moments(bench, context, (0.005, 0.03, 0.08), number)
        assert hits, "no build was interrupted"
        bench.build("-t", "app", context)
        assert bench.run("app", "cat", "/two") == f"{FILES}\n"
        assert not list_tree(bench.root + "/staging")
        bench.wipe()


def is_whole(archive):
    """Whether it is a tar file with an index whose blobs all have the content of their names."""
    with tarfile.open(archive) as tar:
        blobs = [member for member in tar if member.name.startswith("blobs/sha256/") and member.isfile()]
        return "index.json" in tar.getnames() and len(blobs) >= 4 and all(
            sha256(tar.extractfile(blob).read())[7:] == os.path.basename(blob.name) for blob in blobs)


def export(bench):
    """An archive has no name before it is complete, so what has the name is the whole archive, whatever the exit code."""
    big = os.urandom(1 << 20) * 40
    context = bench.context("FROM busybox\nCOPY big /big\nRUN wc -c < /big > /two\n", big=big)
    archive = bench.out + "/a.tar"
    hits = 0
    for number in (signal.SIGINT, signal.SIGKILL):
        for moment in (0.02, 0.15):
            bench.wipe()
            bench.build("-t", "app", context)  # only the export is left to do
            process = bench.start("build", "-o", f"type=oci,dest={archive}", context)
            time.sleep(moment)
            process.send_signal(number)
            result = bench.finish(process, code=(0, 130, -number), clean=False)
            wait_for(lambda: not processes(), "the end of its processes")
            hits += result.code != 0
            assert os.listdir(bench.out) in ([], ["a.tar"]), f"left: {os.listdir(bench.out)}"
            if os.path.exists(archive):
                assert is_whole(archive), "a partial output file"
                os.unlink(archive)
            if result.code == 130:
                bench.check_clean(told=result.err)
    assert hits, "no export was interrupted"
    bench.build("-o", f"type=oci,dest={archive}", context)
    assert is_whole(archive)
    assert bench.run("app", "cat", "/two") == f"{len(big)}\n"


main(run_int, run_term, run_kill, copy, export)
