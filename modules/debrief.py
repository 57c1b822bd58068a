"""What a finished run of a scenario shows: the way taken beside a good one, on the four marks (T8).

Everything here is plain values, so that the same debrief can be kept as evidence and shown as it was.
"""

from dataclasses import asdict, dataclass
from typing import Any

from modules.constants import Mark, Marked
from modules.models import ScenarioRun
from modules.scenario_graph import Graph, Step


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One step as a reader sees it: where, what was done, what it led to, and why it was done."""

    number: int
    title: str
    choice: str
    feedback: str
    is_good: bool
    is_shared: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkMoment:
    """What one step says of a mark."""

    number: int
    title: str
    choice: str
    marked: str
    words: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class MarkResult:
    """One of the four marks over the whole run. `marked` is empty when the scenario asks nothing of it."""

    label: str
    marked: str
    words: str
    moments: list[MarkMoment]


@dataclass(frozen=True, kw_only=True)
class EndingReached:
    title: str
    ending: str
    words: str
    html: str
    debrief: str


@dataclass(frozen=True, kw_only=True)
class Debrief:
    title: str
    setting: str
    version: int
    taken: list[Moment]
    good: list[Moment]
    ending: EndingReached
    good_ending: EndingReached
    marks: list[MarkResult]

    @property
    def is_good_throughout(self) -> bool:
        return all(moment.is_good for moment in self.taken)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def debrief_of(run: ScenarioRun) -> Debrief:
    """The debrief of a finished run; the run's version and steps are all it reads."""
    graph = run.version.graph
    taken = [row.step for row in run.taken]
    reasons = [row.reason for row in run.taken]
    good = graph.good_way_beside(taken)
    return Debrief(
        title=run.version.title,
        setting=run.version.content["setting"],
        version=run.version.number,
        taken=_moments(graph, taken, set(good), reasons),
        good=_moments(graph, good, set(taken), [""] * len(good)),
        ending=_ending(graph, _last(graph, taken)),
        good_ending=_ending(graph, _last(graph, good)),
        marks=[_mark(graph, taken, mark) for mark in Mark],
    )


def _last(graph: Graph, way: list[Step]) -> str:
    if not way:
        return graph.start
    choice = graph.nodes[way[-1].node].choice(way[-1].choice)
    return choice.to if choice else graph.start


def _ending(graph: Graph, node_id: str) -> EndingReached:
    node = graph.nodes[node_id]
    return EndingReached(
        title=node.title, ending=node.ending, words=node.ending_words, html=node.html, debrief=node.debrief
    )


def _moments(graph: Graph, way: list[Step], other: set[Step], reasons: list[str]) -> list[Moment]:
    moments = []
    for number, (step, reason) in enumerate(zip(way, reasons, strict=True), start=1):
        node = graph.nodes[step.node]
        choice = node.choice(step.choice)
        if choice:
            moments.append(
                Moment(
                    number=number,
                    title=node.title,
                    choice=choice.text,
                    feedback=choice.feedback,
                    is_good=choice.is_good,
                    is_shared=step in other,
                    reason=reason,
                )
            )
    return moments


def _mark(graph: Graph, taken: list[Step], mark: Mark) -> MarkResult:
    """Met when a moment meets it and none fails it, since small steps add up; not met when none does even in part."""
    moments = []
    for number, step in enumerate(taken, start=1):
        node = graph.nodes[step.node]
        choice = node.choice(step.choice)
        if choice and mark in choice.marks:
            value = Marked(choice.marks[mark])
            moments.append(
                MarkMoment(
                    number=number,
                    title=node.title,
                    choice=choice.text,
                    marked=value,
                    words=value.label,
                    feedback=choice.feedback,
                )
            )
    if not _is_asked(graph, mark):
        return MarkResult(label=mark.label, marked="", words="Not part of this scenario", moments=[])
    result = _over(moments)
    return MarkResult(label=mark.label, marked=result, words=result.label, moments=moments)


def _is_asked(graph: Graph, mark: Mark) -> bool:
    return any(mark in choice.marks for node in graph.nodes.values() for choice in node.choices)


def _over(moments: list[MarkMoment]) -> Marked:
    said = {moment.marked for moment in moments}
    if Marked.MET in said and Marked.NOT_MET not in said:
        return Marked.MET
    return Marked.NOT_MET if said <= {Marked.NOT_MET} else Marked.PARTLY
