"""Pictures: what is shown stays as it is, and what a file tells beside it is gone."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, ImageSequence, PngImagePlugin

from primum.errors import MissingExtra
from primum.publish import NotAPicture, cleaned
from primum.publish.pictures import _MOST

PLANTED = (b"Ward 7", b"SERIAL-4711", b"2026:11:03", b"session notes", b"a preview", b"<x:xmpmeta", b"Mira's display")
RED, GREEN, BLUE, WHITE = (200, 30, 40), (20, 160, 60), (40, 60, 200), (250, 250, 250)


def quarters(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Draw a picture that shows which way up it is: red and green above, blue and white below."""
    picture = Image.new("RGB", size, WHITE)
    half, middle = size[0] // 2, size[1] // 2
    picture.paste(RED, (0, 0, half, middle))
    picture.paste(GREEN, (half, 0, size[0], middle))
    picture.paste(BLUE, (0, middle, half, size[1]))
    return picture.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    base = ExifTags.Base
    told[base.Orientation] = orientation
    told[base.DateTime], told[base.Make] = "2026:11:03 10:00:00", "Ward 7"
    told.get_ifd(ExifTags.IFD.Exif).update({base.BodySerialNumber: "SERIAL-4711", base.UserComment: b"session notes"})
    gps = ExifTags.GPS
    told.get_ifd(ExifTags.IFD.GPSInfo).update(
        {gps.GPSLatitudeRef: "N", gps.GPSLatitude: (52.0, 30.0, 1.5), gps.GPSMapDatum: "Ward 7"}
    )
    return told


def file(picture: Image.Image, kind: str, **how: Any) -> bytes:
    told = io.BytesIO()
    picture.save(told, kind, **how)
    return told.getvalue()


def from_a_camera(kind: str, orientation: int = 1) -> bytes:
    """Make a file as a phone does, with everything in it that says where, when, by whom and with what."""
    xmp = b"<x:xmpmeta>Ward 7</x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    beside: dict[str, Any] = {"exif": exif(orientation), "icc_profile": profile + b"Mira's display"}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "session notes")
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=False)
        return file(quarters(), kind, pnginfo=notes, **beside) + b"a preview"
    if kind == "JPEG":
        marker = b"\xff\xe2" + struct.pack(">H", 2 + len(b"MPF\0a preview")) + b"MPF\0a preview"
        beside |= {"comment": b"session notes", "extra": marker}
    return file(quarters(), kind, xmp=xmp, **beside) + b"a preview behind the last byte"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """Return the colors of the four quarters, above before below."""
    plain, (width, height) = picture.convert("RGB"), picture.size
    places = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [plain.getpixel(place) for place in places]  # type: ignore[misc]


def alike(one: list[tuple[int, ...]], other: list[tuple[int, ...]], by: int = 12) -> bool:
    return all(
        abs(a - b) <= by for first, second in zip(one, other, strict=True) for a, b in zip(first, second, strict=True)
    )


# --- Nothing is told beside the picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cleaned_picture_tells_nothing_but_what_it_shows(kind: str) -> None:
    raw = from_a_camera(kind)
    assert sum(word in raw for word in PLANTED) >= 5, "else the test shows nothing"
    content, media_type = cleaned(raw)
    assert media_type == f"image/{kind.lower()}"
    assert not [word for word in PLANTED if word in content]
    picture = opened(content)
    assert picture.format == kind and not dict(picture.getexif())
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background", "timestamp"}
    assert alike(corners(picture), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_place_is_left_in_any_form(kind: str) -> None:
    content, _ = cleaned(from_a_camera(kind))
    assert not any(mark in content for mark in (b"Exif", b"eXIf", b"EXIF", b"XMP", b"http://ns.adobe", b"ICC", b"iCCP"))
    assert not any(mark in content for mark in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"pHYs", b"MPF"))


def test_a_gif_loses_its_comment() -> None:
    content, media_type = cleaned(file(quarters(), "GIF", comment=b"session notes"))
    assert media_type == "image/gif" and b"session" not in content
    assert alike(corners(opened(content)), [RED, GREEN, BLUE, WHITE], by=30)


def test_to_clean_a_clean_picture_changes_no_word_of_it() -> None:
    once, _ = cleaned(from_a_camera("PNG"))
    assert cleaned(once) == (once, "image/png")


# --- It is shown as it was meant

TURNED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_picture_is_turned_as_its_camera_meant_it(kind: str, orientation: int) -> None:
    how = TURNED[orientation]
    meant = quarters() if how is None else quarters().transpose(how)
    picture = opened(cleaned(from_a_camera(kind, orientation))[0])
    assert picture.size == meant.size and alike(corners(picture), corners(meant))


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("PNG", "RGBA", "RGBA"), ("PNG", "LA", "LA"), ("PNG", "L", "L"), ("PNG", "1", "1"), ("PNG", "I;16", "I;16"),
        ("PNG", "P", "RGB"), ("WEBP", "RGB", "RGB"), ("JPEG", "L", "L"), ("JPEG", "CMYK", "RGB"),
    ],
)  # fmt: skip
def test_the_ways_of_keeping_pixels_are_kept_or_widened(kind: str, mode: str, kept: str) -> None:
    picture = opened(cleaned(file(quarters("L" if mode == "I;16" else mode).convert(mode), kind))[0])
    assert (picture.mode, picture.size) == (kept, (64, 48))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_can_be_seen_through_stays_so(kind: str) -> None:
    clear = quarters("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 32, 24))
    picture = opened(cleaned(file(clear, kind))[0]).convert("RGBA")
    assert picture.getpixel((5, 5))[3] == 0 and picture.getpixel((60, 40))[3] == 255  # type: ignore[index]


def test_a_palette_that_can_be_seen_through_stays_so() -> None:
    content = file(quarters("P"), "PNG", transparency=quarters("P").getpixel((5, 5)))
    picture = opened(cleaned(content)[0]).convert("RGBA")
    assert picture.getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_colors_of_another_profile_become_those_of_every_screen() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    broken = opened(cleaned(file(quarters(), "PNG", icc_profile=b"no profile"))[0])
    assert alike(corners(broken), [RED, GREEN, BLUE, WHITE]), "a profile that cannot be read is left out"
    assert "icc_profile" not in opened(cleaned(file(quarters(), "PNG", icc_profile=swapped))[0]).info


def test_the_second_view_of_a_camera_is_left_out() -> None:
    views = file(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), BLUE)])
    content, media_type = cleaned(views)
    assert media_type == "image/jpeg" and opened(content).format == "JPEG" and b"MPF" not in content
    assert alike(corners(opened(content)), [RED, GREEN, BLUE, WHITE])


# --- What moves


def moving(kind: str, **how: Any) -> bytes:
    frames = [Image.new("RGB", (40, 30), color) for color in (RED, GREEN, BLUE)]
    return file(frames[0], kind, save_all=True, append_images=frames[1:], **how)


def test_a_gif_goes_on_moving_at_its_own_pace() -> None:
    content, _ = cleaned(moving("GIF", duration=[100, 200, 300], loop=2, comment=b"session notes"))
    picture = opened(content)
    assert picture.n_frames == 3 and picture.info["loop"] == 2 and b"session" not in content  # type: ignore[attr-defined]
    frames = [(frame.info["duration"], corners(frame)[0]) for frame in ImageSequence.Iterator(picture)]
    assert [pace for pace, _ in frames] == [100, 200, 300]
    assert alike([color for _, color in frames], [RED, GREEN, BLUE], by=30)


def test_what_appears_and_goes_in_a_gif_does_so_still() -> None:
    frames = [Image.new("RGBA", (40, 30), (0, 0, 0, 0)) for _ in range(2)]
    frames[0].paste((*RED, 255), (0, 0, 20, 15))
    frames[1].paste((*BLUE, 255), (20, 15, 40, 30))
    content = file(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, disposal=2)
    shown = [frame.convert("RGBA") for frame in ImageSequence.Iterator(opened(cleaned(content)[0]))]
    assert [[frame.getpixel(place)[3] for place in ((5, 5), (30, 20))] for frame in shown] == [[255, 0], [0, 255]]  # type: ignore[index]


def test_a_gif_that_plays_once_plays_once() -> None:
    assert "loop" not in opened(cleaned(moving("GIF", duration=100))[0]).info


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_and_is_no_gif_is_refused_with_a_way_out(kind: str) -> None:
    with pytest.raises(NotAPicture, match=r"moves.*Save it as GIF") as told:
        cleaned(moving(kind, duration=100))
    assert told.value.remedy.endswith(".")


# --- What is no picture


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """Make a small file that says that it is large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(_MOST + 1, 1), (10_000, 10_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_picture_that_would_fill_the_memory_is_refused_unread(width: int, height: int) -> None:
    with pytest.raises(NotAPicture, match=r"40 million pixels\. Save it smaller|broken"):
        cleaned(png_of(width, height))


def test_a_gif_of_too_many_pictures_is_refused() -> None:
    frames = [Image.new("P", (3000, 3000), color) for color in range(6)]
    with pytest.raises(NotAPicture, match="40 million"):
        cleaned(file(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100))


BROKEN: list[Callable[[], bytes]] = [
    lambda: b"",
    lambda: b"My client left.",
    lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    lambda: file(quarters(), "BMP"),
    lambda: file(quarters(), "TIFF"),
    lambda: from_a_camera("JPEG")[:-700],
    lambda: from_a_camera("PNG")[:400],
    lambda: moving("GIF", duration=100)[:-40],
    lambda: from_a_camera("WEBP")[:200],
    lambda: png_of(60, 60, b"far too little"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_that_is_no_whole_picture_says_what_to_do(broken: Callable[[], bytes]) -> None:
    with pytest.raises(NotAPicture, match="save it anew as JPEG, PNG, WebP or GIF") as told:
        cleaned(broken())
    assert "client" not in str(told.value) and told.value.__suppress_context__


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]).map(
        lambda kind: from_a_camera(kind) if kind != "GIF" else moving(kind)
    ),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    st.integers(0, 5000),
)
def test_whatever_is_wrong_with_a_file_it_is_cleaned_or_refused(
    content: bytes, changes: list[tuple[int, int]], end: int
) -> None:
    broken = bytearray(content)
    for at, value in changes:
        broken[at % len(broken)] = value
    for one in (bytes(broken), bytes(broken[: end % len(broken)]), bytes(broken) + content[:end]):
        try:
            told, _ = cleaned(one)
        except NotAPicture as error:
            assert error.remedy
        else:
            assert b"Ward 7" not in told and b"SERIAL" not in told


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"]),
    st.binary(max_size=300),
)
def test_any_bytes_at_all_are_cleaned_or_refused(head: bytes, rest: bytes) -> None:
    try:
        cleaned(head + rest)
    except NotAPicture as error:
        assert error.remedy


def test_without_pillow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(MissingExtra, match="pip install"):
        cleaned(b"")
