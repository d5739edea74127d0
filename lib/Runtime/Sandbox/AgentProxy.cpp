//===- AgentProxy.cpp - An ssh agent inside a sandbox -------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Sandbox/AgentProxy.h"

#include "Prepare.h"

#include "imgc/Support/Error.h"

#include <cerrno>
#include <fcntl.h>
#include <list>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace imgc {

/// Of one connection and direction; an agent's messages are smaller.
static constexpr size_t maxPending = 256 << 10;
static constexpr size_t maxConnections = 64;

//===----------------------------------------------------------------------===//
// One connection
//===----------------------------------------------------------------------===//

namespace {
/// Bytes on their way from one end to the other.
struct Direction {
  int from = -1, to = -1;
  std::string pending;
  bool ended = false, closed = false;

  void read();
  void write();
  bool isDone() const { return closed; }
};

struct Connection {
  FileDescriptor command, agent;
  Direction there, back;

  Connection(FileDescriptor first, FileDescriptor second)
      : command(std::move(first)), agent(std::move(second)),
        there{command.get(), agent.get(), {}}, back{agent.get(), command.get(), {}} {}
};
} // namespace

void Direction::read() {
  char buffer[1 << 14];
  ssize_t got = ::recv(from, buffer, sizeof buffer, MSG_DONTWAIT);
  if (got > 0)
    pending.append(buffer, got);
  else if (got == 0 || (errno != EAGAIN && errno != EINTR))
    ended = true;
}

void Direction::write() {
  while (!pending.empty()) {
    ssize_t sent = ::send(to, pending.data(), pending.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
      return;
    if (sent < 0) {
      pending.clear();
      ended = true;
      break;
    }
    pending.erase(0, sent);
  }
  if (ended && !closed) {
    ::shutdown(to, SHUT_WR);
    closed = true;
  }
}

static struct sockaddr_un makeAddress(llvm::StringRef path) {
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path = path.take_front(sizeof address.sun_path - 1);
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

/// A socket's address is short, so its folder is named by a descriptor.
static std::string viaDescriptor(int folder, llvm::StringRef name) {
  return "/proc/self/fd/" + std::to_string(folder) + "/" + name.str();
}

static FileDescriptor connectTo(const std::string &path) {
  FileDescriptor folder;
  std::string address = path;
  if (size_t slash = path.rfind('/'); slash != std::string::npos) {
    folder.reset(::open(path.substr(0, slash + 1).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    address = viaDescriptor(folder.get(), path.substr(slash + 1));
  }
  struct sockaddr_un agent = makeAddress(address);
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd && ::connect(fd.get(), reinterpret_cast<struct sockaddr *>(&agent), sizeof agent) != 0)
    fd.reset();
  return fd;
}

//===----------------------------------------------------------------------===//
// The proxy
//===----------------------------------------------------------------------===//

static llvm::Error socketError(llvm::StringRef what) {
  return makeErrnoError(ExitCode::Environment, "cannot pass the ssh agent on: " + what, errno);
}

llvm::Error AgentProxy::listen(const Options &options) {
  auto memory = detail::makeFileSystem("tmpfs",
                                       MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
                                       {{"mode", "0700"}});
  if (!memory)
    return memory.takeError();
  listener.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct sockaddr_un address = makeAddress(viaDescriptor(memory->get(), "agent"));
  if (!listener ||
      ::bind(listener.get(), reinterpret_cast<struct sockaddr *>(&address), sizeof address) != 0)
    return socketError("bind");
  if (::fchownat(memory->get(), "agent", options.uid, options.gid, 0) != 0 ||
      ::fchmodat(memory->get(), "agent", options.mode & 0777, 0) != 0)
    return socketError("owner");
  if (::listen(listener.get(), 16) != 0)
    return socketError("listen");
  tree.reset(::open_tree(memory->get(), "agent", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  stop.reset(::eventfd(0, EFD_CLOEXEC));
  if (!tree || !stop)
    return socketError("mount");
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<AgentProxy>> AgentProxy::create(const Options &options) {
  std::unique_ptr<AgentProxy> proxy(new AgentProxy());
  proxy->socket = options.socket;
  if (llvm::Error error = proxy->listen(options))
    return std::move(error);
  proxy->thread = std::thread([&self = *proxy] { self.serve(); });
  return proxy;
}

AgentProxy::~AgentProxy() {
  if (!thread.joinable())
    return;
  uint64_t one = 1;
  while (::write(stop.get(), &one, sizeof one) < 0 && errno == EINTR)
    ;
  thread.join();
}

static short wantedEvents(const Direction &in, const Direction &out) {
  bool mayRead = !in.ended && in.pending.size() < maxPending;
  return (mayRead ? POLLIN : 0) | (out.pending.empty() ? 0 : POLLOUT);
}

void AgentProxy::serve() {
  std::list<Connection> connections;
  for (;;) {
    std::vector<struct pollfd> fds{{stop.get(), POLLIN, 0}};
    bool accepts = connections.size() < maxConnections;
    fds.push_back({accepts ? listener.get() : -1, POLLIN, 0});
    for (Connection &c : connections) {
      fds.push_back({c.command.get(), wantedEvents(c.there, c.back), 0});
      fds.push_back({c.agent.get(), wantedEvents(c.back, c.there), 0});
    }
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
      return;
    if (fds[0].revents)
      return;
    size_t index = 2;
    for (auto it = connections.begin(); it != connections.end(); index += 2) {
      if (fds[index].revents && !it->there.ended)
        it->there.read();
      if (fds[index + 1].revents && !it->back.ended)
        it->back.read();
      it->there.write();
      it->back.write();
      // Whoever hangs up first ends both ways: an agent has nothing to add.
      it = it->there.isDone() && it->back.isDone() ? connections.erase(it) : std::next(it);
    }
    if (!fds[1].revents)
      continue;
    FileDescriptor command(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    FileDescriptor agent = connectTo(socket);
    if (command && agent)
      connections.emplace_back(std::move(command), std::move(agent));
  }
}

} // namespace imgc
