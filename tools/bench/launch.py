"""Starts commands for measure.py, one JSON object a line in and out. A process of its own because the kernel counts the pages of whoever
starts a program into that program's peak memory: this one stays small, however much the bench itself has loaded."""
import json
import os
import sys
import time


def start(command, cwd, env, out, err):
    read_only = os.open(os.devnull, os.O_RDONLY)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    stdout, stderr = os.open(out, flags, 0o644), os.open(err, flags, 0o644)
    child = os.fork()
    if child == 0:
        try:
            for number, descriptor in enumerate((read_only, stdout, stderr)):
                os.dup2(descriptor, number)
            if cwd:
                os.chdir(cwd)
            os.execvpe(command[0], command, os.environ | env)
        except OSError as error:
            os.write(2, f"{command[0]}: {error}\n".encode())
        os._exit(127)
    for descriptor in (read_only, stdout, stderr):
        os.close(descriptor)
    return child


for line in sys.stdin:
    begun = time.monotonic()
    # The child's own use and that of every descendant that was waited for.
    _, status, usage = os.wait4(start(**json.loads(line)), 0)
    print(json.dumps({"code": os.waitstatus_to_exitcode(status), "user": usage.ru_utime, "system": usage.ru_stime,
                      "wall": time.monotonic() - begun, "rss_kib": usage.ru_maxrss}), flush=True)
