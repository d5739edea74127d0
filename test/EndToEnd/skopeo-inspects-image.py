# skopeo reads what imgc writes, in each form: configuration, layers and history are as the Dockerfile says.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox
LABEL maintainer="someone" version=1
ENV GREETING="hello there" LEVEL=3
WORKDIR /srv/app
COPY data .
RUN echo made > made
EXPOSE 80 53/udp
VOLUME /var/spool /data
STOPSIGNAL SIGQUIT
USER www-data
HEALTHCHECK --interval=5s --retries=2 CMD test -e /srv/app/made
SHELL ["/bin/sh", "-ec"]
ONBUILD RUN echo child
ENTRYPOINT ["/bin/echo", "a b"]
CMD ["one", "two"]
"""
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root = work.context("ctx", {"Dockerfile": DOCKERFILE, "data": "data\n"})
folder, archive, docker = work.path("layout"), work.path("oci.tar"), work.path("docker.tar")
build = work.build("-t", "example/app:v1", "-o", f"type=oci,dest={folder},tar=false", root)
work.build("-t", "example/app:v1", "-o", f"type=oci,dest={archive}", root)
work.build("-t", "example/app:v1", "-o", f"type=docker,dest={docker}", root)

for form in (f"oci:{folder}:v1", f"oci-archive:{archive}:v1", f"docker-archive:{docker}:docker.io/example/app:v1"):
    config = json.loads(execute("skopeo", "inspect", "--config", "--raw", form).out)
    inner = config["config"]
    equal((config["architecture"], config["os"]), ("amd64", "linux"), "platform")
    equal(inner["Env"], [PATH, "GREETING=hello there", "LEVEL=3"], "Env")
    equal(inner["Entrypoint"], ["/bin/echo", "a b"], "Entrypoint")
    equal(inner["Cmd"], ["one", "two"], "Cmd")
    equal(inner["Labels"], {"maintainer": "someone", "version": "1"}, "Labels")
    equal(inner["WorkingDir"], "/srv/app", "WorkingDir")
    equal(inner["User"], "www-data", "User")
    equal(inner["ExposedPorts"], {"80/tcp": {}, "53/udp": {}}, "ExposedPorts")
    equal(inner["Volumes"], {"/var/spool": {}, "/data": {}}, "Volumes")
    equal(inner["StopSignal"], "SIGQUIT", "StopSignal")
    equal(inner["Shell"], ["/bin/sh", "-ec"], "Shell")
    equal(inner["OnBuild"], ["RUN echo child"], "OnBuild")
    equal(inner["Healthcheck"], {"Test": ["CMD-SHELL", "test -e /srv/app/made"], "Interval": 5000000000, "Retries": 2},
          "Healthcheck")
    layers = [h for h in config["history"] if not h.get("empty_layer")]
    equal(len(layers), len(config["rootfs"]["diff_ids"]), "layers of the history")
    equal([h["created_by"] for h in layers[1:]],
          ["WORKDIR /srv/app", "COPY data . # buildkit", "RUN /bin/sh -c echo made > made # buildkit"], "history")
    equal(len(json.loads(execute("skopeo", "inspect", form).out)["Layers"]), 4, "layers of the manifest")
    equal("sha256:" + hashlib.sha256(execute("skopeo", "inspect", "--config", "--raw", form).raw).hexdigest(), build.id,
          "image id")

manifest = json.loads(execute("skopeo", "inspect", "--raw", f"oci:{folder}:v1").out)
for layer, diff_id in zip(manifest["layers"], config["rootfs"]["diff_ids"]):
    blob = open(os.path.join(folder, "blobs", *layer["digest"].split(":")), "rb").read()
    equal(len(blob), layer["size"], "size of a blob")
    equal("sha256:" + hashlib.sha256(blob).hexdigest(), layer["digest"], "digest of a blob")
    content = execute("gzip", "-dc", stdin=blob).raw
    equal("sha256:" + hashlib.sha256(content).hexdigest(), diff_id, "digest of a layer's content")
