//===- ExportRequestTest.cpp - Tests of --output values -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Support/Error.h"

#include <gtest/gtest.h>

using namespace imgc;

static std::string refused(llvm::StringRef text) {
  auto request = parseExportRequest(text);
  if (request)
    return "accepted";
  ErrorParts parts = takeError(request.takeError());
  EXPECT_EQ(parts.code, ExitCode::Usage);
  return parts.message;
}

TEST(ExportRequestTest, aPathIsALocalExport) {
  ExportRequest request = llvm::cantFail(parseExportRequest("out/dir"));
  EXPECT_EQ(request.kind, ExportRequest::Kind::Local);
  EXPECT_EQ(request.destination, "out/dir");
  request = llvm::cantFail(parseExportRequest("-"));
  EXPECT_EQ(request.kind, ExportRequest::Kind::Tar);
}

TEST(ExportRequestTest, readsFields) {
  ExportRequest request = llvm::cantFail(
      parseExportRequest("type=oci,\"dest=a,b.tar\",compression=zstd,name=app,tar=true"));
  EXPECT_EQ(request.kind, ExportRequest::Kind::OCI);
  EXPECT_EQ(request.destination, "a,b.tar");
  EXPECT_EQ(request.image.compression, Compression::Zstd);
  EXPECT_EQ(request.image.names, std::vector<std::string>{"app"});
}

TEST(ExportRequestTest, anArchiveMayGoToStandardOutput) {
  EXPECT_EQ(llvm::cantFail(parseExportRequest("type=oci")).destination, "-");
  EXPECT_EQ(refused("type=local,dest=-"),
            "invalid --output: a directory cannot be written to standard output");
}

TEST(ExportRequestTest, refusesNonsense) {
  EXPECT_EQ(refused("type=zip"), "invalid --output: unknown type 'zip'");
  EXPECT_EQ(refused("type=image"), "invalid --output: type=image is not supported yet");
  EXPECT_EQ(refused("dest=x"), "invalid --output: no type");
  EXPECT_EQ(refused("type=oci,dets=x"), "invalid --output: unknown key 'dets'");
  EXPECT_EQ(refused("type=oci,compression=rar"), "invalid --output: unknown compression 'rar'");
  EXPECT_EQ(refused("type=tar,tar=false,dest=x"),
            "invalid --output: tar= is for type=oci and type=docker");
  EXPECT_EQ(refused("type=local"), "invalid --output: no destination");
  EXPECT_EQ(refused("type=oci,\"dest=x"),
            "invalid --output: unbalanced quotes in 'type=oci,\"dest=x'");
  EXPECT_EQ(refused(""), "invalid --output: empty value");
}
