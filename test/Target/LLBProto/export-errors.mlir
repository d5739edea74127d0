// RUN: split-file %s %t
// RUN: not imgc-translate --llb-to-proto %t/cycle.mlir 2>&1 | FileCheck %s --check-prefix=CYCLE
// RUN: not imgc-translate --llb-to-proto %t/two.mlir 2>&1 | FileCheck %s --check-prefix=TWO
// RUN: not imgc-translate --llb-to-proto %t/foreign.mlir 2>&1 | FileCheck %s --check-prefix=FOREIGN

//--- foreign.mlir
// FOREIGN: a value is made by 'builtin.unrealized_conversion_cast', which is not an llb vertex
%a = builtin.unrealized_conversion_cast to !llb.fs
llb.output "o" %a

//--- cycle.mlir
// CYCLE: the build graph has a cycle
%a = llb.merge %b
%b = llb.merge %a
llb.output "o" %a

//--- two.mlir
// TWO: expected one llb.output, found 2
%a = llb.local "a"
llb.output "o" %a
llb.output "p" %a
