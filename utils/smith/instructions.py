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
       "https://host/x.git?ref=a&ref=b", "https://host/x.git?submodules", "https://host/x.git/", "https://host/x.gitx", "https://host/x.git?branch=a#a", "git@host", "git@127.0.0.1:/abs/r.git?ref=x#:sub", "https://host/x.git?fetch-by-commit=x", "https://host/a b.git", "git://h/%41b.git#é", "https://host/%ff/x.git?ref=%C3%A9", "https://host/x.git?subdir=%E2"]
HTTP = ["https://host/f.txt", "http://host/a/b.tar.gz", "https://host/", "https://host", "https://host/a%20b?x=1", "https://host/a/?q#frag", "http://host/é", "https://host/a%e2",
        "https://host/a/..", "http://user:pw@host/x", "https://host/x\\y", "http://host:80/a;b", "https://host/.", "https://host/%zz", "http://[::1]/x", "HTTPS://host/x", "https:///x",
        "http://host/$A", "https://host/a b"]
CHOWN = ["1000", "1000:1000", "app", "app:app", "0:0", "$A", "root:${B:-g}", "", ":", "a:b:c", "-1", "4294967296", "01", "+1", "1:", ":1", "é"]
CHMOD = ["644", "0755", "7777", "u+x", "a=rX", "go-w,u=rwx", "$A", "0", "8", "99999", "", "u+", "+x", "rwx", "u=g", "0o644", "+644", "-1", "u+x,", "1777", "=", "a+rwxXst", "ug=o", "755 "]
SCHEMES = ["EOF", "E", "'E'", '"E"', "E-1", "a.b", "E\\F", "1", "./x", "$A"]


class Instructions:
    def __init__(self, rng, words, wild):
        self.rng, self.words, self.wild = rng, words, wild
        self.stages, self.contexts = [], []

    def pick(self, *choices):
        return self.rng.choice(choices)

    def chance(self, p):
        return self.rng.random() < p

    def odd(self, p):
        """Whether to make a mistake that is made with this probability where mistakes are made."""
        return self.chance(p) and self.wild

    def some(self, choices, tame):
        """One of all choices, or only of the first `tame` ones where no mistakes are made."""
        return self.rng.choice(choices if self.wild else choices[:tame])

    def json_array(self, items):
        r = self.rng
        text = json.dumps(items, ensure_ascii=self.chance(0.3))
        kind = r.randrange(16) if self.wild or self.chance(0.2) else 9
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
            return name.lower() if not self.wild else name.upper() if r.random() < 0.1 else name
        if self.contexts and r.random() < 0.4:
            return r.choice(self.contexts)
        return r.choice(images.REFERENCES + ["scratch", "alpine", "0", "busybox", "1", "2", "missing", "$A", "-1", "01", "Alpine", "a b", "late", "context", "alpine:3"][:r.choice([3, 5, 14]) if self.wild else 2])

    # Stages and words

    def from_(self, name=None):
        r, base = self.rng, self.source()
        if r.random() < 0.2:
            base = self.some(["scratch", "${BASE:-alpine}", "alpine:${TAG:-3}", '"alpine"', "'busybox'", "al\\pine", "$BASE", "alpine:${TAG}", "${NOPE}", "0", "stage-0"], 6)
        flag = ""
        if r.random() < 0.2:
            flag = "--platform=" + self.some(["linux/arm64", "$BUILDPLATFORM", "$TARGETPLATFORM", "linux/${TARGETARCH}", "linux/arm/v7", "amd64", "linux/x86_64", "windows/amd64", "linux/arm64/v8",
                                             "$NOPE", "bad/x/y/z/w", "freebsd/amd64", "linux/arm64/v8", "linux", "", "LINUX/AMD64", "linux(1.2)/amd64", "windows/amd64", "windows(10.0.17763)/amd64",
                                             "linux/amd64/v2", "linux/arm", "darwin/arm64", "$BUILDOS/$BUILDARCH", "linux/arm64/", "/amd64", "local", "linux/aarch64", "linux/armhf", "windows", "l nux"[:1],
                                             "${TARGETOS}/${NOPE}", "linux/\u212a", "linux/amd64,linux/arm64", "linux(1.2+x)/amd64"], 9) + " "
        text = f"FROM {flag}{base}"
        if name:
            text += r.choice([" AS ", " as ", " As ", " AS\t"]) + name
        if self.odd(0.01):
            text = r.choice(["FROM", "FROM ''", "FROM a b", "FROM a b c", "FROM alpine AS 1x", "FROM alpine AS a/b", "FROM --platfrom=x alpine", "FROM --platform=a --platform=b alpine",
                             "FROM alpine AS", "FROM alpine as a b", "FROM --bad alpine", "FROM alpine AS $A", "FROM alpine:bad:tag", "FROM ALPINE",
                             "FROM alpine AS \u212aelvin", "FROM alpine AS A", "FROM alpine@sha256:abc", "FROM --platform alpine", "FROM --platform= alpine", "FROM ${", "FROM $A$B$", "FROM alpine AS context",
                             "FROM alpine AS scratch", "FROM [\"alpine\"]", "FROM alpine\\", "FROM <<E\nE", "FROM alpine AS -x", "FROM alpine AS x--y", "FROM alpine AS 9", "FROM scratch AS É", "FROM https://x/y",
                             "FROM alpine # x", "FROM alpine:${TAG:?no tag}", "FROM alpine as", "FROM  alpine  as  z "])
        return text

    def arg(self):
        w, r = self.words, self.rng
        one = lambda: w.name() + ("=" + w.word() if self.chance(0.6) else "")
        if self.odd(0.02):
            return r.choice(["ARG", "ARG =x", "ARG a b=", "ARG --x A=1", "ARG 'A=1'", 'ARG "A"="x y"', "ARG A=a b=c", "ARG A B C=$A", "ARG ''", "ARG A =", "ARG A='", "ARG A=$A", "ARG A=${A:-x}${A}", "ARG A=a A=b", "ARG A=${NOPE:?x}", "ARG a-b=c", "ARG $A=1", "ARG A=\"a b\" B='c d'",
                             "ARG A=a\\ b", "ARG SECRET_KEY=x", "ARG GITHUB_TOKEN", "ARG [\"A\"]", "ARG A==", "ARG BUILDPLATFORM=x", "ARG TARGETPLATFORM=linux/s390x", "ARG HTTPS_PROXY=p"])
        extra = r.choice(["BASE=alpine", "TAG=3", "BASE=busybox", "TAG"]) if r.random() < 0.2 else one()
        return "ARG " + " ".join([extra] + [one() for _ in range(r.choice([0, 0, 0, 1, 2]))])

    def pairs(self, keyword):
        w, r = self.words, self.rng
        if r.random() < 0.15:
            return f"{keyword} {w.name()} {w.text()}x"
        if self.odd(0.03):
            return keyword + r.choice([" A", " =x", " A=1 b", "", " --x=1", " A=", ' "a b"=c', " 'x'", " $A=1", " a\\ b=c", ' A="x', " A=1  B=2 ", " ${B}=1", ' ""=x', " PASSWORD=x", " api_key x", " A = b", " A=b \\", ' ["A"]', " A=${B", " A=$A B=$A", " A=a A=$A", " A=1 =2", "\tA\tb", " A=\t", " é=é", ' "A"="b"',
                                         " 'A B'='c'", " A=<<E", " A=a#b", " A=# b", ' A="a\\"b"', " A='a' 'b'", ' com.example="a b" x.y=z'])
        return keyword + " " + "  ".join(f"{w.name()}={w.word()}" for _ in range(r.randint(1, 3)))

    def plain(self, keyword, odd=()):
        r = self.rng
        if odd and self.wild and r.random() < 0.35:
            return f"{keyword} {r.choice(list(odd))}"
        if not self.wild:
            return f"{keyword} {r.choice(['/', ''])}{self.words.word()}x"
        return f"{keyword} {self.words.word()}"

    # Commands

    def command(self):
        r = self.rng
        if r.random() < 0.3:
            return self.json_array([r.choice(["sh", "-c", "echo", "$A", "a b", "", "<&>", "é", "\t", "\u2028"]) for _ in range(r.randint(0 if self.wild else 1, 3))])
        return r.choice(["echo hi", "apk add  x", "make -j$A", "  true", "echo \"a  b\" 'c' ", "cat <file", "a && b || c", "echo $A ${B:-x} \\$C", "test [ x ]", "echo <<<x", "[ -f x ]",
                         "echo é日", "echo \u212a", "\u0085x", "echo a\u00a0", "%s", "echo '<<E'", "x=1 y", "--flag", "-- x", "echo a # b", ": <&2", "echo \"<<E\""])

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
        name = self.some(SCHEMES, 6)
        dash = "-" if r.random() < 0.3 else ""
        return self.some(["<<", "<<", "<<", "3<<", "0<<", "<<", "<< "], 6) + dash + name, dash + name

    def run(self):
        r = self.rng
        text = "RUN " + "".join(self.run_flag() + " " for _ in range(r.choice([0, 0, 0, 0, 1, 1, 2, 3])))
        if r.random() < 0.14:
            docs = [self.heredoc() for _ in range(r.choice([1, 1, 1, 2]))]
            words = [d[0] for d in docs]
            line = r.choice(["{}", "{}", "{}", "cat {}", "python3 {} x", "{} > /x", "{} && y"]).format(" ".join(words))
            return text + line + "\n" + self.bodies([d[1] for d in docs])
        if self.odd(0.01):
            return r.choice(["RUN", "RUN  ", text.strip(), "RUN []", "RUN [\"\"]", "RUN <<E\nx", "RUN --", "RUN -- x", "RUN --mount", "RUN <<E", "RUN <<", "RUN <<E <<F\nx\nE\ny\nF", "RUN <<-E\n\tx\n\tE", "RUN --network=none", "RUN [\"a\", 'b']", "RUN [\"a\"",
                             "RUN --mount=type=tmpfs,target=/a --mount=type=tmpfs,target=/a x", "RUN --network=none --network=host x", "RUN --mount=type=cache,target=/c,from=, x", "RUN <<'E'\n$A\nE\nRUN y",
                             "RUN cat <<E | sh\n#!/bin/sh\nE", "RUN <<E sh\nx\nE", "RUN <<\"E F\"\nx\nE F", "RUN 3<<E cat\nE", "RUN <<E\n#!/bin/python\nx\nE", "RUN <<E\n#!\nE", "RUN --security=insecure --network=host x"])
        return text + self.command()

    def run_flag(self):
        r = self.rng
        kind = r.randrange(12)
        if kind == 0:
            return "--network=" + self.some(["none", "host", "default", "none", "NONE", "", "bridge"], 4)
        if kind == 1:
            return "--security=" + self.some(["sandbox", "insecure", "sandbox", "x"], 3) if self.chance(0.5) else "--network=none"
        if kind == 2 and self.odd(0.2):
            return r.choice(["--device=x", "--bad", "--mont=type=cache", "--network=$A", "--security=$A", "--MOUNT=x", "--mount=type=bind,target=/x --", "--mount='type=tmpfs,target=/y'", "--mount=${A}", "--=", "--network", "--mount", "--mount=", "--Mount=type=tmpfs,target=/x", "--security=", '--mount="type=tmpfs,target=/x y"'])
        return "--mount=" + self.mount()

    def mount(self):
        r, w = self.rng, self.words
        kind = r.choice(["bind", "cache", "tmpfs", "secret", "ssh", "cache", "bind", "Cache" if self.chance(0.1) else "secret"])
        parts = [] if kind == "bind" and self.chance(0.3) else ["type=" + kind]
        key = lambda *names: r.choice(names).upper() if self.chance(0.04) else r.choice(names)
        if not self.wild or self.chance(0.85 if kind in ("bind", "cache", "tmpfs") else 0.3):
            parts.append(key("target", "dst", "destination") + "=" + r.choice(["/m", "/root/.cache", "rel", "/a/../b", "$A", "/", "/m/", "/x/${B:-y}", ".", "", "/dev/shm", "//m", "/m/n"] if self.wild else ["/m", "/root/.cache", "rel", "/a/../b", "/n/", "/x/${B:-y}", "/o", "//m", "/m/n"]))
        options = {"bind": [("source", "src"), ("from",), ("ro",), ("rw",)], "cache": [("id",), ("sharing",), ("uid",), ("gid",), ("mode",), ("source",), ("from",), ("ro",)],
                   "tmpfs": [("size",), ("size",)], "secret": [("id",), ("id",), ("env",), ("uid",), ("gid",), ("mode",), ("required",), ("source",)],
                   "ssh": [("id",), ("required",), ("mode",), ("uid",)]}
        pool = options[kind.lower()] if not self.odd(0.1) else sum(options.values(), [("readonly",), ("size",), ("nope",)])
        for names in r.sample(pool, min(len(pool), r.randrange(4))):
            parts.append(self.mount_option(r.choice(names)))
        if self.chance(0.05):
            r.shuffle(parts)
        text = ",".join(parts)
        return text if not self.odd(0.04) else r.choice([text + ",", "," + text, '"' + text + '"', text + ',"x', text + ", id=x", text.replace("=", " =", 1)])

    def mount_option(self, name):
        r = self.rng
        values = {
            "source": ["/", "a", "/a/b", "../x", "$A", "a/", "", ".", "*", "a b"[:1], "//a", "/a/./b", "${A", "É"], "src": ["a", "/b"], "from": [self.source(), self.source(), "$A", ""],
            "id": ["k", "a/b", "$A", "x y", "", "é", "${A:-d}", "/abs", "."], "sharing": ["shared", "private", "locked", "LOCKED", "x", "$A", "lock"],
            "uid": ["0", "1000", "$A", "x", "-1", ""], "gid": ["0", "5", "${B:-7}", "4294967296"], "mode": ["0755", "700", "x", "$A", "0o7", "9", ""],
            "size": ["64m", "1g", "100", "x", "$A", "0", "1.5k", "", "-1"], "env": ["E", "$A", "A_B", ""],
        }
        if name in ("ro", "rw", "readonly", "readwrite", "required"):
            return name + self.some(["", "", "=true", "=false", "=1", "=TRUE", "=x", "="], 6)
        if name == "nope":
            return r.choice(["nope=1", "x", "targt=/x", "typ=bind", "=", "id", "from"])
        chosen = values[name] if self.odd(0.3) else values[name][:1 if name == "gid" else 2]
        return f"{name}={r.choice(chosen)}"

    # Copies

    def copy_flags(self, keyword):
        r, out = self.rng, []
        names = ["chown", "chmod", "link", "exclude"] + (["from", "parents"] + ["from"] * self.wild if keyword == "COPY" else ["checksum", "unpack", "keep-git-dir"])
        for name in r.sample(names, r.choice([0, 0, 1, 1, 2, 3])):
            if name == "from":
                out.append("--from=" + self.source())
            elif name == "chown":
                out.append("--chown=" + r.choice(CHOWN if self.odd(0.3) else CHOWN[:6]))
            elif name == "chmod":
                out.append("--chmod=" + r.choice(CHMOD if self.odd(0.3) else CHMOD[:6]))
            elif name == "exclude":
                out += ["--exclude=" + r.choice(["*.txt", "**/x", "a", "!a", "$A", "", "/a", "[", "a/", "./a", "..", "a b"[:1]][:None if self.wild else 5]) for _ in range(r.choice([1, 1, 2]))]
            elif name == "checksum":
                out.append("--checksum=" + r.choice([SHA256, SHA1, "$A", "", "sha256:xx", "md5:" + "a" * 32, SHA1[:10], "sha512:" + "a" * 128, "sha256:" + "AB" * 32]) if self.odd(0.7) else "--unpack=false" if "unpack" not in str(out) and keyword == "ADD" and "unpack" not in names else "--exclude=q")
            else:
                out.append(f"--{name}" + r.choice(["", "", "=true", "=false", "=True", "=x" if self.odd(0.2) else "=FALSE", "=" if self.odd(0.1) else ""]))
        if self.odd(0.01):
            out.append(r.choice(["--chown=1 --chown=2", "--from=a --from=b", "--link --link", "--exclude=a --exclude=a", "--CHOWN=1", "--from=", "--from=''", "--from='base'", "--from=ba\\se", "--from=\u212a",
                                 "--parents --parents=false", "--unpack", "--keep-git-dir", "--checksum", "--chmod=a --chmod=b", "--from=alpine:bad:tag", "--from=99999999999999999999", "--from=+1", "--from=0x0",
                                 "--nope", "--chwon=1", "--from", "--link=1", "--chmod", "--", "--exclude", "--parents=", "--chown=1", "--checksum=x", "--form=x", "---", "--=x"]))
        return out

    def copy_source(self, keyword):
        r = self.rng
        if keyword == "ADD" and self.chance(0.45) or self.odd(0.01):
            return r.choice((GIT if self.chance(0.6) else HTTP)[:None if self.wild else 10])
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
        if self.odd(0.01):
            return r.choice([keyword, f"{keyword} a", f"{keyword} []", f'{keyword} ["a"]', f"{keyword} a <<E\nx\nE", f"{keyword} --link", f"{keyword} '' /x", f'{keyword} a ""', f"{keyword} <<E", f"{keyword} <<E /x\nx",
                             f"{keyword} <<E <<F /x/\na\nE\nb\nF", f"{keyword} <<E <<E /x\na\nE\nb\nE", f"{keyword} [\"a\", \"b\"", f"{keyword} ['a', 'b']", f"{keyword} a b c", f"{keyword} a b c/", f"{keyword} * x",
                             f"{keyword} <<E /x\n$A\nE", f"{keyword} <<'E' /x\n$A\nE", f"{keyword} <<-E /x\n\ta\n\tE", f"{keyword} $A $B", f"{keyword} a\\ b /c", f"{keyword} \"a b\" /c", f"{keyword} a $NOPE", f"{keyword} $NOPE a",
                             f"{keyword} [] x", f"{keyword} [\"a\"] x", f"{keyword} https://host/f git@127.0.0.1:a/b.git /x", f"{keyword} -- a b", f"{keyword} a /${{A", f"{keyword} a \u00a0"])
        return " ".join([keyword, *flags, *sources, destination])

    # Everything else

    def health(self):
        r = self.rng
        if r.random() < 0.2:
            return self.some(["HEALTHCHECK NONE", "HEALTHCHECK none", "HEALTHCHECK  NONE ", "HEALTHCHECK NONE x", "HEALTHCHECK", "HEALTHCHECK CMD", "HEALTHCHECK x y", "HEALTHCHECK --interval=1s NONE", "HEALTHCHECK CMD []",
                             "HEALTHCHECK NONE NONE", "HEALTHCHECK [\"CMD\", \"x\"]", "HEALTHCHECK --bad CMD x", "HEALTHCHECK --interval CMD x", "HEALTHCHECK --interval= CMD x", "HEALTHCHECK --timeout=1s --timeout=2s CMD x",
                             "HEALTHCHECK CMD [\"a\"", "HEALTHCHECK --retries=$A CMD x", "HEALTHCHECK --interval=$A CMD x", "HEALTHCHECK --interval=1h1m1.5s CMD x", "HEALTHCHECK --interval=9999999h CMD x",
                             "HEALTHCHECK --start-period=1d CMD x", "HEALTHCHECK \u017fMD x", "HEALTHCHECK --retries=+3 CMD x", "HEALTHCHECK --retries=03 CMD x", "HEALTHCHECK CMD  a  \"b\" "], 3)
        flags = "".join(f"--{f}={r.choice(['30s', '1m', '1h30m', '0s', '500ms', '1', '-1s', '1.5s', 'x', '0', '1us', '100ns', '3'] [:13 if self.odd(0.3) else 4])} "
                        for f in r.sample(["interval", "timeout", "start-period", "start-interval"], r.randrange(3)))
        if self.chance(0.3):
            flags += "--retries=" + r.choice(["3", "0", "1", "-1", "x", "999999999999"][:6 if self.odd(0.3) else 3]) + " "
        return f"HEALTHCHECK {flags}{r.choice(['CMD', 'cmd', 'CMD'])} {self.command()}"

    def expose(self):
        r = self.rng
        ports = ["80", "443/tcp", "53/udp", "8000-8003", "8000-8002/udp", "$A", "${B:-99}", "1.2.3.4:80:90", "0", "65535", "80/TCP", "9/sctp", "70000", "x", "80-79", "a:80", "80/", "/tcp", ":80",
                 "8080:80", "8000-8001:80-81", "[::1]:80:90", "80/icmp", "", "1-2:3", "080", "+80", '"80 81"', "::1:80:90", "80:", "1-70000",
                 "0-1", "-1", "80-", "-80", "8-9/udp/x", "1.2.3:80:90", "[::1%eth0]:80:90", "127.0.0.1::90", "80/Sctp", "$A/tcp", "80,81", "0080", "65536", "9-8/tcp", "80-81:90", "80:90-91", "1-2:3-4/udp", "80 /tcp", "é"]
        return "EXPOSE " + " ".join(r.choice(ports if self.odd(0.3) else ports[:7]) for _ in range(r.randint(1, 3)))

    def onbuild(self):
        r = self.rng
        if self.odd(0.2):
            return r.choice(["ONBUILD", "ONBUILD FROM x", "ONBUILD ONBUILD RUN x", "ONBUILD MAINTAINER x", "ONBUILD NOPE", "onbuild  run   x", "ONBUILD RUN", "ONBUILD RUN --bad x", "ONBUILD COPY a", "ONBUILD onbuild RUN x", "ONBUILD from x", "ONBUILD \\\n RUN x", "ONBUILD RUN <<E\nx\nE", "ONBUILD COPY --from=base a b",
                             "ONBUILD CMD [\"a\"", "ONBUILD [\"RUN\", \"x\"]", "ONBUILD --x RUN y", "ONBUILD RUN --mount=from=base,target=/x y", "ONBUILD ENV", "ONBUILD ENV A=$A", "ONBUILD #x", "ONBUILD ARG A", "ONBUILD EXPOSE x",
                             "ONBUILD HEALTHCHECK NONE", "ONBUILD STOPSIGNAL nope", "ONBUILD\tRUN x"])
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
            return self.plain("WORKDIR", PATHS + ["", "a b", "--x /a", '["/a"]', "$NOPE", "/$NOPE", '"/a b"', "'$A'", "$PATH", "a\\ b"])
        if kind < 78:
            return self.plain("USER", ["root", "1000:1000", "$A", "", "a:b", "a b", "--x y", "a:b:c", ":", "1000", '"a"', "É", "$NOPE", "${A:-x}:${B:-y}", '["a"]', "-1", "root:root "])
        if kind < 82:
            return self.expose()
        if kind < 85:
            return r.choice(["VOLUME " + self.words.path(), "VOLUME " + self.json_array(["/v", "$A"]), "VOLUME /a  /b $A", "VOLUME", 'VOLUME [""]', 'VOLUME [" /x "]', "VOLUME []", "VOLUME $NOPE", "VOLUME [\"/a\", \"\"]", "VOLUME a b", "VOLUME [\"/a\"", "VOLUME --x /a", "VOLUME [\"/a\", \"/a\"]", "VOLUME \"/a b\"", "VOLUME ''", "VOLUME C:\\\\x", "VOLUME [ ]"][:None if self.odd(0.3) else 2])
        if kind < 88:
            return r.choice(["CMD ", "ENTRYPOINT "]) + self.command()
        if kind < 90:
            return self.some(["CMD", "ENTRYPOINT", "CMD []", "ENTRYPOINT []", "cmd  x", "CMD [\"\"]", "CMD --x y", "CMD [\"a\", 1]", "ENTRYPOINT [\"a\"] b", "ENTRYPOINT --x", "CMD <<E\nE", "CMD $A", "ENTRYPOINT \\\n", "CMD  \u00a0x "], 5)
        if kind < 92:
            return "SHELL " + self.json_array(["/bin/bash", "-c"]) if not self.odd(0.3) else r.choice(["SHELL /bin/sh", "SHELL []", "SHELL", "SHELL [\"\"]", "SHELL [\"a\"", "SHELL --x [\"a\"]", "SHELL [\"powershell\", \"-command\"]", "SHELL [\"$A\"]", "SHELL [1]", "SHELL ['a']", "SHELL [\"a\"] b",
                                                                                                           "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]"])
        if kind < 94:
            return self.plain("STOPSIGNAL", ["SIGTERM", "9", "SIGKILL", "RTMIN+1", "SIGRTMAX-3", "nope", "0", "-1", "--x SIGTERM", "sigterm", "TERM", "65", "$A", "+9", "99999999999", "RTMIN+16", "SIGRTMAX", "RTMIN", "RTMIN-1", "SIG", "SIGSIGTERM", "\u017fIGTERM", "SIGTERM SIGKILL",
                                             "1.5", "RTMIN+0", "RTMIN+01", "0x9", "[\"SIGTERM\"]", "${A:-SIGINT}", "CLD", "SIGSTKFLT", "UNUSED"]) if self.wild else "STOPSIGNAL " + r.choice(["SIGTERM", "9", "SIGKILL", "RTMIN+1", "SIGRTMAX-3"])
        if kind < 95:
            return self.some(["MAINTAINER me <a@b>", "MAINTAINER $A", "MAINTAINER", "MAINTAINER $A", 'MAINTAINER ["x"]', "MAINTAINER  a  b ", "MAINTAINER --x", "MAINTAINER É \\\n b"], 2)
        if kind < 97:
            return self.health()
        if kind < 99 and nested:
            return self.onbuild()
        return self.run()
