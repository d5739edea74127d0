//===- Ports.cpp - EXPOSE -------------------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ports.h"

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/SmallVector.h"

#include <arpa/inet.h>
#include <optional>

namespace imgc::dockerfile {

namespace {
struct PortWord {
  std::string address, hostPort, containerPort;
};
struct PortRange {
  unsigned first, last;
};
} // namespace

static llvm::Error refuse(const llvm::Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

/// Nothing when the text is no port; `0` is one.
static std::optional<unsigned> parseNumber(llvm::StringRef text) {
  text.consume_front("+");
  unsigned port;
  if (text.empty() || text.getAsInteger(10, port) || port > 65535)
    return std::nullopt;
  return port;
}

static std::optional<PortRange> parseRange(llvm::StringRef text) {
  auto [start, end] = text.split('-');
  std::optional<unsigned> first = parseNumber(start);
  if (!first)
    return std::nullopt;
  if (!text.contains('-') || start == end)
    return PortRange{*first, *first};
  std::optional<unsigned> last = parseNumber(end);
  if (!last || *last < *first)
    return std::nullopt;
  return PortRange{*first, *last};
}

/// `[ip:[host:]]container`; an address may have colons of its own.
static PortWord splitWord(llvm::StringRef word) {
  llvm::SmallVector<llvm::StringRef> parts;
  word.split(parts, ':');
  if (parts.size() == 1)
    return {"", "", parts[0].str()};
  PortWord result{"", parts[parts.size() - 2].str(), parts.back().str()};
  if (parts.size() > 2)
    result.address = word.drop_back(result.hostPort.size() + result.containerPort.size() + 2).str();
  return result;
}

/// What net.SplitHostPort minds of an address that begins with `[`, and a colon
/// behind it; empty for nothing.
static std::string checkBrackets(llvm::StringRef address) {
  auto say = [&](const char *why) { return (": address " + address + ":: " + why).str(); };
  size_t end = address.find(']');
  if (end == llvm::StringRef::npos)
    return say("missing ']' in address");
  if (end + 1 != address.size())
    return say(address[end + 1] == ':' ? "too many colons in address" : "missing port in address");
  return address.drop_front().contains('[') ? say("unexpected '[' in address") : "";
}

static llvm::Error checkAddress(llvm::StringRef address) {
  if (address.empty())
    return llvm::Error::success();
  llvm::StringRef bare = address;
  if (bare.starts_with("[")) {
    if (std::string complaint = checkBrackets(address); !complaint.empty())
      return refuse("invalid IP address " + address + complaint);
    bare = bare.drop_front().drop_back();
  }
  unsigned char buffer[16];
  std::string text = bare.str();
  if (::inet_pton(AF_INET, text.c_str(), buffer) == 1 ||
      ::inet_pton(AF_INET6, text.c_str(), buffer) == 1)
    return llvm::Error::success();
  return refuse("invalid IP address: " + bare);
}

static llvm::Error checkHostPort(const PortWord &parts, const PortRange &container) {
  if (parts.hostPort.empty())
    return llvm::Error::success();
  std::optional<PortRange> host = parseRange(parts.hostPort);
  if (!host)
    return refuse("invalid hostPort: " + parts.hostPort);
  // One container port may take any of a range of host ports.
  if (container.last - container.first != host->last - host->first &&
      container.first != container.last)
    return refuse("invalid ranges specified for container and host Ports: " + parts.containerPort +
                  " and " + parts.hostPort);
  return llvm::Error::success();
}

static llvm::Error parseWord(llvm::StringRef word, std::vector<std::string> &result) {
  PortWord parts = splitWord(word);
  auto [port, protocol] = llvm::StringRef(parts.containerPort).split('/');
  auto wrap = [&](const llvm::Twine &cause) {
    return refuse("invalid port: " + gotext::quote(word) + ": " + cause);
  };
  if (port.empty())
    return wrap("no port specified");
  std::string lower = protocol.empty() ? "tcp" : protocol.lower();
  if (lower != "tcp" && lower != "udp" && lower != "sctp")
    return makeSourceError(
        "invalid port: " + gotext::quote(word) + ": invalid proto: " + protocol,
        {("there is no protocol '" + protocol + "'" +
          describeNearest(lower, {"tcp", "udp", "sctp"}))
             .str(),
         {protocol.str(), word.str()},
         {"expected 'tcp', 'udp' or 'sctp'"}});
  parts.containerPort = port.str();
  if (llvm::Error error = checkAddress(parts.address))
    return error;
  std::optional<PortRange> range = parseRange(parts.containerPort);
  if (!range)
    return refuse("invalid containerPort: " + parts.containerPort);
  if (llvm::Error error = checkHostPort(parts, *range))
    return error;
  for (unsigned number = range->first; number <= range->last; ++number)
    result.push_back(std::to_string(number) + "/" + lower);
  return llvm::Error::success();
}

llvm::Expected<std::vector<std::string>> parsePorts(llvm::ArrayRef<std::string> words) {
  std::vector<std::string> result;
  for (const std::string &word : words)
    if (llvm::Error error = parseWord(word, result)) {
      ExplainedParts parts = takeExplained(std::move(error));
      if (!parts.explanation.isEmpty())
        return makeSourceError(parts.message, std::move(parts.explanation));
      return makeSourceError(parts.message,
                             {"'" + word + "' is no port",
                              {word},
                              {"expected a number up to 65535 or a range, and perhaps '/tcp', "
                               "'/udp' or '/sctp', such as 80 or 8000-8010/udp"}});
    }
  return result;
}

} // namespace imgc::dockerfile
