# --ssh ID=KEY: an agent of the build's own that holds keys in files, for RUN --mount=type=ssh and as long as the build takes;
# imgc-run has it, and --secret, too.
# REQUIRES: root, overlay, images, ssh-keygen
# RUN: %e2e
from e2e import *

one, two, locked = work.path("one"), work.path("two"), work.path("locked")
for path, phrase in ((one, ""), (two, ""), (locked, "secret")):
    execute("ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", os.path.basename(path), "-f", path)
temporary = work.path("tmp")
os.makedirs(temporary)
# The protocol's request for identities, as ssh-add -L asks it (draft-ietf-sshm-ssh-agent, section 3.5).
ASK = ("FROM debian\nRUN --mount=type=ssh perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new($ENV{SSH_AUTH_SOCK}) or die; "
       "print $s pack(\"NC\", 1, 11); $s->flush; read $s, $n, 4; read $s, $b, unpack(\"N\", $n); print $b' > /identities\n"
       "RUN --mount=type=secret,id=s cp /run/secrets/s /s\n")
out = work.path("out")


options = ["--build-context", DEBIAN, "--secret", f"id=s,src={one}.pub"]
work.build_image(ASK, *options, "--ssh", f"default={one},{two}", "-o", out, env={"TMPDIR": temporary})
data = open(os.path.join(out, "identities"), "rb").read()
equal([name in data for name in (b"one", b"two", b"locked")], [True, True, False], "keys of the agent")
equal(os.listdir(temporary), [], "left over")
equal(read(os.path.join(out, "s")), read(one + ".pub"), "the secret")

locked_build = work.build_image(ASK, *options, "--ssh", f"default={locked}", code=None, env={"TMPDIR": temporary})
contains(locked_build.err, "error: --ssh: a key cannot be used: ")
contains(locked_build.err, "hint: a key needs to be readable by its owner alone and have no passphrase")
os.chmod(two, 0o644)
contains(work.build_image(ASK, *options, "--ssh", f"default={two}", code=None).err, "UNPROTECTED PRIVATE KEY FILE")
os.chmod(two, 0o600)
without = work.build_image(ASK, *options, "--ssh", f"default={two}", code=None, env={"PATH": work.path("none")})
contains(without.err, "error: cannot start ssh-agent: No such file or directory")
contains(without.err, "hint: install openssh-client, or give the key to an agent: --ssh ID=SOCKET")
equal(os.listdir(temporary), [], "left over after errors")

deep = work.path("t" * 100)  # the address of a socket is short
os.makedirs(deep)
work.build_image(ASK, *options, "--ssh", f"default={one}", env={"TMPDIR": deep})
plan = work.path("a.imgplan")
root = work.context("ctx", {"Dockerfile": ASK})
with open(plan, "wb") as f:
    f.write(work.build("--emit=imgplan", "--build-context", DEBIAN, root).done.raw)
execute(os.environ["IMGC_RUN"], plan, "--store", work.path("fresh"), "--layout", f"layout-1={IMAGES}/debian", "--secret", f"id=s,src={two}.pub",
        "--ssh", f"default={two}", "-o", out)
check(b"two" in open(os.path.join(out, "identities"), "rb").read(), "imgc-run --ssh")
equal(read(os.path.join(out, "s")), read(two + ".pub"), "imgc-run --secret")
