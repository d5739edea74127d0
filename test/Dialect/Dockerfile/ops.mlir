// RUN: imgc-opt %s --verify-roundtrip | FileCheck %s

// Tests that every op and every optional part of it survives a round trip.

// CHECK-LABEL: dockerfile.file "Dockerfile" escape "`" target "build" platform <"linux", "arm" variant = "v7">
// CHECK-SAME: build_platform <"linux", "amd64"> implicit_platform build_args ["A=1"] global_args ["B=2"] target_stage @build
// CHECK-SAME: directives = [#dockerfile.pair<"escape", "`">], text = "FROM scratch\0A"
dockerfile.file "Dockerfile" escape "`" target "build" platform <"linux", "arm" variant = "v7"> build_platform <"linux", "amd64"> implicit_platform build_args ["A=1"] global_args ["B=2"] target_stage @build attributes {directives = [#dockerfile.pair<"escape", "`">], text = "FROM scratch\n"} {
  // CHECK: dockerfile.global_arg [#dockerfile.arg<"TAG", "3" doc = "which">, #dockerfile.arg<"X">] code "ARG TAG=3 X" comments ["TAG which"]
  dockerfile.global_arg [#dockerfile.arg<"TAG", "3" doc = "which">, #dockerfile.arg<"X">] code "ARG TAG=3 X" comments ["TAG which"]
  // CHECK: dockerfile.stage @build from "alpine:$TAG" platform_word "$P" as "build" index 0 code "FROM" doc "it" comments ["build it"] base #dockerfile.image_base<"alpine@sha256:00", name = "alpine", config = "{}", empty unit> platform <"windows", "amd64" os_version = "10" os_features = ["win32k"]> display "build" steps 2 no_cache
  dockerfile.stage @build from "alpine:$TAG" platform_word "$P" as "build" index 0 code "FROM" doc "it" comments ["build it"] base #dockerfile.image_base<"alpine@sha256:00", name = "alpine", config = "{}", empty unit> platform <"windows", "amd64" os_version = "10" os_features = ["win32k"]> display "build" steps 2 no_cache {
  ^bb0(%base: !dockerfile.state):
    // CHECK: %[[ARG:.*]] = dockerfile.arg %base [#dockerfile.arg<"X", "">] code "ARG X="
    %arg = dockerfile.arg %base [#dockerfile.arg<"X", "">] code "ARG X="
    // CHECK: %[[ENV:.*]] = dockerfile.env %[[ARG]] [#dockerfile.pair<"A", "b c", legacy unit>] code "ENV A b c" comments ["c"] onbuild
    %env = dockerfile.env %arg [#dockerfile.pair<"A", "b c", legacy unit>] code "ENV A b c" comments ["c"] onbuild
    // CHECK: %[[LABEL:.*]] = dockerfile.label %[[ENV]] [#dockerfile.pair<"k", "v">] code "LABEL k=v"
    %label = dockerfile.label %env [#dockerfile.pair<"k", "v">] code "LABEL k=v"
    // CHECK: %[[RUN_STEP:.*]] = dockerfile.run %[[LABEL]] shell ["cat <<-E"] heredocs [#dockerfile.heredoc<"E", "\09x\0A", fd = 3, expand = false, chomp = true>] mounts [#dockerfile.mount<"target=/x,from=tools", from = "tools">] mount_stages [@tools] devices [#dockerfile.device<"v/c=d", required = true>] network "none" security "insecure" used_flags ["mount"] code "RUN"
    %run = dockerfile.run %label shell ["cat <<-E"] heredocs [#dockerfile.heredoc<"E", "\09x\0A", fd = 3, expand = false, chomp = true>] mounts [#dockerfile.mount<"target=/x,from=tools", from = "tools">] mount_stages [@tools] devices [#dockerfile.device<"v/c=d", required = true>] network "none" security "insecure" used_flags ["mount"] code "RUN"
    // CHECK: %[[EXEC:.*]] = dockerfile.run %[[RUN_STEP]] ["a", "b"] code "RUN"
    %exec = dockerfile.run %run ["a", "b"] code "RUN"
    // CHECK: %[[COPY:.*]] = dockerfile.copy %[[EXEC]] ["a"] inline [#dockerfile.inline_file<"f", "x", expand = true>] to "/d/" from "tools" from_stage @tools chown "1:2" chmod "755" link parents exclude ["*.o"] code "COPY"
    %copy = dockerfile.copy %exec ["a"] inline [#dockerfile.inline_file<"f", "x", expand = true>] to "/d/" from "tools" from_stage @tools chown "1:2" chmod "755" link parents exclude ["*.o"] code "COPY"
    // CHECK: %[[ADD:.*]] = dockerfile.add %[[COPY]] ["u"] to "/" chown "1" chmod "700" link keep_git_dir true checksum "sha256:00" unpack false exclude ["x"] code "ADD"
    %add = dockerfile.add %copy ["u"] to "/" chown "1" chmod "700" link keep_git_dir true checksum "sha256:00" unpack false exclude ["x"] code "ADD"
    // CHECK: %[[WORKDIR:.*]] = dockerfile.workdir %[[ADD]] "/src" code "WORKDIR /src"
    %workdir = dockerfile.workdir %add "/src" code "WORKDIR /src"
    // CHECK: %[[USER:.*]] = dockerfile.user %[[WORKDIR]] "me" code "USER me"
    %user = dockerfile.user %workdir "me" code "USER me"
    // CHECK: %[[CMD:.*]] = dockerfile.cmd %[[USER]] shell ["true"] code "CMD true"
    %cmd = dockerfile.cmd %user shell ["true"] code "CMD true"
    // CHECK: %[[ENTRYPOINT:.*]] = dockerfile.entrypoint %[[CMD]] [] code "ENTRYPOINT []"
    %entrypoint = dockerfile.entrypoint %cmd [] code "ENTRYPOINT []"
    // CHECK: %[[SHELL:.*]] = dockerfile.shell %[[ENTRYPOINT]] ["sh", "-c"] code "SHELL"
    %shell = dockerfile.shell %entrypoint ["sh", "-c"] code "SHELL"
    // CHECK: %[[EXPOSE:.*]] = dockerfile.expose %[[SHELL]] ["80"] code "EXPOSE 80"
    %expose = dockerfile.expose %shell ["80"] code "EXPOSE 80"
    // CHECK: %[[VOLUME:.*]] = dockerfile.volume %[[EXPOSE]] ["/v"] code "VOLUME /v"
    %volume = dockerfile.volume %expose ["/v"] code "VOLUME /v"
    // CHECK: %[[STOP:.*]] = dockerfile.stopsignal %[[VOLUME]] "INT" code "STOPSIGNAL INT"
    %stopsignal = dockerfile.stopsignal %volume "INT" code "STOPSIGNAL INT"
    // CHECK: %[[HEALTH:.*]] = dockerfile.healthcheck %[[STOP]] ["CMD", "true"] interval 1 timeout 2 start_period 3 start_interval 4 retries 5 code "HEALTHCHECK"
    %healthcheck = dockerfile.healthcheck %stopsignal ["CMD", "true"] interval 1 timeout 2 start_period 3 start_interval 4 retries 5 code "HEALTHCHECK"
    // CHECK: %[[MAINTAINER:.*]] = dockerfile.maintainer %[[HEALTH]] "me" code "MAINTAINER me"
    %maintainer = dockerfile.maintainer %healthcheck "me" code "MAINTAINER me"
    // CHECK: %[[ONBUILD:.*]] = dockerfile.onbuild %[[MAINTAINER]] "RUN x" code "ONBUILD RUN x"
    %onbuild = dockerfile.onbuild %maintainer "RUN x" code "ONBUILD RUN x"
    // CHECK: dockerfile.end %[[ONBUILD]]
    dockerfile.end %onbuild
  }
  // CHECK: dockerfile.stage @tools from "build" index 1 code "FROM build" base #dockerfile.stage_base<@build>
  dockerfile.stage @tools from "build" index 1 code "FROM build" base #dockerfile.stage_base<@build> {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  // CHECK: dockerfile.stage @implicit_0 from "scratch" index 2 implicit code "" base #dockerfile.scratch
  dockerfile.stage @implicit_0 from "scratch" index 2 implicit code "" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  // CHECK: base #dockerfile.context_base<oci_layout, key = "x", reference = "x@sha256:00" store = "s" digest = "sha256:00" config = "{}" platform = <"linux", "amd64"> replaces_stage unit>
  dockerfile.stage @x from "x" as "x" index 3 code "FROM x" base #dockerfile.context_base<oci_layout, key = "x", reference = "x@sha256:00" store = "s" digest = "sha256:00" config = "{}" platform = <"linux", "amd64"> replaces_stage unit> {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}
