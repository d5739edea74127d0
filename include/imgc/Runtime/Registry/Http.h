//===- Http.h - HTTP by libcurl ---------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_HTTP_H
#define IMGC_RUNTIME_REGISTRY_HTTP_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

struct HttpRequest {
  /// GET or HEAD.
  std::string method = "GET";
  std::string url;
  /// Name and value. `Authorization` is dropped when a redirect leaves the host.
  std::vector<std::pair<std::string, std::string>> headers;
  /// First byte wanted; 0: all. A server that ignores it makes no difference.
  uint64_t offset = 0;
  /// A body larger than this is an error (bytes).
  uint64_t maxBody = 8u << 20;
  /// Asked now and then; true aborts with ExitCode::Interrupted.
  std::function<bool()> cancelled;
};

struct HttpResponse {
  long status = 0;
  /// Names in lower case; of the last response of a redirect chain.
  std::vector<std::pair<std::string, std::string>> headers;
  /// Empty when a sink took it.
  std::string body;

  /// All values of a header.
  std::vector<llvm::StringRef> getHeaders(llvm::StringRef name) const;
  llvm::StringRef getHeader(llvm::StringRef name) const;
};

/// Takes the bytes of a successful (2xx) body; an error aborts the transfer.
using HttpSink = llvm::function_ref<llvm::Error(llvm::StringRef)>;

/// One connection cache. Not thread-safe: one client a thread. libcurl is
/// opened when the first request is made, since loading it costs 10 ms that
/// cached builds do not have.
class HttpClient {
public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient &) = delete;

  /// Only transport failures are errors (ExitCode::Registry); every status is a
  /// response. Error bodies go to `body` even when there is a sink.
  llvm::Expected<HttpResponse> send(const HttpRequest &request);
  llvm::Expected<HttpResponse> send(const HttpRequest &request, HttpSink sink);

private:
  llvm::Expected<HttpResponse> perform(const HttpRequest &request, std::optional<HttpSink> sink);
  void *handle = nullptr;
};

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_HTTP_H
