#!/usr/bin/env python3
"""Which texts contain which runs, up to width, case, script and blanks: the truth that search is compared with.

    truth_scanner.py [--fields text,title] TEXTS RUNS > RESULT

TEXTS   JSONL, one object a line with "id" and the fields to look into (default: text); zstd-compressed when it ends in .zst,
        standard input when it is "-". Each field is a text of its own: no run is found over the border of two fields.
RUNS    one run a line: a JSON string ("离休\\n待遇"), or anything else verbatim.
RESULT  one JSON object a line, in the order of RUNS: {"run": "…", "ids": ["…", …]}, ids in the order of TEXTS, none twice.
        A run of blanks only has no ids.

Shares no code and no table with the program: it reads every text from end to end; characters are compared by Python's unicodedata
(NFKD, case folding) and by OpenCC itself (libopencc, t2s), asked for each character alone. Code points newer than Python's Unicode data
(unicodedata.unidata_version) are compared as they are. Needs libopencc1.1, libopencc-data; zstd for .zst.

--fold prints the fold of each line of RUNS instead (TEXTS is not read): for a look at why two things are the same or not.
"""
import argparse
import ctypes
import ctypes.util
import io
import json
import subprocess
import sys
import unicodedata


class Simplifier:
    """One character to its simplified form, by OpenCC."""

    def __init__(self):
        library = ctypes.CDLL(ctypes.util.find_library("opencc") or "libopencc.so.1.1")
        library.opencc_open.restype = ctypes.c_void_p
        library.opencc_open.argtypes = [ctypes.c_char_p]
        library.opencc_convert_utf8.restype = ctypes.c_void_p
        library.opencc_convert_utf8.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        library.opencc_convert_utf8_free.argtypes = [ctypes.c_void_p]
        self.library = library
        self.handle = library.opencc_open(b"t2s.json")
        if self.handle is None or self.handle == ctypes.c_void_p(-1).value:
            sys.exit("truth_scanner.py: OpenCC cannot open t2s.json")

    def __call__(self, character):
        raw = character.encode()
        pointer = self.library.opencc_convert_utf8(self.handle, raw, len(raw))
        simplified = ctypes.string_at(pointer).decode()
        self.library.opencc_convert_utf8_free(pointer)
        return simplified


# Default_Ignorable_Code_Point, which unicodedata does not know, as far as its members are no Cf (DerivedCoreProperties.txt).
IGNORABLE = [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x3164, 0x3164),
             (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)]


def is_blank(character):
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return True
    return any(first <= ord(character) <= last for first, last in IGNORABLE)


class Fold(dict):
    """character -> what it is compared as; filled as characters are met."""

    def __init__(self):
        super().__init__()
        self.simplify = Simplifier()

    def __missing__(self, character):
        text = character if not 0xD800 <= ord(character) < 0xE000 else "\ufffd"
        while True:
            plain = [c for c in unicodedata.normalize("NFKD", text).casefold() if not is_blank(c)]
            folded = "".join(self.simplify(c) if ord(c) > 0x2E7F else c for c in plain)
            if folded == text:
                break
            text = folded
        self[character] = text
        return text

    def of(self, text):
        return "".join(map(self.__getitem__, text))


def open_lines(path):
    if path == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    if path.endswith(".zst"):
        process = subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE)
        return io.TextIOWrapper(process.stdout, encoding="utf-8", newline="\n")
    return open(path, encoding="utf-8", newline="\n")


def read_runs(path):
    runs = []
    with open_lines(path) as lines:
        for line in lines:
            line = line.rstrip("\n")
            try:
                run = json.loads(line) if line.startswith('"') else line
            except json.JSONDecodeError:
                run = line
            runs.append(run if isinstance(run, str) else line)
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fields", default="text")
    parser.add_argument("--fold", action="store_true")
    parser.add_argument("texts")
    parser.add_argument("runs")
    options = parser.parse_args()
    fields = options.fields.split(",")

    fold = Fold()
    runs = read_runs(options.runs)
    wanted = [fold.of(run) for run in runs]
    if options.fold:
        for folded in wanted:
            print(folded)
        return

    found = {folded: [] for folded in wanted if folded}
    with open_lines(options.texts) as lines:
        for line in lines:
            if not line.strip():
                continue
            row = json.loads(line)
            texts = [fold.of(row[field]) for field in fields if isinstance(row.get(field), str)]
            for folded, ids in found.items():
                if any(folded in text for text in texts):
                    ids.append(str(row["id"]))
    for run, folded in zip(runs, wanted):
        ids = list(dict.fromkeys(found.get(folded, [])))
        print(json.dumps({"run": run, "ids": ids}, ensure_ascii=False))


if __name__ == "__main__":
    main()
