from datetime import date

from django.db.models import TextChoices

from core.working_days import Calendar


class FrameworkState(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"


# What a competency may be asked for beyond everyone at its level, with the words for it.
SCOPES = {"housing-mot": "Housing MOT"}

# The longest that each part of a framework may be, in characters; of `valid_months`, the most months.
LONGEST = {
    "version": 20,
    "code": 20,
    "title": 200,
    "introduction": 4000,
    "summary": 2000,
    "level": 12,
    "module": 50,
    "scope": 30,
    "source": 300,
    "valid_months": 120,
    "text": 1000,
}

# How many months people are given, unless the group says otherwise, to be reassessed in what a new version changed;
# from which day that counts. A rule of the partnership, so it is dated: a later row is added, none is changed.
REASSESSMENT_MONTHS = [(date(2026, 1, 1), 6)]


class Level(TextChoices):
    """How far a competency reaches. Foundation is for everyone; the others are signed off by a pair of trainers."""

    FOUNDATION = "foundation", "Foundation"
    SIMPLE = "simple", "Simple"
    MODERATE = "moderate", "Moderate"
    TRAINER = "trainer", "Trainer"


# Foundation competencies are shown by the Module 1 knowledge check; nobody signs them off.
SIGNED_LEVELS = (Level.SIMPLE, Level.MODERATE, Level.TRAINER)
SIGNED_LEVEL_CHOICES = [(level.value, level.label) for level in SIGNED_LEVELS]


class EvidenceKind(TextChoices):
    """The kinds of evidence that a framework accepts (C2)."""

    KNOWLEDGE_CHECK = "knowledge_check", "Knowledge check"
    SCENARIO = "scenario", "Scenario"
    ATTENDANCE = "attendance", "Attendance at a session"
    OBSERVED_PRACTICE = "observed_practice", "Observed practice"
    CASE_DISCUSSION = "case_discussion", "Case discussion"
    SUPERVISED_CASE = "supervised_case", "Supervised case"
    REFLECTION = "reflection", "Reflection"
    IMPORTED = "imported", "Portfolio from another partnership"


class RequestState(TextChoices):
    OPEN = "open", "Waiting for two signatures"
    WAITING = "waiting", "Waiting for a second signature"
    MODERATION = "moderation", "In moderation"
    SIGNED_OFF = "signed_off", "Signed off"
    REFERRED_BACK = "referred_back", "Referred back"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ModerationOutcome(TextChoices):
    """How a moderator ends a disagreement. Signing off is not among them: that takes two who agree."""

    REFERRED_BACK = "referred_back", "Refer it back to the person"
    SIGN_AGAIN = "sign_again", "Ask for two fresh signatures"


SIGNABLE_STATES = frozenset({RequestState.OPEN, RequestState.WAITING})
LIVE_STATES = SIGNABLE_STATES | {RequestState.MODERATION, RequestState.REFERRED_BACK}


class Verdict(TextChoices):
    """What a trainer who watches says of one criterion."""

    MET = "met", "Seen and met"
    NOT_YET = "not_yet", "Seen, not yet"
    NOT_SEEN = "not_seen", "Not seen"


class SheetState(TextChoices):
    WRITING = "writing", "Being written"
    FINISHED = "finished", "Finished"


# How many people one trainer can watch at once in a demonstration flat, and how many trainers watch together.
MOST_OBSERVED = 8
OBSERVERS = 2
MOST_COMPETENCIES_OBSERVED = 4
NOTE_LENGTH = 2000
MOST_CHANGES = 1_000_000


class StandingBasis(TextChoices):
    FOUNDING = "founding", "Founding decision"
    EARNED = "earned", "Trainer module and sign-offs"
    VISITING = "visiting", "Visiting from another partnership"


class HoldingBasis(TextChoices):
    """Why a signer counts as holding, on the day, the competency that is being signed."""

    SIGNED_OFF = "signed_off", "Signed off in this competency"
    FOUNDING = "founding", "Founding trainer at this level"
    REGISTERED = "registered", "Registered occupational therapist or allied health professional"


class ProposalState(TextChoices):
    PROPOSED = "proposed", "Waiting for a second member"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"


# A founding decision lapses; by then trainers have earned their standing or others have (design: separation of duties).
FOUNDING_MONTHS = 12
# A visit bridges a gap while a partnership finds or trains signers of its own; longer, they should be its own.
VISIT_MAX_DAYS = 90


class VisitState(TextChoices):
    PROPOSED = "proposed", "Waiting for a second member"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended early"


# How long before standing ends the trainer and governance are told: time to earn it, to plan, to stand in.
STANDING_REMIND_DAYS = (90, 30, 7)
# A sign-off that still holds may be renewed in its last months.
RENEWAL_MONTHS = 6
EXPIRING_DAYS = 60
# How long after signing in afresh a signature may still use it.
SIGNING_MINUTES = 15
TRAINER_MODULE = "trainer"


class AskState(TextChoices):
    """What became of asking one particular trainer for the second signature."""

    ASKED = "asked", "Asked"
    DECLINED = "declined", "Declined"
    TAKEN_BACK = "taken_back", "Taken back"


# The second trainer reads evidence that is there already and needs one quiet hour. Two working weeks are enough to
# find it, also in a small team and with somebody on leave, and short enough that the person does not lose practice.
COUNTERSIGN_WORKING_DAYS = 10
# The partnership's own calendar; each due day keeps the one it was computed with.
COUNTERSIGN_CALENDAR = Calendar.SCOTLAND
# Enough notice to read and sign within the working week.
COUNTERSIGN_REMIND_DAYS_BEFORE = 3


class TrustState(TextChoices):
    """Whether portfolios that another partnership sealed are believed here."""

    PROPOSED = "proposed", "Waiting for a second member"
    TRUSTED = "trusted", "Trusted"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended"


class SampleReason(TextChoices):
    """Why a sign-off was sampled for moderation."""

    FIRST_OF_TRAINER = "first_of_trainer", "First of a trainer at this tier"
    PAIR = "pair", "One of ten of this pair"
    CHANCE = "chance", "By chance"


class SampleOutcome(TextChoices):
    """What a moderator finds, having read both records and the evidence."""

    SOUND = "sound", "Sound"
    ADVICE = "advice", "Sound, with advice"
    NOT_SOUND = "not_sound", "Not sound"


# The share that is drawn by chance until governance sets another.
DEFAULT_ONE_IN = 10
# Of every ten sign-offs of one pair, one is sampled.
PAIR_RUN = 10
# A month: sooner than most people who were signed off will have been accredited on the strength of it.
MODERATION_WORKING_DAYS = 20
# Pairs are looked at over a year, so that holidays and one busy season do not decide.
PAIRS_DAYS = 365
# Fewer than ten together say nothing about whom somebody chooses.
TOGETHER_AT_LEAST = 10
# With three colleagues to choose from, a third of somebody's sign-offs falls to each; more than half is a habit.
TOGETHER_SHARE_PERCENT = 50
