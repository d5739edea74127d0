"""What the end-to-end tests share: a working folder with a store, contexts, and the programs that judge images.

A test does `from e2e import *` and then speaks of `work`. The folder is argv[1]; it is removed when the test ends, however it
ends, unless $IMGC_E2E_KEEP is set. A test that leaves a mount in it fails.
"""
import atexit
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import time

IMGC = os.environ["IMGC"]
IMAGES = os.environ.get("TEST_IMAGES", "")
BUSYBOX = f"busybox=oci-layout://{IMAGES}/busybox:latest"
DEBIAN = f"debian=oci-layout://{IMAGES}/debian:bookworm"


class Done:
    """A finished command: its exit code, and its output as text."""

    def __init__(self, command, process):
        self.command, self.code = command, process.returncode
        self.raw = process.stdout
        self.out = process.stdout.decode("utf-8", "surrogateescape")
        self.err = process.stderr.decode("utf-8", "surrogateescape")

    def describe(self):
        return f"$ {' '.join(self.command)}\nexit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def execute(*command, code=0, env=None, cwd=None, stdin=None, timeout=300):
    """Runs a command to its end and demands its exit code (None: any)."""
    command = [str(c) for c in command]
    full = dict(os.environ, **(env or {}))
    process = subprocess.run(command, capture_output=True, env=full, cwd=cwd, timeout=timeout,
                             **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}))
    done = Done(command, process)
    if code is not None and done.code != code:
        print(done.describe(), file=sys.stderr)
        sys.exit(f"expected exit code {code}")
    return done


class Build:
    """A finished `imgc build`: what it printed, the image id, and which steps ran."""

    def __init__(self, done):
        self.done, self.err, self.out, self.code = done, done.err, done.out, done.code
        self.events = [json.loads(line) for line in done.err.splitlines() if line.startswith('{"event"')]
        names = {e["vertex"]: e["name"] for e in self.events if "vertex" in e and "name" in e}
        self.cached = [e["name"] for e in self.events if e["event"] == "step.cached"]
        self.ran = [names[e["vertex"]] for e in self.events if e["event"] == "step.started"]
        self.steps = [n for n in self.ran if n.startswith("[") and not n.startswith(("[internal]", "[context"))]
        self.id = next((line[len("image "):] for line in done.err.splitlines() if line.startswith("image ")), "")


class Work:
    def __init__(self, folder):
        self.dir = os.path.abspath(folder)
        remove(self.dir)
        os.makedirs(self.dir)
        self.store = os.path.join(self.dir, "store")

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def context(self, name, files):
        """Makes a folder of files: name -> text, bytes, ("link", target), or None for a directory."""
        root = self.path(name)
        os.makedirs(root, exist_ok=True)
        for path, content in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            if content is None:
                os.makedirs(full, exist_ok=True)
            elif isinstance(content, tuple):
                os.symlink(content[1], full)
            else:
                with open(full, "wb") as f:
                    f.write(content if isinstance(content, bytes) else content.encode())
        return root

    def imgc(self, command, *args, **how):
        return execute(IMGC, command, "--root", self.store, *args, **how)

    def build(self, *args, busybox=True, progress="rawjson", **how):
        """`imgc build` with the name `busybox` given, and the events of the progress collected."""
        named = ["--build-context", BUSYBOX] if busybox else []
        return Build(self.imgc("build", f"--progress={progress}", *named, *args, **how))

    def build_image(self, dockerfile, *args, files=None, name="ctx", **how):
        root = self.context(name, {**(files or {}), "Dockerfile": dockerfile})
        return self.build(*args, root, **how)

    def run(self, *args, **how):
        return self.imgc("run", *args, **how)

    def config(self, layout):
        """The image configuration as skopeo reads it."""
        return json.loads(execute("skopeo", "inspect", "--config", layout).out)

    def unpack(self, layout, name="bundle"):
        """umoci's view of an image of an OCI layout (DIR:TAG): the bundle folder; its files are in rootfs."""
        bundle = self.path(name)
        execute("umoci", "unpack", "--image", layout, bundle)
        return bundle

    def runc(self, bundle, *args, edit=None, code=0):
        """Runs the bundle with runc; `args` replace the command. Gives the finished process."""
        config_path = os.path.join(bundle, "config.json")
        config = json.load(open(config_path))
        config["process"]["terminal"] = False
        # The machines that we test on give no cgroup or network of one's own inside other sandboxes.
        config["linux"].pop("resources", None)
        if args:
            config["process"]["args"] = list(args)
        if edit:
            edit(config)
        json.dump(config, open(config_path, "w"))
        name = "imgc-e2e-" + hashlib.sha256(bundle.encode()).hexdigest()[:16] + f"-{os.getpid()}"
        try:
            return execute("runc", "--root", self.path("runc"), "run", "--bundle", bundle, name, code=code)
        finally:
            execute("runc", "--root", self.path("runc"), "delete", "--force", name, code=None)


def remove(path):
    """Again if need be: imgc may still flush a store in the background when its build has ended."""
    for attempt in range(10):
        if not os.path.lexists(path) or execute("rm", "-rf", "--", path, code=None).code == 0:
            return
        time.sleep(0.1)
    execute("rm", "-rf", "--", path)


def read(path):
    with open(path, "rb") as f:
        return f.read().decode("utf-8", "surrogateescape")


def tree(root):
    """Every path below a folder -> (kind and mode, uid, gid, content or target)."""
    found = {}
    for folder, dirs, files in os.walk(root):
        for name in dirs + files:
            path = os.path.join(folder, name)
            s = os.lstat(path)
            if stat.S_ISLNK(s.st_mode):
                content = os.readlink(path)
            else:
                content = hashlib.sha256(open(path, "rb").read()).hexdigest() if stat.S_ISREG(s.st_mode) else ""
            mode = "" if stat.S_ISLNK(s.st_mode) else oct(s.st_mode)
            found[os.path.relpath(path, root)] = (mode, s.st_uid, s.st_gid, content)
    return found


def tar_names(path):
    with tarfile.open(path) as tar:
        return sorted(m.name.rstrip("/") for m in tar)


def equal(actual, expected, what="value"):
    if actual != expected:
        sys.exit(f"{what}:\n  is        {actual!r}\n  should be {expected!r}")


def check(truth, what):
    if not truth:
        sys.exit(f"not true: {what}")


def contains(text, part):
    if part not in text:
        sys.exit(f"'{part}' is not in:\n{text}")


def leftovers():
    """What no build may leave behind: mounts, and unfinished files of its store."""
    found = [line for line in read("/proc/self/mountinfo").splitlines() if work.dir + "/" in line]
    for folder in ("staging", "garbage"):
        path = os.path.join(work.store, folder)
        found += [os.path.join(path, name) for name in os.listdir(path)] if os.path.isdir(path) else []
    return found


def finish():
    found = leftovers()
    if not os.environ.get("IMGC_E2E_KEEP") and not any(" / " in line for line in found):
        remove(work.dir)
    if found:
        print("left behind:\n" + "\n".join(found), file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)


work = Work(sys.argv[1])
atexit.register(finish)
