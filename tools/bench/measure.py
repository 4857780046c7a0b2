"""Running a command and knowing what it cost: CPU of its whole process tree, peak memory, wall time; and how figures are summed up."""
import json
import os
import shutil
import statistics
import subprocess
import sys


class BenchError(Exception):
    """Ends the run with one line on standard error."""


def note(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Usage:
    """What one command, or several one after the other, cost."""

    def __init__(self, user=0.0, system=0.0, wall=0.0, rss_kib=0):
        self.user, self.system, self.wall, self.rss_kib = user, system, wall, rss_kib

    @property
    def cpu(self):
        return self.user + self.system

    def __add__(self, other):
        return Usage(self.user + other.user, self.system + other.system, self.wall + other.wall, max(self.rss_kib, other.rss_kib))


_launcher = None


def _launch(order):
    global _launcher
    if _launcher is None:
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launch.py")
        _launcher = subprocess.Popen([sys.executable, "-S", "-E", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _launcher.stdin.write(json.dumps(order) + "\n")
    _launcher.stdin.flush()
    answer = _launcher.stdout.readline()
    if not answer:
        raise BenchError("the launcher ended")
    return json.loads(answer)


def run(command, cwd=None, env=None, out=None):
    """Runs a command to its end. Its output goes to the file `out`, or nowhere. BenchError unless it ends with 0."""
    err = out + ".err" if out else os.devnull
    done = _launch({"command": command, "cwd": cwd, "env": env or {}, "out": out or os.devnull, "err": err})
    if done["code"] != 0:
        tail = ""
        if out:
            with open(err, encoding="utf-8", errors="replace") as file:
                tail = "".join(file.readlines()[-3:]).strip()
        raise BenchError(f"{' '.join(command[:3])} … ended with {done['code']}" + (f": {tail}" if tail else ""))
    return Usage(done["user"], done["system"], done["wall"], done["rss_kib"])


def output_of(command):
    """First line of what a command says, or None when it is not there."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError:
        return None
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else None


def rss_floor_mb():
    """The peak memory of a program that does nothing, as it is measured here."""
    return run(["true"]).rss_kib / 1024


def spread(values, digits=3):
    values = list(values)
    return {"min": round(min(values), digits), "median": round(statistics.median(values), digits),
            "rounds": [round(value, digits) for value in values]}


def summary(usages):
    """Several rounds of one task."""
    return {"cpu_s": spread(usage.cpu for usage in usages), "user_s": spread(usage.user for usage in usages),
            "system_s": spread(usage.system for usage in usages), "wall_s": spread(usage.wall for usage in usages),
            "max_rss_mb": round(max(usage.rss_kib for usage in usages) / 1024, 1)}


def ratio(ours, theirs):
    """Of two lists of rounds: of the medians, and of the minima."""
    if not ours or not theirs or not min(theirs):
        return None
    return {"of_medians": round(statistics.median(ours) / statistics.median(theirs), 3), "of_minima": round(min(ours) / min(theirs), 3)}


def cpu_ratio(ours, theirs):
    return ratio([usage.cpu for usage in ours], [usage.cpu for usage in theirs])


def aim(name, value, limit, unit="ratio"):
    """One promise of the plan. `value` None: it could not be measured, which is not a pass."""
    return {"aim": name, "value": value, "limit": limit, "unit": unit,
            "pass": None if value is None else bool(value <= limit)}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def files_below(folder):
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(parent, name)


def stored(*folders):
    """Bytes of every file below: as long as they are, and as much as the disk gives them."""
    total = {"bytes": 0, "on_disk_bytes": 0, "files": 0}
    for folder in folders:
        for path in files_below(folder):
            info = os.lstat(path)
            total["bytes"] += info.st_size
            total["on_disk_bytes"] += info.st_blocks * 512
            total["files"] += 1
    return total


def warm(*folders):
    """Brings every file into the page cache, so that nobody pays for the disk: no measured command starts cold."""
    buffer = bytearray(1 << 20)
    for folder in folders:
        for path in files_below(folder):
            with open(path, "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def remove(*folders):
    for folder in folders:
        if os.path.lexists(folder):
            shutil.rmtree(folder)


def machine():
    model = "unknown"
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
            model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), model)
    except OSError:
        pass
    return {"cpu": model, "cores": os.cpu_count(), "kernel": os.uname().release, "load_at_start": round(os.getloadavg()[0], 2),
            "rss_floor_mb": round(rss_floor_mb(), 1)}
