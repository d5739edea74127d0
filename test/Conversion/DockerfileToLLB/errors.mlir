// RUN: imgc-opt %s --split-input-file --convert-dockerfile-to-llb --verify-diagnostics

// expected-error@+1 {{the file is not linked: it has no target stage}}
dockerfile.file "unlinked" {
}

// -----

dockerfile.file "chmod" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid chmod parameter: '9'. it should be octal string and between 0 and 07777}}
    %0 = dockerfile.copy %base ["a"] to "/" chmod "9" code "COPY"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "symbolic" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid syntax}}
    %0 = dockerfile.copy %base ["a"] to "/" chmod "u?x" code "COPY"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "url" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{source can't be a URL for COPY}}
    %0 = dockerfile.copy %base ["https://x/y"] to "/" code "COPY"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "checksum" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{checksum requires HTTP(S) or Git sources}}
    %0 = dockerfile.add %base ["a"] to "/" checksum "sha256:1" code "ADD"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "port" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid containerPort: 99999}}
    %0 = dockerfile.expose %base ["99999"] code "EXPOSE"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "signal" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid signal: SIGFOO}}
    %0 = dockerfile.stopsignal %base "SIGFOO" code "STOPSIGNAL"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "volume" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{VOLUME specified can not be an empty string}}
    %0 = dockerfile.volume %base [""] code "VOLUME"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "root mount" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{invalid mount target "/"}}
    %0 = dockerfile.run %base shell ["x"] mounts [#dockerfile.mount<"type=tmpfs,target=/">] code "RUN"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "device" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{device feature is only supported in Dockerfile frontend 1.14.0-labs or later}}
    %0 = dockerfile.run %base shell ["x"] devices [#dockerfile.device<"a/b=c", required = true>] code "RUN"
    dockerfile.end %0
  }
}
