//===- DockerfileAttrs.cpp - Attributes and types -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileAttrs.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

#include "dialects/Dockerfile/IR/DockerfileEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Dockerfile/IR/DockerfileAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Dockerfile/IR/DockerfileTypes.cpp.inc"

void DockerfileDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Dockerfile/IR/DockerfileAttrs.cpp.inc"
      >();
}

void DockerfileDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Dockerfile/IR/DockerfileTypes.cpp.inc"
      >();
}

PlatformAttr imgc::dockerfile::toAttr(MLIRContext *context, const Platform &platform) {
  Builder builder(context);
  auto optional = [&](const std::string &text) {
    return text.empty() ? StringAttr() : builder.getStringAttr(text);
  };
  ArrayAttr features;
  if (!platform.osFeatures.empty()) {
    SmallVector<StringRef> names(platform.osFeatures.begin(), platform.osFeatures.end());
    features = builder.getStrArrayAttr(names);
  }
  return PlatformAttr::get(context, builder.getStringAttr(platform.os),
                           builder.getStringAttr(platform.architecture), optional(platform.variant),
                           optional(platform.osVersion), features);
}

Platform imgc::dockerfile::fromAttr(PlatformAttr attr) {
  Platform platform;
  if (!attr)
    return platform;
  platform.os = attr.getOs().str();
  platform.architecture = attr.getArchitecture().str();
  if (attr.getVariant())
    platform.variant = attr.getVariant().str();
  if (attr.getOsVersion())
    platform.osVersion = attr.getOsVersion().str();
  if (attr.getOsFeatures())
    for (Attribute feature : attr.getOsFeatures())
      if (auto name = dyn_cast<StringAttr>(feature))
        platform.osFeatures.push_back(name.str());
  return platform;
}
