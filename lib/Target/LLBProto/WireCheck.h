//===- WireCheck.h - What Go's decoders refuse ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C++'s decoder takes bytes that the two decoders of BuildKit refuse. It also
// forgets them, so they have to be looked for in what was decoded.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_WIRECHECK_H
#define IMGC_LIB_TARGET_LLBPROTO_WIRECHECK_H

#include "llvm/ADT/StringRef.h"

namespace google::protobuf {
class Descriptor;
}

namespace imgc::llb {

/// Whether a field that `type` or a message inside knows has another wire type
/// than it has there, as in an `Op`: C++ takes it for an unknown one. `bytes`
/// were decoded by C++.
bool hasMistypedField(llvm::StringRef bytes, const google::protobuf::Descriptor *type);

/// Whether a number has more than 64 bits, as in a `Definition`: C++ drops what
/// is too much. `bytes` were decoded by C++.
bool hasOverlongNumber(llvm::StringRef bytes, const google::protobuf::Descriptor *type);

/// Whether a message has so many parts for its size that its decoded form might be
/// a hundred times as large; no definition that anyone makes has. `bytes` are as they
/// came.
bool isScattered(llvm::StringRef bytes, const google::protobuf::Descriptor *type);

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_WIRECHECK_H
