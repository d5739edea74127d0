// RUN: imgc-opt %s --split-input-file --convert-dockerfile-to-llb=ignore=*.o | FileCheck %s

// Tests copies from the context: one file vertex with an action for each
// source, destinations below the working directory, owners by id and by name,
// a context that is narrowed to what is used and knows the ignore patterns.

// CHECK: %[[W:.*]] = llb.file () {
// CHECK: llb.mkdir "/w"
// CHECK: %[[CTX:.*]] = llb.local "context" with {local.excludepatterns = "[\22*.o\22]", local.followpaths = "[\22a\22,\22b\22]", local.sharedkeyhint = "context"}
// CHECK: %[[F:.*]] = llb.file (%[[ON:.*]] = %[[W]], %[[FROM:.*]] = %[[CTX]]) {
// CHECK: %[[A:.*]] = llb.copy from %[[FROM]] "/a" on %[[ON]] to "/w/d/" mode 493 follow_symlink contents parents wildcard empty_wildcard owner <user = <kind = id, id = 1>, group = <kind = name, name = "staff">> group_from %[[ON]]
// CHECK: %[[B:.*]] = llb.copy from %[[FROM]] "/b" on %[[A]] to "/w/d/"
// CHECK: llb.yield %[[B]]
// CHECK: llb.copy from %{{.*}} "/a" on %{{.*}} to "/x" follow_symlink contents unpack parents
// CHECK: createdBy = "COPY --chown=1:staff --chmod=755 a b d/ # buildkit"
dockerfile.file "context" platform <"linux", "amd64"> target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch display "" steps 3 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.workdir %base "/w" code "WORKDIR /w"
    %1 = dockerfile.copy %0 ["a", "b"] to "d/" chown "1:staff" chmod "755" code "COPY a b d/"
    %2 = dockerfile.add %1 ["a"] to "/x" code "ADD a /x"
    dockerfile.end %2
  }
}

// -----

// Tests a copy from a stage, an independent layer (--link), a symbolic mode,
// --parents with its pivot, and excludes.

// CHECK: %[[ONE:.*]] = llb.file ()
// CHECK: llb.copy from %{{.*}} "/out" to "/in" mode 0 mode_str "u+x" follow_symlink contents parents wildcard empty_wildcard exclude ["*.c"]
// CHECK: llb.copy from %{{.*}} "/src" on %{{.*}} to "/" follow_symlink contents parents wildcard empty_wildcard include ["a/b"] require ["/src/a/b"]
// CHECK: %[[LINKED:.*]] = llb.file (
// CHECK-SAME: %[[ONE]]
// CHECK: progressGroup = <id = "link-1"
// CHECK-SAME: weak = true
// CHECK: llb.merge %{{.*}}, %[[LINKED]]
// CHECK-SAME: LINK COPY
dockerfile.file "stage" platform <"linux", "amd64"> target_stage @s {
  dockerfile.stage @one from "scratch" as "one" index 0 code "FROM scratch AS one" base #dockerfile.scratch display "one" steps 1 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.workdir %base "/out" code "WORKDIR /out"
    dockerfile.end %0
  }
  dockerfile.stage @s from "scratch" index 1 code "FROM scratch" base #dockerfile.scratch display "stage-1" steps 3 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.copy %base ["out"] to "/in" from "one" from_stage @one chmod "u+x" exclude ["*.c"] code "COPY --from=one out /in"
    %1 = dockerfile.copy %0 ["src/./a/b"] to "/" from "one" from_stage @one parents code "COPY --parents"
    %2 = dockerfile.copy %1 ["out"] to "/l" from "one" from_stage @one link code "COPY --link"
    dockerfile.end %2
  }
}
