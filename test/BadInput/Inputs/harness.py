"""What the tests of bad input share.

A test runs in mount and process namespaces of its own (so whatever it leaves dies with it), and after every imgc the
harness looks for what must not be there: a mount, a process, a cgroup, a temporary file, a staging directory, a file in
the output folder after a failure.
"""
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time

INSIDE = "IMGC_BAD_INPUT_INSIDE"
WAIT = 60  # seconds; generous, only reached when something hangs


def read(path):
    with open(path, errors="replace") as f:
        return f.read()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(data, bytes) else "w") as f:
        f.write(data)


def list_tree(folder):
    found = []
    for parent, dirs, files in os.walk(folder):
        found += [os.path.relpath(os.path.join(parent, name), folder) for name in dirs + files]
    return sorted(found)


def wait_for(condition, what):
    end = time.monotonic() + WAIT
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.01)


def mounts():
    return read("/proc/self/mountinfo")


def processes(flushers=False):
    """All processes of this namespace but this one; zombies of dead parents are reaped first.

    The process that flushes the store after a build (docs/Driver.md) is meant to outlive it and is not counted.
    """
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    found = {}
    for pid in os.listdir("/proc"):
        try:
            if pid.isdigit() and int(pid) != os.getpid() and (flushers or read(f"/proc/{pid}/comm") != "imgc-flush\n"):
                found[pid] = read(f"/proc/{pid}/cmdline")
        except (FileNotFoundError, ProcessLookupError):
            pass  # it ended just now
    return found


def end_processes():
    """Ends what is left; only this namespace is seen from here."""
    for pid in processes(flushers=True):
        os.kill(int(pid), signal.SIGKILL)
    wait_for(lambda: not processes(flushers=True), "the end of what was killed")


def cgroups():
    # Those of test/EndToEnd are of runc, beside which this test may run.
    return {path for path, _, _ in os.walk("/sys/fs/cgroup") if "imgc" in (name := os.path.basename(path)) and not name.startswith("imgc-e2e")}


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


class Bench:
    """A work folder with a store, contexts, and an output folder."""

    def __init__(self):
        self.imgc = os.environ.get("IMGC") or shutil.which("imgc")
        self.dir = os.path.abspath(sys.argv[1])
        shutil.rmtree(self.dir, ignore_errors=True)
        for name in ("store", "out", "tmp"):
            os.makedirs(os.path.join(self.dir, name))
        self.root = os.path.join(self.dir, "store")
        self.out = os.path.join(self.dir, "out")
        self.tmp = os.path.join(self.dir, "tmp")
        self.busybox = os.path.join(os.environ["TEST_IMAGES"], "busybox")
        self.environment = dict(os.environ, TMPDIR=self.tmp)
        self.environment.pop("IMGC_ROOT", None)
        self.before = self.look()

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def context(self, dockerfile, name="context", **files):
        """A fresh context; files are given as a_b=… for `a.b` or by `more`."""
        folder = self.path(name)
        shutil.rmtree(folder, ignore_errors=True)
        write(os.path.join(folder, "Dockerfile"), dockerfile)
        for file, data in files.pop("more", {}).items():
            write(os.path.join(folder, file), data)
        for file, data in files.items():
            write(os.path.join(folder, file), data)
        return folder

    def look(self):
        return {"mounts": mounts(), "cgroups": cgroups()}

    def command(self, *args, base=True, root=None):
        command, *rest = args
        line = [self.imgc, command, "--root", root or self.root]
        if command == "build" and base:
            line += ["--build-context", "busybox=oci-layout://" + self.busybox]
        return line + list(rest)

    def start(self, *args, **options):
        """imgc in the background, in a process group of its own."""
        base, root = options.pop("base", True), options.pop("root", None)
        return subprocess.Popen(self.command(*args, base=base, root=root), env=self.environment, text=True,
                                errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.dir, start_new_session=True, **options)

    def finish(self, process, code=0, says=(), never=(), clean=True):
        """Waits; asserts exit code, what stderr says (regular expressions), and that nothing is left."""
        try:
            out, err = process.communicate(timeout=WAIT)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"imgc hangs: {process.args}\n{err}")
        result = Result(process.returncode, out, err)
        told = f"{' '.join(process.args)}\nexit code {result.code}\n{out}{err}"
        assert result.code in (code if isinstance(code, tuple) else (code,)), f"exit code {code} expected\n{told}"
        for text in [says] if isinstance(says, str) else says:
            assert re.search(text, err, re.M), f"'{text}' expected\n{told}"
        for text in [never] if isinstance(never, str) else never:
            assert not re.search(text, err, re.M), f"'{text}' not expected\n{told}"
        # One clear error, the last words of the run: no crash report, no second one.
        if result.code > 0:
            errors = re.findall(r"^(?:imgc: error:|error:|\S+:\d+(?::\d+)?: error:)", err, re.M)
            assert len(errors) == 1, f"one error expected, {len(errors)} found\n{told}"
        assert not re.search(r"Stack dump|Assertion|terminate called|LLVM ERROR", err), told
        if clean:
            self.check_clean(failed=result.code != 0, told=told)
        return result

    def imgc_(self, *args, code=0, says=(), never=(), clean=True, **options):
        return self.finish(self.start(*args, **options), code, says, never, clean)

    def build(self, *args, **options):
        return self.imgc_("build", *args, **options)

    def check_clean(self, failed=False, told="", root=None):
        root = root or self.root
        now = self.look()
        assert now["mounts"] == self.before["mounts"], f"a mount is left\n{now['mounts']}\n{told}"
        assert now["cgroups"] == self.before["cgroups"], f"a cgroup is left: {now['cgroups']}\n{told}"
        end = time.monotonic() + 10  # what was killed, or has not yet named itself, may take a moment
        while processes() and time.monotonic() < end:
            time.sleep(0.005)
        assert not processes(), f"a process is left: {processes()}\n{told}"
        assert not os.listdir(self.tmp), f"temporary files are left: {list_tree(self.tmp)}\n{told}"
        for name in ("staging", "garbage"):
            folder = os.path.join(root, name)
            if os.path.isdir(folder):
                assert not list_tree(folder), f"left in {name}: {list_tree(folder)[:10]}\n{told}"
        blobs = os.path.join(root, "blobs", "sha256")
        if os.path.isdir(blobs):
            assert all(re.fullmatch("[0-9a-f]{64}", name) for name in os.listdir(blobs)), os.listdir(blobs)
        if failed:
            assert not os.listdir(self.out), f"partial output is left: {list_tree(self.out)}\n{told}"

    def run(self, image, *command, code=0):
        """What a command says in an image of the store."""
        return self.imgc_("run", "--network=none", image, *command, code=code).out

    def wipe(self, folder=None):
        """An empty store (or folder)."""
        folder = folder or self.root
        end_processes()
        if os.path.isdir(folder):
            shutil.rmtree(folder)
        os.makedirs(folder)

    def interrupt(self, process, number=signal.SIGINT):
        process.send_signal(number)


def main(*tests):
    """Runs `tests`, each with a fresh Bench, in new mount and process namespaces."""
    if not os.environ.get(INSIDE):
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child",
                              "--mount-proc", sys.executable, *sys.argv])
    failed = False
    for test in tests:
        bench, start = Bench(), time.monotonic()
        try:
            test(bench)
            print(f"ok {test.__name__} {time.monotonic() - start:.1f} s", flush=True)
        except AssertionError as error:
            failed = True
            print(f"FAILED {test.__name__} {time.monotonic() - start:.1f} s: {error}", flush=True)
        finally:
            end_processes()
            unmount_below(bench.dir)
            shutil.rmtree(bench.dir, ignore_errors=True)
    sys.exit(failed)


def unmount_below(folder):
    points = [line.split()[4] for line in mounts().splitlines()]
    for point in reversed(points):
        if point.startswith(folder + "/"):
            subprocess.run(["umount", "-l", point])


#===--- Images of our own -----------------------------------------------------------------------------------------===#

def make_tar(entries):
    """entries: (name, {TarInfo fields}, data)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, fields, data in entries:
            info = tarfile.TarInfo(name)
            info.mode = 0o755
            for key, value in fields.items():
                setattr(info, key, value)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def sha256(data):
    import hashlib
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Image:
    """Blobs of an image, held in memory so that a test can spoil them before they are written or served."""

    def __init__(self, layers=(), config=None):
        self.blobs = {}
        raw = list(layers)
        self.layers = [self.add(data, "application/vnd.oci.image.layer.v1.tar") for data in raw]
        self.config_object = config or {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"]},
                                        "rootfs": {"type": "layers", "diff_ids": [sha256(data) for data in raw]}}
        self.seal()

    def add(self, data, media_type):
        self.blobs[sha256(data)] = data
        return {"mediaType": media_type, "digest": sha256(data), "size": len(data)}

    def seal(self):
        """(Re)writes config and manifest from `config_object` and `layers`."""
        self.config = self.add(json.dumps(self.config_object).encode(), "application/vnd.oci.image.config.v1+json")
        self.manifest_object = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                "config": self.config, "layers": self.layers}
        self.manifest = self.add(json.dumps(self.manifest_object).encode(), self.manifest_object["mediaType"])

    def write_layout(self, folder, tag="latest"):
        shutil.rmtree(folder, ignore_errors=True)
        entry = dict(self.manifest, annotations={"org.opencontainers.image.ref.name": tag})
        write(os.path.join(folder, "oci-layout"), json.dumps({"imageLayoutVersion": "1.0.0"}))
        write(os.path.join(folder, "index.json"), json.dumps({"schemaVersion": 2, "manifests": [entry]}))
        for digest, data in self.blobs.items():
            write(os.path.join(folder, "blobs", "sha256", digest[7:]), data)
        return folder


def busybox_image(layout):
    """The busybox layout of the test images as an Image."""
    image = Image()
    image.blobs = {}
    blob = lambda digest: open(os.path.join(layout, "blobs", "sha256", digest[7:]), "rb").read()
    index = json.loads(read(os.path.join(layout, "index.json")))
    manifest = json.loads(blob(index["manifests"][0]["digest"]))
    image.layers = [image.add(blob(layer["digest"]), layer["mediaType"]) for layer in manifest["layers"]]
    image.config_object = json.loads(blob(manifest["config"]["digest"]))
    image.seal()
    return image
