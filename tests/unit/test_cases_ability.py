"""Ability and not diagnosis is what counts: what may be kept as a contraindication (P4)."""

import pytest

from cases.ability import what_is_missing

BARE = [
    "Dementia",
    "dementia.",
    "Has dementia",
    "She has dementia and should not have this.",
    "Vascular dementia, moderate",
    "Diagnosed with Alzheimer's in 2024",
    "Parkinson's disease",
    "Parkinsons",
    "MS",
    "Secondary progressive multiple sclerosis",
    "Epilepsy - not suitable",
    "Epileptic, so no stairlift",
    "COPD stage 3",
    "Stroke (CVA) 2025",
    "Previous stroke, right hemiplegia",
    "Motor neurone disease, contraindicated",
    "Learning disability",
    "He is autistic",
    "Schizophrenia: cannot have a shower seat",
    "Type 2 diabetes with neuropathy",
    "Rheumatoid arthritis",
    "RA",
    "Registered blind",
    "Severe osteoporosis",
    "Heart failure, so unable to get a lift",
    "Obese",
    "copd",
    "Cancer, palliative",
    "Cannot be authorised because of dementia",
    "Cerebral palsy, GMFCS level IV",
    "Known seizures",
    "PTSD and depression",
    "Huntington's chorea",
    "Brain injury; not appropriate",
    "Down's syndrome",
]
ABOUT_ABILITY = [
    "Cannot sit without being held.",
    "With dementia she forgets to fasten the belt, and her son is there only in the morning.",
    "Parkinson's: freezes at the turn, and cannot step off without help.",
    "Has seizures without warning and falls to the left.",
    "MS. Can transfer in the morning, and cannot after midday.",
    "Since the stroke he does not notice what is on his left.",
    "COPD: needs to stop twice on a flight of stairs.",
    "Blind in one eye; judges the edge of the step well.",
    "He does not understand that the seat moves.",
    "Grips with one hand only.",
    "Rheumatoid arthritis; can't grip a rail of that width.",
    "Her legs give way after five minutes: she stands no longer than that.",
    "Learning disability. Learns it with pictures and uses it safely alone.",
    "No longer able to follow two steps since the brain injury.",
]
ABOUT_THE_HOME = [
    "The wall is plasterboard and does not hold.",
    "The stair is 640 mm wide.",
    "He weighs 140 kg and the seat is rated for 120 kg.",
    "The landing door opens over the rail.",
    "No signal in the bathroom.",
    "Ms Bain’s wall is hollow.",
    "The neighbour’s consent is outstanding.",
]


@pytest.mark.parametrize("note", BARE)
def test_p4_a_bare_diagnosis_is_no_contraindication(note: str) -> None:
    assert "can or cannot do" in what_is_missing(note)


@pytest.mark.parametrize("note", ABOUT_ABILITY)
def test_p4_what_the_person_can_or_cannot_do_is(note: str) -> None:
    assert what_is_missing(note) == ""


@pytest.mark.parametrize("note", ABOUT_THE_HOME)
def test_p4_what_is_so_in_the_home_stands_as_it_is(note: str) -> None:
    assert what_is_missing(note) == ""
