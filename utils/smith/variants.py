"""Every odd piece of text in every place: a Dockerfile for each pair of a template and a fragment.

Random programs seldom put the same odd word everywhere; a table does. `all_variants` yields (name, Case); the same ones in
the same order each time.
"""
import itertools

from .case import Case

BASE = "docker.io/library/alpine:latest"
LAYERS = {"type": "layers", "diff_ids": ["sha256:" + "01" * 32]}
IMAGES = {BASE: {"config": {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": LAYERS, "history": [{"created_by": "b"}]}}}

# How words are quoted, escaped, expanded and ended.
WORDS = [rb"a", rb'"a"', rb"'a'", rb'"a b"', rb"a\ b", rb"a\"b", rb'"a\"b"', rb"'a" + b'"' + rb"b'", rb'a"b c"d', rb"\\", rb'"\\"', rb'"\a"',
         rb"\a", b'""', b"''", b"$A", b'"$A"', b"'$A'", rb"\$A", rb'"\$A"', b"${A}", b"${A:-\"x y\"}", b"${A:?no}", b"${B:?no}", b"${A%%*}",
         b"${A//1/$0}", b"${A", b"${}", b"${A:x}", b"$", b"$$", b"$1", b"a#b", b"#", b"a\tb", b"=", b"a=b", b"[a]", b'["a"]', b'{"a":1}', b"<<E",
         b'"<<E"', b"<<<E", b"a\\", b"~", b"*", b"?", b"[", b"a;b", b"$(x)", b"`x`", b'"', b"'", b'a"', b"--a", b"--", b"-", b".", b"..", b"/", b"a/",
         b"a/../b", b"C:\\\\a", b"a:b:c", b"0", b"-1", b"1e3", b"99999999999999999999", b"true", b"x,y", b"a=b,c"]
# Bytes that are no letters, and some that are.
BYTES = [b"\xff", b"a\xffb", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80", b"\x00", b"\x01", b"\x7f", b"\x1b[0m", b"\xc2\x85", b"\xc2\xa0",
         b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbf\xbd", b"\xf4\x90\x80\x80", b"\xcc\x81", b"\xf0\x9f\x98\x80", "é".encode(), "É".encode(),
         "日本".encode(), "١".encode()]

FILE = [b"RUN %s", b'RUN ["%s"]', b"RUN [%s]", b"CMD %s", b"CMD [%s]", b"ENTRYPOINT %s", b"ENV X=%s Y=2\nRUN $X", b"ENV X %s", b"ENV %s=1", b"LABEL X=%s",
        b"LABEL %s=1", b"ARG X=%s\nRUN $X", b"ARG %s", b"COPY %s /d/", b"COPY a %s", b"COPY [%s, \"/d\"]", b"COPY --parents %s /d/", b"ADD %s /d/",
        b"ADD http://x.example/%s /d/", b"ADD https://x.example/%s.git#%s /d/", b"WORKDIR %s\nRUN x", b"USER %s\nRUN x", b"VOLUME %s", b"EXPOSE %s",
        b"STOPSIGNAL %s", b"SHELL [%s]\nRUN x", b"MAINTAINER %s", b"ONBUILD RUN %s", b"ONBUILD %s", b"HEALTHCHECK CMD %s",
        b"HEALTHCHECK --interval=%s CMD x", b"HEALTHCHECK --retries=%s CMD x", b"HEALTHCHECK %s", b"%s", b"%s x", b"RUN --%s x", b"RUN --network=%s x",
        b"RUN --mount=%s x", b"RUN --mount=target=%s x", b"RUN --mount=type=cache,target=/x,id=%s x", b"RUN --mount=type=cache,target=/x,uid=%s x",
        b"RUN --mount=type=cache,target=/x,mode=%s x", b"RUN --mount=type=tmpfs,target=/x,size=%s x", b"RUN --mount=type=secret,id=%s x",
        b"RUN --mount=type=secret,id=a,env=%s x", b"RUN --mount=from=%s,target=/x x", b"COPY --from=%s a /b", b"COPY --chown=%s a /b",
        b"COPY --chmod=%s a /b", b"COPY --link=%s a /b", b"COPY --exclude=%s a /b", b"ADD --checksum=%s http://x.example/a /b", b"RUN <<%s\nx\n%s\nRUN y",
        b"RUN <<E\n%s\nE", b"RUN <<E\n#!/bin/sh\n%s\nE", b"COPY <<E /d\n%s\nE", b"COPY <<%s /d\nx\n%s", b"RUN a \\\n%s\n b", b"# %s\nRUN x",
        b"FROM %s\nRUN x", b"FROM alpine AS %s\nRUN x", b"FROM --platform=%s alpine\nRUN x"]
HEAD = [b"# escape=%s\nFROM alpine\n", b"# check=%s\nFROM alpine as x\n", b"# check=skip=%s\nFROM alpine as x\n", b"# check=error=%s\nFROM alpine as x\n",
        b"%s\nFROM alpine as x\n", b"ARG A=alpine\nFROM %s\n", b"ARG X=%s\nFROM alpine AS x\nARG X\n"]
QUESTIONS = {"frontend.lint": b"FROM alpine\nENV X=%s\nCMD %s\nWORKDIR %s\nEXPOSE %s\n", "frontend.outline":
             b"# X is %s\nARG X=%s\n# app %s\nFROM alpine AS app\nARG X\n", "frontend.targets": b"# app %s\nFROM alpine AS app\nFROM app AS b\n"}


def make(text, options=()):
    case = Case()
    case.files = {"Dockerfile": text, ".dockerignore": b"*.md\n"}
    case.options, case.images = list(options), IMAGES
    return case


def all_variants():
    for fragment, template in itertools.product(WORDS + BYTES, FILE):
        yield f"{template!r} {fragment!r}", make(b"FROM alpine\nENV A=1\n" + template.replace(b"%s", fragment) + b"\n")
    for fragment, template in itertools.product(WORDS + BYTES, HEAD):
        yield f"{template!r} {fragment!r}", make(template.replace(b"%s", fragment))
    for fragment, (question, template) in itertools.product(WORDS + BYTES, QUESTIONS.items()):
        yield f"{question} {fragment!r}", make(template.replace(b"%s", fragment), [("requestid", question)])
    for fragment in WORDS + BYTES:
        case = make(b"FROM alpine\nCOPY . /\nCOPY a b/c /d/\n")
        case.files[".dockerignore"] = b"x\n" + fragment + b"\ny\n"
        yield f".dockerignore {fragment!r}", case
