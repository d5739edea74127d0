//===- Options.td - Command line of imgc -------------------------*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One table for all subcommands. A subcommand is an OptionVisibility: an option
// that it does not have is unknown to it, in parsing, help and suggestions.
// Names follow `docker buildx build` and `docker image`.
//
//===----------------------------------------------------------------------===//

include "llvm/Option/OptParser.td"

def BuildVis : OptionVisibility;
def RunVis : OptionVisibility;
def ImagesVis : OptionVisibility;
def RmiVis : OptionVisibility;
def DuVis : OptionVisibility;
def PruneVis : OptionVisibility;
def VersionVis : OptionVisibility;

// Known to docker, not yet to imgc: refused by name.
def NotYet : OptionFlag;

defvar AllVis = [BuildVis, RunVis, ImagesVis, RmiVis, DuVis, PruneVis, VersionVis];
defvar StoreVis = [BuildVis, RunVis, ImagesVis, RmiVis, DuVis, PruneVis];

/// `--name VALUE` and `--name=VALUE`.
multiclass Value<string name, string meta, string help, list<OptionVisibility> vis> {
  def NAME : Separate<["--"], name>, Visibility<vis>;
  def NAME # _eq : Joined<["--"], name # "=">, Alias<!cast<Separate>(NAME)>,
                   MetaVarName<meta>, HelpText<help>, Visibility<vis>;
}

/// `--name`, `--name=true` and `--name=false`.
multiclass Switch<string name, string help, list<OptionVisibility> vis> {
  def NAME : Flag<["--"], name>, HelpText<help>, Visibility<vis>;
  def NAME # _eq : Joined<["--"], name # "=">, Flags<[HelpHidden]>, Visibility<vis>;
}

def help : Flag<["--"], "help">, HelpText<"Show this text">, Visibility<AllVis>;
def h : Flag<["-"], "h">, Alias<help>, Visibility<AllVis>;

defm root : Value<"root", "<dir>",
  "The store; default $IMGC_ROOT, else /var/lib/imgc for root, else ~/.local/share/imgc", StoreVis>;

//===----------------------------------------------------------------------===//
// build
//===----------------------------------------------------------------------===//

defm file : Value<"file", "<path>", "The Dockerfile; default CONTEXT/Dockerfile; - is standard input", [BuildVis]>;
def f : JoinedOrSeparate<["-"], "f">, Alias<file>, Visibility<[BuildVis]>,
        MetaVarName<"<path>">, HelpText<"Same as --file">;
defm tag : Value<"tag", "<name>", "Name the image in the store; may be repeated", [BuildVis]>;
def t : JoinedOrSeparate<["-"], "t">, Alias<tag>, Visibility<[BuildVis]>,
        MetaVarName<"<name>">, HelpText<"Same as --tag">;
defm target : Value<"target", "<stage>", "Stage to build; default the last one", [BuildVis]>;
defm build_arg : Value<"build-arg", "<name[=value]>",
  "Set an ARG; without a value it is taken from the environment", [BuildVis]>;
defm build_context : Value<"build-context", "<name=source>",
  "Replace a base or add a context: a directory, docker-image://REF, oci-layout://DIR[:TAG|@DIGEST], a URL", [BuildVis]>;
defm platform : Value<"platform", "<os/arch[/variant]>", "Platform to build for, or a comma list", [BuildVis]>;
defm output : Value<"output", "<spec>",
  "type=oci|docker|tar|local,dest=PATH[,compression=gzip|zstd|uncompressed,…]; a bare path is type=local", [BuildVis]>;
def o : JoinedOrSeparate<["-"], "o">, Alias<output>, Visibility<[BuildVis]>,
        MetaVarName<"<spec>">, HelpText<"Same as --output">;
defm no_cache : Switch<"no-cache", "Run every step again", [BuildVis]>;
defm no_cache_filter : Value<"no-cache-filter", "<stage,…>", "Run the steps of these stages again", [BuildVis]>;
defm network : Value<"network", "<mode>", "Network of RUN: host (the default) or none", [BuildVis, RunVis]>;
defm progress : Value<"progress", "<style>", "auto, plain, tty, rawjson, quiet or none", [BuildVis]>;
defm iidfile : Value<"iidfile", "<path>", "Write the image id (the digest of its config) to a file", [BuildVis]>;
defm metadata_file : Value<"metadata-file", "<path>", "Write digests and names of the result as JSON", [BuildVis]>;
defm label : Value<"label", "<key=value>", "Set a label on the image; may be repeated", [BuildVis]>;
defm quiet : Switch<"quiet", "Print the image id only", [BuildVis]>;
def q : Flag<["-"], "q">, Alias<quiet>, Visibility<[BuildVis]>, HelpText<"Same as --quiet">;
defm pull : Switch<"pull", "Ask the registry for every base, whatever the store has", [BuildVis]>;
defm add_host : Value<"add-host", "<name:ip>", "Add a line to /etc/hosts of RUN", [BuildVis]>;
defm shm_size : Value<"shm-size", "<bytes>", "Size of /dev/shm in RUN", [BuildVis]>;
defm ulimit : Value<"ulimit", "<name=soft[:hard]>", "Resource limit of RUN", [BuildVis]>;
defm cgroup_parent : Value<"cgroup-parent", "<name>", "Part of the step's key; no cgroup is made", [BuildVis]>;
defm secret : Value<"secret", "<spec>", "Secret of RUN: id=ID[,src=PATH|,env=NAME]; may be repeated", [BuildVis]>;
defm ssh : Value<"ssh", "<id[=socket|key]>", "Agent of RUN: default (that of SSH_AUTH_SOCK), ID=SOCKET, or ID=KEY,...", [BuildVis]>;
defm allow : Value<"allow", "<entitlement>", "network.host, security.insecure or device", [BuildVis]>;
defm jobs : Value<"jobs", "<n>", "Steps that compute at the same time; default the number of CPUs", [BuildVis]>;
def j : JoinedOrSeparate<["-"], "j">, Alias<jobs>, Visibility<[BuildVis]>,
        MetaVarName<"<n>">, HelpText<"Same as --jobs">;
defm no_stat_cache : Switch<"no-stat-cache", "Read every file of the context again", [BuildVis]>;
def O : Joined<["-"], "O">, MetaVarName<"<level>">, Visibility<[BuildVis]>,
        HelpText<"Optimise: 0 (BuildKit's own LLB), 1, 2 (the default), 3 or s">;
defm emit : Value<"emit", "<form>",
  "Print a form and stop: ast, dockerfile, llb, llb-json, llb-pb, plan or imgplan", [BuildVis]>;
defm call : Value<"call", "<method>",
  "Answer instead of building: check, outline or targets, with [,format=json][,ignorestatus]", [BuildVis]>;
defm check : Switch<"check", "Same as --call=check: run the build checks and stop", [BuildVis]>;
defm frontend : Value<"frontend", "<name>",
  "dockerfile (the default), or llb: `imgc build --frontend=llb FILE [CONTEXT]` builds a definition in protobuf", [BuildVis]>;
defm resolve_from : Value<"resolve-from", "<file>", "Take image configs from this JSON file and ask nothing else", [BuildVis]>;

//===----------------------------------------------------------------------===//
// run
//===----------------------------------------------------------------------===//

defm env : Value<"env", "<name[=value]>", "Set an environment variable", [RunVis]>;
def e : JoinedOrSeparate<["-"], "e">, Alias<env>, Visibility<[RunVis]>,
        MetaVarName<"<name[=value]>">, HelpText<"Same as --env">;
defm user : Value<"user", "<user[:group]>", "Run as this user", [RunVis]>;
defm workdir : Value<"workdir", "<path>", "Working directory", [RunVis]>;
def w : JoinedOrSeparate<["-"], "w">, Alias<workdir>, Visibility<[RunVis]>,
        MetaVarName<"<path>">, HelpText<"Same as --workdir">;
// What people type from habit. imgc run passes a terminal on when there is one
// and leaves nothing behind.
foreach letters = ["i", "it", "ti"] in
  def run_#letters : Flag<["-"], letters>, Flags<[HelpHidden]>, Visibility<[RunVis]>;
def rm : Flag<["--"], "rm">, Flags<[HelpHidden]>, Visibility<[RunVis]>;
def interactive : Flag<["--"], "interactive">, Flags<[HelpHidden]>, Visibility<[RunVis]>;
def tty : Flag<["--"], "tty">, Flags<[HelpHidden]>, Visibility<[RunVis]>;
defm entrypoint : Value<"entrypoint", "<command>", "Replace the image's entry point", [RunVis]>;

//===----------------------------------------------------------------------===//
// images, du, prune
//===----------------------------------------------------------------------===//

defm json : Switch<"json", "Print JSON", [ImagesVis, DuVis]>;
defm all : Switch<"all", "Also remove images, bases and cache mounts", [PruneVis]>;
def a : Flag<["-"], "a">, Alias<all>, Visibility<[PruneVis]>, HelpText<"Same as --all">;
defm force : Switch<"force", "Do not ask", [PruneVis]>;

//===----------------------------------------------------------------------===//
// What `docker buildx build` has and imgc does not have yet: said, not ignored
//===----------------------------------------------------------------------===//

class NotYetFlag<string name> : Flag<["--"], name>, Flags<[HelpHidden, NotYet]>, Visibility<[BuildVis]>;
class NotYetValue<string name> : Separate<["--"], name>, Flags<[HelpHidden, NotYet]>, Visibility<[BuildVis]>;
class NotYetJoined<string name> : Joined<["--"], name # "=">, Flags<[HelpHidden, NotYet]>, Visibility<[BuildVis]>;

foreach name = ["annotation", "attest", "builder", "cache-from", "cache-to", "policy", "provenance",
                "resource", "sbom"] in {
  def notyet_ # !subst("-", "_", name) : NotYetValue<name>;
  def notyet_ # !subst("-", "_", name) # _eq : NotYetJoined<name>;
}
foreach name = ["load", "push", "explain"] in
  def notyet_ # name : NotYetFlag<name>;
