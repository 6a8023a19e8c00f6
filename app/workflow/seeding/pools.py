"""What demo data is drawn from: bundles/demo-names.yaml, so that code holds no names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Self

import yaml
from stdnum.cn import uscc

POOLS = Path(__file__).parents[3] / "bundles" / "demo-names.yaml"
HOLE = re.compile(r"\{(\w+)(?:-(\d+))?\}")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Pools:
    """The lists of the file, and texts drawn from them."""

    words: Mapping[str, Sequence[str]]
    values: Mapping[str, Sequence[Any]]
    filled: Mapping[str, float]
    townships: Mapping[str, float]
    wanted: Mapping[str, float]
    channels: Mapping[str, float]
    months: Sequence[float]

    @classmethod
    def read(cls) -> Self:
        """The file that is delivered with the bundles."""
        return cls(**yaml.safe_load(POOLS.read_text(encoding="utf-8")))

    def text(self, rng: Random, template: str) -> str:
        """The template with every hole filled: a word, a number of a range, a credit code."""

        def drawn(hole: re.Match[str]) -> str:
            name, most = hole.groups()
            if most:
                return str(rng.randint(int(name), int(most)))
            return credit_code(rng) if name == "uscc" else rng.choice(self.words[name])

        return HOLE.sub(drawn, template)


def credit_code(rng: Random) -> str:
    """An invented 统一社会信用代码 of this county with its check digit (GB 32100)."""
    code = "9" + rng.choice("123") + "341522MA" + "".join(rng.choices(LETTERS, k=7))
    return code + str(uscc.calc_check_digit(code))
