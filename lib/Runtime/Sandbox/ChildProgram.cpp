//===- ChildProgram.cpp - No program through /proc ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Child.h"

#include <linux/openat2.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace imgc::detail;

/// As many interpreters of interpreters as the kernel follows.
static constexpr int maxInterpreters = 5;
static constexpr size_t headSize = 256;

/// Points `interpreter` into `head` when that is the first line of a script.
static bool findInterpreter(char *head, const char *&interpreter) {
  if (head[0] != '#' || head[1] != '!')
    return false;
  char *c = head + 2;
  while (*c == ' ' || *c == '\t')
    ++c;
  interpreter = c;
  while (*c && *c != ' ' && *c != '\t' && *c != '\n')
    ++c;
  *c = 0;
  return *interpreter != 0;
}

static void checkProgram(const ChildPlan &plan, const char *program, uint32_t index) {
  char heads[2][headSize + 1];
  for (int depth = 0; depth <= maxInterpreters; ++depth) {
    struct open_how how = {};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_NO_MAGICLINKS;
    int fd = ::syscall(SYS_openat2, AT_FDCWD, program, &how, sizeof(how));
    if (fd < 0) {
      if (errno == ELOOP)
        childFail(plan, ChildStage::MagicProgram, errno, index);
      return;
    }
    struct stat st;
    bool isFile = ::fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    ::close(fd);
    if (!isFile)
      return;
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    fd = ::syscall(SYS_openat2, AT_FDCWD, program, &how, sizeof(how));
    if (fd < 0)
      return;
    char *head = heads[depth % 2];
    long length = ::read(fd, head, headSize);
    ::close(fd);
    if (length < 3)
      return;
    head[length] = 0;
    if (!findInterpreter(head, program))
      return;
  }
}

void imgc::detail::childCheckPrograms(const ChildPlan &plan) {
  for (uint32_t i = 0; plan.programs[i]; ++i)
    checkProgram(plan, plan.programs[i], i);
}
