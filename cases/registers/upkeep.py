"""What is done every few minutes where the register is elsewhere: the offline copy, and the account of an outage."""

import logging
from collections.abc import Iterable

from threshold_register import RegisterError
from threshold_register.offline import CopyRefused
from threshold_register.outage import Reported

from cases.registers.elsewhere import Place, client_of, offline_id, require_nothing_open
from cases.services.outage import look_again

logger = logging.getLogger(__name__)


def keep_up(place: Iterable[str]) -> str:
    """Report what was allowed from the copy, now that the register answers, and fetch a newer copy.

    What it would refuse now goes on the review list before it is forgotten here (P12). Says what was done.
    """
    require_nothing_open()
    client = client_of(Place(*place))
    try:
        reported = client.report_outage(_heed)
        client.refresh_offline()
    except (RegisterError, CopyRefused) as error:
        logger.warning("The register elsewhere: %s", error)
        return f"Not brought up to date: {error}"
    return f"The copy is up to date; {len(reported)} answers from it were reported."


def _heed(results: list[Reported]) -> None:
    stopped = [result.question["context"]["nonce"] for result in results if result.stop]
    look_again(answer_ids=[offline_id(nonce) for nonce in stopped])
