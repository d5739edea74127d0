"""Makes a failing case small: drops options, files, image configs, lines, words and characters, as long as it fails in the same way."""
import copy


def chunks(length):
    """Ever smaller parts of a list: (start, end)."""
    size = length
    while size:
        for start in range(0, length, size):
            yield start, min(length, start + size)
        size //= 2


def shrink_list(items, fails, rebuild):
    size = max(len(items) // 2, 1)
    while items and size:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size:]
            if fails(rebuild(fewer)):
                items = fewer
            else:
                start += size
        size //= 2
    return items


class Reducer:
    def __init__(self, case, fails):
        self.case, self.fails = case, fails

    def attempt(self, change):
        fresh = copy.deepcopy(self.case)
        change(fresh)
        if self.fails(fresh):
            self.case = fresh
            return True
        return False

    def options(self):
        for index in reversed(range(len(self.case.options))):
            def drop(case):
                key, value = case.options.pop(index)
                if key == "filename":
                    case.files["Dockerfile"] = case.files.pop(value)
                    case.dockerfile = "Dockerfile"
                if key.startswith("context:") and value.startswith("local:"):
                    case.locals = [l for l in case.locals if l[0] != value[len("local:"):]]
            self.attempt(drop)

    def files(self):
        for name in list(self.case.files):
            if name != self.case.dockerfile:
                self.attempt(lambda case: case.files.pop(name))

    def bytes_of(self, name, split, join):
        def rebuild(parts):
            fresh = copy.deepcopy(self.case)
            fresh.files[name] = join(parts)
            return fresh
        parts = shrink_list(split(self.case.files[name]), self.fails, rebuild)
        self.case = rebuild(parts)

    def text(self, name):
        self.bytes_of(name, lambda t: t.splitlines(keepends=True), b"".join)
        def words(t):
            out = []
            for part in t.replace(b"\n", b" \n ").split(b" "):
                out.append(part)
            return out
        self.bytes_of(name, words, lambda parts: b" ".join(parts).replace(b" \n ", b"\n"))
        if len(self.case.files[name]) < 300:
            self.bytes_of(name, lambda t: [bytes([c]) for c in t], b"".join)

    def images(self):
        for name in list(self.case.images):
            self.attempt(lambda case: case.images.pop(name))
        for name in list(self.case.images):
            self.attempt(lambda case: case.images[name].pop("platforms", None))
            self.attempt(lambda case: case.images[name].pop("digest", None))
            for field in ("config", None):
                config = self.case.images[name]["config"]
                keys = list((config.get(field) or {}) if field else config)
                for key in keys:
                    def drop(case):
                        target = case.images[name]["config"]
                        (target[field] if field else target).pop(key, None)
                    self.attempt(drop)

    def run(self):
        for _ in range(3):
            before = repr(self.case.__dict__)
            self.options()
            self.files()
            for name in [self.case.dockerfile] + [n for n in self.case.files if n.endswith(".dockerignore")]:
                self.text(name)
            self.images()
            if repr(self.case.__dict__) == before:
                break
        return self.case
