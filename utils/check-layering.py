#!/usr/bin/env python3
"""Enforces the include DAG of the project and its two walls (docs/Architecture.md, "Layers").

Every source file belongs to the layer of the longest prefix below; it may include project headers only of the layers
that its layer names. Two walls: syntax code of the front ends and the runtime include nothing of MLIR.
Run by the test suite; exit 1 and one line per offence.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# layer: (path prefixes, layers it may include besides itself)
LAYERS = {
    "Support": (["include/imgc/Support", "lib/Support"], []),
    "PlanFormat": (["include/imgc/PlanFormat", "lib/PlanFormat"], ["Support"]),
    "Diagnostics": (["include/imgc/Diagnostics", "lib/Diagnostics"], ["Support"]),
    "Explain": (["include/imgc/Diagnostics/MLIR", "lib/Diagnostics/MLIR"], ["Support"]),
    "Syntax": (["include/imgc/Frontend", "lib/Frontend"], ["Support", "Diagnostics"]),
    "Runtime": (["include/imgc/Runtime", "lib/Runtime"], ["Support", "PlanFormat"]),
    "LLBEncoding": (["dialects/LLB/Encoding"], ["Support", "LLBIR"]),
    "DialectCommon": (["dialects/Common"], []),
    "LLBIR": (["dialects/LLB/IR"], ["Support", "DialectCommon"]),
    "DockerfileIR": (["dialects/Dockerfile/IR"], ["Support", "DialectCommon"]),
    "PlanIR": (["dialects/Plan/IR"], ["Support", "DialectCommon"]),
    "LLBTransforms": (["dialects/LLB/Transforms", "dialects/LLB/Analysis"], ["Support", "LLBIR", "LLBEncoding"]),
    "DockerfileTransforms": (["dialects/Dockerfile/Transforms", "dialects/Dockerfile/Analysis"],
                             ["Support", "Diagnostics", "Explain", "Syntax", "Import", "DockerfileIR"]),
    "PlanTransforms": (["dialects/Plan/Transforms", "dialects/Plan/Analysis"], ["Support", "PlanFormat", "PlanIR"]),
    "Import": (["include/imgc/Frontend/Dockerfile/Import", "lib/Frontend/Dockerfile/Import"],
               ["Support", "Diagnostics", "Syntax", "DockerfileIR"]),
    "Conversion": (["include/imgc/Conversion", "lib/Conversion"],
                   ["Support", "PlanFormat", "Diagnostics", "Explain", "Syntax", "Import", "LLBEncoding", "LLBIR", "DockerfileIR", "PlanIR",
                    "LLBTransforms", "DockerfileTransforms", "PlanTransforms"]),
    "Target": (["include/imgc/Target", "lib/Target"],
               ["Support", "PlanFormat", "LLBEncoding", "LLBIR", "DockerfileIR", "PlanIR", "LLBTransforms", "PlanTransforms"]),
    "Pipelines": (["include/imgc/Pipelines", "lib/Pipelines"],
                  ["Support", "Diagnostics", "Explain", "Syntax", "Import", "LLBEncoding", "LLBIR", "DockerfileIR", "PlanIR", "LLBTransforms",
                   "DockerfileTransforms", "PlanTransforms", "Conversion", "Target"]),
    "Init": (["include/imgc/Init"], ["*"]),
    "Driver": (["include/imgc/Driver", "lib/Driver"], ["*"]),
    "Tools": (["tools"], ["*"]),
}
# The walls: these never see MLIR.
NO_MLIR = {"Support", "PlanFormat", "Diagnostics", "Syntax", "Runtime"}
# Nobody but these may include what stands at the top.
TOP = {"Init", "Driver", "Tools"}

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')


def layer_of(path):
    best, found = -1, None
    for name, (prefixes, _) in LAYERS.items():
        for prefix in prefixes:
            whole = path == prefix or path.startswith(prefix + "/") or (
                path.startswith(prefix) and path[len(prefix):len(prefix) + 1] in (".", "A")) and prefix.count("/") >= 2
            if whole and len(prefix) > best:
                best, found = len(prefix), name
    return found


def target_of(include, source):
    """The project path that an include names, or None for one from outside."""
    for base in ("include/", "", os.path.dirname(source) + "/"):
        path = base + include
        stem = re.sub(r"\.pb\.h$", ".proto", re.sub(r"\.inc$", "", path))
        if os.path.exists(os.path.join(ROOT, stem)) or os.path.exists(os.path.join(ROOT, path)):
            return path
    if include.startswith(("imgc/", "dialects/")):  # generated
        return ("include/" if include.startswith("imgc/") else "") + include
    return None


def check(path, problems):
    layer = layer_of(path)
    if layer is None:
        problems.append(f"{path}: belongs to no layer; give its folder one in utils/check-layering.py")
        return
    allowed = set(LAYERS[layer][1]) | {layer}
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            include = match.group(1)
            if include.startswith("mlir/") and layer in NO_MLIR:
                problems.append(f"{path}:{number}: {layer} must not include MLIR ('{include}')")
                continue
            target = target_of(include, path)
            if target is None:
                continue
            other = layer_of(target)
            if other is None:
                problems.append(f"{path}:{number}: '{include}' belongs to no layer")
            elif other not in allowed and "*" not in allowed or other in TOP and layer not in TOP:
                problems.append(f"{path}:{number}: {layer} must not include {other} ('{include}')")


def main():
    problems = []
    files = 0
    for top in ("include", "lib", "dialects", "tools"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in sorted(names):
                if name.endswith((".h", ".cpp", ".inc")):
                    files += 1
                    check(os.path.relpath(os.path.join(folder, name), ROOT), problems)
    for problem in problems:
        print(problem)
    print(f"{files} files, {len(problems)} offences")
    sys.exit(1 if problems or not files else 0)


main()
