"""Who is near: the case's own organisation first, then those who work in the home's locality."""

from collections.abc import Mapping

from accreditation.questions import Question
from cases.registers.base import Competent
from core import clock
from people.models import Employment


def nearest_first(question: Question, numbers: Mapping[int, str]) -> list[Competent]:
    """People by their ids with their numbers, as the organisation that asks and the home's locality see them."""
    jobs = Employment.objects.on(clock.today()).filter(user__in=numbers).select_related("user", "organisation")

    def distance(job: Employment) -> tuple[bool, bool, str]:
        is_elsewhere = question.locality not in {place.code for place in job.localities.all()}
        return job.organisation.code != question.organisation, is_elsewhere, str(job.user)

    return [
        Competent(name=str(job.user), organisation=str(job.organisation), number=numbers[job.user_id])
        for job in sorted(jobs.prefetch_related("localities"), key=distance)
    ]
