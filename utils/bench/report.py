"""Tables of docs/Performance.md: each stands between `<!-- NAME -->` and `<!-- end -->` and is written by the script that measured it."""
import datetime
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU")
    return f"{os.cpu_count()} × {model}, Linux {os.uname().release}"


def write(name, how, table):
    """Replaces the table; `how` says how often and in what way was measured."""
    page = os.path.join(ROOT, "docs", "Performance.md")
    text = open(page).read()
    block = f"Measured on {datetime.date.today().isoformat()}, {machine()}; {how}.\n\n{table}\n"
    fresh, count = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m.group(1) + block + m.group(2), text, flags=re.S)
    if count != 1:
        raise SystemExit(f"{page} has no place for '{name}'")
    open(page, "w").write(fresh)
