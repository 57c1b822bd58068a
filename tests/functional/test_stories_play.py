"""A learner plays a film: it starts, its captions come, and moving along asks for a part of the file (S1)."""

import pytest
from playwright.sync_api import Page, Response

from tests.functional.site import Site
from tests.functional.walk import sign_in

pytestmark = pytest.mark.browser


def test_s1_a_film_plays_with_captions_and_is_moved_along(page: Page, site: Site) -> None:
    person = site.sign_in_of("Isla Fraser")
    sign_in(page, site.url, person["email"], person["password"])
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto(f"{site.url}/stories/ritas-alarm/")
    video = page.locator("video")
    video.evaluate("film => new Promise(done => film.readyState ? done() : film.onloadedmetadata = done)")
    assert video.evaluate("film => film.paused"), "nothing plays by itself"
    assert 116 < video.evaluate("film => film.duration") < 118
    video.evaluate("film => { film.muted = true; return film.play() }")
    video.evaluate("film => new Promise(done => film.ontimeupdate = () => film.currentTime > 0.5 && done())")
    captions = "film => film.textTracks[0]"
    assert video.evaluate(f"{captions}.mode") == "showing"
    assert video.evaluate(f"{captions}.cues.length") > 20
    video.evaluate("film => new Promise(done => { film.onseeked = done; film.currentTime = 100 })")
    assert video.evaluate("film => film.currentTime") >= 100
    assert "captions.vtt" in " ".join(answer.url for answer in answers)
    parts = [answer for answer in answers if answer.url.endswith("/stories/recordings/ritas-alarm/file")]
    assert {answer.status for answer in parts} == {206}
    page.locator("summary", has_text="Transcript of").click()
    assert page.get_by_text("My pal Jean pressed hers by mistake.").is_visible()
