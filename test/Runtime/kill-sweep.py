# REQUIRES: root, overlay, images
# RUN: %python %s %imgc %t
#
# A build with an export is killed (SIGKILL) at fifty points of its way, on one store. After each: no process and no
# mount is left, every blob is what its name says, what the database names is there, and the next build gives the same
# archive as a build that nobody disturbed.
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

POINTS = 50
WAIT = 30  # seconds; only reached when something hangs
DOCKERFILE = """FROM busybox
COPY a b /c/
RUN for i in 1 2 3 4 5 6 7 8; do mkdir -p /d/$i && cp /c/a /d/$i/f && ln /d/$i/f /d/$i/g; done; rm -rf /c/b /tmp
RUN rm -rf /d && mkdir /d && dd if=/c/a of=/d/big bs=64k count=4 2>/dev/null
COPY a /e
"""


def enter_namespaces(imgc, folder):
    """Again, as process 1 of a namespace: whatever is left can be seen, and ends with us."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", sys.executable, __file__, imgc, folder, "in"]
    code = subprocess.run(command).returncode
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code)


class Sweep:
    def __init__(self, imgc, folder):
        self.folder = folder
        self.store, self.context, self.out = (os.path.join(folder, name) for name in ("store", "context", "out"))
        os.makedirs(self.context)
        os.makedirs(self.out)
        noise = b"".join(hashlib.sha256(bytes([i & 255, i >> 8])).digest() for i in range(1 << 13))
        for name, data in (("Dockerfile", DOCKERFILE.encode()), ("a", noise), ("b", noise[::-1])):
            with open(os.path.join(self.context, name), "wb") as f:
                f.write(data)
        self.imgc = imgc
        self.archive = os.path.join(self.out, "image.tar")

    def command(self, *args):
        base = os.path.join(os.environ["TEST_IMAGES"], "busybox")
        return [self.imgc, "build", "-q", "--root", self.store, "--build-context", "busybox=oci-layout://" + base,
                "--build-arg", "SOURCE_DATE_EPOCH=1000", "-t", "app", "-o",
                "type=oci,rewrite-timestamp=true,dest=" + self.archive, *args, self.context]

    def build(self, *args):
        """The digest of the archive of an undisturbed build."""
        done = subprocess.run(self.command(*args), capture_output=True, text=True, timeout=WAIT)
        assert done.returncode == 0, done.stderr
        with open(self.archive, "rb") as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        os.remove(self.archive)
        return digest

    def kill_after(self, seconds):
        process = subprocess.Popen(self.command("--no-cache"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return False

    def check_processes(self, but=("imgc-flush",)):
        """The process that flushes the store after a build is meant to outlive it."""
        end = time.monotonic() + WAIT
        while True:
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            left = {}
            for pid in os.listdir("/proc"):
                try:
                    if pid.isdigit() and int(pid) != os.getpid():
                        with open(f"/proc/{pid}/comm") as f:
                            left[pid] = f.read().strip()
                except OSError:
                    pass
            left = {pid: name for pid, name in left.items() if name not in but}
            if not left:
                return
            assert time.monotonic() < end, f"processes are left: {left}"
            time.sleep(0.01)

    def check_output(self, finished):
        """The archive, if it is there, is complete; nothing else is."""
        names = os.listdir(self.out)
        for name in names:
            assert name == "image.tar", f"left in the output folder: {names}"
        if "image.tar" in names:
            with open(self.archive, "rb") as f:
                assert hashlib.sha256(f.read()).hexdigest() == self.expected, "a partial archive has the name of the whole"
        else:
            assert not finished
        for name in names:
            os.remove(os.path.join(self.out, name))

    def check_store(self):
        blobs = os.path.join(self.store, "blobs", "sha256")
        if not os.path.isdir(blobs):
            return  # killed before the store was made
        for name in os.listdir(blobs):
            with open(os.path.join(blobs, name), "rb") as f:
                assert hashlib.sha256(f.read()).hexdigest() == name, "a damaged blob"
        if not os.path.exists(os.path.join(self.store, "db")):
            return
        db = sqlite3.connect(os.path.join(self.store, "db"))
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        tables = {row[0] for row in db.execute("select name from sqlite_master")}
        if not {"layers", "records", "layer_blobs", "images"} <= tables:
            return
        layers = {row[0] for row in db.execute("select id from layers")}
        missing = [name for name in layers if not os.path.isdir(os.path.join(self.store, "layers", name, "diff"))]
        assert not missing, f"layers without a directory: {missing}"
        for digest, in db.execute("select digest from layer_blobs"):
            hex_digest = (digest.hex() if isinstance(digest, bytes) else digest).split(":")[-1]
            assert os.path.exists(os.path.join(blobs, hex_digest)), "a layer's blob is missing"
        db.close()

    def run(self):
        mounts = open("/proc/self/mountinfo").read()
        # The first build pulls the base; the second is what the killed ones do.
        self.expected = self.build()
        start = time.monotonic()
        assert self.build("--no-cache") == self.expected, "two builds differ"
        length = time.monotonic() - start
        whole = 0
        for point in range(POINTS):
            if point % 10 == 0:  # with the pull, from an empty store
                self.check_processes()
                shutil.rmtree(self.store)
            finished = self.kill_after(length * (point + 0.5) / POINTS)
            whole += finished
            self.check_processes()
            assert open("/proc/self/mountinfo").read() == mounts, "mounts are left"
            self.check_output(finished)
            self.check_store()
            if point % 3 == 0 or point % 10 == 0:
                assert self.build() == self.expected, f"another result after point {point}"
        assert whole < POINTS / 2, "nearly nothing was killed"
        done = subprocess.run([self.imgc, "prune", "--root", self.store, "--all", "--force"], capture_output=True, text=True,
                              timeout=WAIT)
        assert done.returncode == 0, done.stderr
        self.check_processes()
        for name in ("layers", "garbage"):
            assert not os.listdir(os.path.join(self.store, name)), f"'{name}' is not empty after prune"
        for parent, _, files in os.walk(os.path.join(self.store, "staging")):
            assert not [name for name in files if not name.endswith(".lock")], "staged files are left"
        assert self.build() == self.expected
        # The process in the background has written what outlives a power loss.
        self.check_processes(but=())
        db = sqlite3.connect(os.path.join(self.store, "db"))
        for table in ("layers", "records", "blobs"):
            assert not db.execute(f"select * from {table} where boot <> ''").fetchall(), f"{table} are not durable"


if len(sys.argv) < 4:
    enter_namespaces(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
Sweep(sys.argv[1], sys.argv[2]).run()
