// RUN: imgc-opt %s --convert-dockerfile-to-llb | FileCheck %s

// Tests that instructions without files change the config and the history and
// make no vertex.

// CHECK: llb.scratch
// CHECK-NOT: llb.file
// CHECK: llb.output "linux/amd64"
// CHECK-SAME: \22author\22:\22me\22
// CHECK-SAME: \22Cmd\22:[\22/bin/bash\22,\22-c\22,\22serve\22]
// CHECK-SAME: \22ExposedPorts\22:{\2280/tcp\22:{},\2281/tcp\22:{}}
// CHECK-SAME: \22Healthcheck\22:{\22Interval\22:5000000000,\22Retries\22:3,\22Test\22:[\22CMD\22,\22ok\22]}
// CHECK-SAME: \22Labels\22:{\22k\22:\22v\22}
// CHECK-SAME: \22OnBuild\22:[\22RUN x\22]
// CHECK-SAME: \22Shell\22:[\22/bin/bash\22,\22-c\22]
// CHECK-SAME: \22StopSignal\22:\22SIGINT\22
// CHECK-SAME: \22User\22:\22me\22
// CHECK-SAME: \22Volumes\22:{\22/v\22:{}}
// CHECK-SAME: createdBy = "LABEL k=v"
// CHECK-SAME: createdBy = "SHELL [/bin/bash -c]"
// CHECK-SAME: createdBy = "CMD [\22/bin/bash\22 \22-c\22 \22serve\22]"
// CHECK-SAME: createdBy = "EXPOSE [80/tcp 81/tcp]"
// CHECK-SAME: createdBy = "VOLUME [/v]"
// CHECK-SAME: createdBy = "HEALTHCHECK {Test:[CMD ok] Interval:5s Timeout:0s StartPeriod:0s StartInterval:0s Retries:3}"
// CHECK-SAME: createdBy = "STOPSIGNAL SIGINT"
// CHECK-SAME: createdBy = "USER me"
// CHECK-SAME: createdBy = "MAINTAINER me"
dockerfile.file "meta" platform <"linux", "amd64"> target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch display "" steps 0 {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.label %base [#dockerfile.pair<"k", "v">] code "L"
    %1 = dockerfile.shell %0 ["/bin/bash", "-c"] code "S"
    %2 = dockerfile.cmd %1 shell ["serve"] code "C"
    %3 = dockerfile.expose %2 ["80-81"] code "E"
    %4 = dockerfile.volume %3 ["/v"] code "V"
    %5 = dockerfile.healthcheck %4 ["CMD", "ok"] interval 5000000000 retries 3 code "H"
    %6 = dockerfile.stopsignal %5 "SIGINT" code "S"
    %7 = dockerfile.user %6 "me" code "U"
    %8 = dockerfile.maintainer %7 "me" code "M"
    %9 = dockerfile.onbuild %8 "RUN x" code "O"
    dockerfile.end %9
  }
}
