#!/usr/bin/env python3
"""Write the background tables: how surprising each word is, per language.

Usage:  python build.py [OUTPUT_DIR] [--stats]

Needs the package `wordfreq` (the version below; only its data is used, none
of its tokenisers). Writes one file `<lang>.tsv` a language into OUTPUT_DIR
(default: the folder of this script), lines `key<TAB>bits`, sorted by key in
code point order, LF, UTF-8. Prints a line for each file (entries, bytes,
SHA-256); with --stats also the common words. The output depends only on
wordfreq's data, on Python's Unicode tables and on this script.

See README.md for the formula, the licence of the data and its attribution.
"""

import argparse
import hashlib
import math
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import wordfreq

WORDFREQ_VERSION = "3.1.1"
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "ru", "uk", "ar"]
ELISION_LANGUAGES = {"fr", "it"}  # l'homme counts as homme
ENTRIES = 20_000  # the most frequent keys kept, a language
PARAGRAPH = 27  # words in the paragraph of the formula
UNIT = 256  # values are in 1/256 bit
COMMON = 5  # --stats: below this many bits a word counts as common

APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u201b\uff07"), "'")
LETTERS = str.maketrans({
    # Latin letters without a decomposition (casefold has done ß -> ss).
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
    # Cyrillic: only ё; й and ї stay letters of their own.
    "ё": "е",
    # Arabic: alef maqsura to yeh, teh marbuta to heh.
    "ى": "ي", "ة": "ه",
})


def strips_marks(base):
    """Whether combining marks on this character go (Latin and Arabic only)."""
    return unicodedata.name(base, "").startswith(("LATIN ", "ARABIC "))


def fold(word, lang):
    """The key of a word: what the reader of the table must compute as well."""
    word = unicodedata.normalize("NFKC", word).casefold().translate(APOSTROPHES)
    if lang == "en":
        word = word.removesuffix("'s")
    out, strip = [], False
    for c in unicodedata.normalize("NFD", word):
        if unicodedata.category(c).startswith("M"):
            if strip:
                continue
        else:
            strip = strips_marks(c)
        out.append(c)
    return unicodedata.normalize("NFC", "".join(out)).translate(LETTERS)


def key_of(word, lang):
    """The key that takes the word's frequency, or None to drop the word."""
    key = fold(word, lang)
    if lang in ELISION_LANGUAGES:
        head, _, tail = key.rpartition("'")
        if head:  # an internal apostrophe; a final one leaves an empty tail
            key = tail
    # Anything else but letters goes: digits, signs, emoji, and words with an
    # internal apostrophe or hyphen, which are tokenised apart.
    if key and all(unicodedata.category(c).startswith("L") for c in key):
        return key
    return None


def bits(p):
    """Information of "a paragraph of 27 words holds this word", in 1/256 bit.

    round(256 * -log2(1 - (1 - p) ** 27)), computed without cancellation.
    """
    seen = -math.expm1(PARAGRAPH * math.log1p(-p))
    return round(UNIT * -math.log2(seen))


def table(lang):
    """[(key, frequency)] of the most frequent keys, most frequent first."""
    parts = defaultdict(list)
    frequencies = wordfreq.get_frequency_dict(lang, wordlist="best")
    for word, p in sorted(frequencies.items(), key=lambda e: (-e[1], e[0])):
        key = key_of(word, lang)
        if key is not None:
            parts[key].append(p)
    sums = ((key, math.fsum(ps)) for key, ps in parts.items())
    return sorted(sums, key=lambda e: (-e[1], e[0]))[:ENTRIES]


def main():
    parser = argparse.ArgumentParser(description="write the background tables")
    parser.add_argument("output", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--stats", action="store_true", help="print the common words")
    args = parser.parse_args()
    if version("wordfreq") != WORDFREQ_VERSION:
        parser.error(f"needs wordfreq {WORDFREQ_VERSION}, found {version('wordfreq')}")
    for lang in LANGUAGES:
        rows = table(lang)
        lines = [f"{key}\t{bits(p)}\n" for key, p in sorted(rows)]
        data = "".join(lines).encode("utf-8")
        (args.output / f"{lang}.tsv").write_bytes(data)
        print(f"| {lang} | {len(rows)} | {len(data)} | {hashlib.sha256(data).hexdigest()} |")
        if args.stats:
            common = sum(bits(p) < COMMON * UNIT for _, p in rows)
            print(f"  below {COMMON} bits: {common}")
            print("  " + " ".join(key for key, _ in rows[:40]))


if __name__ == "__main__":
    main()
