# FROM an index of several platforms in a registry takes the right image; an attestation is never a candidate.
# REQUIRES: root, overlay, images, skopeo, docker-registry
# RUN: %with_registry %e2e
from e2e import *
import http.client

registry = os.environ["REGISTRY"]


def put(path, body, kind):
    connection = http.client.HTTPConnection(registry)
    connection.request("PUT", path, body, {"Content-Type": kind})
    response = connection.getresponse()
    check(response.status == 201, f"PUT {path}: {response.status} {response.read()}")


def push(arch):
    layout = work.path(arch)
    work.build_image(f"FROM busybox\nRUN echo {arch} > /arch\n", "-t", "base:v", "-o", f"type=oci,dest={layout},tar=false",
                     name=arch + "-ctx")
    entry = json.load(open(os.path.join(layout, "index.json")))["manifests"][0]
    blobs = os.path.join(layout, "blobs", "sha256")
    manifest = json.load(open(os.path.join(blobs, entry["digest"][7:])))
    config = json.load(open(os.path.join(blobs, manifest["config"]["digest"][7:])))
    config["architecture"] = arch
    raw = json.dumps(config).encode()
    manifest["config"].update(digest="sha256:" + hashlib.sha256(raw).hexdigest(), size=len(raw))
    document = json.dumps(manifest).encode()
    for content in (raw, document):
        with open(os.path.join(blobs, hashlib.sha256(content).hexdigest()), "wb") as f:
            f.write(content)
    entry.update(digest="sha256:" + hashlib.sha256(document).hexdigest(), size=len(document))
    entry["platform"] = {"architecture": arch, "os": "linux"}
    json.dump({"schemaVersion": 2, "manifests": [entry]}, open(os.path.join(layout, "index.json"), "w"))
    execute("skopeo", "copy", "--dest-tls-verify=false", f"oci:{layout}:v", f"docker://{registry}/multi:{arch}")
    return {k: entry[k] for k in ("mediaType", "digest", "size", "platform")}


arm, amd = push("arm64"), push("amd64")
attestation = dict(amd, platform={"architecture": "unknown", "os": "unknown"},
                   annotations={"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": amd["digest"]})
index = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
                    "manifests": [attestation, arm, amd]}).encode()
put("/v2/multi/manifests/both", index, "application/vnd.oci.image.index.v1+json")
digest = "sha256:" + hashlib.sha256(index).hexdigest()

for reference in ("multi:both", "multi@" + digest):
    build = work.build_image(f"FROM {registry}/{reference}\nRUN echo this is $(cat /arch)\n", "--no-cache", progress="plain")
    contains(build.err, " this is amd64\n")

# COPY from an image of another platform needs no emulation.
COPY = f"FROM --platform=linux/arm64 {registry}/multi:both AS other\nFROM busybox\nCOPY --from=other /arch /arch\nRUN cat /arch\n"
contains(work.build_image(COPY, progress="plain", name="copy").err, " arm64\n")

missing = work.build_image(f"FROM --platform=linux/s390x {registry}/multi:both\nCOPY Dockerfile /\n", name="missing", code=None)
check(missing.code in (3, 4), f"exit code {missing.code}")
contains(missing.err, "linux/s390x")
