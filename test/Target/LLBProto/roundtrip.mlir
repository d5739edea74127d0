// RUN: imgc-translate --llb-to-proto --mlir-print-debuginfo %s -o %t.pb
// RUN: imgc-translate --proto-to-llb %t.pb -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: imgc-opt --mlir-print-debuginfo --emit-bytecode %t.mlir -o %t.mlirbc
// RUN: imgc-translate --llb-to-proto %t.mlirbc -o %t.again.pb
// RUN: cmp %t.pb %t.again.pb

// Tests that protobuf, text and bytecode say the same. The unused vertex and the
// name of the output are not part of a definition; equal vertices are one there.

// CHECK: llb.source_file "Dockerfile" language "Dockerfile" data "FROM a\0A"
// CHECK: %[[A:.+]] = llb.image "a" metadata <ignoreCache = true, description = {n = "second"}> loc(#[[L:.+]])
// CHECK: %[[U:.+]]:2 = llb.unknown inputs(%[[A]]) payload "\9A\06\00" outputs 2 metadata <>
// CHECK: llb.file{{ ?}}(%[[I:[^ ]+]]{{.*}} = %[[A]], %[[J:[^ ]+]]{{.*}} = %[[U]]#1) {
// CHECK-NEXT: %{{.+}} = llb.copy from %[[J]] "/a" on %[[I]] to "/b" owner <user = <kind = name, name = "u">> user_from %[[I]]
// CHECK: llb.output "" %{{.+}} metadata <caps = {constraints = true, meta.description = true, meta.ignorecache = true, platform = true}>
// CHECK: loc("Dockerfile":1:0)
// CHECK: loc("Dockerfile":3:2 to 4:5)
// CHECK: #[[L]] = loc(fused[
module {
  llb.source_file "Dockerfile" language "Dockerfile" data "FROM a\0A"
  %unused = llb.local "unused"
  %a = llb.image "a" metadata <ignoreCache = true, description = {n = "first"}> loc(fused["Dockerfile":1:0, "Dockerfile":3:2 to 4:5])
  %b = llb.image "a" metadata <description = {n = "second"}>
  %u:2 = llb.unknown inputs(%a) payload "\9A\06\00" outputs 2
  %f = llb.file(%i = %a, %k = %b, %j = %u#1) {
    %0 = llb.copy from %j "/a" on %i to "/b" owner <user = <kind = name, name = "u">> user_from %k
    llb.yield %0
  }
  llb.output "app" %f
}
