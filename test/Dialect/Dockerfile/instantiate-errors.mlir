// RUN: imgc-opt %s --pass-pipeline='builtin.module(dockerfile-instantiate)' --verify-diagnostics

// expected-error@+1 {{this file is an instance already}}
dockerfile.file "Dockerfile" platform <"linux", "amd64"> {
  dockerfile.stage @a from "scratch" index 0 code "FROM scratch" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}
