"""A whole case: Dockerfile, context, ignore files, options, image configs."""
import random

from .case import Case
from .images import PATH, make_images
from .instructions import Instructions
from .words import NAMES, Words

DIRECTIVES = ["# syntax=docker/dockerfile:1", "#syntax = docker/dockerfile:1.7", "# check=skip=all", "# check=skip=StageNameCasing;error=false", "# check=nope=1", "# check=error=x", "#escape=x", "# unknown=1",
              "# plain", "", "#Check=skip=all", "# check=skip=A;skip=B", "# check=", "# check=error=true;experimental=all;skip=A;x=1", "# escape = `", "# escape=\\", "# check=experimental=all",
              "# check=skip=JSONArgsRecommended,StageNameCasing", "# check=skip=InvalidBaseImagePlatform;experimental=CopyIgnoredFile", "# check=error=1", "# check = skip = all", "# check=skip=", "# check=;", "# check=skip",
              "# check=SKIP=all", "# syntax=docker/dockerfile:1\n# syntax=docker/dockerfile:1", "# escape=`\n# escape=`", "# check=skip=all\n# check=skip=all", "# syntax=", "# SYNTAX=docker/dockerfile-upstream:master",
              "#\u00a0escape=`", "# escape=``", "# escape=", "#  syntax  =  docker/dockerfile:1  x=y", "#!/usr/bin/env x", "// syntax=docker/dockerfile:1", "# syntax docker/dockerfile:1", "# check=error=true",
              "# check=error=true;skip=JSONArgsRecommended", "# Escape=`", "#\tcheck\t=\tskip=all", "# check=skip=all;error=true", "# check=experimental=nope", "# escape=\\\n# syntax=docker/dockerfile:1.4"]
IGNORES = ["*.txt\n!data.txt\n", "# c\n\nsrc\n", "**\n", "dir/\n/src/a.c\n  x  \n", "!x\n", "[\n", "\ufeff*.o\r\n", "a\\\n", "/\n", ".\n", "..\n", "!\n", "Dockerfile\n.dockerignore\n", "a//b\n./c\n", "*/**\n", ""]
IGNORE_PIECES = ["*", "**", "a", "src", "dir", "/", "/", ".", "..", "!", "[a-c]", "[^a]", "[", "]", "?", "\\", "\\*", " ", "\t", "#", "data.txt", "*.c", "é", "x.txt", "[a-", "\r", "$A", "-", "Dockerfile", "{a,b}", "+(a)"]
CONTEXT_NAMES = ["ctx", "alpine", "golang:1.22", "lib", "base", "team/tool:1", "alpine::linux/arm64", "alpine:3", "build", "app", "busybox::linux/amd64", "busybox",
                 "scratch", "context", "registry.example:5000/team/app:v1", "base::linux/arm64", "stage-1", "lib::linux/arm/v7", "s_1", "golang", "a", "late", "x.y"]


# Named contexts that are no images; the first are right ones.
URLS = ["https://git.invalid/o/r.git", "https://git.invalid/o/r.git#v1:sub", "git@git.invalid:o/r.git?branch=b", "https://files.invalid/x.tar.gz",
        "http://files.invalid/get?x=1#y", "git://git.invalid/o", "https://git.invalid/o/r.git?bad=1", "https://git.invalid/o/r.git?keep-git-dir&submodules=f",
        "https://git.invalid/o/r.git?ref=a#b", "ssh://git@git.invalid/o.git", "input:x", "foo://bar", "https://git.invalid/o/r.git?tag=t&mtime=commit#:../x"]
# URLs of a whole context, and what they are called as sources.
REMOTES = [("https://git.invalid/o/r.git", "git://git.invalid/o/r.git"), ("https://git.invalid/o/r.git#v1:a/b", "git://git.invalid/o/r.git#v1:a/b"),
           ("git@git.invalid:o/r.git?branch=b&keep-git-dir=1", "git://git.invalid/o/r.git#refs/heads/b"),
           ("github.com/o/r", "git://github.com/o/r"), ("git://git.invalid/o?submodules=0&mtime=commit", "git://git.invalid/o"),
           ("https://files.invalid/x.tar.gz", "https://files.invalid/x.tar.gz"), ("http://files.invalid/get?x=1", "http://files.invalid/get?x=1")]


class Program:
    def __init__(self, seed):
        self.rng = r = random.Random(seed)
        self.escape = "`" if r.random() < 0.12 else "\\"
        # Most programs have no mistake that is known to be one: a mistake hides the rest of the program.
        self.wild = r.random() < 0.4
        self.words = Words(r, self.escape, self.wild)
        self.make = Instructions(r, self.words, self.wild)
        self.case = Case()
        self.stage_names = []

    def chance(self, p):
        return self.rng.random() < p

    def odd(self, p):
        return self.chance(p) and self.wild

    # Physical lines

    def keyword_case(self, text):
        if self.chance(0.85):
            return text
        word, space, rest = text.partition(" ")
        return self.rng.choice([word.lower(), word.capitalize(), word]) + space + rest

    def dress(self, text):
        """Odd white space, continuations, comments and blank lines around and inside an instruction."""
        r = self.rng
        line, newline, body = text.partition("\n")
        line = self.keyword_case(line)
        if self.chance(0.12) and " " in line:
            spots = [i for i, c in enumerate(line) if c == " "]
            for spot in sorted(r.sample(spots, min(len(spots), r.choice([1, 1, 2]))), reverse=True):
                middle = "".join(r.choice(["# inside\n", "\n", "  # x\n", " \t\n"]) for _ in range(r.choice([0, 0, 1, 2])))
                line = line[:spot] + r.choice([" ", "", "  "]) + self.escape + r.choice(["", " ", "\t "]) + "\n" + middle + r.choice([" ", "   ", "\t"]) + line[spot + 1:]
        if self.chance(0.05):
            line = r.choice([" ", "\t", "  ", " ", "\u00a0", "\x0b", "\x0c ", "\u2003", "\ufeff", "\r"][:10 if self.odd(0.2) else 3]) + line
        if self.chance(0.05):
            line += r.choice([" ", "\t", "  ", "\u00a0", "\x0b", "\x0c", "\r", "\u2003 "][:8 if self.odd(0.2) else 3])
        if self.odd(0.01) and " " in line:
            line = line.replace(" ", r.choice(["\t", "\u00a0", "\x0b", "  ", "\u3000", "\x0c"]), 1)
        if self.odd(0.006):
            line += r.choice([self.escape, self.escape * 2, self.escape * 3, " " + self.escape])
        before = ""
        if self.chance(0.08):
            before = r.choice(["# comment\n", "\n", "   # indented\n", "#\n", "# check=skip=all\n", "\t\n", "#x \\\n", "#\u00a0é\n", " \u00a0\n", "\t# tab\n", "\u00a0# odd\n", "# a\n\n# b\n", "#\r\n", "\r\n", "# escape=`\n", "\x0c\n"])
        return before + line + newline + body

    def mistake(self):
        return self.rng.choice(["FRM alpine", "COPPY a b", "RUNx", "copy", "FROM", "nope x", "RU N x", "HEREDOC", "\\", "<<E", "ENV", "\u00a0RUN x", "EXPOSE", "USER", "WORKDIR", "LABEL", "R\\\nUN x", "x" * 40, "ÉNV a=b", "WRKDIR /a", "ENTRYPOIN x", "USR a", "LABLE a=b", "ARGS a", "ONBUILT RUN x", "SHEL [\"a\"]", "VOLUM /a", "EXPOS 1", "HEALTHCHEK NONE", "STOPSIGNL 9", "MAINTANER x", "CM x",
                                "RUN", "COPY", "ADD", "COPY a", "ADD a", "ARG", "ONBUILD", "STOPSIGNAL", "SHELL", "VOLUME", "HEALTHCHECK", "FROM alpine AS", "--flag", "[\"RUN\"]", "# x", "RUN <<E", "COPY <<E /a\nb", "$A", "\"RUN\" x",
                                "RUN: x", "=", "run\\", "E", "EOF", "}", "\ufeffRUN x", "\u017fHELL [\"a\"]", "WOR\u212aDIR /a", "İNV a=b"])

    # Parts

    def globals(self):
        r, lines = self.rng, []
        for _ in range(r.choice([0, 0, 1, 2, 3])):
            lines.append(self.make.arg())
        if self.odd(0.01):
            lines.append(self.make.any())
        return lines

    def stage(self, index, count):
        r = self.rng
        name = None
        if index + 1 < count or self.chance(0.3):
            name = r.choice(["base", "build", "app", "Mixed", "a-b", "x.y", "s_1", "alpine", "scratch", "stage-1", "context", "lib", "late", "golang", "busybox", "stage-0", "BUILD", "a", "missing", "ctx"]) if self.chance(0.9) else None
        lines = [self.make.from_(name)]
        if index == 0 and self.chance(0.5):
            lines = [r.choice(["FROM alpine", "FROM scratch", "FROM busybox", "FROM base", "FROM golang:1.22"]) + (f" AS {name}" if name else "")]
        # Most uses of variables should see one.
        for _ in range(r.choice([0, 0, 1, 1, 2])):
            lines.append(r.choice([f"ENV {r.choice(NAMES)}={self.words.word()}", "ARG A=one", "ARG B", "ENV FOO=foo/bar.txt", "ARG TARGETARCH TARGETPLATFORM", "ENV A=\"a b\"", "ARG FOO=$A"]))
        lines += [self.make.any() for _ in range(r.choice([0, 1, 2, 3, 4, 6, 9]))]
        if self.odd(0.006):
            lines.insert(r.randrange(len(lines) + 1), self.mistake())
        self.make.stages += [name] if name else []
        self.stage_names.append(name)
        return lines

    def top(self):
        r, lines = self.rng, []
        if self.escape == "`":
            lines.append(r.choice(["# escape=`", "#escape = `", "#ESCAPE=`"]))
        for _ in range(r.choice([0] * 8 + [1, 2]) if self.wild else self.chance(0.15)):
            lines.insert(r.randrange(len(lines) + 1), r.choice(DIRECTIVES if self.wild else DIRECTIVES[:4]))
        return lines

    def text(self):
        r = self.rng
        count = r.choice([1, 1, 1, 2, 2, 3, 4]) if self.chance(0.97) else r.randint(5, 9)
        instructions = self.globals()
        for index in range(count):
            instructions += self.stage(index, count)
        lines = self.top() + [self.dress(i) for i in instructions]
        text = "\n".join(lines) + ("" if self.chance(0.1) else "\n")
        if self.chance(0.04):
            text = text.replace("\n", "\r\n")
        if self.chance(0.02):
            text = "\ufeff" + text
        data = text.encode("utf-8", "surrogatepass")
        if self.odd(0.01):
            data = data.replace(b"foo", b"f\xff\xfeo", 1)
        if self.odd(0.005):
            data = r.choice([b"", b"\n", b"# x\n", data.replace(b" ", b"\0", 1), data * 2, data[: len(data) // 2], b"#" * 70000 + b"\n" + data])
        return data

    def context(self):
        r, files = self.rng, self.case.files
        files.update({"data.txt": b"x\n", "src/a.c": b"y\n", "dir/x.txt": b"z\n"})
        if self.chance(0.25):
            files[".dockerignore"] = self.ignores()
        if self.chance(0.06):
            files[self.case.dockerfile + ".dockerignore"] = self.ignores()

    def ignores(self):
        r = self.rng
        if not self.wild or self.chance(0.5):
            return r.choice(IGNORES if self.wild else IGNORES[:4]).encode()
        lines = ["".join(r.choice(IGNORE_PIECES) for _ in range(r.randint(1, 5))) for _ in range(r.randint(1, 4))]
        return (r.choice(["", "", "", "\ufeff"]) + r.choice(["\n", "\n", "\n", "\r\n"]).join(lines) + r.choice(["\n", ""])).encode()

    def options(self):
        r, opts = self.rng, {}
        def maybe(p, key, values):
            if self.chance(p):
                opts[key] = r.choice(values)
        for _ in range(r.choice([0, 0, 1, 2])):
            key = r.choice(NAMES + ["BASE", "TAG", "ONBARG"])
            values = {"BASE": ["alpine", "busybox", "scratch", "", "base"], "TAG": ["3", "latest", ""]}.get(key, ["v", "a b", "", "$A", "x/y.z", "é", "\"q\"", "1700000000", "a=b"])
            opts["build-arg:" + key] = r.choice(values) if self.wild or key != "SOURCE_DATE_EPOCH" else "7"
        maybe(0.12, "platform", ["linux/arm64", "linux/amd64,linux/arm64", "linux/arm/v7", "linux/amd64", "linux/arm64,linux/arm/v7,linux/amd64", "linux/amd64,linux/amd64", "linux/386", "windows/amd64", "windows(10.0.17763)/amd64", "linux/arm64/v8", "linux/amd64/v2",
                                 "linux/amd64,windows/amd64", "arm64", "linux/aarch64", "windows/amd64,windows(10.0.17763)/amd64"])
        maybe(0.07, "requestid", ["frontend.lint", "frontend.lint", "frontend.outline", "frontend.targets"])
        maybe(0.03, "image-resolve-mode", ["pull"])
        maybe(0.1, "target", [n for n in self.stage_names if n] + (["base", "BUILD", "nope", "0", "buid"] if self.wild else [""]))
        maybe(0.06, "no-cache", ["", "base", "build,app", "BASE", "stage-1", "0", "nope", "a-b,x.y,Mixed"])
        maybe(0.05, "add-hosts", ["a=1.2.3.4", "a=1.2.3.4,b=::1", "host.docker.internal=10.0.0.1"])
        maybe(0.04, "ulimit", ["nofile=1024:2048", "nproc=5", "core=0:-1", "nofile=1:2,nproc=3:4", "cpu=1", "rtprio=0:99,memlock=-1:-1"])
        maybe(0.04, "shm-size", ["67108864", "1000"])
        maybe(0.05, "force-network-mode", ["host", "none"])
        maybe(0.03, "cgroup-parent", ["cg", "/a/b", "a b"])
        maybe(0.06, "label:" + r.choice(["cli", "l", "a.b"]), ["1", "", "é x", "a=b", "$A", "<&>", "\"q\"", "\u2028", "a\\"])
        maybe(0.04, "build-arg:SOURCE_DATE_EPOCH", ["0", "1700000000", "-5", "x", "", "99999999999999", "base", "1.5", "ctx", "context"][:None if self.wild else 3])
        maybe(0.03, "build-arg:BUILDKIT_SANDBOX_HOSTNAME", ["box", "", "a.b", "É"])
        maybe(0.03, "build-arg:BUILDKIT_CACHE_MOUNT_NS", ["ns", "a/b"])
        maybe(0.02, "build-arg:BUILDKIT_MULTI_PLATFORM", ["1", "true", "x", "0"][:None if self.wild else 2])
        maybe(0.02, "build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR", ["1", "x", "", "false"])
        maybe(0.02, "build-arg:BUILDKIT_SYNTAX", ["docker/dockerfile:1", "docker/dockerfile-upstream:master", "docker/dockerfile:1.7-labs x", " docker/dockerfile"])
        maybe(0.02, "build-arg:BUILDKIT_DOCKERFILE_CHECK", ["skip=all", "error=false", "nope", "error=maybe", "skip=A;experimental=B", "error=true", "skip=JSONArgsRecommended;error=true", "experimental=all",
                                                         "experimental=CopyIgnoredFile", "", "skip=all;skip=all", "error=true;skip=all"])
        maybe(0.01, "build-arg:BUILDKIT_DISABLE_FILEOP", ["1", "x", "0"])
        maybe(0.02, "build-arg:BUILDKIT_SBOM_SCAN_STAGE", ["true", "base", "x,build", ""])
        maybe(0.01, "build-arg:BUILDKIT_SBOM_SCAN_CONTEXT", ["true", "base", "false"])
        maybe(0.01, "build-arg:BUILDKIT_INLINE_CACHE", ["1", "x"])
        maybe(0.02, "build-arg:" + r.choice(["http_proxy", "HTTPS_PROXY", "no_proxy", "ALL_PROXY", "ftp_proxy", "Http_Proxy"]), ["http://proxy:1", "", "a b"])
        maybe(0.02, "build-arg:" + r.choice(["TARGETPLATFORM", "BUILDARCH", "TARGETARCH", "TARGETSTAGE", "BUILDVARIANT"]), ["linux/riscv64", "x", "", "app"])
        for _ in range(r.choice([0] * 7 + [1, 2])):
            name = r.choice(CONTEXT_NAMES)
            self.make.contexts.append(name.split("::")[0])
            # A directory called context would be the build context itself.
            if self.chance(0.4) and name != "context":
                self.case.locals.append((name, f"local{len(self.case.locals)}"))
                self.case.files[f"{self.case.locals[-1][1]}/f.txt"] = b"f\n"
                opts["context:" + name] = "local:" + name
                if self.chance(0.3):
                    self.case.files[f"{self.case.locals[-1][1]}/.dockerignore"] = self.ignores()
            else:
                opts["context:" + name] = r.choice(["docker-image://alpine:3", "docker-image://scratch", "docker-image://busybox", "docker-image://docker.io/library/base:latest", "docker-image://missing", "docker-image://Bad", "docker-image://alpine@sha256:" + "a3" * 32,
                                                         "docker-image://golang:1.22", "docker-image://a b", "docker-image://"]
                                                        + (URLS if self.wild else URLS[:5]))
        # One local context per name.
        self.case.locals = list(dict(self.case.locals).items())
        self.case.locals = [(k, v) for k, v in self.case.locals if opts.get("context:" + k) == "local:" + k]
        self.case.options += list(opts.items())

    def make_case(self):
        case = self.case
        if self.chance(0.05):
            case.dockerfile = self.rng.choice(["dockerfile", "other.Dockerfile", "sub/Dockerfile"])
            if case.dockerfile not in ("dockerfile",):
                case.options.append(("filename", case.dockerfile))
        case.images = make_images(self.rng)
        self.options()
        if "/" in case.dockerfile:
            # The texts of answers name the path, BuildKit's have its last part.
            case.options = [(k, v) for k, v in case.options if k != "requestid"]
        case.files[case.dockerfile] = self.text()
        self.context()
        if self.chance(0.05):
            self.remote_context()
        return case

    def remote_context(self):
        """The folder of the case is what a URL gives."""
        case, known = self.case, {"tree": ".", "time": self.rng.choice([0, 1700000000])}
        url, identifier = self.rng.choice(REMOTES)
        if not identifier.startswith("git:") and case.dockerfile == "Dockerfile" and self.chance(0.3):
            known["file"] = case.dockerfile
            del known["tree"]
        case.options.append(("context", url))
        case.images[identifier] = known


def generate(seed):
    """The case of a seed; always the same one."""
    return Program(seed).make_case()
