//===- AttributeImport.cpp - Parts of messages to attributes -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AttributeImport.h"
#include "Serialise.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

template <typename SecretLike, typename Message>
static SecretLike makeSecret(MLIRContext *context, bool present, const Message &secret) {
  if (!present)
    return {};
  return SecretLike::get(context, secret.id(), secret.uid(), secret.gid(), secret.mode(),
                         secret.optional());
}

MountAttr llb::importMount(MLIRContext *context, const pb::Mount &mount) {
  TmpfsAttr tmpfs;
  if (mount.has_tmpfsopt())
    tmpfs = TmpfsAttr::get(context, mount.tmpfsopt().size());
  CacheAttr cache;
  if (mount.has_cacheopt())
    cache = CacheAttr::get(context, mount.cacheopt().id(),
                           *symbolizeCacheSharing(mount.cacheopt().sharing()));
  return MountAttr::get(context, mount.dest(), mount.input(), mount.output(), mount.selector(),
                        mount.readonly(), *symbolizeMountType(mount.mounttype()), tmpfs, cache,
                        makeSecret<SecretAttr>(context, mount.has_secretopt(), mount.secretopt()),
                        makeSecret<SSHAttr>(context, mount.has_sshopt(), mount.sshopt()),
                        mount.resultid(), *symbolizeContentCache(mount.contentcache()));
}

/// Whether the typed form of the metadata says all of it.
static bool isTypedExactly(const pb::OpMetadata &metadata) {
  return !hasUnknownFields(metadata) && !hasUnknownFields(metadata.export_cache()) &&
         !hasUnknownFields(metadata.progress_group()) &&
         !hasUnknownFields(metadata.linux_resources()) && !metadata.description().contains("") &&
         !metadata.caps().contains("");
}

MetadataAttr llb::importMetadata(Builder &builder, const pb::OpMetadata &metadata) {
  MLIRContext *context = builder.getContext();
  ProgressGroupAttr group;
  if (metadata.has_progress_group())
    group =
        ProgressGroupAttr::get(context, metadata.progress_group().id(),
                               metadata.progress_group().name(), metadata.progress_group().weak());
  LinuxResourcesAttr resources;
  if (metadata.has_linux_resources()) {
    const pb::LinuxResources &r = metadata.linux_resources();
    resources =
        LinuxResourcesAttr::get(context, r.memory(), r.memoryswap(), r.cpushares(), r.cpuperiod(),
                                r.cpuquota(), r.cpusetcpus(), r.cpusetmems());
  }
  BoolAttr exportCache;
  if (metadata.has_export_cache())
    exportCache = builder.getBoolAttr(metadata.export_cache().value());
  DictionaryAttr caps =
      makeMap(builder, metadata.caps(), [&](bool value) { return builder.getBoolAttr(value); });
  auto make = [&](StringAttr raw) {
    return MetadataAttr::get(context, metadata.ignore_cache(),
                             makeStringMap(builder, metadata.description()), exportCache, caps,
                             group, resources, raw);
  };
  MetadataAttr typed = make({});
  if (isTypedExactly(metadata))
    return typed;
  std::string bytes = serialise(metadata);
  return encodeMetadata(typed) == bytes ? typed : make(builder.getStringAttr(bytes));
}
