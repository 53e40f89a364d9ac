"""Draw docs/check.svg, the README's picture, from a real run of the program: `uv run python tools/make_picture.py`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from primum import review
from primum.render import Look, single

TARGET = Path(__file__).parent.parent / "docs" / "check.svg"
WIDTH = 84
REMOTE_FONT = re.compile(r"@font-face \{[^}]*\}\s*")
"""The picture must load nothing from elsewhere."""
POST = (
    "Friday feelings. My 3pm, a firefighter from Boise, told me today that his ex-wife is back in court. "
    "She's a textbook narcissist, I'd put money on it.\n\nBe kind to yourselves this weekend. #therapy #grief #joy"
)


def main() -> None:
    """Review a post in color and save the terminal's picture."""
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    console.print(Text.from_ansi(single(review(POST, platform="instagram"), Look(width=WIDTH, color=True))))
    picture = console.export_svg(title="primum check post.txt")
    TARGET.write_text(REMOTE_FONT.sub("", picture), encoding="utf-8")


if __name__ == "__main__":
    main()
