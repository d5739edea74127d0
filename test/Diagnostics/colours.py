# RUN: %python %s %imgc %t
#
# Messages are coloured on a terminal only, and not when NO_COLOR is set to something.
import os
import pty
import shutil
import subprocess
import sys

imgc, folder = sys.argv[1:]
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
with open(os.path.join(folder, "Dockerfile"), "w") as out:
    out.write("FROM scratch\nRUNN true\n")


def run_on_terminal(arguments, **environment):
    """What appears on a terminal."""
    main, terminal = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen([imgc, *arguments], stderr=terminal, stdout=subprocess.DEVNULL, cwd=folder,
                               env={**env, "TERM": "xterm", **environment})
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait()
    os.close(main)
    return shown


REFUSED = ["build", "--emit=llb", "."]
WRONG = ["build", "--frobnicate", "."]
for arguments, text in ((REFUSED, b"there is no instruction 'RUNN'"), (WRONG, b"unknown option '--frobnicate'")):
    coloured = run_on_terminal(arguments)
    assert b"\x1b[" in coloured and b"\x1b[0m" in coloured, coloured
    assert text in coloured, coloured
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = run_on_terminal(arguments, **environment)
        assert b"\x1b" not in plain and text in plain, (environment, plain)
    # An empty NO_COLOR says nothing (no-color.org).
    assert b"\x1b[" in run_on_terminal(arguments, NO_COLOR="")
    piped = subprocess.run([imgc, *arguments], capture_output=True, cwd=folder).stderr
    assert b"\x1b" not in piped and text in piped, piped
# The mark is coloured too, and so is the kind of the message.
shown = run_on_terminal(REFUSED)
assert b"error: " in shown and shown.count(b"\x1b[0m") >= 3, shown
