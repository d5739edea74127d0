# RUN --mount=type=ssh: the agent's socket has the asked owner and mode, and passes everything on to the agent of the machine.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *
import socket
import threading

path = work.path("agent.sock")
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
seen = []


def serve():
    """Answers a request with its bytes in upper case, as often as the other side asks."""
    while True:
        peer, _ = listener.accept()
        while data := peer.recv(65536):
            seen.append(data)
            peer.sendall(data.upper())
        peer.close()


threading.Thread(target=serve, daemon=True).start()
DOCKERFILE = """\
FROM busybox
RUN --mount=type=ssh echo $SSH_AUTH_SOCK > /name && stat -c '%a %u:%g %F' $SSH_AUTH_SOCK > /default
RUN --mount=type=ssh,id=work,target=/run/x.sock,uid=12,gid=34,mode=0666 stat -c '%a %u:%g' /run/x.sock > /chosen
RUN --mount=type=ssh,id=none ls -l $SSH_AUTH_SOCK 2>/dev/null | wc -l > /none
"""
out = work.path("out")
work.build_image(DOCKERFILE, "--ssh", f"default={path}", "--ssh", f"work={path}", "-o", out)
equal({n: read(os.path.join(out, n)) for n in ("name", "default", "chosen", "none")},
      {"name": "/run/buildkit/ssh_agent.0\n", "default": "600 0:0 socket\n", "chosen": "666 12:34\n", "none": "0\n"}, "files")
build = work.build_image("FROM busybox\nRUN --mount=type=ssh,required=true true\n", code=None)
contains(build.err, "the step needs the ssh agent 'default'")
contains(build.err, "--ssh default")
contains(build.err, "Dockerfile:2")

if IMAGES and os.path.exists(os.path.join(IMAGES, "debian")):
    ask = ("FROM debian\nRUN --mount=type=ssh perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new($ENV{SSH_AUTH_SOCK}) or die; "
           "for (1..3) { print $s \"sign $_\\n\"; $s->flush; print scalar <$s>; }' > /answers\n")
    work.build_image(ask, "--build-context", DEBIAN, "--ssh", f"default={path}", "-o", out)
    equal(read(os.path.join(out, "answers")), "SIGN 1\nSIGN 2\nSIGN 3\n", "answers")
    equal(b"".join(seen), b"sign 1\nsign 2\nsign 3\n", "requests")
