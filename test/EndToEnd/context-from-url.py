# The context as a URL: an archive, a Dockerfile, and what the server says of its time. Nothing of it is left behind.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *
import http.server
import threading

contents = {}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body, modified = contents.get(self.path, (None, None))
        self.send_response(200 if body is not None else 404)
        if modified:
            self.send_header("Last-Modified", modified)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_address[1]}"


def archive(files, time=1600000000):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.mtime, info.size = time, len(content)
            tar.addfile(info, io.BytesIO(content.encode()))
    return data.getvalue()


DOCKERFILE = "FROM busybox\nARG SOURCE_DATE_EPOCH\nRUN echo \"=$SOURCE_DATE_EPOCH\" > /epoch\nCOPY a /a\n"
contents["/ctx.tar.gz"] = (archive({"Dockerfile": DOCKERFILE, "a": "A\n", "x/other": "FROM busybox\nCOPY a /o\n"}), None)
out = work.path("out")
work.build("-o", out, base + "/ctx.tar.gz")
equal([read(os.path.join(out, n)) for n in ("a", "epoch")], ["A\n", "=\n"])
equal(work.build(base + "/ctx.tar.gz").steps, [], "steps of the same archive")
work.build("-f", "x/other", base + "/ctx.tar.gz")
local = work.context("here", {"Dockerfile": "FROM busybox\nCOPY a /here\n"})
work.build("-f", os.path.join(local, "Dockerfile"), base + "/ctx.tar.gz")

epoch = ["--build-arg", "SOURCE_DATE_EPOCH=context"]
work.build("-o", out, *epoch, base + "/ctx.tar.gz")
equal(read(os.path.join(out, "epoch")), "=1600000000\n", "the time of the newest file")
contents["/ctx.tar.gz"] = (contents["/ctx.tar.gz"][0], "Wed, 21 Oct 2015 07:28:00 GMT")
work.build("-o", out, *epoch, "--build-arg", "X=1", base + "/ctx.tar.gz")
equal(read(os.path.join(out, "epoch")), "=1445412480\n", "the server's time")

# Named contexts, and the time of one.
contents["/data.tar.gz"] = (archive({"inside": "x"}, 1500000000), None)
named = ["--build-context", f"data={base}/data.tar.gz"]
build = work.build_image("FROM busybox\nARG SOURCE_DATE_EPOCH\nCOPY --from=data context /data.tar.gz\nRUN tar -tzf /data.tar.gz > /list\n"
                         "RUN echo \"=$SOURCE_DATE_EPOCH\" > /epoch\n", *named, "--build-arg", "SOURCE_DATE_EPOCH=data", "-o", out)
equal([read(os.path.join(out, n)) for n in ("list", "epoch")], ["inside\n", "=1500000000\n"])
stage = f"FROM scratch AS src\nADD {base}/data.tar.gz /\nFROM busybox\nARG SOURCE_DATE_EPOCH\nRUN echo \"=$SOURCE_DATE_EPOCH\" > /epoch\n"
work.build_image(stage, "--build-arg", "SOURCE_DATE_EPOCH=src", "-o", out)
equal(read(os.path.join(out, "epoch")), "=1500000000\n", "the time of a stage's source")
contains(work.build_image("FROM busybox\nCOPY --from=x context /\n", "--build-context", f"x={base}/none", code=4).err, "--build-context x: ")
work.build_image("FROM busybox\nFROM x AS unused\nFROM busybox\n", "--build-context", f"x={base}/none")  # nobody asks for it

failed = work.build("http://user:s3cret@127.0.0.1:1/x.tar", code=4).err
check("s3cret" not in failed and "cannot read 'http://xxxxx:xxxxx@127.0.0.1:1/x.tar'" in failed, failed)

contents["/plain"] = (b"FROM busybox\nCOPY context /me\n", None)
work.build("-o", out, base + "/plain")
equal(read(os.path.join(out, "me")), "FROM busybox\nCOPY context /me\n", "the Dockerfile as a file of its context")
contains(work.build("-f", "other", base + "/plain", code=2).err, "' is a Dockerfile itself, not an archive")
contents["/big"] = (b"# x\n" * (5 << 20), None)
contains(work.build(base + "/big", code=3).err, "' is neither an archive nor a Dockerfile")
contains(work.build(base + "/missing", code=4).err, "the server answers 404")
contains(work.build("--emit=llb", base + "/ctx.tar.gz").out, f'llb.http "{base}/ctx.tar.gz"')
equal([d for _, folders, _ in os.walk(os.path.join(work.store, "staging")) for d in folders if d == "diff"], [], "staging")
server.shutdown()
