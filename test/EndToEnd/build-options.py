# Options of `imgc build` that say what comes out: --label, --iidfile, --metadata-file, -q, -f, --build-arg, -t twice.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

iid, meta, archive = work.path("iid"), work.path("meta.json"), work.path("a.tar")
DOCKERFILE = "ARG BASE=none\nFROM $BASE\nARG WHO=nobody\nLABEL kept=yes who=$WHO\nRUN echo $WHO > /who\n"
root = work.context("ctx", {"other/My.Dockerfile": DOCKERFILE})
build = work.build("-f", os.path.join(root, "other/My.Dockerfile"), "--build-arg", "BASE=busybox", "--build-arg", "WHO=me",
                   "--label", "who=label", "--label", "a=b=c", "--iidfile", iid, "--metadata-file", meta, "-t", "one:1", "-t",
                   "example.com/two", "-o", f"type=oci,dest={archive}", root)
config = json.loads(execute("skopeo", "inspect", "--config", "--raw", f"oci-archive:{archive}:1").out)
equal(config["config"]["Labels"], {"kept": "yes", "who": "label", "a": "b=c"}, "Labels")
equal(read(iid), build.id, "--iidfile")
metadata = json.load(open(meta))
equal(metadata["containerimage.config.digest"], build.id, "config digest in --metadata-file")
equal(sorted(metadata["image.name"].split(",")), ["docker.io/library/one:1", "example.com/two:latest"], "names in --metadata-file")
equal(metadata["containerimage.digest"],
      "sha256:" + hashlib.sha256(execute("skopeo", "inspect", "--raw", f"oci-archive:{archive}:1").raw).hexdigest(),
      "digest in --metadata-file")
for name in ("one:1", "example.com/two", "docker.io/library/one:1"):
    equal(work.run(name, "cat", "/who").out, "me\n", f"image by the name {name}")
quiet = work.build_image("FROM busybox\nRUN echo noise\n", "-q", name="quiet", progress="auto")
check(quiet.out.startswith("sha256:") and quiet.out.count("\n") == 1, "-q prints the id and nothing else")
equal(quiet.err, "", "-q on standard error")

fresh = 'FROM busybox\nRUN head -c 8 /dev/urandom | od -An -tx1 > /random\n'
first = work.build_image(fresh, name="fresh")
equal(work.build_image(fresh, name="fresh").id, first.id, "cached")
again = work.build_image(fresh, "--no-cache", name="fresh")
check(again.id != first.id and len(again.steps) == 1, "--no-cache runs the step again")
TWO = "FROM busybox AS a\nRUN echo a > /a\nFROM busybox AS b\nCOPY --from=a /a /a\nRUN echo b\n"
work.build_image(TWO, name="two")
filtered = work.build_image(TWO, "--no-cache-filter", "b", name="two")
check(any("echo b" in s for s in filtered.steps) and not any("echo a" in s for s in filtered.steps), "--no-cache-filter")

for args, code, word in ((["--no-such"], 2, "--no-such"), (["--outptu", "x"], 2, "--output"), (["-o", "type=nothing"], 2, "nothing"),
                         (["--network=strange"], 2, "strange"), (["-t", "Bad Name"], 2, "Bad Name"),
                         (["--push"], 2, "--push")):
    contains(work.build(*args, root, code=code).err, word)
contains(work.imgc("build", root, "--target", code=2).err, "--target")
contains(work.build(work.path("no-such-context"), code=None).err, "no-such-context")
