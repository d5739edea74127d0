# imgc images, rmi, du and prune: what is named stays, what is not goes, and a build after a prune is right.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *


def images():
    return sorted(i["name"] for i in json.loads(work.imgc("images", "--json").out))


def usage():
    return json.loads(work.imgc("du", "--json").out)


equal(images(), [], "an empty store")
DOCKERFILE = "FROM busybox\nRUN head -c 3000000 /dev/zero > /big\nRUN ln /big /big2\n"
first = work.build_image(DOCKERFILE, "-t", "one", "-t", "two:2")
equal(images(), ["docker.io/library/one:latest", "docker.io/library/two:2"], "names")
entry = json.loads(work.imgc("images", "--json").out)[0]
equal(entry["id"], first.id, "id")
table = work.imgc("images").out
contains(table, first.id[7:19])
check(5e6 < entry["size"] < 12e6, f"hard links are counted once: {entry['size']} bytes")
equal(usage()["images"], 2, "images of imgc du")
check(usage()["layerBytes"] < 12e6, f"hard links are counted once: {usage()['layerBytes']} bytes")
before = usage()["layers"]
work.imgc("prune", "--force")
equal(work.build_image(DOCKERFILE).steps, [], "prune keeps what images need")
work.imgc("rmi", "one")
equal(images(), ["docker.io/library/two:2"], "names after rmi")
equal(work.run("two:2", "/bin/sh", "-c", "wc -c < /big").out.strip(), "3000000", "the image under its other name")
contains(work.imgc("rmi", "one", code=None).err, "one")
check(work.imgc("rmi", "one", code=None).code != 0, "a name that is not there")
work.imgc("rmi", "two:2")
work.imgc("prune", "--all", "--force")
after = usage()
equal((images(), after["layers"], after["blobs"], after["records"]), ([], 0, 0, 0), "an empty store after prune --all")
check(len(os.listdir(work.store)) < 20, "folders of the store")
again = work.build_image(DOCKERFILE, "-t", "one")
equal(len(again.steps), 2, "steps after prune --all")
equal(work.run("one", "/bin/sh", "-c", "wc -c < /big2").out.strip(), "3000000", "the image built again")
