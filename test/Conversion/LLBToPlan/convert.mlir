// RUN: imgc-opt %s --convert-llb-to-plan=host-platform=linux/amd64 | FileCheck %s

// Tests what each kind of vertex becomes, in the order of need.

// CHECK: plan.source_file "Dockerfile" language "Dockerfile" text "FROM alpine"
llb.source_file "Dockerfile" language "Dockerfile" data "FROM alpine"

// CHECK: plan.context @context id "context" exclude ["*.o"] follow ["src"]
// CHECK-LABEL: plan.steps @steps keys @keys
%ctx = llb.local "context" with {local.followpaths = "[\22src\22]", local.excludepatterns = "[\22*.o\22]"}

// A vertex that no output needs is not lowered.
// CHECK-NOT: unused
%unused = llb.local "unused"

// CHECK: %[[IK:.*]] = plan.combine "image.v1" static "{{[0-9a-f]+}}"()
// CHECK: %[[IMAGE:.*]] = plan.image key(%[[IK]]) "docker.io/library/alpine:3@sha256:{{0+}}" digest "sha256:{{0+}}"
// CHECK-SAME: platform <os = "linux", architecture = "amd64"> version 1 name "FROM docker.io/library/alpine:3@
%base = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    platform <os = "linux", architecture = "amd64">

// A mount of a context needs all of it; mounts are in the order of mounting.
// CHECK: %[[SEL:.*]] = plan.select @context{{$}}
// CHECK: %[[LK:.*]] = plan.combine "local.v1" static "{{[0-9a-f]+}}"(%[[SEL]])
// CHECK: %[[LOCAL:.*]] = plan.local key(%[[LK]]) @context
// CHECK: %[[EK:.*]] = plan.combine "exec.v1" static "{{[0-9a-f]+}}"(%[[IK]], %[[LK]])
// CHECK: %[[EXEC:.*]] = plan.exec key(%[[EK]]) ["/bin/sh", "-c", "make"] cwd "/src" env ["PATH=/bin"] user "u" inputs(%[[IMAGE]], %[[LOCAL]])
// CHECK-SAME: mounts [#plan.mount<target = "/", input = 0, output = 0>, #plan.mount<target = "/src", input = 1, readonly = true>, #plan.mount<target = "/tmp", kind = tmpfs, tmpfsSize = 4096>]
// CHECK-SAME: network none
// CHECK-SAME: proxy_env ["HTTP_PROXY=p", "http_proxy=p"]
// CHECK-SAME: name "[2/2] RUN make" ignore_cache
// CHECK-SAME: <name = "arg", value = "make">
// CHECK-SAME: <name = "env.PATH", value = "/bin">
%run = llb.exec ["/bin/sh", "-c", "make"] cwd "/src" env ["PATH=/bin"] user "u" inputs(%base, %ctx)
    mounts [#llb.mount<dest = "/tmp", type = tmpfs, tmpfs = #llb.tmpfs<size = 4096>>, #llb.mount<dest = "/src", input = 1, readonly = true>, #llb.mount<dest = "/", input = 0, output = 0>]
    network none proxy <httpProxy = "p">
    platform <os = "linux", architecture = "amd64">
    metadata <ignoreCache = true, description = {llb.customname = "[2/2] RUN make"}>

// A copy reads the context in place; what it selects is part of the key.
// CHECK: %[[VIEW:.*]] = plan.view @context
// CHECK: %[[CS:.*]] = plan.select @context sources ["/bin"] exclude ["x"] wildcard
// CHECK: %[[FK:.*]] = plan.combine "file.v1" static "{{[0-9a-f]+}}"(%[[EK]], %[[CS]])
// CHECK: %[[FILE:.*]] = plan.file key(%[[FK]]) (%[[A:.*]] = %[[EXEC]], %[[B:.*]] = %[[VIEW]] : !plan.view) {
// CHECK:   %[[D:.*]] = plan.mkdir on %[[A]] "/app" mode 493 parents
// CHECK:   %[[C:.*]] = plan.copy from %[[B]] : !plan.view "/bin" on %[[D]] to "/app/" mode_string "u+x" wildcard exclude ["x"] owner <user = <kind = name, name = "u">> user_from %[[A]] : !plan.fs
// CHECK:   plan.yield %[[C]]
%app = llb.file(%dst = %run, %src = %ctx) {
  %0 = llb.mkdir on %dst "/app" mode 493 parents
  %1 = llb.copy from %src "/bin/" on %0 to "/app/" mode_str "u+x" wildcard exclude ["x"]
    owner <user = <kind = name, name = "u">> user_from %dst
  llb.yield %1
}

// The config keeps what imgc does not know of the base's; the base comes first.
// CHECK: plan.output "app" %[[FILE]] layers[%[[IMAGE]], %[[EXEC]], %[[FILE]]]
// CHECK-SAME: config "{\22config\22:{\22Env\22:[],\22Foo\22:1},\22container\22:\22c\22,\22history\22:[{\22created_by\22:\22x\22},{\22created_by\22:\22RUN make\22},{\22created_by\22:\22COPY\22}]}"
llb.output "app" %app
    base "{\22history\22:[{\22created_by\22:\22x\22}],\22container\22:\22c\22,\22config\22:{\22Cmd\22:[\22a\22],\22Foo\22:1}}"
    config "{\22config\22:{\22Env\22:[]},\22rootfs\22:{}}"
    history [#llb.history<createdBy = "RUN make">, #llb.history<createdBy = "COPY">] layers [%run, %app]
// CHECK-NOT: llb.
