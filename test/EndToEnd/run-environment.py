# What a RUN step sees: USER, WORKDIR, ENV, ARG, SHELL, its forms, /proc and /dev, the network that it asked for.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

DOCKERFILE = """\
ARG GLOBAL=from-global
FROM busybox
ARG GLOBAL
ARG LOCAL=default
ARG UNSET
ENV LOCALENV=$LOCAL-env NUMBER=5
RUN echo "args: $GLOBAL $LOCAL $LOCALENV ${UNSET-unset}"
ENV LOCAL=env-wins
RUN echo "local: $LOCAL"
RUN ["/bin/echo", "exec", "$NUMBER", "a  b"]
SHELL ["/bin/sh", "-uc"]
RUN echo shell $-
SHELL ["/bin/sh", "-c"]
WORKDIR /one
WORKDIR two
RUN echo "in $(pwd) home=$HOME"
USER www-data
RUN echo "$(id -u):$(id -g):$(id -G) home=$HOME"
USER 1234:100
RUN echo "$(id -u):$(id -g):$(id -G)"
USER nobody:users
RUN echo "$(id -u):$(id -g)"
USER root
RUN <<EOF
echo here document
echo second line
EOF
RUN echo "pid $$ ppid $PPID host $(hostname)" && test -c /dev/null && test -d /proc/self && ! (echo x > /proc/sys/kernel/hostname) && echo sandbox
RUN ls /proc/self/fd | wc -l | sed 's/^/descriptors /'
RUN echo out && echo err >&2
RUN umask && cat < /dev/stdin && ulimit -c > /dev/null
"""
build = work.build_image(DOCKERFILE, "--build-arg", "UNSET", "--build-arg", "LOCAL=given", progress="plain")
for line in ("args: from-global given given-env unset", "local: env-wins", "exec $NUMBER a  b", "shell uc", "in /one/two home=/root",
             "33:33:33 100 home=/var/www", "1234:100:100", "65534:100", "here document", "second line", "sandbox",
             "descriptors 4", "out", "err", "0022"):
    contains(build.err, " " + line + "\n")

NET = "FROM busybox\nRUN {flag} echo interfaces $(ls /sys/class/net | sort) && cat /etc/hosts\n"
for flag, args in (("", ["--network=none"]), ("--network=none", [])):
    build = work.build_image(NET.format(flag=flag), *args, "--add-host", "db:10.1.2.3", "--no-cache", progress="plain")
    contains(build.err, " interfaces lo\n")
    check(any(line.split()[-2:] == ["10.1.2.3", "db"] for line in build.err.splitlines()), "--add-host in /etc/hosts")

failed = work.build_image("FROM busybox\nRUN true\nRUN echo before; exit 9\nRUN echo never\n", "-t", "failed", code=1,
                          progress="plain")
contains(failed.err, "failed: exit code: 9")
contains(failed.err, "Dockerfile:3\n")
check("never\n" not in failed.err.replace("RUN echo never", ""), "no step runs after a failure")
check("failed" not in work.imgc("images").out, "a failed build names nothing")
