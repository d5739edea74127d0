//===- DockerfileAttrs.td - Attributes of the dockerfile dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_TD
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_TD

include "dialects/Dockerfile/IR/DockerfileDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"

class Dockerfile_Attr<string cppName, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Dockerfile_Dialect, cppName, traits> {
  let mnemonic = attrMnemonic;
}

def Dockerfile_ArgAttr : Dockerfile_Attr<"Arg", "arg"> {
  let summary = "one definition of an ARG instruction";
  let description = [{
    `value` is the default, unexpanded; absent when there is none.

    ```mlir
    #dockerfile.arg<"VERSION", "1.0" doc = "what to build">
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$name,
    OptionalParameter<"::mlir::StringAttr">:$value,
    OptionalParameter<"::mlir::StringAttr">:$doc);
  let assemblyFormat = "`<` $name (`,` $value^)? (`doc` `=` $doc^)? `>`";
}

def Dockerfile_PairAttr : Dockerfile_Attr<"Pair", "pair"> {
  let summary = "one variable, label or directive";
  let description = [{
    `legacy` says that ENV or LABEL was written as `KEY value`.

    ```mlir
    #dockerfile.pair<"PATH", "/opt/bin:$PATH">
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$key,
    "::mlir::StringAttr":$value,
    OptionalParameter<"::mlir::UnitAttr">:$legacy);
  let assemblyFormat = "`<` $key `,` $value (`,` `legacy` $legacy^)? `>`";
}

def Dockerfile_HeredocAttr : Dockerfile_Attr<"Heredoc", "heredoc"> {
  let summary = "a heredoc of RUN";
  let description = [{
    `content` is the body as it stands in the file, leading tabs included;
    `chomp` (`<<-`) says that they go when it is used; `expand` that the name
    was not quoted; `fd` is the number before `<<`.

    ```mlir
    #dockerfile.heredoc<"EOF", "echo hi\n", fd = 0, expand = true, chomp = false>
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$name,
    "::mlir::StringAttr":$content,
    "uint64_t":$fd,
    "bool":$expand,
    "bool":$chomp);
  let assemblyFormat = [{
    `<` $name `,` $content `,` `fd` `=` $fd `,` `expand` `=` $expand `,` `chomp` `=` $chomp `>`
  }];
}

def Dockerfile_InlineFileAttr : Dockerfile_Attr<"InlineFile", "inline_file"> {
  let summary = "a heredoc as a source of COPY or ADD";
  let description = [{
    Tabs are chomped already; `expand` says that variables in it are expanded.

    ```mlir
    #dockerfile.inline_file<"motd", "hello\n", expand = true>
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$path,
    "::mlir::StringAttr":$data,
    "bool":$expand);
  let assemblyFormat = "`<` $path `,` $data `,` `expand` `=` $expand `>`";
}

def Dockerfile_MountAttr : Dockerfile_Attr<"Mount", "mount"> {
  let summary = "a --mount of RUN";
  let description = [{
    `spec` is the value as written; all of it but `from` is judged when words
    are expanded (parseMount). `from` is empty when it is not given.

    ```mlir
    #dockerfile.mount<"type=bind,from=build,target=/src", from = "build">
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$spec,
    OptionalParameter<"::mlir::StringAttr">:$from);
  let assemblyFormat = "`<` $spec (`,` `from` `=` $from^)? `>`";
}

def Dockerfile_DeviceAttr : Dockerfile_Attr<"Device", "device"> {
  let summary = "a --device of RUN";
  let description = [{
    A CDI device, `vendor/class=device`. Without `required` the step also runs
    where there is none.

    ```mlir
    #dockerfile.device<"vendor.com/class=dev", required = true>
    ```
  }];
  let parameters = (ins "::mlir::StringAttr":$name, "bool":$required);
  let assemblyFormat = "`<` $name `,` `required` `=` $required `>`";
}

def Dockerfile_PlatformAttr : Dockerfile_Attr<"Platform", "platform"> {
  let summary = "an OCI platform, normalised";
  let description = [{
    As BuildKit normalises it: `linux/x86_64` is `linux/amd64`, the variant v8
    of arm64 is left out.

    ```mlir
    #dockerfile.platform<"linux", "arm" variant = "v7">
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$os,
    "::mlir::StringAttr":$architecture,
    OptionalParameter<"::mlir::StringAttr">:$variant,
    OptionalParameter<"::mlir::StringAttr">:$osVersion,
    OptionalParameter<"::mlir::ArrayAttr">:$osFeatures);
  let assemblyFormat = [{
    `<` $os `,` $architecture (`variant` `=` $variant^)?
    (`os_version` `=` $osVersion^)? (`os_features` `=` $osFeatures^)? `>`
  }];
}

def Dockerfile_ScratchBaseAttr : Dockerfile_Attr<"ScratchBase", "scratch"> {
  let summary = "the stage starts from nothing";
  let description = [{
    An empty file system, and a config that has only PATH.

    ```mlir
    #dockerfile.scratch
    ```
  }];
}

def Dockerfile_StageBaseAttr : Dockerfile_Attr<"StageBase", "stage_base"> {
  let summary = "the stage starts from another stage";
  let description = [{
    Files, config and variables are those in which the other stage ended.

    ```mlir
    #dockerfile.stage_base<@build>
    ```
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$stage);
  let assemblyFormat = "`<` $stage `>`";
}

def Dockerfile_ImageBaseAttr : Dockerfile_Attr<"ImageBase", "image_base"> {
  let summary = "the stage starts from an image of a registry";
  let description = [{
    `reference` is what BuildKit's vertex says: the reference that the resolver
    answered, pinned by its digest. `name` is the expanded word of FROM.
    `config` are the bytes of the image config: unknown keys of it survive.
    `empty` says that the image has no layers; then nothing is pulled.

    ```mlir
    #dockerfile.image_base<"docker.io/library/alpine:3@sha256:0…", name = "alpine:3", config = "{}">
    ```
  }];
  let parameters = (ins
    "::mlir::StringAttr":$reference,
    "::mlir::StringAttr":$name,
    "::mlir::StringAttr":$config,
    OptionalParameter<"::mlir::UnitAttr">:$empty);
  let assemblyFormat = [{
    `<` $reference `,` `name` `=` $name `,` `config` `=` $config (`,` `empty` $empty^)? `>`
  }];
}

def Dockerfile_ContextKind : I32EnumAttr<"ContextKind", "what a named context is", [
    I32EnumAttrCase<"DockerImage", 0, "docker_image">,
    I32EnumAttrCase<"Scratch", 1, "scratch">,
    I32EnumAttrCase<"OCILayout", 2, "oci_layout">,
    I32EnumAttrCase<"Local", 3, "local">, I32EnumAttrCase<"Git", 4, "git">,
    I32EnumAttrCase<"HTTP", 5, "http">]> {
  let cppNamespace = "::imgc::dockerfile";
  let genSpecializedAttr = 0;
}

def Dockerfile_ContextBaseAttr : Dockerfile_Attr<"ContextBase", "context_base"> {
  let summary = "the stage starts from a named context";
  let description = [{
    `key` is the name that the user gave, with `::platform` if he gave one (what
    names of vertices say). `reference` depends on the kind: for `docker_image`
    the reference that the resolver answered (not pinned by BuildKit's vertex),
    with its `digest`; for `oci_layout` `NAME@digest` with the id of the `store`;
    for `local` the name of the local source; for `git` and `http` the URL as
    given. `config` is the image config where
    there is one. `replaces_stage`: the context stands for a stage of the
    Dockerfile, whose instructions do not run.

    ```mlir
    #dockerfile.context_base<local, key = "assets", reference = "assets">
    ```
  }];
  let parameters = (ins
    EnumParameter<Dockerfile_ContextKind>:$kind,
    "::mlir::StringAttr":$key,
    "::mlir::StringAttr":$reference,
    OptionalParameter<"::mlir::StringAttr">:$store,
    OptionalParameter<"::mlir::StringAttr">:$digest,
    OptionalParameter<"::mlir::StringAttr">:$config,
    OptionalParameter<"::imgc::dockerfile::PlatformAttr">:$platform,
    OptionalParameter<"::mlir::UnitAttr">:$replacesStage);
  let assemblyFormat = [{
    `<` $kind `,` `key` `=` $key `,` `reference` `=` $reference (`store` `=` $store^)?
    (`digest` `=` $digest^)? (`config` `=` $config^)?
    (`platform` `=` $platform^)? (`replaces_stage` $replacesStage^)? `>`
  }];
}

def Dockerfile_ArgArray : TypedArrayAttrBase<Dockerfile_ArgAttr, "array of ARG definitions">;
def Dockerfile_PairArray : TypedArrayAttrBase<Dockerfile_PairAttr, "array of pairs">;
def Dockerfile_HeredocArray : TypedArrayAttrBase<Dockerfile_HeredocAttr, "array of heredocs">;
def Dockerfile_InlineFileArray
    : TypedArrayAttrBase<Dockerfile_InlineFileAttr, "array of inline files">;
def Dockerfile_MountArray : TypedArrayAttrBase<Dockerfile_MountAttr, "array of mounts">;
def Dockerfile_DeviceArray : TypedArrayAttrBase<Dockerfile_DeviceAttr, "array of devices">;

def Dockerfile_AnyBase : Attr<
    CPred<"::llvm::isa<::imgc::dockerfile::ScratchBaseAttr, ::imgc::dockerfile::StageBaseAttr, "
          "::imgc::dockerfile::ImageBaseAttr, ::imgc::dockerfile::ContextBaseAttr>($_self)">,
    "resolved base of a stage"> {
  let storageType = "::mlir::Attribute";
  let returnType = "::mlir::Attribute";
  let convertFromStorage = "$_self";
}

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_TD
