"""A scenario as a graph: what is wrong with it, and the good ways through it (T8).

Plain Python over the content of a scenario, the same for the editor's draft and for a published version.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from modules.constants import Ending


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something the learner may do at a node, where it leads, and what it says of the four marks."""

    id: str
    text: str
    to: str
    feedback: str
    is_good: bool
    asks_reason: bool
    marks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Node:
    """One moment of a scenario: a situation with choices, or an ending."""

    id: str
    title: str
    html: str
    ending: str
    debrief: str
    choices: tuple[Choice, ...]

    @property
    def ending_words(self) -> str:
        return Ending(self.ending).label if self.ending else ""

    @property
    def asks_reason(self) -> bool:
        """Everyone at the node is asked, so that the question does not give away which choice is right."""
        return any(choice.asks_reason for choice in self.choices)

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A choice taken at a node."""

    node: str
    choice: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a scenario cannot be published, in words, and at which node."""

    node: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    start: str
    all_nodes: tuple[Node, ...]
    several_good_ways: bool = False

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Graph":
        return cls(
            start=content["start"],
            all_nodes=tuple(_node(row) for row in content["nodes"]),
            several_good_ways=content.get("several_good_ways", False),
        )

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """By id; of two nodes with one name, the first."""
        found: dict[str, Node] = {}
        for node in self.all_nodes:
            found.setdefault(node.id, node)
        return found

    @cached_property
    def reachable(self) -> set[str]:
        return self._onward([self.start], good_only=False)

    @cached_property
    def reached_by_good_choices(self) -> set[str]:
        return self._onward([self.start], good_only=True)

    @cached_property
    def ending_somewhere(self) -> set[str]:
        """Nodes from which some way leads to an ending."""
        return self._backward((node.id for node in self.nodes.values() if node.ending), good_only=False)

    @cached_property
    def on_a_good_way(self) -> set[str]:
        """Nodes that good choices alone lead to, and from which good choices alone lead to a good ending."""
        endings = (node.id for node in self.nodes.values() if node.ending == Ending.GOOD)
        return self._backward(endings, good_only=True) & self.reached_by_good_choices

    def _onward(self, starts: Iterable[str], *, good_only: bool) -> set[str]:
        found: set[str] = set()
        waiting = [node for node in starts if node in self.nodes]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += [
                    choice.to
                    for choice in self.nodes[node].choices
                    if choice.to in self.nodes and (choice.is_good or not good_only)
                ]
        return found

    def _backward(self, ends: Iterable[str], *, good_only: bool) -> set[str]:
        into: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for choice in node.choices:
                if choice.is_good or not good_only:
                    into.setdefault(choice.to, []).append(node.id)
        found: set[str] = set()
        waiting = list(ends)
        while waiting:
            node_id = waiting.pop()
            if node_id not in found:
                found.add(node_id)
                waiting += into.get(node_id, [])
        return found

    def ways_from(self, node: Node) -> list[tuple[Choice, str]]:
        """Each choice at a node with the title of where it leads; a node that is missing goes by its name."""
        titles = {name: one.title for name, one in self.nodes.items()}
        return [(choice, titles.get(choice.to, choice.to)) for choice in node.choices]

    def good_choices(self, node_id: str) -> list[Choice]:
        """The choices at a node that stay on a good way."""
        return [choice for choice in self.nodes[node_id].choices if choice.is_good and choice.to in self.on_a_good_way]

    def good_way_beside(self, taken: Sequence[Step]) -> list[Step]:
        """The good way that shares the most steps, in their order, with the one taken; of those, the shortest.

        A state is a node and how much of the taken way lies behind; a step costs what it leaves out of that way.
        """
        waiting: list[tuple[int, int, int, str, int, tuple[Step, ...]]] = [(0, 0, 0, self.start, 0, ())]
        seen: set[tuple[str, int]] = set()
        pushed = 0
        while waiting:
            left_out, length, _, node_id, behind, way = heapq.heappop(waiting)
            if node_id not in self.on_a_good_way or (node_id, behind) in seen:
                continue
            if self.nodes[node_id].ending and behind == len(taken):
                return list(way)
            seen.add((node_id, behind))
            if self.nodes[node_id].ending:
                onward = [(left_out + len(taken) - behind, length, node_id, len(taken), way)]
            else:
                onward = list(self._steps_on(taken, left_out, length, node_id, behind, way))
            for cost, steps, to, place, so_far in onward:
                pushed += 1
                heapq.heappush(waiting, (cost, steps, pushed, to, place, so_far))
        return []

    def _steps_on(
        self, taken: Sequence[Step], left_out: int, length: int, node_id: str, behind: int, way: tuple[Step, ...]
    ) -> Iterable[tuple[int, int, str, int, tuple[Step, ...]]]:
        for choice in self.good_choices(node_id):
            step = Step(node=node_id, choice=choice.id)
            yield left_out, length + 1, choice.to, behind, (*way, step)
            for place in range(behind, len(taken)):
                if taken[place] == step:
                    yield left_out + place - behind, length + 1, choice.to, place + 1, (*way, step)
                    break

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that keeps the scenario from being published; each names its node."""
        found = [*self._naming_problems()]
        for node in self.nodes.values():
            found += self._problems_at(node)
        if self.all_nodes and not any(node.ending for node in self.nodes.values()):
            found.append(Problem(node="", words="The scenario has no ending."))
        return found + self._good_way_problems()

    def _naming_problems(self) -> Iterable[Problem]:
        if self.start not in self.nodes:
            yield Problem(node="", words=f"The scenario starts at “{self.start}”, and there is no such node.")
        for node_id, times in Counter(node.id for node in self.all_nodes).items():
            if times > 1:
                yield Problem(node=node_id, words=f"{times} nodes are named “{node_id}”. Give each a name of its own.")
        for node in self.nodes.values():
            for choice_id, times in Counter(choice.id for choice in node.choices).items():
                if times > 1:
                    yield Problem(node=node.id, words=f"{_named(node)} has {times} choices named “{choice_id}”.")

    def _problems_at(self, node: Node) -> Iterable[Problem]:
        if node.ending and node.choices:
            yield Problem(node=node.id, words=f"{_named(node)} is an ending and has choices.")
        if not node.ending and not node.choices:
            yield Problem(node=node.id, words=f"{_named(node)} has no choices and is no ending.")
        for choice in node.choices:
            if not choice.to:
                yield Problem(node=node.id, words=f"The choice “{choice.text}” at {_named(node)} leads nowhere.")
            elif choice.to not in self.nodes:
                words = f"The choice “{choice.text}” at {_named(node)} leads to “{choice.to}”, which is missing."
                yield Problem(node=node.id, words=words)
        if self.start in self.nodes and node.id not in self.reachable:
            yield Problem(node=node.id, words=f"{_named(node)} cannot be reached from the start.")
        if node.choices and node.id not in self.ending_somewhere:
            yield Problem(node=node.id, words=f"From {_named(node)} no way leads to an ending.")

    def _good_way_problems(self) -> list[Problem]:
        found = []
        for node_id in sorted(self.reached_by_good_choices):
            node = self.nodes[node_id]
            if node.ending == Ending.UNSAFE:
                words = f"{_named(node)} is an unsafe ending, and good choices alone lead to it."
                found.append(Problem(node=node_id, words=words))
            elif node.choices and not any(choice.is_good for choice in node.choices):
                words = f"{_named(node)} is reached by good choices, and no choice there is good."
                found.append(Problem(node=node_id, words=words))
        if self.start in self.nodes and self.start not in self.on_a_good_way:
            words = "No way of good choices leads from the start to a good ending."
            found.append(Problem(node=self.start, words=words))
        elif self.several_good_ways and not any(len(self.good_choices(node)) > 1 for node in self.on_a_good_way):
            words = "The scenario says that it has several good ways, and there is only one."
            found.append(Problem(node=self.start, words=words))
        return found


def _named(node: Node) -> str:
    return f"“{node.title}” ({node.id})"


def _node(row: Mapping[str, Any]) -> Node:
    return Node(
        id=row["id"],
        title=row["title"],
        html=row["html"],
        ending=row.get("ending", ""),
        debrief=row.get("debrief", ""),
        choices=tuple(_choice(choice) for choice in row.get("choices", [])),
    )


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(
        id=row["id"],
        text=row["text"],
        to=row["to"],
        feedback=row["feedback"],
        is_good=row["is_good"],
        asks_reason=row.get("asks_reason", False),
        marks={mark: value for mark, value in row.get("marks", {}).items() if value},
    )
