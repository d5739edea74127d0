// RUN: imgc-opt %s --verify-roundtrip | FileCheck %s
// RUN: imgc-opt %s --mlir-print-op-generic | imgc-opt | FileCheck %s
// RUN: imgc-opt %s --emit-bytecode | imgc-opt | FileCheck %s

// Tests that every form of every op survives a round trip.

// CHECK: plan.source_file "Dockerfile" language "Dockerfile" text "FROM alpine\0A\FF"
plan.source_file "Dockerfile" language "Dockerfile" text "FROM alpine\0A\FF"
// CHECK: plan.source_file "empty"
plan.source_file "empty"

// CHECK: plan.context @context id "context" exclude ["*.o", "!keep.o"] include ["src"] follow ["a", "b"]
plan.context @context id "context" exclude ["*.o", "!keep.o"] include ["src"] follow ["a", "b"]
// CHECK: plan.context @other id "some where"
plan.context @other id "some where"

// CHECK-LABEL: plan.keys @keys {
plan.keys @keys {
  // CHECK: %[[C:.*]] = plan.constant "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  %0 = plan.constant "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  // CHECK: %[[S:.*]] = plan.select @context sources ["/a", "/b*"] include ["x"] exclude ["y"] require ["z"] follow_symlink contents wildcard empty_wildcard
  %1 = plan.select @context sources ["/a", "/b*"] include ["x"] exclude ["y"] require ["z"] follow_symlink contents wildcard empty_wildcard
  // CHECK: %[[ALL:.*]] = plan.select @other
  %2 = plan.select @other
  // CHECK: %[[E:.*]] = plan.combine "exec.v1" static "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"(%[[C]], %[[S]])
  %3 = plan.combine "exec.v1" static "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"(%0, %1)
  // CHECK: %[[L:.*]] = plan.combine "local.v1"(%[[ALL]])
  %4 = plan.combine "local.v1"(%2)
  // CHECK: %[[N:.*]] = plan.combine "none"()
  %5 = plan.combine "none"()
  // CHECK: plan.yield_keys %[[C]], %[[E]], %[[L]], %[[N]]
  plan.yield_keys %0, %3, %4, %5
}

// CHECK-LABEL: plan.steps @steps keys @keys (%key, %key_0, %key_1, %key_2) {
plan.steps @steps keys @keys(%k0, %k1, %k2, %k3) {
  // CHECK: %scratch = plan.scratch
  %scratch = plan.scratch
  // CHECK: %view = plan.view @context
  %view = plan.view @context
  // CHECK: %image = plan.image key(%key) "docker.io/library/alpine:3" digest "sha256:0000000000000000000000000000000000000000000000000000000000000000" layout "bases"
  // CHECK-SAME: platform <os = "linux", architecture = "arm", variant = "v7", osVersion = "1", osFeatures = ["f"]>
  // CHECK-SAME: version 1 name "FROM alpine" ignore_cache components [#plan.component<name = "base", value = "alpine">]
  %image = plan.image key(%k0) "docker.io/library/alpine:3" digest "sha256:0000000000000000000000000000000000000000000000000000000000000000" layout "bases"
    platform <os = "linux", architecture = "arm", variant = "v7", osVersion = "1", osFeatures = ["f"]>
    version 1 name "FROM alpine" ignore_cache components [#plan.component<name = "base", value = "alpine">]
  // CHECK: %image_{{.*}} = plan.image key(%key) "scratchpad" digest "sha256:{{0+}}"
  %image2 = plan.image key(%k0) "scratchpad" digest "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  // CHECK: %local = plan.local key(%key_1) @other
  %local = plan.local key(%k2) @other
  // CHECK: %exec:2 = plan.exec key(%key_0) ["sh", "-c", "true"] cwd "/w" env ["A=b", "C="] user "1:2" inputs(%image, %local)
  // CHECK-SAME: mounts [#plan.mount<target = "/", input = 0, output = 0>
  // CHECK-SAME: #plan.mount<target = "/src", input = 1, selector = "sub", readonly = true>
  // CHECK-SAME: #plan.mount<target = "/out", output = 1>
  // CHECK-SAME: #plan.mount<target = "/t", kind = tmpfs, tmpfsSize = 4096>
  // CHECK-SAME: #plan.mount<target = "/c", kind = cache, id = "c", sharing = locked, uid = 1, gid = 2, mode = 448>
  // CHECK-SAME: #plan.mount<target = "/s", kind = secret, id = "s", optional = true>
  // CHECK-SAME: network host security insecure hostname "h" hosts [#plan.host<host = "a", ip = "::1">] ulimits [#plan.ulimit<name = "nofile", soft = 1, hard = 2>]
  // CHECK-SAME: cgroup_parent "p" exit_codes [0, 7] secret_env [#plan.secret_env<id = "i", name = "N", optional = true>]
  // CHECK-SAME: proxy_env ["HTTP_PROXY=x"] devices [#plan.device<name = "d", optional = true>] : !plan.fs, !plan.fs
  %exec:2 = plan.exec key(%k1) ["sh", "-c", "true"] cwd "/w" env ["A=b", "C="] user "1:2" inputs(%image, %local)
    mounts [#plan.mount<target = "/", input = 0, output = 0>, #plan.mount<target = "/src", input = 1, selector = "sub", readonly = true>,
            #plan.mount<target = "/out", output = 1>, #plan.mount<target = "/t", kind = tmpfs, tmpfsSize = 4096>,
            #plan.mount<target = "/c", kind = cache, id = "c", sharing = locked, uid = 1, gid = 2, mode = 448>,
            #plan.mount<target = "/s", kind = secret, id = "s", optional = true>]
    network host security insecure hostname "h" hosts [#plan.host<host = "a", ip = "::1">] ulimits [#plan.ulimit<name = "nofile", soft = 1, hard = 2>]
    cgroup_parent "p" exit_codes [0, 7] secret_env [#plan.secret_env<id = "i", name = "N", optional = true>]
    proxy_env ["HTTP_PROXY=x"] devices [#plan.device<name = "d", optional = true>] : !plan.fs, !plan.fs
  // CHECK: %file:2 = plan.file key(%key_2) (%in = %exec#0, %in_{{[0-9]+}} = %view : !plan.view) {
  %file:2 = plan.file key(%k3) (%dst = %exec#0, %src = %view : !plan.view) {
    // CHECK: %[[MD:.*]] = plan.mkdir on %in "/d" mode 493 parents owner <user = <kind = id, id = 5>> timestamp 0
    %0 = plan.mkdir on %dst "/d" mode 493 parents owner <user = <kind = id, id = 5>> timestamp 0
    // CHECK: %[[CP:.*]] = plan.copy from %[[SRC:.*]] : !plan.view "/a*" on %[[MD]] to "/d/" mode 420 mode_string "u+x" follow_symlink contents unpack parents wildcard empty_wildcard replace include ["i"] exclude ["e"] require ["r"]
    // CHECK-SAME: owner <user = <kind = name, name = "u">, group = <kind = name, name = "g">> user_from %in : !plan.fs group_from %[[SRC]] : !plan.view timestamp 5
    %1 = plan.copy from %src : !plan.view "/a*" on %0 to "/d/" mode 420 mode_string "u+x" follow_symlink contents unpack parents wildcard empty_wildcard replace include ["i"] exclude ["e"] require ["r"]
      owner <user = <kind = name, name = "u">, group = <kind = name, name = "g">> user_from %dst : !plan.fs group_from %src : !plan.view timestamp 5
    // CHECK: %[[MF:.*]] = plan.mkfile on %[[CP]] "/f" data "x\00" mode 420
    %2 = plan.mkfile on %1 "/f" data "x\00" mode 420
    // CHECK: %[[RM:.*]] = plan.rm on %[[MF]] "/t*" allow_not_found wildcard
    %3 = plan.rm on %2 "/t*" allow_not_found wildcard
    // CHECK: %[[SL:.*]] = plan.symlink "/l" to "t"
    %4 = plan.symlink "/l" to "t"
    // CHECK: plan.yield %[[RM]], %[[SL]]
    plan.yield %3, %4
  } : !plan.fs, !plan.fs
  // CHECK: %merge = plan.merge key(%key) (%file#0, %file#1)
  %merge = plan.merge key(%k0) (%file#0, %file#1)
  // CHECK: %diff = plan.diff key(%key) %scratch to %merge
  %diff = plan.diff key(%k0) %scratch to %merge
  // CHECK: plan.output "app" %diff layers[%image, %diff] platform <os = "linux", architecture = "amd64"> config "{}" source_date_epoch 17
  plan.output "app" %diff layers [%image, %diff] platform <os = "linux", architecture = "amd64"> config "{}" source_date_epoch 17
  // CHECK: plan.output "" %exec#1
  plan.output "" %exec#1
}
