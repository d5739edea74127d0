"""test/Corpus/traps.md: what is easily got wrong, and the cases and tests that would notice."""
import collections
import os
import re

HEADING = re.compile(r"^## (\d+\.\d+) ")
ROW = re.compile(r"^\| (.+?) \| ([^|]*) \|$")
NAME = re.compile(r"`([^`]+)`")
MARK = "[!]"
Trap = collections.namedtuple("Trap", "section line marked text covers")


def sections_of(lines):
    """(number, section, line) of each line below a heading with a section's number."""
    section = None
    for number, line in enumerate(lines, 1):
        if line.startswith(("# ", "## ")):
            heading = HEADING.match(line)
            section = heading.group(1) if heading else None
        elif section:
            yield number, section, line.rstrip("\n")


def read_traps(path):
    traps = []
    for number, section, line in sections_of(open(path, encoding="utf-8")):
        row = ROW.match(line)
        if row and NAME.search(row.group(2)):
            text = row.group(1)
            traps.append(Trap(section, number, text.startswith(MARK), text.removeprefix(MARK).strip(), NAME.findall(row.group(2))))
        elif line.startswith("|") and not line.startswith(("| trap |", "|---")):
            raise RuntimeError(f"traps.md:{number}: not a row of a trap with the names of its cases")
    return traps


def missing_covers(traps, cases, root):
    known = set(cases)
    return [f"traps.md:{trap.line}: there is no '{cover}'" for trap in traps for cover in trap.covers
            if cover not in known and not (cover.startswith(("test/", "unittests/")) and os.path.isfile(os.path.join(root, cover)))]


def marks_of(reference):
    """How many marks the specification has in each section."""
    return collections.Counter(section for _, section, line in sections_of(open(reference, encoding="utf-8"))
                               for _ in range(line.count(MARK)))


def coverage(path, cases, root, reference=None):
    """Prints the traps and cases of each section; 1 when a case is missing or the specification has more marks."""
    traps, problems = read_traps(path), []
    marks = marks_of(reference) if reference else None
    problems += missing_covers(traps, cases, root)
    in_section = collections.Counter(case.split("-")[0] for case in cases)
    print("section  cases  traps  marked" + ("  in the specification" if marks else ""))
    for section in sorted({*in_section, *(t.section for t in traps)}, key=lambda s: [int(n) for n in s.split(".")]):
        own = [trap for trap in traps if trap.section == section]
        marked = sum(trap.marked for trap in own)
        print(f"{section:7}  {in_section[section]:5}  {len(own):5}  {marked:6}" + (f"  {marks[section]}" if marks else ""))
        if marks and marked < marks[section]:
            problems.append(f"section {section}: the specification marks {marks[section]} traps, traps.md {marked}")
    covers = sum(len(trap.covers) for trap in traps)
    print(f"{len(cases)} cases; {len(traps)} traps, {sum(t.marked for t in traps)} of them marked, with {covers} cases and tests")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0
