from django.db.models import TextChoices

from core.states import Life, Step


class OrganisationKind(TextChoices):
    PARTNERSHIP = "partnership", "Health and social care partnership"
    COUNCIL_HOUSING = "council_housing", "Council housing service"
    HOUSING_ASSOCIATION = "housing_association", "Housing association"
    CARE_AND_REPAIR = "care_and_repair", "Care and Repair"
    THIRD_SECTOR = "third_sector", "Third-sector organisation"
    HOME_IMPROVEMENT_AGENCY = "home_improvement_agency", "Home improvement agency"
    HEALTH_BOARD = "health_board", "Health board"
    COUNCIL = "council", "Council"
    PROVIDER = "provider", "Provider of works or equipment"


class Role(TextChoices):
    """What someone may do beyond learning. A trainer's standing is dated and lives in `competencies`."""

    CASEWORKER = "caseworker", "Caseworker"
    TRAINER = "trainer", "Trainer"
    VISITING_SIGNER = "visiting_signer", "Visiting signer"
    ACCREDITATION_OFFICER = "accreditation_officer", "Accreditation officer"
    GOVERNANCE = "governance", "Governance group member"
    MANAGER = "manager", "Manager"
    EDITOR = "editor", "Editor"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    PROVIDER = "provider", "Provider’s staff"


class RegistrationBody(TextChoices):
    HCPC = "hcpc", "Health and Care Professions Council"
    NMC = "nmc", "Nursing and Midwifery Council"
    SSSC = "sssc", "Scottish Social Services Council"
    SWE = "swe", "Social Work England"


class StaffCheckKind(TextChoices):
    DBS = "dbs", "Disclosure and Barring Service"
    PVG = "pvg", "Protecting Vulnerable Groups scheme"


# Codes of professions: occupational therapists, and the allied health professionals who may sign with them for
# moderate needs.
OCCUPATIONAL_THERAPIST = "occupational-therapist"
REGISTERED_THERAPISTS = frozenset({OCCUPATIONAL_THERAPIST, "physiotherapist"})


class WithholdingGround(TextChoices):
    ASKED = "asked", "The person asked for it"
    RISK = "risk", "There is a known risk to the person"


class WithholdingState(TextChoices):
    STANDING = "standing", "Withheld"
    ENDED = "ended", "Shown again"


NAME_WITHHELD = "Name withheld for safety"

WITHHOLDING = Life(
    slug="withheld-name",
    title="States of a withheld name",
    states=WithholdingState,
    steps={
        "withhold": Step(
            words="withhold a name",
            allowed_from=frozenset(),
            to=WithholdingState.STANDING,
            by="an accreditation officer, not the person",
        ),
        "keep": Step(
            words="go on withholding",
            allowed_from=frozenset({WithholdingState.STANDING}),
            to=WithholdingState.STANDING,
            by="an accreditation officer, not the person, with a new day of review",
        ),
        "end": Step(
            words="end",
            allowed_from=frozenset({WithholdingState.STANDING}),
            to=WithholdingState.ENDED,
            by="an accreditation officer, not the person",
        ),
    },
    notes=("A day of review that has passed ends nothing. Only a decision shows the name again.",),
)

# How long before a staff check is looked at again, or a registration ends, the person and their manager are told.
FITNESS_REMIND_DAYS = (60, 14)
