"""The report as one table, for whoever counts on: the same figures, and the same ones left out."""

from collections.abc import Iterator

from evaluation.selectors.answers import Part
from evaluation.selectors.groups import Figure
from evaluation.selectors.learning import Learning
from evaluation.selectors.report import Report

COLUMNS = ["section", "question", "group", "measure", "people", "value"]
NOT_SHOWN = "not shown"

Row = list[str | int | float]


def rows(report: Report) -> Iterator[Row]:
    for section, part in (
        ("reaction", report.reaction),
        ("use, learners", report.learner),
        ("use, managers", report.manager),
        ("trainers", report.trainer),
    ):
        yield from _part(section, part)
    yield from _learning(report.learning)
    for breakdown in report.breakdowns:
        for line in breakdown.lines:
            group = f"{breakdown.name}: {line.group}"
            yield ["reaction", "", group, "asked", line.asked, line.asked]
            for section, measure, shown in (
                ("reaction", "answered", line.answered),
                ("reaction", "average rating", line.reaction),
                ("learning", "gain in percentage points", line.gain),
                ("use, learners", "average rating", line.learner),
                ("use, managers", "average rating", line.manager),
            ):
                if not shown.is_empty:
                    yield [section, "", group, measure, *_figure(shown, measure)]


def _part(section: str, part: Part) -> Iterator[Row]:
    yield [section, "", "all", "asked", part.asked, part.asked]
    yield [section, "", "all", "answered", part.answered, part.answered]
    if part.is_hidden:
        return
    for question in part.questions:
        if question.is_hidden:
            yield [section, question.text, "all", "answers", NOT_SHOWN, NOT_SHOWN]
        for share in question.shares:
            yield [section, question.text, "all", share.label, question.answered, share.count]
        if question.mean:
            yield [section, question.text, "all", "average rating", question.answered, round(question.mean, 2)]
        for words in question.words:
            yield [section, question.text, "all", "words", question.answered, words]
    for line in part.confidence:
        yield [section, line.outcome, "all", "confidence before", line.people, round(line.before, 2)]
        yield [section, line.outcome, "all", "confidence now", line.people, round(line.now, 2)]


def _learning(found: Learning) -> Iterator[Row]:
    lines = [(outcome.text, outcome.gain) for outcome in found.outcomes] + [("all outcomes", found.overall)]
    for text, gain in lines:
        if gain is None:
            yield ["learning", text, "all", "gain in percentage points", NOT_SHOWN, NOT_SHOWN]
            continue
        for measure, share in (
            ("right before, %", gain.before),
            ("right after, %", gain.after),
            ("gain in percentage points", gain.gain),
            ("95% interval from", gain.low),
            ("95% interval to", gain.high),
        ):
            yield ["learning", text, "all", measure, gain.pairs, round(share * 100, 1)]


def _figure(shown: Figure, measure: str) -> list[str | int | float]:
    if shown.is_hidden or shown.value is None:
        return [NOT_SHOWN, NOT_SHOWN]
    factor = 100 if measure.startswith("gain") else 1
    return [shown.people, round(shown.value * factor, 2)]
