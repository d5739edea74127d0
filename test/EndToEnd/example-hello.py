# docs/examples/hello: compiled on Debian, shipped alone; imgc runs it, and so does runc.
# REQUIRES: root, overlay, network, mmdebstrap, umoci, runc
# RUN: %debian_images %e2e
from e2e import *

line = "Hello from an image compiled by imgc\n"
source = os.path.join(os.environ["SOURCE_DIR"], "docs", "examples", "hello")
layout = work.path("layout")
build = work.build("--build-context", DEBIAN, "-t", "hello", "-o", f"type=oci,dest={layout},tar=false", source, busybox=False,
                   timeout=900)
equal(work.run("hello").out, line, "output of imgc run")
bundle = work.unpack(f"{layout}:latest")
equal(os.listdir(os.path.join(bundle, "rootfs")), ["hello"], "files of the image")
equal(work.runc(bundle).out, line, "output of runc")
again = work.build("--build-context", DEBIAN, source, busybox=False)
equal((again.id, again.steps), (build.id, []), "a rebuild")
