"""Whether a concern is told as what somebody can or cannot do. A diagnosis alone rules nothing out (P4).

The same diagnosis leaves one person able to use a thing and another not. So a concern that names a diagnosis must say
what follows from it here: what the person does, with or without help. What it says of the home, such as a wall that
does not hold, is no diagnosis and stands as it is.
"""

import re

# Conditions by the words that staff write, abbreviations among them. Endings are allowed for: “strokes”, “epileptic”.
DIAGNOSES = (
    "alzheimer",
    "amput",
    "angina",
    "aphasi",
    "arthrit",
    "asthma",
    "ataxi",
    "autis",
    "bipolar",
    "blind",
    "cancer",
    "cardiomyopath",
    "cataract",
    "cerebral palsy",
    "chronic fatigue",
    "cirrhos",
    "cognitive impairment",
    "deaf",
    "delirium",
    "dementia",
    "depress",
    "diabet",
    "diplegi",
    "down.?s syndrome",
    "down syndrome",
    "dyspraxi",
    "emphysema",
    "epilep",
    "fibromyalgi",
    "fractur",
    "frail",
    "glaucoma",
    "heart disease",
    "heart failure",
    "hemipleg",
    "huntington",
    "hypertensi",
    "incontinen",
    "kidney disease",
    "korsakoff",
    "learning disabilit",
    "learning difficult",
    "leukaemia",
    "lupus",
    "macular degeneration",
    "mental illness",
    "mental health",
    "motor neuron",
    "multiple sclerosis",
    "muscular dystroph",
    "myelopath",
    "neuropath",
    "obese",
    "obesity",
    "osteoporo",
    "palsy",
    "parapleg",
    "parkinson",
    "personality disorder",
    "polio",
    "progressive supranuclear",
    "psychos",
    "ptsd",
    "quadripleg",
    "renal failure",
    "retinitis",
    "rheumat",
    "schizophren",
    "sciatica",
    "seizure",
    "spina bifida",
    "spinal injur",
    "spinal cord",
    "stroke",
    "syncop",
    "tetrapleg",
    "tumour",
    "vertigo",
    "visual impairment",
    "brain injur",
    "acquired brain",
    "disorder",
    "syndrome",
)
# Abbreviations, in capitals or in small letters: “Ms” is how somebody is addressed.
ABBREVIATIONS = (
    "adhd",
    "als",
    "asd",
    "chf",
    "ckd",
    "copd",
    "cp",
    "cva",
    "hiv",
    "mnd",
    "ms",
    "oa",
    "pd",
    "psp",
    "ra",
    "tbi",
    "tia",
)
_DIAGNOSIS = re.compile(r"\b(?:" + "|".join(DIAGNOSES) + ")", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:" + "|".join([*ABBREVIATIONS, *map(str.upper, ABBREVIATIONS)]) + r")\b")
# What only says that somebody is to be refused, and not what they do.
_REFUSED = re.compile(
    r"\b(?:can(?:no|')?t?|cannot|can not|could not|should not|may not|must not|will not|unable to|not able to)\s+"
    r"(?:be\b|have\b|get\b|receive\b|go ahead|proceed|qualify|be given|benefit)",
    re.IGNORECASE,
)
_ACTIONS = (
    "answer|bathe|bear|bend|breathe|carry|catch|climb|communicate|control|cook|cope|feel|find|follow|forget|get|go|grip|"
    "grasp|hear|hold|judge|keep|kneel|learn|leave|lean|lift|listen|live|look|lower|manage|move|notice|open|operate|press|"
    "pull|push|raise|reach|read|recognise|remember|respond|rise|see|shower|sit|sleep|speak|stand|stay|step|stop|swallow|"
    "take|tell|tolerate|transfer|travel|turn|twist|understand|use|wake|walk|wash|watch|wear|weigh|work"
)
_ABLE = re.compile(
    r"\b(?:can|could|cannot|can't|can’t|able to|unable to|struggles to|tries to|has to|needs to|"
    r"does not|doesn't|doesn’t|"
    r"do not|no longer|never|always|often|sometimes|safely|alone)\s+(?:\w+\s+){0,3}?(?:"
    + _ACTIONS
    + r")(?:s|es|ing|ed)?\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:answers|bathes|bends|carries|climbs|copes|drops|falls|feels|finds|follows|forgets|grips|hears|holds|judges|"
    r"keeps|leans|leaves|lifts|loses|manages|misjudges|moves|needs|notices|opens|operates|panics|presses|pulls|pushes|"
    r"raises|reaches|reads|recognises|remembers|sees|shakes|shuffles|sits|slides|slips|speaks|stands|steps|swallows|"
    r"tires|tolerates|transfers|turns|understands|uses|wakes|walks|wanders|washes)\b(?!\s+(?:assessment|review)\b)",
    re.IGNORECASE,
)

ASK = (
    "A diagnosis alone rules nothing out. Write what the person can or cannot do because of it, such as “cannot sit "
    "without being held” or “forgets to press the button”."
)


def names_a_diagnosis(note: str) -> bool:
    return bool(_DIAGNOSIS.search(note) or _ABBREVIATED.search(note))


def tells_of_ability(note: str) -> bool:
    """Whether it says what the person does or does not do, more than that they are to be refused."""
    rest = _REFUSED.sub(" ", note)
    return bool(_ABLE.search(rest) or _DOES.search(rest))


def what_is_missing(note: str) -> str:
    """What a concern must say before it can be kept; empty when it says it."""
    if names_a_diagnosis(note) and not tells_of_ability(note):
        return ASK
    return ""
