"""Direct access: an agreed item is arranged without assessor, assessment or conversation (P6).

Somebody asks the red-flag questions, a named person reads the answers and may stop, and whoever comes to fit it may
stop at the door. Whatever leaves this way goes by a case assessment; the rest of the case waits for nothing.
"""

from collections.abc import Mapping

from django.db import transaction

from audit.services import record
from cases import register
from cases import short_way_notices as notices
from cases.catalogue import direct_access_ids
from cases.constants.decisions import Sought
from cases.constants.direct_access import WhyTurnedAway
from cases.constants.lines import LineRoute, LineState
from cases.exceptions import NotDirectAccess
from cases.models import (
    DirectAccessArrangement,
    DirectAccessPolicy,
    Provision,
    RedFlagAnswer,
    SolutionLine,
    TurnedAway,
)
from cases.register import Said
from cases.registers import Asked, Reply
from cases.selectors.direct_access import answers_to_read, is_reader, policy_of, questions_about, red_flags_of
from cases.services.guards import line_for, move, require_no_relation, require_not_on_hold, require_route
from cases.services.provision import cancel_with_line
from cases.services.provision_guards import provision_for
from core import clock
from core.working_days import add_working_days
from people.models import User
from people.vocabulary import Nation

NO_POLICY = "No direct-access policy holds for this tenure today, so this needs a case assessment."


def arrange_direct_access(*, line: SolutionLine, answers: Mapping[str, bool], by: User) -> Said:
    """Keep the answers to the red-flag questions, by their codes, and arrange the item if nothing stands against it.

    A “yes” here, or one given earlier in the case about this item, turns it away to a case assessment, and so does the
    register when the item is not on the tenure's list. Where the organisation names readers and `by` is none of them,
    the answers wait for a reader. Raises `NotDirectAccess` while a question is not answered.
    """

    def write(asked: Asked, reply: Reply) -> Said:
        locked = asked.the_line
        _keep_answers(locked, _policy(locked), answers, by)
        return _arrange(asked, reply)

    return register.ask(lambda: _read_or_ask(line, answers, by), write)


def _read_or_ask(line: SolutionLine, answers: Mapping[str, bool], by: User) -> Asked | Said:
    """What the answers come to without the register; the question to it where nothing stands against the item."""
    line, policy = _open(line, by, "arrange")
    if answers_to_read(line):
        raise NotDirectAccess("The questions are asked. Somebody who is named for it reads the answers.")
    questions = questions_about(line, policy)
    if missing := [one.words for one in questions if one.code not in answers]:
        raise NotDirectAccess(f"Ask every question first: {' '.join(missing)}")
    words = [flag.question.words for flag in red_flags_of(line)]
    words += [one.words for one in questions if answers[one.code]]
    if words:
        _keep_answers(line, policy, answers, by)
        said = tuple(dict.fromkeys(f"Yes: {one}" for one in words))
        turned = turn_away(line, why=WhyTurnedAway.RED_FLAG, reason="\n".join(said), by=by)
        return Said(permitted=False, record=turned, reasons=said)
    is_listed = line.adaptation_id in direct_access_ids(line.case.home.known_tenure)
    if not questions or not is_listed or is_reader(by, line.case.organisation):
        return _anyone_may(line, by)
    kept = _keep_answers(line, policy, answers, by)
    record("cases.answers_wait", line.case, by=by, detail={"line": line.number, "round": line.round})
    notices.tell_readers(line)
    return Said(permitted=True, record=kept[0])


def _keep_answers(
    line: SolutionLine, policy: DirectAccessPolicy, answers: Mapping[str, bool], by: User
) -> list[RedFlagAnswer]:
    return [
        RedFlagAnswer.objects.create(
            line=line,
            round=line.round,
            at=clock.now(),
            by=by,
            policy=policy,
            question=one,
            is_yes=answers[one.code],
        )
        for one in questions_about(line, policy)
    ]


def read_answers(*, line: SolutionLine, by: User, stop_because: str = "") -> Said:
    """Read the answers that somebody else asked for: arrange the item, or stop it with a reason.

    Raises `NotDirectAccess` for whoever is not named to read them, and when nothing waits to be read.
    """
    return register.ask(lambda: _stop_or_ask(line, by, stop_because), _arrange)


def _stop_or_ask(line: SolutionLine, by: User, stop_because: str) -> Asked | Said:
    line, _ = _open(line, by, "read the answers about")
    if not is_reader(by, line.case.organisation):
        raise NotDirectAccess("Only somebody who is named to read the answers can do this.")
    if not answers_to_read(line):
        raise NotDirectAccess("Nothing waits to be read. Ask the questions first.")
    if stop_because.strip():
        turned = turn_away(line, why=WhyTurnedAway.READER, reason=stop_because, by=by)
        return Said(permitted=False, record=turned, reasons=(stop_because,))
    if flags := tuple(f"Yes: {one.question.words}" for one in red_flags_of(line)):
        turned = turn_away(line, why=WhyTurnedAway.RED_FLAG, reason="\n".join(flags), by=by)
        return Said(permitted=False, record=turned, reasons=flags)
    require_not_on_hold(line, "arrange", by)
    return _anyone_may(line, by)


def _anyone_may(line: SolutionLine, by: User) -> Asked:
    """May anybody arrange this here?"""
    return register.about(line, register.question_for_anyone(line), by=by)


def _open(line: SolutionLine, by: User, verb: str) -> tuple[SolutionLine, DirectAccessPolicy]:
    line = line_for(line, by, verb)
    require_route(line, LineRoute.DIRECT_ACCESS)
    require_no_relation(line, by)
    return line, _policy(line)


def _policy(line: SolutionLine) -> DirectAccessPolicy:
    policy = policy_of(line)
    if policy is None:
        raise NotDirectAccess(NO_POLICY)
    return policy


def _arrange(asked: Asked, reply: Reply) -> Said:
    """Arrange the item, or turn it away when the register says that not everybody may."""
    line, by = asked.the_line, asked.by
    if not reply.permitted:
        said = register.keep_refusal(line, sought=Sought.DIRECT_ACCESS, by=by, question=asked.question, reply=reply)
        detail = {"line": line.number, "round": line.round, "answer": reply.answer_id}
        record("cases.direct_access_refused", line.case, by=by, detail=detail)
        turn_away(line, why=WhyTurnedAway.NOT_LISTED, reason=said.reasons[0], by=by)
        return said
    calendar = Nation(line.case.home.locality.nation).calendar
    arrangement = DirectAccessArrangement.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        answer_id=reply.answer_id,
        register_number=reply.register_number,
        due_on=add_working_days(clock.today(), _policy(line).working_days, calendar),
        calendar=calendar,
    )
    move(line, LineState.ARRANGED, verb="line_arranged", by=by)
    return Said(permitted=True, record=arrangement)


def turn_away(line: SolutionLine, *, why: WhyTurnedAway, reason: str, by: User, installer: str = "") -> TurnedAway:
    """Keep why a locked line leaves its short way, and begin its next round as one that is assessed."""
    turned = TurnedAway.objects.create(
        line=line, round=line.round, at=clock.now(), by=by, why=why, reason=reason, installer=installer
    )
    move(
        line,
        LineState.PROPOSED,
        verb="line_turned_away",
        by=by,
        route=LineRoute.ASSESSED,
        round=line.round + 1,
        waiting_reason="",
    )
    return turned


@transaction.atomic
def stop_at_the_door(*, line: SolutionLine, installer: str, reason: str, by: User) -> TurnedAway:
    """Record that whoever came to fit an item of direct access stopped, and send it to a case assessment."""
    line = line_for(line, by, "record a stop at the door for")
    return _stopped(line, installer=installer, reason=reason, by=by)


@transaction.atomic
def stop_order_at_the_door(*, provision: Provision, installer: str, reason: str, by: User) -> TurnedAway:
    """The same, by whoever came to fit it or their office: nobody has to ring a caseworker before they may stop."""
    provision = provision_for(provision, by, "stop_at_the_door")
    return _stopped(provision.line, installer=installer, reason=reason, by=by)


def _stopped(line: SolutionLine, *, installer: str, reason: str, by: User) -> TurnedAway:
    require_route(line, LineRoute.DIRECT_ACCESS)
    cancel_with_line(line, reason=reason, by=by)
    turned = turn_away(line, why=WhyTurnedAway.AT_THE_DOOR, reason=reason, installer=installer, by=by)
    notices.tell_owner_of_stop(turned)
    return turned
