# FROM scratch: an image of nothing, and one that holds exactly what is copied.
# REQUIRES: root, overlay, images, skopeo, umoci
# RUN: %e2e
from e2e import *

layout = work.path("layout")
work.build_image("FROM scratch\nCOPY a /\nCOPY b /x/y/\nENV A=1\n", "-t", "x:v1", "-o", f"type=oci,dest={layout},tar=false",
                 files={"a": "a\n", "b": "b\n"}, busybox=False)
files = tree(os.path.join(work.unpack(f"{layout}:v1"), "rootfs"))
equal(sorted(files), ["a", "x", "x/y", "x/y/b"], "files")
equal(files["x/y"][:3], ("0o40755", 0, 0), "folder that COPY made")
equal(work.config(f"oci:{layout}:v1")["config"]["Env"],
      ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=1"], "Env")
empty = work.path("empty")
work.build_image("FROM scratch\nLABEL only=this\n", "-t", "e:v1", "-o", f"type=oci,dest={empty},tar=false", name="empty-ctx",
                 busybox=False)
config = work.config(f"oci:{empty}:v1")
equal((config["rootfs"]["diff_ids"] or [], config["config"]["Labels"]), ([], {"only": "this"}), "image of nothing")
