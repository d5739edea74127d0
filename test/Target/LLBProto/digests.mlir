// RUN: imgc-translate --llb-to-json %s | FileCheck %s

// Tests that the digests are those that BuildKit's front end has for
//   FROM alpine AS a
//   RUN --mount=type=cache,target=/c echo x
//   FROM scratch
//   COPY --from=a /x /y
//   COPY . /z
// where the image has no layers, so that the step starts from scratch.

// CHECK: "digest": "sha256:a86cca9cacba4feff5fda9752a6db8134424e4077f66858664da9e68efb45940"
// CHECK: "digest": "sha256:47fc4366f36e06b11f40501373789716824edf9f0e643b67bc24c3227a6f4ecc"
// CHECK: "digest": "sha256:1cdcd4084cb14665808c5b1d98e73356c599a4da57a5d01630f03aac6d5f4651"
// CHECK: "digest": "sha256:4f4f222c81a020ec96dd5748fd6d7f317060b132812db33a753a8d512672b0b9"
// CHECK: "digest": "sha256:514d15c16927bd333e3c2e4927c379cf472220ac1ca7e6c33c7f0e6d6ad425b1"

module {
  %run = llb.exec ["/bin/sh", "-c", "echo x"] cwd "/" env ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] mounts [#llb.mount<dest = "/", output = 0>, #llb.mount<dest = "/c", type = cache, cache = <id = "//c">>] remove_mount_stubs  platform <os = "linux", architecture = "amd64"> metadata <description = {com.docker.dockerfile.v1.command = "RUN --mount=type=cache,target=/c echo x", llb.customname = "[a 1/2] RUN --mount=type=cache,target=/c echo x"}, caps = {exec.meta.base = true, exec.meta.setsdefaultpath = true, exec.mount.cache = true, exec.mount.cache.sharing = true}>
  %file = llb.file (%in = %run) {
    %0 = llb.copy from %in "/x" to "/y" follow_symlink contents parents wildcard empty_wildcard
    llb.yield %0
  } metadata <description = {llb.customname = "[stage-1 1/2] COPY --from=a /x /y"}, caps = {file.base = true}>
  %context = llb.local "context" with {local.sharedkeyhint = "context"} metadata <description = {llb.customname = "[internal] load build context"}, caps = {source.local = true, source.local.sharedkeyhint = true}>
  %file_0 = llb.file (%in = %file, %in_1 = %context) {
    %0 = llb.copy from %in_1 "/" on %in to "/z" follow_symlink contents parents wildcard empty_wildcard
    llb.yield %0
  } metadata <description = {llb.customname = "[stage-1 2/2] COPY . /z"}, caps = {file.base = true}>
  llb.output "" %file_0 metadata <caps = {constraints = true, meta.description = true, platform = true}>
}
