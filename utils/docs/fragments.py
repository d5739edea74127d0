"""Makes a module of a fragment of MLIR in the documentation.

The reference shows single ops, with operands that nothing defines. What an op must stand in follows from its name, and
a type for each undefined value from where it is used; the rest of the module is made around it. A fragment for which
that is not clear is an error, so that no example goes unread.
"""
import re

VALUE = re.compile(r"%[A-Za-z_0-9]+")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
TOP_OP = re.compile(r'^(?:%[\w:, %]+ = )?"?([a-z]+)\.([a-z_]+)')

PLAN_KEYS = {"constant", "combine", "select"}
FILE_ACTIONS = {"copy", "mkfile", "mkdir", "symlink", "rm", "yield"}
ROOM = {
    "llb": lambda op: "actions" if op in FILE_ACTIONS else "module",
    "dockerfile": lambda op: {"file": "module", "stage": "file", "global_arg": "file"}.get(op, "stage"),
    "plan": lambda op: ("actions" if op in FILE_ACTIONS else
                        "module" if op in {"source_file", "context", "keys", "steps"} else
                        "keys" if op in PLAN_KEYS | {"yield_keys"} else "steps"),
    "builtin": lambda op: "module",
}
ZERO_KEY = "0" * 64


class Unclear(Exception):
    """What to put around a fragment is not clear."""


def without_strings(text):
    return STRING.sub('""', re.sub(r"//.*", "", text))


def undefined_values(text):
    """Names that are used and defined nowhere, in the order of their first use."""
    text = without_strings(text)
    defined = set()
    for match in re.finditer(r"^\s*(%[\w:, %]+?) = ", text, re.M):
        defined.update(VALUE.findall(match[1]))
    for match in re.finditer(r"(%\w+) = %", text):  # (%dst = %base) of file ops
        defined.add(match[1])
    for match in re.finditer(r"\^\w+\(([^)]*)\)|keys @\w+\(([^)]*)\)", text):
        defined.update(VALUE.findall(match[1] or match[2] or ""))
    return list(dict.fromkeys(name for name in VALUE.findall(text) if name not in defined))


def top_ops(text):
    """Dialect and name of the ops at the outermost level."""
    return [(m[1], m[2]) for line in text.split("\n") if (m := TOP_OP.match(line))]


def last_result(text):
    names = [m[1] for line in text.split("\n") if (m := re.match(r"^(%\w+)(?::\d+)? = ", line))]
    return names[-1] if names else None


def has_op(text, op):
    return re.search(rf"^\s*{re.escape(op)}\b", text, re.M) is not None


def wrap_attribute(text):
    return f'"doc.example"() {{value = {text}}} : () -> ()\n'


def wrap_llb(text, room):
    missing = undefined_values(text)
    if room == "module":
        return "".join(f"{name} = llb.scratch\n" for name in missing) + text
    if top_ops(text) == [("llb", "yield")]:
        return ("%s = llb.scratch\nllb.file(%d = %s) {\n" +
                "".join(f'{name} = llb.mkdir on %d "/x"\n' for name in missing) + text + "\n}\n")
    if not has_op(text, "llb.yield"):
        text += f"\nllb.yield {last_result(text)}"
    inputs = ", ".join(f"{name} = %doc_scratch" for name in missing)
    return f"%doc_scratch = llb.scratch\n%doc_result = llb.file({inputs}) {{\n{text}\n}}\n"


def wrap_dockerfile(text, room):
    if room == "stage":
        missing = undefined_values(text)
        if len(missing) > 1:
            raise Unclear(f"a stage has one base, but nothing defines {', '.join(missing)}")
        state = missing[0] if missing else "%base"
        if not has_op(text, "dockerfile.end"):
            text += f"\ndockerfile.end {last_result(text) or state}"
        text = ('dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" {\n'
                f"^bb0({state}: !dockerfile.state):\n{text}\n}}")
    if room in ("stage", "file"):
        text = f'dockerfile.file "Dockerfile" {{\n{text}\n}}'
    return text


def plan_values(text):
    """Undefined values of steps: keys, and the ops that define the others."""
    keys, lines = [], []
    bare = without_strings(text)
    for name in undefined_values(text):
        word = re.escape(name)
        if re.search(rf"key\({word}\)", bare):
            keys.append(name)
        elif re.search(rf"{word}\s*:\s*!plan\.view", bare):
            lines.append(f"{name} = plan.view @context")
        else:
            lines.append(f"{name} = plan.scratch")
    return keys, lines


def wrap_plan_actions(text):
    bare, missing = without_strings(text), undefined_values(text)
    if top_ops(text) == [("plan", "yield")]:
        text = "".join(f'{name} = plan.mkdir "/x"\n' for name in missing) + text
        missing = []
    if not has_op(text, "plan.yield"):
        text += f"\nplan.yield {last_result(text)}"
    inputs = []
    for name in missing:
        view = re.search(rf"{re.escape(name)}\s*:\s*!plan\.view", bare)
        inputs.append(f"{name} = %doc_view : !plan.view" if view else f"{name} = %doc_scratch")
    return (f"%doc_view = plan.view @context\n%doc_scratch = plan.scratch\n"
            f"%doc_file = plan.file key(%doc_key) ({', '.join(inputs)}) {{\n{text}\n}} : !plan.fs")


def wrap_plan(text, room):
    if room == "actions":
        text, room = wrap_plan_actions(text), "steps"
    if room == "keys":
        missing = undefined_values(text)
        text = "".join(f'{name} = plan.constant "{ZERO_KEY}"\n' for name in missing) + text
        if not has_op(text, "plan.yield_keys"):
            text += f"\nplan.yield_keys {last_result(text)}"
        text = f"plan.keys @keys {{\n{text}\n}}"
    if room == "steps":
        keys, lines = plan_values(text)
        text = "plan.steps @steps keys @keys(%s) {\n%s\n}" % (", ".join(keys), "\n".join([*lines, text]))
    prelude = ""
    if "@context" in text and not has_op(text, "plan.context"):
        prelude += 'plan.context @context id "context"\n'
    if (used := re.search(r"keys @keys\(([^)]*)\)", text)) and not has_op(text, "plan.keys"):
        names = [f"%{i}" for i in range(len(VALUE.findall(used[1])))]
        prelude += "plan.keys @keys {\n" + "".join(f'{n} = plan.constant "{ZERO_KEY}"\n' for n in names)
        prelude += f"plan.yield_keys {', '.join(names)}\n}}\n"
    return prelude + text


def complete(text):
    """A module with `text` in its place."""
    code = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//"))
    if code.strip().startswith(("#", "!")) and " = " not in code.strip().split("<")[0]:
        return wrap_attribute(code.strip())
    ops = top_ops(code)
    if not ops:
        raise Unclear("it has no op of the three dialects at its first level")
    # A module that the block already has, or aliases before one.
    if ops[0][0] == "builtin" or re.match(r"^module\b", code, re.M):
        return text
    dialects = {dialect for dialect, _ in ops}
    rooms = {ROOM[dialect](op) for dialect, op in ops if dialect in ROOM}
    if len(dialects) > 1 or len(rooms) > 1 or not dialects <= ROOM.keys():
        raise Unclear(f"ops of different places: {', '.join(f'{d}.{o}' for d, o in ops)}")
    wrap = {"llb": wrap_llb, "dockerfile": wrap_dockerfile, "plan": wrap_plan}
    dialect = dialects.pop()
    return text if dialect == "builtin" else wrap[dialect](text, rooms.pop())
