//===- AttributeImport.h - Parts of messages to attributes -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_ATTRIBUTEIMPORT_H
#define IMGC_LIB_TARGET_LLBPROTO_ATTRIBUTEIMPORT_H

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Target/LLBProto/ops.pb.h"
#include "mlir/IR/Builders.h"

namespace imgc::llb {

MetadataAttr importMetadata(mlir::Builder &builder, const pb::OpMetadata &metadata);

/// A mount of an element that has passed checkVertex.
MountAttr importMount(mlir::MLIRContext *context, const pb::Mount &mount);

// Lists and maps to attributes; null for empty ones.

template <typename Strings>
mlir::ArrayAttr makeStrings(mlir::Builder &builder, const Strings &strings) {
  llvm::SmallVector<mlir::Attribute> elements;
  for (const std::string &string : strings)
    elements.push_back(builder.getStringAttr(string));
  return elements.empty() ? mlir::ArrayAttr() : builder.getArrayAttr(elements);
}

inline mlir::StringAttr makeString(mlir::Builder &builder, const std::string &string) {
  return string.empty() ? mlir::StringAttr() : builder.getStringAttr(string);
}

/// Keys of dictionaries cannot be empty; #llb.raw keeps such an entry.
template <typename Map, typename MakeValue>
mlir::DictionaryAttr makeMap(mlir::Builder &builder, const Map &map, MakeValue &&makeValue) {
  llvm::SmallVector<mlir::NamedAttribute> entries;
  for (const auto &[key, value] : map)
    if (!key.empty())
      entries.push_back(builder.getNamedAttr(key, makeValue(value)));
  return entries.empty() ? mlir::DictionaryAttr() : builder.getDictionaryAttr(entries);
}

template <typename Map>
mlir::DictionaryAttr makeStringMap(mlir::Builder &builder, const Map &map) {
  return makeMap(builder, map,
                 [&](const std::string &value) { return builder.getStringAttr(value); });
}

template <typename Range, typename Make>
mlir::ArrayAttr makeArray(mlir::Builder &builder, const Range &range, Make &&make) {
  llvm::SmallVector<mlir::Attribute> elements;
  for (const auto &element : range)
    elements.push_back(make(element));
  return elements.empty() ? mlir::ArrayAttr() : builder.getArrayAttr(elements);
}

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_ATTRIBUTEIMPORT_H
