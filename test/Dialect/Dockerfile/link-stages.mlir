// RUN: imgc-opt %s --split-input-file --pass-pipeline='builtin.module(dockerfile-link-stages{resolve-from=%S/Inputs/images.json build-context=ctx=local:here,over=docker-image://busybox no-cache=one})' | FileCheck %s

// Tests the order of global arguments, the expansion of FROM, duplicate names
// (each FROM means the latest before it), an index in --from, an implicit image,
// a mount without a source, and that the base of a dead stage is not looked up.

// CHECK-LABEL: dockerfile.file "words"
// CHECK-SAME: build_args ["TAG=3"]
// CHECK-SAME: "TARGETPLATFORM=linux/arm64"
// CHECK-SAME: "TARGETSTAGE=default", "TAG=3", "NAME=alpine:3"] target_stage @last
// CHECK: dockerfile.stage @one from "alpine:3"
// CHECK-SAME: base #dockerfile.image_base<"docker.io/library/alpine:3@sha256:2222
// CHECK-SAME: platform <"linux", "arm64"> display "one" steps 2 no_cache {
// CHECK: dockerfile.run %{{.*}} mount_stages [@implicit_0]
// CHECK: dockerfile.stage @native from "alpine:3" platform_word "$BUILDPLATFORM"
// CHECK-SAME: alpine:3@sha256:1111
// CHECK-SAME: platform <"linux", "amd64">
// CHECK: dockerfile.stage @one_1 from "one"
// CHECK-SAME: base #dockerfile.stage_base<@one>
// CHECK: dockerfile.stage @dead from "nowhere"
// CHECK-SAME: code "F" {
// CHECK: dockerfile.stage @last from "one"
// CHECK-SAME: base #dockerfile.stage_base<@one_1> platform <"linux", "arm64"> display "stage-4" steps 3
// CHECK: from "1" from_stage @native
// CHECK: from "ONE" from_stage @one_1
// CHECK: from "alpine:3" from_stage @implicit_1
// CHECK: dockerfile.stage @implicit_0 from "scratch"
// CHECK-SAME: base #dockerfile.scratch
// CHECK: dockerfile.stage @implicit_1 from "alpine:3"
// CHECK-SAME: alpine:3@sha256:2222
dockerfile.file "words" platform <"linux", "arm64"> build_platform <"linux", "amd64"> build_args ["TAG=3"] {
  dockerfile.global_arg [#dockerfile.arg<"TAG", "2">] code "ARG TAG=2"
  dockerfile.global_arg [#dockerfile.arg<"NAME", "alpine:${TAG}">] code "ARG NAME"
  dockerfile.stage @one from "$NAME" as "one" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    %run = dockerfile.run %base shell ["x"] mounts [#dockerfile.mount<"type=cache,target=/c">] code "R"
    dockerfile.end %run
  }
  dockerfile.stage @native from "$NAME" platform_word "$BUILDPLATFORM" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @one_1 from "one" as "one" index 2 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @dead from "nowhere" as "dead" index 3 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @last from "one" index 4 code "F" {
  ^bb0(%base: !dockerfile.state):
    %a = dockerfile.copy %base ["a"] to "/" from "1" code "C"
    %b = dockerfile.copy %a ["a"] to "/" from "ONE" code "C"
    %c = dockerfile.copy %b ["a"] to "/" from "alpine:3" code "C"
    dockerfile.end %c
  }
}

// -----

// Tests that triggers of a config come first, in order, and reach what they
// name; that those of a stage go to its child and not further; that one stage
// has no name in progress; and that an image without layers says so.

// CHECK-LABEL: dockerfile.file "triggers"
// CHECK: dockerfile.stage @a
// CHECK-SAME: steps 3 {
// CHECK: %[[ENV:.*]] = dockerfile.env %base {{.*}} code "ENV T=1" onbuild
// CHECK: %[[COPY:.*]] = dockerfile.copy %[[ENV]] ["/bin"] to "/bin" from "busybox" from_stage @[[BUSYBOX:.*]] code "COPY --from=busybox /bin /bin" onbuild
// CHECK: dockerfile.onbuild %[[COPY]] "USER u"
// CHECK: dockerfile.stage @b
// CHECK: dockerfile.user %base "u" code "USER u" onbuild
// CHECK: dockerfile.stage @c
// CHECK-NEXT: ^bb0
// CHECK-NEXT: dockerfile.end %base
// CHECK: dockerfile.stage @[[BUSYBOX]] from "busybox"
// CHECK-SAME: busybox:latest@sha256:4444
dockerfile.file "triggers" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "parent:1" as "a" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    %onbuild = dockerfile.onbuild %base "USER u" code "O"
    dockerfile.end %onbuild
  }
  dockerfile.stage @b from "a" as "b" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @c from "b" as "c" index 2 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// CHECK-LABEL: dockerfile.file "empty"
// CHECK: image_base<"docker.io/library/empty:latest@sha256:3333{{.*}}, empty unit> platform <"linux", "amd64"> display "" steps 1
dockerfile.file "empty" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "empty" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Tests named contexts: one that replaces a stage, whose instructions go, and
// one of each kind behind --from and FROM.

// CHECK-LABEL: dockerfile.file "contexts"
// CHECK: dockerfile.stage @over
// CHECK-SAME: base #dockerfile.context_base<docker_image, key = "over", reference = "docker.io/library/busybox:latest" digest = "sha256:4444{{.*}} replaces_stage unit>
// CHECK-NEXT: ^bb0
// CHECK-NEXT: dockerfile.end %base
// CHECK: dockerfile.stage @b from "ctx"
// CHECK-SAME: base #dockerfile.context_base<local, key = "ctx", reference = "here" platform = <"linux", "amd64">>
dockerfile.file "contexts" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @over from "nowhere" as "over" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    %run = dockerfile.run %base ["x"] code "R"
    dockerfile.end %run
  }
  dockerfile.stage @b from "ctx" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    %copy = dockerfile.copy %base ["a"] to "/" from "over" code "C"
    dockerfile.end %copy
  }
}
