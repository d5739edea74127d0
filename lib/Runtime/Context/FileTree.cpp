//===- FileTree.cpp - A directory tree seen through a filter --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Context/FileTree.h"

#include "Filter.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

using namespace imgc;

namespace {

constexpr unsigned maxDepth = 256;
constexpr unsigned maxSymlinks = 255;

struct LinuxDirent {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

/// A directory's node with what only the walk needs.
struct DirectoryNode : FileNode {
  FilterState filter;
  unsigned depth = 0;
  /// Selected by the filter itself, not only for what is below it.
  bool matched = true;
};

} // namespace

//===----------------------------------------------------------------------===//
// Xattrs and nodes
//===----------------------------------------------------------------------===//

bool imgc::isCarriedXattr(llvm::StringRef name) {
  return name == "security.capability" ||
         (name.starts_with("user.") && !name.starts_with("user.overlay."));
}

Xattrs imgc::readCarriedXattrs(int fd) {
  Xattrs result;
  char names[65536];
  ssize_t size = ::flistxattr(fd, names, sizeof(names));
  for (ssize_t at = 0; at < size;) {
    llvm::StringRef name(names + at);
    at += name.size() + 1;
    if (!isCarriedXattr(name))
      continue;
    ssize_t length = ::fgetxattr(fd, name.data(), nullptr, 0);
    if (length < 0)
      continue;
    std::string value(length, '\0');
    length = ::fgetxattr(fd, name.data(), value.data(), value.size());
    if (length < 0)
      continue;
    value.resize(length);
    result.emplace_back(name.str(), std::move(value));
  }
  llvm::sort(result);
  return result;
}

std::string FileNode::getPath() const {
  llvm::SmallVector<llvm::StringRef, 16> names;
  for (const FileNode *node = this; node->parent; node = node->parent)
    names.push_back(node->name);
  return llvm::join(llvm::reverse(names), "/");
}

//===----------------------------------------------------------------------===//
// Reading directories
//===----------------------------------------------------------------------===//

struct FileTree::Impl {
  /// Memory of one thread's nodes.
  struct Arena {
    llvm::BumpPtrAllocator memory;
    llvm::SpecificBumpPtrAllocator<DirectoryNode> directories;
    std::vector<char> buffer = std::vector<char>(65536);
  };

  FileDescriptor root;
  FileTreeOptions options;
  StatCache *cache = nullptr;
  std::optional<Filter> filter;
  std::recursive_mutex mutex;
  std::vector<std::unique_ptr<Arena>> arenas;
  DirectoryNode *rootNode = nullptr;

  void reset();
  void readDirectory(DirectoryNode *directory, Arena &arena);
  FileNode *makeNode(int fd, const char *name, DirectoryNode *parent, Arena &arena);
  /// Drops directories that the filter kept only for what might be below them.
  void prune(DirectoryNode *directory);
  bool isVisible(FileNode *node);
  void loadAll(DirectoryNode *directory);
};

void FileTree::Impl::reset() {
  arenas.clear();
  arenas.push_back(std::make_unique<Arena>());
  rootNode = new (arenas.front()->directories.Allocate()) DirectoryNode();
  struct stat status{};
  if (::fstat(root.get(), &status) != 0)
    rootNode->error = errno;
  rootNode->stamp = FileStamp::of(status);
  rootNode->trusted = cache && cache->isEnabled() && StatCache::isTrustedFileSystem(root.get());
}

static int64_t toNs(const struct timespec &time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

FileNode *FileTree::Impl::makeNode(int fd, const char *name, DirectoryNode *parent, Arena &arena) {
  struct stat status;
  if (::fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return nullptr; // removed since the directory was read
  FileNode *node;
  if (S_ISDIR(status.st_mode)) {
    auto *directory = new (arena.directories.Allocate()) DirectoryNode();
    directory->depth = parent->depth + 1;
    node = directory;
  } else {
    node = new (arena.memory.Allocate<FileNode>()) FileNode();
  }
  size_t length = std::strlen(name);
  char *copy = static_cast<char *>(arena.memory.Allocate(length + 1, 1));
  std::memcpy(copy, name, length + 1);
  node->name = {copy, length};
  node->parent = parent;
  node->stamp = FileStamp::of(status);
  node->nlink = status.st_nlink;
  node->rdev = status.st_rdev;
  node->atimeNs = toNs(status.st_atim);
  node->trusted = parent->trusted;
  if (options.localContext) {
    if (S_ISSOCK(status.st_mode)) {
      node->stamp.mode = S_IFREG | (status.st_mode & 07777);
      node->stamp.size = 0;
      node->nlink = 1;
    }
  } else {
    node->uid = status.st_uid;
    node->gid = status.st_gid;
  }
  if (S_ISLNK(status.st_mode)) {
    char target[4097];
    ssize_t size = ::readlinkat(fd, name, target, sizeof(target));
    if (size < 0)
      return nullptr;
    char *text = static_cast<char *>(arena.memory.Allocate(size, 1));
    std::memcpy(text, target, size);
    node->linkTarget = {text, size_t(size)};
  }
  return node;
}

void FileTree::Impl::readDirectory(DirectoryNode *directory, Arena &arena) {
  directory->loaded = true;
  if (directory->depth > maxDepth) {
    directory->error = ENAMETOOLONG;
    return;
  }
  std::string path = directory->getPath();
  auto fd = openInRoot(root.get(), path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!fd) {
    directory->error = fd.getError().value();
    return;
  }
  if (directory->parent && directory->stamp.device != directory->parent->stamp.device)
    directory->trusted = cache && cache->isEnabled() && StatCache::isTrustedFileSystem(fd->get());
  directory->hasXattrs = ::flistxattr(fd->get(), nullptr, 0) > 0;

  llvm::SmallVector<FileNode *, 64> children;
  std::string childPath = path.empty() ? "" : path + "/";
  size_t prefix = childPath.size();
  for (;;) {
    long size = ::syscall(SYS_getdents64, fd->get(), arena.buffer.data(), arena.buffer.size());
    if (size < 0)
      directory->error = errno;
    if (size <= 0)
      break;
    for (long at = 0; at < size;) {
      auto *entry = reinterpret_cast<LinuxDirent *>(arena.buffer.data() + at);
      at += entry->length;
      llvm::StringRef name(entry->name);
      if (name == "." || name == "..")
        continue;
      FilterState state;
      bool matched = true;
      if (filter) {
        childPath.resize(prefix);
        childPath += name;
        matched = filter->matches(childPath, directory->filter, state);
        if (!matched && entry->type != DT_DIR && entry->type != DT_UNKNOWN)
          continue;
        if (!matched && !filter->mayMatchBelow(childPath))
          continue;
      }
      FileNode *node = makeNode(fd->get(), entry->name, directory, arena);
      if (!node || (!matched && !node->isDirectory()))
        continue;
      if (node->isDirectory()) {
        static_cast<DirectoryNode *>(node)->filter = std::move(state);
        static_cast<DirectoryNode *>(node)->matched = matched;
      }
      children.push_back(node);
    }
  }
  llvm::sort(children, [](FileNode *a, FileNode *b) { return a->name < b->name; });
  auto **table = arena.memory.Allocate<FileNode *>(children.size());
  std::copy(children.begin(), children.end(), table);
  directory->children = table;
  directory->numChildren = children.size();
}

/// Reads everything below `directory` that is not read yet; the calling thread
/// works too.
void FileTree::Impl::loadAll(DirectoryNode *directory) {
  std::mutex queueMutex;
  std::condition_variable wake;
  std::vector<DirectoryNode *> queue{directory};
  size_t busy = 0;
  auto work = [&](Arena &arena) {
    std::unique_lock lock(queueMutex);
    for (;;) {
      wake.wait(lock, [&] { return !queue.empty() || busy == 0; });
      if (queue.empty())
        return;
      DirectoryNode *next = queue.back();
      queue.pop_back();
      ++busy;
      lock.unlock();
      if (!next->loaded)
        readDirectory(next, arena);
      llvm::SmallVector<DirectoryNode *, 16> found;
      for (FileNode *child : next->getChildren())
        if (child->isDirectory())
          found.push_back(static_cast<DirectoryNode *>(child));
      lock.lock();
      queue.insert(queue.end(), found.begin(), found.end());
      --busy;
      if (found.size() > 1 || busy == 0)
        wake.notify_all();
    }
  };
  unsigned numThreads = std::max(1u, options.numThreads);
  std::vector<std::thread> threads;
  while (arenas.size() < numThreads)
    arenas.push_back(std::make_unique<Arena>());
  for (unsigned i = 1; i < numThreads; ++i)
    threads.emplace_back([&, i] { work(*arenas[i]); });
  work(*arenas.front());
  for (std::thread &thread : threads)
    thread.join();
}

/// Drops directories that the filter kept only for what might be below them.
bool FileTree::Impl::isVisible(FileNode *node) {
  if (!node->isDirectory())
    return true;
  auto *directory = static_cast<DirectoryNode *>(node);
  if (directory->matched)
    return true;
  if (!directory->loaded)
    readDirectory(directory, *arenas.front());
  prune(directory);
  return directory->numChildren != 0;
}

void FileTree::Impl::prune(DirectoryNode *directory) {
  if (!filter)
    return;
  auto **table = const_cast<FileNode **>(directory->children);
  auto *end = std::remove_if(table, table + directory->numChildren,
                             [&](FileNode *child) { return !isVisible(child); });
  directory->numChildren = end - table;
}

//===----------------------------------------------------------------------===//
// FileTree
//===----------------------------------------------------------------------===//

FileTree::FileTree(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
FileTree::~FileTree() = default;
const FileTreeOptions &FileTree::getOptions() const { return impl->options; }
int FileTree::getRootFD() const { return impl->root.get(); }
StatCache *FileTree::getCache() const { return impl->cache; }

llvm::Expected<std::unique_ptr<FileTree>>
FileTree::open(FileDescriptor root, FileTreeOptions options, StatCache *cache) {
  auto impl = std::make_unique<Impl>();
  impl->root = std::move(root);
  impl->options = std::move(options);
  impl->cache = cache;
  auto result = std::unique_ptr<FileTree>(new FileTree(std::move(impl)));
  result->impl->reset();
  if (llvm::Error error = [&]() -> llvm::Error {
        FileTreeOptions &opts = result->impl->options;
        std::vector<std::string> include = opts.includePatterns;
        if (!opts.followPaths.empty()) {
          auto targets = resolveFollowPaths(*result, opts.followPaths);
          if (!targets)
            return targets.takeError();
          addFollowedPaths(include, *targets);
        }
        if (include.empty() && opts.excludePatterns.empty())
          return llvm::Error::success();
        auto filter = Filter::create(include, opts.excludePatterns);
        if (!filter)
          return filter.takeError();
        result->impl->filter.emplace(std::move(*filter));
        result->impl->reset();
        return llvm::Error::success();
      }())
    return std::move(error);
  return std::move(result);
}

void FileTree::reload() {
  std::lock_guard lock(impl->mutex);
  impl->reset();
}

llvm::Error FileTree::makeNodeError(const FileNode *node, const llvm::Twine &what, int err) const {
  std::string path = "/" + node->getPath();
  std::string tree = impl->options.description.empty() ? "" : " of " + impl->options.description;
  return makeErrnoError(ExitCode::BuildFailed, what + " '" + path + "'" + tree, err);
}

llvm::Error FileTree::load(FileNode *directory) {
  std::lock_guard lock(impl->mutex);
  auto *node = static_cast<DirectoryNode *>(directory);
  if (!node->loaded) {
    impl->readDirectory(node, *impl->arenas.front());
    impl->prune(node);
  }
  if (node->error)
    return makeNodeError(node, "cannot read directory", node->error);
  return llvm::Error::success();
}

static const FileNode *findUnreadable(const FileNode *node) {
  if (node->error)
    return node;
  for (const FileNode *child : node->getChildren())
    if (child->isDirectory())
      if (const FileNode *found = findUnreadable(child))
        return found;
  return nullptr;
}

llvm::Error FileTree::loadSubtree(FileNode *directory) {
  std::lock_guard lock(impl->mutex);
  auto *node = static_cast<DirectoryNode *>(directory);
  impl->loadAll(node);
  impl->prune(node);
  std::vector<FileNode *> stack{node};
  while (impl->filter && !stack.empty()) {
    FileNode *next = stack.back();
    stack.pop_back();
    for (FileNode *child : next->getChildren()) {
      if (!child->isDirectory())
        continue;
      impl->prune(static_cast<DirectoryNode *>(child));
      stack.push_back(child);
    }
  }
  if (const FileNode *bad = findUnreadable(node))
    return makeNodeError(bad, "cannot read directory", bad->error);
  return llvm::Error::success();
}

static FileNode *findChild(FileNode *directory, llvm::StringRef name) {
  auto children = directory->getChildren();
  auto it = llvm::lower_bound(children, name,
                              [](FileNode *node, llvm::StringRef key) { return node->name < key; });
  return it != children.end() && (*it)->name == name ? *it : nullptr;
}

llvm::Expected<FileNode *> FileTree::lookup(llvm::StringRef path, bool followLast) {
  std::lock_guard lock(impl->mutex);
  // Components still to be walked, the next one last.
  llvm::SmallVector<std::string, 16> rest;
  auto push = [&](llvm::StringRef text) {
    llvm::SmallVector<llvm::StringRef, 16> parts;
    text.split(parts, '/', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : llvm::reverse(parts))
      rest.push_back(part.str());
  };
  push(path);
  FileNode *node = impl->rootNode;
  for (unsigned links = 0; !rest.empty();) {
    std::string name = rest.pop_back_val();
    if (name == ".")
      continue;
    if (name == "..") {
      node = node->parent ? node->parent : node;
      continue;
    }
    if (!node->isDirectory())
      return nullptr;
    if (llvm::Error error = load(node))
      return std::move(error);
    FileNode *child = findChild(node, name);
    if (!child)
      return nullptr;
    if (child->isSymlink() && (!rest.empty() || followLast)) {
      if (++links > maxSymlinks || rest.size() > 4096)
        return makeNodeError(child, "cannot resolve", ELOOP);
      if (child->linkTarget.starts_with("/"))
        node = impl->rootNode;
      push(child->linkTarget);
      continue;
    }
    node = child;
  }
  return node;
}

llvm::Expected<std::vector<FileNode *>> FileTree::glob(llvm::StringRef pattern, bool followPrefix) {
  std::lock_guard lock(impl->mutex);
  std::string cleaned = path::clean(("/" + pattern).str());
  llvm::SmallVector<llvm::StringRef, 8> parts;
  llvm::StringRef(cleaned).split(parts, '/', -1, /*KeepEmpty=*/false);
  size_t numLiteral = 0;
  while (numLiteral < parts.size() && !hasWildcards(parts[numLiteral]))
    ++numLiteral;
  auto start = lookup(llvm::join(llvm::ArrayRef(parts).take_front(numLiteral), "/"), followPrefix);
  if (!start)
    return start.takeError();
  std::vector<FileNode *> current;
  if (*start)
    current.push_back(*start);
  for (llvm::StringRef part : llvm::ArrayRef(parts).drop_front(numLiteral)) {
    std::vector<FileNode *> next;
    for (FileNode *node : current) {
      if (!node->isDirectory())
        continue;
      if (llvm::Error error = load(node))
        return std::move(error);
      for (FileNode *child : node->getChildren())
        if (path::match(part, child->name).value_or(false))
          next.push_back(child);
    }
    current = std::move(next);
  }
  return current;
}

llvm::Expected<FileDescriptor> FileTree::openNode(const FileNode *node, struct stat &status) const {
  // O_NONBLOCK: a FIFO put in the place of a file must not block the build.
  auto fd =
      openInRoot(impl->root.get(), node->getPath(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (!fd)
    return makeNodeError(node, "cannot open", fd.getError().value());
  if (::fstat(fd->get(), &status) != 0)
    return makeNodeError(node, "cannot read", errno);
  return std::move(*fd);
}
