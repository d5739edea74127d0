// RUN: imgc-opt %s --split-input-file --verify-diagnostics

// source_c1
// expected-error@below {{has an empty identifier (source_c1)}}
%a = llb.local ""

// -----

// source_c2
// expected-error@below {{option 'a' is not a string (source_c2)}}
%a = llb.local "x" with {a = 1}

// -----

// http_c1
// expected-error@below {{'ftp://x' is not an http or https URL (http_c1)}}
%a = llb.http "ftp://x"

// -----

// generic_source_c1
// expected-error@below {{'local://x' has a scheme with an op of its own (generic_source_c1)}}
%a = llb.source "local://x"

// -----

// metadata_c1
// expected-error@below {{description 'a' is not a string (metadata_c1)}}
%a = llb.local "x" metadata <description = {a = 1}>

// -----

// metadata_c2
// expected-error@below {{capability 'a' is not a boolean (metadata_c2)}}
%a = llb.local "x" metadata <caps = {a = 1}>

// -----

// exec_c1
// expected-error@below {{working directory 'src' is not absolute (exec_c1)}}
%a = llb.exec ["x"] cwd "src" mounts [#llb.mount<dest = "/", output = 0>]

// -----

// exec_c2
// expected-error@below {{has no arguments (exec_c2)}}
%a = llb.exec [] cwd "/" mounts [#llb.mount<dest = "/", output = 0>]

// -----

// exec_c3
// expected-error@below {{has no mount at '/' (exec_c3)}}
%a = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/a", output = 0>]

// -----

// exec_c4
// expected-error@below {{mount '/' has input 0, but there are 0 (exec_c4)}}
%a = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/", input = 0, output = 0>]

// -----

// exec_c5
// expected-error@below {{mount '/' has output 2, but there are 1 (exec_c5)}}
%a = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/", output = 2>] outputs 1

// -----

// exec_c6
// expected-error@below {{output 0 is made by two mounts (exec_c6)}}
%a = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/a", output = 0>]

// -----

// expected-error@below {{more than 65536 outputs}}
%a = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/">] outputs 70000

// -----

// file_c1
// expected-error@below {{has no action (file_c1)}}
llb.file() {
  llb.yield
}

// -----

// file_c2
// expected-error@below {{has 'llb.scratch' in its body (file_c2)}}
%a = llb.file() {
  %0 = llb.scratch
  llb.yield %0
}

// -----

// file_c2, in the parser
%a = llb.file() {
  %0 = llb.mkdir "/a"
}
// expected-error@below {{expected a body that ends in llb.yield}}
module {}

// -----

// file_c3
// expected-error@below {{has 0 operands for 1 arguments of its body (file_c3)}}
%a = "llb.file"() ({
^bb0(%in: !llb.fs):
  %0 = llb.mkdir on %in "/a"
  llb.yield %0
}) : () -> !llb.fs

// -----

// file_c4
%x = llb.local "x"
// expected-error@below {{yields an argument of its body (file_c4)}}
%a = llb.file(%in = %x) {
  %0 = llb.mkdir on %in "/a"
  llb.yield %in
}

// -----

// file_c4
// expected-error@below {{yields a value twice (file_c4)}}
%a:2 = llb.file() {
  %0 = llb.mkdir "/a"
  llb.yield %0, %0
}

// -----

// file_c5
// expected-error@below {{yields 1 values for 2 results (file_c5)}}
%a:2 = "llb.file"() ({
  %0 = llb.mkdir "/a"
  llb.yield %0
}) : () -> (!llb.fs, !llb.fs)

// -----

// owner_c1
%x = llb.local "x"
%a = llb.file(%in = %x) {
  // expected-error@below {{has 'user_from', but its user is not a name (owner_c1)}}
  %0 = llb.mkdir on %in "/a" user_from %in
  llb.yield %0
}

// -----

// owner_c1
%x = llb.local "x"
%a = llb.file(%in = %x) {
  // expected-error@below {{has 'group_from', but its group is not a name (owner_c1)}}
  %0 = llb.mkdir on %in "/a" owner <group = <kind = id, id = 1>> group_from %in
  llb.yield %0
}

// -----

// build_c1
%x = llb.local "x"
// expected-error@below {{input 'a' is not a 64-bit integer (build_c1)}}
%a = llb.build %x named {a = 1 : i32}

// -----

// build_c2
%x = llb.local "x"
// expected-error@below {{option 'a' is not a string (build_c2)}}
%a = llb.build %x with {a = 1}

// -----

// passthrough_c1
%x = llb.local "x"
// expected-error@below {{has an empty id (passthrough_c1)}}
%a = llb.passthrough "" inputs(%x) forwards [0]

// -----

// passthrough_c2
// expected-error@below {{forwards 0 inputs to 0 results (passthrough_c2)}}
llb.passthrough "p" forwards []

// -----

// passthrough_c3
%x = llb.local "x"
// expected-error@below {{forwards input 1, but there are 1 (passthrough_c3)}}
%a = llb.passthrough "p" inputs(%x) forwards [1]

// -----

// output_c1
%x = llb.local "x"
// expected-error@below {{has 0 history entries with a layer for 1 layers (output_c1)}}
llb.output "o" %x history [#llb.history<emptyLayer = true>] layers [%x]

// -----

// output_c2
%x = llb.local "x"
// expected-error@below {{'config' is not a JSON object (output_c2)}}
llb.output "o" %x config "[]"

// -----

// output_c2
%x = llb.local "x"
// expected-error@below {{'base' is not a JSON object (output_c2)}}
llb.output "o" %x base "{"

// -----

// source_file_c1
// expected-error@below {{says twice where the file is from (source_file_c1)}}
llb.source_file "Dockerfile" local "dockerfile" definition "\0A\00"

// -----

// file_c2, the end of the body
// expected-error@below {{has a body that does not end in llb.yield (file_c2)}}
%a = "llb.file"() ({
  %0 = llb.mkdir "/a"
}) : () -> !llb.fs

// -----

// file_c3, the types of the arguments
%b = llb.local "a"
// expected-error@below {{has an argument of its body that is not '!llb.fs' (file_c3)}}
%a = "llb.file"(%b) ({
^bb0(%x: i32):
  "llb.yield"() : () -> ()
}) : (!llb.fs) -> !llb.fs
