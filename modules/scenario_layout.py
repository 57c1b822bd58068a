"""A picture of a scenario's graph: nodes in layers by their distance from the start, for an SVG in a template."""

import textwrap
from dataclasses import dataclass

from modules.constants import Ending
from modules.scenario_graph import Graph, Node

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 190, 74, 30, 70, 24
LETTERS_IN_A_LINE, LINES = 24, 3
LINE_HEIGHT = 19
COLOURS = {"": "#ffffff", Ending.GOOD: "#d6efdf", Ending.ACCEPTABLE: "#fff4cc", Ending.UNSAFE: "#f9dcd9"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line in a box: of the node's title, or what kind of node it is."""

    words: str
    y: int
    is_caption: bool


@dataclass(frozen=True, kw_only=True)
class Box:
    """A node in the picture."""

    id: str
    x: int
    y: int
    lines: list[Line]
    fill: str
    has_problem: bool

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A choice in the picture, as the path of an SVG."""

    path: str
    is_good: bool


@dataclass(frozen=True, kw_only=True)
class Picture:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    box_width: int = WIDTH
    box_height: int = HEIGHT


def layout(graph: Graph) -> Picture:
    """Layers from the top; within one, nodes stand under the middle of what leads to them."""
    layers = _layers(graph)
    widest = max((len(layer) for layer in layers), default=1)
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * ACROSS
    in_trouble = {problem.node for problem in graph.problems}
    boxes: dict[str, Box] = {}
    for depth, layer in enumerate(layers):
        row_width = len(layer) * WIDTH + (len(layer) - 1) * ACROSS
        left = (width - row_width) // 2
        for place, node in enumerate(layer):
            boxes[node.id] = _box(
                node, left + place * (WIDTH + ACROSS), MARGIN + depth * (HEIGHT + DOWN), graph, node.id in in_trouble
            )
    return Picture(
        width=width,
        height=2 * MARGIN + len(layers) * HEIGHT + max(len(layers) - 1, 0) * DOWN,
        boxes=list(boxes.values()),
        arrows=_arrows(graph, boxes),
    )


def _layers(graph: Graph) -> list[list[Node]]:
    """A node stands below everything that leads to it, loops aside; what cannot be reached stands last."""
    depth = _depths(graph)
    last = max(depth.values(), default=-1) + 1
    layers: dict[int, list[Node]] = {}
    for node_id, node in graph.nodes.items():
        layers.setdefault(depth.get(node_id, last), []).append(node)
    return _straightened(graph, [layers[number] for number in sorted(layers)])


def _depths(graph: Graph) -> dict[str, int]:
    """The longest way from the start to each node, without the choices that lead back to a node above."""
    onward: dict[str, list[str]] = {}
    order: list[str] = []

    def visit(node_id: str, above: frozenset[str]) -> None:
        onward[node_id] = []
        for choice in graph.nodes[node_id].choices:
            if choice.to in graph.nodes and choice.to not in above | {node_id}:
                onward[node_id].append(choice.to)
                if choice.to not in onward:
                    visit(choice.to, above | {node_id})
        order.append(node_id)

    if graph.start in graph.nodes:
        visit(graph.start, frozenset())
    depth = dict.fromkeys(order, 0)
    for node_id in reversed(order):
        for to in onward[node_id]:
            depth[to] = max(depth[to], depth[node_id] + 1)
    return depth


def _straightened(graph: Graph, layers: list[list[Node]]) -> list[list[Node]]:
    place: dict[str, float] = {}
    ordered = []
    for layer in layers:
        parents = {
            node.id: [place[one.id] for one in graph.nodes.values() if one.id in place and _leads(one, node.id)]
            for node in layer
        }
        row = sorted(layer, key=lambda node: sum(parents[node.id]) / len(parents[node.id]) if parents[node.id] else 0)
        for number, node in enumerate(row):
            place[node.id] = (number + 1) / (len(row) + 1)
        ordered.append(row)
    return ordered


def _leads(node: Node, to: str) -> bool:
    return any(choice.to == to for choice in node.choices)


def _box(node: Node, x: int, y: int, graph: Graph, has_problem: bool) -> Box:
    words = textwrap.wrap(node.title, LETTERS_IN_A_LINE) or [node.id]
    if len(words) > LINES - 1:
        rest = textwrap.shorten(" ".join(words[LINES - 2 :]), LETTERS_IN_A_LINE, placeholder="…")
        words = [*words[: LINES - 2], rest]
    caption = "Start" if node.id == graph.start else node.ending_words
    lines = [(line, False) for line in words] + ([(caption, True)] if caption else [])
    first = y + (HEIGHT - LINE_HEIGHT * len(lines)) // 2 + LINE_HEIGHT - 5
    return Box(
        id=node.id,
        x=x,
        y=y,
        lines=[
            Line(words=line, y=first + LINE_HEIGHT * number, is_caption=is_caption)
            for number, (line, is_caption) in enumerate(lines)
        ],
        fill=COLOURS[node.ending],
        has_problem=has_problem,
    )


def _arrows(graph: Graph, boxes: dict[str, Box]) -> list[Arrow]:
    arrows = []
    for node in graph.nodes.values():
        leading = [choice for choice in node.choices if choice.to in boxes]
        for number, choice in enumerate(leading, start=1):
            start, end = boxes[node.id], boxes[choice.to]
            leave = start.x + WIDTH * number // (len(leading) + 1)
            arrows.append(Arrow(path=_path(leave, start, end), is_good=choice.is_good))
    return arrows


def _path(leave: int, start: Box, end: Box) -> str:
    """Down to a later layer in one curve; back up, or across, around the left of the boxes."""
    bottom = start.y + HEIGHT
    if end.y > start.y:
        bend = (end.y - bottom) // 2
        return f"M {leave} {bottom} C {leave} {bottom + bend}, {end.middle} {end.y - bend}, {end.middle} {end.y - 6}"
    aside, below = min(start.x, end.x) - ACROSS // 2, bottom + DOWN // 2
    into = end.y + HEIGHT // 2
    around = f"C {leave} {below}, {aside} {below}, {aside} {(bottom + into) // 2}"
    return f"M {leave} {bottom} {around} S {aside} {into}, {end.x - 6} {into}"
