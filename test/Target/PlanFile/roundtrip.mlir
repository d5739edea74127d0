// RUN: imgc-translate %S/../../Dialect/Plan/ops.mlir --plan-to-file -o %t.plan
// RUN: imgc-translate %t.plan --file-to-plan -o %t.mlir
// RUN: imgc-translate %t.mlir --plan-to-file -o %t.again
// RUN: cmp %t.plan %t.again
// RUN: FileCheck %s < %t.mlir

// Tests that every op and field goes to a plan file and back.

// CHECK: plan.source_file "Dockerfile" language "Dockerfile" text "FROM alpine\0A\FF"
// CHECK: plan.context @context0 id "context" exclude ["*.o", "!keep.o"] include ["src"] follow ["a", "b"]
// CHECK: plan.select @context0 sources ["/a", "/b*"] include ["x"] exclude ["y"] require ["z"] follow_symlink contents wildcard empty_wildcard
// CHECK: plan.combine "exec.v1" static "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"(
// CHECK: plan.image key({{.*}}) "docker.io/library/alpine:3" digest "sha256:{{0+}}" layout "bases" platform <os = "linux", architecture = "arm", variant = "v7", osVersion = "1", osFeatures = ["f"]> version 1 name "FROM alpine" ignore_cache components [#plan.component<name = "base", value = "alpine">]
// CHECK: plan.local key({{.*}}) @context1
// CHECK: plan.exec key({{.*}}) ["sh", "-c", "true"] cwd "/w" env ["A=b", "C="] user "1:2" inputs(%image, %local)
// CHECK-SAME: #plan.mount<target = "/c", kind = cache, id = "c", sharing = locked, uid = 1, gid = 2, mode = 448>
// CHECK-SAME: network host security insecure hostname "h" hosts [#plan.host<host = "a", ip = "::1">] ulimits [#plan.ulimit<name = "nofile", soft = 1, hard = 2>]
// CHECK-SAME: cgroup_parent "p" exit_codes [0, 7] secret_env [#plan.secret_env<id = "i", name = "N", optional = true>]
// CHECK-SAME: proxy_env ["HTTP_PROXY=x"] devices [#plan.device<name = "d", optional = true>] : !plan.fs, !plan.fs
// CHECK: plan.mkdir on %in "/d" mode 493 parents owner <user = <kind = id, id = 5>> timestamp 0
// CHECK: plan.copy from %[[SRC:.*]] : !plan.view "/a*" on %{{.*}} to "/d/" mode 420 mode_string "u+x" follow_symlink contents unpack parents wildcard empty_wildcard replace include ["i"] exclude ["e"] require ["r"]
// CHECK-SAME: user_from %in : !plan.fs group_from %[[SRC]] : !plan.view timestamp 5
// CHECK: plan.mkfile on %{{.*}} "/f" data "x\00" mode 420
// CHECK: plan.rm on %{{.*}} "/t*" allow_not_found wildcard
// CHECK: plan.symlink "/l" to "t"
// CHECK: plan.merge key({{.*}}) (%file#0, %file#1)
// CHECK: plan.diff key({{.*}}) %scratch to %merge
// CHECK: plan.output "app" %diff layers[%image, %diff] platform <os = "linux", architecture = "amd64"> config "{}" source_date_epoch 17
