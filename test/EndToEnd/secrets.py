# RUN --mount=type=secret: as a file and as a variable; values are in no layer, plan, log or record of the store.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

VALUE = "hunter2-" + os.urandom(8).hex()
secret = work.path("secret")
with open(secret, "w") as f:
    f.write(VALUE)
DOCKERFILE = """\
FROM busybox
RUN --mount=type=secret,id=a stat -c '%a %u:%g %s' /run/secrets/a > /default && sha256sum /run/secrets/a | cut -c1-64 > /sum
RUN --mount=type=secret,id=a,target=/etc/sub/key,uid=12,gid=34,mode=0444 stat -c '%a %u:%g' /etc/sub/key > /chosen; \\
    (echo x > /etc/sub/key) 2>/dev/null || echo read-only > /ro
RUN --mount=type=secret,id=b,env=TOKEN printf %s "$TOKEN" | sha256sum | cut -c1-64 > /token
RUN --mount=type=secret,id=none ls /run/secrets 2>/dev/null | wc -l > /none
"""
options = ["--secret", f"id=a,src={secret}", "--secret", "id=b,env=B_VALUE"]
out = work.path("out")
build = work.build_image(DOCKERFILE, *options, "-o", out, env={"B_VALUE": VALUE + "b"})
sums = [hashlib.sha256(v.encode()).hexdigest() + "\n" for v in (VALUE, VALUE + "b")]
equal({n: read(os.path.join(out, n)) for n in ("default", "sum", "chosen", "ro", "token", "none")},
      {"default": f"400 0:0 {len(VALUE)}\n", "sum": sums[0], "chosen": "444 12:34\n", "ro": "read-only\n", "token": sums[1],
       "none": "0\n"}, "files")
check(not os.path.exists(os.path.join(out, "run/secrets/a")) or read(os.path.join(out, "run/secrets/a")) == "", "the mount point")
check(VALUE not in build.err + build.out, "a value is in the output")
found = execute("grep", "-rlaF", VALUE, work.store, out, code=None)
equal(found.out, "", "files that hold a value")

# A value is no part of the key, and nothing is asked for that is not run.
with open(secret, "w") as f:
    f.write("another")
equal(work.build_image(DOCKERFILE, *options, env={"B_VALUE": "x"}).steps, [], "steps after a change of a value")
equal(work.build_image(DOCKERFILE).steps, [], "steps without the secrets")

needed = "FROM busybox\nRUN echo first\nRUN --mount=type=secret,id=q,required true\n"
build = work.build_image(needed, code=None)
contains(build.err, "the step needs the secret 'q'")
contains(build.err, "--secret id=q")
contains(build.err, "Dockerfile:3")
work.build_image(needed, "--secret", f"id=q,src={secret}")
build = work.build_image("FROM busybox\nRUN --mount=type=secret,id=v,env=V,required true\n", code=None)
contains(build.err, "the step needs the secret 'v'")
