"""Pictures without what their files tell of where, when and with what they were taken (Pillow, in each extra).

Nothing is cut out of a file: its picture is drawn anew into a fresh one, so that whatever lay beside it (EXIF, GPS,
XMP, comments, previews, color profiles, a film behind the last byte) stays behind, known to Primum or not.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from primum.errors import MissingExtra
from primum.publish.errors import NotAPicture

if TYPE_CHECKING:
    from PIL import Image

_MOST: Final = 40_000_000
"""The most pixels of a picture, and of all the pictures of a moving one together."""
_HEAVIEST: Final = 20_000_000
"""The most bytes of a picture's file."""
_KINDS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY: Final = 90
_PLAIN: Final = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "I;16", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}
"""The ways of keeping pixels that a file of each kind takes as they are."""


def cleaned(content: bytes) -> tuple[bytes, str]:
    """Return a picture that tells nothing but what it shows, and its media type; raises NotAPicture.

    It is turned as its camera meant it; its colors are those of every screen (sRGB).
    """
    if len(content) > _HEAVIEST:
        raise _too_large(f"{_HEAVIEST // 1_000_000} MB")
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtra("a picture safe to post", "mastodon,bluesky,wordpress") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=_KINDS) as picture:
                return _anew(picture)
    except NotAPicture:
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception:  # whatever a broken file makes of its reader, it is the file that is broken
        raise NotAPicture(
            "This file is broken, or no picture that Primum can read.",
            "Open it, and save it anew as JPEG, PNG, WebP or GIF.",
        ) from None


def _too_large(size: str = f"{_MOST // 1_000_000} million pixels") -> NotAPicture:
    return NotAPicture(f"This picture has more than {size}.", "Save it smaller, or crop it to what matters.")


def _anew(picture: Image.Image) -> tuple[bytes, str]:
    if picture.width * picture.height > _MOST:
        raise _too_large()
    # A camera may keep a second view in a JPEG; the first is the picture.
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    if kind != "JPEG" and getattr(picture, "is_animated", False):
        return _moving(picture, kind), f"image/{kind.lower()}"
    upright = _upright(picture)
    if kind == "GIF":
        return _saved([upright.convert("RGBA")], kind), "image/gif"
    return _saved([_as_kept(upright, kind)], kind), f"image/{kind.lower()}"


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture turned as it is meant, in the colors of every screen."""
    from PIL import ImageOps

    return _in_srgb(ImageOps.exif_transpose(picture))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture without its color profile, which may name a device, in colors that need none."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    from PIL import ImageCms

    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        turned = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return turned or picture


def _as_kept(picture: Image.Image, kind: str) -> Image.Image:
    """Return a picture with its pixels in a way that a file of its kind takes, and whatever can be seen through."""
    if picture.mode in _PLAIN[kind] and "transparency" not in picture.info:
        return picture
    clear = picture.mode in ("LA", "PA", "La", "RGBa", "RGBA") or "transparency" in picture.info
    return picture.convert("RGBA" if clear and kind != "JPEG" else "RGB")


def _moving(picture: Image.Image, kind: str) -> bytes:
    if kind != "GIF":
        raise NotAPicture(
            f"This {kind} moves, and Primum can clean only a GIF that does.", "Save it as GIF, or stopped."
        )
    from PIL import ImageSequence

    frames: list[Image.Image] = []
    for frame in ImageSequence.Iterator(picture):
        if (len(frames) + 1) * picture.width * picture.height > _MOST:
            raise _too_large()
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {"duration": frame.info.get("duration", 100)}
    return _saved(frames, kind, loop=picture.info.get("loop"))


def _saved(frames: list[Image.Image], kind: str, loop: int | None = None) -> bytes:
    how: dict[str, Any] = {} if kind in ("PNG", "GIF") else {"quality": _QUALITY}
    if len(frames) > 1:
        times = [frame.info["duration"] for frame in frames]
        how |= {"save_all": True, "append_images": frames[1:], "duration": times, "disposal": 2}
        how |= {} if loop is None else {"loop": loop}
    for frame in frames:
        frame.info = {}
    file = BytesIO()
    frames[0].save(file, kind, **how)
    return file.getvalue()
