//===- VertexImporter.cpp - One element of a definition to a vertex -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VertexImporter.h"
#include "AttributeImport.h"
#include "FileActionImporter.h"
#include "Serialise.h"
#include "imgc/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

static llvm::Error refuse(const Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

namespace {

class VertexImporter {
public:
  VertexImporter(OpBuilder &builder, Location location, const pb::Op &op, ArrayRef<Value> inputs,
                 unsigned outputs)
      : builder(builder), context(builder.getContext()), location(location), op(op), inputs(inputs),
        types(outputs, FSType::get(context)) {}

  llvm::Expected<Operation *> run();

private:
  template <typename OpT>
  Operation *finish(TypeRange results, ValueRange operands, typename OpT::Properties &properties) {
    if (op.has_platform()) {
      const pb::Platform &p = op.platform();
      properties.setPlatform(PlatformAttr::get(context, p.os(), p.architecture(), p.variant(),
                                               p.osversion(),
                                               makeStrings(builder, p.osfeatures())));
    }
    properties.setConstraints(makeStrings(builder, op.constraints().filter()));
    return OpT::create(builder, location, results, operands, properties).getOperation();
  }

  template <typename OpT>
  Operation *makeSource(StringRef identifier) {
    typename OpT::Properties properties;
    properties.setIdentifier(builder.getStringAttr(identifier));
    properties.setOptions(makeStringMap(builder, op.source().attrs()));
    return finish<OpT>(types, {}, properties);
  }

  Operation *importSource();
  Operation *importExec();
  Operation *importDiff();
  Operation *importBuild();
  Operation *importUnknown();
  llvm::Expected<Operation *> importFile();

  OpBuilder &builder;
  MLIRContext *context;
  Location location;
  const pb::Op &op;
  ArrayRef<Value> inputs;
  SmallVector<Type> types;
};

} // namespace

Operation *VertexImporter::importSource() {
  StringRef identifier = op.source().identifier();
  if (identifier.consume_front(ImageOp::kScheme))
    return makeSource<ImageOp>(identifier);
  if (identifier.consume_front(ImageBlobOp::kScheme))
    return makeSource<ImageBlobOp>(identifier);
  if (identifier.consume_front(OCILayoutOp::kScheme))
    return makeSource<OCILayoutOp>(identifier);
  if (identifier.consume_front(OCILayoutBlobOp::kScheme))
    return makeSource<OCILayoutBlobOp>(identifier);
  if (identifier.consume_front(LocalOp::kScheme))
    return makeSource<LocalOp>(identifier);
  if (identifier.consume_front(GitOp::kScheme))
    return makeSource<GitOp>(identifier);
  if (identifier.starts_with("http://") || identifier.starts_with("https://"))
    return makeSource<HTTPOp>(identifier);
  return makeSource<SourceOp>(identifier);
}

Operation *VertexImporter::importExec() {
  const pb::ExecOp &exec = op.exec();
  const pb::Meta &meta = exec.meta();
  ExecOp::Properties p;
  ArrayAttr args = makeStrings(builder, meta.args());
  p.setArgs(args ? args : builder.getArrayAttr({}));
  p.setCwd(builder.getStringAttr(meta.cwd()));
  p.setEnv(makeStrings(builder, meta.env()));
  p.setUser(makeString(builder, meta.user()));
  p.setMounts(makeArray(builder, exec.mounts(),
                        [&](const pb::Mount &mount) { return importMount(context, mount); }));
  p.setNetwork(NetModeAttr::get(context, *symbolizeNetMode(exec.network())));
  p.setSecurity(SecurityModeAttr::get(context, *symbolizeSecurityMode(exec.security())));
  p.setHostname(makeString(builder, meta.hostname()));
  p.setExtraHosts(makeArray(builder, meta.extrahosts(), [&](const pb::HostIP &host) {
    return HostIPAttr::get(context, host.host(), host.ip());
  }));
  p.setUlimits(makeArray(builder, meta.ulimit(), [&](const pb::Ulimit &limit) {
    return UlimitAttr::get(context, limit.name(), limit.soft(), limit.hard());
  }));
  p.setCgroupParent(makeString(builder, meta.cgroupparent()));
  if (meta.removemountstubsrecursive())
    p.setRemoveMountStubs(builder.getUnitAttr());
  if (meta.validexitcodes_size())
    p.setValidExitCodes(builder.getDenseI32ArrayAttr(
        SmallVector<int32_t>(meta.validexitcodes().begin(), meta.validexitcodes().end())));
  if (meta.has_proxy_env()) {
    const pb::ProxyEnv &e = meta.proxy_env();
    p.setProxy(ProxyEnvAttr::get(context, e.http_proxy(), e.https_proxy(), e.ftp_proxy(),
                                 e.no_proxy(), e.all_proxy()));
  }
  p.setSecretEnv(makeArray(builder, exec.secretenv(), [&](const pb::SecretEnv &secret) {
    return SecretEnvAttr::get(context, secret.id(), secret.name(), secret.optional());
  }));
  p.setDevices(makeArray(builder, exec.cdidevices(), [&](const pb::CDIDevice &device) {
    return DeviceAttr::get(context, device.name(), device.optional());
  }));
  return finish<ExecOp>(types, inputs, p);
}

Operation *VertexImporter::importDiff() {
  DiffOp::Properties properties;
  int64_t lower = op.diff().lower().input(), upper = op.diff().upper().input();
  SmallVector<Value> operands;
  for (int64_t side : {lower, upper})
    if (side >= 0)
      operands.push_back(inputs[side]);
  size_t sides = operands.size();
  for (auto [index, input] : llvm::enumerate(inputs))
    if (int64_t(index) != lower && int64_t(index) != upper)
      operands.push_back(input);
  properties.setOperandSegmentSizes({lower >= 0, upper >= 0, int32_t(operands.size() - sides)});
  return finish<DiffOp>(types, operands, properties);
}

Operation *VertexImporter::importBuild() {
  BuildOp::Properties properties;
  const pb::BuildOp &build = op.build();
  properties.setBuilderInput(builder.getI64IntegerAttr(build.builder()));
  properties.setInputNames(makeMap(builder, build.inputs(), [&](const pb::BuildInput &input) {
    return builder.getI64IntegerAttr(input.input());
  }));
  if (build.has_def())
    properties.setDefinition(builder.getStringAttr(serialise(build.def())));
  properties.setOptions(makeStringMap(builder, build.attrs()));
  return finish<BuildOp>(types, inputs, properties);
}

Operation *VertexImporter::importUnknown() {
  pb::Op rest = op;
  rest.clear_inputs();
  rest.clear_platform();
  rest.clear_constraints();
  UnknownOp::Properties properties;
  properties.setPayload(builder.getStringAttr(serialise(rest)));
  return finish<UnknownOp>(types, inputs, properties);
}

llvm::Expected<Operation *> VertexImporter::importFile() {
  FileOp::Properties properties;
  Operation *file = finish<FileOp>(types, inputs, properties);
  Block &body = cast<FileOp>(file).getBody().emplaceBlock();
  for (size_t i = 0; i < inputs.size(); ++i)
    body.addArgument(FSType::get(context), location);
  OpBuilder inner = OpBuilder::atBlockEnd(&body);
  if (llvm::Error error = importFileActions(inner, location, op.file(), body))
    return std::move(error);
  return file;
}

llvm::Expected<Operation *> VertexImporter::run() {
  switch (op.op_case()) {
  case pb::Op::kSource:
    return importSource();
  case pb::Op::kExec:
    return importExec();
  case pb::Op::kFile:
    return importFile();
  case pb::Op::kDiff:
    return importDiff();
  case pb::Op::kBuild:
    return importBuild();
  case pb::Op::kMerge: {
    MergeOp::Properties properties;
    return finish<MergeOp>(types, inputs, properties);
  }
  case pb::Op::kPassthrough: {
    PassthroughOp::Properties properties;
    properties.setId(builder.getStringAttr(op.passthrough().id()));
    properties.setForwards(builder.getDenseI64ArrayAttr(SmallVector<int64_t>(
        op.passthrough().outputs().begin(), op.passthrough().outputs().end())));
    return finish<PassthroughOp>(types, inputs, properties);
  }
  case pb::Op::OP_NOT_SET:
    return importUnknown();
  }
  return refuse("the vertex is of an unknown kind");
}

llvm::Expected<Operation *> llb::importVertex(OpBuilder &builder, Location location,
                                              const pb::Op &op, ArrayRef<Value> inputs,
                                              unsigned outputs) {
  return VertexImporter(builder, location, op, inputs, outputs).run();
}
