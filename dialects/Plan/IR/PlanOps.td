//===- PlanOps.td - Operations of the plan dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Groups: module level, keys, steps, file operations.

#ifndef IMGC_DIALECTS_PLAN_IR_PLANOPS_TD
#define IMGC_DIALECTS_PLAN_IR_PLANOPS_TD

include "dialects/Plan/IR/PlanAttrs.td"
include "dialects/Plan/IR/PlanInterfaces.td"
include "dialects/Plan/IR/PlanTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
// Result types that need no parameter are inferred wherever this is included.
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Plan_Op<string mnemonic, list<Trait> traits = []> : Op<Plan_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Module level
//===----------------------------------------------------------------------===//

def ModuleDoc : OpDocGroup {
  let summary = "Module level";
  let description = "Symbols and regions of a plan.";
}

let opDocGroup = ModuleDoc in {

def Plan_SourceFileOp : Plan_Op<"source_file"> {
  let summary = "a source text, for excerpts in messages";
  let description = [{
    `filename` is the name that locations spell; no two of a module are the same.
    `text` may be any bytes.

    ```mlir
    plan.source_file "Dockerfile" language "Dockerfile" text "FROM alpine\0A"
    ```
  }];
  let arguments = (ins StrAttr:$filename, OptionalAttr<StrAttr>:$language,
    OptionalAttr<StrAttr>:$text);
  let assemblyFormat = "$filename (`language` $language^)? (`text` $text^)? attr-dict";
}

def Plan_ContextOp : Plan_Op<"context", [Symbol]> {
  let summary = "a directory on the machine that runs the plan";
  let description = [{
    `id` is bound to a directory when the plan runs. It is seen through filters:
    `exclude` has .dockerignore patterns in order, with exceptions; `include`
    has patterns of what to keep; only the paths in `follow`, and what symbolic
    links on them lead to, are read, where the list is not empty.

    - context_c1: the id is not empty.

    ```mlir
    plan.context @context id "context" exclude ["*.o", "!keep.o"] follow ["src"]
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$id,
    OptionalAttr<StrArrayAttr>:$exclude, OptionalAttr<StrArrayAttr>:$include,
    OptionalAttr<StrArrayAttr>:$follow);
  let assemblyFormat = [{
    $sym_name `id` $id (`exclude` $exclude^)? (`include` $include^)? (`follow` $follow^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_KeysOp : Plan_Op<"keys", [Symbol, IsolatedFromAbove, SingleBlock]> {
  let summary = "what is known without doing a step's work";
  let description = [{
    A straight line of ops that make keys. The runtime evaluates all of it before
    it decides which steps to do. `plan.yield_keys` names the keys of steps.

    - keys_c1: the body holds only pure ops whose results are all keys, and a
      final `plan.yield_keys`.

    ```mlir
    plan.keys @keys {
      %0 = plan.constant "b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1"
      plan.yield_keys %0
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name $body attr-dict";
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    YieldKeysOp getYield();
  }];
}

def Plan_StepsOp : Plan_Op<"steps", [Symbol, IsolatedFromAbove, SingleBlock, NoTerminator,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "what is done when it is not in the cache";
  let description = [{
    Steps in an order in which they could be done, views of contexts, and the
    outputs. Block argument i is the key that `keys` yields as number i. Before
    `plan-hoist-keys`, ops that make keys may stand here too.

    - steps_c1: `keys` names a `plan.keys` of the module.
    - steps_c2: there are as many arguments as yielded keys, and all are keys.
    - steps_c3: the body holds ops of the plan dialect only, and none of those
      that belong to the module.

    ```mlir
    plan.steps @steps keys @keys(%k0) {
      %0 = plan.local key(%k0) @context
      plan.output "" %0
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefAttr:$keys);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `keys` $keys custom<StepsBody>($body) attr-dict";
  let hasRegionVerifier = 1;
}

def Plan_YieldKeysOp : Plan_Op<"yield_keys", [Pure, Terminator, HasParent<"KeysOp">]> {
  let summary = "names the keys that steps are found by";
  let description = [{
    See `plan.keys`.

    ```mlir
    plan.yield_keys %0, %1
    ```
  }];
  let arguments = (ins Variadic<Plan_KeyType>:$keys);
  let assemblyFormat = "($keys^)? attr-dict";
}

def Plan_OutputOp : Plan_Op<"output", [HasParent<"StepsOp">]> {
  let summary = "a result of the build";
  let description = [{
    `layers` are cut points: the layers of the image are, for each entry, what
    the chain of that value adds to the chain of the entry before. The first one
    is the base image, where there is one, with all its layers. `config` is the
    image config as JSON without `rootfs`; its `history` lacks the times that
    only the run knows. `source_date_epoch` is in seconds.

    ```mlir
    plan.output "app" %app layers [%base, %app]
        platform <os = "linux", architecture = "amd64"> config "{}" source_date_epoch 0
    ```
  }];
  let arguments = (ins StrAttr:$name, Plan_FSType:$root, Variadic<Plan_FSType>:$layers,
    OptionalAttr<Plan_PlatformAttr>:$platform, OptionalAttr<StrAttr>:$config,
    OptionalAttr<I64Attr>:$source_date_epoch);
  let assemblyFormat = [{
    $name $root (`layers` `[` $layers^ `]`)? (`platform` $platform^)? (`config` $config^)?
    (`source_date_epoch` $source_date_epoch^)? attr-dict
  }];
}

} // opDocGroup = ModuleDoc

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

def KeyDoc : OpDocGroup {
  let summary = "Keys";
  let description = "Pure ops whose results are keys.";
}

let opDocGroup = KeyDoc in {

class Plan_KeyOp<string mnemonic, list<Trait> traits = []>
    : Plan_Op<mnemonic, !listconcat([Pure, ParentOneOf<["KeysOp", "StepsOp"]>,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>], traits)> {
  let results = (outs Plan_KeyType:$result);
}

def Plan_ConstantOp : Plan_KeyOp<"constant"> {
  let summary = "a key that is known now";
  let description = [{
    - constant_c1: the value is 64 lower-case hex digits.

    ```mlir
    %k = plan.constant "b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1"
    ```
  }];
  let arguments = (ins StrAttr:$value);
  let assemblyFormat = "$value attr-dict";
  let hasVerifier = 1;
}

def Plan_CombineOp : Plan_KeyOp<"combine"> {
  let summary = "a key made of keys";
  let description = [{
    The hash (`combineKeys` in `imgc/PlanFormat/Keys.h`) of the domain, the
    static part and the inputs, in order.

    - combine_c1: the domain is not empty.
    - combine_c2: the static part is 64 lower-case hex digits.

    ```mlir
    %k = plan.combine "exec.v1" static "b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1" (%a, %b)
    ```
  }];
  let arguments = (ins StrAttr:$domain, OptionalAttr<StrAttr>:$constant,
    Variadic<Plan_KeyType>:$inputs);
  let assemblyFormat = "$domain (`static` $constant^)? `(` $inputs `)` attr-dict";
  let hasVerifier = 1;
}

def Plan_SelectOp : Plan_KeyOp<"select", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "digest of what a step selects from a context";
  let description = [{
    Sources and options are those of the copy that reads them (K6 of the cache
    rules); an empty list of sources selects the whole context as its filters
    show it. Paths are clean and absolute within the context.

    - select_c1: the symbol is a `plan.context`.
    - select_c2: sources are absolute paths.

    ```mlir
    %k = plan.select @context sources ["/src"] exclude ["*.o"] wildcard
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$context_ref, OptionalAttr<StrArrayAttr>:$sources,
    OptionalAttr<StrArrayAttr>:$include, OptionalAttr<StrArrayAttr>:$exclude,
    OptionalAttr<StrArrayAttr>:$required, UnitAttr:$follow_symlink, UnitAttr:$contents,
    UnitAttr:$wildcard, UnitAttr:$empty_wildcard);
  let assemblyFormat = [{
    $context_ref (`sources` $sources^)? (`include` $include^)? (`exclude` $exclude^)?
    (`require` $required^)? (`follow_symlink` $follow_symlink^)? (`contents` $contents^)?
    (`wildcard` $wildcard^)? (`empty_wildcard` $empty_wildcard^)? attr-dict
  }];
  let hasVerifier = 1;
}

} // opDocGroup = KeyDoc

//===----------------------------------------------------------------------===//
// Values that are not steps
//===----------------------------------------------------------------------===//

def StepDoc : OpDocGroup {
  let summary = "Steps";
  let description = [{
    What all steps have: `key`, the definition key; `platform`; `version`, the
    version of the meaning of this kind of step (part of the key already);
    `name`, as shown to the user; `ignore_cache`: done even when a record exists,
    never looked up; `components`: what the key was made of, without secrets.
  }];
}

let opDocGroup = StepDoc in {

def Plan_ScratchOp : Plan_Op<"scratch", [Pure, HasParent<"StepsOp">,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "the empty file system";
  let description = [{
    Not a step: step -1 of the plan file.

    ```mlir
    %scratch = plan.scratch
    ```
  }];
  let results = (outs Plan_FSType:$result);
  let assemblyFormat = "attr-dict";
}

def Plan_ViewOp : Plan_Op<"view", [Pure, HasParent<"StepsOp">,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "a context, read in place by file steps";
  let description = [{
    Not a step: nothing is done for it.

    - view_c1: the symbol is a `plan.context`.

    ```mlir
    %view = plan.view @context
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$context_ref);
  let results = (outs Plan_ViewType:$result);
  let assemblyFormat = "$context_ref attr-dict";
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// A step: `ownArguments` and `ownFormat` are what is particular to it.
class Plan_StepOp<string mnemonic, dag ownArguments, string ownFormat, string end = "",
                  list<Trait> traits = []>
    : Plan_Op<mnemonic, !listconcat([HasParent<"StepsOp">, PlanStepOpInterface,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>], traits)> {
  let arguments = !con((ins Plan_KeyType:$key), ownArguments, (ins
    OptionalAttr<Plan_PlatformAttr>:$platform,
    DefaultValuedAttr<I32Attr, "0">:$semantics_version,
    OptionalAttr<StrAttr>:$title, UnitAttr:$ignore_cache,
    OptionalAttr<Plan_ComponentArrayAttr>:$components));
  let results = (outs Plan_FSType:$result);
  let assemblyFormat = "`key` `(` $key `)` " # ownFormat # [{
    (`platform` $platform^)? (`version` $semantics_version^)? (`name` $title^)?
    (`ignore_cache` $ignore_cache^)? (`components` $components^)? attr-dict
  }] # end;
}

def Plan_ImageOp : Plan_StepOp<"image", (ins
    StrAttr:$reference, StrAttr:$digest, OptionalAttr<StrAttr>:$layout),
    "$reference `digest` $digest (`layout` $layout^)?"> {
  let summary = "an image that the compiler has pinned";
  let description = [{
    `digest` is that of a manifest or an index and is all that counts;
    `reference` is for messages and names the registry that blobs come from when
    the store lacks them, unless `layout` names an OCI layout that is bound when
    the plan runs.

    - image_c1: the digest is `sha256:` and 64 lower-case hex digits.

    ```mlir
    %base = plan.image key(%k) "docker.io/library/alpine:3" digest
        "sha256:0000000000000000000000000000000000000000000000000000000000000000"
        platform <os = "linux", architecture = "amd64">
    ```
  }];
  let hasVerifier = 1;
}

def Plan_LocalOp : Plan_StepOp<"local", (ins FlatSymbolRefAttr:$context_ref), "$context_ref", "",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a whole context as a file system";
  let description = [{
    - local_c1: the symbol is a `plan.context`.

    ```mlir
    %files = plan.local key(%k) @context
    ```
  }];
}

def Plan_ExecOp : Plan_StepOp<"exec", (ins
    StrArrayAttr:$args, StrAttr:$cwd, OptionalAttr<StrArrayAttr>:$env, OptionalAttr<StrAttr>:$user,
    OptionalAttr<StrAttr>:$hostname, OptionalAttr<Plan_HostArrayAttr>:$extra_hosts,
    DefaultValuedAttr<Plan_NetworkModeAttr, "::imgc::plan::Network::Sandbox">:$network,
    DefaultValuedAttr<Plan_SecurityModeAttr, "::imgc::plan::Security::Sandbox">:$security,
    OptionalAttr<Plan_UlimitArrayAttr>:$ulimits, OptionalAttr<StrAttr>:$cgroup_parent,
    OptionalAttr<DenseI32ArrayAttr>:$valid_exit_codes,
    Variadic<Plan_FSType>:$inputs, Plan_MountArrayAttr:$mounts,
    OptionalAttr<Plan_SecretEnvArrayAttr>:$secret_env, OptionalAttr<StrArrayAttr>:$proxy_env,
    OptionalAttr<Plan_DeviceArrayAttr>:$devices), [{
    $args `cwd` $cwd (`env` $env^)? (`user` $user^)? (`inputs` `(` $inputs^ `)`)? `mounts` $mounts
    (`network` $network^)? (`security` $security^)? (`hostname` $hostname^)?
    (`hosts` $extra_hosts^)? (`ulimits` $ulimits^)? (`cgroup_parent` $cgroup_parent^)?
    (`exit_codes` $valid_exit_codes^)? (`secret_env` $secret_env^)?
    (`proxy_env` $proxy_env^)? (`devices` $devices^)?
    }], "`:` type($outputs)"> {
  let summary = "a command that runs in a sandbox";
  let description = [{
    `args` run in `cwd` with the environment `env` (`NAME=value`, in order) as
    `user`. Mounts are done in order. No `exit_codes` means that only 0 is good.
    `proxy_env` is no part of the key.

    - exec_c1: `args` is not empty.
    - exec_c2: `cwd` is an absolute path.
    - exec_c3: exactly one mount has the target `/`.
    - exec_c4: the target of a mount is an absolute path.
    - exec_c5: the input of a mount is -1 or the number of an operand.
    - exec_c6: every result is the output of exactly one mount.
    - exec_c7: there is a result.

    ```mlir
    %run = plan.exec key(%k) ["/bin/sh", "-c", "make"] cwd "/src" env ["PATH=/bin"]
        inputs(%base) mounts [#plan.mount<target = "/", input = 0, output = 0>] network none
        version 1 name "[2/5] RUN make" components [#plan.component<name = "arg", value = "make">] : !plan.fs
    ```
  }];
  let results = (outs Variadic<Plan_FSType>:$outputs);
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The mounts, typed.
    auto getMountRange() { return getMounts().getAsRange<MountAttr>(); }
  }];
}

def Plan_FileOp : Plan_StepOp<"file", (ins Variadic<Plan_FSOrView>:$inputs),
    "custom<FileBody>($inputs, type($inputs), $body)", "`:` type($outputs)",
    [IsolatedFromAbove, SingleBlock,
     DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a sequence of file operations";
  let description = [{
    The operands become the arguments of the body. Each operation takes file
    systems (arguments or results of earlier operations) and gives one; an
    operand that is left out is scratch. `plan.yield` names the results of the
    step.

    - file_c1: the body has at least one operation.
    - file_c2: the body holds file operations and a final `plan.yield` only.
    - file_c3: the body has one argument per operand, of the same type.
    - file_c4: what is yielded is the result of an operation, each at most once.
    - file_c5: one value is yielded per result, and there is a result.

    ```mlir
    %app = plan.file key(%k) (%dst = %base, %src = %view : !plan.view) {
      %0 = plan.mkdir on %dst "/app" mode 493 parents
      %1 = plan.copy from %src : !plan.view "/bin" on %0 to "/app/"
      plan.yield %1
    } : !plan.fs
    ```
  }];
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Variadic<Plan_FSType>:$outputs);
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    YieldOp getYield();
  }];
}

def Plan_YieldOp : Plan_Op<"yield", [Pure, Terminator, HasParent<"FileOp">]> {
  let summary = "names the results of a file step";
  let description = [{
    See `plan.file`.

    ```mlir
    plan.yield %0
    ```
  }];
  let arguments = (ins Variadic<Plan_FSType>:$outputs);
  let assemblyFormat = "($outputs^)? attr-dict";
}

def Plan_MergeOp : Plan_StepOp<"merge", (ins Variadic<Plan_FSType>:$inputs), "`(` $inputs `)`"> {
  let summary = "stacks file systems, the later on the earlier";
  let description = [{
    - merge_c1: there are at least two inputs.

    ```mlir
    %all = plan.merge key(%k) (%base, %a)
    ```
  }];
  let hasVerifier = 1;
}

def Plan_DiffOp : Plan_StepOp<"diff", (ins Plan_FSType:$lower, Plan_FSType:$upper),
    "$lower `to` $upper"> {
  let summary = "what changes from one file system to another";
  let description = [{
    The result has the layers that lead from `lower` to `upper`.

    ```mlir
    %changes = plan.diff key(%k) %base to %built
    ```
  }];
}

} // opDocGroup = StepDoc

//===----------------------------------------------------------------------===//
// File operations
//===----------------------------------------------------------------------===//

def FileOperationDoc : OpDocGroup {
  let summary = "File operations";
  let description = "What stands in the body of `plan.file`.";
}

let opDocGroup = FileOperationDoc in {

class Plan_FileOperation<string mnemonic, dag ownArguments, string format,
                         list<Trait> traits = []>
    : Plan_Op<mnemonic, !listconcat([Pure, HasParent<"FileOp">, PlanFileOperationInterface],
        traits)> {
  let arguments = !con((ins Optional<Plan_FSType>:$base), ownArguments);
  let results = (outs Plan_FSType:$result);
  let assemblyFormat = format # " attr-dict";
}

/// An operation that makes something, with an owner and a time.
class Plan_CreatingOperation<string mnemonic, dag ownOperands, dag ownArguments, string format>
    : Plan_FileOperation<mnemonic, !con(ownOperands, (ins
          Optional<Plan_FSOrView>:$user_from, Optional<Plan_FSOrView>:$group_from), ownArguments,
        (ins OptionalAttr<Plan_OwnerAttr>:$owner, DefaultValuedAttr<I64Attr, "-1">:$timestamp)),
        format # [{ (`owner` $owner^)? (`user_from` $user_from^ `:` type($user_from))?
                    (`group_from` $group_from^ `:` type($group_from))?
                    (`timestamp` $timestamp^)? }], [AttrSizedOperandSegments]> {
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::mlir::LogicalResult $cppClass::verify() {
      return ::imgc::plan::detail::verifyOwner(*this, getOwnerAttr(), getUserFrom(),
                                               getGroupFrom());
    }
  }];
}

def Plan_CopyOp : Plan_CreatingOperation<"copy", (ins Optional<Plan_FSOrView>:$source), (ins
    StrAttr:$from_path, StrAttr:$to_path, DefaultValuedAttr<I32Attr, "-1">:$mode,
    OptionalAttr<StrAttr>:$mode_string,
    UnitAttr:$follow_symlink, UnitAttr:$contents, UnitAttr:$unpack, UnitAttr:$parents,
    UnitAttr:$wildcard, UnitAttr:$empty_wildcard, UnitAttr:$always_replace,
    OptionalAttr<StrArrayAttr>:$include, OptionalAttr<StrArrayAttr>:$exclude,
    OptionalAttr<StrArrayAttr>:$required), [{
    (`from` $source^ `:` type($source))? $from_path (`on` $base^)? `to` $to_path (`mode` $mode^)?
    (`mode_string` $mode_string^)? (`follow_symlink` $follow_symlink^)? (`contents` $contents^)?
    (`unpack` $unpack^)? (`parents` $parents^)? (`wildcard` $wildcard^)?
    (`empty_wildcard` $empty_wildcard^)? (`replace` $always_replace^)? (`include` $include^)?
    (`exclude` $exclude^)? (`require` $required^)? }]> {
  let summary = "copies files";
  let description = [{
    Options as in `llb.copy`. `mode` is -1 to keep modes, `mode_string` wins over
    it; `timestamp` is in nanoseconds since the epoch, -1 to keep times.

    - owner_c1: `user_from` and `group_from` go with an owner that is a name.

    ```mlir
    %1 = plan.copy from %src : !plan.view "/a/*" on %dst to "/b/" parents wildcard
    ```
  }];
}

def Plan_MkfileOp : Plan_CreatingOperation<"mkfile", (ins), (ins
    StrAttr:$path, StrAttr:$data, DefaultValuedAttr<I32Attr, "-1">:$mode),
    [{ (`on` $base^)? $path `data` $data (`mode` $mode^)? }]> {
  let summary = "writes a file";
  let description = [{
    `data` may be any bytes. Constraint owner_c1 as in `plan.copy`.

    ```mlir
    %1 = plan.mkfile on %dst "/etc/motd" data "hello\0A" mode 420
    ```
  }];
}

def Plan_MkdirOp : Plan_CreatingOperation<"mkdir", (ins), (ins
    StrAttr:$path, DefaultValuedAttr<I32Attr, "-1">:$mode, UnitAttr:$parents),
    [{ (`on` $base^)? $path (`mode` $mode^)? (`parents` $parents^)? }]> {
  let summary = "makes a directory";
  let description = [{
    Constraint owner_c1 as in `plan.copy`.

    ```mlir
    %1 = plan.mkdir on %dst "/app" mode 493 parents
    ```
  }];
}

def Plan_SymlinkOp : Plan_CreatingOperation<"symlink", (ins), (ins
    StrAttr:$path, StrAttr:$target),
    [{ (`on` $base^)? $path `to` $target }]> {
  let summary = "makes a symbolic link";
  let description = [{
    Makes `path` a link to `target`. Constraint owner_c1 as in `plan.copy`.

    ```mlir
    %1 = plan.symlink on %dst "/bin/sh" to "busybox"
    ```
  }];
}

def Plan_RmOp : Plan_FileOperation<"rm", (ins
    StrAttr:$path, UnitAttr:$allow_not_found, UnitAttr:$wildcard),
    [{ (`on` $base^)? $path (`allow_not_found` $allow_not_found^)? (`wildcard` $wildcard^)? }]> {
  let summary = "removes files";
  let description = [{
    A symbolic link is removed, not followed; directories go with what is in them.

    ```mlir
    %1 = plan.rm on %dst "/tmp/*" allow_not_found wildcard
    ```
  }];
}

} // opDocGroup = FileOperationDoc

#endif // IMGC_DIALECTS_PLAN_IR_PLANOPS_TD
