//===- DockerfileOps.td - File, stages and instructions -----*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_TD
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_TD

include "dialects/Dockerfile/IR/DockerfileAttrs.td"
include "dialects/Dockerfile/IR/DockerfileInterfaces.td"
include "dialects/Dockerfile/IR/DockerfileTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Dockerfile_Op<string mnemonic, list<Trait> traits = []>
    : Op<Dockerfile_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

def Dockerfile_FileOp : Dockerfile_Op<"file",
    [IsolatedFromAbove, NoTerminator, SingleBlock, SymbolTable]> {
  let summary = "one Dockerfile, or one instance of it";
  let description = [{
    Global ARGs first, then the stages in order; images that only a COPY or a
    mount names stand behind them as `implicit` stages.

    After import: the name of the file, its bytes (LLB carries them), its
    escape character and directives. `dockerfile-instantiate` adds `target` (as
    asked for, absent for the last stage), `platform`, `build_platform`,
    `implicit_platform` (nobody asked for the platform) and `build_args`
    (`NAME=value`, sorted by name). `dockerfile-link-stages` adds `global_args`:
    what FROM saw, in the order of the last assignment; and `target_stage`.

    Constraints:
    - file_c1: `escape` is a backslash or a backtick.
    - file_c2: its ops are global ARGs and stages, and no stage stands before
      a global ARG.
    - file_c3: `target_stage` is one of its stages.

    ```mlir
    dockerfile.file "Dockerfile" escape "\\" {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    ```
  }];
  let arguments = (ins
    StrAttr:$filename,
    DefaultValuedStrAttr<StrAttr, "\\\\">:$escape,
    OptionalAttr<StrAttr>:$text,
    OptionalAttr<Dockerfile_PairArray>:$directives,
    OptionalAttr<StrAttr>:$target,
    OptionalAttr<Dockerfile_PlatformAttr>:$platform,
    OptionalAttr<Dockerfile_PlatformAttr>:$build_platform,
    UnitAttr:$implicit_platform,
    OptionalAttr<StrArrayAttr>:$build_args,
    OptionalAttr<StrArrayAttr>:$global_args,
    OptionalAttr<FlatSymbolRefAttr>:$target_stage);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $filename (`escape` $escape^)?
    (`target` $target^)?
    (`platform` $platform^)?
    (`build_platform` $build_platform^)?
    (`implicit_platform` $implicit_platform^)?
    (`build_args` $build_args^)?
    (`global_args` $global_args^)?
    (`target_stage` $target_stage^)?
    attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// The stages in order.
    auto getStages() { return getBody().getOps<StageOp>(); }
    /// `\` or a backtick, for ShellOptions.
    char getEscapeChar() { return getEscape().empty() ? '\\' : getEscape().front(); }
    static ::llvm::StringRef getDefaultDialect() { return "dockerfile"; }
  }];
}

def Dockerfile_GlobalArgOp : Dockerfile_Op<"global_arg", [HasParent<"FileOp">]> {
  let summary = "an ARG before the first FROM";
  let description = [{
    Constraints:
    - arg_c1: there is at least one definition, and each has a name.

    ```mlir
    dockerfile.global_arg [#dockerfile.arg<"TAG", "3">] code "ARG TAG=3"
    ```
  }];
  let arguments = (ins
    Dockerfile_ArgArray:$definitions, StrAttr:$code, OptionalAttr<StrArrayAttr>:$comments);
  let assemblyFormat = [{
    $definitions `code` $code (`comments` $comments^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Dockerfile_StageOp : Dockerfile_Op<"stage",
    [HasParent<"FileOp">, IsolatedFromAbove, SingleBlock, Symbol,
     DeclareOpInterfaceMethods<SymbolUserOpInterface>,
     DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a FROM and what follows it";
  let description = [{
    The symbol is for the IR; `stage_name` is the name after AS in lower case
    and is absent for a stage without one. `from` and `platform_word` are the
    words as written until `dockerfile-link-stages` replaces them by their
    expansion. `index` is the place in the Dockerfile. An `implicit` stage is
    an image (or scratch) that a COPY or a mount names; it has no instructions.

    Linking adds for what is reached: `base`; `platform`, the platform of the
    stage's state; `display_name`, what names of vertices say (empty when the
    file has one stage only); `step_total`, the total in `[build 2/7]`.
    `no_cache` says that the user wants it executed anew.

    Constraints:
    - stage_c1: the block has one argument, the state of the base.
    - stage_c2: `stage_name`, when present, is in lower case and not empty.
    - stage_c3: the stage that `base` names exists and is not this one.
    - stage_c4: an implicit stage has no instructions.
    - stage_c5: a stage that a named context replaces has no instructions.

    ```mlir
    dockerfile.stage @build from "golang:1" as "build" index 0 code "FROM golang:1 AS build" {
    ^bb0(%base: !dockerfile.state):
      dockerfile.end %base
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    StrAttr:$from,
    OptionalAttr<StrAttr>:$platform_word,
    OptionalAttr<StrAttr>:$stage_name,
    I64Attr:$index,
    UnitAttr:$implicit,
    StrAttr:$code,
    OptionalAttr<StrAttr>:$doc,
    OptionalAttr<StrArrayAttr>:$comments,
    OptionalAttr<Dockerfile_AnyBase>:$base,
    OptionalAttr<Dockerfile_PlatformAttr>:$platform,
    OptionalAttr<StrAttr>:$display_name,
    OptionalAttr<I64Attr>:$step_total,
    UnitAttr:$no_cache);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `from` $from (`platform_word` $platform_word^)? (`as` $stage_name^)?
    `index` $index (`implicit` $implicit^)? `code` $code
    (`doc` $doc^)? (`comments` $comments^)?
    (`base` $base^)? (`platform` $platform^)? (`display` $display_name^)?
    (`steps` $step_total^)? (`no_cache` $no_cache^)?
    attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::BlockArgument getBaseState() { return getBody().front().getArgument(0); }
    /// The instructions in order.
    auto getInstructions() { return getBody().front().without_terminator(); }
    EndOp getEnd();
  }];
}

def Dockerfile_EndOp : Dockerfile_Op<"end",
    [HasParent<"StageOp">, Pure, ReturnLike, Terminator]> {
  let summary = "the state in which a stage ends";
  let description = [{
    What other stages copy from, and what the image has if the stage is the
    target.

    ```mlir
    dockerfile.end %run
    ```
  }];
  let arguments = (ins Dockerfile_State:$state);
  let assemblyFormat = "$state attr-dict";
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// Operands and attributes of an instruction are `state`, those of `specific`
/// (printed by `format`), and what all have.
class Dockerfile_InstructionOp<string mnemonic, dag specific, string format>
    : Dockerfile_Op<mnemonic,
        [HasParent<"StageOp">, Pure, Dockerfile_InstructionOpInterface,
         OpAsmOpInterface]> {
  let arguments = !con(
    (ins Dockerfile_State:$state), specific,
    (ins StrAttr:$code, OptionalAttr<StrArrayAttr>:$comments, UnitAttr:$onbuild));
  let results = (outs Dockerfile_State:$result);
  let assemblyFormat = "$state " # format #
    " `code` $code (`comments` $comments^)? (`onbuild` $onbuild^)? attr-dict";
  let extraClassDeclaration = [{
    void getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      setName(getResult(), "}] # mnemonic # [{");
    }
  }];
}

def Dockerfile_ArgOp : Dockerfile_InstructionOp<"arg",
    (ins Dockerfile_ArgArray:$definitions), "$definitions"> {
  let summary = "ARG in a stage";
  let description = [{
    Constraints:
    - arg_c1: there is at least one definition, and each has a name.

    ```mlir
    %arg = dockerfile.arg %0 [#dockerfile.arg<"VERSION", "1">] code "ARG VERSION=1"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_EnvOp : Dockerfile_InstructionOp<"env",
    (ins Dockerfile_PairArray:$pairs), "$pairs"> {
  let summary = "ENV";
  let description = [{
    Keys and values are unexpanded, quotes included.

    Constraints:
    - env_c1: there is at least one pair.

    ```mlir
    %env = dockerfile.env %0 [#dockerfile.pair<"A", "$B">] code "ENV A=$B"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_LabelOp : Dockerfile_InstructionOp<"label",
    (ins Dockerfile_PairArray:$pairs), "$pairs"> {
  let summary = "LABEL";
  let description = [{
    Constraints:
    - label_c1: there is at least one pair.

    ```mlir
    %label = dockerfile.label %0 [#dockerfile.pair<"k", "v">] code "LABEL k=v"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_RunOp : Dockerfile_InstructionOp<"run",
    (ins UnitAttr:$shell, StrArrayAttr:$command,
     OptionalAttr<Dockerfile_HeredocArray>:$heredocs,
     OptionalAttr<Dockerfile_MountArray>:$mounts,
     OptionalAttr<FlatSymbolRefArrayAttr>:$mount_stages,
     OptionalAttr<Dockerfile_DeviceArray>:$devices,
     DefaultValuedStrAttr<StrAttr, "default">:$network,
     DefaultValuedStrAttr<StrAttr, "sandbox">:$security,
     OptionalAttr<StrArrayAttr>:$used_flags),
    [{(`shell` $shell^)? $command (`heredocs` $heredocs^)? (`mounts` $mounts^)?
      (`mount_stages` $mount_stages^)? (`devices` $devices^)? (`network` $network^)?
      (`security` $security^)? (`used_flags` $used_flags^)?}]> {
  let summary = "RUN";
  let description = [{
    With `shell` the one word of `command` is run by the SHELL in effect; a bare `RUN`
    has none. Linking adds `mount_stages`, one for each mount: the stage, implicit
    stage or named context that it reads. BuildKit gives a mount without `from` the
    source `scratch`, and so do we; only a cache uses it.

    Constraints:
    - run_c1: the shell form has at most one word.
    - run_c2: heredocs belong to the shell form.
    - run_c3: `mount_stages` is as long as `mounts`.
    - run_c4: `network` is `default`, `none` or `host`.
    - run_c5: `security` is `sandbox` or `insecure`.
    - run_c6: `mount_stages` are stages of the same file.

    ```mlir
    %run = dockerfile.run %0 shell ["make"] code "RUN make"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_CopyOp : Dockerfile_InstructionOp<"copy",
    (ins StrArrayAttr:$sources,
     OptionalAttr<Dockerfile_InlineFileArray>:$inline_files,
     StrAttr:$dest,
     OptionalAttr<StrAttr>:$from,
     OptionalAttr<FlatSymbolRefAttr>:$from_stage,
     OptionalAttr<StrAttr>:$chown,
     OptionalAttr<StrAttr>:$chmod,
     UnitAttr:$link,
     UnitAttr:$parents,
     OptionalAttr<StrArrayAttr>:$excludes),
    [{$sources (`inline` $inline_files^)? `to` $dest (`from` $from^)?
      (`from_stage` $from_stage^)? (`chown` $chown^)? (`chmod` $chmod^)? (`link` $link^)?
      (`parents` $parents^)? (`exclude` $excludes^)?}]> {
  let summary = "COPY";
  let description = [{
    `from` is the word of --from; linking adds `from_stage`. An op without
    `from` copies from the build context.

    Constraints:
    - copy_c1: there is at least one source or inline file.
    - copy_c2: `from_stage` needs `from`.
    - copy_c3: `from_stage` is a stage of the same file.

    ```mlir
    %copy = dockerfile.copy %0 ["/out"] to "/bin/" from "build" code "COPY --from=build /out /bin/"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_AddOp : Dockerfile_InstructionOp<"add",
    (ins StrArrayAttr:$sources,
     OptionalAttr<Dockerfile_InlineFileArray>:$inline_files,
     StrAttr:$dest,
     OptionalAttr<StrAttr>:$chown,
     OptionalAttr<StrAttr>:$chmod,
     UnitAttr:$link,
     OptionalAttr<BoolAttr>:$keep_git_dir,
     OptionalAttr<StrAttr>:$checksum,
     OptionalAttr<BoolAttr>:$unpack,
     OptionalAttr<StrArrayAttr>:$excludes),
    [{$sources (`inline` $inline_files^)? `to` $dest (`chown` $chown^)? (`chmod` $chmod^)?
      (`link` $link^)? (`keep_git_dir` $keep_git_dir^)? (`checksum` $checksum^)?
      (`unpack` $unpack^)? (`exclude` $excludes^)?}]> {
  let summary = "ADD";
  let description = [{
    Constraints:
    - add_c1: there is at least one source or inline file.

    ```mlir
    %add = dockerfile.add %0 ["a.tar"] to "/" code "ADD a.tar /"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_WorkdirOp : Dockerfile_InstructionOp<"workdir", (ins StrAttr:$path), "$path"> {
  let summary = "WORKDIR";
  let description = [{
    A relative path is joined to the directory before it when the op is
    converted; the directory is made, as a layer of its own.

    ```mlir
    %workdir = dockerfile.workdir %0 "/src" code "WORKDIR /src"
    ```
  }];
}

def Dockerfile_UserOp : Dockerfile_InstructionOp<"user", (ins StrAttr:$user), "$user"> {
  let summary = "USER";
  let description = [{
    `USER[:GROUP]`, names or numbers; looked up when a step runs.

    ```mlir
    %user = dockerfile.user %0 "nobody" code "USER nobody"
    ```
  }];
}

def Dockerfile_CmdOp : Dockerfile_InstructionOp<"cmd",
    (ins UnitAttr:$shell, StrArrayAttr:$command), "(`shell` $shell^)? $command"> {
  let summary = "CMD";
  let description = [{
    Constraints:
    - cmd_c1: the shell form has at most one word.

    ```mlir
    %cmd = dockerfile.cmd %0 ["/bin/app"] code "CMD [\"/bin/app\"]"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_EntrypointOp : Dockerfile_InstructionOp<"entrypoint",
    (ins UnitAttr:$shell, StrArrayAttr:$command), "(`shell` $shell^)? $command"> {
  let summary = "ENTRYPOINT";
  let description = [{
    An empty command clears the entrypoint.

    Constraints:
    - entrypoint_c1: the shell form has at most one word.

    ```mlir
    %entrypoint = dockerfile.entrypoint %0 [] code "ENTRYPOINT []"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_ShellOp : Dockerfile_InstructionOp<"shell", (ins StrArrayAttr:$shell), "$shell"> {
  let summary = "SHELL";
  let description = [{
    Constraints:
    - shell_c1: there is at least one word.

    ```mlir
    %shell = dockerfile.shell %0 ["/bin/bash", "-c"] code "SHELL [\"/bin/bash\", \"-c\"]"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_ExposeOp : Dockerfile_InstructionOp<"expose", (ins StrArrayAttr:$ports), "$ports"> {
  let summary = "EXPOSE";
  let description = [{
    The words are sorted, as BuildKit does before it looks at them.

    Constraints:
    - expose_c1: there is at least one port.

    ```mlir
    %expose = dockerfile.expose %0 ["80/tcp"] code "EXPOSE 80/tcp"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_VolumeOp : Dockerfile_InstructionOp<"volume",
    (ins StrArrayAttr:$volumes), "$volumes"> {
  let summary = "VOLUME";
  let description = [{
    Constraints:
    - volume_c1: there is at least one path.

    ```mlir
    %volume = dockerfile.volume %0 ["/data"] code "VOLUME /data"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_StopsignalOp : Dockerfile_InstructionOp<"stopsignal",
    (ins StrAttr:$signal), "$signal"> {
  let summary = "STOPSIGNAL";
  let description = [{
    A name or a number; judged when the op is converted.

    ```mlir
    %stopsignal = dockerfile.stopsignal %0 "SIGINT" code "STOPSIGNAL SIGINT"
    ```
  }];
}

def Dockerfile_HealthcheckOp : Dockerfile_InstructionOp<"healthcheck",
    (ins StrArrayAttr:$test,
     DefaultValuedAttr<I64Attr, "0">:$interval,
     DefaultValuedAttr<I64Attr, "0">:$timeout,
     DefaultValuedAttr<I64Attr, "0">:$start_period,
     DefaultValuedAttr<I64Attr, "0">:$start_interval,
     DefaultValuedAttr<I64Attr, "0">:$retries),
    [{$test (`interval` $interval^)? (`timeout` $timeout^)? (`start_period` $start_period^)?
      (`start_interval` $start_interval^)? (`retries` $retries^)?}]> {
  let summary = "HEALTHCHECK";
  let description = [{
    Durations are nanoseconds; 0 stands for "as inherited".

    Constraints:
    - healthcheck_c1: `test` starts with `NONE`, `CMD` or `CMD-SHELL`.
    - healthcheck_c2: durations and retries are not negative.

    ```mlir
    %healthcheck = dockerfile.healthcheck %0 ["CMD", "true"] interval 1000000000
        code "HEALTHCHECK --interval=1s CMD [\"true\"]"
    ```
  }];
  let hasVerifier = 1;
}

def Dockerfile_MaintainerOp : Dockerfile_InstructionOp<"maintainer",
    (ins StrAttr:$maintainer), "$maintainer"> {
  let summary = "MAINTAINER";
  let description = [{
    Sets `author` in the image config. Deprecated by Docker.

    ```mlir
    %maintainer = dockerfile.maintainer %0 "me" code "MAINTAINER me"
    ```
  }];
}

def Dockerfile_OnbuildOp : Dockerfile_InstructionOp<"onbuild",
    (ins StrAttr:$trigger), "$trigger"> {
  let summary = "ONBUILD";
  let description = [{
    `trigger` is what goes into the image config, bodies of heredocs included.
    Children of the stage run it: `dockerfile-link-stages` parses it for them.

    Constraints:
    - onbuild_c1: the trigger is not empty.

    ```mlir
    %onbuild = dockerfile.onbuild %0 "RUN make" code "ONBUILD RUN make"
    ```
  }];
  let hasVerifier = 1;
}

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_TD
