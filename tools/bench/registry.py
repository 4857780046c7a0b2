"""`run registry`: registrations a second, the repeat check over many matters, and the list of what is due."""
import csv
import datetime
import json
import os
import random
import sqlite3
import sys

import corpus as corpora
import measure
from measure import BenchError, note
from store import FONDS

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂香玉兰红梅建国志文华亮辉鹏飞斌波宇浩凯健俊帆雪琳晶倩云帅宁博诚"
PLACES = ["玉山镇", "巴城镇", "周市镇", "陆家镇", "花桥镇", "淀山湖镇", "张浦镇", "周庄镇", "千灯镇", "锦溪镇"]
CATEGORIES = ["申诉求决"] * 6 + ["建议意见"] * 2 + ["咨询"]
TODAY = datetime.date.today()
BOOK = 100_000  # rows of one ledger
BATCH = 256  # rows a transaction of the peer: as many as one sync of ours covers at most

# A register in SQLite alone: the same rows with an index on what the repeat check looks up, as durable as ours. No journal, no numbers, no clocks.
PEER = """
import json, sqlite3, sys
rows, file, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(file, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL"); db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE matter (number INTEGER PRIMARY KEY, received TEXT, name TEXT, phone TEXT, row TEXT)")
db.execute("CREATE INDEX by_name ON matter (name)"); db.execute("CREATE INDEX by_phone ON matter (phone)")
waiting = []
def flush():
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO matter (received, name, phone, row) VALUES (?, ?, ?, ?)", waiting)
    db.execute("COMMIT"); waiting.clear()
for line in open(rows, encoding="utf-8"):
    row = json.loads(line)
    waiting.append((row["received"], row["from"][0]["name"], row.get("phone"), line))
    if len(waiting) == batch: flush()
if waiting: flush()
"""


def texts(options):
    """What people wrote, for summaries."""
    rows = []
    for name in corpora.LETTERS:
        rows += corpora.read_rows(os.path.join(options.shared, "data", "letters", name + ".jsonl.zst"))
    return [(row.get("subject", ""), " ".join(row["text"].split())) for row in rows if len(row.get("text", "")) > 40]


class Register:
    """Registrations, drawn at random: the same for the same seed."""

    def __init__(self, options, seed):
        self.letters, self.random = texts(options), random.Random(seed)

    def row(self):
        rng = self.random
        subject, text = rng.choice(self.letters)
        place = rng.choice(PLACES)
        received = TODAY - datetime.timedelta(days=rng.randrange(1, 2000))
        name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice([1, 2, 2])))
        row = {"received": received.isoformat(), "from": [{"name": name}], "address": f"昆山市{place}人民路{rng.randrange(1, 400)}号",
               "category": rng.choice(CATEGORIES), "subject": subject[:40], "summary": f"{place}：{text[:rng.randrange(80, 220)]}"}
        if rng.random() < 0.7:
            row["phone"] = "138%08d" % rng.randrange(10**8)
        return row

    def write(self, path, count):
        corpora.write_rows(path, (self.row() for _ in range(count)))


def anjuan(options, archive, *words, out=None):
    return measure.run([os.path.join(options.bin, "anjuan"), *words, "--archive", archive], out=out)


def make(options, archive):
    measure.remove(archive, archive + ".keys")
    measure.run([os.path.join(options.bin, "anjuan"), "init", archive, *FONDS])


def register_once(options, folder, rows, count):
    archive, out = os.path.join(folder, "register"), os.path.join(folder, "register.out")
    make(options, archive)
    usage = anjuan(options, archive, "register", "--rows", rows, "--defer", "--json", out=out)
    with open(out, encoding="utf-8") as file:
        summary = json.loads(file.readlines()[-1])["summary"]
    if summary["registered"] != count:
        raise BenchError(f"not all rows were registered: {summary}")
    return usage


def peer_once(folder, rows):
    database = os.path.join(folder, "peer.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(database + end):
            os.remove(database + end)
    return measure.run([sys.executable, "-c", PEER, rows, database, str(BATCH)])


def throughput(options, folder, count):
    rows = os.path.join(folder, "rows.jsonl")
    Register(options, 1).write(rows, count)
    ours, theirs = [], []
    for number in range(options.rounds):
        turns = [lambda: ours.append(register_once(options, folder, rows, count)), lambda: theirs.append(peer_once(folder, rows))]
        for turn in turns if number % 2 == 0 else reversed(turns):
            turn()
    rates = [[count / usage.wall for usage in usages] for usages in (ours, theirs)]
    single = []
    for _ in range(3 if options.quick else 20):
        row = Register(options, 2).row()
        single.append(anjuan(options, os.path.join(folder, "register"), "register", "--from", row["from"][0]["name"], "--received", row["received"],
                             "--summary", row["summary"], "--defer"))
    return {"rows": count,
            "anjuan": {**measure.summary(ours), "registrations_per_s": measure.spread(rates[0], 0)},
            "sqlite alone": {**measure.summary(theirs), "registrations_per_s": measure.spread(rates[1], 0)},
            "one_command": {"wall_ms": round(measure.percentile([usage.wall for usage in single], 0.5) * 1000, 1),
                            "cpu_ms": round(measure.percentile([usage.cpu for usage in single], 0.5) * 1000, 1)},
            "anjuan_to_sqlite": {"cpu": measure.cpu_ratio(ours, theirs), "rate": measure.ratio(*rates)}}


def repeats(options, folder, count, asked):
    """Kept in the work folder: reading and indexing so many takes minutes."""
    archive, rows = os.path.join(folder, f"repeats-{count}"), os.path.join(folder, "asked.jsonl")
    done = os.path.join(folder, f"repeats-{count}.done")
    if not os.path.exists(done):
        note(f"{count} matters, registered and indexed (once)")
        make(options, archive)
        all_rows = os.path.join(folder, "all.jsonl")
        Register(options, 3).write(all_rows, count)
        anjuan(options, archive, "register", "--rows", all_rows, "--defer")
        anjuan(options, archive, "index", "--wait")
        with open(done, "w", encoding="utf-8"):
            pass
    # New letters, and old ones again.
    asker, old = Register(options, 4), Register(options, 3)
    corpora.write_rows(rows, ({**(asker if i % 2 else old).row(), "received": TODAY.isoformat()} for i in range(asked)))
    measure.warm(archive)
    out = os.path.join(folder, "repeats.out")
    measure.run([os.path.join(options.bin, "anjuan-bench-registry"), archive, rows, str(options.rounds)], out=out)
    with open(out, encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    times = {unit: {name: round(measure.percentile([answer[unit] for answer in answers], share) / 1000, 2) for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1))}
             for unit in ("cpu_us", "wall_us")}
    found = [answer["candidates"] for answer in answers]
    if not max(found[::2]):
        raise BenchError("no letter that is there already was found again")
    return {"matters": count, "asked": asked, "cpu_ms": times["cpu_us"], "wall_ms": times["wall_us"], "found_again": round(sum(n > 0 for n in found[::2]) / len(found[::2]), 3)}


def write_ledger(letters, rng, path, count, still_open):
    """An old ledger: nearly everything is closed, as in an office of many years."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["收到日期", "登记日期", "来信人", "类别", "题名", "摘要", "办结日期", "处理结果"])
        for i in range(count):
            is_open = i < still_open
            received = TODAY - datetime.timedelta(days=rng.randrange(1, 90) if is_open else rng.randrange(200, 7000))
            subject, text = rng.choice(letters)
            name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
            closed = "" if is_open else (received + datetime.timedelta(days=rng.randrange(1, 60))).isoformat()
            out.writerow([received.isoformat(), received.isoformat(), name, rng.choice(CATEGORIES), subject[:30], text[:60], closed, "" if is_open else "解释说明"])


def due(options, folder, count, still_open):
    archive, done = os.path.join(folder, f"due-{count}"), os.path.join(folder, f"due-{count}.done")
    cost = None
    if not os.path.exists(done):
        note(f"{count} matters of an old ledger (once)")
        make(options, archive)
        letters, rng, ledger, spent = texts(options), random.Random(5), os.path.join(folder, "ledger.csv"), 0.0
        for left in range(count, 0, -BOOK):
            book = min(left, BOOK)
            write_ledger(letters, rng, ledger, book, still_open * book // count)
            spent += anjuan(options, archive, "import", ledger, "--ledger", "--defer").wall
        os.remove(ledger)
        cost = round(count / spent)
        with open(done, "w", encoding="utf-8") as file:
            file.write(str(cost))
    with open(done, encoding="utf-8") as file:
        cost = int(file.read() or 0)
    out = os.path.join(folder, "due.out")
    measure.warm(archive)
    rounds = [anjuan(options, archive, "due", "--within", "7d", "--json", out=out) for _ in range(options.rounds)]
    with open(out, encoding="utf-8") as file:
        listed = json.loads(file.readline())
    return {"matters": count, "open": still_open, "listed": len(listed["due"]), "imported_per_s": cost, "anjuan due --within 7d": measure.summary(rounds)}


def bench(options):
    folder = os.path.join(options.work, "registry")
    os.makedirs(folder, exist_ok=True)
    sizes = {"rows": 300, "repeats": 400, "asked": 20, "due": 500, "open": 20} if options.quick else \
            {"rows": 20_000, "repeats": 100_000, "asked": 200, "due": 1_000_000, "open": 10_000}
    registering = throughput(options, folder, sizes["rows"])
    checking = repeats(options, folder, sizes["repeats"], sizes["asked"])
    listing = due(options, folder, sizes["due"], sizes["open"])
    return {"what": "registrations under group commit; the repeat check before a registration; the list of what is due",
            "versions": {"sqlite": sqlite3.sqlite_version},
            "skipped": [],
            "figures": {"registering": registering, "repeats": checking, "due": listing},
            "aims": [measure.aim("repeat check, CPU p95", None if options.quick else checking["cpu_ms"]["p95"], 50, "ms")]}
