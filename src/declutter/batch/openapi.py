"""What `declutter serve` answers, as OpenAPI says it."""

from __future__ import annotations

from typing import Any

from declutter.batch.answer import MEDIA_TYPES

ERRORS = {
    "400": "the request is not understood",
    "408": "the page did not arrive in time",
    "413": "the page is too large, or needs more memory than it may",
    "500": "the page could not be extracted",
    "503": "too many pages are waiting; Retry-After says when to come again",
    "504": "the page took longer than it may",
}


def describe(max_bytes: int) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the server."""
    from declutter import __version__

    text = {"schema": {"type": "string"}}
    error = {"application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}}
    page = {"schema": {"type": "string", "maxLength": max_bytes}}
    asked = {
        "schema": {
            "type": "object",
            "required": ["html"],
            "properties": {"html": {"type": "string"}, "url": {"type": "string"}},
        }
    }
    answers: dict[str, Any] = {media: text for form, media in MEDIA_TYPES.items() if form != "json"}
    answers["application/json"] = {"schema": {"type": "object"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "declutter", "version": __version__, "description": "A web page in, its article out."},
        "paths": {
            "/extract": {
                "post": {
                    "summary": "The article of a page",
                    "parameters": [
                        _parameter("url", "the page's address, for relative links; it is not fetched", {"type": "string"}),
                        _parameter("format", "of the answer; Accept decides without it", {"enum": list(MEDIA_TYPES)}),
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {"text/html": page, "application/octet-stream": page, "application/json": asked},
                    },
                    "responses": {
                        "200": {"description": "the article", "content": answers},
                        **{status: {"description": why, "content": error} for status, why in ERRORS.items()},
                    },
                }
            },
            "/health": {"get": {"summary": "Whether the server works", "responses": {"200": {"description": "it does"}}}},
            "/metrics": {"get": {"summary": "Numbers for Prometheus", "responses": {"200": {"description": "text"}}}},
        },
    }


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}
