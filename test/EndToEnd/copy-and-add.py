# COPY and ADD put files where docker puts them: folders, wildcards, new names, owners, modes, archives, .dockerignore.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
    info = tarfile.TarInfo("inside/file")
    info.size, info.uid, info.gid, info.mode = 3, 12, 34, 0o640
    tar.addfile(info, io.BytesIO(b"tar"))
files = {"a.txt": "a", "b.txt": "b", "c.log": "c", "dir/x": "x", "dir/sub/y": "y", "dir/sub/skip.tmp": "", "link": ("link", "a.txt"),
         "dir/dangling": ("link", "/nowhere"), "archive.data": buffer.getvalue(), "secret/key": "k", "secret/public": "p",
         ".dockerignore": "# comment\n**/*.tmp\nsecret\n!secret/public\n.dockerignore\n", "exec.sh": "#!/bin/sh\n"}
root = work.context("ctx", files)
os.chmod(os.path.join(root, "exec.sh"), 0o755)
os.chmod(os.path.join(root, "a.txt"), 0o604)
os.chown(os.path.join(root, "a.txt"), 77, 78)
DOCKERFILE = """\
FROM busybox AS base
RUN echo app:x:500: >> /etc/group && echo app:x:501:500::/:/bin/sh >> /etc/passwd
FROM base
COPY a.txt /1/
COPY a.txt /2/new-name
COPY *.txt c.log /3/
COPY dir /4
COPY dir/ /5/
COPY dir/sub /6/
COPY link /7/
COPY --chown=app:app --chmod=0600 a.txt dir /8/
COPY --chown=9 a.txt /9/
COPY --chown=:app b.txt /9/
COPY --chown=unknown c.log /9/
ADD archive.data /10/
COPY archive.data /11/
COPY secret /12/
COPY . /13/
WORKDIR /14
COPY b.txt ../14/rel/
COPY ["a.txt", "/15/with space"]
COPY exec.sh a.txt /16/
COPY --from=base /etc/passwd /17/
COPY <<EOF /18/here
line $HOME
EOF
COPY --chmod=u=rwX,go=rX dir/sub /19/
"""
os.makedirs(work.path("out"))
work.build_image(DOCKERFILE, "-o", f"type=local,dest={work.path('out')}", name="ctx")
got = tree(work.path("out"))


def below(number):
    return sorted(p.split("/", 1)[1] for p in got if p.startswith(number + "/"))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


equal(got["1/a.txt"], ("0o100604", 0, 0, digest("a")), "file into a folder: mode of the context, owner root")
equal(below("2"), ["new-name"], "file with a new name")
equal(below("3"), ["a.txt", "b.txt", "c.log"], "wildcards")
content = ["dangling", "sub", "sub/y", "x"]
equal((below("4"), below("5"), below("6")), (content, content, ["y"]), "contents of folders; *.tmp is ignored")
equal(got["7/link"][3], digest("a"), "a link that is named itself is followed")
equal(got["4/dangling"][3], "/nowhere", "a link in a folder stays a link")
equal(got["8/a.txt"][:3], ("0o100600", 501, 500), "--chown and --chmod")
equal(got["8/sub"][:3], ("0o40600", 501, 500), "--chown and --chmod of folders")
equal((got["9/a.txt"][1:3], got["9/b.txt"][1:3]), ((9, 9), (0, 500)), "parts of --chown")
equal(got["9/c.log"][1:3], (0, 0), "a user that is not in /etc/passwd, as BuildKit has it")
equal(got["10/inside/file"], ("0o100640", 12, 34, digest("tar")), "ADD unpacks by content")
equal(below("11"), ["archive.data"], "COPY unpacks nothing")
equal(below("12"), ["public"], "negated pattern")
equal(below("13"), sorted(["Dockerfile", "a.txt", "archive.data", "b.txt", "c.log", "dir", "dir/dangling", "dir/sub", "dir/sub/y",
                           "dir/x", "exec.sh", "link", "secret", "secret/public"]), "the whole context")
equal(got["13/link"][3], "a.txt", "link in the whole context")
equal(below("14"), ["rel", "rel/b.txt"], "destination relative to WORKDIR")
equal(below("15"), ["with space"], "JSON form")
equal((got["16/exec.sh"][0], got["16/a.txt"][0]), ("0o100755", "0o100604"), "modes of the context")
contains(read(work.path("out", "17/passwd")), "app:x:501:500::")
equal(read(work.path("out", "18/here")), "line \n", "here document: variables of the build only")
equal((got["19/y"][0], got["19"][0]), ("0o100644", "0o40755"), "symbolic --chmod")

for line, words in (("COPY missing /x/", "missing"), ("COPY secret/key /x/", "secret/key")):
    failed = work.build_image(f"FROM busybox\n{line}\n", name="ctx", code=None)
    check(failed.code in (1, 3), f"exit code {failed.code} of {line}")
    contains(failed.err, words)
    contains(failed.err, "Dockerfile:2")
equal(work.build_image("FROM scratch\nCOPY *.none a.txt /x/\n", "-o", work.path("none"), name="ctx").code, 0,
      "a wildcard that matches nothing")
equal(os.listdir(work.path("none", "x")), ["a.txt"], "a wildcard that matches nothing copies nothing")
# No way out of the context.
outside = work.path("outside")
with open(outside, "w") as f:
    f.write("outside")
os.symlink("../outside", os.path.join(root, "escape"))
os.symlink("..", os.path.join(root, "up"))
for source in ("../outside", "escape", "up/outside"):
    failed = work.build_image(f"FROM busybox\nCOPY {source} /x\n", name="ctx", code=None)
    check(failed.code in (1, 3), f"COPY {source} stays in the context (exit code {failed.code})")
