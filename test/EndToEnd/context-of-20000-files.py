# A context of 20,000 files and a .dockerignore with negations: exactly the right files, in time; the second build is cached.
# REQUIRES: root, overlay, images
# RUN: %e2e
from e2e import *

root = work.context("ctx", {".dockerignore": """\
# everything below node but the sources of every tenth package
node/*/*
!node/p?0/src
node/p10/src/f1*
**/*.log
!keep/**/important.log
*.md
!README*.md
README-secret.md
docs/**/draft?
Dockerfile
.dockerignore
""", "Dockerfile": "FROM scratch\nCOPY . /\n", "README.md": "", "README-secret.md": "", "notes.md": "", "docs/a/b/draft1": "",
                            "docs/a/b/draft10": "", "docs/draft2": "", "keep/a/b/important.log": "", "keep/a/other.log": "",
                            "important.log": "", "docs/notes.md": ""})
for package in range(100):
    for part in ("src", "lib"):
        folder = os.path.join(root, "node", f"p{package}", part)
        os.makedirs(folder)
        for n in range(100):
            with open(os.path.join(folder, f"f{n}"), "w") as f:
                f.write(f"{package} {part} {n}\n" * 10)

expected = {"README.md", "docs", "docs/a", "docs/a/b", "docs/a/b/draft10", "docs/notes.md", "keep", "keep/a", "keep/a/b",
            "keep/a/b/important.log", "node"}
for package in range(100):
    expected.add(f"node/p{package}")
for package in range(10, 100, 10):
    expected.add(f"node/p{package}/src")
    expected.update(f"node/p{package}/src/f{n}" for n in range(100) if package != 10 or not str(n).startswith("1"))

archive = work.path("out.tar")
first = work.build("-o", f"type=tar,dest={archive}", root, busybox=False)
names = set(tar_names(archive))
equal((sorted(names - expected)[:10], sorted(expected - names)[:10]), ([], []), "files too many and too few")
started = time.monotonic()
second = work.build(root, busybox=False)
check(time.monotonic() - started < 5, "a cached build takes no seconds")  # some 20 ms; the limit only catches a blunder
equal((second.id, second.steps), (first.id, []), "the second build")

# All of them: no file is lost, and one that changes counts.
os.remove(os.path.join(root, ".dockerignore"))
whole = work.build("-o", f"type=tar,dest={archive}", root, busybox=False)
equal(sum("/f" in n for n in tar_names(archive)), 20000, "files without .dockerignore")
with open(os.path.join(root, "node/p57/lib/f99"), "a") as f:
    f.write("changed\n")
changed = work.build(root, busybox=False)
check(changed.id != whole.id and len(changed.steps) == 1, "one changed file of 20,000 counts")
