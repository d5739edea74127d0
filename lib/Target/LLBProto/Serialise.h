//===- Serialise.h - Messages to bytes -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_SERIALISE_H
#define IMGC_LIB_TARGET_LLBPROTO_SERIALISE_H

#include "imgc/Target/LLBProto/ops.pb.h"

#include <string>

namespace imgc::llb {

/// The bytes of a message, map entries sorted by key.
std::string serialise(const google::protobuf::MessageLite &message);

/// The bytes of an `Op` as Go writes them: the oneof after the other fields.
std::string serialiseOp(const pb::Op &op);

/// Whether the message itself (not those in it) has fields that the schema lacks.
template <typename Message>
bool hasUnknownFields(const Message &message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_SERIALISE_H
