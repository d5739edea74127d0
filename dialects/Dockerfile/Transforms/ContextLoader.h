//===- ContextLoader.h - Named contexts as bases -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CONTEXTLOADER_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CONTEXTLOADER_H

#include "LinkState.h"

namespace imgc::dockerfile {

/// What linking reads of an image config.
struct ConfigFacts {
  Platform platform;
  bool empty = false;
  std::vector<std::string> triggers;
};

/// Errors have ExitCode::Registry and BuildKit's text.
llvm::Expected<ConfigFacts> readConfigFacts(llvm::StringRef bytes);

/// What a named context makes of a stage on `platform`; `replaces` when it has
/// the stage's own name. Images are resolved, nothing else is fetched. `facts`
/// are those of the image, if it is one. Errors have BuildKit's text.
llvm::Expected<ContextBaseAttr> loadContext(const ResolveContext &context,
                                            const NamedContext &named, const Platform &platform,
                                            bool replaces, ConfigFacts &facts);

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CONTEXTLOADER_H
