//===- Copier.h - Carries a selection out -----------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_FILEOPS_COPIER_H
#define IMGC_LIB_RUNTIME_FILEOPS_COPIER_H

#include "Destination.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace imgc::fileops {

/// Calls jobs on other threads; the adding thread works too when the queue is
/// full. Bounded, because each job keeps descriptors open.
class JobQueue {
public:
  using Job = std::function<llvm::Error()>;

  explicit JobQueue(unsigned numThreads);
  ~JobQueue();
  void add(Job job);
  /// Waits until all jobs are done and returns the first error.
  llvm::Error drain();
  /// Notes an error that has no other way out.
  void fail(llvm::Error error);
  bool hasFailed() const { return failed; }

private:
  void run(Job job);
  void work();

  static constexpr size_t maxQueued = 128;
  std::mutex mutex;
  std::condition_variable wake, idle;
  std::deque<Job> jobs;
  size_t busy = 0;
  bool stopping = false;
  std::atomic<bool> failed{false};
  llvm::Error first = llvm::Error::success();
  std::vector<std::thread> threads;
};

/// Metadata that an entry of the destination gets.
struct Metadata {
  Owner owner;
  mode_t mode = 0;
  int64_t atimeNs = 0, mtimeNs = 0;
};

/// An open directory of the destination. What has to wait for its last child
/// (its time, and a mode that may forbid writing) is set when the last user
/// lets go of it.
struct OpenDirectory {
  FileDescriptor fd;
  std::string path;
  JobQueue *queue = nullptr;
  std::optional<Metadata> metadata;
  Xattrs xattrs;
  bool timeOnly = false;
  ~OpenDirectory();
};

/// One copy action.
class Copier {
public:
  Copier(FileTree &source, int root, const CopyAction &action);
  llvm::Expected<CopyResult> run();

private:
  llvm::Error checkDestination();
  llvm::Error copySource(const SelectedSource &source);
  llvm::Error prepareParents();
  llvm::Expected<bool> tryUnpack(const SelectedSource &source);
  llvm::Expected<std::string> prepareTarget(const SelectedSource &source);
  llvm::Error copyTree(const SelectedSource &source, llvm::StringRef target);
  llvm::Error copyEntry(const SelectedSource &source, size_t index,
                        const std::shared_ptr<OpenDirectory> &parent, const std::string &name);
  llvm::Expected<std::shared_ptr<OpenDirectory>>
  openDirectory(size_t index, const std::shared_ptr<OpenDirectory> &parent,
                const std::string &name);
  llvm::Error copyFile(size_t index, const OpenDirectory &parent, const std::string &name);
  llvm::Error copySymlink(const FileNode *node, const OpenDirectory &parent,
                          const std::string &name);
  llvm::Error copySpecial(const FileNode *node, const OpenDirectory &parent,
                          const std::string &name);
  llvm::Error linkEntry(const SelectedSource &source, size_t index, llvm::StringRef target,
                        const OpenDirectory &parent, const std::string &name);
  llvm::Error clearTarget(const OpenDirectory &parent, const std::string &name, bool isDirectory);
  llvm::Error applyMetadata(const FileNode *node, const OpenDirectory &parent,
                            const std::string &name);
  Metadata metadataOf(const FileNode *node, mode_t mode) const;
  mode_t parentMode() const;

  FileTree &source;
  int root;
  const CopyAction &action;
  std::optional<ModeChange> modeChange;
  Selection selection;
  std::vector<EntryContent> contents;
  /// Entries that later entries are links to.
  std::vector<bool> isLinkTarget;
  std::vector<std::string> createdParents;
  /// Where the last file was put, so that many files go there without looking
  /// the directory up again.
  std::shared_ptr<OpenDirectory> lastDirectory;
  std::vector<std::string> queuedTargets;
  std::string destination;
  bool destinationIsDirectory = false;
  std::atomic<uint64_t> numFiles{0}, numBytes{0};
  /// Last: its threads use all of the above.
  JobQueue queue;
};

/// Copies the content of a source node into an empty, open file and says what
/// was copied. Tries again when the source changes meanwhile.
llvm::Expected<EntryContent> copyContent(FileTree &tree, const FileNode *node, int to,
                                         llvm::StringRef shown);

} // namespace imgc::fileops

#endif // IMGC_LIB_RUNTIME_FILEOPS_COPIER_H
