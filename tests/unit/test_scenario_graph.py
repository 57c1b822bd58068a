"""The rules of a scenario's graph, against a slow but plain reading of them (T8)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modules.scenario_graph import Graph, Step
from modules.scenario_layout import HEIGHT, WIDTH, layout

NAMES = ["a", "b", "c", "d", "e"]
ENDINGS = ["good", "acceptable", "unsafe"]


def content(nodes: list[dict[str, Any]], start: str = "a", **facts: Any) -> dict[str, Any]:
    return {"start": start, "nodes": nodes, **facts}


def node(name: str, ending: str = "", **leads: bool) -> dict[str, Any]:
    """`node("a", b=True)`: a node with one good choice, which leads to b."""
    choices = [
        {"id": f"to-{to}", "text": f"Go to {to}", "to": to, "feedback": "So.", "is_good": good}
        for to, good in leads.items()
    ]
    return {"id": name, "title": f"Node {name}", "html": "", "ending": ending, "choices": choices}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Any graph of up to five nodes, broken or whole; some choices lead to nodes that are not there."""
    rows = []
    for name in NAMES[: draw(st.integers(1, 5))]:
        ending = draw(st.sampled_from(["", "", "", *ENDINGS]))
        leads = {} if ending else draw(st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=3))
        rows.append(node(name, ending, **leads))
    return content(rows)


def edges(rows: list[dict[str, Any]], *, good_only: bool) -> set[tuple[str, str]]:
    names = {row["id"] for row in rows}
    return {
        (row["id"], choice["to"])
        for row in rows
        for choice in row["choices"]
        if choice["to"] in names and (choice["is_good"] or not good_only)
    }


def closure(rows: list[dict[str, Any]], *, good_only: bool = False) -> set[tuple[str, str]]:
    """Every pair of nodes of which one leads to the other, found by joining until nothing is new."""
    reached = {(row["id"], row["id"]) for row in rows} | edges(rows, good_only=good_only)
    while True:
        wider = reached | {(one, far) for one, near in reached for also_near, far in reached if near == also_near}
        if wider == reached:
            return reached
        reached = wider


def is_sound(told: dict[str, Any]) -> bool:
    """The publishing rules, read plainly."""
    rows = told["nodes"]
    by_name = {row["id"]: row for row in rows}
    every, good = closure(rows), closure(rows, good_only=True)
    endings = [row["id"] for row in rows if row["ending"]]
    return (
        bool(endings)
        and all(choice["to"] in by_name for row in rows for choice in row["choices"])
        and all(bool(row["choices"]) != bool(row["ending"]) for row in rows)
        and all(("a", name) in every for name in by_name)
        and all(any((name, ending) in every for ending in endings) for name in by_name)
        and any(("a", ending) in good and by_name[ending]["ending"] == "good" for ending in endings)
        and not any(("a", ending) in good and by_name[ending]["ending"] == "unsafe" for ending in endings)
        and all(
            row["ending"] or any(choice["is_good"] for choice in row["choices"])
            for row in rows
            if ("a", row["id"]) in good
        )
    )


@settings(deadline=None, max_examples=300)
@given(graphs())
@example(content([node("a", b=True), node("b", c=True, a=False), node("c", "good")]))
def test_t8_publishing_asks_for_exactly_what_the_rules_say(told: dict[str, Any]) -> None:
    assert (Graph.from_content(told).problems == []) == is_sound(told)


@settings(deadline=None, max_examples=100)
@given(graphs())
def test_t8_every_problem_names_a_node_that_is_there_and_every_graph_can_be_drawn(told: dict[str, Any]) -> None:
    graph = Graph.from_content(told)
    assert all(problem.node in {"", *graph.nodes} and problem.words.endswith(".") for problem in graph.problems)
    picture = layout(graph)
    corners = sorted((box.x, box.y) for box in picture.boxes)
    assert len(corners) == len(graph.nodes)
    for (x, y), (next_x, next_y) in pairwise(corners):
        assert abs(x - next_x) >= WIDTH or abs(y - next_y) >= HEIGHT
    assert all(0 <= x <= picture.width - WIDTH and 0 <= y <= picture.height - HEIGHT for x, y in corners)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([node("a", b=True), node("b", "good"), node("c", b=True)], "“Node c” (c) cannot be reached from the start."),
        ([node("a", b=True, c=False), node("b", "good"), node("c", c=True)], "From “Node c” (c) no way leads to an"),
        ([node("a", b=True, c=False), node("b", "good"), node("c")], "“Node c” (c) has no choices and is no ending."),
        ([node("a", b=True), node("b", "good", a=True)], "“Node b” (b) is an ending and has choices."),
        ([node("a", b=True, x=False), node("b", "good")], "The choice “Go to x” at “Node a” (a) leads to “x”, which"),
        ([node("a", a=True)], "The scenario has no ending."),
        ([node("a", b=True), node("b", "good"), node("b", "unsafe")], "2 nodes are named “b”."),
        ([node("a", b=False), node("b", "good")], "“Node a” (a) is reached by good choices, and no choice there is"),
        ([node("a", b=True), node("b", "acceptable")], "No way of good choices leads from the start to a good ending."),
        (
            [node("a", b=True, c=True), node("b", "good"), node("c", "unsafe")],
            "“Node c” (c) is an unsafe ending, and good choices alone lead to it.",
        ),
        ([node("b", "good")], "The scenario starts at “a”, and there is no such node."),
    ],
)
def test_t8_each_refusal_names_the_node_in_words(nodes: list[dict[str, Any]], words: str) -> None:
    problems = [problem.words for problem in Graph.from_content(content(nodes)).problems]
    assert any(problem.startswith(words) for problem in problems), problems


def test_t8_a_choice_that_leads_nowhere_is_refused() -> None:
    start = node("a", b=True)
    start["choices"].append({"id": "x", "text": "Hm", "to": "", "feedback": "", "is_good": False})
    [problem] = Graph.from_content(content([start, node("b", "good")])).problems
    assert problem.words == "The choice “Hm” at “Node a” (a) leads nowhere."


def test_t8_where_several_good_ways_are_claimed_there_are_several() -> None:
    one = [node("a", b=True, c=False), node("b", "good"), node("c", "acceptable")]
    two = [node("a", b=True, c=True), node("b", "good"), node("c", "good")]
    assert not Graph.from_content(content(one)).problems
    assert "several good ways" in Graph.from_content(content(one, several_good_ways=True)).problems[0].words
    assert not Graph.from_content(content(two, several_good_ways=True)).problems


def shared(way: Sequence[Step], taken: Sequence[Step]) -> int:
    """The most steps that both have in the same order."""
    table = [[0] * (len(taken) + 1) for _ in range(len(way) + 1)]
    for row, one in enumerate(way):
        for column, other in enumerate(taken):
            table[row + 1][column + 1] = (
                table[row][column] + 1 if one == other else max(table[row][column + 1], table[row + 1][column])
            )
    return table[-1][-1]


def walks(graph: Graph, *, good_only: bool, longest: int) -> list[list[Step]]:
    """Every way from the start to an ending, by good choices to a good one where asked, up to a length."""
    found, waiting = [], [("a", [])]
    while waiting:
        name, way = waiting.pop()
        here = graph.nodes[name]
        if here.ending == "good" or (here.ending and not good_only):
            found.append(way)
        if len(way) < longest:
            waiting += [
                (choice.to, [*way, Step(node=name, choice=choice.id)])
                for choice in here.choices
                if choice.to in graph.nodes and (choice.is_good or not good_only)
            ]
    return found


@settings(deadline=None, max_examples=150)
@given(graphs(), st.data())
def test_t8_the_good_way_shown_shares_the_most_steps_with_the_one_taken(
    told: dict[str, Any], data: st.DataObject
) -> None:
    graph = Graph.from_content(told)
    taken = data.draw(st.sampled_from(walks(graph, good_only=False, longest=4) or [[]]))
    good = walks(graph, good_only=True, longest=5)
    way = graph.good_way_beside(taken)
    assert bool(way) == ("a" in graph.on_a_good_way and graph.nodes["a"].ending == "")
    if way and good:
        choices = [graph.nodes[step.node].choice(step.choice) for step in way]
        assert all(choice and choice.is_good for choice in choices)
        assert [choice.to for choice in choices if choice][:-1] == [step.node for step in way[1:]]
        assert shared(way, taken) >= max(shared(other, taken) for other in good)
