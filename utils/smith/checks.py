"""What build checks find and what questions about a file are answered, reduced to what is compared."""
import hashlib


def message_of(text):
    """The first line. The oracle names itself where it has no front end; BuildKit lists rules at random."""
    text = text.split("\n")[0].replace('oracle: front end "', 'front end "')
    before, found, rules = text.partition("lint violation found for rules: ")
    return before + found + ", ".join(sorted(rules.split(", "))) if found else text


def lines_of(place):
    return [r.get("start", {}).get("line", 0) for r in (place or {}).get("ranges") or []]


def warning_of(warning):
    """Message, lines, and what is said of the rule; the same for builds and for frontend.lint."""
    if "ruleName" in warning:
        return [f"{warning['ruleName']}: {warning['detail']}", lines_of(warning["location"]), warning["description"], warning.get("url", "")]
    return [warning["message"], lines_of(warning), "".join(warning.get("detail", [])), warning.get("url", "")]


def both(a, b, start):
    return a[0].startswith(start) and b[0].startswith(start)


def warnings_of(warnings):
    """In order; of one rule at one place BuildKit's order is random (several variables in one word), as it is of bases."""
    result = [warning_of(w) for w in warnings or []]
    at = 0
    while at < len(result):
        end = at
        while end < len(result) and (result[end][1:] == result[at][1:] or
                                     both(result[at], result[end], "InvalidBaseImagePlatform: ")):
            end += 1
        result[at:end] = sorted(result[at:end])
        at = end
    return result


def answer_of(answer):
    """An answer without the text of the file and BuildKit's definition of how it was read."""
    if isinstance(answer, list):  # the questions that may be asked
        return answer
    answer = dict(answer)
    answer["sources"] = [hashlib.sha256((s.get("data", "") if isinstance(s, dict) else s).encode()).hexdigest()[:12]
                         + (f" {s['filename']} {s['language']}" if isinstance(s, dict) else "")
                         for s in answer.get("sources") or []]
    for key in ("args", "secrets", "ssh"):  # of one line BuildKit's order is random
        if key in answer:
            answer[key] = sorted(answer[key], key=lambda entry: (lines_of(entry["location"]), entry["name"]))
    if "warnings" in answer:
        answer["warnings"] = warnings_of(answer["warnings"])
    if "buildError" in answer:
        answer["buildError"] = {"message": message_of(answer["buildError"]["message"]), "lines": lines_of(answer["buildError"]["location"])}
    return answer


def compare_warnings(wanted, got):
    if wanted == got:
        return []
    lines = [f"  wanted {w}" for w in wanted if w not in got] + [f"  got    {g}" for g in got if g not in wanted]
    return [("warnings", "\n".join(["warnings differ:"] + (lines or ["  their order or number"])))]
