#!/usr/bin/env python3
"""Writes hostile and broken files for bad_input_test into the folder named on the command line."""
import bz2
import io
import os
import struct
import sys
import tarfile
import zipfile
import zlib

os.chdir(sys.argv[1])


def write(name, data):
    with open(name, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


write("corrupt.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20)
write("truncated.docx", zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document>" + "来信" * 5000)])[:300])
write("truncated.png", b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 100, 100, 8, 2, 0, 0, 0))
write("damaged.zip", b"PK\3\4" + os.urandom(5000))
write("random.bin", os.urandom(3000))
write("empty.txt", b"")
write("mislabelled.pdf", "这其实是一份纯文本来信，文件名却是 PDF。")
write("mislabelled.txt", zipped([("里面.txt", "名为文本，实为压缩包")]))

# A member that says it is encrypted, as ZipCrypto does.
locked = bytearray(zipped([("机密.txt", "看不到的内容")], zipfile.ZIP_STORED))
locked[6] |= 1
locked[locked.index(b"PK\1\2") + 8] |= 1
write("encrypted.zip", bytes(locked))

write("traversal.zip", zipped([("../../../逃逸.txt", "想写到外面去"), ("/etc/绝对.txt", "绝对路径"), ("正常.txt", "正常的成员")]))
with tarfile.open("links.tar", "w") as tar:
    link = tarfile.TarInfo("密码")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    tar.addfile(link)
    hard = tarfile.TarInfo("硬链接")
    hard.type, hard.linkname = tarfile.LNKTYPE, "/etc/shadow"
    tar.addfile(hard)
    device = tarfile.TarInfo("设备")
    device.type, device.devmajor, device.devminor = tarfile.CHRTYPE, 1, 3
    tar.addfile(device)
    body = "链接旁边的正文".encode()
    plain = tarfile.TarInfo("正文.txt")
    plain.size = len(body)
    tar.addfile(plain, io.BytesIO(body))

# 1 GiB of zeros in less than a kilobyte.
write("bomb.zip", zipped([("零.txt", bytes(1 << 30))], zipfile.ZIP_BZIP2))

nested = "最里面的来信".encode()
for level in range(12):
    nested = zipped([("第%d层.%s" % (12 - level, "txt" if level == 0 else "zip"), nested)])
write("nested.zip", nested)

# 60000 x 60000 pixels.
rows = zlib.compressobj(9)
data = b"".join(rows.compress(bytes(7501 * 1000)) for _ in range(60)) + rows.flush()
chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
write("pixels.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 1, 0, 0, 0, 0)) + chunk(b"IDAT", data) + chunk(b"IEND", b""))

# XML that unfolds without end.
entities = "".join('<!ENTITY e%d "%s">' % (i, ("&e%d;" % (i - 1)) * 10 if i else "来信") for i in range(20))
document = '<?xml version="1.0"?><!DOCTYPE w:document [%s]><w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&e19;</w:t></w:r></w:p></w:body></w:document>' % entities
types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
write("entities.docx", zipped([("[Content_Types].xml", types), ("word/document.xml", document)]))
deep = "<html><body>" + "<div>" * 20000 + "深" + "</div>" * 20000
write("deep.html", deep)
write("one-line.txt", "长" * 3_000_000)
write("mail-loop.eml", "From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3000)
write(b"\xc0\xb4\xd0\xc5.txt", "文件名是 GBK 字节的来信")
