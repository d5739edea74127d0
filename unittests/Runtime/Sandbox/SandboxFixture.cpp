//===- SandboxFixture.cpp - A small image to run commands in --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SandboxFixture.h"

using namespace imgc;
using namespace imgc::test;

SandboxResult SandboxTest::run(int cancelFD) {
  out.clear();
  err.clear();
  merged.clear();
  error.clear();
  std::string name = "run" + std::to_string(runs++);
  OverlaySpec viewSpec;
  viewSpec.lowers = {lower};
  llvm::Expected<FileDescriptor> view = mountOverlay(viewSpec);
  llvm::Expected<std::vector<MountPoint>> points = mountPointsFor(spec);
  if (!view || !points) {
    error = text(view.takeError()) + text(points.takeError());
    return {};
  }
  int stubDir = tree.dir(name + "/stub");
  StubLayer stub;
  if (useStub) {
    llvm::Expected<StubLayer> written = writeStubLayer(stubDir, view->get(), *points);
    if (!written) {
      error = text(written.takeError());
      return {};
    }
    stub = std::move(*written);
  }
  OverlaySpec rootSpec;
  if (!stub.empty)
    rootSpec.lowers = {stubDir};
  rootSpec.lowers.push_back(lower);
  rootSpec.upper = tree.dir(name + "/upper");
  rootSpec.work = tree.dir(name + "/work");
  llvm::Expected<FileDescriptor> root = mountOverlay(rootSpec);
  if (!root) {
    error = text(root.takeError());
    return {};
  }
  spec.root = root->get();
  llvm::Expected<SandboxResult> result = runSandbox(
      spec,
      [&](OutputStream stream, llvm::StringRef bytes) {
        (stream == OutputStream::Stdout ? out : err) += bytes.str();
        merged += bytes.str();
      },
      cancelFD);
  spec.root = -1;
  root->reset();
  if (!result) {
    error = text(result.takeError());
    return {};
  }
  error = text(finishUpper(rootSpec.upper, view->get(), stub));
  if (error.empty())
    error = result->startError;
  return *result;
}
