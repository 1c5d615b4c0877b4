"""Conditions on articles, written by users: a small part of Python's expressions, checked first, never evaluated by Python."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from declutter.article import Article, Metadata
from declutter.errors import DeclutterError

Getter = Callable[[Mapping[str, Any]], Any]
MAX_CHARS = 2_000  # of a condition
MAX_DEPTH = 50

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda item, group: item in group, ast.NotIn: lambda item, group: item not in group,
}  # fmt: skip
_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "len": (1, lambda value: len(value or ())),
    "lower": (1, lambda value: (value or "").lower()),
    "startswith": (2, lambda value, start: (value or "").startswith(start)),
    "endswith": (2, lambda value, end: (value or "").endswith(end)),
}
_OWN = ("id", "url", "text", "words", "characters", "empty")
_ARTICLE = tuple(field.name for field in fields(Article) if field.name not in {"metadata", "body"})
_METADATA = tuple(field.name for field in fields(Metadata) if field.name != "url")
NAMES = (*_OWN, *_ARTICLE, *_METADATA)


class BadCondition(DeclutterError, ValueError):  # noqa: N818 - says what it is
    """A condition that is not understood; the message says where."""


def compile_condition(text: str) -> Callable[[str, str | None, Article], bool]:
    """Return the function (id, url, article) → bool that a condition describes.

    It knows the names NAMES, literals, `and`, `or`, `not`, comparisons, `in`, and the functions len, lower, startswith
    and endswith. Days and moments are ISO 8601 texts. A comparison with something that was not found is false.

    >>> condition = compile_condition('language == "fr" and confidence > 0.8')
    >>> condition("1", None, Article(confidence=0.9, metadata=Metadata(language="fr")))
    True

    Raises BadCondition for everything else.
    """
    if len(text) > MAX_CHARS:
        raise BadCondition(f"a condition has at most {MAX_CHARS:,} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadCondition(f"{text!r} is no condition: {error}") from error
    check = _compile(tree.body, 0)
    return lambda key, url, article: bool(check(_Values(key, url, article)))


class _Values(Mapping[str, Any]):
    """What a condition may look at, of one page; worked out when it is asked for."""

    def __init__(self, key: str, url: str | None, article: Article) -> None:
        self._key = key
        self._url = url
        self._article = article

    def __getitem__(self, name: str) -> Any:
        article = self._article
        if name in _OWN:
            return self._own(name)
        value = getattr(article if name in _ARTICLE else article.metadata, name)
        return value.isoformat() if isinstance(value, date) else value

    def _own(self, name: str) -> Any:
        text = self._article.text
        return {
            "id": self._key, "url": self._url, "text": text, "words": len(text.split()), "characters": len(text),
            "empty": not self._article,
        }[name]  # fmt: skip

    def __iter__(self) -> Any:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def _compile(node: ast.AST, depth: int) -> Getter:
    if depth > MAX_DEPTH:
        raise BadCondition("the condition is nested too deeply")
    below = depth + 1
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, (str, int, float, bool)) or value is None:
            return lambda _values: value
    if isinstance(node, ast.Name):
        return _name(node.id)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [_compile(item, below) for item in node.elts]
        return lambda values: [item(values) for item in items]
    if isinstance(node, ast.BoolOp):
        parts = [_compile(part, below) for part in node.values]
        join = all if isinstance(node.op, ast.And) else any
        return lambda values: join(part(values) for part in parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        operand = _compile(node.operand, below)
        if isinstance(node.op, ast.Not):
            return lambda values: not operand(values)
        if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, (int, float)):
            return lambda values: -operand(values)
    if isinstance(node, ast.Compare):
        return _comparison(node, below)
    if isinstance(node, ast.Call):
        return _call(node, below)
    raise BadCondition(f"{ast.unparse(node)!r} is not understood in a condition")


def _name(name: str) -> Getter:
    if name not in NAMES:
        raise BadCondition(f"there is no {name!r}; there are {', '.join(NAMES)}")
    return lambda values: values[name]


def _comparison(node: ast.Compare, depth: int) -> Getter:
    terms = [_compile(term, depth) for term in (node.left, *node.comparators)]
    tests = [_COMPARISONS[type(each)] for each in node.ops]

    def compare(values: Mapping[str, Any]) -> bool:
        found = [term(values) for term in terms]
        try:
            return all(test(found[index], found[index + 1]) for index, test in enumerate(tests))
        except TypeError:  # None is not more or less than anything
            return False

    return compare


def _call(node: ast.Call, depth: int) -> Getter:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in _FUNCTIONS or node.keywords or len(node.args) != _FUNCTIONS[name][0]:
        raise BadCondition(f"{ast.unparse(node)!r} is not understood; the functions are {', '.join(_FUNCTIONS)}")
    arguments = [_compile(argument, depth) for argument in node.args]
    function = _FUNCTIONS[name][1]

    def call(values: Mapping[str, Any]) -> Any:
        try:
            return function(*(argument(values) for argument in arguments))
        except (TypeError, AttributeError):
            return None

    return call
