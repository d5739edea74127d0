"""A case: a context folder with its options, on disk as in test/Corpus/cases, and how both programs run it.

`args.corpus` has a line for each option of the oracle: `--opt KEY=VALUE`, or `--local NAME=DIR` with DIR inside the
folder. `images.corpus`, if there is one, replaces the corpus's images.json. Both lie in the context like other files.
With `--opt context=URL` the context is that URL, and `images.corpus` says what it holds.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess

OPTIONS = "args.corpus"
IMAGES = "images.corpus"
# Seconds; both programs answer in hundredths of one.
TIMEOUT = 20

# Front-end attributes and the flags of `imgc build` that set them.
FLAGS = {
    "target": "--target", "platform": "--platform", "force-network-mode": "--network", "shm-size": "--shm-size",
    "cgroup-parent": "--cgroup-parent",
}
# Attributes whose flag has no value.
SWITCHES = {("image-resolve-mode", "pull"): "--pull"}
PREFIXES = {"build-arg:": "--build-arg", "label:": "--label", "context:": "--build-context"}
CALLS = {"frontend.lint": "--call=check", "frontend.outline": "--call=outline", "frontend.targets": "--call=targets",
         "frontend.subrequests.describe": "--call=subrequests.describe"}
LISTS = {"add-hosts": "--add-host", "ulimit": "--ulimit"}


def read_options(folder):
    """(opts, locals): lists of (key, value)."""
    opts, locals_ = [], []
    path = os.path.join(folder, OPTIONS)
    if os.path.exists(path):
        for line in open(path, encoding="utf-8", newline="\n"):
            line = line.rstrip("\n")
            if line:
                flag, value = line.split(" ", 1)
                {"--opt": opts, "--local": locals_}[flag].append(tuple(value.split("=", 1)))
    return opts, locals_


def file_flags(folder, opts, directories):
    """--file: in a folder of this machine, or inside a context that is a URL."""
    name = opts.get("filename")
    if "dockerfilekey" in opts:
        return ["--file=" + os.path.abspath(os.path.join(folder, directories[opts["dockerfilekey"]], name or "Dockerfile"))]
    if not name:
        return []
    return [f"--file={name if 'context' in opts else os.path.join(folder, name)}"]


def imgc_flags(folder):
    opts, locals_ = read_options(folder)
    directories = dict(locals_)
    flags = file_flags(folder, dict(opts), directories)
    for key, value in opts:
        if key in ("filename", "dockerfilekey", "context"):
            continue
        prefix = next((p for p in PREFIXES if key.startswith(p)), None)
        if prefix == "context:" and value.startswith("local:"):
            value = os.path.join(folder, directories[value[len("local:"):]])
        if prefix == "context:" and value.startswith("oci-layout://"):
            value = f"oci-layout://{os.path.join(folder, 'layout')}@{value.split('@')[1]}"
        if prefix:
            flags.append(f"{PREFIXES[prefix]}={key[len(prefix):]}={value}")
        elif key == "no-cache":
            flags.append(f"--no-cache-filter={value}" if value else "--no-cache")
        elif (key, value) == ("image-resolve-mode", "pull"):
            flags.append("--pull")
        elif key in LISTS:
            flags += [f"{LISTS[key]}={item}" for item in value.split(",")]
        elif key == "requestid":
            flags.append(CALLS[value])
        elif (key, value) in SWITCHES:
            flags.append(SWITCHES[key, value])
        else:
            flags.append(f"{FLAGS[key]}={value}")
    return flags


def context_of(folder, directory):
    return dict(read_options(folder)[0]).get("context", directory)


def images_of(folder, images):
    own = os.path.join(folder, IMAGES)
    return own if os.path.exists(own) else images


def ask_oracle(oracle, folder, images, more=(), processors=None):
    opts, locals_ = read_options(folder)
    command = [oracle, "--images", images_of(folder, images)]
    for key, value in [*opts, *more]:
        if key == "filename" and "/" in value and "context" not in dict(opts):
            # As docker does with `--file`: another folder is sent.
            command += ["--local", f"dockerfile={os.path.join(folder, os.path.dirname(value))}"]
            value = os.path.basename(value)
        command += ["--opt", f"{key}={value}"]
    for name, directory in locals_:
        command += ["--local", f"{name}={os.path.join(folder, directory)}"]
    try:
        done = subprocess.run(command + [folder], capture_output=True, timeout=TIMEOUT,
                              env=os.environ | {"GOMAXPROCS": str(processors)} if processors else None)
    except subprocess.TimeoutExpired:
        raise RuntimeError("the oracle does not end")
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the oracle failed: {done.stderr.decode(errors='replace')[-800:]}")
    return json.loads(done.stdout)


def names_frontend(folder):
    """Whether a front end may be asked for: by a syntax directive or by an argument."""
    options = dict(read_options(folder)[0])
    if "build-arg:BUILDKIT_SYNTAX" in options:
        return True
    for name in (options.get("filename", "Dockerfile"), "Dockerfile", "dockerfile"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, "rb") as source:
                return b"syntax" in source.read(4096).lower()
    return False


def run_oracle(oracle, folder, images=None, processors=None):
    """The oracle's report; RuntimeError when it fails instead of answering.

    What its front end refuses without a place gets one where another front end was asked for: the line of the directive, or
    "failed with build-arg:BUILDKIT_SYNTAX = …". That is taken off: the front end is then run as if it had been forwarded to.
    With another number of `processors` it makes its random choices in another way.
    """
    report = ask_oracle(oracle, folder, images, processors=processors)
    if "error" in report and names_frontend(folder):
        direct = ask_oracle(oracle, folder, images, [("cmdline", "docker/dockerfile:1")], processors)
        if "error" in direct and report["error"]["message"].endswith(direct["error"]["message"]):
            return direct
    return report


def has_usual_name(folder):
    """docker tells the front end when a Dockerfile is called dockerfile, which the oracle finds out itself: names in its definition differ."""
    options = dict(read_options(folder)[0])
    name = options.get("filename", "Dockerfile")
    return "context" in options or os.path.basename(name) != "Dockerfile" or os.path.exists(os.path.join(folder, name))


def run_imgc(imgc, folder, images=None):
    """(report, None), or (None, why there is none)."""
    command = [imgc, "build", "-O0", "--emit=llb-json", "--resolve-from", images_of(folder, images), *imgc_flags(folder),
               context_of(folder, folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return None, "imgc does not end"
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return None, f"exit {done.returncode}, no JSON on stdout: {done.stderr.decode(errors='replace').strip()[-1500:]}"
    if done.returncode != (1 if "error" in report else 0):
        return None, f"exit status {done.returncode} does not fit the report"
    if "subrequest" in report:
        return ask_imgc(imgc, folder, images, report)
    if len(report.get("results", [])) == 1 and has_usual_name(folder):
        # The definition as it is given to a BuildKit: bytes.
        done = subprocess.run([part.replace("llb-json", "llb-pb") if part.startswith("--emit=") else part for part in command],
                              capture_output=True, timeout=TIMEOUT)
        if done.returncode != 0:
            return None, f"--emit=llb-pb: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()[-1500:]}"
        report["results"][0]["definition"] = "sha256:" + hashlib.sha256(done.stdout).hexdigest()
    return report, None


def ask_imgc(imgc, folder, images, report):
    """Adds to the report of a question what imgc prints for people and the exit status; "subrequest" becomes what it prints in JSON."""
    imgc, folder = os.path.abspath(imgc), os.path.abspath(folder)
    flags = imgc_flags(folder)
    call = next(index for index, flag in enumerate(flags) if flag.startswith("--call="))

    def run(form):
        command = [imgc, "build", "--resolve-from", os.path.abspath(images_of(folder, images)), *flags[:call],
                   flags[call] + form, *flags[call + 1:], context_of(folder, ".")]
        command = [part.replace(f"--file={folder}/", "--file=") for part in command]
        return subprocess.run(command, capture_output=True, timeout=TIMEOUT, cwd=folder)

    text, answer = run(""), run(",format=json")
    report["text"] = re.sub(r"\ACheck complete, .*\n", "", decode(text.stdout))
    if flags[call] == "--call=check":
        report["status"] = str(text.returncode)
    printed = decode(answer.stdout)
    report["subrequest"] = json.loads(printed)
    if printed != go_text(report["subrequest"]):
        return report, "the answer in JSON is not formatted as Go does"
    name = dict(read_options(folder)[0]).get("filename", "")
    if "/" in name and context_of(folder, ".") == ".":
        # The front end is told the folder and the name, imgc shows the path.
        report["text"] = re.sub(f"^{re.escape(name)}:", os.path.basename(name) + ":", report["text"], flags=re.MULTILINE)
    if not os.path.exists(os.path.join(folder, "Dockerfile")):
        # As buildx, imgc says how the file is called; the front end does not know that it took another name.
        report["text"] = re.sub("^dockerfile:", "Dockerfile:", report["text"], flags=re.MULTILINE)
        for source in report["subrequest"]["sources"] if isinstance(report["subrequest"], dict) else []:
            if isinstance(source, dict) and source["filename"] == "dockerfile":
                source["filename"] = "Dockerfile"
    return report, None


def decode(output):
    """U+FFFD for each byte that is no text, as Go has it."""
    return re.sub("[\udc80-\udcff]", "\ufffd", output.decode(errors="surrogateescape"))


def go_text(value):
    """json.MarshalIndent with two blanks."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class Case:
    """A case in memory. `files` maps paths to bytes, a path that ends in / to a directory."""

    def __init__(self):
        self.dockerfile = "Dockerfile"
        self.files, self.options, self.locals, self.images = {}, [], [], {}

    def write(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for name, content in self.files.items():
            path = os.path.join(folder, name)
            if name.endswith("/"):
                os.makedirs(path, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(content)
        for _, directory in self.locals:
            os.makedirs(os.path.join(folder, directory), exist_ok=True)
        lines = [f"--opt {k}={v}\n" for k, v in self.options] + [f"--local {k}={v}\n" for k, v in self.locals]
        if lines:
            with open(os.path.join(folder, OPTIONS), "w", encoding="utf-8") as out:
                out.writelines(lines)
        with open(os.path.join(folder, IMAGES), "w", encoding="utf-8") as out:
            json.dump(self.images, out, indent=1)
            out.write("\n")
