//===- Serialise.cpp - Messages to bytes -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Serialise.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

using namespace imgc;

std::string llb::serialise(const google::protobuf::MessageLite &message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string llb::serialiseOp(const pb::Op &op) {
  pb::Op head = op, tail = op;
  head.clear_op();
  head.GetReflection()->MutableUnknownFields(&head)->Clear();
  tail.clear_inputs();
  tail.clear_platform();
  tail.clear_constraints();
  return serialise(head) + serialise(tail);
}
