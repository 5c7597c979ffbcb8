"""Makes glyph_widths.tsv, and with it the measured labels that the table is held against in the tests of reportgen.

The fonts come from the Debian packages fonts-liberation 1:1.07.4-11 (the widths of Arial and Helvetica), fonts-dejavu-core
2.37-6, fonts-noto-core 20201225-1 and fonts-noto-cjk 1:20220127+repack1-1. They need not be installed:

    mkdir fonts && cd fonts && apt-get download fonts-liberation fonts-dejavu-core fonts-noto-core fonts-noto-cjk
    for one in *.deb; do dpkg -x $one .; done; cd ..
    python3 -m venv v && v/bin/pip install fonttools==4.68.0 uharfbuzz==0.57.0
    v/bin/python crates/reportgen/data/glyph_widths.py fonts/usr/share/fonts

The table says for each character how wide the widest of these families sets it, as no one knows which of them a reader has. Noto
Sans CJK SC is among them because the style sheet names it before the generic family: where Arial and its twins are missing, it
sets Latin letters too, and sets quotation marks and the middle dot as wide as an ideograph. The labels are measured by
HarfBuzz, which kerns as a browser does.
"""
import math
import pathlib
import sys
import unicodedata

import uharfbuzz as hb
from fontTools.ttLib import TTCollection, TTFont

FAMILIES = {
    "Liberation Sans": ("truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationSans-Bold.ttf"),
    "DejaVu Sans": ("truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf"),
    "Noto Sans": ("truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf"),
    "Noto Sans CJK SC": ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc"),
}
SQUARE = "Noto Sans CJK SC"

# Printable ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; then spaces, dashes, quotes, currencies, arrows and signs.
RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491),
    (0x2002, 0x200A), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x202F),
    (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20A4, 0x20A4), (0x20A9, 0x20AC),
    (0x20B9, 0x20B9), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2195), (0x2206, 0x2206), (0x2211, 0x2212),
    (0x221A, 0x221A), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x25A0, 0x25A1),
    (0x25B2, 0x25B2), (0x25B6, 0x25B6), (0x25BC, 0x25BC), (0x25C0, 0x25C0), (0x25CB, 0x25CB), (0x25CF, 0x25CF),
]

# As the charts of the shipped reports hold them.
LABELS = [
    "Writing fell most, by −33.0% (95 % interval −35.2% to −30.7%)",
    "Postings a day, 84-day moving average",
    "Video editing & production",
    "Customer service",
    "AI chatbot development",
    "ChatGPT released, 30 Nov 2022",
    "Median hourly pay, US$ per hour",
    "+1,000%",
    "Source: 5,312,408 postings of Upwork, 1 Nov 2022 – 14 Feb 2024 · jobtide\u00a00.1.0",
    "Change between 30 Nov 2022 and 14 Feb 2024, n ≥ 400",
    "What people call “prompt engineering” — and what they don’t",
    "×1.8 → ×2.4, rising…",
    "Kundendienst für Österreich, Köln",
    "SYNTHETIC DATA",
    "写作类职位减少最多：−33.0%（95% 置信区间 −35.2% 至 −30.7%）",
    "每日职位数，84 天移动平均",
    "视频剪辑与制作",
    "客户服务",
    "ChatGPT 发布，2022年11月30日",
    "每小时薪酬中位数，美元",
    "来源：Upwork 的 5,312,408 个职位，2022年11月1日至2024年2月14日",
    "合成数据",
]


def fonts(root):
    """Each family's regular and bold face: as fontTools reads it, and as HarfBuzz does."""
    out = {}
    for family, paths in FAMILIES.items():
        out[family] = []
        for path in paths:
            path = root / path
            index = 0
            if path.suffix == ".ttc":
                faces = TTCollection(path).fonts
                names = [{face["name"].getDebugName(1), face["name"].getDebugName(16)} for face in faces]
                index = next(at for at, name in enumerate(names) if family in name)
                face = faces[index]
            else:
                face = TTFont(path)
            shaper = hb.Font(hb.Face(hb.Blob.from_file_path(str(path)), index))
            out[family].append((face, shaper))
    return out


def advance(face, code):
    """The width of a character in 1/1000 em; none where the font has no glyph for it."""
    glyph = face.getBestCmap().get(code)
    return None if glyph is None else 1000 * face["hmtx"][glyph][0] / face["head"].unitsPerEm


def runs(text, face):
    """The text in runs that the font has, or has not."""
    out = []
    for char in text:
        has = ord(char) in face.getBestCmap()
        if out and out[-1][0] == has:
            out[-1][1] += char
        else:
            out.append([has, char])
    return out


def shaped(text, faces, fallback):
    """The width of a label in 1/1000 em; what the family lacks is set in the fallback, as a browser does."""
    width = 0
    for has, run in runs(text, faces[0]):
        face, shaper = faces if has else fallback
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        hb.shape(shaper, buffer)
        width += 1000 * sum(one.x_advance for one in buffer.glyph_positions) / face["head"].unitsPerEm
    return width


def main():
    here = pathlib.Path(__file__).parent
    families = fonts(pathlib.Path(sys.argv[1]))
    with open(here / "glyph_widths.tsv", "w", encoding="utf-8") as out:
        out.write("# code point, regular, bold (1/1000 em, the widest of four families), character; made by glyph_widths.py\n")
        for first, last in RANGES:
            for code in range(first, last + 1):
                if unicodedata.category(chr(code)) in ("Cn", "Mn", "Me"):
                    continue
                widths = []
                for weight in (0, 1):
                    found = [advance(faces[weight][0], code) for faces in families.values()]
                    widths.append(math.ceil(max((one for one in found if one is not None), default=0)))
                if min(widths) > 0:
                    shown = "" if unicodedata.category(chr(code)) == "Zs" else f"\t{chr(code)}"
                    out.write(f"{code:04X}\t{widths[0]}\t{widths[1]}{shown}\n")
    folder = here.parents[2] / "fixtures/reportgen/widths"
    with open(folder / "labels.tsv", "w", encoding="utf-8") as out:
        out.write("# label, then its measured width in 1/1000 em, regular and bold: " + "; ".join(families) + "\n")
        for label in LABELS:
            cells = [label]
            for faces in families.values():
                for weight in (0, 1):
                    cells.append(f"{shaped(label, faces[weight], families[SQUARE][weight]):.1f}")
            out.write("\t".join(cells) + "\n")


main()
