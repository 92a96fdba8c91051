"""Make RareHan-Regular.ttf: the Han characters of names that neither Noto SC font holds.

Usage: python make_rare_han.py FOLDER_OF_HANAZONO_FONTS   (needs fonttools and pypinyin)

Source: HanaMinA.ttf and HanaMinB.ttf of Debian's package fonts-hanazono (20170904), under the
Hanazono Font License, which allows changes. Taken are the characters with a Mandarin reading in
pypinyin's table and the Han of HanaMinA (the character sets of East Asian standards), without
those that all Noto fonts hold. Hints and layout tables are dropped, the font is renamed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pypinyin.pinyin_dict import pinyin_dict

HERE = Path(__file__).parent
HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
# Letters of European names, punctuation, units, arrows, operators, boxes and signs.
SIGNS = ((0x0100, 0x024F), (0x0370, 0x052F), (0x2010, 0x27BF))


def covered(path: Path) -> set[int]:
    """Return the code points of a font."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def is_han(code: int) -> bool:
    """Tell whether the code point lies in a block of Han characters."""
    return any(low <= code <= high for low, high in HAN)


def is_sign(code: int) -> bool:
    """Tell whether the code point is a letter or sign that people type beside Han."""
    return any(low <= code <= high for low, high in SIGNS)


def cut(source: Path, wanted: set[int], target: Path) -> Path:
    """Write the wanted characters of the source, without hints, under the new name."""
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 6])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "FFTM"]
    with TTFont(source) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        for record in font["name"].names:
            record.string = {
                0: "Copyright 2008-2017 GlyphWiki Project; subset for Inspector App",
                1: "Rare Han",
                2: "Regular",
                6: "RareHan-Regular",
            }[record.nameID]
        font.save(target)
    return target


def main(folder: Path) -> None:
    """Cut both sources and merge them into RareHan-Regular.ttf beside this file."""
    faces = ("NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold")
    held = set.intersection(*(covered(HERE / f"{face}.ttf") for face in faces))
    first, second = folder / "HanaMinA.ttf", folder / "HanaMinB.ttf"
    in_first = covered(first)
    read = set(pinyin_dict)
    wanted = {c for c in in_first - held if is_han(c) or is_sign(c)}
    others = {c for c in (covered(second) & read) - held - in_first if is_han(c)}
    parts = [
        cut(first, wanted, HERE / "part-a.ttf"),
        cut(second, others, HERE / "part-b.ttf"),
    ]
    Merger().merge([str(part) for part in parts]).save(HERE / "RareHan-Regular.ttf")
    for part in parts:
        part.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
