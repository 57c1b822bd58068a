"""What a portfolio file holds: the one description that pages, the PDF, the export and the import share (C6).

There is no e-mail address in it and nothing that leads to a case.
"""

from datetime import date, datetime
from typing import Any

FORMAT = "threshold-portfolio"
FORMAT_VERSION = 1

# As they stood where the file was made, on the day it was made.
SIGN_OFF_STATES = frozenset({"holds", "ended", "withdrawn"})

PORTFOLIO: dict[str, Any] = {
    "left_out": [str],
    "completions": [
        {
            "module": str,
            "code": str,
            "version": str,
            "completed_on": date,
            "certificate": str,
            "withdrawn_on": date | None,
        }
    ],
    "sign_offs": [
        {
            "framework": str,
            "competency": str,
            "title": str,
            "level": str,
            "state": SIGN_OFF_STATES,
            "valid_from": date,
            "valid_until": date,
            "signatures": [
                {
                    "signer": str,
                    "employer": str,
                    "profession": str,
                    "signed_at": datetime,
                    "criteria": [{"code": str, "text": str, "met": bool, "seen": str}],
                }
            ],
        }
    ],
    "evidence": [
        {"competency": str, "title": str, "kind": str, "shows": str, "rests_on": str, "offered_on": date},
    ],
    "standings": [{"module": str, "level": str, "basis": str, "valid_from": date, "valid_until": date}],
    "accreditations": [
        {"number": str, "scheme": str, "status": str, "conditions": str, "valid_until": date | None},
    ],
}

SHAPE: dict[str, Any] = {
    "format": str,
    "format_version": int,
    "issuer": {"name": str, "address": str, "keys": str},
    "issued_at": datetime,
    "person": {"name": str, "job_title": str, "employer": str},
    "portfolio": PORTFOLIO,
    "portfolio_hash": str,
}
