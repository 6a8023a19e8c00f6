"""Money: exact decimals of yuan in code, whole fen in the database."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator

FEN = Decimal("0.01")


class Yuan(TypeDecorator[Decimal]):
    """An amount in yuan with two places, kept as whole fen: neither engine makes a float of it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Refuse what isn't whole fen: rounding is nobody's decision down here."""
        if value is None:
            return None
        fen = value / FEN
        if fen != fen.to_integral_value():
            raise ValueError(f"{value} yuan is no whole number of fen")
        return int(fen)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Yuan again."""
        return None if value is None else value * FEN


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum in yuan; what is not known yet counts nothing."""
    return sum((one for one in amounts if one is not None), Decimal(0))


def spoken(amount: Decimal | None) -> str:
    """As people read it, `1,234.50`; empty when there is none."""
    return "" if amount is None else f"{amount:,.2f}"


def written(amount: Decimal | None) -> str | None:
    """As programs read it: `1234.5`, equal amounts being equal strings."""
    if amount is None:
        return None
    whole, _, places = f"{amount:.2f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole
