"""Check that labelled drafts keep the rules of corpus/LABELLING.md: `python training/check_corpus.py [FILE ...]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "corpus"

PLATFORMS = frozenset(
    "instagram tiktok x threads bluesky mastodon facebook linkedin reddit youtube blog newsletter google-review yelp "
    "podcast whatsapp discord listserv".split()
)
KINDS = frozenset("post caption thread script story reply comment dm review-reply group-question bio article".split())
FIELDS = frozenset("id platform kind author in_reply_to text findings heated verdict why".split())
RULES = {
    "client-story": "confidentiality",
    "identifier": "confidentiality",
    "acknowledged-client": "confidentiality",
    "unverified-consent": "confidentiality",
    "stranger-diagnosis": "diagnosis",
    "reader-diagnosis": "diagnosis",
    "bashing": "colleagues",
    "private-matter": "colleagues",
    "profession-bashing": "colleagues",
}
TYPES = frozenset(
    "name initials handle age date time place organisation occupation family condition appearance ethnicity religion "
    "orientation event contact id-number url vehicle image quote other".split()
)
LEVELS = ("note", "warn", "stop")
VERDICTS = {None: "share", "note": "share", "warn": "revise", "stop": "hold"}


def problems(draft: dict[str, Any]) -> list[str]:
    """Say in words what is wrong with one labelled draft; an empty list means that it keeps the rules."""
    missing = FIELDS - draft.keys()
    if missing:
        return [f"lacks {', '.join(sorted(missing))}"]
    found = []
    if draft["platform"] not in PLATFORMS:
        found.append(f"unknown platform {draft['platform']!r}")
    if draft["kind"] not in KINDS:
        found.append(f"unknown kind {draft['kind']!r}")
    for finding in draft["findings"]:
        rule, level, quote = finding.get("rule"), finding.get("level"), finding.get("quote")
        if RULES.get(rule) != finding.get("slip"):
            found.append(f"rule {rule!r} is not of slip {finding.get('slip')!r}")
        if level not in LEVELS:
            found.append(f"unknown level {level!r}")
        if not quote or quote not in draft["text"]:
            found.append(f"quote is not in the text: {quote!r}")
        if (rule == "identifier") != ("type" in finding) or finding.get("type", "other") not in TYPES:
            found.append(f"identifiers, and only they, carry a known type: {finding!r}")
    worst = max((f.get("level") for f in draft["findings"] if f.get("level") in LEVELS), key=LEVELS.index, default=None)
    if draft["verdict"] != VERDICTS[worst]:
        found.append(f"verdict {draft['verdict']!r}, but the worst level is {worst!r}")
    return found


def main(paths: list[str]) -> int:
    files = [Path(p) for p in paths] or sorted(CORPUS.glob("*.jsonl"))
    seen: dict[str, str] = {}
    texts: dict[tuple[str, str | None], str] = {}
    wrong = 0
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                draft = json.loads(line)
                found = problems(draft)
                where = f"{path.name}:{number}"
                key = (draft.get("text", ""), draft.get("in_reply_to"))
                if draft.get("id") in seen:
                    found.append(f"id {draft['id']!r} stands at {seen[draft['id']]} too")
                if key in texts:
                    found.append(f"the same draft stands at {texts[key]}")
                seen[draft.get("id")] = texts[key] = where
            except json.JSONDecodeError as error:
                where, found = f"{path.name}:{number}", [f"is not JSON: {error}"]
            for problem in found:
                print(f"{where}: {problem}")
            wrong += bool(found)
    print(f"{len(seen)} drafts in {len(files)} files, {wrong} with problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
