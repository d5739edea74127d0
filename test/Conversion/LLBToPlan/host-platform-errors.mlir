// RUN: not imgc-opt %s --convert-llb-to-plan=host-platform=a/b/c/d/e 2>&1 | FileCheck %s

// Tests that a platform that is none is an error.

// CHECK: error: {{.*}}a/b/c/d/e
%s = llb.scratch
llb.output "" %s
