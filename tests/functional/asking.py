"""A case system's question to the register about a number, with the demonstration's own client."""

import json
import re
from typing import Any

from joserfc.jwk import OKPKey
from playwright.sync_api import Page

from tests.factories.machines import ASSERTION_TYPE, an_assertion
from tests.functional.site import Site


def token(site: Site, page: Page) -> str:
    """A token for the demonstration's case system, whose key is known to all."""
    client = site.facts["client"]
    address = f"{site.url}{site.facts['token_path']}"
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": an_assertion(client["id"], OKPKey.import_key(client["private_key_jwk"]), aud=address),
        "scope": client["scope"],
    }
    return page.request.post(address, form=form).json()["access_token"]


def ask(site: Site, page: Page, number: str, **place: str) -> dict[str, Any]:
    """Put the demonstration's permitted question about this number to the register; `place` changes where it is."""
    question = json.loads(json.dumps(site.facts["permitted_request"]))
    question["subject"]["id"] = number
    question["resource"]["properties"] |= place
    question.get("context", {}).pop("organisation", None)
    headers = {"Authorization": f"Bearer {token(site, page)}"}
    return page.request.post(f"{site.url}/access/v1/evaluation", data=question, headers=headers).json()


def number_of(page: Page) -> str:
    """The number of the accreditation that the person who signed in holds."""
    page.goto("/accreditation/mine/")
    found = re.search(r"TA-[0-9A-Z-]+", page.get_by_role("main").inner_text())
    assert found
    return found.group()
