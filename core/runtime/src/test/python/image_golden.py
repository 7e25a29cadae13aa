"""Makes the images that ImageTensors is compared with.

Run once, with Python 3.11, pillow==12.3.0 (libjpeg-turbo 3.1.4.1) and numpy==2.4.6:

    python src/test/python/image_golden.py src/test/resources/dev/firstlight/image

For each input in decoded/ there is NAME.expected.png, what Pillow makes of it (an interlaced PNG
shares that of the plain one); in resized/ the name says how it was made: SOURCE.RESIZE.CROP.INTERPOLATION.png. Sizes and crops follow
torchvision's Resize and CenterCrop, written out here so that torch need not be installed.

Pillow 13 scales vertically first where the height shrinks much more than the width, which moves
some pixels by one level; models were trained before it.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(sys.argv[1])
DECODED = ROOT / "decoded"
RESIZED = ROOT / "resized"
FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def shorter(image, size, resample):
    short, long = sorted(image.size)
    new_long = int(size * long / short)
    width, height = image.size
    return image.resize((size, new_long) if width <= height else (new_long, size), resample)


def center_crop(image, width, height):
    if width > image.width or height > image.height:
        left = (width - image.width) // 2 if width > image.width else 0
        top = (height - image.height) // 2 if height > image.height else 0
        padded = Image.new(image.mode, (max(width, image.width), max(height, image.height)))
        padded.paste(image, (left, top))
        image = padded
    top = int(round((image.height - height) / 2.0))
    left = int(round((image.width - width) / 2.0))
    return image.crop((left, top, left + width, top + height))


def resized(source, resize, crop, interpolation, mode="RGB"):
    image = Image.open(next((ROOT / "samples").glob(source + ".*"))).convert(mode)
    if resize.startswith("shorter"):
        image = shorter(image, int(resize[7:]), FILTERS[interpolation])
    elif resize.startswith("exact"):
        image = image.resize(tuple(map(int, resize[5:].split("x"))), FILTERS[interpolation])
    image = center_crop(image, *map(int, crop.split("x")))
    grey = ".grey" if mode == "L" else ""
    image.save(RESIZED / f"{source}.{resize}.{crop}.{interpolation}{grey}.png", optimize=True)


def decoded(name, data, expected=None):
    (DECODED / name).write_bytes(data)
    if expected is None:
        expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    plain = DECODED / (name.replace("-interlaced", "") + ".expected.png")
    if plain.exists() and plain.name != name + ".expected.png":
        assert np.array_equal(np.asarray(Image.open(plain)), np.asarray(expected)), name
        return
    expected.save(DECODED / (name + ".expected.png"), optimize=True)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack(samples, depth):
    """One row of shape (columns, channels) as bytes."""
    if depth == 16:
        return samples.astype(">u2").tobytes()
    if depth == 8:
        return samples.astype(np.uint8).tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in samples.ravel())
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(rows, step):
    """Every row with another filter, so that all five occur."""
    out, above = b"", bytes(len(rows[0])) if rows else b""
    for y, row in enumerate(rows):
        kind = y % 5
        line = bytearray()
        for i, value in enumerate(row):
            a = row[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            line.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) & 255)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def png(samples, depth, colour, interlaced=False, extra=b""):
    """A PNG of samples shaped (height, width, channels), its data in several IDAT chunks."""
    height, width, channels = samples.shape
    step = max(1, channels * depth // 8)
    data = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.shape[0] and part.shape[1]:
            data += filtered([pack(row, depth) for row in part], step)
    data = zlib.compress(data, 9)
    idat = b"".join(chunk(b"IDAT", data[i : i + 500]) for i in range(0, len(data), 500))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + idat + chunk(b"IEND", b"")


def exif(orientation, order=">"):
    mark = b"MM" if order == ">" else b"II"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 1) + entry + struct.pack(order + "I", 0)


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def make_decoded(cat):
    rgb = np.asarray(cat)
    grey = np.asarray(cat.convert("L"))[:, :, None]
    alpha = np.add.outer(np.arange(rgb.shape[0]), np.arange(rgb.shape[1]))[:, :, None] * 4 % 256
    wide = rgb.astype(np.uint16) * 256 + 77
    wide_grey = grey.astype(np.uint16) * 256 + 200
    palette = cat.quantize(16)
    colours = chunk(b"PLTE", bytes(palette.getpalette()[:48]))
    indexes = np.asarray(palette)[:, :, None]
    few = chunk(b"PLTE", bytes([200, 10, 20, 10, 200, 30, 20, 30, 200, 250, 250, 1]))
    see_through = chunk(b"tRNS", bytes([0, 128, 255]))
    sixteen = Image.fromarray(grey[:, :, 0]).convert("RGB")

    for lace in (False, True):
        tail = ("-interlaced" if lace else "") + ".png"
        decoded("grey1" + tail, png(grey >> 7, 1, 0, lace))
        decoded("grey2" + tail, png(grey >> 6, 2, 0, lace))
        decoded("grey4" + tail, png(grey >> 4, 4, 0, lace))
        decoded("grey8" + tail, png(grey, 8, 0, lace))
        # Pillow clips 16-bit grey at 255; what is wanted is its upper half.
        decoded("grey16" + tail, png(wide_grey, 16, 0, lace), sixteen)
        decoded("rgb8" + tail, png(rgb, 8, 2, lace))
        decoded("rgb16" + tail, png(wide, 16, 2, lace))
        decoded("palette1" + tail, png(indexes & 1, 1, 3, lace, colours))
        decoded("palette2" + tail, png(indexes & 3, 2, 3, lace, few + see_through))
        decoded("palette4" + tail, png(indexes, 4, 3, lace, colours + see_through))
        decoded("palette8" + tail, png(indexes, 8, 3, lace, colours + see_through))
        decoded("greyalpha8" + tail, png(np.concatenate([grey, alpha], 2), 8, 4, lace))
        decoded("greyalpha16" + tail, png(np.concatenate([wide_grey, alpha * 256], 2), 16, 4, lace))
        decoded("rgba8" + tail, png(np.concatenate([rgb, alpha], 2), 8, 6, lace))
        decoded("rgba16" + tail, png(np.concatenate([wide, alpha * 256], 2), 16, 6, lace))
    transparent = chunk(b"tRNS", struct.pack(">HHH", *map(int, rgb[0, 0])))
    decoded("rgb8-transparent.png", png(rgb, 8, 2, False, transparent))
    decoded("tiny-interlaced.png", png(rgb[:2, :3], 8, 2, True))
    for i in range(1, 9):
        decoded(f"orientation{i}.png", png(rgb[:5, :7], 8, 2, False, chunk(b"eXIf", exif(i))))
        order = "<" if i % 2 else ">"
        data = jpeg(cat, quality=95, exif=b"Exif\0\0" + exif(i, order))
        decoded(f"orientation{i}.jpg", data)

    decoded("baseline.jpg", jpeg(cat, quality=90))
    decoded("baseline444.jpg", jpeg(cat, quality=90, subsampling=0))
    decoded("progressive.jpg", jpeg(cat, quality=90, progressive=True))
    decoded("restarts.jpg", jpeg(cat, quality=90, restart_marker_blocks=1))
    decoded("grey.jpg", jpeg(cat.convert("L"), quality=90))
    decoded("rgb.jpg", jpeg(cat, quality=90, keep_rgb=True))
    cmyk = jpeg(cat.convert("CMYK"), quality=90)
    decoded("cmyk.jpg", cmyk)
    at = cmyk.index(b"Adobe")
    decoded("ycck.jpg", cmyk[: at + 11] + b"\2" + cmyk[at + 12 :])
    baseline = jpeg(cat, quality=90)
    decoded("trailing.jpg", baseline + b"appended by a camera \xff\xd8\xff\xd9")
    broken_profile = chunk_app(0xE2, b"ICC_PROFILE\0\1\1" + b"not a profile")
    decoded("broken-profile.jpg", baseline[:2] + broken_profile + baseline[2:])


def chunk_app(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def make_resized():
    resized("chelsea", "shorter256", "128x160", "bilinear")
    resized("rocket", "shorter256", "224x224", "bilinear")
    for interpolation in FILTERS:
        resized("coffee", "shorter112", "96x96", interpolation)
    resized("rocket", "shorter112", "96x96", "bicubic")
    resized("chelsea", "shorter500", "64x48", "bicubic")
    resized("chelsea", "shorter501", "65x48", "bilinear")
    resized("chelsea", "shorter299", "33x33", "nearest")
    resized("coffee", "exact31x97", "31x97", "bicubic")
    resized("coffee", "exact600x50", "60x50", "bilinear")
    resized("coffee", "shorter40", "75x51", "bilinear")
    resized("coffee", "none", "64x64", "nearest")
    resized("coffee", "shorter112", "96x96", "bilinear", "L")


if __name__ == "__main__":
    DECODED.mkdir(parents=True, exist_ok=True)
    RESIZED.mkdir(parents=True, exist_ok=True)
    chelsea = Image.open(ROOT / "samples" / "chelsea.png").convert("RGB")
    make_decoded(chelsea.crop((130, 60, 300, 180)).resize((29, 21), Image.Resampling.BICUBIC))
    make_resized()
