# RUN: not imgc build --emit=llb --build-arg=BUILDKIT_DOCKERFILE_CHECK=error=true --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=CHECK --strict-whitespace --match-full-lines --input-file=%t.out
#
FROM alpine as base
CMD echo
CMD ["echo"]



#
# CHECK:error.dockerfile:4:12: warning: FromAsCasing: 'as' and 'FROM' keywords' casing do not match
# CHECK-NEXT:FROM alpine as base
# CHECK-NEXT:           ^~~~
# CHECK-NEXT:note: write FROM and AS in the same case (https://docs.docker.com/go/dockerfile/rule/from-as-casing/)
# CHECK-NEXT:error.dockerfile:5:1: warning: JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
# CHECK-NEXT:CMD echo
# CHECK-NEXT:^~~~~~~~
# CHECK-NEXT:note: write ["program", "argument"], or name the shell with SHELL if it is meant (https://docs.docker.com/go/dockerfile/rule/json-args-recommended/)
# CHECK-NEXT:error.dockerfile:5:1: warning: MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used
# CHECK-NEXT:CMD echo
# CHECK-NEXT:^~~~~~~~
# CHECK-NEXT:note: remove this one: a later one replaces it (https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/)
# CHECK-NEXT:error: lint violation found for rules: FromAsCasing, JSONArgsRecommended, MultipleInstructionsDisallowed [check-violation]
