"""The letters: what is indexed and searched, as our archive and as the peer's database, from the same texts."""
import hashlib
import json
import os
import shutil
import subprocess

import measure
from measure import BenchError, note
from store import FONDS

LETTERS = ["taidi2020_att4_replied", "taidi2020_att3_hot", "taidi2020_att2_test"]
QUICK_ROWS = 60
REPLY = "#复函"

# Every text without a prefix and with positions, as omega and recoll do; the id comes back in the document's data.
INDEX_SCRIPT = "id : boolean=Q unique=Q field\ntitle : index\ntext : index\n"


class Corpus:
    """Files of rows as `anjuan import` takes them, and the items that come of them."""

    def __init__(self, name, files, rows):
        self.name, self.files = name, files
        self.items = list(items_of(rows))
        self.text_bytes = sum(len(item["text"].encode()) + len(item["title"].encode()) for item in self.items)

    def about(self):
        return {"items": len(self.items), "text_bytes": self.text_bytes}


def items_of(rows):
    """A letter and its reply are two items; a row is taken once only: the same rules as `anjuan import`."""
    seen = set()
    for row in rows:
        name = f"{row['source']}:{row['id']}"
        if name in seen or not row.get("text"):
            continue
        seen.add(name)
        subject = row.get("subject", "")
        yield {"id": name, "title": subject, "text": row["text"]}
        if row.get("reply"):
            yield {"id": name + REPLY, "title": "复函：" + (subject or row["id"]), "text": row["reply"]}


def read_rows(path):
    if not os.path.exists(path):
        raise BenchError(f"{path} is missing: set ANJUAN_SHARED")
    if shutil.which("zstd") is None:
        raise BenchError("zstd is not installed (tools/setup)")
    done = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.strip()]


def write_rows(path, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def letters(options):
    """Citizens' messages with their subject lines, and the official replies."""
    files, rows = [], []
    for name in LETTERS:
        path = os.path.join(options.shared, "data", "letters", name + ".jsonl.zst")
        part = read_rows(path)
        if options.quick:
            part = part[:QUICK_ROWS]
            path = os.path.join(options.work, "letters-quick", name + ".jsonl")
            write_rows(path, part)
        files.append(path)
        rows += part
    return Corpus("letters-quick" if options.quick else "letters", files, rows)


def subjectless(options):
    """Messages without their subject lines, and the subject lines as questions: subject → the one letter it belongs to."""
    folder = os.path.join(options.shared, "data", "retrieval", "letters_subject2letter")
    rows = [{"id": row["id"], "source": "s2l", "time": row["time"][:10], "text": row["text"]}
            for row in read_rows(os.path.join(folder, "corpus.jsonl.zst"))]
    if options.quick:
        rows = rows[:QUICK_ROWS]
    name = "subjectless-quick" if options.quick else "subjectless"
    path = os.path.join(options.work, name, "rows.jsonl")
    write_rows(path, rows)
    corpus = Corpus(name, [path], rows)
    known = {item["id"] for item in corpus.items}
    with open(os.path.join(folder, "queries.jsonl"), encoding="utf-8") as file:
        texts = {query["id"]: query["text"] for query in map(json.loads, file)}
    questions = []
    with open(os.path.join(folder, "qrels.tsv"), encoding="utf-8") as file:
        for line in file:
            query, document, _ = line.split("\t")
            if "s2l:" + document in known:
                questions.append({"text": texts[query], "relevant": "s2l:" + document})
    return corpus, questions


# --- our archive ----------------------------------------------------------------------------------------------------

def fingerprint(options, corpus):
    """Of what an archive was made from. Not of the program's bytes: reading takes minutes, and neither index nor search measures it."""
    digest = hashlib.sha256((measure.output_of([os.path.join(options.bin, "anjuan"), "--version"]) or "").encode())
    for path in corpus.files:
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def archive_of(options, corpus):
    """(folder, what import and reading cost): an archive in which every item is read. Kept between runs; an interrupted one is finished."""
    folder = os.path.join(options.work, corpus.name)
    archive, stamp = os.path.join(folder, "archive"), os.path.join(folder, "archive.json")
    mark = fingerprint(options, corpus)
    known = {}
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            known = json.load(file)
    if known.get("fingerprint") == mark and "cost" in known:
        return archive, known["cost"] | {"from_an_earlier_run": True}
    program = os.path.join(options.bin, "anjuan")
    resumed = known.get("fingerprint") == mark
    if not resumed:
        measure.remove(archive, archive + ".keys")
        os.makedirs(folder, exist_ok=True)
        measure.run([program, "init", archive, *FONDS], out=os.path.join(folder, "init.out"))
        write_json(stamp, {"fingerprint": mark})
    note(f"importing {corpus.name}")
    imported = measure.Usage()
    for path in corpus.files:
        imported += measure.run([program, "import", "--archive", archive, "--defer", "--json", path], out=os.path.join(folder, "import.out"))
    note(f"reading {len(corpus.items)} items")
    read = measure.run([program, "index", "--archive", archive, "--json"], out=os.path.join(folder, "read.out"))
    cost = {"import": measure.summary([imported]), "read_digest_and_index": measure.summary([read]), "summary": summary_in(folder, "read.out"),
            "only_the_rest_of_an_interrupted_run": resumed}
    write_json(stamp, {"fingerprint": mark, "cost": cost})
    return archive, cost


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)


def summary_in(folder, name):
    """The last line of a command's --json."""
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    last = json.loads(lines[-1]) if lines else {}
    if "summary" not in last:
        raise BenchError(f"{name}: no summary at its end")
    return last["summary"]


# --- the peer's database --------------------------------------------------------------------------------------------

def dump_for_scriptindex(options, corpus):
    folder = os.path.join(options.work, corpus.name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "index.script"), "w", encoding="utf-8") as file:
        file.write(INDEX_SCRIPT)
    dump = os.path.join(folder, "items.dump")
    with open(dump, "w", encoding="utf-8", newline="\n") as file:
        for item in corpus.items:
            # A value goes on on the next line after "=".
            for field in ("id", "title", "text"):
                lines = item[field].replace("\r\n", "\n").replace("\r", "\n").split("\n")
                file.write(f"{field}={lines[0]}\n" + "".join(f"={line}\n" for line in lines[1:]))
            file.write("\n")
    return dump


def index_peer(options, corpus, dump, database):
    measure.remove(database)
    script = os.path.join(options.work, corpus.name, "index.script")
    return measure.run(["scriptindex", "--stemmer=none", database, script, dump], env={"XAPIAN_CJK_NGRAM": "1"}, out=database + ".out")


def peer_missing(options):
    """Why scriptindex does not take part, or None."""
    if "scriptindex" in options.skip:
        return "left out by --skip"
    if shutil.which("scriptindex") is None:
        return "scriptindex is not installed (tools/setup --peers)"
    return None
