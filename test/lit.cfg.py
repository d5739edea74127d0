# Configuration of the lit suites (docs/Testing.md). Every feature is probed once, here; a test whose requirement is
# missing is unsupported, never failing.
import os
import shutil
import subprocess
import sys
import tempfile

import lit.formats

config.name = "imgc"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mlir", ".test", ".py", ".dockerfile"]
config.excludes = ["Inputs", "lit.cfg.py", "lit.local.cfg", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(config.imgc_build_dir, "test")

path = [config.imgc_bin_dir, config.llvm_tools_dir, "/usr/sbin", "/sbin", config.environment.get("PATH", "")]
config.environment["PATH"] = os.pathsep.join(path)
for name in ("SSL_CERT_FILE", "HOME", "XDG_CACHE_HOME", "IMGC_TEST_IMAGES"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
for name in ("IMGC_ROOT", "SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR_FORCE"):
    config.environment.pop(name, None)

roundtrip = "--verify-roundtrip" if os.environ.get("IMGC_OPT_CHECK_ROUNDTRIP") else ""
config.substitutions += [
    ("%imgc_opt", f"imgc-opt {roundtrip}"),
    ("%imgc_translate", "imgc-translate"),
    ("%imgc_run", "imgc-run"),
    ("%imgc", os.path.join(config.imgc_bin_dir, "imgc")),
    ("%source_dir", config.imgc_source_dir),
    ("%build_dir", config.imgc_build_dir),
    ("%bin_dir", config.imgc_bin_dir),
    ("%llvm_tools", config.llvm_tools_dir),
    ("%mlir_include", os.path.join(os.path.dirname(config.llvm_tools_dir), "include")),
    ("%python", sys.executable),
]


def images_dir():
    done = subprocess.run([os.path.join(config.imgc_source_dir, "utils", "make-test-images"), "busybox"],
                          capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def has_network():
    """Whether the Debian archive can be reached, by apt's own ways (proxies): it gets a small package."""
    options = ["-o", "Acquire::http::Timeout=5", "-o", "Acquire::https::Timeout=5", "-o", "Acquire::Retries=0"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["apt-get", "-qq", *options, "download", "hello"], capture_output=True, cwd=folder)
        return done.returncode == 0 and bool(os.listdir(folder))


def overlay_works():
    if os.geteuid() != 0:
        return False
    script = "mkdir -p l u w m && mount -t overlay overlay -olowerdir=l,upperdir=u,workdir=w m && umount m"
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(["unshare", "-m", "sh", "-c", script], cwd=folder, capture_output=True).returncode == 0


features = config.available_features
if os.geteuid() == 0:
    features.add("root")
if overlay_works():
    features.add("overlay")
for tool in ("skopeo", "umoci", "runc", "docker-registry", "mmdebstrap", "ssh-keygen", "go", "git"):
    if shutil.which(tool, path=config.environment["PATH"]):
        features.add(tool)
if shutil.which("apt-get") and has_network():
    features.add("network")
if os.access(config.imgc_oracle, os.X_OK):
    features.add("oracle")
else:
    config.imgc_oracle = ""

images = images_dir()
if images:
    features.add("images")
    config.substitutions.append(("%test_images", images))
    config.environment["TEST_IMAGES"] = images
config.substitutions.append(("%oracle", config.imgc_oracle))
