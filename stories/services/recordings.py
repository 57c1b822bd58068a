"""What is looked at when a recording comes in."""

import hashlib

from core import uploads
from stories import webvtt
from stories.exceptions import RecordingUnfit

# By extension: the kinds that the first bytes may show, and the one it is served as.
FILMS = {"mp4": ({"video/mp4", "video/x-m4v"}, "video/mp4"), "webm": ({"video/webm", "video/x-matroska"}, "video/webm")}
SOUNDS = {"mp3": ({"audio/mpeg"}, "audio/mpeg"), "m4a": ({"audio/mp4", "audio/m4a", "audio/x-m4a"}, "audio/mp4")}
POSTERS = {"image/jpeg", "image/png", "image/webp"}


def content_type_of(upload: uploads.Upload, *, is_video: bool) -> str:
    """What the file is served as. Raises `UnfitFile` for anything but film or sound of its name's own kind."""
    uploads.require_size(upload, uploads.LARGEST_RECORDING)
    kinds, served_as = (FILMS if is_video else SOUNDS).get(uploads.extension_of(upload), (set(), ""))
    if uploads.kind_of(upload) not in kinds:
        expected = "a film (MP4 or WebM)" if is_video else "a sound recording (MP3 or M4A)"
        raise uploads.UnfitFile(f"The file is not what its name says: its content is not {expected}.")
    return served_as


def require_poster(upload: uploads.Upload) -> None:
    uploads.require_size(upload, uploads.LARGEST_PICTURE)
    if uploads.kind_of(upload) not in POSTERS:
        raise uploads.UnfitFile("The poster must be a JPEG, PNG or WebP picture.")


def digest_of(upload: uploads.Upload) -> str:
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()  # type: ignore[arg-type]
    upload.seek(0)
    return digest


def require_captions(text: str, *, duration: float) -> None:
    """Raises `RecordingUnfit` with every fault and its line."""
    if faults := webvtt.read(text, duration=duration).faults:
        raise RecordingUnfit("The captions cannot be shown. " + " ".join(str(fault) for fault in faults))
