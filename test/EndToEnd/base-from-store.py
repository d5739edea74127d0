# FROM an image that was built with -t before; its ONBUILD triggers run, once; its config is inherited.
# REQUIRES: root, overlay, images, skopeo
# RUN: %e2e
from e2e import *

work.build_image("""\
FROM busybox
ENV MODE=base PATH=/opt:$PATH
WORKDIR /base
USER 33
LABEL a=1 b=2
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "true"]
ONBUILD COPY own /base/own
ONBUILD RUN echo triggered $MODE > /tmp/triggered
""", "-t", "local/base:1", name="base")
archive = work.path("child.tar")
child = work.build_image("FROM local/base:1\nRUN cat own /tmp/triggered && id -u && pwd\nLABEL b=3\n", "-t", "child", "-o",
                         f"type=oci,dest={archive}", files={"own": "own file\n"}, name="child", progress="plain")
for line in (" own file\n", " triggered base\n", " 33\n", " /base\n"):
    contains(child.err, line)
config = json.loads(execute("skopeo", "inspect", "--config", "--raw", f"oci-archive:{archive}").out)
inner = config["config"]
check(not inner.get("OnBuild"), "the triggers are gone from the child")
equal(inner["Labels"], {"a": "1", "b": "3"}, "Labels")
equal((inner["User"], inner["WorkingDir"], inner["Cmd"]), ("33", "/base", ["-c", "true"]), "inherited config")
equal(inner["Entrypoint"], ["/bin/sh"], "inherited entry point")
equal(len([h for h in config["history"] if not h.get("empty_layer")]), len(config["rootfs"]["diff_ids"]), "history")

# A new ENTRYPOINT drops the inherited CMD; the grandchild sees no trigger.
work.build_image("FROM child\nENTRYPOINT [\"/bin/echo\", \"new\"]\n", "-t", "grandchild", "-o", f"type=oci,dest={archive}",
                 name="grand")
equal(work.config(f"oci-archive:{archive}")["config"].get("Cmd"), None, "CMD of the grandchild")
equal(work.run("grandchild").out, "new\n", "output of the grandchild")

# The name moves: a later build takes the new image.
work.build_image("FROM busybox\nRUN echo second > /second\n", "-t", "local/base:1", name="base2")
contains(work.build_image("FROM local/base:1\nRUN cat /second\n", name="again", progress="plain").err, " second\n")
