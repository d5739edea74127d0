//===- LLBAttrs.cpp - Attributes of the llb dialect ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBAttrs.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc::llb;

#include "dialects/LLB/IR/LLBEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/LLB/IR/LLBAttrs.cpp.inc"

void LLBDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/LLB/IR/LLBAttrs.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// MetadataAttr
//===----------------------------------------------------------------------===//

/// metadata_c1: descriptions are strings; metadata_c2: caps are booleans.
LogicalResult MetadataAttr::verify(function_ref<InFlightDiagnostic()> emitError, bool,
                                   DictionaryAttr description, BoolAttr, DictionaryAttr caps,
                                   ProgressGroupAttr, LinuxResourcesAttr, StringAttr) {
  for (NamedAttribute entry : description ? description.getValue() : ArrayRef<NamedAttribute>())
    if (!isa<StringAttr>(entry.getValue()))
      return emitError() << "description '" << entry.getName().getValue()
                         << "' is not a string (metadata_c1)";
  for (NamedAttribute entry : caps ? caps.getValue() : ArrayRef<NamedAttribute>())
    if (!isa<BoolAttr>(entry.getValue()))
      return emitError() << "capability '" << entry.getName().getValue()
                         << "' is not a boolean (metadata_c2)";
  return success();
}

MetadataAttr MetadataAttr::withIgnoreCache(bool value) const {
  if (value == getIgnoreCache())
    return *this;
  return get(getContext(), value, getDescription(), getExportCache(), getCaps(), getProgressGroup(),
             getLinuxResources(), StringAttr());
}

//===----------------------------------------------------------------------===//
// MountAttr
//===----------------------------------------------------------------------===//

MountAttr MountAttr::getBind(MLIRContext *context, StringRef dest, int64_t input, int64_t output,
                             bool readonly, StringRef selector) {
  return get(context, dest, input, output, selector, readonly, MountType::Bind, {}, {}, {}, {}, "",
             ContentCache::Default);
}

MountAttr MountAttr::getTmpfs(MLIRContext *context, StringRef dest, int64_t size) {
  return get(context, dest, -1, -1, "", false, MountType::Tmpfs, TmpfsAttr::get(context, size), {},
             {}, {}, "", ContentCache::Default);
}

MountAttr MountAttr::getCache(MLIRContext *context, StringRef dest, int64_t input, StringRef id,
                              CacheSharing sharing, StringRef selector, bool readonly) {
  return get(context, dest, input, -1, selector, readonly, MountType::Cache, {},
             CacheAttr::get(context, id, sharing), {}, {}, "", ContentCache::Default);
}

MountAttr MountAttr::getSecret(MLIRContext *context, StringRef dest, SecretAttr secret) {
  return get(context, dest, -1, 0, "", false, MountType::Secret, {}, {}, secret, {}, "",
             ContentCache::Default);
}

MountAttr MountAttr::getSSH(MLIRContext *context, StringRef dest, SSHAttr ssh) {
  return get(context, dest, -1, 0, "", false, MountType::SSH, {}, {}, {}, ssh, "",
             ContentCache::Default);
}

MountAttr MountAttr::withInput(int64_t input) const {
  return get(getContext(), getDest(), input, getOutput(), getSelector(), getReadonly(), getType(),
             getTmpfs(), getCache(), getSecret(), getSsh(), getResultID(), getContentCache());
}

//===----------------------------------------------------------------------===//
// UserAttr
//===----------------------------------------------------------------------===//

UserAttr UserAttr::getByID(MLIRContext *context, uint32_t id) {
  return get(context, UserKind::ID, "", id);
}

UserAttr UserAttr::getByName(MLIRContext *context, StringRef name) {
  return get(context, UserKind::Name, name, 0);
}
