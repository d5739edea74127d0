#!/usr/bin/env python3
"""Runs a command while a real registry serves on a free loopback port.

    with-registry.py DIR COMMAND...

The registry (docker-registry of Debian's package) keeps its data in DIR; the command finds its address in $REGISTRY and
its log in DIR/log. It is stopped, and DIR removed, when the command ends. Exits as the command does.
"""
import ctypes
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

CONFIG = """version: 0.1
log: {{level: info}}
storage:
  filesystem: {{rootdirectory: {dir}/data}}
  delete: {{enabled: true}}
http: {{addr: "127.0.0.1:{port}"}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/v2/")
        return connection.getresponse().status == 200
    except OSError:
        return False


def die_with_parent():
    """The registry ends even when this program is killed (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def start(folder):
    """Another process may take the port between the probe and the registry's bind, hence the attempts."""
    for _ in range(5):
        port = free_port()
        config = os.path.join(folder, "config.yml")
        with open(config, "w") as f:
            f.write(CONFIG.format(dir=folder, port=port))
        log = open(os.path.join(folder, "log"), "ab")
        server = subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                  preexec_fn=die_with_parent)
        deadline = time.monotonic() + 20
        while server.poll() is None and time.monotonic() < deadline:
            if answers(port):
                return server, port
            time.sleep(0.02)
        server.kill()
        server.wait()
    sys.exit("with-registry.py: docker-registry does not start:\n" + open(log.name).read()[-2000:])


def main():
    folder = os.path.abspath(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    server, port = start(folder)
    try:
        env = dict(os.environ, REGISTRY=f"127.0.0.1:{port}", REGISTRY_LOG=os.path.join(folder, "log"))
        code = subprocess.run(sys.argv[2:], env=env).returncode
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code if code >= 0 else 1)


main()
