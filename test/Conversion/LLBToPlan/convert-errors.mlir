// RUN: imgc-opt %s --split-input-file --verify-diagnostics --convert-llb-to-plan=host-platform=linux/amd64

// Tests that what the runtime cannot do is refused at its position.

// expected-error@+1 {{the git source 'example.com/a.git#v1' cannot be run yet}}
%x = llb.git "example.com/a.git#v1"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the http source 'https://example.com/a' cannot be run yet}}
%x = llb.http "https://example.com/a"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the blob of a registry 'docker.io/library/a@sha256:0000000000000000000000000000000000000000000000000000000000000000' cannot be run yet}}
%x = llb.image_blob "docker.io/library/a@sha256:0000000000000000000000000000000000000000000000000000000000000000"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the blob of an OCI layout 'a@sha256:0000000000000000000000000000000000000000000000000000000000000000' cannot be run yet}}
%x = llb.oci_layout_blob "a@sha256:0000000000000000000000000000000000000000000000000000000000000000"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the source 's3://b/k' cannot be run yet}}
%x = llb.source "s3://b/k"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the image 'docker.io/library/alpine:3', which is not pinned to a digest, cannot be run yet}}
%x = llb.image "docker.io/library/alpine:3"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{an image with a limit of layers ('image.layerlimit') cannot be run yet}}
%x = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000" with {image.layerlimit = "1"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{has another digest than its checksum 'sha256:1'}}
%x = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000" with {image.checksum = "sha256:1"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the image 'a', which is not pinned to a digest, cannot be run yet}}
%x = llb.oci_layout "a"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{an image with the digest 'sha512:1' (only sha256 is known) cannot be run yet}}
%x = llb.oci_layout "a@sha512:1"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the local source 'c', of which only metadata is read, cannot be run yet}}
%x = llb.local "c" with {local.metadatatransfer = "true"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the patterns of local source 'c' must be JSON arrays of strings}}
%x = llb.local "c" with {local.excludepatterns = "x"}
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a secret mount at '/s' without an id cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = secret, secret = #llb.secret<mode = 256>>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{an ssh mount at '/s' without options cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = ssh>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{'RUN --mount=type=cache' cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = cache, cache = #llb.cache<id = "i">>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a command with several root mounts cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/">] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a command whose root is a tmpfs cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/o", output = 0>, #llb.mount<dest = "/", type = tmpfs>] 
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a secret in an environment variable without an id or a name cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] secret_env [#llb.secret_env<id = "i", name = "N=">]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{'RUN --device' cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] devices [#llb.device<name = "d">]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{'RUN --security=insecure' cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] security insecure
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a command for 'linux/arm64' on this 'linux/amd64' machine, which would need emulation, cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] platform <os = "linux", architecture = "arm64">
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a command for 'windows/amd64' on this 'linux/amd64' machine, which would need emulation, cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] platform <os = "windows", architecture = "amd64">
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a choice of a worker by constraints cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] constraints ["a==b"]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a limit of memory or processor time cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] metadata <linuxResources = <memory = 1>>
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the definition key must be 64 lower-case hex digits, got 'x'}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>] key "x"
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{the environment entry 'A', which is not NAME=value, cannot be run yet}}
%x = llb.exec ["a"] cwd "/" env ["A"] mounts [#llb.mount<dest = "/", output = 0>] 
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{a merge of file systems, as '--link' makes one, cannot be run yet}}
%x = llb.merge %s, %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{a difference of file systems cannot be run yet}}
%x = llb.diff upper %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{a nested build cannot be run yet}}
%x = llb.build %s
llb.output "" %x layers [%x]

// -----

%s = llb.scratch
// expected-error@+1 {{the passthrough 'p' cannot be run yet}}
%x = llb.passthrough "p" inputs(%s) forwards [0]
llb.output "" %x layers [%x]

// -----

// expected-error@+1 {{a vertex of an unknown kind cannot be run yet}}
%x = llb.unknown payload "\9A\06\00" outputs 1
llb.output "" %x layers [%x]

// -----

// An error of an input is not repeated at its users, and each vertex has its own.
// expected-error@+1 {{the git source 'a' cannot be run yet}}
%x = llb.git "a"
%f = llb.file(%a = %x) {
  %0 = llb.mkdir on %a "/a"
  llb.yield %0
}
// expected-error@+1 {{the http source 'http://a' cannot be run yet}}
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

// -----

// Several reasons make one error.
// expected-error@+1 {{'RUN --mount=type=cache' and 'RUN --security=insecure' cannot be run yet}}
%x = llb.exec ["a"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/s", type = cache, cache = #llb.cache<id = "i">>] security insecure
llb.output "" %x layers [%x]

// -----

%c = llb.local "c"
// expected-error@+1 {{a read-only mount at '/o' that is kept and a mount of a part of a file system at '/o' that is kept and a tmpfs mount at '/t' that is kept cannot be run yet}}
%x:3 = llb.exec ["a"] cwd "/" inputs(%c) mounts [#llb.mount<dest = "/", input = 0, output = 0>, #llb.mount<dest = "/o", input = 0, output = 1, selector = "sub", readonly = true>, #llb.mount<dest = "/t", output = 2, type = tmpfs>]
llb.output "" %x#0 layers [%x#0]
