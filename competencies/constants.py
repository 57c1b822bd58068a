from datetime import date

from django.db.models import TextChoices

from core.states import Life, Step
from core.working_days import Calendar


class FrameworkState(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"


FRAMEWORK_LIFE = Life(
    slug="framework",
    title="States of a version of the framework",
    states=FrameworkState,
    steps={
        "start": Step(
            words="start",
            allowed_from=frozenset(),
            to=FrameworkState.DRAFT,
            by="a governance group member or an editor",
        ),
        "edit": Step(
            words="change",
            allowed_from=frozenset({FrameworkState.DRAFT}),
            to=FrameworkState.DRAFT,
            by="a governance group member or an editor",
        ),
        "delete": Step(words="delete", allowed_from=frozenset({FrameworkState.DRAFT}), by="its author"),
        "submit": Step(
            words="ask for approval of",
            allowed_from=frozenset({FrameworkState.DRAFT}),
            to=FrameworkState.SUBMITTED,
            by="its author",
        ),
        "send back": Step(
            words="send back",
            allowed_from=frozenset({FrameworkState.SUBMITTED}),
            to=FrameworkState.DRAFT,
            by="a governance group member, with a reason",
        ),
        "approve": Step(
            words="approve",
            allowed_from=frozenset({FrameworkState.SUBMITTED}),
            to=FrameworkState.APPROVED,
            by="a governance group member who is not its author and wrote no part of it",
        ),
    },
    notes=(
        "The version approved last is in force. An older one stays as it was, since sign-offs rest on it; that it is "
        "no longer in force is read from the versions and not written.",
        "An approved version never changes, in any part.",
    ),
)

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

REQUEST_LIFE = Life(
    slug="sign-off-request",
    title="States of a request for sign-off",
    states=RequestState,
    steps={
        "open": Step(
            words="open",
            allowed_from=frozenset(),
            to=RequestState.OPEN,
            by="the person, with a first piece of evidence",
        ),
        "add": Step(
            words="add evidence to",
            allowed_from=frozenset({RequestState.OPEN}),
            to=RequestState.OPEN,
            by="the person, until a trainer has signed",
        ),
        "take_back_evidence": Step(
            words="take evidence back from",
            allowed_from=frozenset({RequestState.OPEN}),
            by="the person, until a trainer has signed; without any left, the request is taken back too",
        ),
        "sign": Step(
            words="sign",
            allowed_from=SIGNABLE_STATES,
            by="a trainer with standing at the level, who shares no employer with the other",
        ),
        "moderate": Step(
            words="moderate",
            allowed_from=frozenset({RequestState.MODERATION}),
            by="a trainer with standing at the level, who signed none of it and shares no employer with a signer",
        ),
        "resubmit": Step(
            words="offer again",
            allowed_from=frozenset({RequestState.REFERRED_BACK}),
            to=RequestState.OPEN,
            by="the person, with new evidence",
        ),
        "withdraw": Step(
            words="take back",
            allowed_from=frozenset({RequestState.OPEN, RequestState.WAITING, RequestState.REFERRED_BACK}),
            to=RequestState.WITHDRAWN,
            by="the person",
        ),
        "reopen": Step(
            words="open again",
            allowed_from=frozenset({RequestState.WITHDRAWN}),
            to=RequestState.OPEN,
            by="the person, while there is no other request for the competency",
        ),
        "follow": Step(
            words="move to a newer version of the framework",
            allowed_from=frozenset({RequestState.OPEN, RequestState.REFERRED_BACK}),
            by="approval of that version, which leaves a round that a trainer has begun to judge where it began",
        ),
        "close": Step(
            words="close",
            allowed_from=LIVE_STATES,
            to=RequestState.WITHDRAWN,
            by="approval of a version of the framework that no longer asks for the competency",
        ),
    },
    notes=(
        "A first signature that agrees waits for the second. A first that does not agree refers the request back. A "
        "second that agrees makes the sign-off. A second that does not agree sends the request to moderation.",
        "A moderator refers the request back, or asks for two fresh signatures. A moderator never signs it off.",
        "Offering again, opening again and fresh signatures each begin a new round. Signatures of an earlier round "
        "stay known and count for nothing.",
        "A sign-off is withdrawn by a row of its own, and the request that led to it stays as it ended.",
    ),
)


class Verdict(TextChoices):
    """What a trainer who watches says of one criterion."""

    MET = "met", "Seen and met"
    NOT_YET = "not_yet", "Seen, not yet"
    NOT_SEEN = "not_seen", "Not seen"


class SheetState(TextChoices):
    WRITING = "writing", "Being written"
    FINISHED = "finished", "Finished"


SHEET_LIFE = Life(
    slug="observation",
    title="States of an observation",
    states=SheetState,
    steps={
        "start": Step(
            words="start", allowed_from=frozenset(), to=SheetState.WRITING, by="a trainer, for one or two who watch"
        ),
        "write": Step(
            words="write on",
            allowed_from=frozenset({SheetState.WRITING}),
            to=SheetState.WRITING,
            by="the trainer whose sheet it is",
        ),
        "finish": Step(
            words="finish",
            allowed_from=frozenset({SheetState.WRITING}),
            to=SheetState.FINISHED,
            by="the trainer whose sheet it is",
        ),
    },
    notes=(
        "Each trainer who watches has a sheet of their own, and reads the other’s only once their own is finished. "
        "Finishing makes one record for each person, which never changes.",
    ),
)

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


PROPOSAL_LIFE = Life(
    slug="founding-proposal",
    title="States of a proposal to found a trainer",
    states=ProposalState,
    steps={
        "propose": Step(words="propose", allowed_from=frozenset(), by="a governance member", to=ProposalState.PROPOSED),
        "confirm": Step(
            words="confirm",
            allowed_from=frozenset({ProposalState.PROPOSED}),
            by="another governance member, not the person",
            to=ProposalState.CONFIRMED,
        ),
        "decline": Step(
            words="decline",
            allowed_from=frozenset({ProposalState.PROPOSED}),
            by="any governance member but the person; whoever proposed takes it back so",
            to=ProposalState.DECLINED,
        ),
    },
    notes=("Confirmed, it gives standing for each module it names, from that day, for twelve months and no longer.",),
)

# A founding decision lapses; by then trainers have earned their standing or others have (design: separation of duties).
FOUNDING_MONTHS = 12
# A visit bridges a gap while a partnership finds or trains signers of its own; longer, they should be its own.
VISIT_MAX_DAYS = 90


class VisitState(TextChoices):
    PROPOSED = "proposed", "Waiting for a second member"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended early"


VISIT_LIFE = Life(
    slug="visiting-invitation",
    title="States of an invitation of a visiting signer",
    states=VisitState,
    steps={
        "invite": Step(words="invite", allowed_from=frozenset(), by="a governance member", to=VisitState.PROPOSED),
        "confirm": Step(
            words="confirm",
            allowed_from=frozenset({VisitState.PROPOSED}),
            by="another governance member",
            to=VisitState.CONFIRMED,
        ),
        "decline": Step(
            words="decline",
            allowed_from=frozenset({VisitState.PROPOSED}),
            by="any governance member; whoever invited takes it back so",
            to=VisitState.DECLINED,
        ),
        "end": Step(
            words="end",
            allowed_from=frozenset({VisitState.CONFIRMED}),
            by="a governance member, with a reason",
            to=VisitState.ENDED,
        ),
    },
    notes=(
        "A confirmed visit is over by itself on its last day, ninety days on at most, with no job that makes it so.",
    ),
)
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


COUNTERSIGN_LIFE = Life(
    slug="countersign-request",
    title="States of a request for a second signature",
    states=AskState,
    steps={
        "ask": Step(
            words="ask",
            allowed_from=frozenset(),
            by="the first signer, or a member of the governance group; never the person",
            to=AskState.ASKED,
        ),
        "decline": Step(
            words="decline", allowed_from=frozenset({AskState.ASKED}), by="the trainer asked", to=AskState.DECLINED
        ),
        "take_back": Step(
            words="take back",
            allowed_from=frozenset({AskState.ASKED}),
            by="the first signer, or a member of the governance group",
            to=AskState.TAKEN_BACK,
        ),
    },
    notes=(
        "One trainer is asked at a time; asking another takes back what the first was asked. Being asked is no right: "
        "whoever could sign may still sign first.",
        "When the round ends, by a second signature or a referral back, nothing about it is asked any more.",
    ),
)

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


TRUST_LIFE = Life(
    slug="trusted-partnership",
    title="States of trust in another partnership",
    states=TrustState,
    steps={
        "propose": Step(
            words="propose",
            allowed_from=frozenset(),
            to=TrustState.PROPOSED,
            by="a member of the governance group, with the partnership’s public keys",
        ),
        "confirm": Step(
            words="confirm",
            allowed_from=frozenset({TrustState.PROPOSED}),
            to=TrustState.TRUSTED,
            by="another member of the group",
        ),
        "decline": Step(
            words="decline",
            allowed_from=frozenset({TrustState.PROPOSED}),
            to=TrustState.DECLINED,
            by="any member of the group, who proposed it too",
        ),
        "end": Step(
            words="end the trust in",
            allowed_from=frozenset({TrustState.TRUSTED}),
            to=TrustState.ENDED,
            by="any member of the group, with a reason",
        ),
    },
    notes=(
        "Trust holds between its dates only. What was brought in while it held stays, and says when it was verified.",
        "New keys of the same partnership are a proposal of their own; both hold until one is ended.",
    ),
)


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
