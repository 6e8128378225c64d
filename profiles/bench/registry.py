"""The known benchmarks: each registers itself under a name, with one line that says what it measures."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import suite
from .measurement import Measurement
from .scratch import Scratch

Measure = Callable[[Scratch], Iterator[Measurement]]


class UnknownBenchmark(LookupError):
    """There is no benchmark of this name; the argument is the name."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark: ``measure`` gets a Scratch and gives its measurements one by one."""

    name: str
    summary: str
    measure: Measure


_known: dict[str, Benchmark] = {}


def benchmark(name: str, summary: str) -> Callable[[Measure], Measure]:
    """Register the function below as a benchmark. Raises ValueError when the name belongs to another one."""

    def register(measure: Measure) -> Measure:
        if name in _known:
            raise ValueError(f"Two benchmarks are called {name}.")
        _known[name] = Benchmark(name, summary, measure)
        return measure

    return register


def all_benchmarks() -> Sequence[Benchmark]:
    """Every benchmark of the suite, by name."""
    for module in pkgutil.iter_modules(suite.__path__, f"{suite.__name__}."):
        importlib.import_module(module.name)
    return [_known[name] for name in sorted(_known)]


def pick(names: Iterable[str]) -> Sequence[Benchmark]:
    """The named benchmarks in the order given, each once; all of them for no names. Raises UnknownBenchmark."""
    known = {each.name: each for each in all_benchmarks()}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise UnknownBenchmark(name)
    return [known[name] for name in wanted] or list(known.values())
