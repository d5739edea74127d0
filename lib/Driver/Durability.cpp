//===- Durability.cpp - Results survive a power loss, later ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Durability.h"

#include "imgc/Runtime/Store/Store.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace imgc::driver {

/// In the child of the child: nothing of the parent is used, least of all its
/// database connection, which must not cross a fork.
[[noreturn]] static void flush(const std::string &path) {
  ::setsid();
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  ::close_range(0, ~0u, 0);
  ::open("/dev/null", O_RDWR); // 0, and the same as 1 and 2
  ::dup2(0, 1);
  ::dup2(0, 2);
  if (::chdir("/") == 0) {
    ::prctl(PR_SET_NAME, "imgc-flush");
    llvm::Expected<std::unique_ptr<Store>> store = Store::open(path);
    if (store)
      llvm::consumeError((*store)->makeAllDurable());
    else
      llvm::consumeError(store.takeError());
  }
  ::_exit(0);
}

void flushStoreInBackground(llvm::StringRef storePath) {
  char resolved[PATH_MAX];
  if (!::realpath(storePath.str().c_str(), resolved))
    return;
  pid_t child = ::fork();
  if (child == 0) {
    // The second fork makes it nobody's child to wait for.
    if (::fork() == 0)
      flush(resolved);
    ::_exit(0);
  }
  if (child > 0)
    ::waitpid(child, nullptr, 0);
}

} // namespace imgc::driver
