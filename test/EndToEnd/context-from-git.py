# A git repository as the context of a build: what is checked out, with which modes and times, submodules, subdirectories,
# and named contexts. Nothing of it is left behind.
# REQUIRES: root, overlay, images, git
# RUN: %e2e
from e2e import *
from gitserver import *

server = GitServer(work.path("served"))
repo = Repository(work.path("repo"))
DOCKERFILE = """\
FROM busybox
ARG SOURCE_DATE_EPOCH
COPY . /got
RUN cd /got && find . -not -name . | sort | xargs stat -c '%a %u:%g %F %n' > /list; echo "=$SOURCE_DATE_EPOCH" > /epoch; stat -c %Y /got/a /got/d > /times
"""
first = repo.commit({"Dockerfile": DOCKERFILE, ".dockerignore": "a\nd\n", "a": "A\n", "d/run": ("run", "#!/bin/sh\n"), "l": ("link", "a"),
                     "dangling": ("link", "/nowhere/at/all"), "text/f": "1\r\n2\n", ".gitattributes": "text/* text eol=lf\n"})
url = server.publish(repo, "r")
out = work.path("out")


def built(source, *args, **how):
    remove(out)
    build = work.build("-o", out, *args, source, **how)
    return build, {line.rsplit("./")[1]: line.split(" ./")[0] for line in read(os.path.join(out, "list")).splitlines()}


# Modes as git gives them under the umask 022; ignore files of repositories do not count.
os.umask(0o077)
start = int(time.time())
build, found = built(url)
os.umask(0o022)
equal(found, {"Dockerfile": "644 0:0 regular file", ".dockerignore": "644 0:0 regular file", "a": "644 0:0 regular file",
              "d": "755 0:0 directory", "d/run": "755 0:0 regular file", "l": "777 0:0 symbolic link", "dangling": "777 0:0 symbolic link",
              "text": "755 0:0 directory", "text/f": "644 0:0 regular file", ".gitattributes": "644 0:0 regular file"}, "files")
equal(read(os.path.join(out, "got", "text", "f")), "1\n2\n", "a file that attributes speak of")
check(all(start - 1 <= int(t) <= time.time() for t in read(os.path.join(out, "times")).split()), "the time of the checkout")
equal(built(url)[0].steps, [], "steps of the same commit")
equal(built(url + "#" + first)[0].steps, [], "steps of the commit by its digits")
local = work.context("here", {"Dockerfile": "FROM busybox\nCOPY a /here\n"})
work.build("-f", os.path.join(local, "Dockerfile"), "-o", out, url)
equal(read(os.path.join(out, "here")), "A\n")

# Times of the commit; what is cached has the times of its first checkout.
for args, expected in ((["--build-arg", "SOURCE_DATE_EPOCH=context"], "=1500000000\n"), (["--build-arg", "SOURCE_DATE_EPOCH=1"], "=1\n")):
    built(url, "--no-cache", *args)
    equal([read(os.path.join(out, n)) for n in ("epoch", "times")], [expected, "1500000000\n" * 2])
built(url + "?mtime=commit", "--no-cache")
equal(read(os.path.join(out, "times")), "1500000000\n" * 2)
built(url + "?mtime=checkout", "--no-cache", "--build-arg", "SOURCE_DATE_EPOCH=2")
check("1500000000" not in read(os.path.join(out, "times")), "mtime=checkout wins")

# .git on request: one commit, and nothing of where it was kept.
git = lambda *args: execute("git", "-c", "safe.directory=*", "-C", os.path.join(out, "got"), *args, env=ENVIRONMENT).out.strip()
second = repo.commit({"a": "B\n"}, time=1500000001)
repo.git("tag", "-a", "v1", "-m", "x")
server.publish(repo, "r")
for source, args, refs in ((url + "?keep-git-dir=true", [], "refs/heads/main"), (url, ["--build-arg", "BUILDKIT_CONTEXT_KEEP_GIT_DIR=1"], "refs/heads/main"),
                           (url + "?keep-git-dir=true&tag=v1", [], "refs/tags/v1"), (f"{url}?keep-git-dir=true&ref={second}", [], "")):
    built(source.replace("http://", "http://me:geheim@"), "--build-arg", "X=" + source, *args)
    equal(git("log", "--format=%H %ct"), second + " 1500000001")
    equal(git("for-each-ref", "--format=%(refname)"), refs)
    equal(git("status", "--porcelain"), "", "status of " + source)
    equal(git("config", "remote.origin.url"), url.replace("http://", "http://xxxxx:xxxxx@"))
    check(not os.path.exists(os.path.join(out, "got/.git/FETCH_HEAD")), "FETCH_HEAD")
    equal(built(source.replace("http://", "http://me:geheim@"), "--build-arg", "X=" + source, *args)[0].steps, [], "steps of a second checkout")

odd = work.path("t%41 x")  # git decodes URLs of files
os.makedirs(odd)
work.build("--emit=llb", "--build-arg", "BUILDKIT_CONTEXT_KEEP_GIT_DIR=1", url, env={"TMPDIR": odd})
equal(os.listdir(odd), [], "left over")

# A subdirectory is the whole context; .git is not kept beside one.
repo.commit({"sub/Dockerfile": DOCKERFILE, "sub/a": "SUB\n", "sub/d/x": "", "sub/up": ("link", "../../../../etc/passwd")})
server.publish(repo, "r")
for source in ("#:sub", "?subdir=sub&keep-git-dir=1"):
    build, found = built(url + source)
    equal(sorted(found), ["Dockerfile", "a", "d", "d/x", "up"])
    equal(read(os.path.join(out, "got/a")), "SUB\n")
contains(work.build(url + "#:sub", "-f", os.path.join(work.context("up", {"Dockerfile": "FROM busybox\nCOPY up /got\n"}), "Dockerfile"),
                    code=None).err, '"/up": not found')

# Submodules: of the same server, relative, in one another; without their .git, which would lead nowhere.
inner = Repository(work.path("inner"))
inner.commit({"in": "IN\n"})
inner_url = server.publish(inner, "inner")
middle = Repository(work.path("middle"))
middle.git("submodule", "add", "-q", inner_url, "inner")
middle.commit({"mid": "MID\n"})
server.publish(middle, "middle")
outer = Repository(work.path("outer"))
outer.git("submodule", "add", "-q", f"{server.url}/middle.git", "mods/middle")
outer.git("config", "-f", ".gitmodules", "submodule.mods/middle.url", "../middle.git")
outer.commit({"Dockerfile": DOCKERFILE, "a": "", "d/e": ""})
outer_url = server.publish(outer, "outer")
build, found = built(outer_url)
equal(sorted(n for n in found if n.startswith("mods")), ["mods", "mods/middle", "mods/middle/.gitmodules", "mods/middle/inner",
                                                          "mods/middle/inner/in", "mods/middle/mid"])
equal(sorted(n for n in built(outer_url + "?submodules=false")[1] if n.startswith("mods")), ["mods", "mods/middle"])
work.build(outer_url + "#:mods/middle/inner", "-f", os.path.join(work.context("in", {"Dockerfile": "FROM scratch\nCOPY in /\n"}), "Dockerfile"), "-o", out)
built(outer_url + "?keep-git-dir=1", "--build-arg", "X=3")
equal(git("status", "--porcelain"), "", "status with submodules")
equal(built(outer_url + "?keep-git-dir=1", "--build-arg", "X=3")[0].steps, [], "steps of a second checkout with submodules")
# None from this machine.
outer.git("config", "-f", ".gitmodules", "submodule.mods/middle.url", "file://" + middle.path)
outer.commit({})
server.publish(outer, "outer")
build = work.build(outer_url, code=4)
contains(build.err, f"cannot fetch the submodules of the git repository '{outer_url}': ")
contains(build.err, "transport 'file' not allowed")

# Named contexts, and the time of one.
named = ["--build-context", f"data={url}#:sub"]
work.build_image("FROM busybox\nARG SOURCE_DATE_EPOCH\nCOPY --from=data a /a\nRUN echo \"=$SOURCE_DATE_EPOCH\" > /epoch; stat -c %Y /a > /time\n", *named,
                 "--build-arg", "SOURCE_DATE_EPOCH=data", "-o", out)
equal([read(os.path.join(out, n)) for n in ("a", "epoch")], ["SUB\n", "=1500000000\n"])
stage = f"FROM scratch AS src\nADD {url}#v1 /\nFROM busybox\nARG SOURCE_DATE_EPOCH\nRUN echo \"=$SOURCE_DATE_EPOCH\" > /epoch\n"
work.build_image(stage, "--build-arg", "SOURCE_DATE_EPOCH=src", "-o", out)
equal(read(os.path.join(out, "epoch")), "=1500000001\n", "the time of a stage's source")
work.build_image("FROM data\nRUN [\"/none\"]\n", *named, "--call=check")
contains(work.build_image("FROM busybox\nCOPY --from=x / /\n", "--build-context", f"x={url}#none", code=4).err,
         f"--build-context x: the git repository '{url}' has no branch or tag 'none'")

# An empty commit, and a repository of SHA-256.
hollow = Repository(work.path("hollow"))
hollow.commit({})
contains(work.build(server.publish(hollow, "hollow"), code=4).err, "cannot check out the git repository")
wide = Repository(work.path("wide"), "--object-format=sha256")
wide.commit({"Dockerfile": DOCKERFILE, "a": "", "d/e": ""})
wide_url = server.publish(wide, "wide")
for ref in ("", "#" + wide.git("rev-parse", "HEAD")):
    built(wide_url + ref)
    built(wide_url + "?keep-git-dir=1" + ref, "--build-arg", "X=4" + ref)
equal([d for _, folders, _ in os.walk(os.path.join(work.store, "staging")) for d in folders if d == "diff"], [], "staging")
