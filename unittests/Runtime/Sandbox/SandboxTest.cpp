//===- SandboxTest.cpp - Commands, their results and their surroundings ---===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SandboxFixture.h"

#include <chrono>
#include <sys/eventfd.h>
#include <thread>

using namespace imgc;
using namespace imgc::test;

static bool contains(llvm::StringRef text, llvm::StringRef part) { return text.contains(part); }

TEST_F(SandboxTest, ExitCodes) {
  EXPECT_EQ(sh("exit 0").exitCode, 0);
  EXPECT_EQ(sh("exit 7").exitCode, 7);
  EXPECT_EQ(error, "");
  // Process 1 cannot be ended by a signal of its own; its child can.
  EXPECT_EQ(sh("sh -c 'kill -9 $$'; exit $?").exitCode, 137);
}

TEST_F(SandboxTest, CommandNotFound) {
  spec.args = {"nosuch"};
  EXPECT_EQ(run().exitCode, 127);
  EXPECT_EQ(error, "'nosuch': executable file not found in the image");
  spec.args = {"/bin/nosuch"};
  EXPECT_EQ(run().exitCode, 127);
  EXPECT_EQ(error, "'/bin/nosuch': executable file not found in the image");
}

TEST_F(SandboxTest, CommandCannotRun) {
  tree.file("lower/bin/script", "#!/bin/nosuch\n", 0755);
  tree.file("lower/bin/data", "x", 0644);
  tree.file("lower/bin/garbage", "not a program", 0755);
  spec.args = {"script"};
  EXPECT_EQ(run().exitCode, 127);
  EXPECT_EQ(error, "'script': the interpreter or dynamic loader that the file names is not in "
                   "the image");
  spec.args = {"data"};
  EXPECT_EQ(run().exitCode, 126);
  EXPECT_EQ(error, "'data': permission denied");
  spec.args = {"garbage"};
  EXPECT_EQ(run().exitCode, 126);
  EXPECT_EQ(error, "'garbage': exec format error");
}

TEST_F(SandboxTest, OutputIsCompleteAndSeparate) {
  EXPECT_EQ(sh("echo one; echo two >&2; echo three").exitCode, 0);
  EXPECT_EQ(out, "one\nthree\n");
  EXPECT_EQ(err, "two\n");
  EXPECT_EQ(sh("echo one; sleep 0.05; echo two >&2; sleep 0.05; echo three").exitCode, 0);
  EXPECT_EQ(merged, "one\ntwo\nthree\n");
  EXPECT_EQ(sh("dd if=/dev/zero bs=1024 count=3000 2>/dev/null; echo end >&2").exitCode, 0);
  EXPECT_EQ(out.size(), 3000u * 1024);
  EXPECT_EQ(err, "end\n");
}

TEST_F(SandboxTest, UserOpensDevStdout) {
  spec.user = "alice";
  EXPECT_EQ(outputOf("echo x > /dev/stdout; echo y > /dev/stderr"), "x");
  EXPECT_EQ(err, "y\n");
}

TEST_F(SandboxTest, EnvironmentIsTheSpecs) {
  ::setenv("IMGC_CANARY", "leaked", 1);
  spec.args = {"env"};
  spec.env = {"B=2", "PATH=/bin", "A=1", "B=3"};
  EXPECT_EQ(run().exitCode, 0);
  EXPECT_EQ(out, "B=2\nPATH=/bin\nA=1\nB=3\nHOME=/root\n");
  spec.env = {"HOME=/x"};
  spec.user = "alice";
  EXPECT_EQ(run().exitCode, 0);
  EXPECT_EQ(out, "HOME=/x\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
  ::unsetenv("IMGC_CANARY");
}

TEST_F(SandboxTest, StandardInputIsEmpty) {
  EXPECT_EQ(outputOf("cat | wc -c; readlink /proc/self/fd/0"), "0\n/dev/null");
}

TEST_F(SandboxTest, UserForms) {
  struct {
    const char *user, *expected;
  } cases[] = {{"", "uid=0(root) gid=0(root) groups=0(root)"},
               {"0", "uid=0(root) gid=0(root) groups=0(root)"},
               {"alice", "uid=1000(alice) gid=1001(alice) groups=50(staff),60(wheel),1001(alice)"},
               {"1000", "uid=1000(alice) gid=1001(alice) groups=50(staff),60(wheel),1001(alice)"},
               {"alice:staff", "uid=1000(alice) gid=50(staff) groups=50(staff)"},
               {"alice:7", "uid=1000(alice) gid=7 groups=7"},
               {"1000:1001", "uid=1000(alice) gid=1001(alice) groups=1001(alice)"},
               {"4242", "uid=4242 gid=0(root) groups=0(root)"},
               {"2147483647", "uid=2147483647 gid=0(root) groups=0(root)"}};
  for (const auto &c : cases) {
    spec.user = c.user;
    EXPECT_EQ(outputOf("id"), c.expected) << c.user;
  }
}

TEST_F(SandboxTest, UsersThatAreRefused) {
  struct {
    const char *user, *expected;
  } cases[] = {
      {"bob", "the image has no user 'bob' in /etc/passwd"},
      {"alice:nobody", "user 'alice:nobody': the image has no group 'nobody' in /etc/group"},
      {"4294967295", "user '4294967295': ids must be between 0 and 2147483647"},
      {"4294967296", "user '4294967296': ids must be between 0 and 2147483647"},
      {"99999999999999999999999", "user '99999999999999999999999': ids must be between 0 and "
                                  "2147483647"},
      {"huge", "user 'huge': ids must be between 0 and 2147483647"},
      {"0:2147483648", "user '0:2147483648': ids must be between 0 and 2147483647"},
      {"-1", "the image has no user '-1' in /etc/passwd"},
      {"0x0", "the image has no user '0x0' in /etc/passwd"},
      {"12abc", "the image has no user '12abc' in /etc/passwd"},
      {"1:2:3", "user '1:2:3' is malformed"},
      {":5", "user ':5' is malformed"},
      {"5:", "user '5:' is malformed"}};
  for (const auto &c : cases) {
    spec.user = c.user;
    run();
    EXPECT_EQ(error, c.expected) << c.user;
  }
}

TEST_F(SandboxTest, HugeUserFileIsRefused) {
  std::filesystem::resize_file(tree.at("lower/etc/group"), 2ull << 30);
  spec.user = "alice";
  run();
  EXPECT_EQ(error, "'/etc/group' of the image exceeds 10 MiB");
}

TEST_F(SandboxTest, WorkingDirectory) {
  spec.cwd = "/work/deep";
  spec.user = "alice";
  EXPECT_EQ(outputOf("pwd; stat -c '%U %a' . .."), "/work/deep\nalice 755\nalice 755");
  spec.cwd = "/";
  EXPECT_EQ(outputOf("pwd"), "/");
  spec.cwd = "relative";
  run();
  EXPECT_EQ(error, "the working directory 'relative' is not an absolute path");
  spec.cwd = "/bin/busybox/x";
  run();
  EXPECT_EQ(error, "cannot enter the working directory '/bin/busybox/x': Not a directory");
}

TEST_F(SandboxTest, HostnameAndHosts) {
  spec.extraHosts = {{"db.local", "10.1.2.3"}, {"six", "fe80::1"}};
  EXPECT_EQ(outputOf("hostname; cat /etc/hosts"),
            "buildkitsandbox\n127.0.0.1\tlocalhost buildkitsandbox\n"
            "::1\tlocalhost ip6-localhost ip6-loopback\n10.1.2.3\tdb.local\nfe80::1\tsix");
  spec.hostname = "other";
  spec.extraHosts.clear();
  EXPECT_EQ(outputOf("hostname; head -n 1 /etc/hosts"), "other\n127.0.0.1\tlocalhost other");
  EXPECT_NE(sh("echo x >> /etc/hosts").exitCode, 0);
  spec.extraHosts = {{"a\nb", "10.1.2.3"}};
  run();
  EXPECT_EQ(error, "'a\nb' is not a host name");
  spec.extraHosts = {{"a", "10.1.2"}};
  run();
  EXPECT_EQ(error, "'10.1.2' of the host 'a' is not an IP address");
}

TEST_F(SandboxTest, ResolvConf) {
  spec.resolvConf = "nameserver 192.0.2.1\n";
  EXPECT_EQ(outputOf("cat /etc/resolv.conf"), "nameserver 192.0.2.1");
}

TEST_F(SandboxTest, NetworkNone) {
  spec.network = NetworkMode::None;
  EXPECT_EQ(outputOf("ls /sys/class/net; ip -o addr show lo | grep -c 127.0.0.1"), "lo\n1");
}

TEST_F(SandboxTest, UmaskAndLimits) {
  spec.umask = 027;
  spec.ulimits = {{"nofile", 100, 200}, {"core", 0, 0}};
  EXPECT_EQ(outputOf("umask; ulimit -n; ulimit -Hn; ulimit -c"), "0027\n100\n200\n0");
  spec.ulimits = {{"nosuch", 1, 1}};
  run();
  EXPECT_EQ(error, "unknown ulimit 'nosuch'");
  spec.ulimits = {{"nofile", 2, 1}};
  run();
  EXPECT_EQ(error, "the soft limit of ulimit 'nofile' exceeds the hard limit");
}

TEST_F(SandboxTest, Mounts) {
  tree.dir("host/sub");
  tree.file("host/secret", "hush");
  FileDescriptor secret(::open(tree.at("host/secret").c_str(), O_PATH | O_CLOEXEC));
  int directory = tree.dir("host");
  spec.mounts = {{SandboxMount::Kind::Bind, "/cache", directory, false, 0},
                 {SandboxMount::Kind::Tmpfs, "/scratch", -1, false, 1 << 20},
                 {SandboxMount::Kind::Bind, "/ro", directory, true, 0},
                 {SandboxMount::Kind::Bind, "/scratch/inner/dir", directory, true, 0},
                 {SandboxMount::Kind::Bind, "/run/secrets/key", secret.get(), true, 0}};
  EXPECT_EQ(
      outputOf("cat /run/secrets/key; echo; touch /cache/made; ls /ro /scratch/inner/dir; "
               "touch /ro/x 2>/dev/null || echo denied; "
               "dd if=/dev/zero of=/scratch/big bs=1M count=2 2>/dev/null || echo full"),
      "hush\n/ro:\nmade\nsecret\nsub\n\n/scratch/inner/dir:\nmade\nsecret\nsub\ndenied\nfull");
  EXPECT_TRUE(tree.exists("host/made"));
  // Nothing of the mount points is in the layer.
  EXPECT_EQ(tree.list("run0/upper"), "");
}

TEST_F(SandboxTest, TreeMount) {
  tree.file("lower/etc/marker", "image");
  OverlaySpec overlay;
  overlay.lowers = {lower};
  llvm::Expected<FileDescriptor> mount = mountOverlay(overlay);
  ASSERT_TRUE(static_cast<bool>(mount));
  spec.mounts = {{SandboxMount::Kind::Tree, "/from", mount->get(), true, 0}};
  EXPECT_EQ(outputOf("cat /from/etc/marker"), "image");
}

TEST_F(SandboxTest, MountTargetsThatAreRefused) {
  int directory = tree.dir("host");
  tree.link("/proc/1", "lower/alias");
  for (const char *target : {"/", "/proc", "/proc/x", "/sys/kernel", "relative", "/a/../proc/x"}) {
    spec.mounts = {{SandboxMount::Kind::Bind, target, directory, false, 0}};
    useStub = false;
    run();
    EXPECT_EQ(error, std::string("cannot mount on '") + target + "'");
  }
  useStub = true;
  spec.mounts = {{SandboxMount::Kind::Bind, "/alias", directory, false, 0}};
  run();
  EXPECT_EQ(error, "cannot mount on '/alias': it leads into '/proc' or '/sys'");
}

TEST_F(SandboxTest, UnknownModesAreErrors) {
  spec.security = static_cast<SecurityMode>(2);
  run();
  EXPECT_EQ(error, "unknown security mode 2");
  spec.security = SecurityMode::Sandbox;
  spec.network = static_cast<NetworkMode>(-1);
  run();
  EXPECT_EQ(error, "unknown network mode -1");
}

TEST_F(SandboxTest, ForeignPlatform) {
  spec.platform = Platform::host();
  EXPECT_EQ(sh("true").exitCode, 0);
  EXPECT_EQ(error, "");
  spec.platform = Platform{"linux", "s390x", "", "", {}};
  run();
  EXPECT_TRUE(contains(error, "running commands for 'linux/s390x'")) << error;
  EXPECT_TRUE(contains(error, "is not supported yet")) << error;
}

TEST_F(SandboxTest, UpperStaysEmpty) {
  EXPECT_EQ(sh("true").exitCode, 0);
  EXPECT_EQ(tree.list("run0/upper"), "");
  EXPECT_EQ(sh("echo x > /made; rm /etc/group").exitCode, 0);
  EXPECT_EQ(tree.list("run1/upper"), "etc made ");
  EXPECT_EQ(tree.list("run1/upper/etc"), "group ");
}

TEST_F(SandboxTest, BackgroundProcessesEndWithTheCommand) {
  auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(sh("sleep 100 & sleep 100 >/dev/null 2>&1 & echo started").exitCode, 0);
  EXPECT_EQ(out, "started\n");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_F(SandboxTest, Cancel) {
  for (const char *script : {"sleep 100", "trap 'echo bye; exit 3' TERM; echo up; sleep 100 & wait",
                             "trap '' TERM; sleep 100"}) {
    FileDescriptor cancel(::eventfd(0, EFD_CLOEXEC));
    std::thread canceller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      uint64_t one = 1;
      (void)!::write(cancel.get(), &one, sizeof(one));
    });
    spec.args = {"/bin/sh", "-c", script};
    auto start = std::chrono::steady_clock::now();
    SandboxResult result = run(cancel.get());
    canceller.join();
    EXPECT_TRUE(result.cancelled) << script;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
    if (contains(script, "bye")) {
      EXPECT_EQ(result.exitCode, 3);
      EXPECT_EQ(out, "up\nbye\n");
    } else {
      EXPECT_EQ(result.exitCode, 137);
      EXPECT_EQ(result.signal, 9);
    }
  }
}

TEST_F(SandboxTest, ManyAtOnce) {
  // The child of each thread shares this process's memory until it executes.
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int t = 0; t < 4; ++t) {
    for (int i = 0; i < 25; ++i)
      for (const char *part : {"upper", "work", "stub"})
        tree.dir("t" + std::to_string(t * 25 + i) + "/" + part);
    threads.emplace_back([this, t, &failures] {
      for (int i = 0; i < 25; ++i) {
        std::string base = tree.at("t" + std::to_string(t * 25 + i));
        FileDescriptor upper(::open((base + "/upper").c_str(), O_PATH | O_CLOEXEC));
        FileDescriptor work(::open((base + "/work").c_str(), O_PATH | O_CLOEXEC));
        FileDescriptor stub(::open((base + "/stub").c_str(), O_RDONLY | O_CLOEXEC));
        OverlaySpec overlay;
        overlay.lowers = {stub.get(), lower};
        overlay.upper = upper.get();
        overlay.work = work.get();
        llvm::cantFail(writeStubLayer(stub.get(), -1, standardMountPoints()));
        FileDescriptor root = llvm::cantFail(mountOverlay(overlay));
        SandboxSpec mine;
        mine.root = root.get();
        mine.args = {"/bin/sh", "-c", "echo $N"};
        mine.env = {"PATH=/bin", "N=" + std::to_string(i)};
        std::string text;
        SandboxResult result = llvm::cantFail(
            runSandbox(mine, [&](OutputStream, llvm::StringRef bytes) { text += bytes.str(); }));
        failures += result.exitCode != 0 || text != std::to_string(i) + "\n";
      }
    });
  }
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(failures, 0);
}

TEST_F(SandboxTest, TimeOfAStep) {
  constexpr int steps = 100;
  spec.args = {"/bin/busybox", "true"};
  run();
  auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < steps; ++i)
    EXPECT_EQ(run().exitCode, 0);
  double ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  // Printed, not asserted: machines differ by a factor of three.
  std::printf("%.2f ms per step: view, stub, overlay, sandbox, finish\n", ms / steps);
}
