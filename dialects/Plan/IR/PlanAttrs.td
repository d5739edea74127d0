//===- PlanAttrs.td - Attributes of the plan dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// One attribute per message of plan.proto that is neither a step nor a key. A
// parameter that is left out is the field's zero value.

#ifndef IMGC_DIALECTS_PLAN_IR_PLANATTRS_TD
#define IMGC_DIALECTS_PLAN_IR_PLANATTRS_TD

include "dialects/Plan/IR/PlanDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class Plan_Attr<string name, string attrMnemonic> : AttrDef<Plan_Dialect, name> {
  let mnemonic = attrMnemonic;
  let assemblyFormat = "`<` struct(params) `>`";
}

def Plan_Str : StringRefParameter<"", [{""}]>;
def Plan_Bool : DefaultValuedParameter<"bool", "false">;
class Plan_Int<string type, string value = "0"> : DefaultValuedParameter<type, value>;
class Plan_Opt<string attr> : OptionalParameter<attr>;
class Plan_DefaultEnum<EnumInfo e, string value> : EnumParameter<e> {
  let defaultValue = e.cppNamespace # "::" # e.className # "::" # value;
}

//===----------------------------------------------------------------------===//
// Enumerations (not named as in plan.proto, whose code is in the same namespace)
//===----------------------------------------------------------------------===//

class Plan_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::imgc::plan";
  let genSpecializedAttr = 0;
}

def Plan_NetworkMode : Plan_Enum<"Network", "network of a step", [
  I32EnumAttrCase<"Sandbox", 0, "sandbox">, I32EnumAttrCase<"Host", 1, "host">,
  I32EnumAttrCase<"None", 2, "none">]>;
def Plan_SecurityMode : Plan_Enum<"Security", "privilege of a step", [
  I32EnumAttrCase<"Sandbox", 0, "sandbox">, I32EnumAttrCase<"Insecure", 1, "insecure">]>;
def Plan_MountKind : Plan_Enum<"MountType", "kind of a mount", [
  I32EnumAttrCase<"Bind", 0, "bind">, I32EnumAttrCase<"Secret", 1, "secret">,
  I32EnumAttrCase<"SSH", 2, "ssh">, I32EnumAttrCase<"Cache", 3, "cache">,
  I32EnumAttrCase<"Tmpfs", 4, "tmpfs">]>;
def Plan_CacheSharing : Plan_Enum<"Sharing", "sharing of a cache mount", [
  I32EnumAttrCase<"Shared", 0, "shared">, I32EnumAttrCase<"Private", 1, "private">,
  I32EnumAttrCase<"Locked", 2, "locked">]>;
def Plan_UserKind : Plan_Enum<"UserKind", "how a user or group is named", [
  I32EnumAttrCase<"Name", 1, "name">, I32EnumAttrCase<"ID", 2, "id">]>;

def Plan_NetworkModeAttr : EnumAttr<Plan_Dialect, Plan_NetworkMode, "network_mode"> {
  let description = [{
    With `none` a step has a loopback device only. `host` is the machine's network, and
    so is `sandbox`, what a front end asks for by default, for now.

    ```mlir
    #plan<network_mode host>
    ```
  }];
  let assemblyFormat = "$value";
}
def Plan_SecurityModeAttr : EnumAttr<Plan_Dialect, Plan_SecurityMode, "security_mode"> {
  let description = [{
    Whether a step has the capabilities of a container (`sandbox`) or of root (`insecure`).

    ```mlir
    #plan<security_mode sandbox>
    ```
  }];
  let assemblyFormat = "$value";
}

//===----------------------------------------------------------------------===//
// Any step
//===----------------------------------------------------------------------===//

def Plan_PlatformAttr : Plan_Attr<"Platform", "platform"> {
  let summary = "an OCI platform";
  let description = [{
    What an image is chosen by, and what an exec says in messages.

    ```mlir
    #plan.platform<os = "linux", architecture = "amd64">
    ```
  }];
  let parameters = (ins Plan_Str:$os, Plan_Str:$architecture, Plan_Str:$variant,
    Plan_Str:$osVersion, Plan_Opt<"::mlir::ArrayAttr">:$osFeatures);
}

def Plan_ComponentAttr : Plan_Attr<"Component", "component"> {
  let summary = "a part of a key that `imgc explain` can name";
  let description = [{
    Never holds a secret.

    ```mlir
    #plan.component<name = "env.PATH", value = "/bin">
    ```
  }];
  let parameters = (ins Plan_Str:$name, Plan_Str:$value);
}

//===----------------------------------------------------------------------===//
// plan.exec
//===----------------------------------------------------------------------===//

def Plan_MountAttr : Plan_Attr<"Mount", "mount"> {
  let summary = "a mount of an exec";
  let description = [{
    `target` is absolute and clean. `input` is the number of an operand, -1 for
    an empty file system or for a kind that takes none. `output` is the number of
    the result that takes what the step writes here; -1 drops it. `tmpfsSize` is
    in bytes, 0 for the default. `id` names a cache, a secret or an agent.

    ```mlir
    #plan.mount<target = "/", input = 0, output = 0>
    ```
  }];
  let parameters = (ins Plan_Str:$target, Plan_DefaultEnum<Plan_MountKind, "Bind">:$kind,
    Plan_Int<"int64_t", "-1">:$input, Plan_Str:$selector, Plan_Bool:$readonly,
    Plan_Int<"int32_t", "-1">:$output, Plan_Int<"int64_t">:$tmpfsSize, Plan_Str:$id,
    Plan_DefaultEnum<Plan_CacheSharing, "Shared">:$sharing,
    Plan_Int<"uint32_t">:$uid, Plan_Int<"uint32_t">:$gid, Plan_Int<"uint32_t">:$mode,
    Plan_Bool:$optional);
}

def Plan_HostAttr : Plan_Attr<"Host", "host"> {
  let summary = "a line of /etc/hosts";
  let description = [{
    `host` has the address `ip` while the step runs.

    ```mlir
    #plan.host<host = "db.example", ip = "10.0.0.7">
    ```
  }];
  let parameters = (ins Plan_Str:$host, Plan_Str:$ip);
}
def Plan_UlimitAttr : Plan_Attr<"Ulimit", "ulimit"> {
  let summary = "a resource limit of a process";
  let description = [{
    As in `#llb.ulimit`.

    ```mlir
    #plan.ulimit<name = "nofile", soft = 1024, hard = 4096>
    ```
  }];
  let parameters = (ins Plan_Str:$name, Plan_Int<"int64_t">:$soft, Plan_Int<"int64_t">:$hard);
}
def Plan_SecretEnvAttr : Plan_Attr<"SecretEnv", "secret_env"> {
  let summary = "an environment variable whose value is a secret";
  let description = [{
    As in `#llb.secret_env`.

    ```mlir
    #plan.secret_env<id = "token", name = "TOKEN">
    ```
  }];
  let parameters = (ins Plan_Str:$id, Plan_Str:$name, Plan_Bool:$optional);
}
def Plan_DeviceAttr : Plan_Attr<"Device", "device"> {
  let summary = "a CDI device";
  let description = [{
    As in `#llb.device`.

    ```mlir
    #plan.device<name = "vendor.example/gpu=0">
    ```
  }];
  let parameters = (ins Plan_Str:$name, Plan_Bool:$optional);
}

//===----------------------------------------------------------------------===//
// Operations of plan.file
//===----------------------------------------------------------------------===//

def Plan_UserAttr : Plan_Attr<"User", "user"> {
  let summary = "a user or group, by name or number";
  let description = [{
    A name is looked up in the `user_from` or `group_from` operand of the
    operation.

    ```mlir
    #plan.user<kind = id, id = 1000>
    ```

    ```mlir
    #plan.user<kind = name, name = "app">
    ```
  }];
  let parameters = (ins EnumParameter<Plan_UserKind>:$kind, Plan_Str:$name,
    Plan_Int<"uint32_t">:$id);
}
def Plan_OwnerAttr : Plan_Attr<"Owner", "owner"> {
  let summary = "owner of what an operation makes";
  let description = [{
    A side that is absent keeps what the operation would give.

    ```mlir
    #plan.owner<user = <kind = id, id = 1000>, group = <kind = id, id = 1000>>
    ```
  }];
  let parameters = (ins Plan_Opt<"UserAttr">:$user, Plan_Opt<"UserAttr">:$group);
}

class Plan_ArrayOf<Attr element, string what> : TypedArrayAttrBase<element, "list of " # what>;
def Plan_ComponentArrayAttr : Plan_ArrayOf<Plan_ComponentAttr, "components">;
def Plan_MountArrayAttr : Plan_ArrayOf<Plan_MountAttr, "mounts">;
def Plan_HostArrayAttr : Plan_ArrayOf<Plan_HostAttr, "hosts">;
def Plan_UlimitArrayAttr : Plan_ArrayOf<Plan_UlimitAttr, "limits">;
def Plan_SecretEnvArrayAttr : Plan_ArrayOf<Plan_SecretEnvAttr, "secret variables">;
def Plan_DeviceArrayAttr : Plan_ArrayOf<Plan_DeviceAttr, "devices">;

#endif // IMGC_DIALECTS_PLAN_IR_PLANATTRS_TD
