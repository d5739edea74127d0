// RUN: imgc-opt %s --split-input-file --verify-diagnostics --convert-llb-to-plan=host-platform=linux/amd64

// Tests that what the runtime cannot do is refused at its position.

// expected-error@+1 {{not supported yet: git source 'example.com/a.git#v1'}}
%x = llb.git "example.com/a.git#v1"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: http source 'https://example.com/a'}}
%x = llb.http "https://example.com/a"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: blob of a registry}}
%x = llb.image_blob "docker.io/library/a@sha256:0000000000000000000000000000000000000000000000000000000000000000"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: blob of an OCI layout}}
%x = llb.oci_layout_blob "a@sha256:0000000000000000000000000000000000000000000000000000000000000000"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: source 's3://b/k'}}
%x = llb.source "s3://b/k"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: image 'docker.io/library/alpine:3' is not pinned to a digest}}
%x = llb.image "docker.io/library/alpine:3"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: image with a limit of layers}}
%x = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000" with {image.layerlimit = "1"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{has another digest than its checksum 'sha256:1'}}
%x = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000" with {image.checksum = "sha256:1"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: image 'a' is not pinned to a digest}}
%x = llb.oci_layout "a"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: digest 'sha512:1' (only sha256 is known)}}
%x = llb.oci_layout "a@sha512:1"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: local source 'c' of which only metadata is read}}
%x = llb.local "c" with {local.metadatatransfer = "true"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the patterns of local source 'c' must be JSON arrays of strings}}
%x = llb.local "c" with {local.excludepatterns = "x"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{secret mount at '/s' without an id}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = secret, secret = #llb.secret<mode = 256>>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{ssh mount at '/s' without options}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = ssh>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: cache mount at '/s'}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = cache, cache = #llb.cache<id = "i">>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: command with several root mounts}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/">] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: command whose root is a tmpfs}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/o", output = 0>, #llb.mount<dest = "/", type = tmpfs>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{secret in an environment variable without an id or a name}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] secret_env [#llb.secret_env<id = "i", name = "N=">]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: device}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] devices [#llb.device<name = "d">]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: insecure command}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] security insecure
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: command for platform 'linux/arm64' on 'linux/amd64' (emulation is not supported)}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] platform <os = "linux", architecture = "arm64">
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: command for platform 'windows/amd64' on 'linux/amd64'}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] platform <os = "windows", architecture = "amd64">
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: choice of a worker by constraints}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] constraints ["a==b"]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: limits of memory or processor time}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] metadata <linuxResources = <memory = 1>>
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the definition key must be 64 lower-case hex digits, got 'x'}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] key "x"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: environment entry 'A', which is not NAME=value}}
%x = llb.exec ["a"] cwd "/" env ["A"] mounts [#llb.mount<dest = "/", output = 0>] 
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{not supported yet: merge}}
%x = llb.merge %s, %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{not supported yet: difference of file systems}}
%x = llb.diff upper %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{not supported yet: nested build}}
%x = llb.build %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{not supported yet: passthrough 'p'}}
%x = llb.passthrough "p" inputs(%s) forwards [0]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{not supported yet: vertex of an unknown kind}}
%x = llb.unknown payload "\9A\06\00" outputs 1
llb.output "" %x layers [%x]

// -----

// An error of an input is not repeated at its users, and each vertex has its own.
// expected-error@+1 {{not supported yet: git source}}
%x = llb.git "a"
%f = llb.file(%a = %x) {
  %0 = llb.mkdir on %a "/a"
  llb.yield %0
}
// expected-error@+1 {{not supported yet: http source}}
%y = llb.http "http://a"
llb.output "" %f layers [%f]
llb.output "y" %y layers [%y]

// -----

// expected-error@+1 {{the build graph has a cycle}}
%x = llb.file(%a = %x) {
  %0 = llb.mkdir on %a "/a"
  llb.yield %0
}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{nothing to build: the module has no llb.output}}
module {
}

// -----

// expected-error@+1 {{'plan.context' cannot be lowered to a plan}}
plan.context @c id "c"

// -----

%s = llb.scratch
// expected-error@+1 {{'config' of the image config is not a JSON object}}
llb.output "" %s base "{\22config\22:{}}" config "{\22config\22:1}"
