//===- JSONProgress.cpp - Progress as lines of JSON -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/Progress.h"

#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"

namespace imgc {
namespace {

class JSONProgress : public EventSink {
public:
  explicit JSONProgress(llvm::raw_ostream &os) : os(os) {}

  void handle(const Event &event) override {
    llvm::json::OStream json(os);
    json.object([&] {
      json.attribute("event", getEventKindName(event.kind));
      json.attribute("time", event.timeNs / 1e9);
      if (event.vertex != 0)
        json.attribute("vertex", event.vertex);
      writeText(json, "name", event.name);
      if (event.kind == EventKind::StepLog)
        json.attribute("stream", event.stream == LogStream::Stderr ? "stderr" : "stdout");
      writeText(json, "text", event.text);
      if (event.current != 0 || event.total != 0) {
        json.attribute("current", int64_t(event.current));
        json.attribute("total", int64_t(event.total));
      }
    });
    os << '\n';
    os.flush();
  }

private:
  static void writeText(llvm::json::OStream &json, llvm::StringRef name, llvm::StringRef text) {
    if (text.empty())
      return;
    if (llvm::json::isUTF8(text))
      json.attribute(name, text);
    else
      json.attribute(name == "text" ? "base64" : (name + "_base64").str(),
                     llvm::encodeBase64(text));
  }

  llvm::raw_ostream &os;
};

} // namespace

std::unique_ptr<EventSink> makeJSONProgress(llvm::raw_ostream &os) {
  return std::make_unique<JSONProgress>(os);
}

} // namespace imgc
