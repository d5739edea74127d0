// RUN: imgc-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(dockerfile-expand-words{checks ignore=secret,build})'

// Checks of instructions are warnings here; a build collects them.

dockerfile.file "Dockerfile" target_stage @one {
  dockerfile.stage @one from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-warning@+1 {{UndefinedVar: Usage of undefined variable '$PTH' (did you mean $PATH?)}}
    %0 = dockerfile.workdir %base "/$PTH" code "WORKDIR /$PTH"
    // expected-warning@+1 {{CopyIgnoredFile: Attempting to Copy file "build/x" that is excluded by .dockerignore}}
    %1 = dockerfile.copy %0 ["build/x", "other"] to "/" code "COPY build/x other /"
    // What the comment above an instruction skips is not said.
    %2 = dockerfile.copy %1 ["secret"] to "/" code "COPY secret /" comments ["check=skip=CopyIgnoredFile"]
    // expected-warning@+1 {{SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "API_KEY")}}
    %3 = dockerfile.arg %2 [#dockerfile.arg<"API_KEY">] code "ARG API_KEY"
    // expected-warning@+2 {{JSONArgsRecommended: JSON arguments recommended for cmd}}
    // expected-warning@+1 {{MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used}}
    %4 = dockerfile.cmd %3 shell ["a"] code "cmd a"
    %5 = dockerfile.cmd %4 ["a"] code "CMD [\"a\"]"
    dockerfile.end %5
  }
}
