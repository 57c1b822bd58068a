"""The lives of what competence is made of: which step is allowed from where, to what, and who takes it."""

from competencies.constants import (
    LIVE_STATES,
    SIGNABLE_STATES,
    AskState,
    FrameworkState,
    ProposalState,
    RequestState,
    SheetState,
    TrustState,
    VisitState,
)
from core.states import Life, Step

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
