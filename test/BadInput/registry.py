# REQUIRES: root, overlay, images
# RUN: %python %s %t
#
# Registries that cannot be reached, refuse, or serve wrong bytes. The server is a Python one on a loopback port: it plays
# a good registry except for what each case spoils. (EndToEnd uses a real one.)
import http.server
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
from harness import busybox_image, main, sha256


class Registry:
    """Serves `image` as NAME:latest. `spoil(kind, handler, data)` answers itself and gives true, or gives false; kind
    is 'manifest', 'config' or 'layer'."""

    def __init__(self, bench):
        self.image = busybox_image(bench.busybox)
        self.spoil = lambda kind, handler, data: False
        self.requests = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def answer(self, code, data=b"", media_type="application/json", length=None, **headers):
                self.send_response(code)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(data) if length is None else length))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            def do_GET(self):
                outer.requests += 1
                last = self.path.split("?")[0].rsplit("/", 1)[-1]
                kind = "manifest"
                if "/blobs/" in self.path:
                    kind = "config" if last == outer.image.config["digest"] else "layer"
                elif "/manifests/" in self.path and not last.startswith("sha256:"):
                    last = outer.image.manifest["digest"]
                data = outer.image.blobs.get(last)
                if self.path.startswith("/token"):
                    return self.answer(200, b'{"token": "t"}')
                if data is None:
                    return self.answer(404, b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "not known"}]}')
                if outer.spoil(kind, self, data):
                    return None
                media_type = outer.image.manifest["mediaType"] if kind == "manifest" else "application/octet-stream"
                return self.answer(200, data, media_type)

            do_HEAD = do_GET

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, address):
                pass  # imgc hangs up when it has seen enough

        self.server = Server(("127.0.0.1", 0), Handler)
        self.name = f"127.0.0.1:{self.server.server_address[1]}/test/base"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def fails(bench, registry, kind, answer, says, code=4):
    """One build with the spoilt registry, then one with the good one, in one store."""
    context = bench.context(f"FROM {registry.name}\nCOPY a /a\n", a="A\n")
    output = ["-t", "app", "-o", "type=oci,dest=" + bench.out + "/app.tar"]

    def spoil(what, handler, data):
        if what != kind:
            return False
        answer(handler, data)
        return True

    registry.spoil, registry.requests = spoil, 0
    result = bench.build(*output, context, code=code, says=says)
    # Every message says whom it was talking to.
    assert registry.name.split("/")[0] in result.err, result.err
    assert registry.requests < 40, f"{registry.requests} requests"
    assert "app" not in bench.imgc_("images").out
    registry.spoil = lambda *_: False
    bench.build(*output, context)
    assert bench.run("app", "cat", "/a") == "A\n"
    os.unlink(bench.out + "/app.tar")
    bench.wipe()


def flip(data):
    spoilt = bytearray(data)
    spoilt[len(spoilt) // 2] ^= 1
    return bytes(spoilt)


def hang_up(handler, data):
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def cut_off(handler, data):
    """A body that is shorter than its announced length."""
    handler.answer(200, data[: len(data) // 2], length=len(data), media_type=MANIFEST)
    hang_up(handler, data)


def login_loop(handler, data):
    server = handler.headers["Host"]
    handler.answer(401, b"{}", WWW_Authenticate=f'Bearer realm="http://{server}/token",service="s"')


MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ANSWERS = (
    ("hangs up", hang_up, r"empty reply|closed|reset|nothing|got no data"),
    ("500", lambda h, d: h.answer(500, b"oops", Retry_After="0"), "500"),
    ("401", login_loop, "denies access|anonymous"),
    ("403", lambda h, d: h.answer(403, b'{"errors": [{"code": "DENIED", "message": "no"}]}'), "denies access"),
    ("404", lambda h, d: h.answer(404, b"{}"), "404|not found|no image|does not"),
    ("other bytes", lambda h, d: h.answer(200, flip(d), MANIFEST), "digest|sha256|JSON|content"),
    ("cut off", cut_off, "bytes|shorter|closed|partial|truncated|cut|transfer"),
    ("redirects for ever", lambda h, d: h.answer(307, Location=h.path), "redirect"),
)


SLOW = {"500": "manifest", "hangs up": "config", "cut off": "layer"}


def unreachable(bench):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes the port
        address = f"127.0.0.1:{probe.getsockname()[1]}"
        context = bench.context(f"FROM {address}/nobody/here\n")
        bench.build(context, code=4, says=[address, r"connect", "Dockerfile:1"])
        bench.build("--emit=llb", context, code=4, says=[address, r"connect"])


def spoilt(kind):
    def test(bench):
        registry = Registry(bench)
        for name, answer, says in ANSWERS:
            if name == "other bytes" and kind == "manifest":
                continue  # a tag is allowed to mean any bytes; wrong_manifest has the case
            if name in SLOW and SLOW[name] != kind:
                continue  # seconds of retries
            try:
                fails(bench, registry, kind, answer, says)
            except AssertionError as error:
                raise AssertionError(f"{kind}: {name}: {error}") from None
        registry.stop()

    test.__name__ = kind
    return test


def wrong_manifest(bench):
    registry = Registry(bench)
    digest = registry.image.manifest["digest"]
    context = bench.context(f"FROM {registry.name}@{digest}\n")
    registry.spoil = lambda kind, h, d: kind == "manifest" and (h.answer(200, flip(d), MANIFEST) or True)
    bench.build(context, code=4, says=["digest|content", digest[:19]])
    for answer, says in ((b"{", "JSON|json"), (b"[]", "object"), (b"{}", "manifest"), (b"<html>login</html>", "JSON|json"),
                         (b"[" * 200000, "JSON|json|deep|nest"), (b'{"schemaVersion": 1}', "schema|manifest")):
        fails(bench, registry, "manifest", lambda h, d: h.answer(200, answer, MANIFEST), says)
    fails(bench, registry, "manifest",
          lambda h, d: h.answer(200, d, "application/vnd.oci.image.index.v1+json"), "announced|index|type")
    registry.stop()


def no_such_image(bench):
    registry = Registry(bench)
    registry.spoil = lambda kind, h, d: True if h.answer(404, b'{"errors": [{"code": "NAME_UNKNOWN"}]}') is None else True
    context = bench.context(f"FROM {registry.name}:v9\n")
    bench.build(context, code=4, says=["v9", "404|not found|no image|does not", "Dockerfile:1"])
    registry.stop()


main(unreachable, no_such_image, spoilt("manifest"), spoilt("config"), spoilt("layer"), wrong_manifest)
