//===- RegistryClient.cpp - Pulling from a registry -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/RegistryClient.h"

#include "Challenge.h"
#include "imgc/Runtime/Registry/ImageDocuments.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/StringExtras.h"

#include <chrono>
#include <cmath>
#include <random>
#include <thread>

namespace imgc {

static constexpr unsigned maxAttempts = 4;

static constexpr llvm::StringLiteral documentTypes =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json, */*";

bool isLoopbackRegistry(llvm::StringRef domain) {
  if (domain.starts_with("[::1]"))
    return true;
  llvm::StringRef host = domain.split(':').first;
  if (host == "localhost")
    return true;
  llvm::SmallVector<llvm::StringRef> parts;
  host.split(parts, '.');
  unsigned octet;
  return parts.size() == 4 && parts[0] == "127" && llvm::all_of(parts, [&](llvm::StringRef part) {
           return !part.getAsInteger(10, octet) && octet < 256;
         });
}

/// A fresh connection a thread: curl handles cannot be shared.
static HttpClient &getClient() {
  static thread_local HttpClient client;
  return client;
}

RegistryClient::RegistryClient(const Reference &repository, std::function<bool()> cancelled)
    : repository(repository), cancelled(std::move(cancelled)) {
  std::string host = repository.domain == "docker.io" ? "registry-1.docker.io" : repository.domain;
  base = (isLoopbackRegistry(repository.domain) ? "http://" : "https://") + host + "/v2/" +
         repository.path;
}

//===----------------------------------------------------------------------===//
// Requests
//===----------------------------------------------------------------------===//

/// Worth another try: the server may recover.
static bool isTransient(long status) {
  return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
         status == 503 || status == 504;
}

/// Sleeps 1, 2, 4 … s with jitter, or what Retry-After says (at most 30 s).
static void backOff(unsigned attempt, llvm::StringRef retryAfter,
                    const std::function<bool()> &cancelled) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  unsigned seconds = 0;
  double delay = std::ldexp(0.5 + 0.5 * (random() % 1000) / 1000.0, attempt);
  if (!retryAfter.getAsInteger(10, seconds))
    delay = std::min(seconds, 30u);
  for (double slept = 0; slept < delay && !(cancelled && cancelled()); slept += 0.1)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

llvm::Expected<HttpResponse> RegistryClient::sendOnce(HttpRequest &request,
                                                      std::optional<HttpSink> sink) {
  for (bool authorized = false;; authorized = true) {
    std::string used;
    {
      std::lock_guard<std::mutex> lock(mutex);
      used = token;
    }
    HttpRequest full = request;
    full.cancelled = cancelled;
    if (!used.empty())
      full.headers.emplace_back("Authorization", "Bearer " + used);
    llvm::Expected<HttpResponse> response =
        sink ? getClient().send(full, *sink) : getClient().send(full);
    if (!response || response->status != 401 || authorized)
      return response;
    if (llvm::Error error = authorize(*response, used))
      return std::move(error);
  }
}

llvm::Expected<HttpResponse> RegistryClient::send(HttpRequest request,
                                                  std::optional<HttpSink> sink) {
  for (unsigned attempt = 0;; ++attempt) {
    llvm::Expected<HttpResponse> response = sendOnce(request, sink);
    bool last = attempt + 1 == maxAttempts;
    if (!response) {
      // A sink cannot take bytes twice; fetchBlob resumes by itself. A refused
      // connection does not get better by asking again.
      ErrorParts parts = takeError(response.takeError());
      bool hopeless = sink || last || parts.code != ExitCode::Registry ||
                      llvm::StringRef(parts.message).contains("resolve host") ||
                      llvm::StringRef(parts.message).contains("connect to server");
      if (hopeless)
        return makeError(parts.code, parts.message, parts.hint);
      backOff(attempt, "", cancelled);
      continue;
    }
    if (!isTransient(response->status) || last)
      return response;
    backOff(attempt, response->getHeader("retry-after"), cancelled);
  }
}

llvm::Error RegistryClient::authorize(const HttpResponse &challenge,
                                      llvm::StringRef rejectedToken) {
  std::lock_guard<std::mutex> lock(mutex);
  if (token != rejectedToken)
    return llvm::Error::success(); // another thread was faster
  for (llvm::StringRef header : challenge.getHeaders("www-authenticate")) {
    std::optional<BearerChallenge> bearer = parseBearerChallenge(header);
    if (!bearer)
      continue;
    bool secure = llvm::StringRef(bearer->realm).starts_with("https://");
    if (!secure && !llvm::StringRef(base).starts_with("http://"))
      return makeError(ExitCode::Registry, "registry '" + repository.domain +
                                               "' asks for a token from an insecure place");
    HttpRequest request;
    request.url = getTokenUrl(*bearer, "repository:" + repository.path + ":pull");
    request.maxBody = 1u << 20;
    request.cancelled = cancelled;
    llvm::Expected<HttpResponse> response = getClient().send(request);
    if (!response)
      return response.takeError();
    if (response->status != 200)
      return statusError(*response, "a token for '" + repository.name() + "'");
    llvm::Expected<std::string> fresh = parseTokenAnswer(response->body);
    if (!fresh)
      return fresh.takeError();
    token = *fresh;
    return llvm::Error::success();
  }
  return makeError(ExitCode::Registry, "registry '" + repository.domain + "' asks for credentials",
                   "only anonymous pulls are supported yet");
}

/// The registry's own words, when the body holds them (distribution-spec, error codes).
static std::string getRegistryMessage(llvm::StringRef body) {
  llvm::Expected<llvm::json::Value> value = parseJson(body, 16);
  if (!value) {
    llvm::consumeError(value.takeError());
    return "";
  }
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Array *errors = object ? object->getArray("errors") : nullptr;
  if (!errors || errors->empty())
    return "";
  const llvm::json::Object *first = errors->front().getAsObject();
  return first ? first->getString("message").value_or("").take_front(200).str() : "";
}

llvm::Error RegistryClient::statusError(const HttpResponse &response,
                                        const llvm::Twine &what) const {
  std::string words = getRegistryMessage(response.body);
  std::string text = words.empty() ? "" : " (" + words + ")";
  if (response.status == 404)
    return makeError(ExitCode::Registry,
                     what + ": not found in registry '" + repository.domain + "'" + text);
  if (response.status == 401 || response.status == 403)
    return makeError(ExitCode::Registry,
                     what + ": registry '" + repository.domain + "' denies access" + text,
                     "only anonymous pulls are supported yet; check the name too");
  return makeError(ExitCode::Registry, what + ": registry '" + repository.domain +
                                           "' answers with status " + llvm::Twine(response.status) +
                                           text);
}

//===----------------------------------------------------------------------===//
// Documents and blobs
//===----------------------------------------------------------------------===//

llvm::Expected<FetchedDocument> RegistryClient::fetchDocument(llvm::StringRef tagOrDigest) {
  HttpRequest request;
  request.url = base + "/manifests/" + tagOrDigest.str();
  request.headers = {{"Accept", documentTypes.str()}};
  request.maxBody = maxDocumentSize;
  llvm::Expected<HttpResponse> response = send(request, std::nullopt);
  if (!response)
    return response.takeError();
  std::string what =
      repository.name() + (tagOrDigest.starts_with("sha256:") ? "@" : ":") + tagOrDigest.str();
  if (response->status != 200)
    return statusError(*response, "'" + what + "'");
  FetchedDocument document;
  document.bytes = std::move(response->body);
  document.digest = Sha256::of(document.bytes);
  document.mediaType = response->getHeader("content-type").split(';').first.trim().str();
  std::string asked = tagOrDigest.starts_with("sha256:") ? tagOrDigest.str() : "";
  llvm::StringRef announced = response->getHeader("docker-content-digest");
  if ((!asked.empty() && asked != document.digest.str()) ||
      (announced.starts_with("sha256:") && announced != document.digest.str()))
    return makeError(ExitCode::Registry, "'" + what + "': registry '" + repository.domain +
                                             "' served bytes of another digest (" +
                                             document.digest.str() + ")");
  return document;
}

llvm::Error RegistryClient::fetchBlob(const Digest &digest, uint64_t size, HttpSink sink) {
  std::string what = "blob " + digest.str() + " of '" + repository.name() + "'";
  uint64_t received = 0;
  bool final = false; // an error that another try does not mend
  auto take = [&](llvm::StringRef data) -> llvm::Error {
    final = true;
    if (data.size() > size - received)
      return makeError(ExitCode::Registry, what + " is larger than announced");
    received += data.size();
    if (llvm::Error error = sink(data))
      return error;
    final = false;
    return llvm::Error::success();
  };
  for (unsigned attempt = 0;; ++attempt) {
    HttpRequest request;
    request.url = base + "/blobs/" + digest.str();
    request.offset = received;
    request.maxBody = UINT64_MAX;
    llvm::Expected<HttpResponse> response = send(request, HttpSink(take));
    if (response && response->status / 100 != 2)
      return statusError(*response, what);
    if (response && received == size)
      return llvm::Error::success();
    llvm::Error error =
        response ? makeError(ExitCode::Registry, what + " ended after " + llvm::Twine(received) +
                                                     " of " + llvm::Twine(size) + " bytes")
                 : response.takeError();
    if (final || attempt + 1 == maxAttempts || (cancelled && cancelled()))
      return error;
    llvm::consumeError(std::move(error));
    backOff(attempt, "", cancelled);
  }
}

} // namespace imgc
