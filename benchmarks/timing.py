"""How long things take: medians of several runs, by the clock and of the processor."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence

ROUNDS = 3


def cpu() -> float:
    """The CPU seconds of this process and of those that it waited for."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def in_turns(
    *actions: Callable[[], object],
    rounds: int = ROUNDS,
    cpu_of: Callable[[], float] = cpu,
) -> list[dict[str, float]]:
    """The median CPU and wall seconds of each action, taken in turns, the first round not counted.

    `cpu_of`: whose CPU seconds, if not those of this process and of what it waited for.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in actions]
    for turn in range(rounds + 1):
        for number, action in enumerate(actions):
            before, began = cpu_of(), time.perf_counter()
            action()
            if turn:
                taken[number].append((cpu_of() - before, time.perf_counter() - began))
    return [_medians(runs) for runs in taken]


def _medians(runs: list[tuple[float, float]]) -> dict[str, float]:
    seconds, wall = zip(*runs, strict=True)
    return {"cpu": statistics.median(seconds), "wall": statistics.median(wall)}


def spent(
    action: Callable[[], object],
    *,
    rounds: int,
    warm_up: bool = False,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """The medians of CPU and wall seconds of some runs, also of what they start and wait for.

    `before`: what each run needs and is not counted.
    """
    runs: list[tuple[float, float]] = []
    for _ in range(rounds + warm_up):
        before()
        spent_before, began = cpu(), time.perf_counter()
        action()
        runs.append((cpu() - spent_before, time.perf_counter() - began))
    return _medians(runs[warm_up:])


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank; of nothing no number."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
