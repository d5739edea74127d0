# The Dockerfile of a git repository: every way to name what is wanted, and what is said when it cannot be had. Nothing of
# it runs, and nothing is left behind.
# REQUIRES: git
# RUN: %e2e
from e2e import *
from gitserver import *
import signal
import socket

server = GitServer(work.path("served"))
os.mkdir(work.path("tmp"))
os.environ["TMPDIR"] = work.path("tmp")
NOBODY = "0123456789" * 4


def dockerfile(label):
    return f"FROM scratch\nLABEL at={label}\n"


repo = Repository(work.path("repo"))
first = repo.commit({"Dockerfile": dockerfile("first")}, time=1400000000)
repo.git("tag", "light")
repo.git("tag", "-a", "heavy", "-m", "x")
second = repo.commit({"Dockerfile": dockerfile("second"), "other/x.df": dockerfile("x"), "other/deep/dockerfile": dockerfile("lower"),
                      "linked/Dockerfile": ("link", "/other/x.df"), "out/Dockerfile": ("link", "../../../../../../etc/passwd"),
                      "way": ("link", "other"), "etc/group": "", "dir/Dockerfile/x": ""})
repo.git("checkout", "-q", "-b", "side/branch")
side = repo.commit({"Dockerfile": dockerfile("side")})
repo.git("tag", "main")  # the branch of this name wins
repo.git("checkout", "-q", "main")
url = server.publish(repo, "r")


def emit(source, *args, **how):
    return work.build("--emit=llb", *args, source, busybox=False, progress="plain", **how)


def label(source, *args, **how):
    text = emit(source, *args, **how).out
    return text.split('at=')[1].split("\\0A")[0]


def refused(source, message, code, *args, hint=None, **how):
    err = emit(source, *args, code=code, **how).err
    equal(err.splitlines()[0], "imgc: error: " + message)
    if hint:
        contains(err, "\n  hint: " + hint)


name = f"'{url}'"
for given, expected in {
        "": "second", "#": "second", "#main": "second", "#refs/heads/main": "second", "#heads/main": "second",
        "#light": "first", "#heavy": "first", "#refs/tags/heavy": "first", "#tags/light": "first", "#refs/tags/main": "side",
        "#side/branch": "side", f"#{first}": "first", f"#{side}": "side", "?branch=side/branch": "side", "?tag=heavy": "first",
        "?ref=light": "first", f"?commit={first[:9]}&ref=heavy": "first", f"?checksum={second}": "second",
        f"?ref={first}&checksum={first[:7]}": "first", f"?fetch-by-commit=true&checksum={first}": "first",
        f"?fetch-by-commit&branch=x&checksum={first}": "first", "#:other/deep": "lower", "#main:/other/deep/": "lower",
        "?subdir=other/deep&ref=main": "lower", "#:linked/..": "second"}.items():
    equal(label(url + given), expected, f"the Dockerfile of {given}")
equal(label(url, "-f", "other/x.df"), "x")
equal(label(url + "#:other", "-f", "x.df"), "x")
equal(label(url, "-f", "linked/Dockerfile"), "x", "a link inside")
equal(label(url.replace("http://", "http://somebody@")), "second")

# As plain files, and from a server that knows no version 2: then a commit without a name has to be looked for.
equal([label(f"{server.plain}/r.git#{ref}") for ref in ("main", "heavy", first)], ["second", "first", "first"])
server.modern = False
equal([label(f"{url}#{ref}") for ref in ("", "heavy", first)], ["second", "first", "first"])
refused(f"{url}#{NOBODY}", f"the git repository {name} has no commit '{NOBODY}'", 4)
server.modern = True
plain = f"{server.plain}/r.git"
refused(f"{plain}#{NOBODY}", f"the git repository '{plain}' has no commit '{NOBODY}'", 4)

# By git's own protocol, on a port that was free a moment ago.
with socket.create_server(("127.0.0.1", 0)) as probe:
    port = probe.getsockname()[1]
daemon = subprocess.Popen(["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", f"--base-path={server.folder}", server.folder],
                          env=ENVIRONMENT, stderr=subprocess.DEVNULL)
try:
    for attempt in range(100):
        if work.build("--emit=llb", f"git://127.0.0.1:{port}/r.git", busybox=False, progress="plain", code=None).code == 0:
            break
        time.sleep(0.1)
    equal([label(f"git://127.0.0.1:{port}/r.git#{ref}") for ref in ("", first)], ["second", "first"])
finally:
    daemon.terminate()
    daemon.wait()

# The definition is the one of a repository that --resolve-from describes; so are answers.
with open(work.path("known.json"), "w") as file:
    json.dump({"git://" + url.split("//")[1] + "#light": {"tree": "known"}}, file)
work.context("known", {"Dockerfile": dockerfile("first")})
for form in ("llb", "llb-json", "llb-pb"):
    build = lambda *args: work.build(f"--emit={form}", *args, url + "#light", busybox=False, progress="plain").done.raw
    equal(build(), build("--resolve-from", work.path("known.json")), f"--emit={form}")
contains(work.build("--call=targets", url, busybox=False).out, "TARGET")
contains(work.build("--check", url, busybox=False).out, "no warnings found")
# A Dockerfile of this machine is all that is read then.
count = len(server.requests)
equal(label(url + "#nothing", "-f", os.path.join(work.path("known"), "Dockerfile")), "first")
equal(len(server.requests), count, "requests")

# What the repository has not.
refused(f"{url}#nothing", f"the git repository {name} has no branch or tag 'nothing'", 4)
refused(f"{url}#{first[:9]}", f"the git repository {name} has no branch or tag '{first[:9]}'", 4)
refused(f"{url}#*", f"the git repository {name} has no branch or tag '*'", 4)
refused(f"{url}#:none", f"there is no directory 'none' in the git repository {name}", 3)
refused(f"{url}#:other/../none", f"there is no directory 'none' in the git repository {name}", 3)
links = "symbolic links on the way to a subdirectory are not followed"
refused(f"{url}#:way", f"'way' in the git repository {name} is not a directory", 3, hint=links)
refused(f"{url}#:way/deep", f"'way' in the git repository {name} is not a directory", 3, hint=links)
refused(f"{url}#:other/x.df", f"'other/x.df' in the git repository {name} is not a directory", 3)
refused(f"{url}#:other", f"there is no Dockerfile 'Dockerfile' in the context '{url}#:other'", 3, hint="-f names another file in it")
refused(url, f"there is no Dockerfile 'none' in the context '{url}'", 3, "-f", "none")
refused(url, f"there is no Dockerfile 'out/Dockerfile' in the context '{url}'", 3, "-f", "out/Dockerfile")
refused(url, f"cannot read 'dir/Dockerfile' in the context '{url}': Is a directory", 3, "-f", "dir/Dockerfile")
empty = server.publish(Repository(work.path("empty")), "empty")
refused(empty, f"the git repository '{empty}' has no default branch", 4, hint="name a branch, a tag or a commit after '#'")
refused(f"{server.url}/none.git", f"cannot reach the git repository '{server.url}/none.git': repository '{server.url}/none.git/' not found", 4)
tree_id = repo.git("rev-parse", "main^{tree}")
refused(f"{url}#{tree_id}", f"'{tree_id}' of the git repository {name} is no commit", 4)

# What it must be, and is not.
refused(f"{url}?ref=main&checksum={first}", f"'main' of the git repository {name} is {second}, not '{first}'", 4)
heavy = repo.git("rev-parse", "heavy")
refused(f"{url}?ref=heavy&checksum={second}", f"'heavy' of the git repository {name} is {heavy} or {first}, not '{second}'", 4)
refused(f"{url}?ref={first}&checksum={second}", f"'{first}' of the git repository {name} is another commit, not '{second}'", 4)
refused(f"{url}?checksum=12g", "the checksum '12g' of a git repository is not hexadecimal", 2)
refused(f"{url}?fetch-by-commit=true", "'fetch-by-commit' needs the whole commit", 2,
        hint="name it: `?fetch-by-commit=true&checksum=` and 40 digits")
contains(emit(f"{url}?fetch-by-commit=true&checksum={NOBODY}", code=4).err, f"cannot fetch the git repository {name}: ")

# Nothing becomes an option, a question, or a program.
refused(f"{url}#--upload-pack=touch {work.path('evil')}", f"the git ref '--upload-pack=touch {work.path('evil')}' starts with '-'", 2)
contains(emit("-x@host:path", code=None).err, "error: ")
contains(emit("ssh://-oProxyCommand=touch%20x/r", code=None).err, "error: ")
contains(emit("git@127.0.0.1:r", code=4).err, "cannot reach the git repository 'git@127.0.0.1:r': ")
scripts = {"ssh": '#!/bin/sh\necho "$@ $SSH_AUTH_SOCK" >> "$0.calls"\necho "$(cat "$0.says")" >&2\nexit 255\n', "broken/git": "#!/bin/sh\nexit 3\n"}
work.context("scripts", scripts)
for script in scripts:
    os.chmod(work.path("scripts", script), 0o755)
for says, hint in (("Host key verification failed.", "ssh knows the hosts of ~/.ssh/known_hosts only: connect to it once by ssh"),
                   ("git@host: Permission denied (publickey).", "`--ssh default` hands keys of an agent on")):
    work.context("scripts", {"ssh.says": f"{says}\n\33[31mred\n"})
    env = {"PATH": work.path("scripts") + ":" + os.environ["PATH"], "SSH_AUTH_SOCK": "/agent"}
    refused("git@host:r", f"cannot reach the git repository 'git@host:r': {says}; ?[31mred; Could not read from remote repository.", 4,
            hint=hint, env=env)
for word in ("-F /dev/null", "BatchMode=yes", "StrictHostKeyChecking=yes", "git@host", "/agent"):
    contains(read(work.path("scripts", "ssh.calls")), word)
if all(map(shutil.which, ("ssh-keygen", "ssh-agent"))):
    execute("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", work.path("key"))
    emit("git@key:r", "--ssh", "default=" + work.path("key"), code=4, env=env)
    last = read(work.path("scripts", "ssh.calls")).splitlines()[-1].split()
    check("git@key" in last and last[-1].startswith("/") and last[-1] != "/agent", f"an agent of the build's own: {last}")
refused(url, f"cannot reach the git repository {name}: git ends with exit code 3", 4, env={"PATH": work.path("scripts/broken")})
refused(url, "the program 'git' is not on PATH", 5, env={"PATH": work.path("tmp")}, hint="install git: it fetches repositories")
for path, text in {"config": '[url "file:///nowhere/"]\n\tinsteadOf = http://\n', "evil.sh": "#!/bin/sh\ntouch evil\n"}.items():
    with open(work.path(path), "w") as file:
        file.write(text)
os.chmod(work.path("evil.sh"), 0o755)
environment = {"GIT_CONFIG_GLOBAL": work.path("config"), "GIT_CONFIG_SYSTEM": work.path("config"), "GIT_DIR": repo.path,
               "GIT_ASKPASS": work.path("evil.sh"), "GIT_SSH": work.path("evil.sh"), "GIT_EXTERNAL_DIFF": work.path("evil.sh")}
equal(label(url, env=environment), "second", "with a hostile environment")
check(not os.path.exists(work.path("evil")), "nothing was executed")

# A password is in no message, and in no argument of a program.
real = shutil.which("git")
work.context("bin", {"git": f"#!/bin/sh\necho \"$@\" >> '{work.path('calls')}'\nexec '{real}' \"$@\"\n"})
os.chmod(work.path("bin", "git"), 0o755)
spied = {"PATH": work.path("bin") + ":" + os.environ["PATH"]}
server.allow("me", "geheim%41"[:6])
for source in (url, f"{url}#nothing", f"{url}#:none", f"{server.url}/none.git"):
    secret = source.replace("http://", "http://me:geheim@")
    done = emit(secret, code=None, env=spied)
    check("geheim" not in done.err, done.err)
    if done.code:
        contains(done.err, "xxxxx:xxxxx@")
wrong = emit(url.replace("http://", "http://me:falsch@"), code=4, env=spied).err
contains(wrong, f"cannot reach the git repository '{url.replace('http://', 'http://xxxxx:xxxxx@')}': Authentication failed")
check("falsch" not in wrong, wrong)
contains(emit(url.replace("http://", "http://me:geheim@") + "?x=y", code=2).err, "xxxxx:xxxxx@")
refused(url, f"cannot reach the git repository {name}: could not read Username for 'http://{server.host}': terminal prompts disabled", 4,
        hint="a token goes into the secret GIT_AUTH_TOKEN: `--secret id=GIT_AUTH_TOKEN`")
server.allow("x-access-token", "token")
for secret in ("GIT_AUTH_TOKEN", f"GIT_AUTH_TOKEN.{server.host}"):
    equal(label(url, "--secret", f"id={secret},env=T", env={**spied, "T": "token\n"}), "second")
header = base64.b64encode(b"me:geheim").decode()
equal(label(url, "--secret", "id=GIT_AUTH_HEADER,env=T", env={**spied, "T": "basic " + header}), "second")
calls = read(work.path("calls"))
contains(calls, "ls-remote")
for word in ("geheim", "falsch", "token", header):
    check(word not in calls, f"'{word}' in arguments:\n{calls}")

# A server that says nothing: an interrupt ends the build and its git.
waiting = subprocess.Popen([IMGC, "build", "--root", work.store, "--emit=llb", f"{server.url}/silent/r.git"], stderr=subprocess.PIPE,
                           stdout=subprocess.DEVNULL)
while not any(path.startswith("/silent/") for path in server.requests):
    time.sleep(0.02)
children = read(f"/proc/{waiting.pid}/task/{waiting.pid}/children").split()
check(children, "git runs")
waiting.send_signal(signal.SIGINT)
contains(waiting.communicate(timeout=30)[1].decode(), "the build was interrupted")
equal(waiting.returncode, 130)
check(not any(os.path.exists(f"/proc/{child}") for child in children), "git has ended")
server.released.set()
equal(os.listdir(work.path("tmp")), [], "temporary files")
