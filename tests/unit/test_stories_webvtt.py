"""Captions are read strictly, and each fault is named with its line (S1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories import webvtt

GOOD = "WEBVTT\n\n00:00.000 --> 00:04.000\nGood morning.\n\n00:04.500 --> 00:06.000\nCome in.\n"


def faults(text: str, duration: float = 0) -> list[str]:
    return [str(fault) for fault in webvtt.read(text, duration=duration).faults]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "WEBVTT - with a title\n\nNOTE\nfor the editor\n\n" + GOOD.removeprefix("WEBVTT\n\n"),
        "WEBVTT\n\nSTYLE\n::cue { color: white }\n\n" + GOOD.removeprefix("WEBVTT\n\n"),
        "WEBVTT\n\nintro\n01:00:00.000 --> 01:00:04.000 line:80% align:center\n<v Mary>Good &amp; early.",
        "WEBVTT\n\n00:00.000 --> 00:04.000\n<i>Good</i> <00:01.000><c.loud>morning</c>\n- Come <lang pl>proszę</lang>",
        "WEBVTT\n\n00:00.000 --> 00:04.000\n<ruby>漢<rt>kan</rt></ruby>",
        "WEBVTT\n\n00:00.000 --> 00:04.000\nOne voice.\n\n00:02.000 --> 00:05.000\nAnother at the same time.",
    ],
)
def test_s1_captions_by_the_grammar_have_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Line 1: the file must begin with the word WEBVTT"),
        ("1\n00:00:00,000 --> 00:00:01,000\nSubRip", "Line 1: the file must begin with the word WEBVTT"),
        ("WEBVTTX\n", "Line 1: the file must begin"),
        ("WEBVTT\n", "Line 1: there are no captions"),
        ("WEBVTT\n00:00.000 --> 00:04.000\nHello", "Line 2: an empty line is missing after WEBVTT"),
        (GOOD.replace("00:04.500", "00:4.500"), "Line 6: the times are not written as"),
        (GOOD.replace("00:04.500", "00:04,500"), "Line 6: the times are not written as"),
        (GOOD.replace("00:04.500", "00:61.500"), "Line 6: the times are not written as"),
        (GOOD.replace("00:04.500 -->", "00:04.500-->"), "Line 6: the times are not written as"),
        (GOOD.replace("--> 00:06.000", "--> 00:04.500"), "Line 6: this caption ends before it starts"),
        (
            GOOD.replace("00:00.000 -->", "00:04.600 -->").replace("00:04.000", "00:05.000"),
            "Line 6: this caption starts",
        ),
        (GOOD.replace("Good morning.\n\n", "Good morning.\n"), "Line 5: an empty line is missing before this caption"),
        (GOOD.replace("Come in.", "Come --> in."), "Line 7: --> in the words"),
        (GOOD.replace("Come in.\n", ""), "Line 6: this caption has no words"),
        (GOOD.replace("Come in.", "Come <script>in</script>."), "Line 7: <script> is no tag of a caption"),
        (GOOD.replace("Come in.", "<b>Come in."), "Line 7: the tag <b> is not closed"),
        (GOOD.replace("Come in.", "Come</b> in."), "Line 7: </b> closes no open tag"),
        (GOOD.replace("Come in.", "<v>Come in."), "Line 7: <v> must name who speaks"),
        (GOOD.replace("Come in.", "<rt>Come</rt> in."), "Line 7: <rt> stands only in <ruby>"),
        (GOOD.replace("Come in.", "Come & in."), "Line 7: an & must be written as &amp;"),
        (GOOD.replace("Come in.", "3 < 4."), "Line 7: a < must be written as &lt;"),
        (GOOD.replace("Come in.", "Come <00:09.000>in."), "Line 7: the time <00:09.000> is not between"),
        (GOOD.replace("--> 00:06.000", "--> 00:06.000 colour:red"), "Line 6: “colour:red” is no setting"),
        (GOOD.replace("--> 00:06.000", "--> 00:06.000 size:10% size:20%"), "Line 6: “size” is set twice"),
        (GOOD.replace("Come in.", "Come in.\n\nlost words"), "Line 9: this is neither a caption nor a note"),
        (GOOD + "\nSTYLE\n::cue {}\n", "Line 9: STYLE must stand before the first caption"),
        (GOOD.replace("Come", "Co\0me"), "Line 7: a character that is no text"),
    ],
)
def test_s1_each_fault_is_named_with_its_line(text: str, fault: str) -> None:
    assert [said for said in faults(text) if said.startswith(fault)], faults(text)


@pytest.mark.parametrize(("duration", "is_fit"), [(0, True), (6.0, True), (5.6, True), (5.4, False)])
def test_s1_no_caption_outlasts_the_recording(duration: float, is_fit: bool) -> None:
    said = faults(GOOD, duration)
    assert (said == []) == is_fit
    if not is_fit:
        assert said == ["Line 6: this caption ends after the recording, which lasts 5.4 seconds."]


@given(st.text(max_size=300))
def test_s1_reading_never_fails(text: str) -> None:
    for start in ("", "WEBVTT\n\n", "WEBVTT\n\n00:00.000 --> 00:01.000\n"):
        webvtt.read(start + text)


MOMENTS = st.integers(min_value=0, max_value=359_999_000)


@given(st.lists(st.tuples(MOMENTS, st.integers(1, 9000)), min_size=1, max_size=8))
def test_s1_what_is_written_by_the_grammar_is_read_as_it_was(times: list[tuple[int, int]]) -> None:
    def stamp(at: int) -> str:
        return f"{at // 3_600_000:02}:{at // 60_000 % 60:02}:{at // 1000 % 60:02}.{at % 1000:03}"

    cues = [(start, start + length) for start, length in sorted(times)]
    text = "WEBVTT\n\n" + "\n".join(f"{stamp(start)} --> {stamp(end)}\nWords.\n" for start, end in cues)
    read = webvtt.read(text)
    assert read.faults == []
    assert [(round(cue.start * 1000), round(cue.end * 1000)) for cue in read.cues] == cues
