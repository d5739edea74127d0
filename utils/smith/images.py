"""Image configs with ordinary and with odd fields."""
FEW = "sha256:" + "01" * 32
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
TRIGGERS = ["RUN echo hi", "COPY . /onb", "ENV ONB=1 A=onb", "ADD x /y", "USER nobody", "WORKDIR sub", "LABEL l=$A", "COPY --from=alpine /a /b",
            "RUN --mount=type=bind,from=busybox,target=/m x", "ARG ONBARG=3", "EXPOSE 99", "CMD [\"x\"]", "ENTRYPOINT e", "COPY --from=0 /x /y",
            "ONBUILD RUN x", "FROM x", "RUN", "run  echo   $A", "MAINTAINER me", "COPY --from=base / /", "HEALTHCHECK NONE", "VOLUME /onbv",
            "RUN <<E\nhi\nE", "STOPSIGNAL 9", "SHELL [\"/bin/bash\",\"-c\"]", "",
            "COPY --from=golang:1.22 --chown=1 a b/", "RUN --mount=from=base,target=/b --network=none y", "# c\nRUN x", "RUN a\nRUN b", "FRM x", "STOPSIGNAL nope", "EXPOSE $A", "ENV A",
            "COPY <<E /f\n$A\nE", "ADD https://host/f /f", "RUN \\\n x", "ONBUILD ONBUILD RUN x", "COPY --from=missing / /", "WORKDIR $A", "USER ${A:-u}", "RUN --mount=from=late x",
            "ARG TARGETARCH", "COPY --link a /b/", "VOLUME []", "ENTRYPOINT []", "LABEL a=$B b", "COPY --from=$A x y", "HEALTHCHECK --interval=x CMD y", "copy a b", "RUN --bad x"]


def make_config(r, arch="amd64", variant="", system="linux"):
    inner = {}
    def maybe(key, values, p=0.25):
        if r.random() < p:
            inner[key] = r.choice(values)
    maybe("Env", [[PATH], [PATH, "A=base", "HOME=/root"], [], None, ["A=1", "A=2"], ["NOEQ", PATH], ["=x"], ["FOO="], ["a=b=c", "PATH=/only"]], 0.8)
    maybe("Cmd", [["/bin/sh"], ["/bin/sh", "-c", "x"], None, []], 0.6)
    maybe("Entrypoint", [["/e"], None, [], ["/bin/sh", "-c", "e"]])
    maybe("WorkingDir", ["/", "/srv", "rel", "", "/a/../b", "/srv/"])
    maybe("User", ["root", "1000:1000", "", "app"])
    maybe("Labels", [{"base": "1"}, None, {}, {"l": "x", "org.opencontainers.image.title": "t"}])
    maybe("Volumes", [{"/v": {}}, None, {}])
    maybe("ExposedPorts", [{"80/tcp": {}}, None, {"53/udp": {}, "99/tcp": {}}])
    maybe("OnBuild", [[r.choice(TRIGGERS) for _ in range(r.randint(1, 2))], [], None], 0.18)
    maybe("Shell", [["/bin/bash", "-c"], ["/busybox"], [], None], 0.12)
    maybe("StopSignal", ["SIGTERM", "9"], 0.1)
    maybe("Healthcheck", [{"Test": ["CMD", "x"], "Interval": 1000000000}, {"Test": ["NONE"]}, None], 0.1)
    maybe("ArgsEscaped", [True, False], 0.1)
    maybe("MacAddress", ["x"], 0.03)
    maybe("Hostname", ["h"], 0.05)
    maybe("X-Unknown", [1, {"a": [1, 2.5]}], 0.08)
    maybe("Domainname", ["d", ""], 0.02)
    maybe("NetworkDisabled", [True, False], 0.02)
    maybe("AttachStdout", [True], 0.02)
    maybe("Tty", [True, False], 0.02)
    maybe("Image", ["sha256:" + "cc" * 32, ""], 0.03)
    maybe("StopTimeout", [5, 0, None], 0.02)
    if r.random() < 0.02 and inner:
        # Go finds fields whatever their case.
        key = r.choice(list(inner))
        inner[r.choice([key.lower(), key.upper()])] = inner.pop(key)
    config = {"architecture": arch, "os": "linux", "config": inner,
              "rootfs": {"type": "layers", "diff_ids": r.choice([[FEW], [FEW, FEW], [FEW], [FEW], []])}}
    if variant:
        config["variant"] = variant
    if system != "linux":
        config["os"] = system
    def outer(key, values, p):
        if r.random() < p:
            config[key] = r.choice(values)
    outer("created", ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.678901234+02:00", None], 0.7)
    outer("author", ["me", ""], 0.15)
    outer("os.version", ["10.0.1", ""], 0.05)
    outer("os.features", [["x"], []], 0.05)
    outer("history", [[{"created": "2024-01-02T03:04:05Z", "created_by": "base 0"}], [], None,
                      [{"created_by": "e", "empty_layer": True}, {"comment": "c", "author": "a", "created_by": "<&>"}]], 0.7)
    outer("unknown", ["kept", {"z": 1, "a": [None]}, 1e3], 0.1)
    outer("docker_version", ["1.2"], 0.05)
    outer("container", ["abc"], 0.05)
    if r.random() < 0.03:
        config["os"] = r.choice(["windows", "", "freebsd", "Linux"])
    if r.random() < 0.03:
        config["architecture"] = r.choice(["arm64", "", "x86_64", "AMD64"])
    if r.random() < 0.02:
        del config["rootfs"]
    if r.random() < 0.02:
        del config["config"]
    return config


NAMES = ["docker.io/library/alpine:latest", "docker.io/library/alpine:3", "docker.io/library/busybox:latest", "docker.io/library/golang:1.22",
         "registry.example:5000/team/app:v1", "docker.io/library/base:latest", "docker.io/team/tool:1"]
REFERENCES = ["alpine", "alpine:3", "busybox", "golang:1.22", "registry.example:5000/team/app:v1", "base", "team/tool:1", "docker.io/library/alpine",
              "alpine:latest", "alpine:3@sha256:" + "a3" * 32, "alpine@sha256:" + "a3" * 32]


def make_images(r):
    images = {}
    for i, name in enumerate(NAMES):
        entry = {"config": make_config(r)}
        if r.random() < 0.5:
            entry["digest"] = "sha256:" + f"{i + 0xa0:02x}" * 32
        platforms = {}
        for key, arch, variant in (("linux/arm64", "arm64", ""), ("linux/arm/v7", "arm", "v7"), ("linux/amd64", "amd64", "")):
            if r.random() < 0.5:
                platforms[key] = {"config": make_config(r, arch, variant)}
        if r.random() < 0.2:
            platforms[r.choice(["windows/amd64", "windows(10.0.17763)/amd64"])] = {"config": make_config(r, system="windows")}
        if platforms:
            entry["platforms"] = platforms
        images[name] = entry
    digest = "sha256:" + "a3" * 32
    images["docker.io/library/alpine:3@" + digest] = {"digest": digest, "config": make_config(r)}
    images["docker.io/library/alpine@" + digest] = {"digest": digest, "config": make_config(r)}
    return images
