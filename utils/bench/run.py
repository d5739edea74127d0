#!/usr/bin/env python3
"""Runs the workloads of bench.py for imgc beside its peers, on services of its own, and writes docs/Performance.md.

    utils/bench/run.py --imgc build/bin/imgc --work DIR [-n 5] [--only noop,steps40] [--tools floor,docker,buildah,imgc] [--write]

Needs root and the packages of `utils/bootstrap.sh bench`. Starts docker-registry and dockerd (with the BuildKit inside) on
a free loopback port and a private socket, with all their state below DIR, and stops them again. --write puts the figures
with the date into docs/Performance.md between its markers.
"""
import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCKER = "/usr/bin/docker"  # the one of the docker.io package: the first on PATH may be a bare client
WHAT = {
    "noop": "nothing changed, context of 5,000 files", "touch": "one file of 5,000 changed, two RUN steps rerun",
    "app_cold": "5,000 files, three RUN steps, cold", "steps40": "40 RUN steps, cold",
    "fan16": "16 parallel stages that sleep 0.5 s", "copy20k": "COPY of 20,000 files, cold",
    "export_gzip": "that image exported as gzip OCI archive", "export_zstd": "the same, zstd",
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(check, what, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        if check():
            return
        time.sleep(0.1)
    sys.exit(f"{what} did not start within {seconds} s")


def listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Services:
    def __init__(self, work):
        self.work, self.processes = work, []

    def start(self, name, command):
        log = open(os.path.join(self.work, name + ".log"), "wb")
        self.processes.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL))

    def registry(self):
        port = free_port()
        config = os.path.join(self.work, "registry.yml")
        with open(config, "w") as f:
            f.write(f"version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {self.work}/registry}}}}\n"
                    f"http: {{addr: '127.0.0.1:{port}'}}\n")
        self.start("registry", ["docker-registry", "serve", config])
        wait_for(lambda: listens(port), "docker-registry")
        images = subprocess.run([os.path.join(ROOT, "utils", "make-test-images"), "all"], check=True, capture_output=True, text=True).stdout.strip()
        for name, tag in (("busybox", "latest"), ("debian", "bookworm")):
            subprocess.run(["skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", f"oci:{images}/{name}:{tag}", f"docker://localhost:{port}/{name}:{tag}"], check=True)
        return f"localhost:{port}"

    def dockerd(self, registry):
        run = os.path.join(self.work, "dockerd")
        os.makedirs(run, exist_ok=True)
        sock = f"unix://{run}/docker.sock"
        self.start("dockerd", ["dockerd", "--bridge=none", "--iptables=false", "--data-root", f"{run}/data", "--exec-root", f"{run}/exec",
                               "--pidfile", f"{run}/pid", "-H", sock, "--insecure-registry", registry])
        wait_for(lambda: subprocess.run([DOCKER, "-H", sock, "version"], capture_output=True).returncode == 0, "dockerd", 60)
        return f"{DOCKER} -H {sock}"

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def table(results, tools):
    peers = [t for t in tools if t != "imgc"]
    lines = ["| work | " + " | ".join(peers) + " | imgc | " + " | ".join(f"{p} / imgc" for p in peers) + " |",
             "|---" * (2 + 2 * len(peers)) + "|"]
    for key, row in results.items():
        own = row.get("imgc")
        cells = [WHAT.get(key, key)] + [f"{row[p]:.3f} s" if p in row else "–" for p in peers] + [f"{own:.3f} s" if own else "–"]
        cells += [f"{row[p] / own:.1f} ×" if own and p in row else "–" for p in peers]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imgc", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--tools", default="floor,docker,buildah,imgc")
    parser.add_argument("--only")
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("--no-wait", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    work = os.path.abspath(args.work)
    os.makedirs(work, exist_ok=True)
    tools = args.tools.split(",")
    services = Services(work)
    try:
        env = dict(os.environ, REGISTRY=services.registry(), FLOOR="1")
        if "docker" in tools:
            env["DOCKER"] = services.dockerd(env["REGISTRY"])
        env["BUILDAH"] = f"buildah --root {work}/buildah/root --runroot {work}/buildah/run"
        env["IMGC"] = f"{os.path.abspath(args.imgc)}"
        env["IMGC_ROOT"] = f"{work}/store"
        out = f"{work}/results.json"
        command = [sys.executable, os.path.join(ROOT, "utils", "bench", "bench.py"), "--tools", args.tools, "--work", f"{work}/data",
                   "-n", str(args.n), "--json", out]
        command += ["--only", args.only] if args.only else []
        command += ["--no-wait"] if args.no_wait else []
        status = subprocess.run(command, env=env).returncode
    finally:
        services.stop()
    if status:
        return status
    results = json.load(open(out))
    print(table(results, tools))
    if args.write:
        report.write("workloads", f"medians of {args.n} interleaved runs", table(results, tools))
    return 0


sys.exit(main())
