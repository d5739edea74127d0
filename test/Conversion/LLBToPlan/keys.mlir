// RUN: imgc-opt %s --split-input-file --llb-to-plan-pipeline=host-platform=linux/amd64 | FileCheck %s

// Tests what changes a key and what does not: the digests of all cases below are
// compared with that of the first one.

// CHECK: plan.combine "exec.v1" static "[[FIRST:[0-9a-f]+]]"
%c = llb.local "c"
%r = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
llb.output "" %r layers [%r]

// -----

// Proxy settings, names and metadata are out.
// CHECK: plan.combine "exec.v1" static "[[FIRST]]"
%c = llb.local "c"
%r = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
  proxy <httpProxy = "p"> metadata <ignoreCache = true, description = {llb.customname = "x"}>
llb.output "" %r layers [%r]

// -----

// The default of exit codes is {0}.
// CHECK: plan.combine "exec.v1" static "[[FIRST]]"
%c = llb.local "c"
%r = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] exit_codes [0]
llb.output "" %r layers [%r]

// -----

// CHECK-NOT: static "[[FIRST]]"
%c = llb.local "c"
%r = llb.exec ["ab"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
%r1 = llb.exec ["a", "b"] cwd "/x" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
%r2 = llb.exec ["a", "b"] cwd "/" env ["A=b"] inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
%r3 = llb.exec ["a", "b"] cwd "/" user "u" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
%r4 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] network none
%r5 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] hostname "h"
%r6 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] hosts [#llb.host_ip<host = "a", ip = "1.2.3.4">]
%r7 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] ulimits [#llb.ulimit<name = "nofile", soft = 1, hard = 2>]
%r8 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] exit_codes [1]
%r9 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>] platform <os = "linux", architecture = "386">
%r10 = llb.exec ["a", "b"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>, #llb.mount<dest = "/t", type = tmpfs>]
%r11 = llb.exec ["a", "b"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] cgroup_parent "g"
llb.output "0" %r layers [%r]
llb.output "1" %r1 layers [%r1]
llb.output "2" %r2 layers [%r2]
llb.output "3" %r3 layers [%r3]
llb.output "4" %r4 layers [%r4]
llb.output "5" %r5 layers [%r5]
llb.output "6" %r6 layers [%r6]
llb.output "7" %r7 layers [%r7]
llb.output "8" %r8 layers [%r8]
llb.output "9" %r9 layers [%r9]
llb.output "10" %r10 layers [%r10]
llb.output "11" %r11 layers [%r11]
// CHECK: plan.output "11"
