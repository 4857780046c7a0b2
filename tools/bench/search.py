"""`run search`: how long questions take, and whether the answer holds what it must."""
import json
import os
import random
import re
import statistics
import unicodedata

import corpus as corpora
import measure
from measure import note

HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
PEER = "xapian n-grams"


# --- the truth, by a scanner that knows nothing of an index -----------------------------------------------------------

def character_table(options):
    table = {}
    with open(os.path.join(options.source, "schemas", "dictionaries", "fold-t2s.tsv"), encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if not line.startswith("#") and len(fields) == 4:  # code point, traditional, code point, simplified
                table[int(fields[0], 16)] = fields[3]
    return table


def folded(text, table):
    """Up to width, case, script and blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(table)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))


class Truth:
    def __init__(self, corpus, table):
        self.table = table
        self.bodies = [(item["id"], folded(item["text"], table)) for item in corpus.items]
        self.titles = [(item["id"], folded(item["title"], table)) for item in corpus.items]

    def in_body(self, run):
        run = folded(run, self.table)
        return {name for name, text in self.bodies if run in text}

    def anywhere(self, run):
        run = folded(run, self.table)
        return self.in_body(run) | {name for name, text in self.titles if run in text}


# --- the queries ----------------------------------------------------------------------------------------------------

def vocabulary(options):
    folder = os.path.join(options.shared, "data", "vocab", "THUOCL", "data")
    words = set()
    for path in measure.files_below(folder):
        with open(path, encoding="utf-8") as file:
            words.update(line.split("\t")[0].strip() for line in file)
    return sorted(word for word in words if 2 <= len(word) <= 4 and HAN_RUN.fullmatch(word))


def keywords(options, corpus, count, chance):
    """Words of 2 to 4 characters that people use and that stand somewhere."""
    everything = "\n".join(item["text"] for item in corpus.items)
    words = vocabulary(options)
    chance.shuffle(words)
    found = []
    for word in words:
        if len(found) == count:
            break
        if word in everything:
            found.append({"kind": "keyword", "text": word})
    return found


def phrases(corpus, count, chance):
    """Runs of 3 to 8 characters, verbatim from letters taken at random."""
    found = []
    while len(found) < count:
        item = chance.choice(corpus.items)
        runs = [run for run in HAN_RUN.findall(item["text"]) if len(run) >= 8]
        if not runs:
            continue
        run, length = chance.choice(runs), chance.randint(3, 8)
        at = chance.randint(0, len(run) - length)
        found.append({"kind": "phrase", "text": run[at:at + length], "from": item["id"]})
    return found


def as_question(text):
    """Without the characters that either query language takes for an operator."""
    return re.sub(r"[\s\"'“”‘’「」『』()（）\[\]【】《》<>:：+*?？!！\-—_~^|&/\\.]", "", text)


def questions(pairs, count, chance):
    pairs = [pair for pair in pairs if len(as_question(pair["text"])) > 6]
    chance.shuffle(pairs)
    return [{"kind": "question", "text": as_question(pair["text"]), "relevant": pair["relevant"]} for pair in pairs[:count]]


# --- the program that asks ------------------------------------------------------------------------------------------

def ask(options, corpus, archive, database, queries):
    """Runs anjuan-bench-search: one record for each engine and query."""
    folder = os.path.join(options.work, corpus.name)
    listed = os.path.join(folder, "queries.tsv")
    with open(listed, "w", encoding="utf-8") as file:
        for number, query in enumerate(queries):
            file.write(f"{number}\t{query['kind']}\t{query['text']}\n")
    command = [os.path.join(options.bin, "anjuan-bench-search"), archive, listed, str(options.rounds)]
    if database:
        command.append(database)
    out = os.path.join(folder, "search.out")
    measure.run(command, out=out)
    with open(out, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def times(records, queries, engine, kind):
    asked = [record for record in records if record["engine"] == engine and queries[record["query"]]["kind"] == kind]
    if not asked:
        return None
    found = [record["cpu_us"] for record in asked]
    return {"queries": len(found), "p50": round(measure.percentile(found, 0.5), 1), "p95": round(measure.percentile(found, 0.95), 1),
            "mean": round(statistics.fmean(found), 1), "totals_exact": round(sum(record["total_is_exact"] for record in asked) / len(asked), 3)}


def completeness(records, queries, engine, truth_of):
    """Phrases and keywords: is the letter it was taken from there, and is the whole answer exactly the truth?"""
    asked = source_found = exact = 0
    true = found_true = found = 0
    for record in records:
        query = queries[record["query"]]
        if record["engine"] != engine or "all" not in record or query["kind"] != truth_of["kind"]:
            continue
        truth, answer = truth_of["of"](query["text"]), set(record["all"])
        asked += 1
        source_found += query.get("from") in answer
        exact += truth == answer
        true += len(truth)
        found += len(answer)
        found_true += len(truth & answer)
    if not asked:
        return None
    result = {"queries": asked, "exactly_the_truth": round(exact / asked, 4), "recall": round(found_true / true, 4) if true else None,
              "precision": round(found_true / found, 4) if found else None}
    if truth_of["kind"] == "phrase":
        result["source_letter_found"] = round(source_found / asked, 4)
    return result


def ranking(records, queries, engine):
    reciprocal = hits = asked = 0
    for record in records:
        query = queries[record["query"]]
        if record["engine"] != engine or query["kind"] != "question":
            continue
        asked += 1
        top = record["top"][:10]
        if query["relevant"] in top:
            hits += 1
            reciprocal += 1 / (top.index(query["relevant"]) + 1)
    return {"queries": asked, "mrr_at_10": round(reciprocal / asked, 4), "hit_at_10": round(hits / asked, 4)} if asked else None


def peer_database(options, corpus):
    if corpora.peer_missing(options):
        return None
    database = os.path.join(options.work, corpus.name, "peer")
    corpora.index_peer(options, corpus, corpora.dump_for_scriptindex(options, corpus), database)
    return database


def bench(options):
    chance = random.Random(20261124)
    reason = corpora.peer_missing(options)
    if reason:
        note(f"{PEER} skipped: {reason}")
    count = 20 if options.quick else 500
    letters = corpora.letters(options)
    bare, pairs = corpora.subjectless(options)
    exact_queries = keywords(options, letters, count, chance) + phrases(letters, count, chance)
    asked = questions(pairs, count, chance)
    archive, _ = corpora.archive_of(options, letters)
    bare_archive, _ = corpora.archive_of(options, bare)
    note("asking")
    exact_records = ask(options, letters, archive, peer_database(options, letters), exact_queries)
    question_records = ask(options, bare, bare_archive, peer_database(options, bare), asked)
    truth = Truth(letters, character_table(options))
    note("scanning for the truth")
    figures = {}
    for engine in ["anjuan", "anjuan with snippets"] + ([] if reason else [PEER]):
        figures[engine] = {"cpu_us": {"keyword": times(exact_records, exact_queries, engine, "keyword"),
                                      "phrase": times(exact_records, exact_queries, engine, "phrase"),
                                      "question": times(question_records, asked, engine, "question")}}
        if engine != "anjuan with snippets":
            # A quoted run is asked of the body alone; the peer's database has titles and bodies in one.
            phrase_truth = truth.anywhere if engine == PEER else truth.in_body
            figures[engine]["keyword_answers"] = completeness(exact_records, exact_queries, engine, {"kind": "keyword", "of": truth.anywhere})
            figures[engine]["phrase_answers"] = completeness(exact_records, exact_queries, engine, {"kind": "phrase", "of": phrase_truth})
            figures[engine]["subject_to_letter"] = ranking(question_records, asked, engine)
    found = {}
    if not reason:
        for kind in ("keyword", "phrase", "question"):
            ours, theirs = figures["anjuan"]["cpu_us"][kind], figures[PEER]["cpu_us"][kind]
            if ours and theirs:
                found[kind] = {"p50": round(ours["p50"] / theirs["p50"], 3), "p95": round(ours["p95"] / theirs["p95"], 3)}
    return {
        "set": {"keywords and phrases": letters.about(), "questions": bare.about()},
        "what": "warm, one thread, the first 10; CPU of the asking thread, the median of the rounds for each query",
        "skipped": [{"peer": PEER, "reason": reason}] if reason else [],
        "figures": figures,
        "anjuan_to_peer": {PEER: found} if found else {},
    }
