"""What the job writes is what one machine writes, whatever dies on the way. Run by `.ci/spark`; `BUNTAN` is the program."""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import sample

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUNTAN = os.environ["BUNTAN"]
ROWS, PARTITIONS, SEED = 2_400, 4, 20261001
DAY = ["--at", "2026-10-01"]

# Stands before the engine: when a certain row comes by for the first time, the rows before it are judged and their records handed on;
# then a process above it is killed.
DIES_ONCE = """#!{python}
import os, signal, subprocess, sys, time

def above(word):
    pid = os.getpid()
    while pid > 1:
        pid = int(open(f"/proc/{{pid}}/stat").read().rsplit(")", 1)[1].split()[1])
        if word in open(f"/proc/{{pid}}/cmdline").read():
            return pid
    sys.exit("nothing to kill")

engine = subprocess.Popen([{engine!r}, *sys.argv[1:]], stdin=subprocess.PIPE)
for line in sys.stdin.buffer:
    if {row!r}.encode() in line and not os.path.exists({mark!r}):
        engine.stdin.close()
        engine.wait()
        time.sleep(1)
        os.mkdir({mark!r})
        os.kill(above({victim!r}), signal.SIGKILL)
        sys.exit(1)
    engine.stdin.write(line)
engine.stdin.close()
sys.exit(engine.wait())
"""


def normal(line: str) -> str:
    """A record of one machine as the job writes it."""
    told = json.loads(line)
    del told["row"]
    for finding in told.get("findings", []):
        finding["roots"] = [re.sub(r"^-:\d+:", "-:1:", place) for place in finding["roots"]]
    for problem in [*told.get("problems", []), *filter(None, [told.get("error")])]:
        problem["line"] = 1
    return json.dumps(told, sort_keys=True)


class Spark(unittest.TestCase):
    """Two workers, four partitions."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="buntan-spark-")
        cls.folder = Path(cls.temporary.name)
        sample.write(cls.folder, ROWS, PARTITIONS, SEED)
        terms = ROOT / "policies/examples/standard-terms/templates.buntan"
        subprocess.run([BUNTAN, "bundle", terms, "-o", cls.folder / "terms.bundle"], check=True, capture_output=True)
        with open(cls.folder / "all.ndjson", "rb") as rows:
            single = subprocess.run(
                [BUNTAN, "batch", "-", "--bundle", "./terms.bundle", "--summary", "totals.json", *DAY],
                stdin=rows, capture_output=True, cwd=cls.folder,
            )  # fmt: skip
        assert single.returncode == 3, single.stderr.decode()
        cls.single = sorted(normal(line) for line in single.stdout.decode().splitlines())
        cls.totals = json.loads((cls.folder / "totals.json").read_text())["batch"]

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def job(self, name: str, *rest: str, buntan: str = BUNTAN) -> subprocess.CompletedProcess:
        parts = (self.folder / "table").glob("*/*")
        size = max(part.stat().st_size for part in parts) + 1
        options = f"--conf spark.sql.files.maxPartitionBytes={size} --conf spark.sql.files.openCostInBytes=0"
        bundle = str(self.folder / "terms.bundle")
        return subprocess.run(
            [HERE / "run", "--table", self.folder / "table", "--output", self.folder / name, "--bundle", bundle, "--", *rest],
            env={**os.environ, "BUNTAN": buntan, "SPARK_OPTIONS": options}, capture_output=True, text=True, timeout=1200,
        )  # fmt: skip

    def lines(self, name: str) -> list[str]:
        return [line for part in (self.folder / name).glob("part-*") for line in part.read_text().splitlines()]

    def same(self, name: str) -> None:
        """The same records, each under its key, and the same totals."""
        records = [json.loads(line) for line in self.lines(f"{name}/findings")]
        keys = [told.pop("key") for told in records]
        self.assertEqual(len(set(keys)), ROWS, "every row has a key of its own")
        self.assertTrue(all(key == told["id"] for key, told in zip(keys, records) if "id" in told))
        self.assertEqual(sorted(json.dumps(told, sort_keys=True) for told in records), self.single)
        [totals] = self.lines(f"{name}/totals")
        totals = json.loads(totals)
        for table in ["severities", "kinds", "controls", "fault_codes"]:
            self.assertEqual(totals[table], self.totals[table]["of"], table)
        for count in ["rows", "clean", "faults"]:
            self.assertEqual(totals[count], self.totals[count], count)
        self.assertGreater(totals["faults"], 0, "some rows cannot be read, and that stops nothing")

    def dies_once(self, victim: str, seed: int) -> None:
        name = f"dies-{seed}"
        size = ROWS // PARTITIONS
        numbers = random.Random(seed)
        row = f"clinic-{numbers.randrange(PARTITIONS) * size + numbers.randrange(size // 4, size):07}"
        mark = str(self.folder / f"{name}.mark")
        (self.folder / name).mkdir()
        program = self.folder / name / "buntan"
        program.write_text(DIES_ONCE.format(python=sys.executable, engine=BUNTAN, row=row, mark=mark, victim=victim))
        program.chmod(0o755)
        done = self.job(f"{name}-out", *DAY, buntan=str(program))
        self.assertEqual(done.returncode, 0, done.stderr[-5000:])
        self.assertTrue(os.path.isdir(mark), "nothing was killed")
        self.assertRegex(done.stderr, "Lost task|Lost executor")
        self.same(f"{name}-out")

    def test_the_job_writes_what_one_machine_writes(self):
        done = self.job("calm", *DAY)
        self.assertEqual(done.returncode, 0, done.stderr[-5000:])
        self.same("calm")

    def test_a_python_worker_that_dies_half_way_loses_and_doubles_nothing(self):
        self.dies_once("pyspark.daemon", SEED + 1)

    def test_an_executor_that_dies_half_way_loses_and_doubles_nothing(self):
        self.dies_once("CoarseGrainedExecutorBackend", SEED + 2)

    def test_a_batch_that_cannot_start_fails_the_job(self):
        done = self.job("wrong", "--catalogue", "roles-2042")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "exited with error code 2")
        self.assertFalse((self.folder / "wrong/findings/_SUCCESS").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
