//===- ExpandWords.cpp - Variables in instructions ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checks.h"
#include "NearNames.h"

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Frontend/Dockerfile/Outline.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "imgc/Frontend/Dockerfile/StageEnv.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/Json.h"
#include "imgc/Support/Path.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

namespace imgc::dockerfile {
#define GEN_PASS_DEF_EXPANDWORDSPASS
#include "dialects/Dockerfile/Transforms/Passes.h.inc"
} // namespace imgc::dockerfile

namespace imgc::dockerfile {
namespace {

/// The variables of a stage after some of its instructions.
struct Scope {
  /// What commands and expansions see.
  StageEnv env;
  /// ARGs so far, those without a value too.
  PersistentMap<bool> declared;
  CheckState checks;
  /// Variables whose ARG or ENV was refused, so that nobody knows what they are.
  std::set<std::string> unknown;
  /// Not even their names are known.
  bool anyUnknown = false;
  /// The base could not be had: it may set any variable that the stage does not.
  bool unknownBase = false;
};

/// Expands the words of one instance of a file.
class FileExpander {
public:
  FileExpander(FileOp file, const BuildOptions &options, bool deferErrors)
      : deferErrors(deferErrors), allStages(options.allStages), file(file), b(file.getContext()),
        outline(options.outline), checker(file, options) {}
  mlir::LogicalResult run();

private:
  mlir::LogicalResult expandStage(StageOp stage);
  Scope enterStage(StageOp stage);
  llvm::Error expand(mlir::Operation *op);
  llvm::Error expandArg(ArgOp op);
  llvm::Error expandRun(RunOp op);
  template <typename OpTy>
  llvm::Error expandPaths(OpTy op);
  llvm::Error expandExpose(ExposeOp op);

  /// Expands with the variables in scope, and reports those that are not there
  /// even when something else is wrong with the word.
  llvm::Expected<std::string> process(llvm::StringRef text, const ShellOptions &options);
  void reportUndefined(const std::set<std::string> &missed);
  void noteArg(mlir::StringAttr name, mlir::StringAttr value, mlir::StringAttr description,
               bool isGlobal);
  void noteMount(const Mount &mount);

  std::optional<std::string> look(llvm::StringRef name);
  void keep(llvm::Error &errors, llvm::Error error) {
    refused = true;
    append(errors, std::move(error));
  }
  void defer(mlir::Operation *op, llvm::Error error);
  void forget(mlir::Operation *op);

  llvm::Expected<std::string> word(llvm::StringRef text);
  llvm::Expected<mlir::StringAttr> word(mlir::StringAttr text);
  llvm::Expected<mlir::ArrayAttr> words(mlir::ArrayAttr texts);
  llvm::Expected<mlir::ArrayAttr> pairs(mlir::ArrayAttr pairs);
  llvm::Expected<mlir::ArrayAttr> inlineFiles(mlir::ArrayAttr files);

  /// See createExpandWordsPass.
  bool deferErrors, allStages;
  /// The instruction at work looked at a variable that nobody knows.
  bool sawUnknown = false;
  /// A word of it is refused.
  bool refused = false;
  FileOp file;
  mlir::Builder b;
  llvm::StringMap<std::string> buildArgs, globalArgs;
  llvm::StringMap<Scope> exits;
  Scope scope;
  NearNames names;
  OutlineCollector *outline;
  InstructionChecker checker;
  /// The instruction at work and its stage.
  mlir::Operation *current = nullptr;
  StageOp stage;
};

} // namespace

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

/// These choose what is scanned and are nothing that a command sees.
static bool isHiddenArg(llvm::StringRef name) {
  return name == "BUILDKIT_SBOM_SCAN_CONTEXT" || name == "BUILDKIT_SBOM_SCAN_STAGE";
}

void FileExpander::reportUndefined(const std::set<std::string> &missed) {
  if (missed.empty() || !checker.getReporter().isActive())
    return;
  for (const std::string &name : missed)
    if (!scope.declared.find(name) && !isHiddenArg(name))
      checker.reportUndefined(current, name, names.find(name, scope.env));
}

std::optional<std::string> FileExpander::look(llvm::StringRef name) {
  std::optional<std::string> value = scope.env.get(name);
  sawUnknown |= scope.anyUnknown || scope.unknown.count(name.str()) ||
                (scope.unknownBase && !value);
  return value;
}

llvm::Expected<std::string> FileExpander::process(llvm::StringRef text,
                                                  const ShellOptions &options) {
  std::set<std::string> missed;
  auto lookup = [&](llvm::StringRef name) {
    std::optional<std::string> value = look(name);
    if (!value)
      missed.insert(name.str());
    return value;
  };
  llvm::Expected<ShellResult> result = processWord(text, lookup, options);
  // BuildKit stops at the first word that is wrong.
  if (!refused)
    reportUndefined(missed);
  if (!result)
    return result.takeError();
  return std::move(result->result);
}

llvm::Expected<std::string> FileExpander::word(llvm::StringRef text) {
  // Most words have nothing to expand. Others may start with a byte-order mark, which is dropped.
  bool isPlain = llvm::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || llvm::StringRef("$\\`'\"").contains(c);
  });
  if (isPlain)
    return text.str();
  ShellOptions options;
  options.escape = file.getEscapeChar();
  return process(text, options);
}

llvm::Expected<mlir::StringAttr> FileExpander::word(mlir::StringAttr text) {
  if (!text)
    return text;
  llvm::Expected<std::string> expanded = word(text.getValue());
  if (!expanded)
    return expanded.takeError();
  return b.getStringAttr(*expanded);
}

llvm::Expected<mlir::ArrayAttr> FileExpander::words(mlir::ArrayAttr texts) {
  llvm::SmallVector<mlir::Attribute> result;
  llvm::Error errors = llvm::Error::success();
  for (auto text : texts.getAsRange<mlir::StringAttr>()) {
    llvm::Expected<mlir::StringAttr> expanded = word(text);
    if (expanded)
      result.push_back(*expanded);
    else
      keep(errors, expanded.takeError());
  }
  if (errors)
    return std::move(errors);
  return b.getArrayAttr(result);
}

llvm::Expected<mlir::ArrayAttr> FileExpander::pairs(mlir::ArrayAttr pairs) {
  llvm::SmallVector<mlir::Attribute> result;
  llvm::Error errors = llvm::Error::success();
  for (auto pair : pairs.getAsRange<PairAttr>()) {
    llvm::Expected<mlir::StringAttr> key = word(pair.getKey());
    if (!key)
      keep(errors, key.takeError());
    llvm::Expected<mlir::StringAttr> value = word(pair.getValue());
    if (!value)
      keep(errors, value.takeError());
    if (!errors)
      result.push_back(PairAttr::get(b.getContext(), *key, *value, pair.getLegacy()));
  }
  if (errors)
    return std::move(errors);
  return b.getArrayAttr(result);
}

/// Bodies of heredocs: quotes are data and the escape character is always a
/// backslash, whatever the directive says (dockerfile-llb.md 1.4).
llvm::Expected<mlir::ArrayAttr> FileExpander::inlineFiles(mlir::ArrayAttr files) {
  if (!files)
    return files;
  ShellOptions options;
  options.skipProcessQuotes = true;
  llvm::SmallVector<mlir::Attribute> result;
  for (auto inlineFile : files.getAsRange<InlineFileAttr>()) {
    mlir::StringAttr data = inlineFile.getData();
    if (inlineFile.getExpand()) {
      llvm::Expected<std::string> expanded = process(data, options);
      if (!expanded)
        return expanded.takeError();
      data = b.getStringAttr(*expanded);
    }
    result.push_back(InlineFileAttr::get(b.getContext(), inlineFile.getPath(), data, false));
  }
  return b.getArrayAttr(result);
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// Sets `attr` to what `expanded` holds, or gives its error.
template <typename T>
static llvm::Error assign(llvm::Expected<T> expanded, llvm::function_ref<void(T)> set) {
  if (!expanded)
    return expanded.takeError();
  set(*expanded);
  return llvm::Error::success();
}

/// An ARG without a value of its own is the global one, which is known already.
void FileExpander::noteArg(mlir::StringAttr name, mlir::StringAttr value,
                           mlir::StringAttr description, bool isGlobal) {
  if (!outline)
    return;
  OutlineCollector::Stage &noted = outline->stages[stage.getSymName().str()];
  noted.used.insert(name.str());
  if (!isGlobal)
    noted.args[name.str()] = {value ? value.str() : "",
                              description ? description.str() : "",
                              getLines(current->getLoc()),
                              {}};
}

/// Of one id the first mount counts.
void FileExpander::noteMount(const Mount &mount) {
  if (!outline)
    return;
  OutlineCollector::Stage &noted = outline->stages[stage.getSymName().str()];
  LineRange lines = getLines(current->getLoc());
  if (mount.type == MountType::Secret) {
    std::string id = mount.source.empty() ? mount.cacheId : mount.source;
    if (id.empty())
      id = path::base(mount.target);
    noted.secrets.try_emplace(id, OutlineCollector::Need{mount.required, lines});
  } else if (mount.type == MountType::Ssh) {
    std::string id = mount.cacheId.empty() ? "default" : mount.cacheId;
    noted.agents.try_emplace(id, OutlineCollector::Need{mount.required, lines});
  }
}

/// The value of a build argument, else the default, else the global one; a
/// default that is not needed is not looked at.
llvm::Error FileExpander::expandArg(ArgOp op) {
  llvm::SmallVector<mlir::Attribute> result;
  llvm::Error errors = llvm::Error::success();
  for (auto definition : op.getDefinitions().getAsRange<ArgAttr>()) {
    mlir::StringAttr value = definition.getValue();
    llvm::StringRef name = definition.getName().getValue();
    checker.checkArg(op, name);
    bool isGlobal = false;
    if (auto given = buildArgs.find(name); given != buildArgs.end()) {
      value = b.getStringAttr(given->second);
    } else if (value) {
      llvm::Expected<mlir::StringAttr> expanded = word(value);
      if (!expanded) {
        keep(errors, expanded.takeError());
        continue;
      }
      value = *expanded;
    } else if (auto global = globalArgs.find(name); global != globalArgs.end()) {
      value = b.getStringAttr(global->second);
      isGlobal = true;
    }
    if (value && !isHiddenArg(name))
      scope.env.set(name, value);
    names.add(name);
    scope.declared.set(name, true);
    noteArg(definition.getName(), value, definition.getDoc(), isGlobal);
    result.push_back(
        ArgAttr::get(b.getContext(), definition.getName(), value, definition.getDoc()));
  }
  if (!errors)
    op.setDefinitionsAttr(b.getArrayAttr(result));
  return errors;
}

/// Mounts are judged here and read again, with the same variables, where they
/// are lowered.
llvm::Error FileExpander::expandRun(RunOp op) {
  mlir::ArrayAttr mounts = op.getMountsAttr();
  if (!mounts)
    return llvm::Error::success();
  auto expander = [&](llvm::StringRef text) { return word(text); };
  llvm::Error errors = llvm::Error::success();
  for (auto mount : mounts.getAsRange<MountAttr>()) {
    llvm::Expected<Mount> parsed = parseMount(mount.getSpec(), expander);
    if (parsed)
      noteMount(*parsed);
    else
      keep(errors, parsed.takeError());
  }
  return errors;
}

/// The words of a COPY or ADD, in BuildKit's order: the first that is wrong counts.
template <typename OpTy>
llvm::Error FileExpander::expandPaths(OpTy op) {
  llvm::Error errors = llvm::Error::success();
  auto set = [&](auto &&words, auto setter) {
    if (words)
      setter(*words);
    else
      keep(errors, words.takeError());
  };
  set(word(op.getChownAttr()), [&](auto value) { op.setChownAttr(value); });
  set(word(op.getChmodAttr()), [&](auto value) { op.setChmodAttr(value); });
  if constexpr (std::is_same_v<OpTy, AddOp>)
    set(word(op.getChecksumAttr()), [&](auto value) { op.setChecksumAttr(value); });
  set(words(op.getSources()), [&](auto value) { op.setSourcesAttr(value); });
  set(word(op.getDestAttr()), [&](auto value) { op.setDestAttr(value); });
  set(inlineFiles(op.getInlineFilesAttr()), [&](auto value) { op.setInlineFilesAttr(value); });
  return errors;
}

/// One variable may be several ports.
llvm::Error FileExpander::expandExpose(ExposeOp op) {
  ShellOptions options;
  options.escape = file.getEscapeChar();
  llvm::SmallVector<mlir::Attribute> ports;
  for (auto port : op.getPorts().getAsRange<mlir::StringAttr>()) {
    llvm::Expected<std::vector<std::string>> split =
        processWords(port.getValue(), [&](llvm::StringRef name) { return look(name); }, options);
    if (!split)
      return split.takeError();
    for (const std::string &text : *split)
      ports.push_back(b.getStringAttr(text));
  }
  op.setPortsAttr(b.getArrayAttr(ports));
  return llvm::Error::success();
}

llvm::Error FileExpander::expand(mlir::Operation *op) {
  return llvm::TypeSwitch<mlir::Operation *, llvm::Error>(op)
      .Case([&](ArgOp arg) { return expandArg(arg); })
      .Case([&](EnvOp env) {
        return assign<mlir::ArrayAttr>(pairs(env.getPairs()), [&](mlir::ArrayAttr value) {
          env.setPairsAttr(value);
          for (auto pair : value.getAsRange<PairAttr>()) {
            scope.env.setConfig(pair.getKey(), pair.getValue());
            names.add(pair.getKey());
          }
        });
      })
      .Case([&](LabelOp label) {
        return assign<mlir::ArrayAttr>(pairs(label.getPairs()),
                                       [&](mlir::ArrayAttr value) { label.setPairsAttr(value); });
      })
      .Case([&](RunOp run) { return expandRun(run); })
      .Case([&](CopyOp copy) { return expandPaths(copy); })
      .Case([&](AddOp add) { return expandPaths(add); })
      .Case([&](ExposeOp expose) { return expandExpose(expose); })
      .Case([&](WorkdirOp workdir) {
        return assign<mlir::StringAttr>(word(workdir.getPathAttr()), [&](mlir::StringAttr value) {
          workdir.setPathAttr(value);
        });
      })
      .Case([&](UserOp user) {
        return assign<mlir::StringAttr>(word(user.getUserAttr()),
                                        [&](mlir::StringAttr value) { user.setUserAttr(value); });
      })
      .Case([&](StopsignalOp stop) {
        return assign<mlir::StringAttr>(word(stop.getSignalAttr()),
                                        [&](mlir::StringAttr value) { stop.setSignalAttr(value); });
      })
      .Case([&](VolumeOp volume) {
        return assign<mlir::ArrayAttr>(words(volume.getVolumes()), [&](mlir::ArrayAttr value) {
          volume.setVolumesAttr(value);
        });
      })
      .Default([](mlir::Operation *) { return llvm::Error::success(); });
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral defaultPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What is read of an image config: `config.Env`, and whether there is a shell.
static void readConfigEnv(llvm::StringRef text, Scope &scope, NearNames &names) {
  llvm::Expected<llvm::json::Value> value = parseJson(text);
  if (!value) {
    llvm::consumeError(value.takeError()); // reported where it is lowered
    return;
  }
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Value *inner = object ? findMember(*object, "config") : nullptr;
  const llvm::json::Object *config = inner ? inner->getAsObject() : nullptr;
  auto getArray = [&](llvm::StringRef name) -> const llvm::json::Array * {
    const llvm::json::Value *value = config ? findMember(*config, name) : nullptr;
    return value ? value->getAsArray() : nullptr;
  };
  const llvm::json::Array *shell = getArray("Shell");
  scope.checks.hasShell = shell && !shell->empty();
  if (const llvm::json::Array *entries = getArray("Env"))
    for (const llvm::json::Value &entry : *entries) {
      auto [name, content] = entry.getAsString().value_or("").split('=');
      scope.env.addBase(name, content);
      names.add(name);
    }
}

Scope FileExpander::enterStage(StageOp stage) {
  Scope entered;
  mlir::Attribute base = stage.getBaseAttr();
  if (auto other = mlir::dyn_cast<StageBaseAttr>(base)) {
    entered = exits.lookup(other.getStage().getValue());
    // What an instruction of the base set is no instruction of this stage.
    entered.checks.cmd = entered.checks.entrypoint = entered.checks.healthcheck = std::nullopt;
  } else if (auto image = mlir::dyn_cast<ImageBaseAttr>(base)) {
    readConfigEnv(image.getConfig(), entered, names);
  } else if (auto named = mlir::dyn_cast<ContextBaseAttr>(base)) {
    if (named.getConfig() && !named.getConfig().empty())
      readConfigEnv(named.getConfig(), entered, names);
  }
  bool isWindows = stage.getPlatformAttr() && stage.getPlatformAttr().getOs() == "windows";
  bool runs = !stage.getImplicit() || allStages;
  if (runs && !isWindows && !entered.env.isInConfig("PATH"))
    entered.env.addBase("PATH", defaultPath);
  names.add("PATH");
  entered.unknownBase |= stage->hasAttr(unresolvedAttr);
  return entered;
}

/// Keeps errors for the lowering, or reports them.
void FileExpander::defer(mlir::Operation *op, llvm::Error error) {
  llvm::SmallVector<mlir::Attribute> kept;
  for (ExplainedParts &parts : takeAllExplained(std::move(error))) {
    explainCutWord(parts.explanation, mlir::cast<InstructionOpInterface>(op).getCode());
    if (deferErrors)
      kept.append({b.getStringAttr(parts.message), explainAt(op->getLoc(), parts.explanation)});
    else
      emitErrorAt(op->getLoc(), std::move(parts));
  }
  if (deferErrors)
    op->setAttr(expansionErrorAttr, b.getArrayAttr(kept));
}

/// Nobody knows what the variables of an instruction are that was refused.
void FileExpander::forget(mlir::Operation *op) {
  auto add = [&](llvm::StringRef name) {
    scope.declared.set(name.str(), true);
    if (name.contains('$'))
      scope.anyUnknown = true;
    else
      scope.unknown.insert(name.str());
  };
  if (auto arg = mlir::dyn_cast<ArgOp>(op))
    for (auto definition : arg.getDefinitions().getAsRange<ArgAttr>())
      add(definition.getName());
  if (auto env = mlir::dyn_cast<EnvOp>(op))
    for (auto pair : env.getPairs().getAsRange<PairAttr>())
      add(pair.getKey());
}

mlir::LogicalResult FileExpander::expandStage(StageOp entered) {
  stage = entered;
  scope = enterStage(stage);
  llvm::StringRef os;
  if (PlatformAttr platform = stage.getPlatformAttr())
    os = platform.getOs().getValue();
  for (mlir::Operation &op : stage.getInstructions()) {
    current = &op;
    checker.start(mlir::cast<InstructionOpInterface>(op));
    sawUnknown = refused = false;
    llvm::Error error = expand(&op);
    if (sawUnknown) {
      // Whatever comes of it says nothing.
      llvm::consumeError(std::move(error));
      op.setAttr(unknownWordsAttr, b.getUnitAttr());
      forget(&op);
      continue;
    }
    if (error) {
      defer(&op, std::move(error));
      if (!deferErrors)
        return mlir::failure();
      forget(&op);
      continue;
    }
    checker.check(&op, scope.checks, os);
  }
  scope.env.leave();
  exits[stage.getSymName()] = std::move(scope);
  return mlir::success();
}

static void readArgs(mlir::ArrayAttr entries, llvm::StringMap<std::string> &args) {
  if (!entries)
    return;
  for (auto entry : entries.getAsRange<mlir::StringAttr>()) {
    auto [name, value] = entry.getValue().split('=');
    args[name] = value.str();
  }
}

mlir::LogicalResult FileExpander::run() {
  readArgs(file.getBuildArgsAttr(), buildArgs);
  readArgs(file.getGlobalArgsAttr(), globalArgs);
  for (StageOp stage : file.getStages()) {
    if (!stage.getBaseAttr())
      continue; // not reached
    if (mlir::failed(expandStage(stage)))
      return mlir::failure();
  }
  return mlir::success();
}

namespace {
struct ExpandWordsPass : impl::ExpandWordsPassBase<ExpandWordsPass> {
  using ExpandWordsPassBase::ExpandWordsPassBase;
  explicit ExpandWordsPass(const BuildOptions &options) : given(&options) {}
  ExpandWordsPass(const ExpandWordsPass &other) : ExpandWordsPassBase(other), given(other.given) {}

  void runOnOperation() override {
    BuildOptions parsed;
    parsed.lintAsWarnings = checks;
    parsed.excludes.assign(ignorePatterns.begin(), ignorePatterns.end());
    for (FileOp file : getOperation().getOps<FileOp>())
      if (mlir::failed(FileExpander(file, given ? *given : parsed, /*deferErrors=*/given).run()))
        return signalPassFailure();
  }

  const BuildOptions *given = nullptr;
};
} // namespace

std::unique_ptr<mlir::Pass> createExpandWordsPass(const BuildOptions &options) {
  return std::make_unique<ExpandWordsPass>(options);
}

} // namespace imgc::dockerfile
