# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# RUN steps that fail, are killed, or cannot start.
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import main, processes, wait_for

GOOD = "FROM busybox\nRUN echo one > /one\nRUN cat /one > /two\n"


def exit_code(bench):
    context = bench.context("FROM busybox\nRUN echo one > /one\nRUN for i in 1 2 3; do echo line $i; done; exit 7\n")
    args = ["-t", "app", "-o", "type=oci,dest=" + bench.out + "/a.tar", "--iidfile", bench.out + "/id",
            "--metadata-file", bench.out + "/meta"]
    for again in range(2):  # a failure is not cached
        result = bench.build(*args, context, code=1, says=[
            r"exit code:? 7", r"line 3", r"Dockerfile:3", r"> *3 \| *|>>> RUN|\| RUN for i"])
    assert "app" not in bench.imgc_("images").out
    bench.context(GOOD)
    bench.build(*args, context)
    assert bench.run("app", "cat", "/two") == "one\n"
    assert sorted(os.listdir(bench.out)) == ["a.tar", "id", "meta"]


def signals(bench):
    for name, number in (("KILL", 9), ("TERM", 15), ("SEGV", 11)):
        context = bench.context(f"FROM busybox\nRUN sh -c 'kill -{name} $$'; exit $?\n")
        bench.build(context, code=1, says=[rf"exit code:? {128 + number}.*SIG{name}", "Dockerfile:2"])


def killed_from_outside(bench):
    """As the kernel does when memory is short: the first process of the step gets a SIGKILL."""
    context = bench.context("FROM busybox\nRUN sleep 600\n")
    process = bench.start("build", context)

    def find():
        return [int(pid) for pid, line in processes().items() if line.split("\0")[:2] == ["sleep", "600"]]

    wait_for(find, "the step")
    os.kill(find()[0], signal.SIGKILL)
    bench.finish(process, code=1, says=[r"SIGKILL|signal 9", "Dockerfile:2"])


def cannot_start(bench):
    for line, says in (
            ('RUN ["/no/such/program"]', r"/no/such/program.*(not found|No such file)"),
            ('RUN ["no-such-program"]', r"no-such-program"),
            ('RUN ["/etc/passwd"]', r"/etc/passwd.*([Pp]ermission denied)"),
            ('SHELL ["/bin/nosh", "-c"]\nRUN true', r"/bin/nosh"),
            ('USER nobodyhere\nRUN true', r"nobodyhere"),
    ):
        context = bench.context(f"FROM busybox\n{line}\n")
        bench.build(context, code=1, says=[says, r"Dockerfile:\d"])


def one_of_two_stages(bench):
    """One stage fails while another still runs: the other is stopped, and its processes with it."""
    context = bench.context("FROM busybox AS a\nRUN sleep 600 & sleep 600\nFROM busybox AS b\nRUN sleep 0.2; exit 3\n"
                            "FROM busybox\nCOPY --from=a /etc/passwd /a\nCOPY --from=b /etc/passwd /b\n")
    bench.build("-j2", context, code=1, says="exit code:? 3")


def background(bench):
    """What a step left running does not outlive it."""
    context = bench.context("FROM busybox\nRUN (setsid sleep 600 &) ; (sleep 600 &) ; echo done > /done\n")
    bench.build("-t", "app", context)
    assert bench.run("app", "cat", "/done") == "done\n"


main(exit_code, signals, killed_from_outside, cannot_start, one_of_two_stages, background)
