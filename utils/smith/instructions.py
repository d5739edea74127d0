"""One instruction of each kind, as a logical line (heredoc bodies follow their line)."""
import json

from . import images
from .words import PATHS

SHA1, SHA256 = "0123456789abcdef0123456789abcdef01234567", "sha256:" + "ab" * 32
# ssh goes to this machine only: BuildKit asks such hosts for their keys.
GIT = ["https://github.com/moby/buildkit.git", "https://github.com/moby/buildkit.git#v1:sub", "git@127.0.0.1:moby/buildkit.git", "ssh://git@127.0.0.1:22/a/b",
       "git://host/repo", "https://host/x.git?ref=main", "https://host/x.git?branch=b&subdir=s", "https://host/x.git?tag=t", "https://host/x.git#:sub/dir",
       "https://host/x.git?tag=t&branch=b", "https://host/x.git?ref=", "https://host/x.git?nope=1", "https://host/x.git?checksum=" + SHA1,
       "https://host/x.git?commit=" + SHA1 + "&keep-git-dir=1", "https://host/x.git?submodules=false", "https://host/x.git?keep-git-dir=true",
       "https://host/x.git?mtime=commit", "https://host/x.git?fetch-by-commit=true&checksum=" + SHA1, "https://user:pw@host/x.git#" + SHA1,
       "git@127.0.0.1:a/b.git#r", "https://host/x.git?ref=a#b", "https://host/x.git?subdir=a#:b", "https://host/x.git#a:/b/../c", "ssh://git@127.0.0.1/~/r.git", "me@127.0.0.1:r",
       "http://host/x.git#refs/heads/a", "https://host/x.git?keep-git-dir=maybe", "git://host:99/x?ref=a", "https://host/x.git?checksum=zz",
       "https://host/x.git?ref=a&ref=b", "https://host/x.git?submodules", "https://host/x.git/", "https://host/x.gitx", "https://host/x.git?branch=a#a", "git@host", "git@127.0.0.1:/abs/r.git?ref=x#:sub", "https://host/x.git?fetch-by-commit=x", "https://host/a b.git", "git://h/%41b.git#é"]
HTTP = ["https://host/f.txt", "http://host/a/b.tar.gz", "https://host/", "https://host", "https://host/a%20b?x=1", "https://host/a/?q#frag", "http://host/é",
        "https://host/a/..", "http://user:pw@host/x", "https://host/x\\y", "http://host:80/a;b", "https://host/.", "https://host/%zz", "http://[::1]/x", "HTTPS://host/x", "https:///x",
        "http://host/$A", "https://host/a b"]
CHOWN = ["1000", "1000:1000", "app", "app:app", "0:0", "$A", "root:${B:-g}", "", ":", "a:b:c", "-1", "4294967296", "01", "+1", "1:", ":1", "é"]
CHMOD = ["644", "0755", "7777", "u+x", "a=rX", "go-w,u=rwx", "$A", "0", "8", "99999", "", "u+", "+x", "rwx", "u=g", "0o644", "+644", "-1", "u+x,", "1777", "=", "a+rwxXst", "ug=o", "755 "]
SCHEMES = ["EOF", "E", "'E'", '"E"', "E-1", "a.b", "E\\F", "1", "./x", "$A"]


class Instructions:
    def __init__(self, rng, words):
        self.rng, self.words = rng, words
        self.stages, self.contexts = [], []

    def pick(self, *choices):
        return self.rng.choice(choices)

    def chance(self, p):
        return self.rng.random() < p

    def json_array(self, items):
        r = self.rng
        text = json.dumps(items, ensure_ascii=self.chance(0.3))
        kind = r.randrange(16)
        if kind == 0:
            return text.replace('"', "'")
        if kind == 1:
            return text[:-1] + r.choice(["", ",]", "] x", ",1]", ',null]', ']]', ', {}]', '\\]', ',true]', '] '])
        if kind == 2:
            return text.replace(", ", " ,\t")
        if kind == 3:
            return text.replace("]", r.choice([', "\\u00e9"]', ', "\\ud800"]', ', "\\x"]', ', "a\\/b"]', ', ""]', ', "\t"]', ', [] ]'])) if items else "[]"
        return text

    def source(self):
        r = self.rng
        if self.stages and r.random() < 0.45:
            name = r.choice(self.stages)
            return name.upper() if r.random() < 0.1 else name
        if self.contexts and r.random() < 0.4:
            return r.choice(self.contexts)
        return r.choice(images.REFERENCES + ["0", "1", "2", "scratch", "alpine", "missing", "$A", "-1", "01", "Alpine", "a b", "late", "context", "alpine:3"][:r.choice([3, 5, 14])])

    # Stages and words

    def from_(self, name=None):
        r, base = self.rng, self.source()
        if r.random() < 0.2:
            base = r.choice(["scratch", "$BASE", "${BASE:-alpine}", "alpine:${TAG}", "alpine:${TAG:-3}", "${NOPE}", "0", "stage-0", '"alpine"', "'busybox'", "al\\pine", "scratch"])
        flag = ""
        if r.random() < 0.2:
            flag = "--platform=" + r.choice(["linux/arm64", "$BUILDPLATFORM", "$TARGETPLATFORM", "linux/${TARGETARCH}", "linux/arm/v7", "amd64", "linux/x86_64",
                                             "$NOPE", "bad/x/y/z/w", "freebsd/amd64", "linux/arm64/v8", "linux", "", "LINUX/AMD64", "linux(1.2)/amd64"]) + " "
        text = f"FROM {flag}{base}"
        if name:
            text += r.choice([" AS ", " as ", " As ", " AS\t"]) + name
        if r.random() < 0.01:
            text = r.choice(["FROM", "FROM ''", "FROM a b", "FROM a b c", "FROM alpine AS 1x", "FROM alpine AS a/b", "FROM --platfrom=x alpine", "FROM --platform=a --platform=b alpine",
                             "FROM alpine AS", "FROM alpine as a b", "FROM --bad alpine", "FROM alpine AS $A", "FROM alpine:bad:tag", "FROM ALPINE"])
        return text

    def arg(self):
        w, r = self.words, self.rng
        one = lambda: w.name() + ("=" + w.word() if self.chance(0.6) else "")
        if r.random() < 0.02:
            return r.choice(["ARG", "ARG =x", "ARG a b=", "ARG --x A=1", "ARG 'A=1'", 'ARG "A"="x y"', "ARG A=a b=c", "ARG A B C=$A", "ARG ''", "ARG A ="])
        extra = r.choice(["BASE=alpine", "TAG=3", "BASE=busybox", "TAG"]) if r.random() < 0.2 else one()
        return "ARG " + " ".join([extra] + [one() for _ in range(r.choice([0, 0, 0, 1, 2]))])

    def pairs(self, keyword):
        w, r = self.words, self.rng
        if r.random() < 0.15:
            return f"{keyword} {w.name()} {w.text()}"
        if r.random() < 0.03:
            return keyword + r.choice([" A", " =x", " A=1 b", "", " --x=1", " A=", ' "a b"=c', " 'x'", " $A=1", " a\\ b=c", ' A="x', " A=1  B=2 ", " ${B}=1", ' ""=x'])
        return keyword + " " + "  ".join(f"{w.name()}={w.word()}" for _ in range(r.randint(1, 3)))

    def plain(self, keyword, odd=()):
        r = self.rng
        if odd and r.random() < 0.35:
            return f"{keyword} {r.choice(list(odd))}"
        return f"{keyword} {self.words.word()}"

    # Commands

    def command(self):
        r = self.rng
        if r.random() < 0.3:
            return self.json_array([r.choice(["sh", "-c", "echo", "$A", "a b", "", "<&>", "é", "\t", "\u2028"]) for _ in range(r.randint(0, 3))])
        return r.choice(["echo hi", "apk add  x", "make -j$A", "  true", "echo \"a  b\" 'c' ", "cat <file", "a && b || c", "echo $A ${B:-x} \\$C", "test [ x ]", "echo <<<x", "[ -f x ]",
                         "echo é日", "echo '<<E'", "x=1 y", "--flag", "-- x", "echo a # b", ": <&2", "echo \"<<E\""])

    def bodies(self, names):
        r, out = self.rng, ""
        for name in names:
            bare, dash = name.strip("-").strip("'\""), name.startswith("-")
            bare = bare.replace("\\", "")
            for _ in range(r.randrange(4)):
                out += r.choice(["", "\t", "  "]) + r.choice(["echo $A ${B:-c}", "# not a comment", "x \\", "", "FROM y", "\"q\" 'r'", "#!/bin/sh", "EO", "é $é", "\\$A \\\\", "`$A`",
                                                              "${A", "$", "$(x) ${A#a}", "  trailing  ", "tab\there"]) + "\n"
            out += ("\t" if dash and self.chance(0.5) else "") + bare + "\n"
        return out[:-1]

    def heredoc(self):
        r = self.rng
        name = r.choice(SCHEMES)
        dash = "-" if r.random() < 0.3 else ""
        return r.choice(["<<", "<<", "<<", "3<<", "<< ", "0<<", "<<"]) + dash + name, dash + name

    def run(self):
        r = self.rng
        text = "RUN " + "".join(self.run_flag() + " " for _ in range(r.choice([0, 0, 0, 0, 1, 1, 2, 3])))
        if r.random() < 0.14:
            docs = [self.heredoc() for _ in range(r.choice([1, 1, 1, 2]))]
            words = [d[0] for d in docs]
            line = r.choice(["{}", "{}", "{}", "cat {}", "python3 {} x", "{} > /x", "{} && y"]).format(" ".join(words))
            return text + line + "\n" + self.bodies([d[1] for d in docs])
        if r.random() < 0.01:
            return r.choice(["RUN", "RUN  ", text.strip(), "RUN []", "RUN [\"\"]", "RUN <<E\nx", "RUN --", "RUN -- x", "RUN --mount"])
        return text + self.command()

    def run_flag(self):
        r = self.rng
        kind = r.randrange(12)
        if kind == 0:
            return "--network=" + r.choice(["none", "host", "default", "none", "NONE", "", "bridge"])
        if kind == 1:
            return "--security=" + r.choice(["sandbox", "insecure", "sandbox", "x"]) if self.chance(0.5) else "--network=none"
        if kind == 2 and self.chance(0.1):
            return r.choice(["--device=x", "--bad", "--mont=type=cache", "--network", "--mount", "--mount=", "--Mount=type=tmpfs,target=/x", "--security=", '--mount="type=tmpfs,target=/x y"'])
        return "--mount=" + self.mount()

    def mount(self):
        r, w = self.rng, self.words
        kind = r.choice(["bind", "cache", "tmpfs", "secret", "ssh", "cache", "bind", "Cache" if self.chance(0.1) else "secret"])
        parts = [] if kind == "bind" and self.chance(0.3) else ["type=" + kind]
        key = lambda *names: r.choice(names).upper() if self.chance(0.04) else r.choice(names)
        if self.chance(0.85) if kind in ("bind", "cache", "tmpfs") else self.chance(0.3):
            parts.append(key("target", "dst", "destination") + "=" + r.choice(["/m", "/root/.cache", "rel", "/a/../b", "$A", "/", "/m/", "/x/${B:-y}", ".", "", "/dev/shm", "//m", "/m/n"]))
        options = {"bind": [("source", "src"), ("from",), ("ro",), ("rw",)], "cache": [("id",), ("sharing",), ("uid",), ("gid",), ("mode",), ("source",), ("from",), ("ro",)],
                   "tmpfs": [("size",), ("size",)], "secret": [("id",), ("id",), ("env",), ("uid",), ("gid",), ("mode",), ("required",), ("source",)],
                   "ssh": [("id",), ("required",), ("mode",), ("uid",)]}
        pool = options[kind.lower()] if self.chance(0.95) else sum(options.values(), [("readonly",), ("size",), ("nope",)])
        for names in r.sample(pool, min(len(pool), r.randrange(4))):
            parts.append(self.mount_option(r.choice(names)))
        if self.chance(0.05):
            r.shuffle(parts)
        text = ",".join(parts)
        return text if self.chance(0.98) else r.choice([text + ",", "," + text, '"' + text + '"', text + ',"x', text + ", id=x", text.replace("=", " =", 1)])

    def mount_option(self, name):
        r = self.rng
        values = {
            "source": ["/", "a", "/a/b", "../x", "$A", "a/", "", "."], "src": ["a", "/b"], "from": [self.source(), self.source(), "$A", ""],
            "id": ["k", "a/b", "$A", "x y", "", "é", "${A:-d}", "/abs", "."], "sharing": ["shared", "private", "locked", "LOCKED", "x", "$A", "lock"],
            "uid": ["0", "1000", "$A", "x", "-1", ""], "gid": ["0", "5", "${B:-7}", "4294967296"], "mode": ["0755", "700", "x", "$A", "0o7", "9", ""],
            "size": ["64m", "1g", "100", "x", "$A", "0", "1.5k", "", "-1"], "env": ["E", "$A", "A_B", ""],
        }
        if name in ("ro", "rw", "readonly", "readwrite", "required"):
            return name + r.choice(["", "", "=true", "=false", "=1", "=x", "=TRUE", "="])
        if name == "nope":
            return r.choice(["nope=1", "x", "targt=/x", "typ=bind", "=", "id", "from"])
        chosen = values[name][:2] if self.chance(0.7) else values[name]
        return f"{name}={r.choice(chosen)}"

    # Copies

    def copy_flags(self, keyword):
        r, out = self.rng, []
        names = ["chown", "chmod", "link", "exclude"] + (["from", "parents", "from"] if keyword == "COPY" else ["checksum", "unpack", "keep-git-dir"])
        for name in r.sample(names, r.choice([0, 0, 1, 1, 2, 3])):
            if name == "from":
                out.append("--from=" + self.source())
            elif name == "chown":
                out.append("--chown=" + r.choice(CHOWN[:6] if self.chance(0.8) else CHOWN))
            elif name == "chmod":
                out.append("--chmod=" + r.choice(CHMOD[:6] if self.chance(0.8) else CHMOD))
            elif name == "exclude":
                out += ["--exclude=" + r.choice(["*.txt", "**/x", "a", "!a", "$A", "", "/a", "[", "a/", "./a", "..", "a b"[:1]]) for _ in range(r.choice([1, 1, 2]))]
            elif name == "checksum":
                out.append("--checksum=" + r.choice([SHA256, SHA1, "$A", "", "sha256:xx", "md5:" + "a" * 32, SHA1[:10], "sha512:" + "a" * 128, "sha256:" + "AB" * 32]) if self.chance(0.4) else "--link")
            else:
                out.append(f"--{name}" + r.choice(["", "", "=true", "=false", "=True", "=x" if self.chance(0.2) else "=FALSE", "=" if self.chance(0.1) else ""]))
        if self.chance(0.01):
            out.append(r.choice(["--nope", "--chwon=1", "--from", "--link=1", "--chmod", "--", "--exclude", "--parents=", "--chown=1", "--checksum=x", "--form=x", "---", "--=x"]))
        return out

    def copy_source(self, keyword):
        r = self.rng
        if keyword == "ADD" and self.chance(0.45) or self.chance(0.01):
            return r.choice(GIT if self.chance(0.6) else HTTP)
        return r.choice(["data.txt", "src", "src/a.c", ".", "*.txt", "/", "dir", "dir/", "./src/./a", "missing", "../up", "arch.tar", "src/*/b", "s[r]c"]) if self.chance(0.75) else self.words.path()

    def copy(self, keyword):
        r = self.rng
        flags = self.copy_flags(keyword)
        sources = [self.copy_source(keyword) for _ in range(r.choice([1, 1, 1, 2, 3]))]
        destination = self.words.path()
        if self.chance(0.12):
            docs = [self.heredoc() for _ in range(r.choice([1, 1, 2]))]
            mixed = [d[0] for d in docs] + (sources if self.chance(0.2) else [])
            return " ".join([keyword, *flags, *mixed, destination]) + "\n" + self.bodies([d[1] for d in docs])
        if self.chance(0.12):
            return " ".join([keyword, *flags, self.json_array(sources + [destination])])
        if self.chance(0.01):
            return r.choice([keyword, f"{keyword} a", f"{keyword} []", f'{keyword} ["a"]', f"{keyword} a <<E\nx\nE", f"{keyword} --link", f"{keyword} '' /x", f'{keyword} a ""', f"{keyword} <<E", f"{keyword} <<E /x\nx"])
        return " ".join([keyword, *flags, *sources, destination])

    # Everything else

    def health(self):
        r = self.rng
        if r.random() < 0.2:
            return r.choice(["HEALTHCHECK NONE", "HEALTHCHECK none", "HEALTHCHECK NONE x", "HEALTHCHECK", "HEALTHCHECK CMD", "HEALTHCHECK x y", "HEALTHCHECK --interval=1s NONE", "HEALTHCHECK CMD []"])
        flags = "".join(f"--{f}={r.choice(['30s', '1m', '1h30m', '0s', '500ms', '1', '-1s', '1.5s', 'x', '0', '1us', '100ns', '3'] [:4 if self.chance(0.9) else 13])} "
                        for f in r.sample(["interval", "timeout", "start-period", "start-interval"], r.randrange(3)))
        if self.chance(0.3):
            flags += "--retries=" + r.choice(["3", "0", "1", "-1", "x", "999999999999"][:3 if self.chance(0.8) else 6]) + " "
        return f"HEALTHCHECK {flags}{r.choice(['CMD', 'cmd', 'CMD'])} {self.command()}"

    def expose(self):
        r = self.rng
        ports = ["80", "443/tcp", "53/udp", "8000-8003", "8000-8002/udp", "$A", "${B:-99}", "1.2.3.4:80:90", "0", "65535", "80/TCP", "9/sctp", "70000", "x", "80-79", "a:80", "80/", "/tcp", ":80",
                 "8080:80", "8000-8001:80-81", "[::1]:80:90", "80/icmp", "", "1-2:3", "080", "+80", '"80 81"', "::1:80:90", "80:", "1-70000"]
        return "EXPOSE " + " ".join(r.choice(ports[:7] if self.chance(0.85) else ports) for _ in range(r.randint(1, 3)))

    def onbuild(self):
        r = self.rng
        if r.random() < 0.1:
            return r.choice(["ONBUILD", "ONBUILD FROM x", "ONBUILD ONBUILD RUN x", "ONBUILD MAINTAINER x", "ONBUILD NOPE", "onbuild  run   x", "ONBUILD RUN", "ONBUILD RUN --bad x", "ONBUILD COPY a"])
        return "ONBUILD " + self.any(False)

    def any(self, nested=True):
        r = self.rng
        kind = r.randrange(100)
        if kind < 22:
            return self.run()
        if kind < 38:
            return self.copy("COPY")
        if kind < 50:
            return self.copy("ADD")
        if kind < 58:
            return self.pairs("ENV")
        if kind < 65:
            return self.arg()
        if kind < 69:
            return self.pairs("LABEL")
        if kind < 74:
            return self.plain("WORKDIR", PATHS + ["", "a b"])
        if kind < 78:
            return self.plain("USER", ["root", "1000:1000", "$A", "", "a:b"])
        if kind < 82:
            return self.expose()
        if kind < 85:
            return r.choice(["VOLUME " + self.words.path(), "VOLUME " + self.json_array(["/v", "$A"]), "VOLUME /a  /b $A", "VOLUME", 'VOLUME [""]', 'VOLUME [" /x "]', "VOLUME []", "VOLUME $NOPE"][:8 if self.chance(0.3) else 3])
        if kind < 88:
            return r.choice(["CMD ", "ENTRYPOINT "]) + self.command()
        if kind < 90:
            return r.choice(["CMD", "ENTRYPOINT", "CMD []", "ENTRYPOINT []", "cmd  x"])
        if kind < 92:
            return "SHELL " + self.json_array(["/bin/bash", "-c"]) if self.chance(0.9) else r.choice(["SHELL /bin/sh", "SHELL []", "SHELL"])
        if kind < 94:
            return self.plain("STOPSIGNAL", ["SIGTERM", "9", "SIGKILL", "RTMIN+1", "SIGRTMAX-3", "nope", "0", "-1", "--x SIGTERM", "sigterm", "TERM", "65", "$A"])
        if kind < 95:
            return r.choice(["MAINTAINER me <a@b>", "MAINTAINER", "MAINTAINER $A", 'MAINTAINER ["x"]'])
        if kind < 97:
            return self.health()
        if kind < 99 and nested:
            return self.onbuild()
        return self.run()
