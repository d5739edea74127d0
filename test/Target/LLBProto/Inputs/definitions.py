"""Writes the broken definitions of import-errors.test into a folder."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from wire import number, text  # noqa: E402


def digest(op):
    return "sha256:" + hashlib.sha256(op).hexdigest()


def definition(*ops):
    return b"".join(text(1, op) for op in ops)


def ending(op, index=0):
    """A definition of `op` and an element that points at it."""
    return definition(op, text(1, text(1, digest(op)) + number(2, index)))


source = text(3, text(1, "local://a"))
root = text(2, number(1, -1) + text(3, "/"))
meta = text(1, text(1, "x") + text(3, "/"))
mkdir = text(6, text(1, "/a"))
cases = {
    "garbage": b"\x0a\xff",
    "empty": b"",
    "not-a-vertex": definition(b"\x0a\xff", b""),
    "one": definition(source),
    "missing-input": definition(source, text(1, text(1, "sha256:0"))),
    "no-terminal": definition(source, text(3, text(1, "local://b"))),
    "negative-index": ending(source, -1),
    "huge-index": ending(source, 1000000),
    "exec-no-meta": ending(text(2, root)),
    "exec-no-root": ending(text(2, meta + text(2, text(3, "/a")))),
    "exec-output": ending(text(2, meta + text(2, number(1, -1) + text(3, "/") + number(4, 1 << 40)))),
    "exec-network": ending(text(2, meta + root + number(3, 7))),
    "file-empty": ending(text(4, b"")),
    "file-loop": ending(text(4, text(2, number(1, 0) + number(2, -1) + mkdir))),
    "file-input": ending(text(4, text(2, number(1, 9) + number(2, -1) + mkdir))),
    "diff-side": ending(text(7, text(1, number(1, -1)))),
    "scattered": definition(*[b""] * 200000),
    "scattered-element": ending(text(2, meta + root + text(2, b"") * 200000)),
    "exec-args": ending(text(2, text(1, text(3, "/")) + root)),
    "exec-mounts": ending(text(2, meta)),
    "exec-security": ending(text(2, meta + root + number(4, 7))),
    "exec-mount-kind": ending(text(2, meta + text(2, number(1, -1) + text(3, "/") + number(6, 9)))),
    "file-kind": ending(text(4, text(2, number(1, -1) + number(2, -1)))),
    "file-outputs": ending(text(4, text(2, number(1, -1) + number(2, -1) + number(3, 5) + mkdir))),
    "diff-input": ending(text(7, text(1, number(1, 4)) + text(2, number(1, -1)))),
    "passthrough-outputs": ending(text(8, text(1, "a"))),
    "passthrough-input": ending(text(8, text(1, "a") + number(2, 3))),
    "source-input": definition(source, text(1, text(1, digest(source))) + source,
                               text(1, text(1, digest(text(1, text(1, digest(source))) + source)))),
    "last-input": definition(source, text(1, text(1, digest(text(1, text(1, digest(source)))))),
                             text(1, text(1, digest(source)))),
    "wrong-type": ending(text(3, number(1, 5))),
    "passthrough-id": ending(text(8, number(2, 0))),
}
os.makedirs(sys.argv[1], exist_ok=True)
for name, data in cases.items():
    with open(os.path.join(sys.argv[1], name + ".pb"), "wb") as file:
        file.write(data)
