"""Reads a JSON body strictly: every fault is found and named, and nothing is guessed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import Message
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from api.messages import fault, faults_of, near
from matchmaker.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from matchmaker.errors import Fault

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """A body as far as it could be read.

    Attributes:
        model: What was asked; where a field was wrong it holds the fallback.
        faults: What was wrong.
    """

    model: M
    faults: tuple[Fault, ...]

    @property
    def wrong_fields(self) -> frozenset[str]:
        """The names of the fields that were wrong."""
        return frozenset(found.where.partition(".")[0] for found in self.faults)


JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"  # RFC 7396


async def read_body(
    request: Request, model: type[M], fallbacks: Mapping[str, Any], media_types: Sequence[str] = (JSON,)
) -> Read[M]:
    """Return a request's JSON body, so that the meaning of its sound fields can be checked as well.

    Args:
        request: Its body is JSON.
        model: What it should be.
        fallbacks: Values that stand in for required fields that are absent or wrong.
        media_types: What the body may say that it is.

    Raises:
        InvalidInput: It is no JSON object at all.
        HTTPException: 415, it does not say that it is JSON.
    """
    _check_media_type(request.headers.get("content-type"), media_types)
    faults: list[Fault] = []
    given = _parsed(await request.body(), faults)
    if not isinstance(given, dict):
        raise InvalidInput([fault("body", "model_type")])
    names = _names_in(model)
    faults += [fault(name, "extra_forbidden", near(name, names)) for name in given if name not in names]
    known = {name: value for name, value in given.items() if name in names}
    try:
        read = model.model_validate(known)
    except ValidationError as wrong:
        faults += faults_of(wrong.errors(), names)
        bad = {error["loc"][0] for error in wrong.errors()}
        sound = {name: value for name, value in known.items() if name not in bad}
        read = model.model_validate({**fallbacks, **sound})
    return Read(read, tuple(faults))


@cache
def _names_in(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _check_media_type(content_type: str | None, media_types: Sequence[str]) -> None:
    if content_type in media_types:  # as it is mostly written
        return
    message = Message()
    message["content-type"] = content_type or ""
    charset = str(message.get_param("charset", "utf-8")).lower()
    if message.get_content_type() not in media_types or charset not in ("utf-8", "utf8"):
        raise HTTPException(415, headers={"Accept": ", ".join(media_types)})


def _parsed(body: bytes, faults: list[Fault]) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) < len(pairs):
            names = [name for name, _ in pairs]
            faults.extend(fault(name, "key_twice") for name in read if names.count(name) > 1)
        return read

    if not body.strip():
        raise InvalidInput([fault("body", "body_empty")])
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=once)
    except UnicodeDecodeError:
        wrong = fault("body", "body_not_utf8")
    except json.JSONDecodeError as error:
        wrong = fault("body", "body_not_json", line=error.lineno, column=error.colno)
    except (RecursionError, ValueError):  # the latter for a number of thousands of digits
        wrong = fault("body", "body_too_deep")
    raise InvalidInput([wrong])
