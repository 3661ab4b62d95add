"""How long things take: medians of several runs, by the clock and of the processor."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence

ROUNDS = 5


def median_seconds(*actions: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median wall seconds of each action, taken in turns; the first round is not counted."""
    taken: list[list[float]] = [[] for _ in actions]
    for turn in range(rounds + 1):
        for number, action in enumerate(actions):
            began = time.perf_counter()
            action()
            if turn:
                taken[number].append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


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
    seconds, wall = zip(*runs[warm_up:], strict=True)
    return {"cpu": statistics.median(seconds), "wall": statistics.median(wall)}


def cpu() -> float:
    """The CPU seconds of this process and of those that it waited for."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank; of nothing no number."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
