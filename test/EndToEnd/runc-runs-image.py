# runc runs an image of imgc that umoci unpacked: command, user, environment and working folder are the image's.
# REQUIRES: root, overlay, images, umoci, runc
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
FROM busybox
ENV WHO=world
WORKDIR /srv
RUN echo 'echo "hello $WHO from $PWD as $(id -un) with $*"' > say && chmod 755 say
USER www-data
ENTRYPOINT ["/bin/sh", "/srv/say"]
CMD ["a b", "c"]
"""
layout = work.path("layout")
work.build_image(DOCKERFILE, "-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false")
bundle = work.unpack(f"{layout}:v1")
line = "hello world from /srv as www-data with a b c\n"
equal(work.runc(bundle).out, line, "output of the image under runc")
equal(work.runc(bundle, "/bin/sh", "-c", "exit 7", code=7).code, 7, "exit code under runc")
