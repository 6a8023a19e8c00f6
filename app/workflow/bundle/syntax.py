"""YAML as bundles use it: plain data, every value with its line, one canonical way to write it.

Read are strings, whole numbers, true, false and null; no tags, anchors, aliases, dates or floats,
so nothing is ever taken for something else (`no` is a word, 12:30 is no number).
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LARGEST = 2_000_000
"""Bytes of one file."""
WIDTH = 120
_WORDS_IN_ORDER = """
county districts organisations outlets specialists services routes reasons
roads fees abolishedfees approvalkinds lanes calendars slarules
zh en before code id key type kind date open name name_en label section suffix number_prefix
sort lane node basis service names option township surface length_m main bridge built_on
overhauled_on organisation supervised_by channels verbs address hours phone price legal_basis
sample when field op value help required default unit scale max min max_length
pattern positive examples filterable column roles personal units choices fields split facts
propose stages inputs notices text clause note holder statutory evidence max_days amount
after_hours net_of levels share after tell always effective_from weekdays windows years year
status source days
"""
ORDER = _WORDS_IN_ORDER.split()
"""The order of keys in what is written; unknown ones follow by name."""
_RANK = {key: at for at, key in enumerate(ORDER)}
_VALUES: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class BundleError(Exception):
    """What is wrong, one `file:line: path: sentence` each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Source:
    """One file's data, and the line on which each path stands."""

    file: str
    data: Any = None
    lines: dict[str, int] = field(default_factory=dict)

    def at(self, path: str, sentence: str) -> str:
        """`file:line: path: sentence`; the line is that of the nearest part that exists."""
        known = path
        while known and known not in self.lines:
            known = known[: max(known.rfind("."), known.rfind("["), 0)]
        place = f"{self.file}:{self.lines.get(known, 1)}"
        return f"{place}: {path}: {sentence}" if path else f"{place}: {sentence}"


class _Composer(yaml.SafeLoader):
    """Refuses tags, anchors and aliases: a few lines of the last can stand for gigabytes."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        for what in ("anchor", "tag"):
            if getattr(event, what, None):
                sentence = f"{what}s are not used in bundles"
                raise yaml.MarkedYAMLError(problem=sentence, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def read(file: str, content: bytes) -> Source:
    """One YAML document; raises BundleError with the line of whatever is no plain data."""
    source = Source(file)
    if len(content) > LARGEST:
        raise BundleError(source.at("", f"larger than {LARGEST} bytes"))
    try:
        node = _compose(content.decode())
        source.data = _construct(source, node, "") if node else None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BundleError(f"{file}:{line}: not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BundleError(f"{file}:{line}: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = str(content.decode()).count("\n", 0, error.position) + 1
        raise BundleError(f"{file}:{line}: {error.reason}") from error
    except RecursionError as error:
        raise BundleError(source.at("", "nested too deeply")) from error
    return source


def _compose(text: str) -> Node | None:
    loader = _Composer(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _construct(source: Source, node: Node, path: str) -> Any:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(source, node, path)
    if isinstance(node, SequenceNode):
        return [_construct(source, inner, f"{path}[{at}]") for at, inner in enumerate(node.value)]
    return _scalar(node)


def _mapping(source: Source, node: MappingNode, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise _refused(key, "a key is a word")
        if key.value in found:
            raise _refused(key, f"the key {key.value!r} is there twice")
        under = f"{path}.{key.value}" if path else key.value
        source.lines[under] = key.start_mark.line + 1
        found[key.value] = _construct(source, value, under)
    return found


def _scalar(node: Node) -> Any:
    text = str(node.value)
    if not isinstance(node, ScalarNode) or node.style is not None:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return _VALUES.get(text, text)


def _refused(node: Node, sentence: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=sentence, problem_mark=node.start_mark)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> ScalarNode:
        """Signs that can't be seen are escaped: some of them the plain styles would lose."""
        style = None if data.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_Dumper.add_representer(str, _Dumper.represent_str)


def write(data: Any) -> bytes:
    """The canonical text: equal data, equal bytes."""
    text = yaml.dump(
        ordered(data),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=WIDTH,
    )
    return str(text).encode()


def ordered(data: Any) -> Any:
    """The same data with its keys in the canonical order."""
    if isinstance(data, dict):
        keys = sorted(data, key=lambda key: (_RANK.get(key, len(_RANK)), key))
        return {key: ordered(data[key]) for key in keys}
    return [ordered(one) for one in data] if isinstance(data, list) else data
