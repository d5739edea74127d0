// RUN: imgc-opt %s --split-input-file --convert-dockerfile-to-llb | FileCheck %s

// Tests a RUN on an image: shell form, environment in order, user and working
// directory of the config, names, history with the ARGs in effect.

// CHECK: llb.source_file "run" language "Dockerfile" data "text"
// CHECK: %[[BASE:.*]] = llb.image "docker.io/library/x@sha256:1"
// CHECK-SAME: platform <os = "linux", architecture = "amd64">
// CHECK-SAME: llb.customname = "[1/2] FROM docker.io/library/x@sha256:1"
// CHECK: %[[RUN_STEP:.*]] = llb.exec ["/bin/sh", "-c", "make $V"] cwd "/home" env ["PATH=/bin", "V=1"] user "app" inputs(%[[BASE]])
// CHECK-SAME: remove_mount_stubs
// CHECK-SAME: com.docker.dockerfile.v1.command = "RUN make $V"
// CHECK-SAME: llb.customname = "[2/2] RUN make 1"
// CHECK: llb.output "linux/amd64" %[[RUN_STEP]]
// CHECK-SAME: base "{
// CHECK-SAME: createdBy = "ARG V=1"
// CHECK-SAME: emptyLayer = true
// CHECK-SAME: createdBy = "RUN |1 V=1 /bin/sh -c make $V # buildkit"
// CHECK-SAME: layers[%[[RUN_STEP]]]
dockerfile.file "run" platform <"linux", "amd64"> target_stage @s attributes {text = "text"} {
  dockerfile.stage @s from "x" index 0 code "FROM x" base #dockerfile.image_base<"docker.io/library/x@sha256:1", name = "x", config = "{\22architecture\22:\22amd64\22,\22os\22:\22linux\22,\22config\22:{\22Env\22:[\22PATH=/bin\22],\22User\22:\22app\22,\22WorkingDir\22:\22/home\22}}"> platform <"linux", "amd64"> display "" steps 2 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.arg %base [#dockerfile.arg<"V", "1">] code "ARG V=1"
    %1 = dockerfile.run %0 shell ["make $V"] code "RUN make $V"
    dockerfile.end %1
  }
}

// -----

// Tests the exec form, network and security, and that mounts are sorted by
// destination with the sources they name.

// CHECK: %[[TOOLS:.*]] = llb.file ()
// CHECK: llb.mkdir "/t"
// CHECK: llb.exec ["x", "y"] cwd "/"
// CHECK-SAME: inputs(%[[TOOLS]])
// CHECK-SAME: mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/a", type = tmpfs
// CHECK-SAME: #llb.mount<dest = "/z", input = 0, selector = "/bin", readonly = true>
// CHECK-SAME: network none
// CHECK-SAME: security insecure
dockerfile.file "mounts" platform <"linux", "amd64"> target_stage @s {
  dockerfile.stage @tools from "scratch" as "tools" index 0 code "FROM scratch AS tools" base #dockerfile.scratch display "tools" steps 1 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.workdir %base "/t" code "WORKDIR /t"
    dockerfile.end %0
  }
  dockerfile.stage @s from "scratch" index 1 code "FROM scratch" base #dockerfile.scratch display "stage-1" steps 1 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.run %base ["x", "y"] mounts [#dockerfile.mount<"from=tools,source=/bin,target=/z", from = "tools">, #dockerfile.mount<"type=tmpfs,target=/a">] mount_stages [@tools, @tools] network "none" security "insecure" code "RUN"
    dockerfile.end %0
  }
}
