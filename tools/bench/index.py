"""`run index`: what it costs to make letters findable, once they are read."""
import os
import shutil

import corpus as corpora
import measure
from measure import BenchError, note


def tables(folder):
    """Bytes by table of a Xapian database: postlist, docdata, position …"""
    found = {}
    for path in measure.files_below(folder):
        name, kind = os.path.splitext(os.path.basename(path))
        if kind == ".glass":
            found[name] = found.get(name, 0) + os.path.getsize(path)
    return found


def index_figures(usages, folder, text_bytes):
    size = measure.stored(folder)["bytes"]
    return {"index": measure.summary(usages), "bytes": size, "tables": tables(folder), "bytes_to_text": round(size / text_bytes, 3)}


def compacted_bytes(database):
    """Xapian's own way of making a database small, for comparison."""
    if shutil.which("xapian-compact") is None:
        return None
    small = database + ".compact"
    measure.remove(small)
    measure.run(["xapian-compact", database, small])
    size = measure.stored(small)["bytes"]
    measure.remove(small)
    return size


def ours_once(options, archive, items):
    """The index step alone: everything is read and digested, the index is gone."""
    measure.remove(os.path.join(archive, "index"))
    out = os.path.join(os.path.dirname(archive), "index.out")
    usage = measure.run([os.path.join(options.bin, "anjuan"), "index", "--archive", archive, "--json"], out=out)
    summary = corpora.summary_in(os.path.dirname(archive), "index.out")
    if summary.get("read", 0) or summary.get("indexed", 0) != items:
        raise BenchError(f"the index step did something else: {summary}")
    return usage


def bench(options):
    corpus = corpora.letters(options)
    reason = corpora.peer_missing(options)
    if reason:
        note(f"Xapian n-grams skipped: {reason}")
    archive, cost = corpora.archive_of(options, corpus)
    dump = corpora.dump_for_scriptindex(options, corpus)
    database = os.path.join(options.work, corpus.name, "peer")
    ours, theirs = [], []
    for number in range(options.rounds):
        measure.warm(archive, os.path.dirname(dump))
        turns = [lambda: ours.append(ours_once(options, archive, len(corpus.items)))]
        if not reason:
            turns.append(lambda: theirs.append(corpora.index_peer(options, corpus, dump, database)))
        note(f"round {number + 1}")
        for turn in turns if number % 2 == 0 else reversed(turns):
            turn()
    figures = {"anjuan": index_figures(ours, os.path.join(archive, "index"), corpus.text_bytes)}
    found = {}
    if not reason:
        figures["xapian n-grams"] = index_figures(theirs, database, corpus.text_bytes)
        figures["xapian n-grams"]["compacted_bytes"] = compacted_bytes(database)
        found["xapian n-grams"] = {"index_cpu": measure.cpu_ratio(ours, theirs),
                                   "index_bytes": round(figures["anjuan"]["bytes"] / figures["xapian n-grams"]["bytes"], 3)}
    return {
        "set": corpus.about(),
        "what": "ours: `anjuan index` after the index folder was removed, everything else done before; the peer: scriptindex on the same texts",
        "versions": {"scriptindex": measure.output_of(["scriptindex", "--version"])},
        "skipped": [{"peer": "xapian n-grams", "reason": reason}] if reason else [],
        "before_indexing": cost,
        "figures": figures,
        "anjuan_to_peer": found,
    }
