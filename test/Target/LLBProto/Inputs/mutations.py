"""Definitions of the oracle, whole and damaged: imgc must survive and judge them as BuildKit does.

    mutations.py ORACLE IMGC_TRANSLATE DOCS FOLDER FIRST..LAST [MUTANTS]
    mutations.py ORACLE IMGC_TRANSLATE DOCS FOLDER fresh MUTANTS COUNT      seeds that nobody ran before

For each seed: protobuf → MLIR text → bytecode → protobuf gives the same bytes. For each mutant (an op changed in one field or byte,
with all digests that follow from it computed anew; a byte flipped anywhere; the end cut off): `oracle --judge` and
`--judge-llb-protos` agree. Where only imgc refuses, its message names a constraint that DOCS lists as stricter on purpose.
"""
import hashlib
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), *[os.pardir] * 4, "utils"))
from smith.fresh import fresh_base

ORACLE, TRANSLATE, DOCS, FOLDER, SEEDS = sys.argv[1:6]
MUTANTS = int(sys.argv[6]) if len(sys.argv) > 6 else 8
COUNT = int(sys.argv[7]) if len(sys.argv) > 7 else 200
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


def write(name, data):
    with open(path(name), "wb") as out:
        out.write(data)


def verdicts(names, *command):
    """One line of the program for each file."""
    with open(path("list"), "w") as out:
        out.writelines(path(name) + "\n" for name in names)
    done = subprocess.run([*command, path("list")], capture_output=True)
    lines = [line.decode(errors="replace") for line in done.stdout.split(b"\n")[:-1]]
    if len(lines) < len(names):
        print(f"{os.path.basename(command[0])} ends with {done.returncode} at {path(names[len(lines)])}: {done.stderr[-500:].decode(errors='replace')}")
        sys.exit(1)
    return lines


def compare(name, judge, ours):
    """What is wrong with the verdicts of a file; None when nothing is."""
    if "-" not in name and ours != "same":
        return f"the round trip changed it: {ours}"
    if ours.startswith("changed"):
        return ours
    if judge.startswith("refused") and not ours.startswith("refused"):
        return f"only BuildKit refuses: {judge[:300]}"
    if judge == "ok" and ours.startswith("refused") and not STRICTER & set(re.findall(r"\((\w+)\)", ours)):
        return f"only imgc refuses: {ours[:300]}"
    return None


def check(first, count):
    """How many of the definitions of these seeds and of their mutants are not judged as they should be."""
    subprocess.run([ORACLE, "--random", str(first), "--count", str(count), "--into", FOLDER], check=True)
    names = []
    for seed in range(first, first + count):
        with open(path(f"{seed}.pb"), "rb") as whole:
            data = whole.read()
        names.append(f"{seed}.pb")
        rng = random.Random(seed)
        for number in range(MUTANTS):
            names.append(f"{seed}-{number}.pb")
            write(names[-1], make_mutant(data, rng))
    failures = refused = 0
    for name, judge, ours in zip(names, verdicts(names, ORACLE, "--judge"), verdicts(names, TRANSLATE, "--judge-llb-protos")):
        refused += ours.startswith("refused")
        problem = compare(name, judge, ours)
        failures += problem is not None
        if problem:
            print(f"{path(name)}: {problem}")
        else:
            os.remove(path(name))
    print(f"seeds {first}..{first + count - 1}: {len(names) - failures} of {len(names)} definitions agree, {refused} of them refused")
    return failures


def main():
    os.makedirs(FOLDER, exist_ok=True)
    first, source = fresh_base() if SEEDS == "fresh" else (int(SEEDS.split("..")[0]), "")
    last = first + COUNT - 1 if SEEDS == "fresh" else int(SEEDS.split("..")[1])
    if source:
        print(f"seeds of {source}; to repeat: mutations.py ORACLE IMGC_TRANSLATE DOCS FOLDER {first}..{last} {MUTANTS}")
    return 1 if sum(check(start, min(500, last + 1 - start)) for start in range(first, last + 1, 500)) else 0


sys.exit(main())
