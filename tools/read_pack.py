#!/usr/bin/env python3
"""Reads packs of an anjuan archive (schemas/formats/pack.md, version 1) with Python's standard library alone.

  read_pack.py PACK…                list the records, checking every byte (CRC-32C and SHA-256)
  read_pack.py --extract DIR PACK…  also write each sound record into DIR: objects as sha256-<hex>, others as <pack>-<offset>.<kind>
  read_pack.py --journal PACK…      print the lines of the journal batches instead of the list
  --fast                            leave out the frames' CRC, which is slow in Python; SHA-256 covers every payload

Exit: 0 all sound · 1 damage, named on stderr · 2 usage, or no pack of version 1."""
import argparse, hashlib, io, os, struct, sys, zlib

KINDS = {1: "object", 2: "journal_batch", 3: "private_payload", 255: "footer"}
TABLE = []
for value in range(256):
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    TABLE.append(value)

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF

def take(file, n):
    data = file.read(n)
    if len(data) < n:
        raise ValueError("the record is cut off (a torn tail, if the pack has no footer)")
    return data

def read_record(file, out, keep_objects, fast):
    """The record at the file's position, its payload (an object's only if wanted) into out: kind, length, digest, fault. ValueError: nothing behind it can be found."""
    magic, kind = struct.unpack("<4sB", take(file, 5))
    if magic != b"ANJR":
        raise ValueError("no record begins here")
    digest, length, fault = hashlib.sha256(), 0, None
    while True:
        size, crc = struct.unpack("<II", take(file, 8))
        if size == 0:
            break
        if size > 1 << 20:
            raise ValueError("a frame claims more than 1 MiB")
        data = take(file, size)
        if not fast and crc32c(data) != crc:
            fault = "a frame's checksum differs"
        digest.update(data)
        length += size
        if keep_objects or kind != 1:
            out.write(data)
    trailer = take(file, 40)
    if crc32c(bytes([kind]) + trailer) != crc or struct.unpack("<Q", trailer[:8])[0] != length:
        raise ValueError(fault or "the trailer is damaged")
    if trailer[8:] != digest.digest():
        fault = fault or "the digest differs"
    return kind, length, trailer[8:], fault

def read_pack(path, options):
    number, faults, records, chain, sealed = int(os.path.basename(path).split(".")[0]), 0, 0, bytes(32), False
    with open(path, "rb") as file:
        def damage(offset, what):
            nonlocal faults
            faults += 1
            print(f"{path}: offset {offset}: {what}", file=sys.stderr)
        header, end = file.read(20), os.fstat(file.fileno()).st_size
        if end and (len(header) < 20 or struct.pack("<I", crc32c(header[:16])) != header[16:] or header[:8] != b"ANJUANPK"):
            damage(0, "the file header is damaged")
        elif end and struct.unpack("<II", header[8:16]) != (1, number):
            print(f"{path}: format {struct.unpack('<I', header[8:12])[0]}, pack {struct.unpack('<I', header[12:16])[0]}", file=sys.stderr)
            return 2
        while (at := file.tell()) < end:
            part = os.path.join(options.extract, f"{number:08}-{at}.part") if options.extract else None
            try:
                with open(part, "wb") if part else io.BytesIO() as out:
                    kind, length, digest, fault = read_record(file, out, bool(part), options.fast)
                    payload = out.getvalue() if not part else b""
                if part and kind != 1:
                    payload = open(part, "rb").read()
            except ValueError as error:
                damage(at, f"{error}; what lies behind it is out of reach")
                break
            if kind == 255 and not fault and (payload[:8] != struct.pack("<Q", at) or not faults and payload[8:] != struct.pack("<Q", records) + chain):
                fault = "the footer does not agree with the records"
            if fault or sealed:
                damage(at, fault or "bytes behind the footer")
            if part and fault:
                os.remove(part)
            elif part:
                os.replace(part, os.path.join(options.extract, f"sha256-{digest.hex()}" if kind == 1 else f"{number:08}-{at}.{KINDS.get(kind, kind)}"))
            sealed, records = sealed or kind == 255, records + 1
            chain = hashlib.sha256(chain + struct.pack("<BQ", kind, length) + digest).digest()
            if not options.journal:
                print(f"{number:08} {at:>12} {KINDS.get(kind, kind):<15} {length:>12} sha256-{digest.hex()}{' DAMAGED' if fault else ''}")
            elif kind == 2 and not fault:
                sys.stdout.write(zlib.decompress(payload).decode("utf-8"))
    return 1 if faults else 0

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("packs", nargs="+", metavar="PACK")
parser.add_argument("--extract", metavar="DIR")
parser.add_argument("--journal", action="store_true")
parser.add_argument("--fast", action="store_true")
arguments = parser.parse_args()
if arguments.extract:
    os.makedirs(arguments.extract, exist_ok=True)
sys.exit(max(read_pack(path, arguments) for path in arguments.packs))
