"""Make the two short films: pictures with a few large words, a voice, captions and a transcript.

Run `python make_videos.py`; it writes for each film an .mp4, a .vtt, a .txt and a poster beside itself, and says how
long the film is. It needs Pillow, ttf_opensans, and the commands `ffmpeg` and `espeak-ng` of Debian.

Each sentence is spoken by itself. The captions are written from the lengths of these very sounds, so they fit exactly.
"""

import subprocess
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ttf_opensans
from drawing import HERE, INK, WHITE, Canvas
from make_rooms import downstairs_room, drawer, hall_table, stairs
from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 540)
BAND = 120
PAUSE = 0.7
WORDS_A_MINUTE = 128
INVENTED = "This film was made for training. Nobody in it is a real person."


@dataclass(frozen=True)
class Scene:
    """A picture, the few words that stand under it, and what is said meanwhile."""

    draw: Callable[[], Canvas]
    words: str
    seen: str
    said: list[str]


@dataclass(frozen=True)
class Film:
    voice: str
    title: str
    scenes: list[Scene]


FILMS = {
    "the-downstairs-room": Film(
        voice="en-gb-scotland+f3",
        title="The downstairs room",
        scenes=[
            Scene(
                draw=stairs,
                words="Bill built these stairs",
                seen="A stair in daylight, with a rail on each side.",
                said=[
                    INVENTED,
                    "My husband Bill was a joiner.",
                    "He built our stairs in 1979.",
                    "He has had dementia for four years.",
                    "In the autumn he began to stop halfway up.",
                    "I was frightened, so I asked for a stairlift.",
                ],
            ),
            Scene(
                draw=lambda: stairs(is_night=True, has_edges=False),
                words="When does he stop?",
                seen="The same stair in the dark. The edges of the steps can hardly be seen.",
                said=[
                    "Robbie came from the Care and Repair.",
                    "He asked Bill to show us the house.",
                    "Bill went up talking, and never stopped once.",
                    "Robbie said: I believe you. When does he stop?",
                    "At night, I said. Always at night.",
                    "So it was not his legs. It was the dark.",
                ],
            ),
            Scene(
                draw=lambda: stairs(is_night=True, has_lamp=True),
                words="A lamp that is never switched off",
                seen="The stair at night, with pale edges and a low lamp that is lit.",
                said=[
                    "First we tried a light that comes on by itself.",
                    "Bill thought that there was a burglar.",
                    "Robbie took it away, and did not argue.",
                    "He put in a lamp that is never switched off.",
                    "That gave us fourteen months.",
                ],
            ),
            Scene(
                draw=downstairs_room,
                words="“That’s got the garden.”",
                seen="A room on the ground floor: a bed, a lit lamp, and a window on to a garden.",
                said=[
                    "Then the stairs did become too much.",
                    "I had been answering for him.",
                    "The therapist turned her chair, so that she saw Bill.",
                    "She showed him two pictures of rooms.",
                    "He put his hand on the dining room.",
                    "He said: That's got the garden.",
                    "I asked for the wrong thing, and nobody made me feel it.",
                    "They asked when.",
                ],
            ),
        ],
    ),
    "ritas-alarm": Film(
        voice="en-gb-scotland+f2",
        title="The pendant in the drawer",
        scenes=[
            Scene(
                draw=hall_table,
                words="“You’ll be safe now.”",
                seen="A hall with a clock, a rail on the wall, and a table with a brass tray.",
                said=[
                    INVENTED,
                    "I am Rita. I am eighty-one.",
                    "I fell over the hoover, and I lay in the hall for five hours.",
                    "A boy came with an alarm on a cord.",
                    "He was gone in eleven minutes.",
                    "You'll be safe now, he said.",
                ],
            ),
            Scene(
                draw=drawer,
                words="“What was wrong with it?”",
                seen="An open drawer with batteries, menus, and an alarm on its cord.",
                said=[
                    "I put it in the drawer.",
                    "My mother had one. People looked at it before they looked at her.",
                    "My pal Jean pressed hers by mistake.",
                    "Two strangers came in and found her in her slip.",
                    "Then Kirsty came about my walking, and saw it there.",
                    "She said: You've decided against that. It's up to you.",
                    "Would you tell me what was wrong with it?",
                    "Nobody had asked me that.",
                ],
            ),
            Scene(
                draw=hall_table,
                words="Who sees it, and who comes in",
                seen="The hall again.",
                said=[
                    "It was never the help that I minded.",
                    "It was who sees it, and who comes in.",
                    "She told me what else there was, and what each is bad at.",
                    "And that I could have nothing at all.",
                    "I took the one like a watch.",
                    "My niece comes first, then Mr Rahman on the landing.",
                    "I chose the number of the key safe myself.",
                    "They might say that Kirsty got me to accept it.",
                    "She did not. I said no, and she let me.",
                    "That is how I could get to the yes.",
                ],
            ),
        ],
    ),
}


def frame(scene: Scene, path: Path) -> None:
    """The picture above, its few words large below."""
    width, height = SIZE
    picture = scene.draw().small().resize((width, width * 2 // 3), Image.Resampling.LANCZOS)
    image = Image.new("RGB", SIZE, INK)
    image.paste(picture.crop((0, 110, width, 110 + height - BAND)), (0, 0))
    font = ImageFont.truetype(str(ttf_opensans.OPENSANS_BOLD.path), 44)
    pen = ImageDraw.Draw(image)
    pen.text((width / 2, height - BAND / 2), scene.words, font=font, fill=WHITE, anchor="mm")
    image.save(path, optimize=True)


def speak(sentence: str, voice: str, path: Path) -> float:
    """Write the sentence as sound; returns its length in seconds."""
    command = ["espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "-g", "3", "-w", str(path), sentence]
    subprocess.run(command, check=True)  # noqa: S603
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def timestamp(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def join(parts: list[Path], path: Path) -> float:
    """The sentences one after another, with a pause after each; returns the whole length."""
    with wave.open(str(parts[0])) as first:
        parameters = first.getparams()
    silence = b"\0" * (int(PAUSE * parameters.framerate) * parameters.sampwidth)
    with wave.open(str(path), "wb") as whole:
        whole.setparams(parameters)
        for part in parts:
            with wave.open(str(part)) as sound:
                whole.writeframes(sound.readframes(sound.getnframes()) + silence)
        return whole.getnframes() / parameters.framerate


def make(slug: str, film: Film, folder: Path) -> None:
    at, cues = 0.0, ["WEBVTT\n"]
    sounds: list[Path] = []
    listed: list[str] = []
    for number, scene in enumerate(film.scenes):
        began = at
        frame(scene, folder / f"{slug}-{number}.png")
        for said in scene.said:
            sounds.append(folder / f"{slug}-{len(sounds)}.wav")
            length = speak(said, film.voice, sounds[-1])
            cues.append(f"{timestamp(at)} --> {timestamp(at + length)}\n{said}\n")
            at += length + PAUSE
        listed.append(f"file '{folder / f'{slug}-{number}.png'}'\nduration {at - began:.3f}\n")
    listed.append(f"file '{folder / f'{slug}-{len(film.scenes) - 1}.png'}'\n")
    (folder / "frames.txt").write_text("".join(listed))
    seconds = join(sounds, folder / "voice.wav")
    subprocess.run(  # noqa: S603
        [
            *("ffmpeg", "-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", str(folder / "frames.txt")),
            *(
                "-i",
                str(folder / "voice.wav"),
                "-t",
                f"{seconds:.3f}",
                "-vf",
                "fps=10,tpad=stop=-1:stop_mode=clone",
                "-c:v",
                "libx264",
                "-crf",
                "24",
            ),
            *("-preset", "veryslow", "-tune", "stillimage", "-pix_fmt", "yuv420p", "-g", "50"),
            *("-c:a", "aac", "-b:a", "72k", "-ac", "1", "-ar", "44100", "-movflags", "+faststart"),
            *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
            str(HERE / f"{slug}.mp4"),
        ],
        check=True,
    )
    (HERE / f"{slug}.vtt").write_text("\n".join(cues))
    told = [f"[{scene.seen}]\n\n{' '.join(scene.said)}" for scene in film.scenes]
    (HERE / f"{slug}.txt").write_text("\n\n".join(told) + "\n")
    frame(film.scenes[-1 if slug == "the-downstairs-room" else 1], HERE / f"{slug}-poster.png")
    print(f"{slug}: {seconds:.1f} seconds")  # noqa: T201


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for name, each in FILMS.items():
            make(name, each, Path(made))
