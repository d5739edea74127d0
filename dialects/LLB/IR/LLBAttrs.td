//===- LLBAttrs.td - Attributes of the llb dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// One attribute per message of ops.proto that is not a vertex. Parameters carry
// the protobuf field's meaning; a parameter that is absent is the field's zero
// value or, for a message, its absence.

#ifndef IMGC_DIALECTS_LLB_IR_LLBATTRS_TD
#define IMGC_DIALECTS_LLB_IR_LLBATTRS_TD

include "dialects/LLB/IR/LLBDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class LLB_Attr<string name, string attrMnemonic> : AttrDef<LLB_Dialect, name> {
  let mnemonic = attrMnemonic;
  let assemblyFormat = "`<` struct(params) `>`";
}

// Parameters that may be left out.
def LLB_Str : StringRefParameter<"", "\"\"">;
def LLB_Bool : DefaultValuedParameter<"bool", "false">;
class LLB_Int<string type, string value = "0"> : DefaultValuedParameter<type, value>;
class LLB_Opt<string attr> : OptionalParameter<attr>;
class LLB_DefaultEnum<EnumInfo e, string value> : EnumParameter<e> {
  let defaultValue = e.cppNamespace # "::" # e.className # "::" # value;
}

//===----------------------------------------------------------------------===//
// Enumerations
//===----------------------------------------------------------------------===//

class LLB_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::imgc::llb";
  let genSpecializedAttr = 0;
}

def LLB_NetMode : LLB_Enum<"NetMode", "network of a step (NetMode)", [
  I32EnumAttrCase<"Sandbox", 0, "sandbox">, I32EnumAttrCase<"Host", 1, "host">,
  I32EnumAttrCase<"None", 2, "none">]>;
def LLB_SecurityMode : LLB_Enum<"SecurityMode", "privilege of a step (SecurityMode)", [
  I32EnumAttrCase<"Sandbox", 0, "sandbox">, I32EnumAttrCase<"Insecure", 1, "insecure">]>;
def LLB_MountType : LLB_Enum<"MountType", "kind of a mount (MountType)", [
  I32EnumAttrCase<"Bind", 0, "bind">, I32EnumAttrCase<"Secret", 1, "secret">,
  I32EnumAttrCase<"SSH", 2, "ssh">, I32EnumAttrCase<"Cache", 3, "cache">,
  I32EnumAttrCase<"Tmpfs", 4, "tmpfs">]>;
def LLB_ContentCache : LLB_Enum<"ContentCache",
    "whether a mount is found by content (MountContentCache)", [
  I32EnumAttrCase<"Default", 0, "default">, I32EnumAttrCase<"On", 1, "on">,
  I32EnumAttrCase<"Off", 2, "off">]>;
def LLB_CacheSharing : LLB_Enum<"CacheSharing", "sharing of a cache mount (CacheSharingOpt)", [
  I32EnumAttrCase<"Shared", 0, "shared">, I32EnumAttrCase<"Private", 1, "private">,
  I32EnumAttrCase<"Locked", 2, "locked">]>;
def LLB_UserKind : LLB_Enum<"UserKind", "how a user or group is named (UserOpt)", [
  I32EnumAttrCase<"Unset", 0, "unset">, I32EnumAttrCase<"Name", 1, "name">,
  I32EnumAttrCase<"ID", 2, "id">]>;

def LLB_NetModeAttr : EnumAttr<LLB_Dialect, LLB_NetMode, "net_mode"> {
  let description = [{
    What an exec reaches: `sandbox` the network that the daemon gives it, `host` the
    machine's own, `none` nothing.

    ```mlir
    #llb<net_mode none>
    ```
  }];
  let assemblyFormat = "$value";
}
def LLB_SecurityModeAttr : EnumAttr<LLB_Dialect, LLB_SecurityMode, "security_mode"> {
  let description = [{
    Whether an exec has the capabilities of a container (`sandbox`) or of the machine's
    root (`insecure`).

    ```mlir
    #llb<security_mode insecure>
    ```
  }];
  let assemblyFormat = "$value";
}

//===----------------------------------------------------------------------===//
// Any vertex
//===----------------------------------------------------------------------===//

def LLB_PlatformAttr : LLB_Attr<"Platform", "platform"> {
  let summary = "an OCI platform (Platform)";
  let description = [{
    As given by the front end, not normalised here.

    ```mlir
    #llb.platform<os = "linux", architecture = "arm", variant = "v7">
    ```
  }];
  let parameters = (ins LLB_Str:$os, LLB_Str:$architecture, LLB_Str:$variant,
    LLB_Str:$osVersion, LLB_Opt<"::mlir::ArrayAttr">:$osFeatures);
}

def LLB_ProgressGroupAttr : LLB_Attr<"ProgressGroup", "progress_group"> {
  let summary = "a group of vertices shown as one (ProgressGroup)";
  let description = [{
    Progress displays show the vertices with the same `id` as one line called `name`; a
    `weak` group gives way to another one.

    ```mlir
    #llb.progress_group<id = "0", name = "[internal] settings cache mount permissions", weak = true>
    ```
  }];
  let parameters = (ins LLB_Str:$id, LLB_Str:$name, LLB_Bool:$weak);
}

def LLB_LinuxResourcesAttr : LLB_Attr<"LinuxResources", "linux_resources"> {
  let summary = "cgroup limits of a step (LinuxResources)";
  let description = [{
    Bytes for memory, microseconds for periods and quotas. Not part of the
    digest of the vertex.

    ```mlir
    #llb.linux_resources<memory = 536870912, cpuPeriod = 100000, cpuQuota = 50000>
    ```
  }];
  let parameters = (ins LLB_Int<"int64_t">:$memory, LLB_Int<"int64_t">:$memorySwap,
    LLB_Int<"uint64_t">:$cpuShares, LLB_Int<"uint64_t">:$cpuPeriod,
    LLB_Int<"int64_t">:$cpuQuota, LLB_Str:$cpusetCpus, LLB_Str:$cpusetMems);
}

def LLB_MetadataAttr : LLB_Attr<"Metadata", "metadata"> {
  let summary = "metadata of a vertex (OpMetadata)";
  let description = [{
    Not part of the digest of the vertex. `description` maps names to strings,
    `caps` to booleans; `exportCache` absent and false differ. `raw` holds the
    bytes it was imported from where they say more than the other parameters;
    whoever makes changed metadata leaves it out.

    ```mlir
    #llb.metadata<ignoreCache = true, description = {llb.customname = "[1/2] RUN make"}>
    ```
  }];
  let parameters = (ins LLB_Bool:$ignoreCache,
    LLB_Opt<"::mlir::DictionaryAttr">:$description,
    LLB_Opt<"::mlir::BoolAttr">:$exportCache,
    LLB_Opt<"::mlir::DictionaryAttr">:$caps,
    LLB_Opt<"ProgressGroupAttr">:$progressGroup,
    LLB_Opt<"LinuxResourcesAttr">:$linuxResources,
    LLB_Opt<"::mlir::StringAttr">:$raw);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// The same metadata, with `ignoreCache` set to `value`; `raw` is dropped
    /// if that changes anything.
    MetadataAttr withIgnoreCache(bool value) const;
  }];
}

def LLB_RawAttr : LLB_Attr<"Raw", "raw"> {
  let summary = "imported bytes that the typed form does not reproduce";
  let description = [{
    `bytes` is what was imported; `typed` is the SHA-256, in hex, of what the
    encoder made of the typed form at that time. The exporter emits `bytes` as
    long as the encoder still gives that.

    ```mlir
    #llb.raw<bytes = "\D2\06\00", typed = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855">
    ```
  }];
  let parameters = (ins LLB_Str:$bytes, LLB_Str:$typed);
}

//===----------------------------------------------------------------------===//
// llb.exec
//===----------------------------------------------------------------------===//

def LLB_TmpfsAttr : LLB_Attr<"Tmpfs", "tmpfs"> {
  let summary = "options of a tmpfs mount (TmpfsOpt)";
  let description = [{
    `size` is a limit in bytes, 0 for none.

    ```mlir
    #llb.tmpfs<size = 1048576>
    ```
  }];
  let parameters = (ins LLB_Int<"int64_t">:$size);
}

def LLB_CacheAttr : LLB_Attr<"Cache", "cache"> {
  let summary = "options of a cache mount (CacheOpt)";
  let description = [{
    Mounts with the same `id` are one directory that survives the build. `sharing` says
    whether two steps may write to it at a time (`shared`), get one each (`private`), or
    wait for each other (`locked`).

    ```mlir
    #llb.cache<id = "/root/.cache", sharing = locked>
    ```
  }];
  let parameters = (ins LLB_Str:$id, LLB_DefaultEnum<LLB_CacheSharing, "Shared">:$sharing);
}

class LLB_SecretLike<string name, string m> : LLB_Attr<name, m> {
  let parameters = (ins LLB_Str:$id, LLB_Int<"uint32_t">:$uid, LLB_Int<"uint32_t">:$gid,
    LLB_Int<"uint32_t">:$mode, LLB_Bool:$optional);
}
def LLB_SecretAttr : LLB_SecretLike<"Secret", "secret"> {
  let summary = "options of a secret mount (SecretOpt)";
  let description = [{
    The client has the value under `id`; it is no part of any digest. `mode` is a number,
    not octal text. Without `optional` a step whose secret is missing fails.

    ```mlir
    #llb.secret<id = "token", mode = 256>
    ```
  }];
}
def LLB_SSHAttr : LLB_SecretLike<"SSH", "ssh"> {
  let summary = "options of an ssh agent mount (SSHOpt)";
  let description = [{
    The socket of the client's agent `id`, with owner and mode as `#llb.secret` has them.

    ```mlir
    #llb.ssh<id = "default", mode = 384, optional = true>
    ```
  }];
}

def LLB_MountAttr : LLB_Attr<"Mount", "mount"> {
  let summary = "a mount of an exec (Mount)";
  let description = [{
    `input` is the number of an operand, or -1 for an empty file system.
    `output` is the number of the result that takes the mount's content after
    the step, or -1. BuildKit's client leaves `output` at 0 for secret and ssh
    mounts, where it means nothing.

    ```mlir
    #llb.mount<dest = "/", input = 0, output = 0>
    ```

    ```mlir
    #llb.mount<dest = "/cache", type = cache, cache = <id = "go", sharing = locked>>
    ```
  }];
  let parameters = (ins LLB_Str:$dest, LLB_Int<"int64_t", "-1">:$input,
    LLB_Int<"int64_t", "-1">:$output, LLB_Str:$selector, LLB_Bool:$readonly,
    LLB_DefaultEnum<LLB_MountType, "Bind">:$type,
    LLB_Opt<"TmpfsAttr">:$tmpfs, LLB_Opt<"CacheAttr">:$cache,
    LLB_Opt<"SecretAttr">:$secret, LLB_Opt<"SSHAttr">:$ssh,
    LLB_Str:$resultID, LLB_DefaultEnum<LLB_ContentCache, "Default">:$contentCache);
  let extraClassDeclaration = [{
    // The mounts as BuildKit's client makes them.
    static MountAttr getBind(::mlir::MLIRContext *context, ::llvm::StringRef dest,
                             int64_t input, int64_t output,
                             bool readonly = false,
                             ::llvm::StringRef selector = {});
    static MountAttr getTmpfs(::mlir::MLIRContext *context, ::llvm::StringRef dest,
                              int64_t size = 0);
    static MountAttr getCache(::mlir::MLIRContext *context, ::llvm::StringRef dest,
                              int64_t input, ::llvm::StringRef id, CacheSharing sharing,
                              ::llvm::StringRef selector = {}, bool readonly = false);
    static MountAttr getSecret(::mlir::MLIRContext *context, ::llvm::StringRef dest,
                               SecretAttr secret);
    static MountAttr getSSH(::mlir::MLIRContext *context, ::llvm::StringRef dest,
                            SSHAttr ssh);
    /// The same mount with another operand number.
    MountAttr withInput(int64_t input) const;
    /// Whether `output` names a result: secret and ssh mounts have none.
    bool hasOutput() const {
      return getOutput() >= 0 && getType() != MountType::Secret &&
             getType() != MountType::SSH;
    }
  }];
}

def LLB_HostIPAttr : LLB_Attr<"HostIP", "host_ip"> {
  let summary = "a line of /etc/hosts (HostIP)";
  let description = [{
    `host` has the address `ip` while the step runs.

    ```mlir
    #llb.host_ip<host = "db.example", ip = "10.0.0.7">
    ```
  }];
  let parameters = (ins LLB_Str:$host, LLB_Str:$ip);
}
def LLB_UlimitAttr : LLB_Attr<"Ulimit", "ulimit"> {
  let summary = "a resource limit of a process (Ulimit)";
  let description = [{
    `name` is that of setrlimit(2) in lower case without `RLIMIT_`; -1 is no limit.

    ```mlir
    #llb.ulimit<name = "nofile", soft = 1024, hard = 4096>
    ```
  }];
  let parameters = (ins LLB_Str:$name, LLB_Int<"int64_t">:$soft, LLB_Int<"int64_t">:$hard);
}
def LLB_ProxyEnvAttr : LLB_Attr<"ProxyEnv", "proxy_env"> {
  let summary = "proxy settings of a step (ProxyEnv)";
  let description = [{
    Variables that the step sees and that are no part of its cache key.

    ```mlir
    #llb.proxy_env<httpProxy = "http://proxy.example:3128", noProxy = "localhost">
    ```
  }];
  let parameters = (ins LLB_Str:$httpProxy, LLB_Str:$httpsProxy, LLB_Str:$ftpProxy,
    LLB_Str:$noProxy, LLB_Str:$allProxy);
}
def LLB_SecretEnvAttr : LLB_Attr<"SecretEnv", "secret_env"> {
  let summary = "an environment variable whose value is a secret (SecretEnv)";
  let description = [{
    The variable `name` has the value of the client's secret `id`.

    ```mlir
    #llb.secret_env<id = "token", name = "TOKEN", optional = true>
    ```
  }];
  let parameters = (ins LLB_Str:$id, LLB_Str:$name, LLB_Bool:$optional);
}
def LLB_DeviceAttr : LLB_Attr<"Device", "device"> {
  let summary = "a CDI device (CDIDevice)";
  let description = [{
    `name` is `vendor/class=device`. Without `optional` the step fails where the machine has
    no such device.

    ```mlir
    #llb.device<name = "vendor.example/gpu=0", optional = true>
    ```
  }];
  let parameters = (ins LLB_Str:$name, LLB_Bool:$optional);
}

//===----------------------------------------------------------------------===//
// Actions of llb.file
//===----------------------------------------------------------------------===//

def LLB_UserAttr : LLB_Attr<"User", "user"> {
  let summary = "a user or group (UserOpt)";
  let description = [{
    By number, by name (then the action may have the file system whose passwd
    file is read as its `user_from` or `group_from` operand), or neither.

    ```mlir
    #llb.user<kind = id, id = 1000>
    ```

    ```mlir
    #llb.user<kind = name, name = "app">
    ```
  }];
  let parameters = (ins LLB_DefaultEnum<LLB_UserKind, "Unset">:$kind, LLB_Str:$name,
    LLB_Int<"uint32_t">:$id);
  let extraClassDeclaration = [{
    static UserAttr getByID(::mlir::MLIRContext *context, uint32_t id);
    static UserAttr getByName(::mlir::MLIRContext *context, ::llvm::StringRef name);
  }];
}
def LLB_OwnerAttr : LLB_Attr<"Owner", "owner"> {
  let summary = "owner of what an action makes (ChownOpt)";
  let description = [{
    A side that is absent keeps what the action would give.

    ```mlir
    #llb.owner<user = <kind = name, name = "app">, group = <kind = id, id = 0>>
    ```
  }];
  let parameters = (ins LLB_Opt<"UserAttr">:$user, LLB_Opt<"UserAttr">:$group);
}

//===----------------------------------------------------------------------===//
// llb.output
//===----------------------------------------------------------------------===//

def LLB_HistoryAttr : LLB_Attr<"History", "history"> {
  let summary = "an entry of an image's history";
  let description = [{
    As in the image specification; `created` is RFC 3339 text, empty for the
    time of the build.

    ```mlir
    #llb.history<createdBy = "RUN make", comment = "buildkit.dockerfile.v0">
    ```
  }];
  let parameters = (ins LLB_Str:$createdBy, LLB_Str:$comment, LLB_Str:$author,
    LLB_Str:$created, LLB_Bool:$emptyLayer);
}

class LLB_ArrayOf<Attr element, string what> : TypedArrayAttrBase<element, "list of " # what>;
def LLB_MountArrayAttr : LLB_ArrayOf<LLB_MountAttr, "mounts">;
def LLB_HostIPArrayAttr : LLB_ArrayOf<LLB_HostIPAttr, "hosts">;
def LLB_UlimitArrayAttr : LLB_ArrayOf<LLB_UlimitAttr, "limits">;
def LLB_SecretEnvArrayAttr : LLB_ArrayOf<LLB_SecretEnvAttr, "secret variables">;
def LLB_DeviceArrayAttr : LLB_ArrayOf<LLB_DeviceAttr, "devices">;
def LLB_HistoryArrayAttr : LLB_ArrayOf<LLB_HistoryAttr, "history entries">;

#endif // IMGC_DIALECTS_LLB_IR_LLBATTRS_TD
