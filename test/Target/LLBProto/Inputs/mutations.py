"""Definitions of the oracle, whole and damaged: imgc must survive and judge them as BuildKit does.

    mutations.py ORACLE IMGC_TRANSLATE DOCS FOLDER FIRST LAST [MUTANTS]

For each seed: protobuf → MLIR → bytecode → protobuf gives the same bytes. For each mutant (an op changed in one field or byte,
with all digests that follow from it computed anew; a byte flipped anywhere; the end cut off): `oracle --load` and
`--proto-to-llb` agree. Where only imgc refuses, its message names a constraint that DOCS lists as stricter on purpose.
"""
import hashlib
import os
import random
import re
import subprocess
import sys

ORACLE, TRANSLATE, DOCS, FOLDER, FIRST, LAST = sys.argv[1:7]
MUTANTS = int(sys.argv[7]) if len(sys.argv) > 7 else 12
STRICTER = set(re.findall(r"^\| `(\w+)` \|.*\|$", open(DOCS).read().split("## Stricter on purpose")[1].split("\n## ")[0], re.M))


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 128:
            return value, at


def encode(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(data):
    """[number, wire type, value] of each field; None where `data` is no message."""
    found, at = [], 0
    try:
        while at < len(data):
            tag, at = varint(data, at)
            number, kind = tag >> 3, tag & 7
            if number == 0 or kind not in (0, 2):
                return None
            value, at = varint(data, at)
            if kind == 2:
                value, at = data[at:at + value], at + value
            if at > len(data):
                return None
            found.append([number, kind, value])
        return found
    except IndexError:
        return None


def join(found):
    return b"".join(encode(n << 3 | k) + (encode(v) if k == 0 else encode(len(v)) + v) for n, k, v in found)


def mutate(data, rng, depth=0):
    """Changes one field somewhere in a message."""
    found = fields(data)
    if not found:
        return data[:-1] if data and rng.random() < 0.5 else data + bytes([rng.randrange(256)])
    index = rng.randrange(len(found))
    number, kind, value = found[index]
    if kind == 2 and value and depth < 6 and rng.random() < 0.7:
        found[index][2] = mutate(value, rng, depth + 1)
    elif rng.random() < 0.25:
        del found[index]
    elif rng.random() < 0.2:
        found.insert(index, list(found[index]))
    elif rng.random() < 0.15:
        found[index][0] = rng.randrange(1, 30)
    elif kind == 0:
        found[index][2] = rng.choice([0, 1, 2, 3, 7, 1 << 31, (1 << 64) - 1, (1 << 64) - 2, value + 1])
    else:
        found[index][2] = rng.choice([b"", b"/", b"sha256:0", b"\xff", value + b"x", b"local://", b"http:/x", b"git://"])
    return join(found)


def digest(data):
    return b"sha256:" + hashlib.sha256(data).hexdigest().encode()


def deep_mutant(data, rng):
    """One op changed, and every digest that follows from it."""
    top = fields(data)
    ops = [i for i, (number, _, _) in enumerate(top) if number == 1]
    start = rng.randrange(len(ops))
    changed = {}
    for place, index in enumerate(ops[start:]):
        old = top[index][2]
        new = mutate(old, rng) if place == 0 else old
        for before, after in changed.items():
            new = new.replace(before, after)
        if new != old:
            top[index][2] = new
            changed[digest(old)] = digest(new)
    for field in top:
        if field[0] != 1:
            for before, after in changed.items():
                field[2] = field[2].replace(before, after) if field[1] == 2 else field[2]
    return join(top)


def make_mutant(data, rng):
    kind = rng.random()
    if kind < 0.7:
        return deep_mutant(data, rng)
    if kind < 0.9:
        at = rng.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]
    return data[:rng.randrange(len(data))]


def path(name):
    return os.path.join(FOLDER, name)


def translate(*arguments):
    return subprocess.run([TRANSLATE, *arguments], capture_output=True)


def write(name, data):
    with open(path(name), "wb") as out:
        out.write(data)


def fail(seed, what, keep, data):
    write(keep, data)
    print(f"seed {seed}: {what}; kept as {path(keep)}")
    return 1


def check_seed(seed):
    data = subprocess.run([ORACLE, "--random", str(seed), "--size", "12"], capture_output=True, check=True).stdout
    write("whole.pb", data)
    failures = 0
    for step in (["--proto-to-llb", "--mlir-print-debuginfo", "whole.pb", "-o", "whole.mlir"], ["--llb-to-proto", "whole.mlir", "-o", "again.pb"]):
        done = translate(*[path(word) if "." in word else word for word in step])
        if done.returncode:
            return fail(seed, done.stderr.decode(errors="replace"), f"bad-{seed}.pb", data)
    if open(path("again.pb"), "rb").read() != data:
        failures += fail(seed, "the round trip changed it", f"bad-{seed}.pb", data)
    rng = random.Random(seed)
    for number in range(MUTANTS):
        mutant = make_mutant(data, rng)
        write("mutant.pb", mutant)
        judge = subprocess.run([ORACLE, "--load", path("mutant.pb")], capture_output=True)
        ours = translate("--proto-to-llb", path("mutant.pb"), "-o", path("mutant.mlir"))
        message = ours.stderr.decode(errors="replace").strip()
        keep = f"bad-{seed}-{number}.pb"
        if ours.returncode not in (0, 1):
            failures += fail(seed, f"crash: {message[-300:]}", keep, mutant)
        elif judge.returncode and not ours.returncode:
            failures += fail(seed, f"only BuildKit refuses: {judge.stderr.decode()[-300:]}{judge.stdout.decode()[-300:]}", keep, mutant)
        elif ours.returncode and not judge.returncode and not STRICTER & set(re.findall(r"\((\w+)\)", message)):
            failures += fail(seed, f"only imgc refuses: {message[-300:]}", keep, mutant)
        elif not ours.returncode:
            back = translate("--llb-to-proto", path("mutant.mlir"), "-o", path("back.pb"))
            if back.returncode:
                failures += fail(seed, f"cannot be written: {back.stderr.decode()[-300:]}", keep, mutant)
    return failures


os.makedirs(FOLDER, exist_ok=True)
sys.exit(1 if sum(check_seed(seed) for seed in range(int(FIRST), int(LAST) + 1)) else 0)
