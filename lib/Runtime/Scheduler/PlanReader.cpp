//===- PlanReader.cpp - Reads a plan file as hostile input ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/PlanReader.h"

#include "PlanValidator.h"

#include "llvm/Support/MemoryBuffer.h"

#include <google/protobuf/descriptor.h>

namespace imgc {
namespace {

/// Checks by reflection what holds for every message: no unknown field, no
/// unknown enumerator, bounded strings and lists, no NUL in a string. The schema
/// is not recursive, so neither depth nor stack are a concern.
class ShapeChecker {
public:
  explicit ShapeChecker(const PlanLimits &limits) : limits(limits) {}
  llvm::Error check(const google::protobuf::Message &message);

private:
  llvm::Error checkField(const google::protobuf::Message &message,
                         const google::protobuf::FieldDescriptor *field);
  llvm::Error checkValue(const google::protobuf::Message &message,
                         const google::protobuf::FieldDescriptor *field, int index);
  llvm::Error fail(const google::protobuf::FieldDescriptor *field, const llvm::Twine &what) {
    return makeError(ExitCode::SourceError,
                     "invalid plan: field '" + llvm::Twine(field->full_name()) + "' " + what);
  }

  const PlanLimits &limits;
};

llvm::Error ShapeChecker::check(const google::protobuf::Message &message) {
  const auto *reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty())
    return makeError(ExitCode::SourceError,
                     "invalid plan: '" + llvm::Twine(message.GetDescriptor()->full_name()) +
                         "' has a field that this imgc does not know",
                     "the plan was written by a newer imgc");
  std::vector<const google::protobuf::FieldDescriptor *> fields;
  reflection->ListFields(message, &fields);
  for (const auto *field : fields)
    if (llvm::Error error = checkField(message, field))
      return error;
  return llvm::Error::success();
}

llvm::Error ShapeChecker::checkField(const google::protobuf::Message &message,
                                     const google::protobuf::FieldDescriptor *field) {
  if (!field->is_repeated())
    return checkValue(message, field, -1);
  int size = message.GetReflection()->FieldSize(message, field);
  bool top = message.GetDescriptor()->full_name() == "imgc.plan.Plan";
  if (unsigned(size) > (top ? limits.entries : limits.elements))
    return fail(field, "has too many elements (" + llvm::Twine(size) + ")");
  auto type = field->cpp_type();
  if (type == google::protobuf::FieldDescriptor::CPPTYPE_UINT32 ||
      type == google::protobuf::FieldDescriptor::CPPTYPE_INT32)
    return llvm::Error::success();
  for (int i = 0; i < size; ++i)
    if (llvm::Error error = checkValue(message, field, i))
      return error;
  return llvm::Error::success();
}

llvm::Error ShapeChecker::checkValue(const google::protobuf::Message &message,
                                     const google::protobuf::FieldDescriptor *field, int index) {
  using Field = google::protobuf::FieldDescriptor;
  const auto *reflection = message.GetReflection();
  bool repeated = index >= 0;
  switch (field->cpp_type()) {
  case Field::CPPTYPE_MESSAGE:
    return check(repeated ? reflection->GetRepeatedMessage(message, field, index)
                          : reflection->GetMessage(message, field));
  case Field::CPPTYPE_ENUM: {
    int value = repeated ? reflection->GetRepeatedEnumValue(message, field, index)
                         : reflection->GetEnumValue(message, field);
    if (!field->enum_type()->FindValueByNumber(value))
      return fail(field, "has the unknown value " + llvm::Twine(value));
    break;
  }
  case Field::CPPTYPE_STRING: {
    std::string scratch;
    const std::string &text =
        repeated ? reflection->GetRepeatedStringReference(message, field, index, &scratch)
                 : reflection->GetStringReference(message, field, &scratch);
    if (field->type() == Field::TYPE_BYTES)
      break;
    if (text.size() > limits.stringBytes)
      return fail(field, "is too long");
    if (text.find('\0') != std::string::npos)
      return fail(field, "contains a zero byte");
    break;
  }
  default:
    break;
  }
  return llvm::Error::success();
}

} // namespace

llvm::Error checkPlanShape(const plan::Plan &plan, const PlanLimits &limits) {
  return ShapeChecker(limits).check(plan);
}

/// protobuf writes its complaints to stderr; ours are errors.
static void silenceProtobuf() {
  [[maybe_unused]] static auto *previous = google::protobuf::SetLogHandler(nullptr);
}

llvm::Expected<std::unique_ptr<plan::Plan>> parsePlan(llvm::StringRef bytes,
                                                      const PlanLimits &limits) {
  silenceProtobuf();
  if (bytes.size() > limits.bytes || bytes.size() > uint64_t(INT32_MAX))
    return makeError(ExitCode::SourceError,
                     "invalid plan: larger than " + llvm::Twine(limits.bytes) + " bytes");
  auto plan = std::make_unique<plan::Plan>();
  if (!plan->ParseFromArray(bytes.data(), int(bytes.size())))
    return makeError(ExitCode::SourceError, "invalid plan: not a plan file, or truncated");
  if (llvm::Error error = validatePlan(*plan, limits))
    return std::move(error);
  return plan;
}

llvm::Expected<std::unique_ptr<plan::Plan>> readPlanFile(llvm::StringRef path,
                                                         const PlanLimits &limits) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeErrnoError(ExitCode::Environment, "cannot read plan '" + path + "'",
                          buffer.getError().value());
  auto plan = parsePlan((*buffer)->getBuffer(), limits);
  if (!plan)
    return addContext(plan.takeError(), "'" + path + "'", ExitCode::SourceError);
  return plan;
}

} // namespace imgc
