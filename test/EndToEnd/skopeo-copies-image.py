# skopeo copies images of imgc between layouts, archives and a registry; the registry accepts and verifies them.
# REQUIRES: root, overlay, images, skopeo, docker-registry, umoci
# RUN: %with_registry %e2e
from e2e import *

registry = os.environ["REGISTRY"]
root = work.context("ctx", {"Dockerfile": "FROM busybox\nCOPY f /f\nRUN echo x > /g\n", "f": "content\n"})
for compression in ("gzip", "zstd", "uncompressed"):
    tag = f"example/{compression}:v1"
    archive, back = work.path(compression + ".tar"), work.path(compression + "-back")
    build = work.build("-t", tag, "-o", f"type=oci,dest={archive},compression={compression},force-compression=true", root)
    remote = f"docker://{registry}/{tag}"
    execute("skopeo", "copy", "--dest-tls-verify=false", f"oci-archive:{archive}:v1", remote)
    execute("skopeo", "copy", "--src-tls-verify=false", remote, f"oci:{back}:copy")
    types = {layer["mediaType"] for layer in
             json.loads(execute("skopeo", "inspect", "--tls-verify=false", "--raw", remote).out)["layers"]}
    suffix = "+zstd" if compression == "zstd" else "+gzip"  # skopeo compresses what is not
    equal(types, {"application/vnd.oci.image.layer.v1.tar" + suffix}, "media types of the layers")
    raw = execute("skopeo", "inspect", "--config", "--raw", f"oci:{back}:copy").raw
    equal("sha256:" + hashlib.sha256(raw).hexdigest(), build.id, "image id after two copies")
    if compression != "zstd":  # umoci 0.4 does not know zstd
        bundle = work.unpack(f"{back}:copy", compression + "-bundle")
        equal(read(os.path.join(bundle, "rootfs", "g")), "x\n", "file of the copy")

docker, plain = work.path("docker.tar"), work.path("plain")
work.build("-t", "example/docker:v1", "-o", f"type=docker,dest={docker}", root)
execute("skopeo", "copy", f"docker-archive:{docker}", f"oci:{plain}:v1")
bundle = work.unpack(f"{plain}:v1", "docker-bundle")
equal(read(os.path.join(bundle, "rootfs", "f")), "content\n", "file of the docker archive")
