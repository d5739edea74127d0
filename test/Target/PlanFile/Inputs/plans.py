"""Writes the broken plan files of import-errors.test into a folder."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "LLBProto", "Inputs"))
from wire import number, text  # noqa: E402

version = number(1, 1)
key = text(5, text(1, b"k" * 32))
scratch = number(1, -1)
ref = text(1, number(1, -1))
mkdir = text(6, text(1, "/a"))
nothing = number(1, -1) + number(2, -1)


def plan(*steps):
    return version + text(4, text(1, "c")) + key + b"".join(text(6, number(5, 1) + step) for step in steps)


def files(*parts):
    return plan(text(13, b"".join(parts)))


local = text(11, number(1, 0))
cases = {
    "static-part": version + text(5, text(2, text(1, "a") + text(2, "short"))),
    "key-kind": version + text(5, b""),
    "output-root": plan(local) + text(7, text(1, "o")),
    "output-order": plan(local) + text(7, text(1, "o") + text(3, number(1, 5))),
    "output-result": plan(local) + text(7, text(1, "o") + text(3, number(1, 0) + number(2, 3))),
    "results": version + text(4, text(1, "c")) + key + text(6, number(5, 2) + local),
    "source-file": plan(local + text(3, number(1, 4))),
    "mount-kind": plan(text(12, text(1, "x") + text(12, number(1, 77)))),
    "network": plan(text(12, text(1, "x") + number(7, 77))),
    "input-kind": files(text(1, b"")),
    "input-order": files(text(2, number(1, 9) + number(2, -1) + mkdir)),
    "outputs": files(text(2, nothing + number(3, 7) + mkdir)),
    "no-maker": files(text(2, nothing + number(3, -1) + mkdir)),
    "changes-context": files(text(1, number(2, 0)), text(2, number(1, 0) + number(2, -1) + mkdir)),
    "operation-kind": files(text(2, nothing)),
}
os.makedirs(sys.argv[1], exist_ok=True)
for name, data in cases.items():
    with open(os.path.join(sys.argv[1], name + ".plan"), "wb") as out:
        out.write(data)
