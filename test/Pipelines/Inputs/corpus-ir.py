"""corpus-ir.py IMGC IMGC_OPT FORM: what `imgc build --emit=FORM` prints for the cases of test/Corpus is IR that imgc-opt
reads, verifies and prints as the same text again."""
import concurrent.futures
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "utils"))
import corpus
from smith.case import images_of, imgc_flags

imgc, imgc_opt, form = sys.argv[1:]


def compile_case(case):
    folder = corpus.case_path(case)
    flags = imgc_flags(folder)
    if any(flag.startswith("--call=") for flag in flags):
        return case, b""
    command = [imgc, "build", "-O0", f"--emit={form}", "--resolve-from", images_of(folder, corpus.IMAGES), *flags, folder]
    return case, subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def read_back(text):
    return subprocess.run([imgc_opt, "--split-input-file", "-"], input=text, capture_output=True)


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    modules = [(case, text) for case, text in pool.map(compile_case, corpus.all_cases()) if text]
once = read_back(b"// -----\n".join(text for _, text in modules))
if once.returncode:
    line = re.search(rb"<stdin>:(\d+)|-:(\d+)|within split at [^:]*:(\d+)", once.stderr)
    number, at = int(next(g for g in line.groups() if g)) if line else 0, 1
    for case, text in modules:
        at += text.count(b"\n") + 1
        if number < at:
            break
    sys.exit(f"{case}: {once.stderr.decode(errors='replace')[:2000]}")
twice = read_back(once.stdout)
if twice.returncode or twice.stdout != once.stdout:
    sys.exit("imgc-opt does not read what it prints: " + twice.stderr.decode(errors="replace")[:2000])
print(len(modules), "modules")
