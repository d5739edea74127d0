//===- Platform.cpp - OCI platforms ---------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Platform.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace imgc;
using namespace llvm;

static constexpr StringLiteral hostOS("linux");

/// GOARCH of the machine this was compiled for.
static StringRef hostArchitecture() {
#if defined(__x86_64__)
  return "amd64";
#elif defined(__aarch64__)
  return "arm64";
#elif defined(__arm__)
  return "arm";
#elif defined(__i386__)
  return "386";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
  return "ppc64le";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__loongarch64)
  return "loong64";
#else
#error "name this architecture as Go does"
#endif
}

static bool isKnownOS(StringRef os) {
  return is_contained({"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios",
                       "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "windows",
                       "zos"},
                      os);
}

static bool isKnownArchitecture(StringRef arch) {
  return is_contained({"386",     "amd64",    "amd64p32",  "arm",         "armbe",   "arm64",
                       "arm64be", "ppc64",    "ppc64le",   "loong64",     "mips",    "mipsle",
                       "mips64",  "mips64le", "mips64p32", "mips64p32le", "ppc",     "riscv",
                       "riscv64", "s390",     "s390x",     "sparc",       "sparc64", "wasm"},
                      arch);
}

static std::string normalizeOS(StringRef os) {
  if (os.empty())
    return hostOS.str();
  std::string lower = gotext::toLower(os);
  return lower == "macos" ? "darwin" : lower;
}

static void normalizeArchitecture(std::string &arch, std::string &variant) {
  arch = gotext::toLower(arch);
  variant = gotext::toLower(variant);
  if (arch == "i386") {
    arch = "386";
    variant.clear();
  } else if (arch == "x86_64" || arch == "x86-64" || arch == "amd64") {
    arch = "amd64";
    if (variant == "v1")
      variant.clear();
  } else if (arch == "aarch64" || arch == "arm64") {
    arch = "arm64";
    if (variant == "8" || variant == "v8" || variant == "v8.0")
      variant.clear();
    else if (variant == "9" || variant == "9.0" || variant == "v9.0")
      variant = "v9";
  } else if (arch == "armhf" || arch == "armel") {
    variant = arch == "armhf" ? "v7" : "v6";
    arch = "arm";
  } else if (arch == "arm") {
    if (variant.empty() || variant == "7")
      variant = "v7";
    else if (variant == "5" || variant == "6" || variant == "8")
      variant = "v" + variant;
  }
}

Platform Platform::host() {
  Platform platform;
  platform.os = hostOS.str();
  platform.architecture = hostArchitecture().str();
  return platform.normalized();
}

Platform Platform::normalized() const {
  Platform result = *this;
  result.os = normalizeOS(os);
  normalizeArchitecture(result.architecture, result.variant);
  llvm::sort(result.osFeatures);
  result.osFeatures.erase(llvm::unique(result.osFeatures), result.osFeatures.end());
  return result;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

static Error invalid(const Twine &message) {
  return makeError(ExitCode::SourceError, message + ": invalid argument");
}

/// Undoes percent-encoding.
static Expected<std::string> decodeOption(StringRef text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2]))
      return makeError(ExitCode::SourceError,
                       "invalid URL escape " + gotext::quote(text.substr(i, 3)));
    out += static_cast<char>(hexFromNibbles(text[i + 1], text[i + 2]));
    i += 2;
  }
  return out;
}

/// The part before the first slash: `os[(version[+feature]…)]`.
static Error parseOS(StringRef part, StringRef whole, Platform &platform) {
  StringRef name = part.take_while([](char c) { return isAlnum(c) || c == '_' || c == '-'; });
  StringRef options = part.drop_front(name.size());
  bool wellFormed = !name.empty();
  if (wellFormed && !options.empty()) {
    wellFormed =
        options.consume_front("(") && options.consume_back(")") &&
        all_of(options, [](char c) { return isAlnum(c) || StringRef("_.%-+").contains(c); }) &&
        !options.ends_with("+") && !options.contains("++");
  }
  if (!wellFormed)
    return invalid(gotext::quote(part) + " is an invalid OS component of " + gotext::quote(whole) +
                   ": OSAndVersion specifier component must match \"^([A-Za-z0-9_-]+)(?:\\\\("
                   "([A-Za-z0-9_.%-]*)((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$\"");
  platform.os = normalizeOS(name);
  SmallVector<StringRef> pieces;
  options.split(pieces, '+');
  for (auto [index, piece] : enumerate(pieces)) {
    Expected<std::string> decoded = decodeOption(piece);
    if (!decoded)
      return addContext(decoded.takeError(),
                        gotext::quote(whole) +
                            (index ? " has invalid OS features" : " has an invalid OS version"));
    if (index == 0)
      platform.osVersion = *decoded;
    else if (!decoded->empty())
      platform.osFeatures.push_back(*decoded);
  }
  return Error::success();
}

/// One word alone: an operating system or an architecture.
static Error parseSingle(StringRef text, Platform &platform) {
  if (isKnownOS(platform.os)) {
    platform.architecture = hostArchitecture().str();
    return Error::success();
  }
  platform.architecture = text.str();
  normalizeArchitecture(platform.architecture, platform.variant);
  if (platform.architecture == "arm" && platform.variant == "v7")
    platform.variant.clear();
  if (!isKnownArchitecture(platform.architecture))
    return invalid(gotext::quote(text) + ": unknown operating system or architecture");
  platform.os = hostOS.str();
  return Error::success();
}

Expected<Platform> Platform::parseExact(StringRef text) {
  if (text.contains('*'))
    return invalid(gotext::quote(text) + ": wildcards not yet supported");
  SmallVector<StringRef> parts;
  text.split(parts, '/', /*MaxSplit=*/3);
  Platform platform;
  if (Error error = parseOS(parts[0], text, platform))
    return std::move(error);
  for (StringRef part : drop_begin(parts))
    if (part.empty() ||
        !all_of(part, [](char c) { return isAlnum(c) || StringRef("_.-").contains(c); }))
      return invalid(gotext::quote(part) + " is an invalid component of " + gotext::quote(text) +
                     ": platform specifier component must match \"^[A-Za-z0-9_.-]+$\"");
  if (parts.size() == 1) {
    if (Error error = parseSingle(text, platform))
      return std::move(error);
    return platform;
  }
  if (parts.size() > 3)
    return invalid(gotext::quote(text) + ": cannot parse platform specifier");
  platform.architecture = parts[1].str();
  platform.variant = parts.size() == 3 ? parts[2].str() : "";
  normalizeArchitecture(platform.architecture, platform.variant);
  if (parts.size() == 2 && platform.architecture == "arm" && platform.variant == "v7")
    platform.variant.clear();
  if (parts.size() == 3 && platform.architecture == "arm64" && platform.variant.empty())
    platform.variant = "v8";
  return platform;
}

Expected<Platform> Platform::parse(StringRef text) {
  if (text == "local")
    return host();
  Expected<Platform> platform = parseExact(text);
  if (!platform)
    return platform.takeError();
  return platform->normalized();
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

static std::string encodeOption(StringRef text) {
  std::string out;
  for (char c : text) {
    if (StringRef("%+()/").contains(c))
      out += {'%', hexdigit(static_cast<uint8_t>(c) >> 4), hexdigit(c & 0xF)};
    else
      out += c;
  }
  return out;
}

static std::string joinParts(StringRef os, const Platform &platform) {
  return path::join(path::join(os, platform.architecture), platform.variant);
}

std::string Platform::str() const { return os.empty() ? "unknown" : joinParts(os, *this); }

std::string Platform::strAll() const {
  if (os.empty())
    return "unknown";
  std::vector<std::string> features = osFeatures;
  llvm::sort(features);
  features.erase(llvm::unique(features), features.end());
  std::string options = encodeOption(osVersion);
  for (const std::string &feature : features)
    if (!feature.empty())
      options += "+" + encodeOption(feature);
  return joinParts(options.empty() ? os : os + "(" + options + ")", *this);
}

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

/// Number behind an optional `v`; nothing when it is not one.
static std::optional<int> variantNumber(StringRef variant) {
  variant.consume_front("v");
  int number;
  if (variant.getAsInteger(10, number))
    return std::nullopt;
  return number;
}

/// Adds `v8.3`, `v8.2`, …, `v8`.
static void addArm64Levels(const Platform &base, int major, int minor, std::vector<Platform> &out) {
  for (; minor >= 0; --minor) {
    Platform level = base;
    level.variant = "v" + std::to_string(major) + (minor ? "." + std::to_string(minor) : "");
    out.push_back(std::move(level));
  }
}

static void addNumberedLevels(const Platform &base, int lowest, std::vector<Platform> &out) {
  std::optional<int> number = variantNumber(base.variant);
  // No real level is above 99; a hostile one must not make a long list.
  if (!number || *number > 99)
    return;
  for (int level = *number - 1; level >= lowest; --level) {
    Platform older = base;
    older.variant = "v" + std::to_string(level);
    out.push_back(std::move(older));
  }
}

/// What runs where `platform` (normalised) is asked for, best first.
static std::vector<Platform> compatiblePlatforms(const Platform &platform) {
  std::vector<Platform> out;
  if (platform.architecture != "arm64") {
    out.push_back(platform);
    if (platform.architecture == "arm")
      addNumberedLevels(platform, 5, out);
    if (platform.architecture == "amd64") {
      addNumberedLevels(platform, 1, out);
      Platform older = platform;
      older.architecture = "386";
      older.variant.clear();
      out.push_back(std::move(older));
    }
    return out;
  }
  StringRef variant = platform.variant.empty() ? "v8" : StringRef(platform.variant);
  auto [majorText, minorText] = variant.drop_front().split('.');
  int major = 0, minor = 0;
  bool known = variant.starts_with("v") && !majorText.getAsInteger(10, major) &&
               (minorText.empty() || !minorText.getAsInteger(10, minor)) && minor >= 0 &&
               ((major == 8 && minor <= 9) || (major == 9 && minor <= 7));
  if (known) {
    addArm64Levels(platform, major, minor, out);
    // Armv9.N contains Armv8.(N+5).
    if (major == 9)
      addArm64Levels(platform, 8, std::min(minor + 5, 9), out);
  } else {
    return out;
  }
  Platform arm = platform;
  arm.architecture = "arm";
  arm.variant = "v8";
  out.push_back(arm);
  addNumberedLevels(arm, 5, out);
  return out;
}

namespace {
struct WindowsVersion {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned build = 0;
  bool empty() const { return !major && !minor && !build; }
};
} // namespace

static WindowsVersion parseWindowsVersion(StringRef text) {
  SmallVector<StringRef> parts;
  text.split(parts, '.');
  WindowsVersion version;
  if (parts.size() < 3 || parts[0].getAsInteger(10, version.major) || version.major > 255 ||
      parts[1].getAsInteger(10, version.minor) || version.minor > 255 ||
      parts[2].getAsInteger(10, version.build) || version.build > 65535)
    return {};
  return version;
}

static bool matchWindowsVersion(StringRef hostText, StringRef containerText) {
  constexpr unsigned ltsc2022 = 20348, ltsc2025 = 26100;
  WindowsVersion host = parseWindowsVersion(hostText);
  if (host.empty() || containerText.empty())
    return true;
  WindowsVersion container = parseWindowsVersion(containerText);
  if (host.major != container.major || host.minor != container.minor)
    return false;
  if (host.build < ltsc2022)
    return host.build == container.build;
  unsigned oldest = host.build > ltsc2025 ? ltsc2025 : ltsc2022;
  return oldest <= container.build && container.build <= host.build;
}

/// Whether `candidate` is what `level` says; every feature it needs is there.
static bool matchLevel(const Platform &level, Platform candidate) {
  Platform wanted = level.normalized();
  if (level.os == "windows") {
    auto feature = llvm::find(candidate.osFeatures, "win32k");
    if (feature != candidate.osFeatures.end())
      candidate.osFeatures.erase(feature);
    if (!matchWindowsVersion(level.osVersion, candidate.osVersion))
      return false;
  }
  return wanted.os == candidate.os && wanted.architecture == candidate.architecture &&
         wanted.variant == candidate.variant &&
         std::includes(wanted.osFeatures.begin(), wanted.osFeatures.end(),
                       candidate.osFeatures.begin(), candidate.osFeatures.end());
}

int imgc::matchPlatform(const Platform &wanted, const Platform &candidate) {
  Platform normalized = candidate.normalized();
  std::vector<Platform> levels = compatiblePlatforms(wanted.normalized());
  for (auto [index, level] : enumerate(levels))
    if (matchLevel(level, normalized))
      return static_cast<int>(index);
  return -1;
}
