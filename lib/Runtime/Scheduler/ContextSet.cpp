//===- ContextSet.cpp - The local contexts of a plan, opened once ---------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ContextSet.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

namespace imgc {

char SourceChangedError::ID = 0;

void SourceChangedError::log(llvm::raw_ostream &os) const {
  os << "a file changed while it was being read: " << what;
}
std::error_code SourceChangedError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

template <typename Repeated>
static std::vector<std::string> toVector(const Repeated &list) {
  return std::vector<std::string>(list.begin(), list.end());
}

SourceSpec makeSourceSpec(const plan::CopyOperation &copy) {
  SourceSpec spec;
  spec.path = path::clean(copy.source());
  spec.followSymlink = copy.follow_symlink();
  spec.dirCopyContents = copy.dir_copy_contents();
  spec.allowWildcard = copy.allow_wildcard();
  spec.allowEmptyWildcard = copy.allow_empty_wildcard();
  spec.includePatterns = toVector(copy.include_patterns());
  spec.excludePatterns = toVector(copy.exclude_patterns());
  spec.requiredPaths = toVector(copy.required_paths());
  return spec;
}

SourceSpec makeWholeContextSpec() {
  SourceSpec spec;
  spec.path = "/";
  spec.dirCopyContents = true;
  return spec;
}

static std::vector<SourceSpec> makeSpecs(const plan::Selection &selection) {
  std::vector<SourceSpec> specs;
  for (const std::string &source : selection.sources()) {
    SourceSpec spec;
    spec.path = path::clean(source);
    spec.followSymlink = selection.follow_symlink();
    spec.dirCopyContents = selection.dir_copy_contents();
    spec.allowWildcard = selection.allow_wildcard();
    spec.allowEmptyWildcard = selection.allow_empty_wildcard();
    spec.includePatterns = toVector(selection.include_patterns());
    spec.excludePatterns = toVector(selection.exclude_patterns());
    spec.requiredPaths = toVector(selection.required_paths());
    specs.push_back(std::move(spec));
  }
  if (specs.empty()) {
    specs.push_back(makeWholeContextSpec());
    specs.back().includePatterns = toVector(selection.include_patterns());
    specs.back().excludePatterns = toVector(selection.exclude_patterns());
  }
  return specs;
}

/// Names one source of one context in the table of selections.
static std::string makeSelectionName(unsigned context, const SourceSpec &spec) {
  std::string name = std::to_string(context);
  auto add = [&](llvm::StringRef text) {
    name += '\0';
    name += text;
  };
  add(spec.path);
  for (bool flag :
       {spec.followSymlink, spec.dirCopyContents, spec.allowWildcard, spec.allowEmptyWildcard})
    name += flag ? '1' : '0';
  for (const auto *list : {&spec.includePatterns, &spec.excludePatterns, &spec.requiredPaths}) {
    add("|");
    for (const std::string &pattern : *list)
      add(pattern);
  }
  return name;
}

llvm::Expected<LocalContext *> ContextSet::get(unsigned index) {
  std::lock_guard lock(mutexes[index]);
  if (contexts[index])
    return contexts[index].get();
  const plan::Context &context = plan.contexts(index);
  auto bound = bindings.contexts.find(context.id());
  if (bound == bindings.contexts.end())
    return makeError(ExitCode::Usage, "the build needs the context '" + context.id() + "'",
                     "give its directory, for example with --build-context " + context.id() +
                         "=DIR");
  LocalContextOptions options;
  options.id = context.id();
  options.directory = bound->second;
  options.includePatterns = toVector(context.include_patterns());
  options.excludePatterns = toVector(context.exclude_patterns());
  options.followPaths = toVector(context.follow_paths());
  options.numThreads = threads;
  if (bindings.statCache) {
    auto directory = store.openDirectory("stat-cache");
    if (!directory)
      return directory.takeError();
    options.statCacheDirectory = store.getPath() + "/stat-cache";
  }
  auto opened = LocalContext::open(std::move(options));
  if (!opened)
    return opened.takeError();
  contexts[index] = std::move(*opened);
  return contexts[index].get();
}

llvm::Expected<Key> ContextSet::evaluate(const plan::Selection &selection) {
  auto context = get(selection.context());
  if (!context)
    return context.takeError();
  std::vector<Key> digests;
  for (const SourceSpec &spec : makeSpecs(selection)) {
    auto digest = selectionDigest((*context)->getTree(), spec);
    if (!digest)
      return digest.takeError();
    digests.push_back(*digest);
    std::lock_guard lock(selectedMutex);
    selected[makeSelectionName(selection.context(), spec)] = *digest;
  }
  return combineSelections(digests);
}

llvm::Expected<Key> ContextSet::getExpected(unsigned context, const SourceSpec &spec) {
  std::lock_guard lock(selectedMutex);
  auto it = selected.find(makeSelectionName(context, spec));
  if (it != selected.end())
    return it->second;
  return makeError(ExitCode::SourceError,
                   "invalid plan: '" + spec.path + "' is copied from the context '" +
                       plan.contexts(context).id() + "', but no key covers it");
}

void ContextSet::save(EventStream &events) {
  for (const std::unique_ptr<LocalContext> &context : contexts)
    if (context)
      if (llvm::Error error = context->saveStatCache())
        events.warn("cannot write the stat cache: " + takeError(std::move(error)).message);
}

} // namespace imgc
