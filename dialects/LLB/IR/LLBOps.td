//===- LLBOps.td - Operations of the llb dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Groups: sources, exec, file and its actions, combining vertices, module level.

#ifndef IMGC_DIALECTS_LLB_IR_LLBOPS_TD
#define IMGC_DIALECTS_LLB_IR_LLBOPS_TD

include "dialects/LLB/IR/LLBAttrs.td"
include "dialects/LLB/IR/LLBInterfaces.td"
include "dialects/LLB/IR/LLBTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class LLB_Op<string mnemonic, list<Trait> traits = []> : Op<LLB_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Vertices
//===----------------------------------------------------------------------===//

/// A vertex: `ownArguments` and `ownFormat` are what is particular to it.
class LLB_VertexOp<string mnemonic, dag ownArguments, string ownFormat, list<Trait> traits = []>
    : LLB_Op<mnemonic, !listconcat([Pure, LLBVertexOpInterface,
        DeclareOpInterfaceMethods<LLBEffectOpInterface>,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>], traits)> {
  let arguments = !con(ownArguments, (ins
    OptionalAttr<LLB_PlatformAttr>:$platform,
    OptionalAttr<StrArrayAttr>:$constraints,
    OptionalAttr<LLB_MetadataAttr>:$metadata,
    OptionalAttr<StrAttr>:$key,
    OptionalAttr<LLB_RawAttr>:$raw,
    OptionalAttr<LLB_RawAttr>:$raw_locations));
  let results = (outs LLB_FSType:$result);
  let assemblyFormat = ownFormat # [{
    (`platform` $platform^)? (`constraints` $constraints^)? (`metadata` $metadata^)?
    (`key` $key^)? (`raw` $raw^)? (`raw_locations` $raw_locations^)? attr-dict
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

def SourceDoc : OpDocGroup {
  let summary = "Sources";
  let description = [{
    Where files come from (`SourceOp`). The scheme of the identifier is the op;
    `with` has the attributes of the protobuf, all strings, with their names
    there. Constraints of all of them:

    - source_c1: the identifier is not empty.
    - source_c2: every value of `with` is a string.
  }];
}

class LLB_SchemeSourceOp<string mnemonic, string scheme>
    : LLB_VertexOp<mnemonic, (ins StrAttr:$identifier, OptionalAttr<DictionaryAttr>:$options),
        "$identifier (`with` $options^)?",
        [DeclareOpInterfaceMethods<LLBSourceOpInterface, ["getFullIdentifier"]>]> {
  let extraClassDeclaration = [{
    /// What comes before the identifier in the protobuf.
    static constexpr ::llvm::StringLiteral kScheme = "}] # scheme # [{";
    static ::llvm::StringRef getScheme() { return kScheme; }
  }];
  let extraClassDefinition = [{
    std::string $cppClass::getFullIdentifier() { return (kScheme + getIdentifier()).str(); }
    ::mlir::LogicalResult $cppClass::verify() {
      return ::imgc::llb::detail::verifySource(*this, getIdentifier(), getOptionsAttr());
    }
    ::imgc::llb::Effects $cppClass::getStepEffects() {
      return ::imgc::llb::detail::getSourceEffects(kScheme, getOptionsAttr());
    }
  }];
}

let opDocGroup = SourceDoc in {

def LLB_ImageOp : LLB_SchemeSourceOp<"image", "docker-image://"> {
  let summary = "the file system of an image in a registry";
  let description = [{
    `identifier` is a normalised reference. A reference without a digest is
    resolved by whoever builds; imgc's own pipeline pins it at compile time.

    Options: `image.resolvemode` (`default`, `pull`, `local`),
    `image.recordtype`, `image.layerlimit`, `image.checksum`.

    ```mlir
    %base = llb.image "docker.io/library/alpine:3" with {image.resolvemode = "local"}
        platform <os = "linux", architecture = "amd64">
    ```
  }];
}

def LLB_ImageBlobOp : LLB_SchemeSourceOp<"image_blob", "docker-image+blob://"> {
  let summary = "one blob of a registry, as a file";
  let description = [{
    `identifier` is `repository@digest`. Options: `http.filename`, `http.perm`,
    `http.uid`, `http.gid`.

    ```mlir
    %blob = llb.image_blob "docker.io/library/alpine@sha256:0000000000000000000000000000000000000000000000000000000000000000"
        with {http.filename = "layer.tar"}
    ```
  }];
}

def LLB_OCILayoutOp : LLB_SchemeSourceOp<"oci_layout", "oci-layout://"> {
  let summary = "the file system of an image in a local OCI layout";
  let description = [{
    `identifier` is `name@digest`. Options: `oci.session`, `oci.store`,
    `oci.layerlimit`.

    ```mlir
    %base = llb.oci_layout "base@sha256:0000000000000000000000000000000000000000000000000000000000000000"
        with {oci.store = "bases"}
    ```
  }];
}

def LLB_OCILayoutBlobOp : LLB_SchemeSourceOp<"oci_layout_blob", "oci-layout+blob://"> {
  let summary = "one blob of a local OCI layout, as a file";
  let description = [{
    `identifier` is `name@digest`. Options: those of `llb.oci_layout` and
    `llb.image_blob`.

    ```mlir
    %blob = llb.oci_layout_blob "base@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    ```
  }];
}

def LLB_LocalOp : LLB_SchemeSourceOp<"local", "local://"> {
  let summary = "a directory of the client";
  let description = [{
    `identifier` is the name the client knows the directory by. Options:
    `local.session`, `local.unique`, `local.includepattern`, `local.followpaths`,
    `local.excludepatterns` (JSON arrays), `local.sharedkeyhint`, `local.differ`,
    `local.metadatatransfer`, `local.metadatatransferexclude`.

    ```mlir
    %ctx = llb.local "context" with {local.followpaths = "[\22src\22]"}
    ```
  }];
}

def LLB_GitOp : LLB_SchemeSourceOp<"git", "git://"> {
  let summary = "a git repository";
  let description = [{
    `identifier` is `host/path#ref[:subdir]` without the transport, which is in
    `git.fullurl`. Other options: `git.keepgitdir`, `git.authheadersecret`,
    `git.authtokensecret`, `git.knownsshhosts`, `git.mountsshsock`,
    `git.checksum`, `git.skipsubmodules`, `git.mtime`, `git.fetchbycommit`,
    `git.bundle`, `git.checkoutbundle`, `git.sig.*`.

    ```mlir
    %src = llb.git "example.com/project.git#v1" with {git.fullurl = "https://example.com/project.git"}
    ```
  }];
}

def LLB_HTTPOp : LLB_SchemeSourceOp<"http", ""> {
  let summary = "a file served over HTTP";
  let description = [{
    `identifier` is the whole URL, `http://` or `https://`. Options:
    `http.checksum`, `http.filename`, `http.perm`, `http.uid`, `http.gid`,
    `http.authheadersecret`, `http.header.*`, `http.sig.*`.

    - http_c1: the identifier begins with `http://` or `https://`.

    ```mlir
    %tar = llb.http "https://example.com/a.tar" with {http.filename = "a.tar"}
    ```
  }];
}

def LLB_SourceOp : LLB_SchemeSourceOp<"source", ""> {
  let summary = "a source whose scheme has no op of its own";
  let description = [{
    `identifier` is as in the protobuf, scheme included.

    - generic_source_c1: the scheme is not one that has an op.

    ```mlir
    %x = llb.source "s3://bucket/key" with {region = "eu"}
    ```
  }];
}

def LLB_ScratchOp : LLB_Op<"scratch",
    [Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "the empty file system";
  let description = [{
    Not a vertex: in the protobuf it is the index -1, or the definition without
    elements.

    ```mlir
    %scratch = llb.scratch
    ```
  }];
  let results = (outs LLB_FSType:$result);
  let assemblyFormat = "attr-dict";
}

} // opDocGroup = SourceDoc

//===----------------------------------------------------------------------===//
// Exec
//===----------------------------------------------------------------------===//

def LLB_ExecOp : LLB_VertexOp<"exec", (ins
    StrArrayAttr:$args, StrAttr:$cwd, OptionalAttr<StrArrayAttr>:$env, OptionalAttr<StrAttr>:$user,
    Variadic<LLB_FSType>:$inputs, LLB_MountArrayAttr:$mounts,
    DefaultValuedAttr<LLB_NetModeAttr, "::imgc::llb::NetMode::Sandbox">:$network,
    DefaultValuedAttr<LLB_SecurityModeAttr, "::imgc::llb::SecurityMode::Sandbox">:$security,
    OptionalAttr<StrAttr>:$hostname, OptionalAttr<LLB_HostIPArrayAttr>:$extra_hosts,
    OptionalAttr<LLB_UlimitArrayAttr>:$ulimits, OptionalAttr<StrAttr>:$cgroup_parent,
    UnitAttr:$remove_mount_stubs, OptionalAttr<DenseI32ArrayAttr>:$valid_exit_codes,
    OptionalAttr<LLB_ProxyEnvAttr>:$proxy, OptionalAttr<LLB_SecretEnvArrayAttr>:$secret_env,
    OptionalAttr<LLB_DeviceArrayAttr>:$devices), [{
    $args `cwd` $cwd (`env` $env^)? (`user` $user^)? (`inputs` `(` $inputs^ `)`)? `mounts` $mounts
    (`network` $network^)? (`security` $security^)? (`hostname` $hostname^)?
    (`hosts` $extra_hosts^)? (`ulimits` $ulimits^)? (`cgroup_parent` $cgroup_parent^)?
    (`remove_mount_stubs` $remove_mount_stubs^)? (`exit_codes` $valid_exit_codes^)?
    (`proxy` $proxy^)? (`secret_env` $secret_env^)? (`devices` $devices^)?
    `` custom<ExecOutputs>(ref($mounts), type($outputs))
  }]> {
  let summary = "a command that runs in a container";
  let description = [{
    `args` run in `cwd` with the environment `env` (`NAME=value`, in order) as
    `user`, on the file system that `mounts` describe. Each mount with an
    `output` makes that result: the content of the mount after the command.
    Results without a mount are empty; `outputs N` writes their number where it
    is not the number of the last output plus one. BuildKit's client orders
    mounts by destination and appends secret and ssh mounts.

    - exec_c1: `cwd` is an absolute path (of Linux or Windows).
    - exec_c2: `args` is not empty.
    - exec_c3: some mount has the destination `/`.
    - exec_c4: the input of a mount is -1 or the number of an operand.
    - exec_c5: the output of a mount is -1 or the number of a result.
    - exec_c6: no two mounts make the same result.

    ```mlir
    %out:2 = llb.exec ["/bin/sh", "-c", "make"] cwd "/src" env ["PATH=/bin"] user "build"
        inputs(%base, %src)
        mounts [#llb.mount<dest = "/", input = 0, output = 0>, #llb.mount<dest = "/src", input = 1, output = 1>,
                #llb.mount<dest = "/root/.cache", type = cache, cache = <id = "go", sharing = locked>>]
        network none exit_codes [0, 2]
    ```
  }];
  let results = (outs Variadic<LLB_FSType>:$outputs);
  let extraClassDeclaration = [{
    /// Result that takes the content of the root mount, or null.
    ::mlir::Value getRootResult();
    /// Operand that mount number `index` starts from; null for scratch.
    ::mlir::Value getMountInput(unsigned index);
    /// The mounts, typed.
    auto getMountRange() { return getMounts().getAsRange<MountAttr>(); }
    /// Number of results that `mounts` need: the highest output plus one.
    static unsigned countOutputs(::llvm::ArrayRef<MountAttr> mounts);
  }];
}

//===----------------------------------------------------------------------===//
// File
//===----------------------------------------------------------------------===//

def FileDoc : OpDocGroup {
  let summary = "File operations";
  let description = "`FileOp` and its actions.";
}

let opDocGroup = FileDoc in {

def LLB_FileOp : LLB_VertexOp<"file", (ins Variadic<LLB_FSType>:$inputs),
    "custom<FileBody>($inputs, $body, type($outputs))",
    [IsolatedFromAbove, SingleBlock,
     DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a sequence of file actions";
  let description = [{
    The operands become the arguments of the body. Each action takes file
    systems (arguments or results of earlier actions) and gives one; an operand
    that is left out is scratch. `llb.yield` names the results of the op, each
    the result of an action.

    - file_c1: the body has at least one action.
    - file_c2: the body holds actions and a final `llb.yield` only.
    - file_c3: the body has one argument per operand.
    - file_c4: what is yielded is the result of an action, each at most once.
    - file_c5: one value is yielded per result.

    ```mlir
    %app = llb.file(%dst = %base, %src = %ctx) {
      %0 = llb.mkdir on %dst "/app" mode 493 parents
      %1 = llb.copy from %src "/bin" on %0 to "/app/" owner <user = <kind = id, id = 1000>>
      llb.yield %1
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Variadic<LLB_FSType>:$outputs);
  let extraClassDeclaration = [{
    YieldOp getYield();
  }];
}

def LLB_YieldOp : LLB_Op<"yield", [Pure, Terminator, HasParent<"FileOp">]> {
  let summary = "names the results of a file op";
  let description = [{
    See `llb.file`.
    ```mlir
    llb.yield %1
    ```
  }];
  let arguments = (ins Variadic<LLB_FSType>:$outputs);
  let assemblyFormat = "($outputs^)? attr-dict";
}

/// An action. The parts of its format that all have come first and last.
class LLB_ActionOp<string mnemonic, dag ownArguments, string format, list<Trait> traits = []>
    : LLB_Op<mnemonic, !listconcat([Pure, HasParent<"FileOp">, LLBFileActionOpInterface,
        AttrSizedOperandSegments], traits)> {
  let arguments = !con((ins Optional<LLB_FSType>:$base, Optional<LLB_FSType>:$secondary),
    ownArguments);
  let results = (outs LLB_FSType:$result);
  let assemblyFormat = format # " attr-dict";
}

/// An action that makes something, with an owner and a time.
class LLB_CreatingOp<string mnemonic, dag ownArguments, string format>
    : LLB_ActionOp<mnemonic, !con((ins Optional<LLB_FSType>:$user_from,
          Optional<LLB_FSType>:$group_from), ownArguments,
        (ins OptionalAttr<LLB_OwnerAttr>:$owner,
          DefaultValuedAttr<I64Attr, "-1">:$timestamp)),
        format # [{ (`owner` $owner^)? (`user_from` $user_from^)? (`group_from` $group_from^)?
                    (`timestamp` $timestamp^)? }]> {
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::mlir::LogicalResult $cppClass::verify() {
      return ::imgc::llb::detail::verifyOwner(*this, getOwnerAttr(), getUserFrom(),
                                              getGroupFrom());
    }
  }];
}

def LLB_CopyOp : LLB_CreatingOp<"copy", (ins
    StrAttr:$src, StrAttr:$dest, DefaultValuedAttr<I32Attr, "-1">:$mode, OptionalAttr<StrAttr>:$mode_str,
    UnitAttr:$follow_symlink, UnitAttr:$dir_copy_contents, UnitAttr:$attempt_unpack,
    UnitAttr:$create_dest_path, UnitAttr:$allow_wildcard, UnitAttr:$allow_empty_wildcard,
    UnitAttr:$always_replace, OptionalAttr<StrArrayAttr>:$include_patterns,
    OptionalAttr<StrArrayAttr>:$exclude_patterns, OptionalAttr<StrArrayAttr>:$required_paths), [{
    (`from` $secondary^)? $src (`on` $base^)? `to` $dest (`mode` $mode^)? (`mode_str` $mode_str^)?
    (`follow_symlink` $follow_symlink^)? (`contents` $dir_copy_contents^)?
    (`unpack` $attempt_unpack^)? (`parents` $create_dest_path^)?
    (`wildcard` $allow_wildcard^)? (`empty_wildcard` $allow_empty_wildcard^)?
    (`replace` $always_replace^)? (`include` $include_patterns^)?
    (`exclude` $exclude_patterns^)? (`require` $required_paths^)? }]> {
  let summary = "copies files from the secondary input";
  let description = [{
    Copies `src` of `from` to `dest` of `on` (FileActionCopy). `contents` copies
    what is in a directory instead of the directory, `unpack` extracts archives,
    `parents` makes the directories above `dest`. `mode` is -1 to keep modes;
    `mode_str` is a symbolic or octal mode. `timestamp` is in nanoseconds since
    the epoch, -1 to keep times.

    - owner_c1: `user_from` and `group_from` go with an owner that is a name.

    ```mlir
    %1 = llb.copy from %src "/a/*" on %dst to "/b/" parents wildcard exclude ["*.o"]
    ```
  }];
}

def LLB_MkfileOp : LLB_CreatingOp<"mkfile", (ins
    StrAttr:$path, StrAttr:$data, DefaultValuedAttr<I32Attr, "-1">:$mode),
    [{ (`on` $base^)? $path `data` $data (`mode` $mode^)? (`secondary` $secondary^)? }]> {
  let summary = "writes a file";
  let description = [{
    Writes `data` (any bytes) to `path` (FileActionMkFile), truncating what is
    there. Constraint owner_c1 as in `llb.copy`.

    ```mlir
    %1 = llb.mkfile on %dst "/etc/motd" data "hello\0A" mode 420
    ```
  }];
}

def LLB_MkdirOp : LLB_CreatingOp<"mkdir", (ins
    StrAttr:$path, DefaultValuedAttr<I32Attr, "-1">:$mode, UnitAttr:$make_parents),
    [{ (`on` $base^)? $path (`mode` $mode^)? (`parents` $make_parents^)?
       (`secondary` $secondary^)? }]> {
  let summary = "makes a directory";
  let description = [{
    FileActionMkDir. A directory that exists already is no error. Constraint
    owner_c1 as in `llb.copy`.

    ```mlir
    %1 = llb.mkdir on %dst "/app" mode 493 parents
    ```
  }];
}

def LLB_SymlinkOp : LLB_CreatingOp<"symlink", (ins StrAttr:$oldpath, StrAttr:$newpath),
    [{ (`on` $base^)? $newpath `to` $oldpath (`secondary` $secondary^)? }]> {
  let summary = "makes a symbolic link";
  let description = [{
    Makes `newpath` a link to `oldpath` (FileActionSymlink). Constraint owner_c1
    as in `llb.copy`.

    ```mlir
    %1 = llb.symlink on %dst "/bin/sh" to "busybox"
    ```
  }];
}

def LLB_RmOp : LLB_ActionOp<"rm", (ins
    StrAttr:$path, UnitAttr:$allow_not_found, UnitAttr:$allow_wildcard),
    [{ (`on` $base^)? $path (`allow_not_found` $allow_not_found^)?
       (`wildcard` $allow_wildcard^)? (`secondary` $secondary^)? }]> {
  let summary = "removes files";
  let description = [{
    FileActionRm. A symbolic link is removed, not followed.

    ```mlir
    %1 = llb.rm on %dst "/tmp/*" allow_not_found wildcard
    ```
  }];
}

} // opDocGroup = FileDoc

//===----------------------------------------------------------------------===//
// Combining vertices
//===----------------------------------------------------------------------===//

def CombineDoc : OpDocGroup {
  let summary = "Combining vertices";
  let description = "Vertices that make file systems from file systems without running anything.";
}

let opDocGroup = CombineDoc in {

def LLB_MergeOp : LLB_VertexOp<"merge", (ins Variadic<LLB_FSType>:$inputs), "$inputs"> {
  let summary = "stacks file systems, the later on the earlier";
  let description = [{
    The layers of the result are those of the inputs, one after the other
    (MergeOp).

    ```mlir
    %all = llb.merge %base, %a, %b
    ```
  }];
  let hasVerifier = 0;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def LLB_DiffOp : LLB_VertexOp<"diff", (ins
    Optional<LLB_FSType>:$lower, Optional<LLB_FSType>:$upper, Variadic<LLB_FSType>:$unused),
    "(`lower` $lower^)? (`upper` $upper^)? (`unused` $unused^)?", [AttrSizedOperandSegments]> {
  let summary = "what changes from one file system to another";
  let description = [{
    A side that is left out is scratch. `unused` holds inputs that the protobuf
    lists and no side refers to (DiffOp).

    ```mlir
    %changes = llb.diff lower %base upper %built
    ```
  }];
  let hasVerifier = 0;
  let hasFolder = 1;
}

def LLB_BuildOp : LLB_VertexOp<"build", (ins Variadic<LLB_FSType>:$inputs,
    DefaultValuedAttr<I64Attr, "-1">:$builder_input, OptionalAttr<DictionaryAttr>:$input_names,
    OptionalAttr<StrAttr>:$definition, OptionalAttr<DictionaryAttr>:$options),
    [{ $inputs (`builder` $builder_input^)? (`named` $input_names^)? (`definition` $definition^)?
       (`with` $options^)? }]> {
  let summary = "a nested build";
  let description = [{
    Solves a definition that a file of an input holds (BuildOp). `builder` is
    the number of the input that builds, or -1 for BuildKit itself; `named` maps
    names to numbers of inputs, 64-bit integers; `definition` is an encoded
    Definition.

    - build_c1: every value of `named` is a 64-bit integer.
    - build_c2: every value of `with` is a string.

    ```mlir
    %b = llb.build %src named {buildkit.llb.definition = 0} with {llbbuild.filename = "x.pb"}
    ```
  }];
}

def LLB_PassthroughOp : LLB_VertexOp<"passthrough", (ins
    StrAttr:$id, Variadic<LLB_FSType>:$inputs, DenseI64ArrayAttr:$forwards),
    "$id (`inputs` `(` $inputs^ `)`)? `forwards` $forwards `` custom<ForwardTypes>(ref($forwards), type($outputs))"> {
  let summary = "forwards inputs unchanged";
  let description = [{
    Result number i is input number `forwards[i]`; the other inputs are done
    before (PassthroughOp).

    - passthrough_c1: the id is not empty.
    - passthrough_c2: there is a result, and one per element of `forwards`.
    - passthrough_c3: every element is the number of an input.

    ```mlir
    %p = llb.passthrough "requires" inputs(%a, %check) forwards [0]
    ```
  }];
  let results = (outs Variadic<LLB_FSType>:$outputs);
}

def LLB_UnknownOp : LLB_VertexOp<"unknown", (ins Variadic<LLB_FSType>:$inputs, StrAttr:$payload), [{
    (`inputs` `(` $inputs^ `)`)? `payload` $payload `` custom<OutputCount>(type($outputs))
  }]> {
  let summary = "a vertex of a kind that this version does not know";
  let description = [{
    `payload` is the encoded `Op` without inputs, platform and constraints. Such
    a vertex can be moved around and exported, not lowered.

    ```mlir
    %u = llb.unknown inputs(%a) payload "\9A\06\00" outputs 1
    ```
  }];
  let hasVerifier = 0;
  let results = (outs Variadic<LLB_FSType>:$outputs);
}

} // opDocGroup = CombineDoc

//===----------------------------------------------------------------------===//
// Module level
//===----------------------------------------------------------------------===//

def ModuleDoc : OpDocGroup {
  let summary = "Module level";
  let description = "What a module says besides its vertices.";
}

let opDocGroup = ModuleDoc in {

def LLB_OutputOp : LLB_Op<"output"> {
  let summary = "a result of the build";
  let description = [{
    One per target and platform; becomes one Definition. `name` tells the
    results of a module apart. The image that is made starts from `base`, the
    raw JSON of the config of the base image (keys unknown to imgc survive), and
    gets `config`, the JSON of the image config that the front end computed.
    `history` has the entries this build adds after those of the base.

    `layers` are cut points, in order: the layer that ends at a cut point holds
    what changed since the one before it (or since the base). Layer policy edits
    this op only.

    `metadata` and `raw` are those of the definition's last element, which only
    points at the result; without `metadata` it is computed as BuildKit's client
    does. `whole_module` makes the exporter write all vertices and source files
    of the module, in the order they have here, and `extra` (an encoded
    Definition) holds what an imported definition said about no vertex of it.

    `epoch` is SOURCE_DATE_EPOCH in seconds, where the front end was told one.

    - output_c1: where there are both, `history` has as many entries that are
      not `emptyLayer` as `layers` has values.
    - output_c2: `base` and `config` are JSON objects.

    ```mlir
    llb.output "app" %app platform <os = "linux", architecture = "amd64">
        config "{\22architecture\22:\22amd64\22,\22os\22:\22linux\22}"
        history [#llb.history<createdBy = "RUN make">, #llb.history<createdBy = "ENV A=b", emptyLayer = true>]
        layers [%run]
    ```
  }];
  let arguments = (ins StrAttr:$name, LLB_FSType:$fs, Variadic<LLB_FSType>:$layers,
    OptionalAttr<LLB_PlatformAttr>:$platform, OptionalAttr<StrAttr>:$base,
    OptionalAttr<StrAttr>:$config, OptionalAttr<LLB_HistoryArrayAttr>:$history,
    OptionalAttr<LLB_MetadataAttr>:$metadata, OptionalAttr<LLB_RawAttr>:$raw,
    UnitAttr:$whole_module, OptionalAttr<StrAttr>:$extra, OptionalAttr<I64Attr>:$epoch);
  let assemblyFormat = [{
    $name $fs (`platform` $platform^)? (`base` $base^)? (`config` $config^)? (`history` $history^)?
    (`layers` `[` $layers^ `]`)? (`metadata` $metadata^)? (`raw` $raw^)?
    (`whole_module` $whole_module^)? (`extra` $extra^)? (`epoch` $epoch^)? attr-dict
  }];
  let hasVerifier = 1;
}

def LLB_SourceFileOp : LLB_Op<"source_file", []> {
  let summary = "a file that locations point into";
  let description = [{
    `SourceInfo` of the protobuf. The locations of vertices name it by its file
    name; the number of a file in a definition is its place among the
    `llb.source_file` ops. `definition` is an encoded Definition whose result
    has the file.

    A file with `local` or `from` is a Dockerfile that BuildKit's front end reads:
    from the local source of that name (and then with its ignore file), or from
    `source`, a build context that is no directory. Its `definition` follows from
    that, and as BuildKit knows only lines of a Dockerfile, columns of locations in
    it are not exported.

    - source_file_c1: at most one of `local`, `from` and `definition` is there.

    ```mlir
    llb.source_file "Dockerfile" language "Dockerfile" data "FROM alpine\0A" local "dockerfile"
    ```
  }];
  let arguments = (ins StrAttr:$filename, OptionalAttr<StrAttr>:$language, OptionalAttr<StrAttr>:$data,
    OptionalAttr<StrAttr>:$local, Optional<LLB_FSType>:$source,
    OptionalAttr<StrAttr>:$definition, OptionalAttr<StrAttr>:$raw);
  let assemblyFormat = [{
    $filename (`language` $language^)? (`data` $data^)? (`local` $local^)? (`from` $source^)?
    (`definition` $definition^)? (`raw` $raw^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether it is a Dockerfile that BuildKit's front end reads.
    bool isDockerfile() { return getLocalAttr() || getSource(); }
  }];
}

} // opDocGroup = ModuleDoc

#endif // IMGC_DIALECTS_LLB_IR_LLBOPS_TD
