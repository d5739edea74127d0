// RUN: imgc-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(dockerfile-link-stages{resolve-from=%S/Inputs/images.json build-context=handed=input:x,plain=here,odd=ftp://x,lay=oci-layout://dir})'

// Not instantiated.
// expected-error@+1 {{the file is not instantiated; run 'dockerfile-instantiate' first}}
dockerfile.file "f" {
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Linked already.
// expected-error@+1 {{the file is linked already}}
dockerfile.file "f" platform <"linux", "amd64"> target_stage @a {
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// No stage.
// expected-error@+1 {{dockerfile contains no stages to build}}
dockerfile.file "f" platform <"linux", "amd64"> {
  dockerfile.global_arg [#dockerfile.arg<"A">] code "ARG A"
}

// -----

// Blank base.
// expected-note@+1 {{'NONE' is not declared; write ARG NONE before the first FROM}}
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{base name ($NONE) should not be blank}}
  dockerfile.stage @a from "$NONE" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad expansion in FROM.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{failed to process}}
  dockerfile.stage @a from "${" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Empty platform.
// expected-note@+1 {{'TARGETPLATFORN' is not declared (did you mean TARGETPLATFORM?)}}
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{empty platform value from expression $TARGETPLATFORN (did you mean TARGETPLATFORM?)}}
  dockerfile.stage @a from "scratch" platform_word "$TARGETPLATFORN" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad platform.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{failed to parse platform a/b/c/d/e}}
  dockerfile.stage @a from "scratch" platform_word "a/b/c/d/e" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad base, even of a dead stage.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{failed to parse stage name "A//b"}}
  dockerfile.stage @a from "A//b" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @b from "scratch" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Unknown image.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{(did you mean alpine?)}}
  dockerfile.stage @a from "alpin" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad trigger.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{nknown instruction}}
  dockerfile.stage @a from "badparent:1" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Index out of range.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid stage index 7}}
    %0 = dockerfile.copy %base ["a"] to "/" from "7" code "I"
    dockerfile.end %0
  }
}

// -----

// Variable in --from.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{variable expansion is not supported for --from}}
    %0 = dockerfile.copy %base ["a"] to "/" from "$X" code "I"
    dockerfile.end %0
  }
}

// -----

// Cycle.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" as "a" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{circular dependency detected on stage: a}}
    %0 = dockerfile.copy %base ["a"] to "/" from "b" code "I"
    dockerfile.end %0
  }
  dockerfile.stage @b from "scratch" as "b" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-note@+1 {{'b' needs 'a' here}}
    %0 = dockerfile.copy %base ["a"] to "/" from "a" code "I"
    dockerfile.end %0
  }
}

// -----

// Self reference.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" as "a" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{circular dependency detected on stage: a}}
    %0 = dockerfile.copy %base ["a"] to "/" from "a" code "I"
    dockerfile.end %0
  }
}

// -----

// Copy of a later stage.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" as "a" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{cannot copy from stage "b", it needs to be defined before current stage "a"}}
    %0 = dockerfile.copy %base ["a"] to "/" from "b" code "I"
    dockerfile.end %0
  }
  dockerfile.stage @b from "scratch" as "b" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @c from "a" index 2 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Mount of a later stage.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" as "a" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{cannot mount from stage "b" to "/t", stage needs to be defined before current command}}
    %0 = dockerfile.run %base ["x"] mounts [#dockerfile.mount<"from=b,target=/t", from = "b">] code "I"
    dockerfile.end %0
  }
  dockerfile.stage @b from "scratch" as "b" index 1 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @c from "a" index 2 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Unknown target.
// expected-error@+1 {{target stage "buidl" could not be found (did you mean build?)}}
dockerfile.file "f" target "buidl" platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" as "build" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad epoch.
// expected-error@+1 {{invalid SOURCE_DATE_EPOCH: x}}
dockerfile.file "f" platform <"linux", "amd64"> build_args ["SOURCE_DATE_EPOCH=x"] {
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// What a front end that was called by another one would get.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{invalid input x for handed}}
  dockerfile.stage @a from "handed" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Context without a scheme.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{invalid context specifier here for plain}}
  dockerfile.stage @a from "plain" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Unknown scheme.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{unsupported context source ftp for odd}}
  dockerfile.stage @a from "odd" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Layout without a digest.
dockerfile.file "f" platform <"linux", "amd64"> build_platform <"linux", "amd64"> {
  // expected-error@+1 {{oci-layout reference "dir" has no digest}}
  dockerfile.stage @a from "lay" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// Bad global word.
dockerfile.file "f" platform <"linux", "amd64"> {
  // expected-error@+1 {{failed to process}}
  dockerfile.global_arg [#dockerfile.arg<"A", "${">] code "ARG A"
  dockerfile.stage @a from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}
