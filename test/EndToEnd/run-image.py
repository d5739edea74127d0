# `imgc run`: the image's command, arguments, environment, user, working folder, exit codes, standard streams.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

work.build_image("FROM busybox\nENV A=1 B=2\nWORKDIR /w\nRUN echo f > f\nUSER 33\nCMD [\"/bin/sh\", \"-c\", \"echo $A $B $(pwd) $(id -u)\"]\n",
                 "-t", "plain")
work.build_image("FROM plain\nENTRYPOINT [\"/bin/echo\", \"entry\"]\nCMD [\"default\"]\n", "-t", "entry", name="entry")
equal(work.run("plain").out, "1 2 /w 33\n", "the image's command")
equal(work.run("plain", "cat", "f").out, "f\n", "another command")
equal(work.run("-e", "A=x", "-e", "C=y z", "plain", "/bin/sh", "-c", "echo $A $B $C").out, "x 2 y z\n", "--env")
equal(work.run("-e", "FROM_HERE", "plain", "/bin/sh", "-c", "echo $FROM_HERE", env={"FROM_HERE": "yes"}).out, "yes\n", "--env NAME")
equal(work.run("--user", "0:5", "-w", "/tmp", "plain", "/bin/sh", "-c", "id -u; id -g; pwd").out, "0\n5\n/tmp\n", "--user, --workdir")
equal(work.run("entry").out, "entry default\n", "entry point and command")
equal(work.run("entry", "a b", "--flag", "-c").out, "entry a b --flag -c\n", "arguments of the entry point")
equal(work.run("--entrypoint", "/bin/cat", "entry", "/w/f").out, "f\n", "--entrypoint")
for code in (0, 1, 7, 125, 255):
    equal(work.run("plain", "/bin/sh", "-c", f"exit {code}", code=None).code, code, "exit code")
equal(work.run("plain", "no-such-program", code=None).code, 127, "a program that is not there")
equal(work.run("plain", "/w/f", code=None).code, 126, "a file that is no program")
split = work.run("plain", "/bin/sh", "-c", "echo out; echo err >&2")
equal((split.out, split.err), ("out\n", "err\n"), "standard streams")
equal(work.run("plain", "cat", stdin=b"through\n").out, "through\n", "standard input")
equal(work.run("--network=none", "plain", "ls", "/sys/class/net").out, "lo\n", "--network=none")
# What a container writes is gone afterwards; the image is as before.
work.run("--user", "0", "plain", "/bin/sh", "-c", "echo changed > /w/f; rm /bin/vi")
equal(work.run("plain", "/bin/sh", "-c", "cat /w/f; ls /bin/vi").out, "f\n/bin/vi\n", "the image after a run")
missing = work.run("no-such-image", code=None)
check(missing.code not in (0, 130), f"exit code {missing.code}")
contains(missing.err, "no-such-image")
