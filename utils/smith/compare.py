"""What makes two front ends equal: reports in the oracle's JSON form, reduced to what is compared."""
import hashlib
import json
import re

from .checks import answer_of, compare_warnings, message_of, warnings_of

FORWARDED = re.compile(r"^failed with build-arg:BUILDKIT_SYNTAX = .*?: (?! )")
SUGGESTION = re.compile(r"\s*\(did you mean [^()]*\?\)")


def first_line(report):
    ranges = report["error"].get("ranges") or []
    return ranges[0].get("start", {}).get("line") if ranges else None


def lines_of(ranges):
    """BuildKit's ranges have lines only; ours may have columns as well."""
    return [[r.get("start", {}).get("line", 0), r.get("end", {}).get("line", 0)] for r in ranges or []]


def notes_of(op):
    """Everything of a vertex beside its digest: names, commands, caps, progress group, ranges."""
    metadata = dict(op.get("metadata") or {})
    for key in [key for key, value in metadata.items() if value in ({}, None)]:
        del metadata[key]
    return {"metadata": metadata, "ranges": lines_of(op.get("ranges"))}


def hash_of(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def summary(report):
    """What a golden holds of a report."""
    result = {"warnings": warnings_of(report["warnings"])} if report.get("warnings") else {}
    if "error" in report:
        return result | {"error": {"line": first_line(report), "message": message_of(report["error"]["message"])}}
    if "subrequest" in report:
        shown = {key: report[key] for key in ("text", "status") if report.get(key)}
        return result | shown | {"subrequest": answer_of(report["subrequest"]), "shape": hash_of(shape_of(report["subrequest"]))}
    return result | {"results": [result_of(r) for r in report.get("results") or []]}


def result_of(result):
    """A built platform. The digest of the whole definition is no part of it where progress groups have BuildKit's random names."""
    ops = result.get("ops") or []
    out = {"platform": result["platform"], "image": result.get("image"), "ops": [[op["digest"], hash_of(notes_of(op))] for op in ops]}
    if "definition" in result and not any((op.get("metadata") or {}).get("progress_group") for op in ops):
        out["definition"] = result["definition"]
    if "base" in result:
        out["base"] = hash_of(result["base"])
    return out


def same_message(wanted, got):
    """BuildKit picks one of several equally near names at random. That a front end was forwarded to may be said by one of them."""
    if wanted == got:
        return True
    wanted, got = FORWARDED.sub("", wanted), FORWARDED.sub("", got)
    if wanted == got:
        return True
    return bool(SUGGESTION.search(wanted) and SUGGESTION.search(got)) and SUGGESTION.sub("", wanted) == SUGGESTION.sub("", got)


def compare_errors(wanted, got):
    if "error" not in got:
        return [("status", f"accepted, but BuildKit refuses it: line {wanted['line']}: {wanted['message']}")]
    out, error = [], got["error"]
    if wanted["line"] is not None and wanted["line"] != error["line"]:
        out.append(("line", f"refused at line {error['line']}, wanted {wanted['line']}: {error['message']}"))
    if not same_message(wanted["message"], error["message"]):
        out.append(("message", f"refused with another message:\n  wanted {wanted['message']}\n  got    {error['message']}"))
    return out


def full_op(report, platform, index):
    for result in report.get("results") or []:
        if result["platform"] == platform and index < len(result.get("ops") or []):
            return result["ops"][index]
    return None


def changes(wanted, got, path=""):
    """The places where two JSON values differ."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return [line for key in sorted({*wanted, *got}) for line in changes(wanted.get(key), got.get(key), f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        return [line for i, (w, g) in enumerate(zip(wanted, got)) for line in changes(w, g, f"{path}[{i}]")]
    return [] if wanted == got else [f"  {path or 'value'}: wanted {json.dumps(wanted, ensure_ascii=False)}, "
                                     f"got {json.dumps(got, ensure_ascii=False)}"]


def compare_ops(wanted, got, report, full):
    platform, w, g = wanted["platform"], wanted["ops"], got["ops"]
    for index in range(max(len(w), len(g))):
        a, b = (ops[index] if index < len(ops) else (None, None) for ops in (w, g))
        if a[0] == b[0] and a[1] == b[1]:
            continue
        ours, theirs = full_op(report, platform, index), full_op(full, platform, index) if full else None
        if a[0] == b[0]:
            kind, text = "notes", f"{platform}: op {index} of {len(w)}: metadata or ranges differ"
            detail = changes(notes_of(theirs), notes_of(ours)) if theirs else [f"  got {json.dumps(notes_of(ours), sort_keys=True)}"]
        else:
            kind, text = "ops", f"{platform}: op {index} of {len(w)} differs (imgc has {len(g)})"
            detail = changes((theirs or {}).get("op"), (ours or {}).get("op"))
        return [(kind, "\n".join([text] + detail))]
    return []


def differences(wanted, report, full=None):
    """(kind, text) of each difference; `wanted` is a summary, `full` the oracle's whole report if there is one."""
    got = summary(report)
    return compare_warnings(wanted.get("warnings", []), got.get("warnings", [])) + compare_outcomes(wanted, got, report, full)


def shape_of(value):
    """The order of members, which differs between languages."""
    if isinstance(value, dict):
        return [[key, shape_of(item)] for key, item in value.items() if key != "definition"]
    return sorted({json.dumps(shape_of(item)) for item in value}) if isinstance(value, list) else None


def lines_of_text(answer):
    """Sorted: BuildKit's order of what one line of a Dockerfile has is random."""
    return sorted(answer.get("text", "").strip("\n").split("\n"))


def compare_answers(wanted, got):
    answer, ours = wanted["subrequest"], got.get("subrequest")
    if "buildError" in answer and "buildError" in (ours or {}) and not answer["buildError"]["lines"]:
        ours = ours | {"buildError": ours["buildError"] | {"lines": []}}  # BuildKit has no place for it, we have
    found = changes(answer, ours)
    # An oracle from before it printed texts has none.
    if "text" in wanted and lines_of_text(wanted) != lines_of_text(got):
        found += [f"  text: wanted {wanted['text']!r}", f"  text: got    {got.get('text')!r}"]
    if "status" in wanted and wanted["status"] != got.get("status"):
        found.append(f"  status: wanted {wanted['status']}, got {got.get('status')}")
    placeless = isinstance(answer, dict) and "buildError" in answer and not answer["buildError"]["lines"]
    if not found and not placeless and wanted["shape"] != got.get("shape"):
        found.append("  the members of JSON are in another order")
    return [("answer", "\n".join(["another answer"] + found))] if found else []


def compare_ranges(full, report):
    """All lines of a refusal and of each warning, not only the first; a refusal that BuildKit does not place has ours."""
    out = []
    # BuildKit may add a place twice on the way up, and counts from 1.
    wanted = list(map(list, dict.fromkeys(tuple(r) for r in lines_of(full.get("error", {}).get("ranges")) if r != [0, 0])))
    if wanted and "error" in report and wanted != (got := lines_of(report["error"].get("ranges"))):
        out.append(("ranges", f"the refusal is at {got}, wanted {wanted}"))
    wanted, got = (sorted([w["message"], lines_of(w.get("ranges"))] for w in r.get("warnings") or []) for r in (full, report))
    if wanted != got and [w[0] for w in wanted] == [g[0] for g in got]:
        out += [("ranges", f"warning '{w[0]}' is at {g[1]}, wanted {w[1]}") for w, g in zip(wanted, got) if w != g]
    return out


def compare_outcomes(wanted, got, report, full):
    if "error" in wanted:
        return compare_errors(wanted["error"], got)
    if "error" in got:
        return [("status", f"refused, but BuildKit accepts it: line {got['error']['line']}: {got['error']['message']}")]
    if "subrequest" in wanted:
        return compare_answers(wanted, got)
    if [r["platform"] for r in wanted["results"]] != [r["platform"] for r in got["results"]]:
        return [("platforms", f"wanted {[r['platform'] for r in wanted['results']]}, got {[r['platform'] for r in got['results']]}")]
    out = []
    for w, g in zip(wanted["results"], got["results"]):
        out += compare_ops(w, g, report, full)
        if w["image"] != g["image"]:
            out.append(("image", "\n".join([f"{w['platform']}: image config differs"] + changes(w["image"], g["image"]))))
        if w.get("base") != g.get("base"):
            bases = [next((r.get("base") for r in (whole or {}).get("results") or [] if r["platform"] == w["platform"]), None) for whole in (full, report)]
            out.append(("base", "\n".join([f"{w['platform']}: config of the base differs"] + changes(*bases))))
        if len(wanted["results"]) == 1 and "definition" in w and "definition" in g and w["definition"] != g["definition"]:
            out.append(("definition", f"{w['platform']}: the bytes of the definition differ"))
    return out
