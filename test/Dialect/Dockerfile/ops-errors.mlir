// RUN: imgc-opt %s --split-input-file --verify-diagnostics

// Tests each constraint of each op, one case for each id.

// file_c1
// expected-error@+1 {{file_c1: 'escape' must be a backslash or a backtick}}
dockerfile.file "Dockerfile" escape "x" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// file_c2
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{file_c2: only global ARGs and stages may stand in a file}}
  builtin.module {}
}

// -----

// file_c2
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  // expected-error@+1 {{file_c2: a global ARG must stand before all stages}}
  dockerfile.global_arg [#dockerfile.arg<"A">] code "ARG A"
}

// -----

// file_c3
// expected-error@+1 {{file_c3: there is no stage @gone}}
dockerfile.file "Dockerfile" target_stage @gone {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// stage_c1
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c1: the block must have one argument, the state of the base}}
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%a: !dockerfile.state, %b: !dockerfile.state):
    dockerfile.end %a
  }
}

// -----

// stage_c2
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c2: the name must be in lower case and not empty}}
  dockerfile.stage @s from "scratch" as "S" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// stage_c3
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c3: there is no stage @gone}}
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.stage_base<@gone> {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// stage_c3
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c3: a stage cannot be its own base}}
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.stage_base<@s> {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// -----

// stage_c4
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c4: an implicit stage has no instructions}}
  dockerfile.stage @s from "scratch" index 0 implicit code "" {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.user %base "u" code "x"
    dockerfile.end %0
  }
}

// -----

// stage_c5
dockerfile.file "Dockerfile" {
  // expected-error@+1 {{stage_c5: a stage that a named context replaces has no instructions}}
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.context_base<local, key = "s", reference = "s" replaces_stage unit> {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.user %base "u" code "x"
    dockerfile.end %0
  }
}

// -----

// arg_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{arg_c1: there must be at least one definition}}
    %0 = dockerfile.arg %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// arg_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{arg_c1: a definition must have a name}}
    %0 = dockerfile.arg %base [#dockerfile.arg<"">] code "x"
    dockerfile.end %0
  }
}

// -----

// env_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{env_c1: there must be at least one pair}}
    %0 = dockerfile.env %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// label_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{label_c1: there must be at least one pair}}
    %0 = dockerfile.label %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// run_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c1: the shell form has at most one word}}
    %0 = dockerfile.run %base shell ["a", "b"] code "x"
    dockerfile.end %0
  }
}

// -----

// run_c2
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c2: heredocs belong to the shell form}}
    %0 = dockerfile.run %base ["a"] heredocs [#dockerfile.heredoc<"E", "", fd = 0, expand = true, chomp = false>] code "x"
    dockerfile.end %0
  }
}

// -----

// run_c3
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c3: 1 mount stages for 0 mounts}}
    %0 = dockerfile.run %base ["a"] mount_stages [@s] code "x"
    dockerfile.end %0
  }
}

// -----

// run_c4
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c4: unknown network 'x'}}
    %0 = dockerfile.run %base ["a"] network "x" code "x"
    dockerfile.end %0
  }
}

// -----

// run_c5
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c5: unknown security mode 'x'}}
    %0 = dockerfile.run %base ["a"] security "x" code "x"
    dockerfile.end %0
  }
}

// -----

// run_c6
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{run_c6: there is no stage @gone}}
    %0 = dockerfile.run %base ["a"] mounts [#dockerfile.mount<"from=x", from = "x">] mount_stages [@gone] code "x"
    dockerfile.end %0
  }
}

// -----

// copy_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{copy_c1: there must be at least one source or inline file}}
    %0 = dockerfile.copy %base [] to "/" code "x"
    dockerfile.end %0
  }
}

// -----

// copy_c2
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{copy_c2: 'from_stage' needs 'from'}}
    %0 = dockerfile.copy %base ["a"] to "/" from_stage @s code "x"
    dockerfile.end %0
  }
}

// -----

// copy_c3
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{copy_c3: there is no stage @gone}}
    %0 = dockerfile.copy %base ["a"] to "/" from "x" from_stage @gone code "x"
    dockerfile.end %0
  }
}

// -----

// add_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{add_c1: there must be at least one source or inline file}}
    %0 = dockerfile.add %base [] to "/" code "x"
    dockerfile.end %0
  }
}

// -----

// cmd_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{cmd_c1: the shell form has at most one word}}
    %0 = dockerfile.cmd %base shell ["a", "b"] code "x"
    dockerfile.end %0
  }
}

// -----

// entrypoint_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{entrypoint_c1: the shell form has at most one word}}
    %0 = dockerfile.entrypoint %base shell ["a", "b"] code "x"
    dockerfile.end %0
  }
}

// -----

// shell_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{shell_c1: there must be at least one word}}
    %0 = dockerfile.shell %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// expose_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{expose_c1: there must be at least one port}}
    %0 = dockerfile.expose %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// volume_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{volume_c1: there must be at least one path}}
    %0 = dockerfile.volume %base [] code "x"
    dockerfile.end %0
  }
}

// -----

// healthcheck_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{healthcheck_c1: the test must start with NONE, CMD or CMD-SHELL}}
    %0 = dockerfile.healthcheck %base ["X"] code "x"
    dockerfile.end %0
  }
}

// -----

// healthcheck_c2
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{healthcheck_c2: durations and retries must not be negative}}
    %0 = dockerfile.healthcheck %base ["NONE"] retries -1 code "x"
    dockerfile.end %0
  }
}

// -----

// onbuild_c1
dockerfile.file "Dockerfile" {
  dockerfile.stage @s from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{onbuild_c1: the trigger must not be empty}}
    %0 = dockerfile.onbuild %base "" code "x"
    dockerfile.end %0
  }
}
