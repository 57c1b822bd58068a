"""Asking: one question, several together, and who, what or which could be asked about (AuthZEN 1.0)."""

from accreditation.api.authzen import MOST_EVALUATIONS, Semantic
from accreditation.api.openapi.parts import (
    Json,
    an_object,
    body,
    errors,
    listed,
    moment,
    needs,
    nullable,
    number,
    ok,
    optional_text,
    public_page,
    ref,
    text,
    words,
)
from accreditation.api.reading import MOST_TOGETHER
from accreditation.case_systems import REGISTER_CHECK, REGISTER_SEARCH
from accreditation.questions import Action, Reason
from people.vocabulary import Tenure, Tier

DAY: Json = {"type": "string", "format": "date"}
SUBJECT = an_object(
    {
        "type": words(["assessor"], "What is asked about."),
        "id": text("A register number (`TA-7K3M-3`), or the number that a professional body gave."),
    },
)
ACTION = an_object({"name": words(Action.values, "What the person wants to do.")})
PROPERTIES = an_object(
    {
        "tenure": words(Tenure.values, "How the home is held."),
        "locality": text("The locality's code."),
        "tier": words(
            ["", *Tier.values], "What you hold the need to be. The register takes the higher of it and its own."
        ),
        "together_with": listed(
            text("A code of the catalogue."), "The other items for the same need.", maxItems=MOST_TOGETHER
        ),
    },
    required=["tenure", "locality"],
)
RESOURCE = an_object(
    {
        "type": words(["adaptation", "home"], "`home` for a Housing MOT, `adaptation` for all else."),
        "id": text("The adaptation's code in the catalogue; for a Housing MOT it is not used."),
        "properties": PROPERTIES,
    },
)
CONTEXT = an_object(
    {
        "organisation": optional_text("The code of the organisation for which the person acts."),
        "purpose": optional_text("Why you ask, in a word."),
        "case_hash": optional_text("A salted hash of your case's reference, never the reference itself."),
        "min_seq": number("The state of the register that the answer must know at least."),
        "at": moment("A moment gone by; such an answer permits nothing. Needs `register:detail`."),
        "known_at": moment("With `at`: what the register knew at that moment."),
    },
    required=[],
)
PAGE = an_object(
    {
        "next_token": {"type": "string", "description": 'Send it to get the next page; "" at the end.'},
        "count": number("How many are on this page."),
    }
)
SCOPE = an_object(
    {
        "tier": words(["", *Tier.values], "Up to which tier; none for a Housing MOT."),
        "kinds": listed({"type": "string"}, "Kinds of adaptation."),
        "tenures": listed(words(Tenure.values, "A tenure."), "How homes are held."),
        "localities": listed({"type": "string"}, "Codes."),
        "valid_from": DAY,
        "valid_until": nullable(DAY),
    }
)
DETAIL = an_object(
    {
        "accreditation_number": {"type": "string"},
        "status": {"type": "string"},
        "conditions": {"type": "string", "description": 'In words, or "".'},
        "valid_until": nullable(DAY),
        "scopes": listed(SCOPE, "What it covers."),
    },
    description="The accreditation that answered. Needs `register:detail`.",
)
PARTS: Json = {"subject": SUBJECT, "action": ACTION, "resource": RESOURCE, "context": CONTEXT}
ITEM_ERROR = an_object({"status": {"type": "integer"}, "message": {"type": "string"}})
REASON = an_object(
    {"code": words(Reason.values, "Why."), "text": {"type": "string", "description": "The same in words."}}
)

SCHEMAS: Json = {
    "Question": an_object(
        PARTS,
        required=["subject", "action", "resource"],
        description="May this person do this, to this adaptation, for this tenure, in this locality, now?",
    ),
    "Questions": an_object(
        {
            **PARTS,
            "evaluations": listed(
                an_object(PARTS, required=[]),
                "The questions. What one leaves out is taken from above.",
                maxItems=MOST_EVALUATIONS,
            ),
            "options": an_object(
                {"evaluations_semantic": words([*Semantic], "Whether to stop at the first no or yes.")}, required=[]
            ),
        },
        required=[],
    ),
    "Answer": an_object(
        {
            "decision": {"type": "boolean", "description": "Only `true` is a yes."},
            "context": an_object(
                {
                    "reason_codes": listed(words(Reason.values, "From a closed list."), "Why."),
                    "reasons": listed(REASON, "The same with a sentence for the person at the screen."),
                    "tier": {"enum": [*Tier.values, None], "description": "The tier that was used."},
                    "register_number": number("The state of the register that was read."),
                    "answered_at": moment("When."),
                    "answer_id": {"type": "string", "format": "uuid", "description": "Where the register keeps it."},
                    "receipt": {"type": "string", "description": "The proof: a compact JWS (Ed25519)."},
                    "detail": DETAIL,
                    "as_of": moment("The past moment that was asked about."),
                    "known_at": moment("Up to when the register was read for it."),
                    "is_permit": {"const": False, "description": "An answer about the past permits nothing."},
                    "would_have_been": {"type": "boolean", "description": "What was decided about the past."},
                },
                required=[
                    "reason_codes",
                    "reasons",
                    "tier",
                    "register_number",
                    "answered_at",
                    "answer_id",
                    "receipt",
                ],
            ),
        }
    ),
    "Answers": an_object(
        {
            "evaluations": listed(
                {
                    "anyOf": [
                        ref("Answer"),
                        an_object({"decision": {"const": False}, "context": an_object({"error": ITEM_ERROR})}),
                    ]
                },
                "In the order of the questions; fewer where it stopped. One that could not be read holds its error.",
                maxItems=MOST_EVALUATIONS,
            )
        }
    ),
    "Found": an_object(
        {
            "results": listed(
                {
                    "anyOf": [
                        an_object({"type": {"type": "string"}, "id": {"type": "string"}}),
                        an_object({"name": words(Action.values, "An action.")}),
                    ]
                },
                "Entities as AuthZEN writes them. They permit nothing.",
            ),
            "page": PAGE,
            "context": an_object(
                {
                    "is_permit": {"const": False},
                    "note": {"type": "string"},
                    "register_number": number("The state of the register that was read."),
                }
            ),
        },
    ),
    "Search": an_object(
        {
            "subject": {"type": "object", "description": "Without `id` where subjects are looked for."},
            "action": {"type": "object", "description": "Left out where actions are looked for."},
            "resource": {"type": "object", "description": "Without `id` where adaptations are looked for."},
            "context": CONTEXT,
            "page": an_object({"token": {"type": "string"}, "limit": number("How many on a page.", 1)}, required=[]),
        },
        required=["subject", "resource"],
    ),
    "Discovery": an_object(
        {
            "policy_decision_point": {"type": "string", "format": "uri"},
            "access_evaluation_endpoint": {"type": "string", "format": "uri"},
            "access_evaluations_endpoint": {"type": "string", "format": "uri"},
            "search_subject_endpoint": {"type": "string", "format": "uri"},
            "search_resource_endpoint": {"type": "string", "format": "uri"},
            "search_action_endpoint": {"type": "string", "format": "uri"},
            "signed_metadata": {"type": "string", "description": "The same as a JWT."},
        },
        required=["policy_decision_point", "access_evaluation_endpoint"],
    ),
}


def _asked(summary: str, question: str, answer: str, scope: str, operation: str) -> Json:
    return {
        "post": {
            "operationId": operation,
            "summary": summary,
            "tags": ["Asking"],
            "security": needs(scope),
            "requestBody": body(ref(question)),
            "responses": {"200": ok("The answer. A no is an answer too.", ref(answer)), **errors(400, 401, 403, 429)},
        }
    }


def _search(target: str, summary: str) -> Json:
    return _asked(summary, "Search", "Found", REGISTER_SEARCH, f"search_{target}")


PATHS: Json = {
    "/.well-known/authzen-configuration": public_page(
        "discovery", "Where the register answers", "Asking", ok("AuthZEN's metadata.", ref("Discovery"))
    ),
    "/access/v1/evaluation": _asked(
        "May this person do this, here, now?", "Question", "Answer", REGISTER_CHECK, "evaluation"
    ),
    "/access/v1/evaluations": _asked(
        "Several questions, answered on one state of the register",
        "Questions",
        "Answers",
        REGISTER_CHECK,
        "evaluations",
    ),
    "/access/v1/search/subject": _search("subject", "Who may do this here"),
    "/access/v1/search/resource": _search("resource", "What this person may authorise here"),
    "/access/v1/search/action": _search("action", "What this person may do here"),
}
