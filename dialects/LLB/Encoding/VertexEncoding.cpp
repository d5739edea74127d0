//===- VertexEncoding.cpp - Vertices as protobuf, and their digests -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "dialects/LLB/Encoding/Wire.h"
#include "llvm/ADT/TypeSwitch.h"

#include <map>

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

void WireWriter::longVarint(uint64_t value) {
  while (value >= 0x80) {
    out.push_back(char(value | 0x80));
    value >>= 7;
  }
  out.push_back(char(value));
}

void WireWriter::digest(unsigned field, const Digest &value) {
  varint(uint64_t(field) << 3 | 2);
  varint(Digest::textSize);
  value.append(out);
}

void WireWriter::setLength(size_t start) {
  uint64_t length = out.size() - start;
  char encoded[10];
  unsigned size = 0;
  for (; length >= 0x80; length >>= 7)
    encoded[size++] = char(length | 0x80);
  encoded[size++] = char(length);
  out[start - 1] = encoded[0];
  if (size > 1)
    out.insert(start, encoded + 1, size - 1);
}

static ArrayRef<Attribute> elements(ArrayAttr array) {
  return array ? array.getValue() : ArrayRef<Attribute>();
}

static void writeStrings(WireWriter &out, unsigned field, ArrayAttr strings) {
  for (Attribute string : elements(strings))
    out.presentText(field, cast<StringAttr>(string).getValue());
}

/// A map<string, string>; dictionaries are sorted by key already.
static void writeStringMap(WireWriter &out, unsigned field, DictionaryAttr map) {
  for (NamedAttribute entry : map ? map.getValue() : ArrayRef<NamedAttribute>())
    out.message(field, [&](WireWriter &inner) {
      inner.presentText(1, entry.getName().getValue());
      inner.presentText(2, cast<StringAttr>(entry.getValue()).getValue());
    });
}

namespace {

/// Writes one vertex.
class Encoder {
public:
  Encoder(Operation *op, ArrayRef<Digest> digests) : op(op) {
    // BuildKit's client lists an input once in execs and file ops, and as often
    // as it is used elsewhere.
    bool unique = isa<ExecOp, FileOp>(op);
    for (OpOperand &operand : op->getOpOperands())
      addOperand(operand, digests[operand.getOperandNumber()], unique);
  }

  std::string encode() {
    std::string bytes;
    bytes.reserve(512); // one allocation for most vertices
    WireWriter out(bytes);
    writeInputs(out);
    // Go writes the members of a oneof after the other fields.
    auto vertex = cast<LLBVertexOpInterface>(op);
    if (PlatformAttr platform = vertex.getPlatformAttr())
      out.message(10, [&](WireWriter &w) { writePlatform(w, platform); });
    // The client always writes the message, empty or not.
    out.message(11, [&](WireWriter &w) { writeStrings(w, 1, vertex.getConstraintsAttr()); });
    TypeSwitch<Operation *>(op)
        .Case<ExecOp, FileOp, BuildOp, MergeOp, DiffOp, PassthroughOp>([&](auto typed) {
          out.message(fieldOf(typed), [&](WireWriter &w) { write(w, typed); });
        })
        .Case<UnknownOp>([&](UnknownOp unknown) { out.append(unknown.getPayload()); })
        .Case<LLBSourceOpInterface>([&](LLBSourceOpInterface source) { writeSource(out, source); });
    return bytes;
  }

private:
  struct Input {
    Value value;
    Digest digest;
    unsigned index;
  };

  static unsigned fieldOf(ExecOp) { return 2; }
  static unsigned fieldOf(FileOp) { return 4; }
  static unsigned fieldOf(BuildOp) { return 5; }
  static unsigned fieldOf(MergeOp) { return 6; }
  static unsigned fieldOf(DiffOp) { return 7; }
  static unsigned fieldOf(PassthroughOp) { return 8; }

  void addOperand(OpOperand &operand, const Digest &digest, bool unique) {
    Value value = operand.get();
    if (isScratch(value)) {
      numbers.push_back(-1);
      return;
    }
    unsigned index = cast<OpResult>(value).getResultNumber();
    if (unique) {
      std::optional<size_t> known = findInput(digest, index);
      // The same value twice was written so by whoever made the op.
      if (known && inputs[*known].value != value) {
        numbers.push_back(*known);
        return;
      }
    }
    numbers.push_back(inputs.size());
    inputs.push_back({value, digest, index});
  }

  /// The first input that is this output, among those so far.
  std::optional<size_t> findInput(const Digest &digest, unsigned index) {
    constexpr size_t few = 8;
    if (inputs.size() <= few && seen.empty()) {
      for (auto [number, input] : llvm::enumerate(inputs))
        if (input.index == index && input.digest == digest)
          return number;
      return std::nullopt;
    }
    for (size_t number = seenCount; number < inputs.size(); ++number)
      seen.try_emplace({inputs[number].digest.getBytes(), inputs[number].index}, number);
    seenCount = inputs.size();
    auto found = seen.find({digest.getBytes(), index});
    return found == seen.end() ? std::nullopt : std::optional<size_t>(found->second);
  }

  int64_t number(int64_t operand) const {
    return operand < 0 || operand >= int64_t(numbers.size()) ? operand : numbers[operand];
  }

  void writeInputs(WireWriter &out) {
    for (const Input &input : inputs)
      out.message(1, [&](WireWriter &w) {
        w.digest(1, input.digest);
        w.number(2, input.index);
      });
  }

  void writePlatform(WireWriter &w, PlatformAttr platform) {
    w.text(1, platform.getArchitecture());
    w.text(2, platform.getOs());
    w.text(3, platform.getVariant());
    w.text(4, platform.getOsVersion());
    writeStrings(w, 5, platform.getOsFeatures());
  }

  void writeSource(WireWriter &out, LLBSourceOpInterface source) {
    out.message(3, [&](WireWriter &w) {
      w.text(1, source.getFullIdentifier());
      writeStringMap(w, 2, source.getOptionsAttr());
    });
  }

  void write(WireWriter &w, MergeOp merge) {
    for (size_t i = 0; i < inputs.size(); ++i)
      w.message(1, [&](WireWriter &inner) { inner.number(1, i); });
  }

  void write(WireWriter &w, DiffOp diff) {
    int64_t next = 0;
    int64_t lower = diff.getLower() ? numbers[next++] : -1;
    int64_t upper = diff.getUpper() ? numbers[next++] : -1;
    w.message(1, [&](WireWriter &inner) { inner.number(1, lower); });
    w.message(2, [&](WireWriter &inner) { inner.number(1, upper); });
  }

  void write(WireWriter &w, PassthroughOp pass) {
    w.text(1, pass.getId());
    SmallVector<int64_t> forwards;
    for (int64_t input : pass.getForwards())
      forwards.push_back(number(input));
    w.packed(2, forwards);
  }

  void write(WireWriter &w, BuildOp build) {
    w.number(1, number(build.getBuilderInput()));
    DictionaryAttr names = build.getInputNamesAttr();
    for (NamedAttribute entry : names ? names.getValue() : ArrayRef<NamedAttribute>())
      w.message(2, [&](WireWriter &inner) {
        inner.presentText(1, entry.getName().getValue());
        inner.message(2, [&](WireWriter &value) {
          value.number(1, number(cast<IntegerAttr>(entry.getValue()).getInt()));
        });
      });
    if (build.getDefinitionAttr())
      w.presentText(3, *build.getDefinition());
    writeStringMap(w, 4, build.getOptionsAttr());
  }

  void write(WireWriter &w, ExecOp exec);
  void writeMeta(WireWriter &w, ExecOp exec);
  void writeMount(WireWriter &w, MountAttr mount);
  void write(WireWriter &w, FileOp file);
  void writeAction(WireWriter &w, Operation &action);
  void writeOwner(WireWriter &w, unsigned field, OwnerAttr owner, Value userFrom, Value groupFrom);
  void writeUser(WireWriter &w, unsigned field, UserAttr user, Value from);

  /// Index of a value inside the body of a file op.
  int64_t numberInBody(Value value) const {
    if (isScratch(value))
      return -1;
    if (auto argument = dyn_cast<BlockArgument>(value))
      return number(argument.getArgNumber());
    return inputs.size() + numberOfAction(value.getDefiningOp());
  }

  /// Most file ops have one action: those are not looked up.
  int64_t numberOfAction(Operation *action) const {
    return action == firstAction ? 0 : actionNumbers.lookup(action);
  }

  Operation *op;
  SmallVector<Input, 2> inputs;
  /// Operand number to input number, -1 for scratch.
  SmallVector<int64_t, 4> numbers;
  /// Inputs by what they are, of the first `seenCount`; only where there are many.
  std::map<std::pair<Digest::Bytes, unsigned>, size_t> seen;
  size_t seenCount = 0;
  Operation *firstAction = nullptr;
  /// Of the actions after the first.
  DenseMap<Operation *, int64_t> actionNumbers;
};

} // namespace

void Encoder::writeMeta(WireWriter &w, ExecOp exec) {
  writeStrings(w, 1, exec.getArgsAttr());
  writeStrings(w, 2, exec.getEnvAttr());
  w.text(3, exec.getCwd());
  w.text(4, exec.getUser().value_or(""));
  if (ProxyEnvAttr proxy = exec.getProxyAttr())
    w.message(5, [&](WireWriter &inner) {
      inner.text(1, proxy.getHttpProxy());
      inner.text(2, proxy.getHttpsProxy());
      inner.text(3, proxy.getFtpProxy());
      inner.text(4, proxy.getNoProxy());
      inner.text(5, proxy.getAllProxy());
    });
  for (Attribute element : elements(exec.getExtraHostsAttr()))
    w.message(6, [&](WireWriter &inner) {
      inner.text(1, cast<HostIPAttr>(element).getHost());
      inner.text(2, cast<HostIPAttr>(element).getIp());
    });
  w.text(7, exec.getHostname().value_or(""));
  for (Attribute element : elements(exec.getUlimitsAttr()))
    w.message(9, [&](WireWriter &inner) {
      inner.text(1, cast<UlimitAttr>(element).getName());
      inner.number(2, cast<UlimitAttr>(element).getSoft());
      inner.number(3, cast<UlimitAttr>(element).getHard());
    });
  w.text(10, exec.getCgroupParent().value_or(""));
  w.number(11, exec.getRemoveMountStubs());
  if (exec.getValidExitCodesAttr())
    w.packed(12, *exec.getValidExitCodes());
}

template <typename SecretLike>
static void writeSecret(WireWriter &w, SecretLike secret) {
  w.text(1, secret.getId());
  w.number(2, secret.getUid());
  w.number(3, secret.getGid());
  w.number(4, secret.getMode());
  w.number(5, secret.getOptional());
}

void Encoder::writeMount(WireWriter &w, MountAttr mount) {
  w.number(1, number(mount.getInput()));
  w.text(2, mount.getSelector());
  w.text(3, mount.getDest());
  w.number(4, mount.getOutput());
  w.number(5, mount.getReadonly());
  w.number(6, uint64_t(mount.getType()));
  if (TmpfsAttr tmpfs = mount.getTmpfs())
    w.message(19, [&](WireWriter &inner) { inner.number(1, tmpfs.getSize()); });
  if (CacheAttr cache = mount.getCache())
    w.message(20, [&](WireWriter &inner) {
      inner.text(1, cache.getId());
      inner.number(2, uint64_t(cache.getSharing()));
    });
  if (SecretAttr secret = mount.getSecret())
    w.message(21, [&](WireWriter &inner) { writeSecret(inner, secret); });
  if (SSHAttr ssh = mount.getSsh())
    w.message(22, [&](WireWriter &inner) { writeSecret(inner, ssh); });
  w.text(23, mount.getResultID());
  w.number(24, uint64_t(mount.getContentCache()));
}

void Encoder::write(WireWriter &w, ExecOp exec) {
  w.message(1, [&](WireWriter &meta) { writeMeta(meta, exec); });
  for (MountAttr mount : exec.getMountRange())
    w.message(2, [&](WireWriter &inner) { writeMount(inner, mount); });
  w.number(3, uint64_t(exec.getNetwork()));
  w.number(4, uint64_t(exec.getSecurity()));
  for (Attribute element : elements(exec.getSecretEnvAttr()))
    w.message(5, [&](WireWriter &inner) {
      inner.text(1, cast<SecretEnvAttr>(element).getId());
      inner.text(2, cast<SecretEnvAttr>(element).getName());
      inner.number(3, cast<SecretEnvAttr>(element).getOptional());
    });
  for (Attribute element : elements(exec.getDevicesAttr()))
    w.message(6, [&](WireWriter &inner) {
      inner.text(1, cast<DeviceAttr>(element).getName());
      inner.number(2, cast<DeviceAttr>(element).getOptional());
    });
}

//===----------------------------------------------------------------------===//
// File actions
//===----------------------------------------------------------------------===//

void Encoder::writeUser(WireWriter &w, unsigned field, UserAttr user, Value from) {
  if (!user)
    return;
  w.message(field, [&](WireWriter &inner) {
    if (user.getKind() == UserKind::ID)
      inner.presentNumber(2, user.getId());
    if (user.getKind() == UserKind::Name)
      inner.message(1, [&](WireWriter &name) {
        name.text(1, user.getName());
        name.number(2, numberInBody(from));
      });
  });
}

void Encoder::writeOwner(WireWriter &w, unsigned field, OwnerAttr owner, Value userFrom,
                         Value groupFrom) {
  if (!owner)
    return;
  w.message(field, [&](WireWriter &inner) {
    writeUser(inner, 1, owner.getUser(), userFrom);
    writeUser(inner, 2, owner.getGroup(), groupFrom);
  });
}

static uint64_t signExtended(uint32_t value) { return uint64_t(int64_t(int32_t(value))); }

void Encoder::writeAction(WireWriter &w, Operation &action) {
  auto owner = [&](WireWriter &inner, unsigned field, auto creating) {
    writeOwner(inner, field, creating.getOwnerAttr(), creating.getUserFrom(),
               creating.getGroupFrom());
  };
  TypeSwitch<Operation *>(&action)
      .Case<CopyOp>([&](CopyOp copy) {
        w.message(4, [&](WireWriter &inner) {
          inner.text(1, copy.getSrc());
          inner.text(2, copy.getDest());
          owner(inner, 3, copy);
          inner.number(4, signExtended(copy.getMode()));
          inner.number(5, copy.getFollowSymlink());
          inner.number(6, copy.getDirCopyContents());
          inner.number(7, copy.getAttemptUnpack());
          inner.number(8, copy.getCreateDestPath());
          inner.number(9, copy.getAllowWildcard());
          inner.number(10, copy.getAllowEmptyWildcard());
          inner.number(11, copy.getTimestamp());
          writeStrings(inner, 12, copy.getIncludePatternsAttr());
          writeStrings(inner, 13, copy.getExcludePatternsAttr());
          inner.number(14, copy.getAlwaysReplace());
          inner.text(15, copy.getModeStr().value_or(""));
          writeStrings(inner, 16, copy.getRequiredPathsAttr());
        });
      })
      .Case<MkfileOp>([&](MkfileOp mkfile) {
        w.message(5, [&](WireWriter &inner) {
          inner.text(1, mkfile.getPath());
          inner.number(2, signExtended(mkfile.getMode()));
          inner.text(3, mkfile.getData());
          owner(inner, 4, mkfile);
          inner.number(5, mkfile.getTimestamp());
        });
      })
      .Case<MkdirOp>([&](MkdirOp mkdir) {
        w.message(6, [&](WireWriter &inner) {
          inner.text(1, mkdir.getPath());
          inner.number(2, signExtended(mkdir.getMode()));
          inner.number(3, mkdir.getMakeParents());
          owner(inner, 4, mkdir);
          inner.number(5, mkdir.getTimestamp());
        });
      })
      .Case<RmOp>([&](RmOp rm) {
        w.message(7, [&](WireWriter &inner) {
          inner.text(1, rm.getPath());
          inner.number(2, rm.getAllowNotFound());
          inner.number(3, rm.getAllowWildcard());
        });
      })
      .Case<SymlinkOp>([&](SymlinkOp link) {
        w.message(8, [&](WireWriter &inner) {
          inner.text(1, link.getOldpath());
          inner.text(2, link.getNewpath());
          owner(inner, 3, link);
          inner.number(4, link.getTimestamp());
        });
      });
}

void Encoder::write(WireWriter &w, FileOp file) {
  llvm::SmallDenseMap<Value, int64_t, 4> outputs;
  for (auto [index, value] : llvm::enumerate(file.getYield().getOperands()))
    outputs[value] = index;
  Block &body = file.getBody().front();
  auto actions = body.without_terminator();
  for (auto [number, action] : llvm::enumerate(actions)) {
    if (number == 0)
      firstAction = &action;
    else
      actionNumbers[&action] = number;
  }
  for (Operation &action : actions) {
    auto typed = cast<LLBFileActionOpInterface>(action);
    auto output = outputs.find(action.getResult(0));
    w.message(2, [&](WireWriter &inner) {
      inner.number(1, numberInBody(typed.getBase()));
      inner.number(2, numberInBody(typed.getSecondary()));
      inner.number(3, output == outputs.end() ? -1 : output->second);
      writeAction(inner, action);
    });
  }
}

//===----------------------------------------------------------------------===//
// Public functions
//===----------------------------------------------------------------------===//

std::string llb::encodeTyped(Operation *vertex, ArrayRef<Digest> inputs) {
  return Encoder(vertex, inputs).encode();
}

std::string llb::chooseRaw(RawAttr raw, std::string typed) {
  if (raw && Sha256::of(StringRef(typed)).hex() == raw.getTyped())
    return raw.getBytes().str();
  return typed;
}

std::string llb::encodeVertex(Operation *vertex, ArrayRef<Digest> inputs) {
  return chooseRaw(cast<LLBVertexOpInterface>(vertex).getRawAttr(), encodeTyped(vertex, inputs));
}

Digest llb::vertexDigest(Operation *vertex, ArrayRef<Digest> inputs) {
  return Sha256::of(StringRef(encodeVertex(vertex, inputs)));
}

std::string llb::encodeTerminal(const Digest &digest, uint64_t index) {
  std::string bytes;
  WireWriter(bytes).message(1, [&](WireWriter &w) {
    w.digest(1, digest);
    w.number(2, index);
  });
  return bytes;
}

static void writeResources(WireWriter &w, LinuxResourcesAttr resources) {
  w.number(1, resources.getMemory());
  w.number(2, resources.getMemorySwap());
  w.number(3, resources.getCpuShares());
  w.number(4, resources.getCpuPeriod());
  w.number(5, resources.getCpuQuota());
  w.text(6, resources.getCpusetCpus());
  w.text(7, resources.getCpusetMems());
}

std::string llb::encodeMetadata(MetadataAttr metadata) {
  std::string bytes;
  if (!metadata)
    return bytes;
  if (metadata.getRaw())
    return metadata.getRaw().str();
  bytes.reserve(256); // one allocation for most
  WireWriter w(bytes);
  w.number(1, metadata.getIgnoreCache());
  writeStringMap(w, 2, metadata.getDescription());
  if (BoolAttr exported = metadata.getExportCache())
    w.message(4, [&](WireWriter &inner) { inner.number(1, exported.getValue()); });
  DictionaryAttr caps = metadata.getCaps();
  for (NamedAttribute entry : caps ? caps.getValue() : ArrayRef<NamedAttribute>())
    w.message(5, [&](WireWriter &inner) {
      inner.presentText(1, entry.getName().getValue());
      inner.presentNumber(2, cast<BoolAttr>(entry.getValue()).getValue());
    });
  if (ProgressGroupAttr group = metadata.getProgressGroup())
    w.message(6, [&](WireWriter &inner) {
      inner.text(1, group.getId());
      inner.text(2, group.getName());
      inner.number(3, group.getWeak());
    });
  if (LinuxResourcesAttr resources = metadata.getLinuxResources())
    w.message(7, [&](WireWriter &inner) { writeResources(inner, resources); });
  return bytes;
}

//===----------------------------------------------------------------------===//
// Locations
//===----------------------------------------------------------------------===//

static void writePosition(WireWriter &w, unsigned field, uint64_t line, uint64_t column) {
  w.message(field, [&](WireWriter &inner) {
    inner.number(1, line);
    inner.number(2, column);
  });
}

/// The file ranges of a location, in order.
static void collectRanges(Location location, SmallVectorImpl<FileLineColRange> &ranges) {
  if (auto range = dyn_cast<FileLineColRange>(location))
    ranges.push_back(range);
  else if (auto fused = dyn_cast<FusedLoc>(location))
    for (Location part : fused.getLocations())
      collectRanges(part, ranges);
  else if (auto name = dyn_cast<NameLoc>(location))
    collectRanges(name.getChildLoc(), ranges);
}

static void writeRange(WireWriter &w, FileLineColRange range, bool linesOnly) {
  unsigned first = range.getStartLine(), last = range.getEndLine();
  constexpr unsigned maxLines = 1 << 16; // longer ones are no instruction's
  if (!linesOnly || last - first > maxLines)
    return w.message(2, [&](WireWriter &out) {
      writePosition(out, 1, first, range.getStartColumn());
      writePosition(out, 2, last, range.getEndColumn());
    });
  // Line 0 is the file without a place in it.
  for (unsigned line = std::max(first, 1u); line <= last; ++line)
    w.message(2, [&](WireWriter &out) {
      writePosition(out, 1, line, 0);
      writePosition(out, 2, line, 0);
    });
}

std::string
llb::encodeLocations(Location location,
                     function_ref<std::optional<SourcePlace>(StringRef)> findFile) {
  SmallVector<FileLineColRange, 4> ranges;
  collectRanges(location, ranges);
  std::string bytes;
  WireWriter out(bytes);
  // Neighbouring ranges of one file make one Location.
  for (ArrayRef<FileLineColRange> rest = ranges; !rest.empty();) {
    StringAttr file = rest.front().getFilename();
    ArrayRef<FileLineColRange> same =
        rest.take_while([&](FileLineColRange range) { return range.getFilename() == file; });
    rest = rest.drop_front(same.size());
    std::optional<SourcePlace> place = findFile(file);
    if (!place)
      continue;
    out.message(1, [&](WireWriter &w) {
      w.number(1, place->index);
      for (FileLineColRange range : same)
        writeRange(w, range, place->linesOnly);
    });
  }
  return bytes;
}
