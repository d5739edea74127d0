# escape=`
# RUN: imgc-translate --dockerfile-to-mlir %s | FileCheck %s
# RUN: imgc-translate --dockerfile-to-mlir --dockerfile-name=D %s | imgc-opt --verify-roundtrip
# CHECK: dockerfile.file "Dockerfile" escape "`"
# CHECK-SAME: directives = [#dockerfile.pair<"escape", "`">]
# CHECK: dockerfile.global_arg [#dockerfile.arg<"TAG", "3">, #dockerfile.arg<"X">] code "ARG TAG=3 X"
ARG TAG=3 X
# CHECK: dockerfile.stage @build from "alpine:$TAG" platform_word "$BUILDPLATFORM" as "build" index 0 code "FROM --platform=$BUILDPLATFORM alpine:$TAG AS Build"
FROM --platform=$BUILDPLATFORM alpine:$TAG AS Build
# CHECK: dockerfile.env %base [#dockerfile.pair<"A", "$B">, #dockerfile.pair<"C", "\22d e\22">]
ENV A=$B C="d e"
# CHECK: dockerfile.env {{.*}} [#dockerfile.pair<"K", "v w", legacy unit>]
ENV K v w
# CHECK: dockerfile.run {{.*}} shell ["<<-EOT"] heredocs [#dockerfile.heredoc<"EOT", "\09echo hi\0A", fd = 0, expand = true, chomp = true>] mounts [#dockerfile.mount<"type=cache,target=/c">, #dockerfile.mount<"from=tools,target=/t", from = "tools">] network "none" used_flags ["mount", "network"]
RUN --mount=type=cache,target=/c --mount=from=tools,target=/t --network=none <<-EOT
	echo hi
	EOT
# CHECK: dockerfile.run {{.*}} ["a", "b"]
RUN ["a", "b"]
# CHECK: dockerfile.copy {{.*}} ["a", "b"] to "/d/" from "0" chown "1" chmod "755" link parents exclude ["x", "y"]
COPY --from=0 --chown=1 --chmod=755 --link --parents --exclude=x --exclude=y a b /d/
# CHECK: dockerfile.copy {{.*}} [] inline [#dockerfile.inline_file<"F", "data\0A", expand = false>] to "/d/"
COPY <<"F" /d/
data
F
# CHECK: dockerfile.add {{.*}} ["a"] to "/" unpack false
ADD --unpack=false a /
# CHECK: dockerfile.onbuild {{.*}} "COPY --from=tools /x /y"
ONBUILD COPY --from=tools /x /y
# CHECK: dockerfile.end %onbuild
# CHECK: dockerfile.stage @stage_1 from "scratch" index 1
FROM scratch
# CHECK: dockerfile.arg %base [#dockerfile.arg<"X">, #dockerfile.arg<"Y", "1">]
ARG X Y=1
# CHECK: dockerfile.label {{.*}} [#dockerfile.pair<"a", "b">]
LABEL a=b
# CHECK: dockerfile.maintainer {{.*}} "me"
MAINTAINER me
# CHECK: dockerfile.user {{.*}} "u"
USER u
# CHECK: dockerfile.workdir {{.*}} "/w"
WORKDIR /w
# CHECK: dockerfile.shell {{.*}} ["sh", "-c"]
SHELL ["sh", "-c"]
# CHECK: dockerfile.cmd {{.*}} shell ["x y"]
CMD x y
# CHECK: dockerfile.entrypoint {{.*}} []
ENTRYPOINT []
# CHECK: dockerfile.expose {{.*}} ["443", "80"]
EXPOSE 80 443
# CHECK: dockerfile.volume {{.*}} ["/v"]
VOLUME /v
# CHECK: dockerfile.stopsignal {{.*}} "INT"
STOPSIGNAL INT
# CHECK: dockerfile.healthcheck {{.*}} ["CMD-SHELL", "true"] interval 5000000000 retries 2
HEALTHCHECK --interval=5s --retries=2 CMD true
# CHECK: dockerfile.stage @build_1 from "build" as "build" index 2
FROM build AS build
