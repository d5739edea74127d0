// RUN: imgc-opt %s --split-input-file --dockerfile-expand-words | FileCheck %s

// Tests the data flow of variables: the config's Env, ENV before and after ARG,
// a build argument over a default, the global value of a bare ARG, and that one
// ENV sees nothing of itself.

// CHECK-LABEL: dockerfile.file "flow"
// CHECK: dockerfile.env %{{.*}} [#dockerfile.pair<"A", "base">, #dockerfile.pair<"B", "">]
// CHECK: dockerfile.arg %{{.*}} [#dockerfile.arg<"V", "given">, #dockerfile.arg<"W", "base-given">, #dockerfile.arg<"G", "world">, #dockerfile.arg<"U">]
// CHECK: dockerfile.label %{{.*}} [#dockerfile.pair<"kbase", "given base-given world ">]
dockerfile.file "flow" build_args ["V=given"] global_args ["G=world"] target_stage @s {
  dockerfile.stage @s from "x" index 0 code "FROM x" base #dockerfile.image_base<"x@y", name = "x", config = "{\22config\22:{\22Env\22:[\22K=base\22]}}"> {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.env %base [#dockerfile.pair<"A", "$K">, #dockerfile.pair<"B", "$A">] code "ENV"
    %1 = dockerfile.arg %0 [#dockerfile.arg<"V", "default">, #dockerfile.arg<"W", "$A-$V">, #dockerfile.arg<"G">, #dockerfile.arg<"U">] code "ARG"
    %2 = dockerfile.label %1 [#dockerfile.pair<"k$A", "$V $W $G $U">] code "LABEL"
    dockerfile.end %2
  }
}

// -----

// Tests that a stage starts with the variables of its base, the ones of the
// image config last, so that ENV wins over an ARG of the base.

// CHECK-LABEL: dockerfile.file "stages"
// CHECK: dockerfile.stage @two
// CHECK: dockerfile.workdir %{{.*}} "/env/arg"
dockerfile.file "stages" target_stage @two {
  dockerfile.stage @one from "scratch" index 0 code "FROM scratch AS one" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.env %base [#dockerfile.pair<"X", "env">] code "ENV"
    %1 = dockerfile.arg %0 [#dockerfile.arg<"X", "arg">, #dockerfile.arg<"Y", "arg">] code "ARG"
    dockerfile.end %1
  }
  dockerfile.stage @two from "one" index 1 code "FROM one" base #dockerfile.stage_base<@one> {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.workdir %base "/$X/$Y" code "WORKDIR"
    dockerfile.end %0
  }
}

// -----

// Tests what is expanded in each instruction, quotes and the escape character,
// and what is not: commands, excludes and quoted heredocs.

// CHECK-LABEL: dockerfile.file "each"
// CHECK: dockerfile.copy %{{.*}} ["a1", "b c"] inline [#dockerfile.inline_file<"f", "1 \22q\22\0A", expand = false>, #dockerfile.inline_file<"g", "$P\0A", expand = false>] to "/d1/" chown "u1" chmod "61" exclude ["$P"]
// CHECK: dockerfile.add %{{.*}} ["x1"] to "/1" checksum "sha256:1"
// CHECK: dockerfile.run %{{.*}} shell ["echo $P"]
// CHECK: dockerfile.expose %{{.*}} ["1/tcp", "80", "81"]
// CHECK: dockerfile.user %{{.*}} "u1"
// CHECK: dockerfile.volume %{{.*}} ["/v1", "$P"]
// CHECK: dockerfile.stopsignal %{{.*}} "1"
// CHECK: dockerfile.cmd %{{.*}} shell ["$P"]
dockerfile.file "each" escape "`" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.env %base [#dockerfile.pair<"P", "1">, #dockerfile.pair<"Q", "'80 81'">] code "ENV"
    %1 = dockerfile.copy %0 ["a$P", "'b c'"] inline [#dockerfile.inline_file<"f", "$P \22q\22\0A", expand = true>, #dockerfile.inline_file<"g", "$P\0A", expand = false>] to "/d${P}/" chown "u$P" chmod "6$P" exclude ["$P"] code "COPY"
    %2 = dockerfile.add %1 ["x$P"] to "/$P" checksum "sha256:$P" code "ADD"
    %3 = dockerfile.run %2 shell ["echo $P"] code "RUN"
    %4 = dockerfile.expose %3 ["$P/tcp", "$Q"] code "EXPOSE"
    %5 = dockerfile.user %4 "u$P" code "USER"
    %6 = dockerfile.volume %5 ["/v$P", "`$P"] code "VOLUME"
    %7 = dockerfile.stopsignal %6 "$P" code "STOPSIGNAL"
    %8 = dockerfile.cmd %7 shell ["$P"] code "CMD"
    dockerfile.end %8
  }
}
