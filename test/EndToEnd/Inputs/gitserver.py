"""Repositories of git, and a server of this machine for them: by git's own CGI program, or as plain files.

Servers end with the test. A test does `from gitserver import *` beside `from e2e import *`.
"""
import base64
import http.server
import os
import subprocess
import threading
import urllib.parse

# Whoever runs the test may have a configuration.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
               "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@d"}


class Repository:
    """A repository that the test writes; its branch is `main`."""

    def __init__(self, path, *init):
        self.path = path
        os.makedirs(path)
        self.git("init", "-q", "-b", "main", *init)

    def git(self, *args, time=1500000000, **variables):
        date = {"GIT_AUTHOR_DATE": f"@{time - 1000} +0000", "GIT_COMMITTER_DATE": f"@{time} +0000"}
        done = subprocess.run(["git", "-C", self.path, *args], env={**ENVIRONMENT, **date, **variables}, check=True,
                              capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, files, time=1500000000):
        """Writes files (name -> text, ("link", target), ("run", text), or None to remove), and commits; gives the commit."""
        for name, content in files.items():
            path = os.path.join(self.path, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if os.path.lexists(path):
                os.remove(path)
            if isinstance(content, tuple) and content[0] == "link":
                os.symlink(content[1], path)
            elif content is not None:
                with open(path, "w") as file:
                    file.write(content[1] if isinstance(content, tuple) else content)
                os.chmod(path, 0o755 if isinstance(content, tuple) else 0o644)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change", time=time)
        return self.git("rev-parse", "HEAD")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        owner = self.server.owner
        owner.requests.append(self.path)
        if self.path.startswith("/silent/"):
            owner.released.wait(60)
        if owner.users and self.headers.get("Authorization") not in owner.users:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/plain/"):
            self.send_plain(owner, url.path[len("/plain/"):])
        else:
            self.send_smart(owner, url)

    do_POST = do_GET

    def send_plain(self, owner, path):
        full = os.path.join(owner.folder, path)
        body = open(full, "rb").read() if os.path.isfile(full) else None
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def send_smart(self, owner, url):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        env = {**ENVIRONMENT, "GIT_PROJECT_ROOT": owner.folder, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": url.path,
               "QUERY_STRING": url.query, "REQUEST_METHOD": self.command, "CONTENT_LENGTH": str(len(body)),
               "CONTENT_TYPE": self.headers.get("Content-Type") or "", "REMOTE_ADDR": "127.0.0.1",
               "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
               "GIT_PROTOCOL": self.headers.get("Git-Protocol") or "" if owner.modern else ""}
        answer = subprocess.run(["git", "http-backend"], env=env, input=body, capture_output=True).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


class GitServer:
    """Serves bare repositories of `folder`: `url` by git's protocol, `plain` as files."""

    def __init__(self, folder):
        self.folder, self.requests, self.users = folder, [], []
        # Version 2 of the protocol, in which a client may ask for any commit.
        self.modern = True
        self.released = threading.Event()
        os.makedirs(folder, exist_ok=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.owner = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url, self.plain = f"http://{self.host}", f"http://{self.host}/plain"

    def allow(self, name, password):
        """From now on only those may read who were allowed to."""
        self.users.append("Basic " + base64.b64encode(f"{name}:{password}".encode()).decode())
        self.users.append("basic " + base64.b64encode(f"{name}:{password}".encode()).decode())

    def publish(self, repository, name, *config):
        """Makes or renews the bare repository `name`.git; gives its URL."""
        bare = os.path.join(self.folder, name + ".git")
        run = lambda *args: subprocess.run(["git", *args], env=ENVIRONMENT, check=True, capture_output=True)
        if not os.path.exists(bare):
            run("clone", "-q", "--bare", repository.path, bare)
        run("-C", bare, "fetch", "-q", "--force", repository.path, "+refs/*:refs/*")
        for setting in config:
            run("-C", bare, "config", *setting.split("="))
        run("-C", bare, "update-server-info")
        return f"{self.url}/{name}.git"
