"""Words of a Dockerfile: literals, quotes, escapes and every form of expansion."""
NAMES = ["A", "B", "FOO", "foo", "V_1", "_x", "PATH", "TARGETARCH", "TARGETPLATFORM", "BUILDOS", "NOPE", "http_proxy", "é", "TARGETSTAGE",
         "HTTP_PROXY", "TARGETVARIANT", "TARGETOS", "BUILDPLATFORM", "SOURCE_DATE_EPOCH", "HOME"]
PLAIN = ["a", "b", "foo", "bar", "x.y", "1", "1.2.3", "a-b", "a_b", "über", "日本", "foo/bar", "=", "a=b", "@", "+", "%", "~", "a,b", ":", "!",
         "/", "..", "*", "?", "[a-c]", "amd64", "linux", "0", "k8s", "&&", "|", ";", "#", "a#b", "<", ">", "{", "}", "(", ")", "\u00a0", "😀",
         "É", "ß", "\u212a", "ı", "ǆ", "ſ", "e\u0301", "\u200d", "\ufeff", "\u2028", "\u0085", "%d", "%s%!", "\x0b", "\x0c", "\x01", "\x7f", "\ufffd", "-",
         "]", "[", "&", "'\\''"]
PATTERNS = ["*", "a*", "*a", "?", "f??", "a", "\\*", "*/", "/*", "o", "*o*", ".", "1", "a?c", "\\\\", "[a-c]", "\\a", "", "ü", "linux", "**", "+", "(", "$", "^",
            "[!a]", "[a", "a]", "\\?", "*日", "日", "a|b", "^a", "a$", ".*", "\\\\*", "*\\", "/", "**/", "?*", "x.*", "\\d", "{1}", "ſ", "\\日", "é*", "a\\"]
PATHS = ["/", "/app", "app", "a", "a/b", "/usr/local/bin", "/usr/local/bin/", "./", ".", "..", "../x", "/a/../b", "dir/", "//x", "/a//b/",
         "/a b", "data.txt", "/dst/f", "src", "./src/", "*.txt", "s?c", "[ab].txt", "/var/lib/", "\\x", "C:\\x", "ü/ö", "/./", "a/.", "a/./b/",
         "C:/x", "c:\\a\\b\\", "\\\\host\\s", "D:", "/c:/x", "C:rel", "a\\..\\b", "/x\\y/", "...", "/..", "/app/..", "..a", "~", "-", "/a\tb", "É"]


class Words:
    def __init__(self, rng, escape, wild):
        self.rng, self.escape, self.wild = rng, escape, wild

    def name(self):
        return self.rng.choice(NAMES)

    def expansion(self, depth=0):
        r, name = self.rng, self.name()
        kind = r.randrange(12)
        if kind < 3:
            return "$" + r.choice([name, name, "1", "12", "@", "*", "#", "?", "-", "$", "!", "0", "{" + name + "}"])
        if kind < 5:
            return "${" + name + "}"
        inner = self.word(depth + 1, small=True) if depth < 2 else r.choice(["w", ""])
        if kind < 9:
            return "${" + name + r.choice([":-", "-", ":+", "+", ":-", ":+"]) + inner + "}"
        pattern = r.choice(PATTERNS) if r.random() < 0.7 else "".join(r.choice(PATTERNS + [self.escape + "*", self.escape * 2, "$A", "${B}", "'*'", '"a"', self.escape + "/"])
                                                                      for _ in range(r.randint(1, 3)))
        if kind == 9:
            return "${" + name + r.choice(["#", "##", "%", "%%"]) + pattern + "}"
        if kind == 10:
            return "${" + name + r.choice(["/", "//"]) + pattern + "/" + r.choice([inner, "", "$1", "x", "\\1", "&", "${1}"]) + "}"
        return self.mistake()

    def mistake(self):
        r = self.rng
        if not self.wild or r.random() < 0.93:
            return "${" + self.name() + "}"
        n = self.name()
        return r.choice(["${", "${}", "${:-x}", "${" + n, "${" + n + ":x}", "${" + n + "^}", "${" + n + "/a}", "${{" + n + "}}", "${" + n + ":#a}",
                         "${" + n + ":?}", "${" + n + "?gone}", "${" + n + ":?is $B empty}", "'a", '"a', "$", "${" + n + ":", "${" + n + ":-",
                         "${" + n + "#", "${-x}", "${1x}", "${" + n + ":/a/b}", "${" + n + "!}", "$(" + n + ")", "${ " + n + "}",
                         "${" + n + ":=x}", "${" + n + "=x}", "${" + n + ":0:1}", "${!" + n + "}", "${#" + n + "}", "${" + n + "@Q}", "${" + n + ",,}", "${" + n + "//}", "${" + n + "/a/b/c}",
                         "${" + n + "/#a/b}", "${" + n + "/%a/b}", "${" + n + "%", "${" + n + "/a/b", "$é", "${é}", "${" + n + " }", "${" + n + ":-'a}", "${" + n + ":?a\"b}", "$\t", "${*}"])

    def piece(self, depth, small):
        r = self.rng
        kind = r.randrange(14)
        if kind < 6:
            return r.choice(PLAIN[:8] if small else PLAIN)
        if kind < 9:
            return self.expansion(depth)
        if kind == 9:
            return "'" + r.choice(["a b", "$A", "", '"', "\\", "x", "a\\'b"[:3]]) + "'"
        if kind < 12:
            body = "".join(r.choice(["a b", self.expansion(depth), "'", self.escape + '"', self.escape + "$A", self.escape * 2, "x", self.escape + "n", "  "])
                           for _ in range(r.randrange(3)))
            return '"' + body + '"'
        return self.escape + r.choice([" ", "$", "'", '"', "a", "\\", "`", "n"]) if not small else "w"

    def word(self, depth=0, small=False):
        r = self.rng
        if r.random() < 0.45:
            return r.choice(PLAIN[:8])
        return "".join(self.piece(depth, small) for _ in range(r.randint(1, 3))) or "w"

    def path(self):
        r = self.rng
        if r.random() < 0.7:
            return r.choice(PATHS)
        return r.choice(["", "/"]) + self.word().replace(" ", "_") + r.choice(["", "/", "/x"])

    def text(self):
        """The rest of a line."""
        r = self.rng
        return r.choice([" ", " ", "  ", "\t"]).join(self.word() for _ in range(r.randint(1, 4)))
