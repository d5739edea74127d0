// RUN: imgc-opt %s --verify-roundtrip | FileCheck %s

// Tests that every op prints as it was written.

// CHECK-LABEL: module @sources
module @sources {
  // CHECK: %[[ALPINE:.+]] = llb.image "docker.io/library/alpine:3" with {image.resolvemode = "local"} platform <os = "linux", architecture = "arm", variant = "v7"> constraints ["a==b"]
  %alpine = llb.image "docker.io/library/alpine:3" with {image.resolvemode = "local"}
    platform <os = "linux", architecture = "arm", variant = "v7"> constraints ["a==b"]
  // CHECK: llb.image_blob "docker.io/library/alpine@sha256:00" with {http.filename = "a"}
  %blob = llb.image_blob "docker.io/library/alpine@sha256:00" with {http.filename = "a"}
  // CHECK: llb.oci_layout "base@sha256:00"
  %layout = llb.oci_layout "base@sha256:00"
  // CHECK: llb.oci_layout_blob "base@sha256:00"
  %layout_blob = llb.oci_layout_blob "base@sha256:00"
  // CHECK: %context = llb.local "context" with {local.followpaths = "[\22a\22]"}
  %ctx = llb.local "context" with {local.followpaths = "[\22a\22]"}
  // CHECK: llb.git "example.com/p.git#v1" with {git.fullurl = "https://example.com/p.git"}
  %git = llb.git "example.com/p.git#v1" with {git.fullurl = "https://example.com/p.git"}
  // CHECK: %a.tar = llb.http "https://example.com/a.tar" key "k1"
  %http = llb.http "https://example.com/a.tar" key "k1"
  // CHECK: llb.source "s3://bucket/key" with {region = "eu"}
  %other = llb.source "s3://bucket/key" with {region = "eu"}
  // CHECK: %scratch = llb.scratch
  %scratch = llb.scratch
}

// CHECK-LABEL: module @metadata
module @metadata {
  // CHECK: metadata <ignoreCache = true, description = {llb.customname = "x"}, exportCache = false, caps = {exec.meta.base = true}, progressGroup = <id = "1", name = "g", weak = true>, linuxResources = <memory = 1, memorySwap = -1, cpuShares = 2, cpuPeriod = 3, cpuQuota = 4, cpusetCpus = "0-3", cpusetMems = "0">>
  %a = llb.local "a" metadata <ignoreCache = true, description = {llb.customname = "x"},
    exportCache = false, caps = {exec.meta.base = true},
    progressGroup = <id = "1", name = "g", weak = true>,
    linuxResources = <memory = 1, memorySwap = -1, cpuShares = 2, cpuPeriod = 3, cpuQuota = 4, cpusetCpus = "0-3", cpusetMems = "0">>
  // CHECK: raw <bytes = "\00\FF", typed = "ab"> raw_locations <bytes = "x", typed = "cd">
  %b = llb.local "b" raw <bytes = "\00\FF", typed = "ab"> raw_locations <bytes = "x", typed = "cd">
}

// CHECK-LABEL: module @exec
module @exec {
  %base = llb.image "docker.io/library/alpine:3"
  %src = llb.local "src"
  // CHECK: %[[OUT:.+]]:2 = llb.exec ["/bin/sh", "-c", "make"] cwd "/src" env ["A=b", "C=d"] user "u" inputs(%{{.+}}, %{{.+}}) mounts
  // CHECK-SAME: #llb.mount<dest = "/", input = 0, output = 0>
  // CHECK-SAME: #llb.mount<dest = "/src", input = 1, output = 1, selector = "sub", readonly = true, resultID = "r", contentCache = off>
  // CHECK-SAME: #llb.mount<dest = "/c", type = cache, cache = <id = "c", sharing = locked>>
  // CHECK-SAME: #llb.mount<dest = "/t", type = tmpfs, tmpfs = <size = 9>>
  // CHECK-SAME: #llb.mount<dest = "/s", output = 0, type = secret, secret = <id = "s", uid = 1, gid = 2, mode = 256, optional = true>>
  // CHECK-SAME: #llb.mount<dest = "/a", output = 0, type = ssh, ssh = <id = "a">>
  // CHECK-SAME: network host security insecure hostname "h" hosts [#llb.host_ip<host = "h", ip = "1.2.3.4">]
  // CHECK-SAME: ulimits [#llb.ulimit<name = "nofile", soft = 1, hard = 2>] cgroup_parent "c" remove_mount_stubs
  // CHECK-SAME: exit_codes [0, 2]
  // CHECK-SAME: proxy <httpProxy = "p", httpsProxy = "q", ftpProxy = "f", noProxy = "n", allProxy = "a">
  // CHECK-SAME: secret_env [#llb.secret_env<id = "i", name = "N", optional = true>]
  // CHECK-SAME: devices [#llb.device<name = "vendor.com/gpu=1", optional = true>]
  %out:2 = llb.exec ["/bin/sh", "-c", "make"] cwd "/src" env ["A=b", "C=d"] user "u" inputs(%base, %src)
    mounts [#llb.mount<dest = "/", input = 0, output = 0>,
            #llb.mount<dest = "/src", input = 1, output = 1, selector = "sub", readonly = true, resultID = "r", contentCache = off>,
            #llb.mount<dest = "/c", type = cache, cache = <id = "c", sharing = locked>>,
            #llb.mount<dest = "/t", type = tmpfs, tmpfs = <size = 9>>,
            #llb.mount<dest = "/s", output = 0, type = secret, secret = <id = "s", uid = 1, gid = 2, mode = 256, optional = true>>,
            #llb.mount<dest = "/a", output = 0, type = ssh, ssh = <id = "a">>]
    network host security insecure hostname "h" hosts [#llb.host_ip<host = "h", ip = "1.2.3.4">]
    ulimits [#llb.ulimit<name = "nofile", soft = 1, hard = 2>] cgroup_parent "c" remove_mount_stubs
    exit_codes [0, 2]
    proxy <httpProxy = "p", httpsProxy = "q", ftpProxy = "f", noProxy = "n", allProxy = "a">
    secret_env [#llb.secret_env<id = "i", name = "N", optional = true>]
    devices [#llb.device<name = "vendor.com/gpu=1", optional = true>]
  // CHECK: llb.exec ["true"] cwd "C:\\" mounts [#llb.mount<dest = "/", output = 0>] outputs 3
  %more:3 = llb.exec ["true"] cwd "C:\\" mounts [#llb.mount<dest = "/", output = 0>] outputs 3
}

// CHECK-LABEL: module @file
module @file {
  %base = llb.image "docker.io/library/alpine:3"
  %src = llb.local "src"
  // CHECK: %{{.+}}:2 = llb.file{{ ?}}(%[[D:.+]] = %{{.+}}, %[[S:.+]] = %{{.+}}) {
  // CHECK-NEXT: %[[A:.+]] = llb.mkdir on %[[D]] "/a" mode 493 parents owner <user = <kind = id, id = 1>, group = <kind = name, name = "g">> group_from %[[D]] timestamp 5
  // CHECK-NEXT: %[[B:.+]] = llb.mkfile on %[[A]] "/f" data "x\00\FF" mode 420
  // CHECK-NEXT: %[[C:.+]] = llb.symlink on %[[B]] "/l" to "f"
  // CHECK-NEXT: %[[E:.+]] = llb.rm on %[[C]] "/tmp/*" allow_not_found wildcard
  // CHECK-NEXT: %[[F:.+]] = llb.copy from %[[S]] "/x" on %[[E]] to "/y/" mode 0 mode_str "u+x" follow_symlink contents unpack parents wildcard empty_wildcard replace include ["i"] exclude ["e"] require ["r"]
  // CHECK-NEXT: %[[G:.+]] = llb.mkdir "/scratch" secondary %[[S]]
  // CHECK-NEXT: llb.yield %[[F]], %[[G]]
  %out:2 = llb.file(%d = %base, %s = %src) {
    %0 = llb.mkdir on %d "/a" mode 493 parents owner <user = <kind = id, id = 1>, group = <kind = name, name = "g">> group_from %d timestamp 5
    %1 = llb.mkfile on %0 "/f" data "x\00\FF" mode 420
    %2 = llb.symlink on %1 "/l" to "f"
    %3 = llb.rm on %2 "/tmp/*" allow_not_found wildcard
    %4 = llb.copy from %s "/x" on %3 to "/y/" mode 0 mode_str "u+x" follow_symlink contents unpack parents wildcard empty_wildcard replace include ["i"] exclude ["e"] require ["r"]
    %5 = llb.mkdir "/scratch" secondary %s
    llb.yield %4, %5
  }
}

// CHECK-LABEL: module @combine
module @combine {
  %a = llb.local "a"
  %b = llb.local "b"
  // CHECK: %merge = llb.merge %a, %b
  %m = llb.merge %a, %b
  // CHECK: llb.diff lower %a upper %b unused %merge
  %d = llb.diff lower %a upper %b unused %m
  // CHECK: llb.build %a named {buildkit.llb.definition = 0 : i64} definition "\00" with {llbbuild.filename = "x"}
  %c = llb.build %a named {buildkit.llb.definition = 0 : i64} definition "\00" with {llbbuild.filename = "x"}
  // CHECK: %pass:2 = llb.passthrough "p" inputs(%a, %b) forwards [1, 0]
  %p:2 = llb.passthrough "p" inputs(%a, %b) forwards [1, 0]
  // CHECK: %unknown:2 = llb.unknown inputs(%a) payload "\9A\06\00" outputs 2
  %u:2 = llb.unknown inputs(%a) payload "\9A\06\00" outputs 2
  // CHECK: llb.source_file "Dockerfile" language "Dockerfile" data "FROM a\0A" definition "d" raw "r"
  llb.source_file "Dockerfile" language "Dockerfile" data "FROM a\0A" definition "d" raw "r"
  // CHECK: llb.output "app" %merge platform <os = "linux"> base "{}" config "{}" history [#llb.history<createdBy = "RUN", comment = "c", author = "a", created = "t">, #llb.history<emptyLayer = true>] layers[%a] metadata <caps = {platform = true}> raw <bytes = "b", typed = "t"> whole_module extra "e"
  llb.output "app" %m platform <os = "linux"> base "{}" config "{}"
    history [#llb.history<createdBy = "RUN", comment = "c", author = "a", created = "t">, #llb.history<emptyLayer = true>]
    layers [%a] metadata <caps = {platform = true}> raw <bytes = "b", typed = "t"> whole_module extra "e"
}
