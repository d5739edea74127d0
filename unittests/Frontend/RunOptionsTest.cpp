//===- RunOptionsTest.cpp - Tests of RUN --mount and --device -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

using namespace imgc;
using namespace imgc::dockerfile;

/// Stands for an environment in which `$V` is `val`.
static llvm::Expected<std::string> expand(llvm::StringRef word) {
  return word == "$V" ? "val" : word.str();
}

static llvm::Expected<Mount> parse(llvm::StringRef spec) { return parseMount(spec, expand); }

static std::string error(llvm::StringRef spec) {
  auto mount = parse(spec);
  return mount ? "accepted" : takeError(mount.takeError()).message;
}

TEST(MountTest, Values) {
  Mount mount = llvm::cantFail(
      parse("TYPE=Cache,id=$V,dst=/c,source=s,sharing=Locked,mode=0755,uid=1,gid=2,ro"));
  EXPECT_EQ(mount.type, MountType::Cache);
  EXPECT_EQ(mount.cacheId, "val");
  EXPECT_EQ(mount.target, "/c");
  EXPECT_EQ(mount.source, "s");
  EXPECT_EQ(mount.sharing, MountSharing::Locked);
  EXPECT_EQ(mount.mode, 0755u);
  EXPECT_EQ(mount.uid, 1u);
  EXPECT_EQ(mount.gid, 2u);
  EXPECT_TRUE(mount.readOnly);
  EXPECT_EQ(llvm::cantFail(parse("type=tmpfs,target=/t,size=64k")).sizeLimit, 65536);
  EXPECT_EQ(llvm::cantFail(parse("type=secret,id=a,env=,required=false")).env, "");
}

TEST(MountTest, ReadOnlyDefaults) {
  EXPECT_TRUE(llvm::cantFail(parse("target=/t")).readOnly);
  EXPECT_FALSE(llvm::cantFail(parse("target=/t,rw")).readOnly);
  EXPECT_TRUE(llvm::cantFail(parse("target=/t,readwrite=false")).readOnly);
  EXPECT_FALSE(llvm::cantFail(parse("type=cache,target=/t")).readOnly);
  EXPECT_FALSE(llvm::cantFail(parse("type=tmpfs,target=/t")).readOnly);
}

TEST(MountTest, WithoutExpanderOnlyFromCounts) {
  Mount mount = llvm::cantFail(parseMount("type=$T,from=stage,nonsense,x=y", nullptr));
  EXPECT_EQ(mount.from, "stage");
  EXPECT_EQ(mount.type, MountType::Bind);
}

TEST(MountTest, Errors) {
  const std::pair<const char *, const char *> rows[] = {
      {"", "failed to parse csv mounts: EOF"},
      {"a\"", "failed to parse csv mounts: parse error on line 1, column 2: bare \" in "
              "non-quoted-field"},
      {"foo", "invalid field 'foo' must be a key=value pair"},
      {"type=bnid", "unsupported mount type \"bnid\" (did you mean bind?)"},
      {"tragte=x", "unexpected key 'tragte' in 'tragte=x'"},
      {"tarqet=x", "unexpected key 'tarqet' in 'tarqet=x' (did you mean target?)"},
      {"type=cache,sharing=lockd", "unsupported sharing value \"lockd\" (did you mean locked?)"},
      {"required", "unexpected key 'required' for mount type 'bind'"},
      {"required=true,type=secret", "unexpected key 'required' for mount type 'bind'"},
      {"size=1,type=tmpfs", "unexpected key 'size' for mount type 'bind'"},
      {"type=tmpfs,size=x", "invalid value for size: x"},
      {"ro=maybe", "invalid value for ro: maybe"},
      {"type=cache,mode=9", "invalid value 9 for mode"},
      {"type=cache,uid=4294967296", "invalid value 4294967296 for uid"},
      {"mode=1", "mode not allowed for \"bind\" type mounts"},
      {"type=tmpfs,gid=1", "gid not allowed for \"tmpfs\" type mounts"},
      {"type=secret", "invalid secret mount. one of source, target required"},
      {"type=secret,from=x", "secret mount should not have a from"},
      {"type=secret,id=x,sharing=shared", "secret mount should not define sharing"},
      {"type=secret,source=x,id=y", "both source and id can't be set"},
      {"type=ssh,sharing=shared", "invalid cache sharing set for ssh mount"},
  };
  for (auto [spec, message] : rows)
    EXPECT_EQ(error(spec), message) << spec;
}

TEST(DeviceTest, Values) {
  Device device = llvm::cantFail(parseDevice("vendor.com/device=foo,required"));
  EXPECT_EQ(device.name, "vendor.com/device=foo");
  EXPECT_TRUE(device.required);
  EXPECT_FALSE(llvm::cantFail(parseDevice("name=x,required=false")).required);
}

TEST(DeviceTest, Errors) {
  auto message = [](llvm::StringRef spec) {
    return takeError(parseDevice(spec).takeError()).message;
  };
  EXPECT_EQ(message("a,name=b"), "device name already set to a");
  EXPECT_EQ(message("a,required=2"), "invalid value for required: 2");
  EXPECT_EQ(message("a,nam=b"), "unexpected key 'nam' in 'nam=b' (did you mean name?)");
  EXPECT_EQ(message(""), "failed to parse csv devices: EOF");
}
