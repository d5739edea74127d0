// RUN: imgc-opt %s --llb-hash-cons --verify-diagnostics

%a = llb.merge %b
// expected-error@below {{is part of a cycle}}
%b = llb.merge %a
llb.output "o" %a
