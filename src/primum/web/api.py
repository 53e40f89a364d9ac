"""The JSON API for other programs on this machine: a review, and the description of how to ask for one."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from primum import render
from primum.draft import KINDS, MAX_LENGTH, PLATFORMS, Draft
from primum.review import review_draft
from primum.web.refusals import Refused
from primum.web.visit import Visit, told_json

FIELDS: Final = ("text", "answering", "platform", "kind")
"""What a draft is described by."""


def review(visit: Visit) -> Response:
    """Review a draft; nothing of it is kept."""
    strange = set(visit.data) - set(FIELDS)
    if strange or not all(isinstance(value, str | None) for value in visit.data.values()):
        raise Refused(
            400, "A review is asked for with text, answering, platform and kind.", "Look at /api/openapi.json."
        )
    said = {name: visit.data.get(name) or None for name in FIELDS[1:]}
    desk = visit.house.doors.desk
    found = review_draft(Draft(visit.data.get("text") or "", **said), desk.witness if desk else None)
    return told_json(render.as_dict(found))


def openapi(visit: Visit) -> Response:
    """Describe the API."""
    return JSONResponse(description())


def description() -> dict[str, Any]:
    """Return the description of the API, as OpenAPI 3.1 has it.

    >>> description()["openapi"]
    '3.1.0'
    """
    schema = json.loads(render.schema())
    schema.pop("$schema", None)
    schema.pop("$id", None)
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {
        "400": "It is not JSON of this form.",
        "401": "The token is missing, or an old one.",
        "413": "It is longer than anything that is read.",
        "422": "The draft cannot be read: it is empty or too long, or its platform or kind is unknown.",
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Primum",
            "version": "1",
            "summary": "Reads a draft before anyone else does, on this machine.",
            "description": "Nothing that is sent here is kept, logged, or passed on.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/api/review": {
                "post": {
                    "operationId": "review",
                    "summary": "Review a draft",
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Draft"}}},
                    },
                    "responses": {
                        "200": {
                            "description": "What a careful colleague would say of it.",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Review"}}},
                        },
                        **{status: {"description": told, "content": problem} for status, told in refusals.items()},
                    },
                }
            }
        },
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Shown in Primum's settings."}
            },
            "schemas": {"Draft": _draft(), "Review": schema, "Problem": _problem()},
        },
    }


def _draft() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH},
            "answering": {
                "type": ["string", "null"],
                "maxLength": MAX_LENGTH,
                "description": "What it replies to: the same words mean something else there.",
            },
            "platform": {"enum": [*sorted(PLATFORMS), None]},
            "kind": {"enum": [*sorted(KINDS), None]},
        },
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["problem", "remedy"],
        "properties": {"problem": {"type": "string"}, "remedy": {"type": "string"}},
    }
