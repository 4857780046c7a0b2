#!/usr/bin/env python3
"""Writes the sample documents beside it (papers/, letters.jsonl). They are committed; run it only to change them.

Everything in them is invented: people, places (青禾市 does not exist), numbers. Needs pango-view (Debian: pango1.0-tools) and
fonts-noto-cjk for the PDF and the two scans; the rest is Python's own library. Same versions, same bytes.
"""
import email.message
import email.policy
import io
import json
import os
import pathlib
import random
import struct
import subprocess
import tempfile
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
PAPERS = HERE / "papers"
EPOCH = (2024, 1, 1, 0, 0, 0)

LETTER_RETIRED = """关于提高离休干部护理费标准的来信

尊敬的信访局领导：

我叫周建国，今年八十九岁，一九四八年参加工作，一九九三年从青禾市第二棉纺厂离休。近两年我行动不便，请了一名护工，每月工资四千八百元，
而单位发给的护理费仍按二〇一四年的标准，每月只有一千五百元，差额全由子女负担。

听说省里已经提高了离休干部的护理费标准，我市至今没有落实。恳请领导过问此事，让我们这些老同志享受应有的离休待遇。

此致
敬礼！

                                        来信人：周建国
                                        二〇二四年三月五日
联系电话：0000-6120017
"""

REPLY_RETIRED = [
    ("h", "关于周建国同志来信反映护理费问题的复函"),
    ("p", "青信复〔2024〕17号"),
    ("p", "周建国同志："),
    ("p", "您于2024年3月5日的来信收悉。您反映的离休干部护理费标准问题，我局会同市委老干部局、市财政局作了调查，现答复如下："),
    ("p", "一、根据省有关文件，自2024年1月1日起，离休干部护理费标准由每人每月1500元调整为2800元。"),
    ("p", "二、原青禾市第二棉纺厂离休人员的护理费由市财政统筹，2024年1月至3月的差额3900元已于4月10日补发至您的银行账户。"),
    ("p", "三、您的离休待遇今后由市委老干部局按月核发，请您放心。"),
    ("p", "如对本答复意见不服，可自收到之日起三十日内申请复查。"),
    ("p", "青禾市信访局"),
    ("p", "2024年4月12日"),
]

LETTER_NOISE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>柳岸小区夜间施工噪音扰民</title></head>
<body>
<h1>柳岸小区夜间施工噪音扰民</h1>
<p>市长您好：</p>
<p>我是柳岸小区三号楼的住户。小区南侧的商业综合体工地从今年五月起每晚施工到凌晨两点，打桩机的<b>噪音</b>让人无法入睡，
老人血压升高，孩子第二天上课打瞌睡。我们多次拨打热线，每次来人就停，人走又开工。</p>
<p>请求：一、责令工地夜间停工；二、公布夜间施工许可；三、安装噪声监测设备并把数据公开。</p>
<p>反映人：沈丽华　　2024年6月18日</p>
</body></html>
"""

VISIT = """青禾市信访局来访登记表
登记编号：访2024-0233
来访日期：2024年5月21日
来访人：吴桂芳（女，六十三岁，下塘镇沿河村五组）
来访人数：2人
接待人：陆敏
反映问题：来访人称其家庭于2023年10月申请最低生活保障，村里公示后没有下文。丈夫患尿毒症，每月透析费用自付部分约一千一百元，
儿子在外打工下落不明。今年三月到镇民政办询问，答复“材料不全”，但没有说明缺什么。
诉求：尽快审批低保，并补发自申请之日起的低保金；申请临时救助。
接待意见：属于民政救助事项，转市民政局办理，要求十五日内告知受理情况。
"""

LETTER_WAGES = """关于恒远劳务公司拖欠农民工工资的联名信

青禾市人力资源和社会保障局、信访局：

我们是在青禾市滨江安置房二期工地干活的农民工，共三十七人，来自四川、安徽、贵州等地。自去年九月起，劳务分包单位恒远劳务公司以总包没有结算为由，
拖欠我们的工资，截至今年一月底合计八十六万四千元，其中拖欠时间最长的已有五个月。

我们多次找项目部讨要，项目经理答应春节前付清，到了腊月二十八又说账上没有钱。许多工友没有路费回家过年，孩子的学费也交不上。

根据《保障农民工工资支付条例》，施工总承包单位对分包单位拖欠的工资负有先行清偿的责任。我们请求：

一、由总包单位先行清偿拖欠的全部工资；

二、对恒远劳务公司的违法行为依法查处；

三、公开工资保证金的缴存情况。

附：拖欠工资明细表一份（三十七人签名）。

                              联名人代表：马成林、杨顺贵、何勇
                              二〇二四年二月二日
"""

SCAN_ROAD = """关于新民路雨天积水的来信

市政管理处负责同志：

新民路与南园街路口每逢下雨就积水，最深处可达
四十厘米，两侧商铺进水，学生上学要蹚水过路。
去年七月的一场大雨，有一名老人在积水中摔倒骨
折。我们认为是下水管道堵塞、雨水井被沥青盖住
所致。请尽快派人疏通管道，并在汛期前改造排水
设施。

            新民路沿街商户代表  孙志强
            二〇二四年四月二十八日
"""

SCAN_NOTE = """信访事项办理单

编号  青信办〔2024〕86号

来信人  孙志强    收到日期  2024年4月30日

内容摘要  新民路与南园街路口雨天积水，请求疏
通管道、改造排水设施。

领导批示
请市政管理处五月十五日前查明原因，汛期前完成
排水改造，并将结果书面答复来信人。

            高文清    2024年5月2日
"""

OLD_LETTERS = {
    "一九八七年来信/落实政策.txt": """县委信访办公室：
我父亲郑光荣，原系本县供销社职工，一九五八年被错误处理回乡。一九七九年以来多次申诉，至今没有落实政策。
请组织上复查此案，恢复其工作籍，补发有关待遇。
                        郑庆祥    一九八七年十月九日
""",
    "一九八七年来信/答复.txt": """郑庆祥同志：
关于你父亲郑光荣落实政策一事，经县委落实政策办公室复查，决定撤销一九五八年的处理决定，恢复名誉，
按退职处理，工龄连续计算，一次性发给生活补助费六百元。
                        县委信访办公室    一九八八年三月二十一日
""",
}

MAIL_BODY = """信访局工作人员：

您好。我家住青禾市星河湾小区，孩子今年九月上小学。小区对口的实验小学说学位不足，要把我们调剂到五公里外的城北小学，
每天接送要两个小时。开发商卖房时承诺“学区房”，现在又说不知情。详细情况见附件。

请帮忙协调解决入学问题。

黎晓雪
"""
MAIL_ATTACHMENT = """星河湾小区入学问题情况说明
一、小区共有适龄儿童一百四十二名，实验小学只给了六十个学位。
二、购房合同补充协议第九条写明“配套实验小学”。
三、城北小学距小区5.2公里，没有直达公交。
"""

TRADITIONAL = """關於返還祖宅的來信

青禾市臺灣事務辦公室：

本人林榮輝，現居臺北市，祖籍青禾縣下塘鎮。先父於一九四八年赴臺時，在下塘鎮沿河街留有祖宅一座，計瓦房七間，
後由鄉政府借用為糧站。一九八九年返鄉探親時，曾向縣僑辦申請返還，獲答復將按政策辦理，但至今三十餘年未見下文。

懇請貴辦查明產權，依照落實僑房政策的規定予以返還或補償。

                              林榮輝    二〇二三年十一月六日
"""

REGISTER = [
    ["登记编号", "登记日期", "来信人", "地址", "内容摘要", "办理单位", "办理结果"],
    ["信2024-0101", "2024-03-07", "周建国", "青禾市棉纺路12号", "反映离休干部护理费标准偏低", "市委老干部局", "已补发差额"],
    ["信2024-0117", "2024-02-05", "马成林等37人", "滨江安置房二期工地", "反映恒远劳务公司拖欠工资", "市人社局", "总包已先行清偿"],
    ["信2024-0204", "2024-06-19", "沈丽华", "柳岸小区3号楼", "反映夜间施工噪音扰民", "市城管局", "责令夜间停工"],
]

LETTERS = [
    {"id": "1", "user": "A0000001", "subject": "公交18路末班车太早", "time": "2024-01-08T09:12:00",
     "text": "18路末班车晚上七点半就没有了，开发区下晚班的工人只能走路或打车回家，建议延长到十点。",
     "reply": "网友您好：经研究，自3月1日起18路公交末班车延长至22时。感谢您对公共交通的关心。", "reply_time": "2024-02-20T15:00:00"},
    {"id": "2", "user": "A0000002", "subject": "老旧小区加装电梯补贴何时发放", "time": "2024-02-14T20:41:00",
     "text": "文峰新村六号楼加装电梯已经验收半年，市里承诺的每台二十万元补贴还没有到账，请问什么时候发放？",
     "reply": "您好：您反映的加装电梯补贴因资料需补正，已通知实施主体，补正后十五个工作日内拨付。", "reply_time": "2024-02-28T10:30:00"},
    {"id": "3", "user": "A0000003", "subject": "拆迁安置房漏水无人维修", "time": "2024-03-03T11:05:00",
     "text": "滨江安置房一期十二栋顶楼漏水，物业说在保修期内找开发商，开发商说找物业，互相推诿。", "reply": "", "reply_time": ""},
    {"id": "4", "user": "A0000004", "subject": "河道发黑发臭", "time": "2024-05-26T07:58:00",
     "text": "下塘镇沿河村北边的小河从五月起发黑发臭，上游是一家电镀厂，怀疑夜里偷排废水，请环保部门查一查。",
     "reply": "您好：生态环境局于5月29日现场检查并取样，该厂总排口总铬超标0.8倍，已立案查处，责令停产整治。", "reply_time": "2024-06-11T16:20:00"},
    {"id": "5", "user": "A0000005", "subject": "幼儿园收费不透明", "time": "2024-09-02T13:30:00",
     "text": "小红花幼儿园除保教费外，每月另收兴趣班费三百元，说是自愿，不交的孩子下午就被安排坐着看电视。", "reply": "", "reply_time": ""},
    {"id": "6", "user": "A0000006", "subject": "离休老人异地就医报销难", "time": "2024-10-15T08:00:00",
     "text": "父亲是离休干部，随我在外地居住，住院费要先垫付再寄回青禾报销，来回要三个月，希望开通异地就医直接结算。",
     "reply": "您好：离休人员异地就医直接结算已列入今年计划，预计12月底前开通，届时将电话通知您。", "reply_time": "2024-10-30T09:45:00"},
]


def write(name, data):
    (PAPERS / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def pango(text, output, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as source:
        source.write(text)
        source.flush()
        subprocess.run(["pango-view", "--no-display", "--language=zh-cn", "--output=" + str(output), *options, source.name], check=True,
                       env={**os.environ, "SOURCE_DATE_EPOCH": "1704067200"})


def zip_bytes(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(paragraphs):
    escape = lambda t: t.replace("&", "&amp;").replace("<", "&lt;")
    style = {"h": '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', "p": ""}
    body = "".join(f"<w:p>{style[s]}<w:r><w:t>{escape(t)}</w:t></w:r></w:p>" for s, t in paragraphs)
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return zip_bytes([
        ("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
        ("_rels/.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         f'<Relationship Id="r1" Type="{rel}" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'),
    ])


def gbk_zip(members):
    """Names as a Chinese Windows writes them: GBK bytes, and no flag that would say so."""
    out = zip_bytes([("n%04d" % i, text.encode("gbk")) for i, text in enumerate(members.values())])
    for i, name in enumerate(members):
        # zipfile insists on UTF-8: swap in names of the right length afterwards.
        raw = name.encode("gbk")
        out = rename_in_zip(out, b"n%04d" % i, raw)
    return out


def rename_in_zip(data, old, new):
    local, central, end = [], [], data.rindex(b"PK\5\6")
    count, size, offset = struct.unpack("<HII", data[end + 10:end + 20])
    at, position, moved = offset, 0, {}
    entries = []
    for _ in range(count):
        head = bytearray(data[at:at + 46])
        n, m, k = struct.unpack("<HHH", head[28:34])
        start = struct.unpack("<I", head[42:46])[0]
        entries.append((start, head, data[at + 46:at + 46 + n]))
        at += 46 + n + m + k
    for start, head, name in entries:
        n, m = struct.unpack("<HH", data[start + 26:start + 30])
        packed = struct.unpack("<I", head[20:24])[0]
        body = data[start + 30 + n + m:start + 30 + n + m + packed]
        shown = new if name == old else name
        moved[start] = position
        record = data[start:start + 26] + struct.pack("<HH", len(shown), 0) + shown + body
        local.append(record)
        head[28:34] = struct.pack("<HHH", len(shown), 0, 0)
        head[42:46] = struct.pack("<I", position)
        central.append(bytes(head) + shown)
        position += len(record)
    directory = b"".join(central)
    return b"".join(local) + directory + data[end:end + 12] + struct.pack("<IIH", len(directory), position, 0)


def read_png(path):
    """Grey values by row, of an 8-bit RGB(A) PNG."""
    data, at, idat = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
        idat += body if kind == b"IDAT" else b""
        at += 12 + length
    size = {0: 1, 2: 3, 6: 4}[colour]
    raw, stride, rows, before = zlib.decompress(idat), width * size, [], bytes(width * size)
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for x in range(stride):
            a, b, c = (line[x - size] if x >= size else 0), before[x], (before[x - size] if x >= size else 0)
            if kind == 1: line[x] = line[x] + a & 255
            elif kind == 2: line[x] = line[x] + b & 255
            elif kind == 3: line[x] = line[x] + (a + b) // 2 & 255
            elif kind == 4:
                p = a + b - c
                pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                line[x] = line[x] + (a if pa <= pb and pa <= pc else b if pb <= pc else c) & 255
        before = bytes(line)
        rows.append([line[i * size + min(1, size - 1)] for i in range(width)])
    return width, height, rows


def scan(text, seed, points):
    """A page as a scanner in black and white sees it: a little askew, with specks. 1 bit a pixel, 0 is black."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        drawing = pathlib.Path(folder) / "page.png"
        pango(text, drawing, f"--font=Noto Serif CJK SC {points}", "--dpi=200", "--margin=40", "--line-spacing=1.6")
        width, height, rows = read_png(drawing)
    wide, high, left, top = 1654, 2339, 150, 170
    page = [bytearray(b"\xff" * ((wide + 7) // 8)) for _ in range(high)]
    slope = 0.004 * (1 if seed % 2 else -1)
    for y in range(high):
        for x in range(wide):
            sx, sy = x - left, int(y - top + slope * x)
            dark = 0 <= sx < width and 0 <= sy < height and rows[sy][sx] < 120 + dice.randrange(40)
            if dark:
                page[y][x >> 3] &= ~(0x80 >> (x & 7)) & 255
    for _ in range(260):
        x, y = dice.randrange(wide), dice.randrange(high)
        page[y][x >> 3] &= ~(0x80 >> (x & 7)) & 255
    return wide, high, page


def png_of(image):
    width, height, page = image
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    density = struct.pack(">IIB", 7874, 7874, 1)  # 200 dpi
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in page), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"pHYs", density) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf_of(image):
    width, height, page = image
    pixels = zlib.compress(b"".join(bytes(row) for row in page), 9)
    content = b"q 595.44 0 0 842.04 0 0 cm /Im0 Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.44 842.04] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream" % (width, height, len(pixels), pixels),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def mail():
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "黎晓雪 <lixiaoxue@example.com>"
    message["To"] = "青禾市信访局 <xinfang@example.org>"
    message["Subject"] = "星河湾小区孩子入学学位不足"
    message["Date"] = "Mon, 01 Jul 2024 10:20:30 +0800"
    message["Message-ID"] = "<20240701102030.1@example.com>"
    message.set_content(MAIL_BODY, charset="utf-8", cte="base64")
    message.add_attachment(MAIL_ATTACHMENT.encode("gbk"), maintype="text", subtype="plain", filename="入学问题情况说明.txt")
    message.set_boundary("=_anjuan_sample_boundary_=")
    return bytes(message)


def main():
    PAPERS.mkdir(exist_ok=True)
    write("01-来信-离休干部护理费.txt", LETTER_RETIRED)
    write("02-复函-离休干部护理费.docx", docx(REPLY_RETIRED))
    write("03-来信-夜间施工噪音.html", LETTER_NOISE)
    write("04-来访登记-低保.txt", VISIT.encode("gb18030"))
    with tempfile.TemporaryDirectory() as folder:
        drawing = pathlib.Path(folder) / "letter.pdf"
        pango(LETTER_WAGES, drawing, "--font=Noto Serif CJK SC 12", "--dpi=72", "--width=480", "--wrap=char", "--margin=56", "--line-spacing=1.5")
        write("05-联名信-拖欠农民工工资.pdf", drawing.read_bytes())
    write("06-来信-新民路积水（扫描件）.pdf", pdf_of(scan(SCAN_ROAD, 6, 16)))
    write("07-办理单-新民路积水（扫描件）.png", png_of(scan(SCAN_NOTE, 7, 16)))
    write("08-历史来信.zip", gbk_zip(OLD_LETTERS))
    write("09-邮件-入学学位.eml", mail())
    write("10-來信-返還祖宅.txt", TRADITIONAL)
    write("11-信访登记簿.csv", "\r\n".join(",".join(row) for row in REGISTER) + "\r\n")
    with open(HERE / "letters.jsonl", "w", encoding="utf-8") as out:
        for row in LETTERS:
            out.write(json.dumps({**row, "label": "", "source": "青禾网上信访"}, ensure_ascii=False) + "\n")


main()
