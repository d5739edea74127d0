//===- PlanTest.cpp - A store, a base image and plans for tests -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlanTest.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Sandbox/Sandbox.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Support/Error.h"

#include "llvm/Support/FileSystem.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>

namespace imgc::test {

//===----------------------------------------------------------------------===//
// PlanBuilder
//===----------------------------------------------------------------------===//

PlanBuilder::PlanBuilder() {
  plan.set_version(planVersion);
  plan.set_producer("test");
  auto *file = plan.add_files();
  file->set_name("Dockerfile");
  file->set_text("FROM busybox\n# one\nRUN first\nRUN second\n# two\nCOPY a b\n# end\n");
  file->set_language("Dockerfile");
}

static std::string toBytes(const Key &key) {
  return std::string(key.bytes.begin(), key.bytes.end());
}

plan::Step &PlanBuilder::addStep(const std::string &name, const std::string &definition,
                                 std::vector<int> inputs, std::vector<unsigned> extraKeys) {
  auto *combine = plan.add_keys()->mutable_combine();
  combine->set_domain("test.v1");
  combine->set_constant(toBytes(KeyBuilder("test").add(llvm::StringRef(definition)).final()));
  for (int input : inputs)
    if (input >= 0)
      combine->add_inputs(plan.steps(input).key());
  for (unsigned key : extraKeys)
    combine->add_inputs(key);
  plan::Step &step = *plan.add_steps();
  step.set_key(plan.keys_size() - 1);
  step.set_name(name);
  step.set_results(1);
  auto *location = step.add_locations();
  location->set_start_line(4);
  location->set_end_line(4);
  return step;
}

static std::string getBaseDigest() { return Sha256::of(llvm::StringRef("test base")).str(); }

int PlanBuilder::addImage() {
  plan::Step &step = addStep("FROM busybox", "image", {});
  step.mutable_image()->set_reference("docker.io/library/busybox:test");
  step.mutable_image()->set_digest(getBaseDigest());
  return plan.steps_size() - 1;
}

int PlanBuilder::addRun(int base, const std::string &command) {
  plan::Step &step = addStep("RUN " + command, "run " + command, {base});
  plan::ExecAction &exec = *step.mutable_exec();
  for (const char *arg : {"/bin/sh", "-c", command.c_str()})
    exec.add_args(arg);
  exec.add_env("PATH=/bin");
  exec.set_cwd("/");
  plan::Mount &root = *exec.add_mounts();
  root.set_target("/");
  root.mutable_input()->set_step(base);
  root.set_output(0);
  return plan.steps_size() - 1;
}

void PlanBuilder::addContext(const std::string &id) { plan.add_contexts()->set_id(id); }

int PlanBuilder::addCopy(int base, const std::string &source, const std::string &destination) {
  auto *selection = plan.add_keys()->mutable_selection();
  selection->add_sources(source);
  selection->set_follow_symlink(true);
  selection->set_dir_copy_contents(true);
  plan::Step &step = addStep("COPY " + source, "copy " + source + " " + destination, {base},
                             {unsigned(plan.keys_size() - 1)});
  plan::FileAction &file = *step.mutable_file();
  file.add_inputs()->mutable_ref()->set_step(base);
  file.add_inputs()->set_context(0);
  plan::FileOperation &operation = *file.add_operations();
  operation.set_input(0);
  operation.set_secondary(1);
  plan::CopyOperation &copy = *operation.mutable_copy();
  copy.set_source(source);
  copy.set_destination(destination);
  copy.set_mode(-1);
  copy.set_follow_symlink(true);
  copy.set_dir_copy_contents(true);
  copy.set_create_destination(true);
  copy.set_timestamp(-1);
  return plan.steps_size() - 1;
}

int PlanBuilder::addCopyFrom(int base, int from, const std::string &source,
                             const std::string &destination) {
  plan::Step &step =
      addStep("COPY --from " + source, "copyfrom " + source + " " + destination, {base, from});
  plan::FileAction &file = *step.mutable_file();
  file.add_inputs()->mutable_ref()->set_step(base);
  file.add_inputs()->mutable_ref()->set_step(from);
  plan::FileOperation &operation = *file.add_operations();
  operation.set_input(0);
  operation.set_secondary(1);
  plan::CopyOperation &copy = *operation.mutable_copy();
  copy.set_source(source);
  copy.set_destination(destination);
  copy.set_mode(-1);
  copy.set_create_destination(true);
  copy.set_timestamp(-1);
  return plan.steps_size() - 1;
}

int PlanBuilder::addMerge(std::vector<int> inputs) {
  plan::Step &step = addStep("merge", "merge", inputs);
  for (int input : inputs)
    step.mutable_merge()->add_inputs()->set_step(input);
  if (inputs.empty())
    step.mutable_merge();
  return plan.steps_size() - 1;
}

void PlanBuilder::addOutput(std::vector<int> layers, const std::string &name) {
  plan::Output &output = *plan.add_outputs();
  output.set_name(name);
  output.mutable_platform()->set_os("linux");
  output.mutable_platform()->set_architecture(Platform::host().architecture);
  output.mutable_root()->set_step(layers.back());
  std::string history;
  for (int layer : layers) {
    output.add_layers()->set_step(layer);
    bool base = plan.steps(layer).has_image();
    history += std::string(history.empty() ? "" : ",") + "{\"created_by\":\"layer\"" +
               (base ? ",\"created\":\"2020-01-02T03:04:05Z\"" : "") + "}";
  }
  output.set_config("{\"architecture\":\"" + Platform::host().architecture +
                    "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/sh\"]},\"x-unknown\":1,"
                    "\"history\":[" +
                    history + ",{\"created_by\":\"ENV\",\"empty_layer\":true}]}");
}

std::unique_ptr<plan::Plan> PlanBuilder::finish() const {
  auto read = parsePlan(plan.SerializeAsString());
  if (read)
    return std::move(*read);
  ADD_FAILURE() << takeError(read.takeError()).message;
  return std::make_unique<plan::Plan>();
}

//===----------------------------------------------------------------------===//
// PlanTest
//===----------------------------------------------------------------------===//

static int countMounts() {
  std::ifstream file("/proc/self/mountinfo");
  int count = 0;
  for (std::string line; std::getline(file, line);)
    ++count;
  return count;
}

unsigned countStagings(const std::string &storeDir) {
  unsigned count = 0;
  std::error_code error;
  for (const auto &owner : std::filesystem::directory_iterator(storeDir + "/staging", error))
    if (owner.is_directory())
      for ([[maybe_unused]] const auto &entry :
           std::filesystem::directory_iterator(owner.path(), error))
        ++count;
  return count;
}

std::string PlanTest::getSandboxProblem() {
  if (::access("/bin/busybox", X_OK) != 0)
    return "no /bin/busybox (busybox-static)";
  if (llvm::Error error = checkSandboxSupport())
    return takeError(std::move(error)).message;
  return "";
}

void PlanTest::SetUp() {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("imgc-plan-test", path));
  directory = path.str().str();
  ASSERT_TRUE(std::filesystem::create_directory(getContextDir()));
  mountsBefore = countMounts();
  reopenStore();
}

void PlanTest::TearDown() {
  EXPECT_EQ(countStagings(getStoreDir()), 0u);
  store.reset();
  EXPECT_EQ(countMounts(), mountsBefore);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left";
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  EXPECT_FALSE(error) << error.message();
}

void PlanTest::reopenStore() {
  store.reset();
  auto opened = Store::open(getStoreDir());
  ASSERT_TRUE(bool(opened)) << takeError(opened.takeError()).message;
  store = std::move(*opened);
}

void PlanTest::ingestBase() {
  if (::access("/bin/busybox", R_OK) != 0)
    return;
  Staging staging = llvm::cantFail(store->createStaging());
  std::string root = staging.getDiffPath();
  std::filesystem::create_directories(root + "/bin");
  std::filesystem::create_directories(root + "/etc");
  std::filesystem::copy("/bin/busybox", root + "/bin/busybox");
  for (const char *name : {"sh", "cat", "sleep", "echo", "rm", "mkdir", "ls", "date", "true",
                           "false", "seq", "stat", "touch", "grep", "kill", "id", "mount"})
    std::filesystem::create_symlink("busybox", root + "/bin/" + name);
  std::ofstream(root + "/etc/passwd") << "root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n";
  std::ofstream(root + "/etc/group") << "root:x:0:\nuser:x:1000:\n";
  LayerId layer = llvm::cantFail(store->commitLayer(std::move(staging)));
  BaseImage base;
  base.manifest = llvm::cantFail(Digest::parse(getBaseDigest()));
  base.config = llvm::cantFail(store->putBlob("{}"));
  base.layers = {layer};
  ASSERT_FALSE(bool(store->putBaseImage(base)));
}

void PlanTest::writeFile(const std::string &name, const std::string &content) {
  std::filesystem::path path = getContextDir() + "/" + name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << content;
}

llvm::Expected<BuildResult> PlanTest::run(const plan::Plan &plan, const RunOptions &options) {
  trace.clear();
  EventStream events;
  events.addSink(trace);
  Bindings bindings;
  bindings.contexts["context"] = getContextDir();
  return runPlan(plan, bindings, *store, options, events, cancellation);
}

BuildResult PlanTest::build(const PlanBuilder &builder) {
  auto result = run(*builder.finish());
  if (result)
    return std::move(*result);
  ADD_FAILURE() << takeError(result.takeError()).message;
  // So that the test can go on to its end.
  BuildResult nothing;
  nothing.outputs.resize(builder.plan.outputs_size());
  return nothing;
}

std::string PlanTest::fail(const PlanBuilder &builder) {
  auto result = run(*builder.finish());
  if (!result)
    return takeError(result.takeError()).message;
  ADD_FAILURE() << "the build succeeded";
  return "";
}

std::vector<int> PlanTest::getExecuted() const {
  std::vector<int> executed;
  for (const RecordedEvent &event : trace.getEvents())
    if (event.kind == EventKind::StepFinished)
      executed.push_back(int(event.vertex) - 1);
  std::sort(executed.begin(), executed.end());
  return executed;
}

std::string PlanTest::readResult(const OutputResult &output, const std::string &path) {
  std::vector<FileDescriptor> layers;
  OverlaySpec spec;
  for (const LayerId &id : output.rootChain)
    layers.push_back(llvm::cantFail(store->openLayerDiff(id)));
  for (size_t i = layers.size(); i-- > 0;)
    spec.lowers.push_back(layers[i].get());
  FileDescriptor mount = llvm::cantFail(mountOverlay(spec));
  auto content = readFileInRoot(mount.get(), path, 1 << 20);
  return content ? *content : "<" + content.getError().message() + ">";
}

} // namespace imgc::test
