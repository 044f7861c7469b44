"""How well enquiries and profiles are read and verdicts given, against the marks of data/evaluation: `python -m benchmarks.reading`.

JSON to stdout (and to --output), a table to stderr; --errors lists there what differs, for the tune part alone: whoever reads the test
part's errors begins to fit to them. `readers`: the same measure between the two readers who marked by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import Mark, Tally, by_hand, matched, of_capabilities, of_requirements, overlap, share
from matching.language.capabilities import REFUSES
from matching.language.lexicon import Lexicon
from matching.language.reading import READING, Reader
from matching.ranking.evidence import FAILED, UNKNOWN, Judge
from matching.records import Requirement, Supplier, Verdict
from matching.settings import DATA, Settings
from training.weights import sample_suppliers

PARTS = ("tune", "test")
# From this grade on a supplier is recommended, and a wrong "fails" would hide it.
_RECOMMENDED = 2

Row = Mapping[str, Any]
Log = Callable[..., None]


class Requirements:
    """Agreement on requirements: which, must and negation, alternatives."""

    def __init__(self) -> None:
        self.tally, self.counts = Tally(), Counter[str]()

    def add(self, gold: Sequence[Mark], read: Sequence[Mark], lexicon: Lexicon, log: Log) -> None:
        pairs = matched(gold, read, lexicon)
        self.tally.add(gold, read, pairs)
        _log_unmatched(gold, read, pairs, log)
        for i, j in pairs.items():
            one, other = gold[i], read[j]
            same = (one.must, one.negated) == (other.must, other.negated)
            self.counts["pairs"] += 1
            self.counts["same strength"] += same
            self.counts["grouped"] += one.group is not None
            self.counts["grouped by both"] += one.group is not None and other.group is not None
            self.counts["grouped by the reader alone"] += one.group is None and other.group is not None
            if not same:
                log("strength", one.kind, one.text, (one.must, one.negated), (other.must, other.negated))

    def figures(self) -> dict[str, Any]:
        n = self.counts
        groups = {
            "marked": n["grouped"],
            "found": n["grouped by both"],
            "extra": n["grouped by the reader alone"],
        }
        return {
            **self.tally.figures(),
            "must_and_negated": share(n["same strength"], n["pairs"]),
            "alternatives": groups,
        }


class Capabilities:
    """Agreement on a profile's statements: which, what the firm says of them, and whether refusals are found."""

    def __init__(self) -> None:
        self.tally, self.counts = Tally(), Counter[str]()

    def add(self, gold: Sequence[Mark], read: Sequence[Mark], lexicon: Lexicon, log: Log) -> None:
        pairs = matched(gold, read, lexicon)
        self.tally.add(gold, read, pairs)
        _log_unmatched(gold, read, pairs, log)
        for i, j in pairs.items():
            same = gold[i].modality == read[j].modality
            self.counts["pairs"] += 1
            self.counts["same modality"] += same
            if not same:
                log("modality", gold[i].kind, gold[i].text, gold[i].modality, read[j].modality)
        refused = [mark for mark in read if mark.modality == REFUSES]
        for mark in gold:
            if mark.modality == REFUSES:
                found = any(no.field == mark.field and overlap(mark, no) > 0 for no in refused)
                self.counts["refusals"] += 1
                self.counts["refusals found"] += found
                if not found:
                    log("refusal", mark.field, mark.kind, mark.text)

    def figures(self) -> dict[str, Any]:
        n = self.counts
        refusals = {
            "marked": n["refusals"],
            "found": n["refusals found"],
            "recall": share(n["refusals found"], n["refusals"]),
        }
        return {
            **self.tally.figures(),
            "modality": share(n["same modality"], n["pairs"]),
            "refusals": refusals,
        }


class Verdicts:
    """Verdicts for suppliers, requirement by requirement; a requirement that wasn't read counts as unknown."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self.confusion = Counter[str]()
        self.by_kind: dict[str, Counter[str]] = {}

    def add(
        self,
        row: Row,
        requirements: Sequence[Requirement],
        given: Mapping[str, Sequence[Verdict]],
        grades: Mapping[str, int],
        lexicon: Lexicon,
        log: Log,
    ) -> None:
        """`row`: an enquiry of verdicts/PART.jsonl; `given` and `grades`: by firm."""
        gold = by_hand(row["requirements"], lexicon)
        pairs = matched(gold, of_requirements(requirements), lexicon)
        wanted = {(v["firm"], v["requirement"]): v["verdict"] for v in row["verdicts"]}
        for firm, verdicts in given.items():
            ours = {v.requirement: v for v in verdicts}
            justified: set[str] = set()
            for i, (mark, one) in enumerate(zip(gold, row["requirements"], strict=True)):
                right = wanted.get((firm, one["id"]))
                if right is None:
                    continue
                own = ours.get(requirements[pairs[i]].id) if i in pairs else None
                verdict = own.verdict if own else UNKNOWN
                self._count(mark, right, verdict, i in pairs)
                if own and right == FAILED:
                    justified.add(own.requirement)
                if verdict != right:
                    log(
                        "verdict",
                        firm,
                        mark.kind,
                        mark.text,
                        right,
                        verdict,
                        own and own.evidence,
                        i in pairs,
                    )
            wrong = [v for v in verdicts if v.verdict == FAILED and v.requirement not in justified]
            if grades.get(firm, 0) >= _RECOMMENDED:
                self.counts["recommended"] += 1
                self.counts["recommended, wrongly failed"] += bool(wrong)
                if wrong:
                    log("wrong fails", firm, grades[firm], [v.evidence and v.evidence.quote for v in wrong])

    def _count(self, mark: Mark, right: str, verdict: str, read: bool) -> None:
        same = verdict == right
        kind = self.by_kind.setdefault(mark.kind, Counter())
        self.confusion[f"{right} as {verdict}"] += 1
        for count in (self.counts, kind):
            count["all"] += 1
            count["right"] += same
        if read:
            self.counts["read"] += 1
            self.counts["right, read"] += same
        if mark.must and mark.group is None and right == FAILED:
            self.counts["contradictions"] += 1
            self.counts["contradictions found"] += same

    def figures(self) -> dict[str, Any]:
        n = self.counts
        return {
            "verdicts": n["all"],
            "accuracy": share(n["right"], n["all"]),
            "of_read_requirements": n["read"],
            "accuracy_of_read": share(n["right, read"], n["read"]),
            "confusion": dict(sorted(self.confusion.items())),
            "by_kind": {
                kind: {"verdicts": c["all"], "accuracy": share(c["right"], c["all"])}
                for kind, c in sorted(self.by_kind.items())
            },
            "must_contradictions": {
                "marked": n["contradictions"],
                "found": n["contradictions found"],
                "recall": share(n["contradictions found"], n["contradictions"]),
            },
            "suppliers_of_grade_2_or_3": {
                "all": n["recommended"],
                "with_a_wrong_fail": n["recommended, wrongly failed"],
                "share": share(n["recommended, wrongly failed"], n["recommended"]),
            },
        }


def measure(part: str, reader: Reader, suppliers: Mapping[str, Supplier], log: Log) -> dict[str, Any]:
    """All figures of one part."""
    requirements, capabilities, verdicts = Requirements(), Capabilities(), Verdicts()
    lexicon = reader.lexicon
    for row in _rows("requirements", part):
        log("enquiry", row["id"])
        read = of_requirements(reader.enquiry(row["text"]).requirements)
        requirements.add(by_hand(row["requirements"], lexicon), read, lexicon, log)
    for row in _rows("capabilities", part):
        log("profile", row["id"])
        read = of_capabilities(reader.capabilities(row["fields"]), row["fields"])
        capabilities.add(by_hand(row["capabilities"], lexicon), read, lexicon, log)
    judge, grades = Judge(lexicon), _grades(part)
    texts = {row["id"]: row["text"] for row in _rows(part, "queries")}
    for row in _rows("verdicts", part):
        log("enquiry and suppliers", row["id"])
        asked = reader.enquiry(texts[row["id"]]).requirements
        given = {}
        for firm in sorted({v["firm"] for v in row["verdicts"]}):
            supplier = suppliers[firm]
            given[firm] = judge.verdicts(asked, supplier, reader.capabilities(supplier.texts))
        verdicts.add(row, asked, given, grades.get(row["id"], {}), lexicon, log)
    return {
        "requirements": requirements.figures(),
        "capabilities": capabilities.figures(),
        "verdicts": verdicts.figures(),
    }


def readers(parts: Iterable[str], lexicon: Lexicon) -> dict[str, Any]:
    """The second reader against the first, of what both marked in these parts."""
    parts = tuple(parts)
    requirements, capabilities, verdicts = Requirements(), Capabilities(), Counter[str]()
    for first, second in _twice("requirements", parts):
        gold, read = (by_hand(row["requirements"], lexicon) for row in (first, second))
        requirements.add(gold, read, lexicon, _quiet)
    for first, second in _twice("capabilities", parts):
        gold, read = (by_hand(row["capabilities"], lexicon) for row in (first, second))
        capabilities.add(gold, read, lexicon, _quiet)
    for first, second in _twice("verdicts", parts):
        gold, read = (by_hand(row["requirements"], lexicon) for row in (first, second))
        same = {
            first["requirements"][i]["id"]: second["requirements"][j]["id"]
            for i, j in matched(gold, read, lexicon).items()
        }
        theirs = {(v["firm"], v["requirement"]): v["verdict"] for v in second["verdicts"]}
        for v in first["verdicts"]:
            other = theirs.get((v["firm"], same.get(v["requirement"])))
            if other is not None:
                verdicts["both"] += 1
                verdicts["same"] += other == v["verdict"]
    return {
        "requirements": requirements.figures(),
        "capabilities": capabilities.figures(),
        "verdicts": {"verdicts": verdicts["both"], "agreement": share(verdicts["same"], verdicts["both"])},
    }


def lines(name: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """A table of one part, or of the readers."""
    yield name
    for what in ("requirements", "capabilities"):
        of = figures[what]
        yield f"  {what:14s} marked {of['marked']:5d}  P {_f(of['precision'])}  R {_f(of['recall'])}  F1 {_f(of['f1'])}"
        for kind, one in of["by_kind"].items():
            yield f"    {kind:14s} {one['marked']:5d}  P {_f(one['precision'])}  R {_f(one['recall'])}  F1 {_f(one['f1'])}"
    groups, refusals = figures["requirements"]["alternatives"], figures["capabilities"]["refusals"]
    yield f"  must and negated {_f(figures['requirements']['must_and_negated'])}"
    yield f"  alternatives {groups['found']} of {groups['marked']}, extra {groups['extra']}"
    yield f"  modality {_f(figures['capabilities']['modality'])}"
    yield f"  refusals {refusals['found']} of {refusals['marked']} ({_f(refusals['recall'])})"
    of = figures["verdicts"]
    if "agreement" in of:
        yield f"  verdicts {of['verdicts']}  the same {_f(of['agreement'])}"
        return
    yield f"  verdicts {of['verdicts']}  right {_f(of['accuracy'])}; of {of['of_read_requirements']} read {_f(of['accuracy_of_read'])}"
    yield "    " + ", ".join(f"{case} {n}" for case, n in of["confusion"].items())
    no, firms = of["must_contradictions"], of["suppliers_of_grade_2_or_3"]
    yield f"    contradictions of a must found {no['found']} of {no['marked']} ({_f(no['recall'])})"
    yield f"    suppliers of grade 2 or 3 with a wrong fail {firms['with_a_wrong_fail']} of {firms['all']} ({_f(firms['share'])})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="one part; without it, both")
    parser.add_argument("--errors", action="store_true", help="list what differs (tune alone)")
    parser.add_argument("--output", type=Path, help="write the JSON to this file as well")
    arguments = parser.parse_args()
    if arguments.errors and arguments.part != "tune":
        parser.error("--errors goes with --part tune: nobody looks at the test part's errors")
    parts = (arguments.part,) if arguments.part else PARTS
    reader = Reader.open(Settings.load().home)
    suppliers = {s.source_id: s for s in sample_suppliers()}
    log = _say if arguments.errors else _quiet
    report: dict[str, Any] = {"lexicon": reader.lexicon.product, "reader": READING}
    report |= {part: measure(part, reader, suppliers, log) for part in parts}
    report["readers"] = readers(parts, reader.lexicon)
    for name in (*parts, "readers"):
        for line in lines(name, report[name]):
            _say(line)
    text = json.dumps(report, indent=1)
    print(text)
    if arguments.output:
        arguments.output.write_text(text + "\n", encoding="utf-8")


def _rows(folder: str, name: str) -> list[dict[str, Any]]:
    path = DATA / "evaluation" / folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _twice(folder: str, parts: Iterable[str]) -> Iterator[tuple[Row, Row]]:
    """What was marked twice: the first reader's row and the second's."""
    first = {row["id"]: row for part in parts for row in _rows(folder, part)}
    for row in _rows(folder, "second_reader"):
        if row["id"] in first:
            yield first[row["id"]], row


def _grades(part: str) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in (DATA / "evaluation" / part / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, firm, grade = line.split("\t")
        grades.setdefault(query, {})[firm] = int(grade)
    return grades


def _log_unmatched(gold: Sequence[Mark], read: Sequence[Mark], pairs: Mapping[int, int], log: Log) -> None:
    for i, mark in enumerate(gold):
        if i not in pairs:
            log("missed", mark.field, mark.kind, mark.text, mark.concept, mark.value)
    for j, mark in enumerate(read):
        if j not in pairs.values():
            log("extra", mark.field, mark.kind, mark.text, mark.concept, mark.value)


def _f(share_: float | None) -> str:
    return " none" if share_ is None else f"{share_:.3f}"


def _say(*words: object) -> None:
    print(*words, file=sys.stderr)


def _quiet(*words: object) -> None:
    del words


if __name__ == "__main__":
    main()
