"""What a child may answer: plain data as JSON, its bytes behind it, and nothing that could run.

A child that reads a stranger's file may have become the stranger's. Its parent therefore makes of
an answer only texts, numbers, bytes, lists and the like, and the few classes that were named to
`crosses` by modules of the parent: none is imported and no code is called because an answer says
so.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)
LENGTH = struct.Struct("<Q")
PLAIN = frozenset((NoneType, bool, int, float, str))
NESTED = (list, dict)
_classes: dict[str, type] = {}


def crosses(known: Class) -> Class:
    """Let a class come out of a child: a NamedTuple, a dataclass, or a fault with a code.

    A fault is made by its `code` and its `parameters`, the others by their fields.
    """
    if _classes.setdefault(known.__name__, known) is not known:
        raise ValueError(f"another {known.__name__} crosses already")
    return known


def sent(value: Any) -> bytes:
    """A value as the bytes in which it crosses. Raises TypeError for what may not."""
    blobs: list[bytes] = []
    text = json.dumps(_packed(value, blobs), ensure_ascii=False, separators=(",", ":"))
    head = text.encode("utf-8", "surrogatepass")
    return b"".join((LENGTH.pack(len(head)), head, *blobs))


def received(message: bytes) -> Any:
    """The value of such bytes. Raises ValueError for any others."""
    try:
        (length,) = LENGTH.unpack_from(message)
        begin = LENGTH.size + length
        head = json.loads(message[LENGTH.size : begin].decode("utf-8", "surrogatepass"))
        return _unpacked(head, memoryview(message)[begin:])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, struct.error) as error:
        raise ValueError("not what a child may answer") from error


def _packed(value: Any, blobs: list[bytes]) -> Any:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        if PLAIN.issuperset(map(type, value)):
            return value
        return [_packed(item, blobs) for item in value]
    if kind is bytes:
        blobs.append(value)
        return {"bytes": len(value)}
    if kind in (tuple, set, frozenset):
        return {kind.__name__: [_packed(item, blobs) for item in value]}
    if kind is dict:
        return {"dict": [_packed(list(pair), blobs) for pair in value.items()]}
    if _classes.get(kind.__name__) is not kind:
        raise TypeError(f"{kind.__name__} does not cross")
    return {kind.__name__: [_packed(part, blobs) for part in _parts(value)]}


def _parts(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return list(value)
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return [value.code, dict(value.parameters)]


def _unpacked(value: Any, blobs: memoryview) -> Any:
    """What the JSON stands for; bytes stand behind it in the order in which it names them."""
    at = 0

    def made(value: Any) -> Any:
        nonlocal at
        if type(value) is list:
            return [made(item) for item in value] if _is_nested(value) else value
        if type(value) is not dict:
            return value
        ((name, inner),) = value.items()
        if name == "bytes":
            at += inner
            return bytes(blobs[at - inner : at])
        parts = made(inner)
        if name in SHAPES:
            return SHAPES[name](parts)
        known = _classes[name]
        if issubclass(known, Exception):
            code, parameters = parts
            return known(code, **parameters)
        return known(*parts)

    return made(value)


def _is_nested(values: list[Any]) -> bool:
    kinds = set(map(type, values))
    return not kinds.isdisjoint(NESTED)


SHAPES: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": dict,
}
