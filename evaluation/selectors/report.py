"""The whole report about one version of a module, as the page, the PDF and the table show it (T10)."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.constants import Purpose
from evaluation.results import ServiceResult, service_results
from evaluation.selectors.answers import Part, answered_by, parts, ratings_by
from evaluation.selectors.decisions import Standing, answered_by_version, decisions_about
from evaluation.selectors.groups import DIMENSIONS, NOTHING, Dimension, Figure, figures
from evaluation.selectors.learning import Learning, gains_by, learning
from modules.models import ModuleVersion
from training_sessions.selectors.teaching import LogFacts, session_logs


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """One group: how many were asked and answered, how they rated it, what they gained, how it is used."""

    group: str
    asked: int
    answered: Figure
    reaction: Figure
    gain: Figure
    learner: Figure
    manager: Figure

    @property
    def is_hidden(self) -> bool:
        return self.answered.is_hidden


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    name: str
    heading: str
    lines: list[GroupLine]


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the group looks at before it decides about a module."""

    version: ModuleVersion
    reaction: Part
    learning: Learning
    learner: Part
    manager: Part
    trainer: Part
    logs: list[LogFacts]
    results: list[ServiceResult] | None
    breakdowns: list[Breakdown]
    decisions: list[Standing]
    answers: list[Standing]

    @property
    def summary(self) -> list[str]:
        """The opening sentences, computed from what is below."""
        return [
            *_answered("people", "after the module", self.reaction, "They rated it"),
            _gained(self.learning),
            *_answered("learners", "three months later", self.learner, "They rated how they use it"),
            *_answered("line managers", "three months later", self.manager, "They rated its use"),
            *_answered("trainers", "about leading it", self.trainer, "They rated it"),
        ]


def _answered(who: str, when: str, part: Part, rated: str) -> list[str]:
    if not part.asked:
        return [f"No {who} have been asked {when} yet."]
    sentence = f"{part.answered} of {part.asked} {who} asked {when} answered ({part.rate}%)."
    if part.is_hidden:
        return [f"{sentence} That is too few to show what they said."]
    return [f"{sentence} {rated} {part.rating:.1f} out of 5 on average."] if part.rating else [sentence]


def _gained(found: Learning) -> str:
    if found.overall is None:
        return (
            "Fewer than five people have answered questions both before the first lesson and in a knowledge check, so "
            "there is no gain to show yet."
        )
    gain = found.overall
    word = "more" if gain.gain >= 0 else "fewer"
    return (
        f"{found.pairs} people answered questions both before the first lesson and in their first knowledge check. "
        f"They had {gain.before:.0%} right before and {gain.after:.0%} after: "
        f"{abs(gain.gain) * 100:.0f} in a hundred {word}."
    )


def report(version: ModuleVersion) -> Report:
    """A fixed number of queries, however many people answered."""
    by_purpose, learned = parts(version), learning(version)
    gains = gains_by(version, learned)
    return Report(
        version=version,
        reaction=by_purpose[Purpose.REACTION],
        learning=learned,
        learner=by_purpose[Purpose.LEARNER],
        manager=by_purpose[Purpose.MANAGER],
        trainer=by_purpose[Purpose.TRAINER],
        logs=session_logs(module_version_ids=[version.pk]),
        results=service_results(version),
        breakdowns=[_breakdown(version, dimension, gains[dimension.name]) for dimension in DIMENSIONS],
        decisions=decisions_about(version.module),
        answers=answered_by_version(version),
    )


def _breakdown(version: ModuleVersion, dimension: Dimension, gains: dict[str, tuple[int, float]]) -> Breakdown:
    """One table. Each column hides its own small groups, and company for a single one."""
    asked, ratings = answered_by(version, dimension), ratings_by(version, dimension)
    reaction = {group: one for (purpose, group), one in asked.items() if purpose == Purpose.REACTION}
    columns = {
        purpose: figures({group: one for (about, group), one in ratings.items() if about == purpose})
        for purpose in (Purpose.REACTION, Purpose.LEARNER, Purpose.MANAGER)
    }
    answered = figures({group: (count, count) for group, (_, count) in reaction.items()})
    gained = figures(dict(gains))
    return Breakdown(
        name=dimension.name,
        heading=dimension.heading,
        lines=[
            GroupLine(
                group=group,
                asked=reaction.get(group, (0, 0))[0],
                answered=answered.get(group, NOTHING),
                reaction=columns[Purpose.REACTION].get(group, NOTHING),
                gain=gained.get(group, NOTHING),
                learner=columns[Purpose.LEARNER].get(group, NOTHING),
                manager=columns[Purpose.MANAGER].get(group, NOTHING),
            )
            for group in _named(reaction, gained, *columns.values())
        ],
    )


def _named(*columns: Iterable[str]) -> list[str]:
    return sorted({group for column in columns for group in column})
