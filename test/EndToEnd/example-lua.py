# docs/examples/lua: Lua from Debian's source package, compiled and shipped on busybox; version and a program that uses it.
# REQUIRES: root, overlay, network, mmdebstrap, images, umoci, runc
# RUN: %debian_images %e2e
from e2e import *

source = os.path.join(os.environ["SOURCE_DIR"], "docs", "examples", "lua")
layout = work.path("layout")
work.build("--build-context", DEBIAN, "-t", "lua", "-o", f"type=oci,dest={layout},tar=false", source, timeout=900)
version = work.run("lua", "lua", "-v")
contains(version.out + version.err, "Lua 5.1.5")
primes = "2 3 5 7 11 13 17 19 23 29 31 37 41 43 47\n"
equal(work.run("lua").out, primes, "primes up to $LIMIT of the image")
equal(work.run("-e", "LIMIT=10", "lua").out, "2 3 5 7\n", "primes up to another limit")
equal(work.run("lua", "lua", "-e", "print(string.format('%5.2f', math.pi), #_VERSION)").out, " 3.14\t7\n", "another program")
equal(work.runc(work.unpack(f"{layout}:latest")).out, primes, "the same under runc")
