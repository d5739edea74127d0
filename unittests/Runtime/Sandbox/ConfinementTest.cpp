//===- ConfinementTest.cpp - What a command must not reach ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SandboxFixture.h"

#include <sys/prctl.h>

using namespace imgc;
using namespace imgc::test;

TEST_F(SandboxTest, NothingIsAboveTheRoot) {
  tree.dir("lower/only-in-the-image");
  EXPECT_EQ(outputOf("cd /; ls -d ../only*; ls -d /../../only*; "
                     "while read -r id parent dev from to rest; do "
                     "  case $to in /|/dev|/dev/*|/proc|/proc/*|/sys|/sys/*|/etc/*) ;; "
                     "  *) echo \"unexpected $to\";; esac; "
                     "  [ $to = / ] && echo root; "
                     "done < /proc/self/mountinfo; true"),
            "../only-in-the-image\n/../../only-in-the-image\nroot");
}

TEST_F(SandboxTest, Capabilities) {
  const char *script = "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status";
  EXPECT_EQ(outputOf(script), "CapInh:\t0000000000000000\nCapPrm:\t00000000a80425fb\n"
                              "CapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\n"
                              "CapAmb:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t2");
  spec.user = "alice";
  EXPECT_EQ(outputOf(script), "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\n"
                              "CapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\n"
                              "CapAmb:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t2");
}

TEST_F(SandboxTest, ParentStaysDumpable) {
  spec.user = "alice";
  EXPECT_EQ(sh("true").exitCode, 0);
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1);
}

TEST_F(SandboxTest, NamespacesAndSession) {
  EXPECT_EQ(outputOf("echo $$; ls -d /proc/[0-9]* | wc -l; "
                     "read -r pid comm state ppid pgrp session rest < /proc/self/stat; "
                     "echo $ppid $session"),
            "1\n3\n0 1");
}

TEST_F(SandboxTest, MaskedAndReadOnlyPaths) {
  EXPECT_EQ(outputOf("cat /proc/kcore /proc/keys /proc/timer_list | wc -c; "
                     "ls -A /proc/acpi /proc/scsi /sys/firmware 2>/dev/null | grep -v : | wc -w; "
                     "for f in /proc/sys/kernel/hostname /proc/sysrq-trigger; do "
                     "  (echo x > $f) 2>/dev/null && echo written; done; "
                     "touch /sys/x 2>/dev/null || echo ro; "
                     "touch /sys/firmware/x 2>/dev/null || echo ro; "
                     "mount -t tmpfs x /tmp 2>/dev/null || echo no mount"),
            "0\n0\nro\nro\nno mount");
}

TEST_F(SandboxTest, Devices) {
  EXPECT_EQ(outputOf("cd /dev; ls; stat -c '%n %a %t:%T' null zero full random urandom tty; "
                     "readlink ptmx; readlink stdin; readlink fd; stat -f -c %T shm pts; "
                     "ls -ld shm | head -c 10; echo; echo x > null; head -c 4 zero | wc -c"),
            "fd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\n"
            "zero\nnull 666 1:3\nzero 666 1:5\nfull 666 1:7\nrandom 666 1:8\nurandom 666 1:9\n"
            "tty 666 5:0\npts/ptmx\n/proc/self/fd/0\n/proc/self/fd\ntmpfs\ndevpts\n"
            "drwxrwxrwt\n4");
}

TEST_F(SandboxTest, OnlyTheGivenDevicesOpen) {
  // Also what an image brings along, on every mount.
  ASSERT_EQ(::mknod(tree.at("lower/node").c_str(), S_IFCHR | 0666, makedev(1, 5)), 0);
  int directory = tree.dir("host");
  ASSERT_EQ(::mknod(tree.at("host/node").c_str(), S_IFCHR | 0666, makedev(1, 5)), 0);
  spec.mounts = {{SandboxMount::Kind::Bind, "/bound", directory, false, 0},
                 {SandboxMount::Kind::Tmpfs, "/scratch", -1, false, 0}};
  EXPECT_EQ(outputOf("for d in / /tmp /dev /dev/shm /bound /scratch; do "
                     "  mknod $d/made c 1 5 || echo not made; done 2>/dev/null; "
                     "mknod /dev/shm/disk b 254 0; "
                     "for f in /node /bound/node /*/made /made /dev/shm/*; do "
                     "  (head -c 1 $f >/dev/null 2>&1) && echo \"opened $f\"; done; "
                     "head -c 1 /dev/zero | wc -c"),
            "1");
}

TEST_F(SandboxTest, NoLeakedDescriptors) {
  // Inheritable on purpose, as a careless caller of imgc would leave it.
  int leaked = ::open("/", O_RDONLY | O_DIRECTORY);
  ASSERT_GE(leaked, 0);
  EXPECT_EQ(outputOf("ls /proc/1/fd; true"), "0\n1\n2");
  spec.args = {"/bin/busybox", "ls", "/proc/self/fd"};
  EXPECT_EQ(run().exitCode, 0);
  EXPECT_EQ(out, "0\n1\n2\n3\n"); // 3 is the directory that ls reads
  ::close(leaked);
}

TEST_F(SandboxTest, WorkDirThroughDescriptors) {
  int leaked = ::open("/", O_RDONLY | O_DIRECTORY);
  for (int fd = 3; fd < 64; ++fd) {
    spec.cwd = "/proc/self/fd/" + std::to_string(fd);
    run();
    EXPECT_TRUE(llvm::StringRef(error).starts_with("cannot enter the working directory '"))
        << fd << ": " << error;
  }
  // The same by a link of the image.
  tree.link("/proc/self/fd/" + std::to_string(leaked), "lower/way");
  spec.cwd = "/way";
  run();
  EXPECT_TRUE(llvm::StringRef(error).starts_with("cannot enter the working directory '/way'"))
      << error;
  ::close(leaked);
}

TEST_F(SandboxTest, ProgramsThroughProc) {
  tree.link("/proc/self/exe", "lower/bin/direct");
  tree.file("lower/bin/script", "#! /proc/self/exe x\n", 0755);
  tree.file("lower/bin/twice", "#!/bin/script\n", 0755);
  for (const char *name : {"direct", "script", "twice", "/proc/self/exe"}) {
    spec.args = {name};
    EXPECT_EQ(run().exitCode, 126);
    EXPECT_EQ(error, std::string("'") + name + "': leads through a link of '/proc'");
  }
}

TEST_F(SandboxTest, HostileLinksInTheImage) {
  tree.dir("canary");
  tree.file("canary/empty", "");
  std::string out = "/../../../../../../../.." + tree.at("canary");
  for (const char *name : {"proc", "sys", "dev"})
    tree.link(out, std::string("lower/") + name);
  tree.link(out + "/empty", "lower/etc/resolv.conf");
  tree.link(out + "/made", "lower/etc/hosts");
  spec.resolvConf = "nameserver 192.0.2.1\n";
  EXPECT_EQ(outputOf("cat /etc/resolv.conf; stat -f -c %T /proc /dev; ls -d /sys/kernel"),
            "nameserver 192.0.2.1\nproc\ntmpfs\n/sys/kernel");
  EXPECT_EQ(tree.list("canary"), "empty ");
  EXPECT_EQ(tree.read("canary/empty"), "");
  EXPECT_EQ(tree.list("run0/upper"), "");
}

TEST_F(SandboxTest, HostileLinksWithoutAStub) {
  tree.dir("canary");
  tree.link("/../../../.." + tree.at("canary"), "lower/dev");
  useStub = false;
  tree.dir("lower/proc");
  tree.dir("lower/sys");
  run();
  EXPECT_EQ(error, "cannot mount on '/dev' of the image: Not a directory");
  EXPECT_EQ(tree.list("canary"), "");
}

TEST_F(SandboxTest, ReplacedMountParent) {
  // CVE-2024-23652: nothing removes mount points afterwards.
  tree.dir("canary");
  tree.file("canary/key", "");
  FileDescriptor secret(::open(tree.at("canary/key").c_str(), O_PATH | O_CLOEXEC));
  spec.mounts = {{SandboxMount::Kind::Bind, "/a/b/key", secret.get(), true, 0}};
  sh("mv /a /moved; ln -s " + tree.at("canary") + " /a");
  EXPECT_EQ(tree.list("canary"), "key ");
}

TEST_F(SandboxTest, SeccompDeniesWhatDockerDenies) {
  // unshare and a new user namespace by clone; mount needs a capability anyway.
  tree.link("busybox", "lower/bin/unshare");
  EXPECT_NE(sh("unshare -U true").exitCode, 0);
  EXPECT_TRUE(llvm::StringRef(err).contains("Operation not permitted")) << err;
}

TEST_F(SandboxTest, InsecureIsExplicit) {
  spec.security = SecurityMode::Insecure;
  EXPECT_EQ(outputOf("grep ^Seccomp: /proc/self/status; "
                     "mount -t tmpfs x /tmp && stat -f -c %T /tmp"),
            "Seccomp:\t0\ntmpfs");
}

TEST_F(SandboxTest, ReadOnlyRoot) {
  spec.readOnlyRoot = true;
  EXPECT_EQ(outputOf("touch /x 2>/dev/null || echo ro"), "ro");
}
