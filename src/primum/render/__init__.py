"""A review, and what to do instead, in words and signs: text for a terminal, JSON, and HTML.

Form only; every judgment was made before. Drafts are strangers' bytes: control characters, terminal escapes and markup
in them are shown, never obeyed.
"""

from primum.render.reviews import as_dict, as_html, as_text, rule_list, schema, single, table, verdict
from primum.render.terminal import Look, plain, rows

__all__ = [
    "Look",
    "as_dict",
    "as_html",
    "as_text",
    "plain",
    "rows",
    "rule_list",
    "schema",
    "single",
    "table",
    "verdict",
]
