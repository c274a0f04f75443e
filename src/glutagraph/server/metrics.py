"""What the server has done so far, as Prometheus reads it: text format 0.0.4."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from .exchange import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .kennel import Kennel

_EDGES: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_MEDIA_TYPE: Final = "text/plain"


@dataclass(slots=True)
class Metrics:
    """Requests by what they asked and how they ended, and how long they took."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    times: dict[str, list[int]] = field(default_factory=dict)
    """For each route the requests between one edge and the next."""
    seconds: Counter[str] = field(default_factory=Counter)

    def note(self, route: str, status: int, seconds: float) -> None:
        """
        >>> metrics = Metrics()
        >>> metrics.note("sparql", 200, 0.007)
        >>> metrics.times["sparql"][:3]
        [0, 1, 0]
        """
        self.requests[route, status] += 1
        times = self.times.setdefault(route, [0] * (len(_EDGES) + 1))
        times[bisect_left(_EDGES, seconds)] += 1
        self.seconds[route] += seconds  # type: ignore[assignment]  # a Counter of floats

    def lines(self) -> Iterator[str]:
        yield "# TYPE glutagraph_requests_total counter"
        for (route, status), count in sorted(self.requests.items()):
            yield f'glutagraph_requests_total{{route="{route}",status="{status}"}} {count}'
        yield "# TYPE glutagraph_request_seconds histogram"
        for route, times in sorted(self.times.items()):
            name = f'glutagraph_request_seconds_bucket{{route="{route}",le='
            so_far = 0
            for edge, count in zip((*_EDGES, "+Inf"), times, strict=True):
                so_far += count
                yield f'{name}"{edge}"}} {so_far}'
            yield f'glutagraph_request_seconds_sum{{route="{route}"}} {self.seconds[route]:.6f}'
            yield f'glutagraph_request_seconds_count{{route="{route}"}} {so_far}'


def metrics_reply(metrics: Metrics, kennel: Kennel, held: int) -> Reply:
    """The metrics, with what goes on at the moment."""
    ended = (
        f'glutagraph_questions_total{{ended="{how}"}} {count}'
        for how, count in sorted(kennel.tally.ended.items())
    )
    lines = (
        *metrics.lines(),
        "# TYPE glutagraph_questions_total counter",
        *ended,
        "# TYPE glutagraph_questions_running gauge",
        f"glutagraph_questions_running {kennel.running}",
        "# TYPE glutagraph_questions_waiting gauge",
        f"glutagraph_questions_waiting {kennel.waiting}",
        "# TYPE glutagraph_answers_held_bytes gauge",
        f"glutagraph_answers_held_bytes {held}",
        "# TYPE glutagraph_zygotes_total counter",
        f"glutagraph_zygotes_total {kennel.tally.zygotes}",
    )
    return Reply("".join(f"{line}\n" for line in lines).encode("ascii"), _MEDIA_TYPE)
