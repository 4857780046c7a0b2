"""`run store`: what it costs to keep files, and to read them all again."""
import hashlib
import json
import os
import shutil
import subprocess
import sys

import measure
from measure import BenchError, note

FONDS = ["--fonds-code", "J021", "--fonds-name", "中共昆山市委组织部"]


# --- the files ------------------------------------------------------------------------------------------------------

def file_set(options):
    """The folder of files that everybody stores, generated once and kept."""
    generator = os.path.join(options.shared, "prototypes", "storage", "gen.py")
    if not os.path.exists(generator):
        raise BenchError(f"{generator} is missing: set ANJUAN_SHARED")
    scans, texts = (40, 200) if options.quick else (3000, 20000)
    folder = os.path.join(options.work, f"files-{scans}-{texts}")
    if not os.path.exists(folder):
        note(f"generating {scans} scans and {texts} texts")
        half_made = folder + ".part"
        measure.remove(half_made)
        subprocess.run([sys.executable, generator, half_made, str(scans), str(texts)], stdout=subprocess.DEVNULL, check=True)
        os.rename(half_made, folder)
    return folder


def describe(folder):
    """Size of the set, and of its distinct contents: counted here, not by anybody who is measured."""
    known = folder + ".json"
    if os.path.exists(known):
        with open(known, encoding="utf-8") as file:
            return json.load(file)
    about = {"files": 0, "bytes": 0, "unique_contents": 0, "unique_bytes": 0}
    seen = set()
    for path in measure.files_below(folder):
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        size = os.path.getsize(path)
        about["files"] += 1
        about["bytes"] += size
        if digest not in seen:
            seen.add(digest)
            about["unique_contents"] += 1
            about["unique_bytes"] += size
    with open(known, "w", encoding="utf-8") as file:
        json.dump(about, file)
    return about


def large_object(options):
    """One incompressible file, far larger than any memory aim."""
    size = (200 << 20) if options.quick else (3 << 30)
    path = os.path.join(options.work, f"large-{size >> 20}", "scan.tif")
    if not os.path.exists(path) or os.path.getsize(path) != size:
        note(f"generating one object of {size >> 20} MiB")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            for _ in range(size >> 22):
                file.write(os.urandom(1 << 22))
    return path, size


# --- who is measured: each ingests into a new folder, says where its bytes are, and verifies them ---------------------

class Copy:
    name = "cp+sha256sum"
    needs = ["cp", "sha256sum"]

    def __init__(self, options, work):
        self.work = work
        self.folders = [os.path.join(work, "copy")]

    def ingest(self, files):
        copied = measure.run(["cp", "-a", files, self.folders[0]])
        # xargs waits for every sha256sum, sh for xargs: all of it is counted.
        summed = measure.run(["sh", "-c", "find copy -type f -print0 | xargs -0 sha256sum > copy.sha256"], cwd=self.work)
        return copied + summed

    def verify(self):
        return measure.run(["sha256sum", "--quiet", "--check", "copy.sha256"], cwd=self.work)


class Anjuan:
    name = "anjuan"
    needs = []

    def __init__(self, options, work):
        self.program = os.path.join(options.bin, "anjuan")
        self.sm3 = os.path.join(options.bin, "anjuan-bench-sm3")
        self.archive = os.path.join(work, "archive")
        self.work = work
        self.folders = [self.archive, self.archive + ".keys"]

    def ingest(self, files):
        begun = measure.run([self.program, "init", self.archive, *FONDS], out=os.path.join(self.work, "init.out"))
        captured = measure.run([self.program, "ingest", "--archive", self.archive, "--defer", "--json", files],
                               out=os.path.join(self.work, "ingest.out"))
        return begun + captured

    def verify(self):
        return measure.run([self.program, "verify", "--archive", self.archive, "--json"], out=os.path.join(self.work, "verify.out"))

    def digest_sm3(self):
        return measure.run([self.sm3, self.archive], out=os.path.join(self.work, "sm3.out"))

    def counts(self):
        """What the program itself says it did."""
        with open(os.path.join(self.work, "ingest.out"), encoding="utf-8") as file:
            last = json.loads(file.readlines()[-1])
        if "summary" not in last:
            raise BenchError("anjuan ingest ended without a summary")
        return last["summary"]


class Restic:
    name = "restic"
    needs = ["restic"]
    compression = "auto"

    def __init__(self, options, work):
        self.work = work
        self.folders = [os.path.join(work, "repo")]
        self.env = {"RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": self.folders[0], "RESTIC_CACHE_DIR": os.path.join(work, "cache"),
                    "RESTIC_COMPRESSION": self.compression}

    def ingest(self, files):
        begun = measure.run(["restic", "init", "--quiet"], env=self.env, out=os.path.join(self.work, "init.out"))
        return begun + measure.run(["restic", "backup", "--quiet", "--compression", self.compression, files], env=self.env,
                                   out=os.path.join(self.work, "backup.out"))

    def verify(self):
        return measure.run(["restic", "check", "--read-data"], env=self.env, out=os.path.join(self.work, "check.out"))


class ResticUncompressed(Restic):
    name = "restic, no compression"
    compression = "off"


class Borg:
    name = "borg"
    needs = ["borg"]

    def __init__(self, options, work):
        self.work = work
        self.folders = [os.path.join(work, "repo")]
        self.env = {"BORG_REPO": self.folders[0], "BORG_BASE_DIR": os.path.join(work, "base"),
                    "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes", "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes"}

    def ingest(self, files):
        begun = measure.run(["borg", "init", "--encryption", "none"], env=self.env, out=os.path.join(self.work, "init.out"))
        return begun + measure.run(["borg", "create", "--compression", "lz4", "::bench", files], env=self.env,
                                   out=os.path.join(self.work, "create.out"))

    def verify(self):
        return measure.run(["borg", "check", "--verify-data"], env=self.env, out=os.path.join(self.work, "check.out"))


CONTESTANTS = [Copy, Anjuan, Restic, ResticUncompressed, Borg]


def present(options):
    """Who takes part, and who does not, with the reason."""
    taking_part, skipped = [], []
    for contestant in CONTESTANTS:
        missing = [need for need in contestant.needs if shutil.which(need) is None]
        if any(need in options.skip for need in contestant.needs):
            reason = "left out by --skip"
        elif missing:
            reason = f"{missing[0]} is not installed (tools/setup --peers)"
        else:
            taking_part.append(contestant)
            continue
        note(f"{contestant.name} skipped: {reason}")
        skipped.append({"peer": contestant.name, "reason": reason})
    return taking_part, skipped


# --- the rounds -----------------------------------------------------------------------------------------------------

class Figures:
    def __init__(self):
        self.ingest, self.verify, self.stored, self.sm3, self.stored_after_sm3 = [], [], [], [], []

    def as_json(self):
        document = {"ingest": measure.summary(self.ingest), "verify": measure.summary(self.verify), "stored": self.stored[-1]}
        if self.sm3:
            document["sm3_pass"] = measure.summary(self.sm3)
            document["stored_after_sm3"] = self.stored_after_sm3[-1]
        return document


def one_turn(contestant, options, files, about, figures, number):
    work = os.path.join(options.work, "store", contestant.__name__)
    measure.remove(work)
    os.makedirs(work)
    task = contestant(options, work)
    note(f"round {number + 1}: {contestant.name}")
    measure.warm(files)
    figures.ingest.append(task.ingest(files))
    figures.stored.append(measure.stored(*task.folders))
    measure.warm(*task.folders)
    figures.verify.append(task.verify())
    if contestant is Anjuan:
        counts = task.counts()
        if counts.get("stored", 0) + counts.get("duplicate", 0) != about["files"]:
            raise BenchError(f"anjuan did not keep every file: {counts}")
        figures.sm3.append(task.digest_sm3())
        figures.stored_after_sm3.append(measure.stored(*task.folders))
    measure.remove(work)


def large_object_figures(options):
    path, size = large_object(options)
    work = os.path.join(options.work, "store", "large")
    measure.remove(work)
    os.makedirs(work)
    task = Anjuan(options, work)
    ingest = task.ingest(os.path.dirname(path))
    figures = {"object_mb": size >> 20, "ingest": measure.summary([ingest]), "verify": measure.summary([task.verify()])}
    measure.remove(work)
    return figures


def ratios(figures):
    ours = figures["anjuan"]
    found = {}
    for name, theirs in figures.items():
        if name != "anjuan":
            found[name] = {"ingest_cpu": measure.cpu_ratio(ours.ingest, theirs.ingest),
                           "verify_cpu": measure.cpu_ratio(ours.verify, theirs.verify),
                           "stored_bytes": round(ours.stored[-1]["bytes"] / theirs.stored[-1]["bytes"], 3)}
    return found


def aims(about, figures, found, large):
    def of(peer, figure):
        return found[peer][figure]["of_medians"] if peer in found else None

    rss = max(usage.rss_kib for usage in figures["anjuan"].ingest) / 1024
    return [
        measure.aim("ingest CPU against cp -a + sha256sum", of("cp+sha256sum", "ingest_cpu"), 0.8),
        measure.aim("ingest CPU against restic", of("restic", "ingest_cpu"), 0.5),
        measure.aim("ingest CPU against restic without compression", of("restic, no compression", "ingest_cpu"), 0.5),
        measure.aim("verify CPU against restic check --read-data", of("restic", "verify_cpu"), 0.6),
        measure.aim("verify CPU against restic without compression", of("restic, no compression", "verify_cpu"), 0.6),
        measure.aim("stored bytes against unique bytes", round(figures["anjuan"].stored[-1]["bytes"] / about["unique_bytes"], 4), 1.02),
        measure.aim("memory of the ingest", round(rss, 1), 96, "MB"),
        measure.aim(f"memory of ingesting one object of {large['object_mb']} MB", large["ingest"]["max_rss_mb"], 96, "MB"),
    ]


def bench(options):
    files = file_set(options)
    about = describe(files)
    taking_part, skipped = present(options)
    figures = {contestant.name: Figures() for contestant in taking_part}
    for number in range(options.rounds):
        # Everybody is first and last in turn: a machine that slows down during a round must not favour one of them.
        for contestant in taking_part if number % 2 == 0 else reversed(taking_part):
            one_turn(contestant, options, files, about, figures[contestant.name], number)
    large = large_object_figures(options)
    found = ratios(figures)
    return {
        "set": about,
        "caches": "every file is read once before each measurement, sources before ingest and stores before verify: nobody starts cold",
        "versions": {"restic": measure.output_of(["restic", "version"]), "borg": measure.output_of(["borg", "--version"]),
                     "sha256sum": measure.output_of(["sha256sum", "--version"])},
        "skipped": skipped,
        "figures": {name: figure.as_json() for name, figure in figures.items()},
        "large_object": large,
        "anjuan_to_peer": found,
        "aims": aims(about, figures, found, large),
    }
