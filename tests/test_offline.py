"""Nothing that is written leaves the machine: a review opens no socket, no file for writing, and no other program."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.", "http.")

REVIEW = """
import json, sys
from primum import Draft, review_draft
from primum.model import NoModel, model

post = "My client Kim (613-555-0177) told me on 03/04/2021: he's a nаrcissist."
witness = model() if sys.argv[1] == "model" else NoModel("explicit knowledge alone")
seen, watching = [], True
sys.addaudithook(lambda event, told: seen.append((event, list(map(str, told)))) if watching else None)
found = review_draft(Draft(post, answering="★ never again"), witness).findings
watching = False
print(json.dumps({"seen": seen, "found": len(found)}))
"""
"""In a process of its own: a hook hears every thread, and other tests leave servers behind that are still closing."""


@pytest.mark.parametrize("witness", ["explicit", "model"])
def test_a_review_opens_no_socket_no_program_and_no_file_for_writing(witness: str) -> None:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", REVIEW, witness], check=True, capture_output=True, text=True, env=environment
    ).stdout
    said = json.loads(told)
    assert said["found"]
    assert said["seen"], "the hook hears nothing"
    assert not [event for event, _ in said["seen"] if event.startswith(FORBIDDEN)]
    opened = [told for event, told in said["seen"] if event == "open"]
    assert not [name for name, mode, *_ in opened if set(mode) & set("wax+")]
