#!/usr/bin/env python3
"""Fails when the compiler, its command line or its tools can say something that no test expects.

The texts are the string literals of at least three words in the files below (neighbours joined, comments gone). Each must
stand in a test, piece by piece: a literal is one piece of a message. UNTESTABLE lists what no input can bring about.
Run by the test suite; exit 1 and one line per text.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCES = [
    "lib/Diagnostics", "lib/Frontend", "lib/Support/PatternMatcher.cpp", "lib/Conversion", "lib/Target", "lib/Driver",
    "dialects", "lib/Runtime/Git", "tools",
]
TESTS = ["test", "docs", "unittests"]
SUFFIXES = (".dockerfile", ".test", ".mlir", ".py", ".md", ".cpp", ".json")

# A piece of the text, and why no test has it.
UNTESTABLE = {
    "could not parse oci-layout reference": "the command line refuses such names",
    "failed to parse ref": "a resolver gives names that it has made itself",
    "invalid onbuild trigger": "FROM, the only instruction without an op, is refused before",
    "preparing inline document": "a name of a step", "setting cache mount permissions": "a name of a step",
    "load from client": "a name of a step", "[internal] load": "a name of a step",
    "invalid git context": "the command line reads git contexts first",
    "parsing produced an invalid run command": "the parser gives here-documents to the shell form only",
    "a here-document belongs to a command in shell form": "as above",
    "unsupported network mode": "the parser refuses it", "unsupported security mode": "the parser refuses it",
    "failed to parse image config: it is not a JSON object": "linking reads the config first",
    "the base stage is not converted before this one": "linking orders stages",
    "cannot be lowered to llb": "every op has a lowering",
    "the base's image config": "linking reads the config first",
    "cannot read the Dockerfile from standard input": "a disk error",
    "PROGRAM": "CMD and ENTRYPOINT without arguments are allowed",
    "a command without a writable mount that is kept": "such a vertex has no result that anything could use",
    "the ONBUILD trigger is too large": "needs an image config of 64 MiB",
    "cannot make a": "the machine has no room", "cannot finish": "a disk error", "cannot write a git repository": "a disk error",
    "cannot remove a git repository": "a disk error", "prints too much": "needs a server with millions of names",
    "BatchMode": "an argument, no message", "git read-tree": "an argument, no message",
    "url =": "a file of git", "fetch = +": "a file of git", "cannot open '/dev/null": "there always is one",
    "Please make sure": "what git says", "and the repository exists": "what git says", "ref: refs/heads/": "what git says",
    "not our ref": "what git says", "Unable to find": "what git says",
    "a variable is unknown although nothing was refused": "the pass before says why it is",
    "stage_c1: the block must end in": "a stage knows no other end",
    "further error is": "the plural has a test", "RuleSet keeps a bit": "a static assertion",
    "cannot read standard input": "a disk error", "write the context": "a disk error", "read the context": "a disk error",
    "more than 16 GiB": "needs a context of that size",
    "there is no place for the store": "for root, who runs the tests, there is one", "name one with --root": "as above",
    "of the store?": "asked at a terminal only", "that no image uses?": "asked at a terminal only",
    "an element of the definition is not a vertex": "the definition is our own",
    "changed: ": "what the tests of definitions look for and never find",
    "the vertex is of an unknown kind": "such a vertex is an llb.unknown", "is made by 'an argument'": "a module has none",
    "the plan is larger than": "needs a plan of 2 GiB", "the plan could not be encoded": "as above",
    "imgc compiles container images usage:": "test/Driver/usage.test has it line by line",
    "internal lexing of heredoc": "a defence that BuildKit has too",
}

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def strip_comments(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    kept = []
    for line in text.split("\n"):
        stripped = line.lstrip()
        if stripped.startswith(("//", "#include", "#")):
            continue
        kept.append(re.sub(r"\s//[^\"]*$", "", line))
    return "\n".join(kept)


def unescape(text):
    simple = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
    return re.sub(r"\\(.)", lambda match: simple.get(match[1], match[0]), text)


def texts_of(path):
    with open(path, encoding="utf-8") as source:
        code = strip_comments(source.read())
    code = re.sub(r'"\s*\n\s*"', "", code)
    code = re.sub(r"llvm_unreachable\([^)]*\)", "", code)
    for match in LITERAL.finditer(code):
        text = unescape(match[1])
        if len(re.findall(r"[A-Za-z]{2,}", text)) >= 3 and " " in text.strip():
            yield text


def files_of(paths, suffixes):
    for path in paths:
        full = os.path.join(ROOT, path)
        if os.path.isfile(full):
            yield full
        for folder, _, names in os.walk(full):
            yield from (os.path.join(folder, name) for name in names if name.endswith(suffixes))


def normalize(text):
    return re.sub(r"\s+", " ", text.replace("\\\"", '"').replace("\\\\", "\\")).lower()


def main():
    tested = ""
    for path in files_of(TESTS, SUFFIXES):
        with open(path, encoding="utf-8", errors="replace") as source:
            tested += "\n" + normalize(source.read())
    total, missing = 0, []
    for path in sorted(files_of(SOURCES, (".cpp",))):
        for text in texts_of(path):
            total += 1
            # What a format or a continuation cuts off at the ends is in the next literal.
            piece = normalize(text).strip(" :;,.'()")
            if piece not in tested and not any(normalize(known) in piece for known in UNTESTABLE):
                missing.append(f"{os.path.relpath(path, ROOT)}: no test says '{text.strip()}'")
    print("\n".join(missing))
    print(f"{total} texts, {len(missing)} without a test")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
