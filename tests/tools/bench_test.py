#!/usr/bin/env python3
"""tools/bench/run works, says what it skips, and cannot pass an aim that it did not measure. Its figures are not looked at here."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
SOURCE = os.environ.get("ANJUAN_SOURCE_DIR", os.getcwd())
BIN = os.environ.get("ANJUAN_BIN_DIR", os.path.join(SOURCE, "build", "dev", "bin"))
SHARED = os.environ.get("ANJUAN_SHARED", os.path.join(SOURCE, "..", "shared"))
sys.path.insert(0, os.path.join(SOURCE, "tools", "bench"))

import corpus  # noqa: E402
import measure  # noqa: E402
import search  # noqa: E402

PEERS = ["restic", "borg", "scriptindex"]


def run_bench(kind, work, skip):
    command = [os.path.join(SOURCE, "tools", "bench", "run"), kind, "--quick", "--rounds", "1", "--work", work, "--bin", BIN, "--shared", SHARED]
    for peer in skip:
        command += ["--skip", peer]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


class Measuring(unittest.TestCase):
    def test_counts_the_cpu_of_grandchildren(self):
        alone = measure.run(["true"])
        nested = measure.run(["sh", "-c", "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; true"])
        self.assertGreater(nested.cpu, alone.cpu + 0.03)

    def test_reports_the_memory_of_the_command_and_not_of_the_bench(self):
        ballast = bytearray(os.urandom(64 << 20))
        self.assertLess(measure.run(["true"]).rss_kib, 32 << 10)
        self.assertEqual(len(ballast), 64 << 20)
        hungry = measure.run([sys.executable, "-c", "b = bytearray(64 << 20); b[::4096] = b'x' * len(b[::4096])"])
        self.assertGreater(hungry.rss_kib, 64 << 10)

    def test_a_failed_command_is_an_error_with_its_last_words(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(measure.BenchError, "ended with 3: alas"):
                measure.run(["sh", "-c", "echo alas >&2; exit 3"], out=os.path.join(folder, "out"))
        with self.assertRaises(measure.BenchError):
            measure.run(["no-such-program-anywhere"])

    def test_sums_up(self):
        self.assertEqual(measure.spread([3, 1, 8]), {"min": 1, "median": 3, "rounds": [3, 1, 8]})
        self.assertEqual(measure.ratio([2, 4, 9], [8, 8, 1]), {"of_medians": 0.5, "of_minima": 2.0})
        self.assertEqual(measure.percentile(list(range(100)), 0.95), 95)

    def test_an_aim_that_was_not_measured_is_not_passed(self):
        self.assertIsNone(measure.aim("x", None, 1)["pass"])
        self.assertIs(measure.aim("x", 1.0, 1)["pass"], True)
        self.assertIs(measure.aim("x", 1.01, 1)["pass"], False)


class Judging(unittest.TestCase):
    ROWS = [{"id": "1", "source": "s", "subject": "離休", "text": "Ａ區 的\n待遇", "reply": "好"}, {"id": "1", "source": "s", "text": "again"}]

    def test_a_row_is_taken_once_and_its_reply_is_an_item(self):
        items = list(corpus.items_of(self.ROWS))
        self.assertEqual([item["id"] for item in items], ["s:1", "s:1#复函"])
        self.assertEqual(items[1]["title"], "复函：離休")

    def test_the_truth_overlooks_width_case_script_and_blanks(self):
        class Options:
            source = SOURCE
        truth = search.Truth(corpus.Corpus("t", [], self.ROWS), search.character_table(Options))
        self.assertEqual(truth.in_body("a区的待"), {"s:1"})
        self.assertEqual(truth.in_body("离休"), set())
        self.assertEqual(truth.anywhere("离休"), {"s:1", "s:1#复函"})

    def test_a_missed_letter_and_a_false_one_show(self):
        queries = [{"kind": "phrase", "text": "待遇", "from": "s:1"}]
        for answer, recall, precision in ((["s:1"], 1, 1), ([], 0, None), (["s:1", "s:2"], 1, 0.5)):
            records = [{"engine": "e", "query": 0, "all": answer}]
            judged = search.completeness(records, queries, "e", {"kind": "phrase", "of": lambda run: {"s:1"}})
            self.assertEqual((judged["recall"], judged["precision"]), (recall, precision))
            self.assertEqual(judged["exactly_the_truth"], 1 if answer == ["s:1"] else 0)


@unittest.skipUnless(os.path.isdir(os.path.join(SHARED, "prototypes")), "no shared data: set ANJUAN_SHARED")
class Running(unittest.TestCase):
    def test_every_bench_runs_without_its_peers_and_says_so(self):
        with tempfile.TemporaryDirectory() as work:
            for kind, ours in (("store", "ingest"), ("index", "index"), ("search", "cpu_us")):
                with self.subTest(kind):
                    done = run_bench(kind, work, PEERS)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    document = json.loads(done.stdout)
                    self.assertIn(ours, document["figures"]["anjuan"])
                    self.assertTrue(document["skipped"])
                    self.assertIn("skipped: left out by --skip", done.stderr)
                    for aim in document.get("aims", []):
                        self.assertEqual(aim["pass"] is None, "restic" in aim["aim"], aim)
                    if kind == "search":
                        for judged in ("keyword_answers", "phrase_answers"):
                            self.assertEqual(document["figures"]["anjuan"][judged]["exactly_the_truth"], 1.0)

    def test_wrong_use_is_refused(self):
        self.assertEqual(subprocess.run([os.path.join(SOURCE, "tools", "bench", "run"), "everything"], capture_output=True, check=False).returncode, 2)
        with tempfile.TemporaryDirectory() as work:
            done = subprocess.run([os.path.join(SOURCE, "tools", "bench", "run"), "store", "--quick", "--work", work, "--bin", work],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("is missing", done.stderr)


if __name__ == "__main__":
    if os.environ.get("CI") == "true" and not os.path.isdir(os.path.join(SHARED, "prototypes")):
        sys.exit("the shared data is missing: in CI that is a failure")
    unittest.main()
