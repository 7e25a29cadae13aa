"""When the stages of the cold start begin and end, reported as `firstlight.coldstart/1`.

The record is described in docs/cold-start-record.md. Times are counted from the creation of the
process, which Linux tells in ticks of 10 ms; the middle of the tick is taken.
"""

import contextlib
import json
import os
import platform
import time
import uuid


class Span:
    def __init__(self, stage, start):
        self.stage = stage
        self.start = start
        self.end = start
        self.bytes = 0

    @property
    def millis(self):
        return self.end - self.start


class Stages:
    def __init__(self):
        self.created = process_creation()
        self.instance = str(uuid.uuid4())
        # Lambda grants one CPU for each 1,769 MB.
        memory = int(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769"))
        self.cpus = memory / 1769
        self.threads = max(1, round(self.cpus))
        self.record = None
        boot = Span("boot", 0.0)
        boot.end = self.now()
        self.spans = [boot]

    def now(self):
        """Milliseconds since the process was created."""
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - self.created) * 1e3

    @contextlib.contextmanager
    def during(self, stage):
        span = Span(stage, self.now())
        yield span
        span.end = self.now()
        self.spans.append(span)

    def ready(self, package, runtime, version):
        """The instance can predict from now on."""
        self.record = {
            "schema": "firstlight.coldstart/1",
            "instance": self.instance,
            "target": "lambda",
            "policy": "eager",
            "model": package.name,
            "modelVersion": package.version,
            "provenance": package.provenance,
            "runtime": runtime,
            "runtimeVersion": version,
            "artifact": package.artifact,
            "passedOver": [],
            "jdk": f"{platform.python_implementation()} {platform.python_version()}",
            "cpuShare": self.cpus,
            "threads": self.threads,
            "readyMillis": self.now(),
            "memory": memory(),
        }

    @contextlib.contextmanager
    def prediction(self):
        span = Span("predict", self.now())
        yield span
        span.end = self.now()

    def headers(self, prediction):
        """What every answer says, and of the cold start the first one."""
        record, self.record = self.record, None
        headers = {
            "Server-Timing": f"predict;dur={prediction.millis:.3f}",
            "Firstlight-Instance": self.instance,
            "Firstlight-Cold": "false" if record is None else "true",
        }
        if record is not None:
            record["stages"] = [
                {
                    "stage": span.stage,
                    "startMillis": round(span.start, 3),
                    "endMillis": round(span.end, 3),
                    "bytes": span.bytes,
                }
                for span in [*self.spans, prediction]
            ]
            headers["Firstlight-Cold-Start"] = json.dumps(record, separators=(",", ":"))
        return headers


def process_creation():
    """Seconds from the machine's boot to the creation of this process."""
    with open("/proc/self/stat", encoding="ascii") as stat:
        started = int(stat.read().rpartition(")")[2].split()[19])
    return (started + 0.5) / os.sysconf("SC_CLK_TCK")


def memory():
    with open("/proc/self/statm", encoding="ascii") as statm:
        resident = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"heapBytes": 0, "nativeBytes": resident, "residentBytes": resident}
