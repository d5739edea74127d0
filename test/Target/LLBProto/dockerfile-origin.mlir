// RUN: split-file %s %t
// RUN: imgc-translate --llb-to-proto %t/local.mlir -o %t/local.pb
// RUN: protoc --proto_path=%S/../../../include/imgc/Target/LLBProto --decode=pb.Definition ops.proto < %t/local.pb \
// RUN:   | FileCheck %s --check-prefix=LOCAL
// RUN: imgc-translate --llb-to-proto %t/remote.mlir | imgc-translate --proto-to-llb | FileCheck %s --check-prefix=REMOTE

// A Dockerfile says how BuildKit reads it, and locations in it are lines: an instruction of two lines has two ranges, the
// file without a place (line 0) has none. The corpus compares this with BuildKit's front end.

//--- local.mlir
// LOCAL:      Source {
// LOCAL:      value {
// LOCAL-NEXT:   locations {
// LOCAL-NEXT:   }
// LOCAL:      ranges {
// LOCAL-NEXT:   start {
// LOCAL-NEXT:     line: 3
// LOCAL-NEXT:   }
// LOCAL-NEXT:   end {
// LOCAL-NEXT:     line: 3
// LOCAL-NEXT:   }
// LOCAL-NEXT: }
// LOCAL-NEXT: ranges {
// LOCAL-NEXT:   start {
// LOCAL-NEXT:     line: 4
// LOCAL:      infos {
// LOCAL-NEXT:   filename: "sub/Dockerfile"
// LOCAL:        definition {
// LOCAL-NEXT:     def: {{.*}}local://dockerfile{{.*}}sub/Dockerfile{{.*}}sub/Dockerfile.dockerignore{{.*}}sub/dockerfile
// LOCAL:          value: "[internal] load build definition from sub/Dockerfile"
llb.source_file "sub/Dockerfile" language "Dockerfile" data "FROM a\0A" local "dockerfile"
%a = llb.image "a" loc("sub/Dockerfile":3:2 to 4:5)
%b = llb.image "b" loc("sub/Dockerfile":0:0)
%m = llb.merge %a, %b
llb.output "app" %m

//--- remote.mlir
// The context of which the file is part is read by itself.
// REMOTE: llb.source_file "Dockerfile" data "FROM a\0A" definition "{{.*}}git://example.com/r.git
// REMOTE-NOT: llb.git
llb.source_file "Dockerfile" data "FROM a\0A" from %context
%context = llb.git "example.com/r.git"
%a = llb.image "a" loc("Dockerfile":1:1)
llb.output "app" %a
