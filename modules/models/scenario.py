"""Case scenarios that branch: the draft, what was published of it, and what learners did in it (T8)."""

import hashlib
import json
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db import models
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField

from core import clock
from core.constraints import different, paired
from core.exceptions import ImmutableRecord
from core.models import ImmutableModel
from modules.constants import Ending, Nation
from modules.models.learning import Enrolment
from modules.scenario_blocks import NodeBlock
from modules.scenario_graph import Graph, Node, Step
from people.vocabulary import Tenure


class ScenarioForm(WagtailAdminModelForm):
    """The editor's form: who saved the words last is their author, and somebody else publishes them."""

    def save(self, commit: bool = True) -> "Scenario":
        self.instance.edited_by, self.instance.edited_at = self.for_user, clock.now()
        return super().save(commit)


class Scenario(models.Model):
    """The draft of a scenario, as editors write it. Learners play the newest `ScenarioVersion` made from it."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=500)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(120)])
    setting = models.TextField(max_length=1000, help_text="Where it plays, and who is there.")
    tenure = models.CharField(max_length=30, choices=Tenure)
    nation = models.CharField(max_length=10, choices=Nation)
    competency = models.CharField(max_length=20, help_text="The competency that it serves, such as SN-1.")
    criteria = models.CharField(max_length=300, help_text="Performance criteria, separated by spaces.")
    adaptations = models.CharField(
        max_length=300, blank=True, help_text="Codes from the adaptation catalogue, separated by spaces."
    )
    sources = models.TextField(blank=True, help_text="What it rests on; one on each line.")
    start = models.CharField("starts at", max_length=40, validators=[validate_slug], help_text="The name of a node.")
    several_good_ways = models.BooleanField(
        "has several good ways", default=False, help_text="It is published only when there are at least two."
    )
    nodes = StreamField([("node", NodeBlock())])
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    edited_at = models.DateTimeField(editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    base_form_class = ScenarioForm
    panels = [
        HelpPanel(template="modules/admin/scenario_panel.html", heading="The graph"),
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("setting"), FieldPanel("tenure"), FieldPanel("nation")], heading="Facts"
        ),
        MultiFieldPanel(
            [FieldPanel("competency"), FieldPanel("criteria"), FieldPanel("adaptations"), FieldPanel("sources")],
            heading="What it serves",
        ),
        FieldPanel("start"),
        FieldPanel("several_good_ways"),
        FieldPanel("nodes"),
    ]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def content(self) -> dict[str, Any]:
        """The whole scenario as plain values, as a version keeps it."""
        return {
            "title": self.title,
            "summary": self.summary,
            "minutes": self.minutes,
            "setting": self.setting,
            "tenure": self.tenure,
            "nation": self.nation,
            "competency": self.competency,
            "criteria": self.criteria.split(),
            "adaptations": self.adaptations.split(),
            "sources": [line for line in self.sources.splitlines() if line.strip()],
            "start": self.start,
            "several_good_ways": self.several_good_ways,
            "nodes": [_plain(block.value) for block in self.nodes],
        }

    @property
    def digest(self) -> str:
        """The fingerprint of every word of the draft."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()

    @property
    def graph(self) -> Graph:
        return Graph.from_content(self.content)


def _plain(node: Any) -> dict[str, Any]:
    return {
        "id": node["id"],
        "title": node["title"],
        "html": node["html"].source,
        "ending": node["ending"] or "",
        "debrief": node["debrief"].source if node["debrief"] else "",
        "choices": [
            {
                "id": choice["id"],
                "text": choice["text"],
                "to": choice["to"],
                "feedback": choice["feedback"],
                "is_good": choice["is_good"],
                "asks_reason": choice["asks_reason"],
                "marks": {mark: value for mark, value in choice["marks"].items() if value},
            }
            for choice in node["choices"]
        ],
    }


class ScenarioVersion(ImmutableModel):
    """A scenario as it stood when somebody other than its author published it. Runs stay with their version."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="one_scenario_version_for_a_number"),
            different("scenario_publisher_is_not_its_author", "author", "published_by"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @cached_property
    def graph(self) -> Graph:
        return Graph.from_content(self.content)


class ScenarioRunQuerySet(models.QuerySet["ScenarioRun"]):
    def open(self) -> "ScenarioRunQuerySet":
        return self.filter(finished_at=None)

    def finished(self) -> "ScenarioRunQuerySet":
        return self.filter(finished_at__isnull=False)

    def record_finish(self, pk: int, *, at: datetime, ending_node: str, ending: str) -> None:
        """The one change a run knows."""
        still_open = models.QuerySet.filter(self, pk=pk, finished_at=None)
        models.QuerySet.update(still_open, finished_at=at, ending_node=ending_node, ending=ending)

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A run of a scenario never changes; it can only be finished.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A run of a scenario never changes; it can only be finished.")

    def delete(self) -> NoReturn:
        raise ImmutableRecord("A run of a scenario is never deleted.")


class ScenarioRun(models.Model):
    """One way somebody takes through a version of a scenario. Where it stands follows from its steps."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="scenario_runs")
    scenario = models.ForeignKey(
        Scenario,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="That of the version; it stands here so that a constraint allows one open run.",
    )
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ending_node = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    ending = models.CharField(max_length=10, choices=Ending, null=True, blank=True)  # noqa: DJ001

    objects = ScenarioRunQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = "run of a scenario"
        verbose_name_plural = "runs of scenarios"
        constraints = [
            paired("scenario_run_finished_with_its_ending", "finished_at", "ending_node", "ending"),
            models.CheckConstraint(
                name="scenario_run_ending_is_known", condition=Q(ending=None) | Q(ending__in=Ending.values)
            ),
            models.UniqueConstraint(
                fields=["enrolment", "scenario"], condition=Q(finished_at=None), name="one_open_run_of_a_scenario"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRecord("A run of a scenario never changes; it can only be finished.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A run of a scenario is never deleted.")

    @cached_property
    def taken(self) -> list["ScenarioStep"]:
        """The steps in their order."""
        return list(self.steps.all())

    @property
    def stands_at(self) -> Node:
        graph = self.version.graph
        if not self.taken:
            return graph.nodes[graph.start]
        return graph.nodes[self.taken[-1].leads_to]


class ScenarioStep(ImmutableModel):
    """A choice that was taken: where, which, in what order, when, and why in the learner's words."""

    run = models.ForeignKey(ScenarioRun, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    node = models.CharField(max_length=40)
    choice = models.CharField(max_length=40)
    leads_to = models.CharField(max_length=40)
    reason = models.TextField(blank=True, max_length=2000)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="a_scenario_step_is_taken_once")]
        indexes = [models.Index(fields=["node", "choice"], name="scenario_choices_taken")]

    def __str__(self) -> str:
        return f"{self.run}: step {self.position}"

    @property
    def step(self) -> Step:
        return Step(node=self.node, choice=self.choice)
