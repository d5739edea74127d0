//===- Http.cpp - HTTP by libcurl -----------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/Http.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Url.h"
#include "imgc/Support/Version.h"

#include "llvm/ADT/StringExtras.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include <cstdlib>

namespace imgc {

//===----------------------------------------------------------------------===//
// libcurl, opened on first use
//===----------------------------------------------------------------------===//

namespace {
/// The functions of libcurl that are used, with its own types.
struct Curl {
  decltype(&::curl_global_init) globalInit = nullptr;
  decltype(&::curl_easy_init) init = nullptr;
  decltype(&::curl_easy_cleanup) cleanup = nullptr;
  decltype(&::curl_easy_reset) reset = nullptr;
  decltype(&::curl_easy_perform) perform = nullptr;
  CURLcode (*setopt)(CURL *, CURLoption, ...) = nullptr;
  CURLcode (*getinfo)(CURL *, CURLINFO, ...) = nullptr;
  decltype(&::curl_easy_strerror) strerror = nullptr;
  decltype(&::curl_slist_append) append = nullptr;
  decltype(&::curl_slist_free_all) freeAll = nullptr;
  bool ok = false;

  template <typename Function>
  bool load(void *library, const char *name, Function &function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
  }

  Curl() {
    void *library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library)
      return;
    ok = load(library, "curl_global_init", globalInit) && load(library, "curl_easy_init", init) &&
         load(library, "curl_easy_cleanup", cleanup) && load(library, "curl_easy_reset", reset) &&
         load(library, "curl_easy_perform", perform) && load(library, "curl_easy_setopt", setopt) &&
         load(library, "curl_easy_getinfo", getinfo) &&
         load(library, "curl_easy_strerror", strerror) &&
         load(library, "curl_slist_append", append) &&
         load(library, "curl_slist_free_all", freeAll) &&
         globalInit(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  }
};
} // namespace

static const Curl &getCurl() {
  static const Curl curl;
  return curl;
}

//===----------------------------------------------------------------------===//
// One transfer
//===----------------------------------------------------------------------===//

namespace {
struct Transfer {
  const HttpRequest &request;
  std::optional<HttpSink> sink;
  CURL *handle;
  HttpResponse response;
  uint64_t received = 0;
  /// Set by a callback that aborted the transfer; it knows best.
  llvm::Error error = llvm::Error::success();

  long getStatus() {
    long status = 0;
    getCurl().getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  size_t write(const char *data, size_t size) {
    long status = getStatus();
    received += size;
    if (received > request.maxBody) {
      error = makeError(ExitCode::Registry, "the answer of '" + request.url + "' is larger than " +
                                                llvm::Twine(request.maxBody) + " bytes");
      return 0;
    }
    if (!sink || status < 200 || status >= 300) {
      // An error page: enough of it for a message.
      if (!sink || response.body.size() < (64u << 10))
        response.body.append(data, size);
      return size;
    }
    llvm::StringRef bytes(data, size);
    // 200 to a request with an offset: the server starts at the front.
    if (status == 200 && received - size < request.offset)
      bytes = bytes.drop_front(std::min<uint64_t>(size, request.offset - (received - size)));
    error = (*sink)(bytes);
    return error ? 0 : size;
  }

  void header(llvm::StringRef line) {
    line = line.rtrim("\r\n");
    if (line.starts_with("HTTP/")) {
      response.headers.clear(); // of a redirect or "100 Continue" before
      return;
    }
    auto [name, value] = line.split(':');
    if (!value.empty() && response.headers.size() < 256)
      response.headers.emplace_back(name.lower(), value.trim().str());
  }
};
} // namespace

static size_t onBody(char *data, size_t size, size_t count, void *user) {
  return static_cast<Transfer *>(user)->write(data, size * count);
}

static size_t onHeader(char *data, size_t size, size_t count, void *user) {
  static_cast<Transfer *>(user)->header(llvm::StringRef(data, size * count));
  return size * count;
}

static int onProgress(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto &cancelled = static_cast<Transfer *>(user)->request.cancelled;
  return cancelled && cancelled() ? 1 : 0;
}

//===----------------------------------------------------------------------===//
// HttpResponse, HttpClient
//===----------------------------------------------------------------------===//

std::vector<llvm::StringRef> HttpResponse::getHeaders(llvm::StringRef name) const {
  std::vector<llvm::StringRef> values;
  for (auto &[key, value] : headers)
    if (key == name)
      values.push_back(value);
  return values;
}

llvm::StringRef HttpResponse::getHeader(llvm::StringRef name) const {
  std::vector<llvm::StringRef> values = getHeaders(name);
  return values.empty() ? llvm::StringRef() : values.back();
}

HttpClient::HttpClient() = default;

HttpClient::~HttpClient() {
  if (handle)
    getCurl().cleanup(handle);
}

/// What helps when no answer came.
static llvm::StringRef getRemedy(CURLcode code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return "check the name of the host and the network; https_proxy names a proxy";
  case CURLE_COULDNT_RESOLVE_PROXY:
    return "check the proxy that https_proxy names";
  case CURLE_COULDNT_CONNECT:
  case CURLE_OPERATION_TIMEDOUT:
    return "check that the host is up and can be reached; https_proxy names a proxy";
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CONNECT_ERROR:
    return "SSL_CERT_FILE names further certificates to trust";
  default:
    return "";
  }
}

llvm::Expected<HttpResponse> HttpClient::send(const HttpRequest &request) {
  return perform(request, std::nullopt);
}

llvm::Expected<HttpResponse> HttpClient::send(const HttpRequest &request, HttpSink sink) {
  return perform(request, sink);
}

static void setOptions(const Curl &curl, Transfer &transfer, curl_slist *headers) {
  CURL *handle = transfer.handle;
  const HttpRequest &request = transfer.request;
  bool https = llvm::StringRef(request.url).starts_with("https:");
  curl.setopt(handle, CURLOPT_URL, request.url.c_str());
  curl.setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  // A secure request is never led to an insecure place.
  curl.setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, https ? "https" : "http,https");
  curl.setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl.setopt(handle, CURLOPT_MAXREDIRS, 8L);
  curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.setopt(handle, CURLOPT_USERAGENT, "imgc/" IMGC_VERSION);
  curl.setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, 15000L);
  curl.setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl.setopt(handle, CURLOPT_LOW_SPEED_TIME, 60L);
  curl.setopt(handle, CURLOPT_BUFFERSIZE, 256L << 10);
  curl.setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl.setopt(handle, CURLOPT_WRITEFUNCTION, onBody);
  curl.setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl.setopt(handle, CURLOPT_HEADERFUNCTION, onHeader);
  curl.setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl.setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl.setopt(handle, CURLOPT_XFERINFOFUNCTION, onProgress);
  curl.setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  if (request.method == "HEAD")
    curl.setopt(handle, CURLOPT_NOBODY, 1L);
  if (request.offset)
    curl.setopt(handle, CURLOPT_RANGE, (std::to_string(request.offset) + "-").c_str());
  if (const char *bundle = std::getenv("SSL_CERT_FILE"))
    curl.setopt(handle, CURLOPT_CAINFO, bundle);
}

llvm::Expected<HttpResponse> HttpClient::perform(const HttpRequest &request,
                                                 std::optional<HttpSink> sink) {
  const Curl &curl = getCurl();
  if (!curl.ok)
    return makeError(ExitCode::Environment, "libcurl.so.4 cannot be opened",
                     "it is needed to talk to registries; install Debian's libcurl4");
  if (!handle)
    handle = curl.init();
  else
    curl.reset(handle); // keeps the connections
  if (!handle)
    return makeError(ExitCode::Environment, "libcurl cannot be set up");

  Transfer transfer{request, sink, handle, {}};
  curl_slist *headers = nullptr;
  for (auto &[name, value] : request.headers)
    headers = curl.append(headers, (name + ": " + value).c_str());
  setOptions(curl, transfer, headers);
  CURLcode code = curl.perform(handle);
  curl.freeAll(headers);
  curl.getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer.response.status);
  if (transfer.error)
    return std::move(transfer.error);
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return makeError(ExitCode::Interrupted, "interrupted");
  if (code != CURLE_OK)
    return makeError(ExitCode::Registry,
                     "cannot read '" + redactCredentials(request.url) +
                         "': " + llvm::StringRef(curl.strerror(code)).lower(),
                     getRemedy(code));
  return std::move(transfer.response);
}

} // namespace imgc
