"""Nothing that is written leaves the machine: a review opens no socket, no file for writing, and no other program."""

import sys

import pytest

from primum import Draft, review_draft
from primum.model import Model, NoModel, model

POST = "My client Kim (613-555-0177) told me on 03/04/2021: he's a nаrcissist."
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.", "http.")


@pytest.mark.parametrize("witness", [NoModel("explicit knowledge alone"), model()], ids=["explicit", "model"])
def test_a_review_opens_no_socket_no_program_and_no_file_for_writing(witness: Model) -> None:
    seen: list[tuple[str, tuple[object, ...]]] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching:
            seen.append((event, arguments))

    sys.addaudithook(watch)  # a hook cannot be taken away again: `watching` puts it to rest
    try:
        review_draft(Draft(POST, answering="★ never again"), witness)
    finally:
        watching = False
    assert not [event for event, _ in seen if event.startswith(FORBIDDEN)]
    written = [a for event, a in seen if event == "open" and isinstance(a[1], str) and set(a[1]) & set("wax+")]
    assert not [a for a in written if not str(a[0]).endswith(".pyc") and ".pyc." not in str(a[0])]
