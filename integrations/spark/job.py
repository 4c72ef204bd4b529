"""Judges a partitioned table of contracts with `buntan batch`, and writes findings and totals.

Every partition is one run of `buntan batch -`: one line in, one line out, in order. So each record is joined to the key of its row by
its place in the partition, and a line that were lost or doubled would fail the job. The totals are counted from what was written.
"""

import argparse
import json
import os
import re
import shlex
from operator import add

from pyspark.sql import DataFrame, SparkSession, functions as F


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", required=True, help="the table: a folder, with or without partitions (`region=13/…`)")
    parser.add_argument("--output", required=True, help="a new folder, for `findings` and `totals`")
    parser.add_argument("--format", default="text", help="`text` is NDJSON (the default), otherwise such as `parquet`")
    parser.add_argument("--key", default="id", help="the column with the key of a row, not for text")
    parser.add_argument("--column", default="engagement", help="the column with the engagement as JSON, not for text")
    parser.add_argument("--buntan", required=True, help="the program; it is sent to the workers")
    parser.add_argument("--bundle", help="policies, as written by `buntan bundle`; sent to the workers")
    parser.add_argument("rest", nargs="*", help="options of `buntan batch`, after `--`: `-- --at 2026-10-01`")
    return parser.parse_args()


def table(spark: SparkSession, args: argparse.Namespace) -> DataFrame:
    """Keys and rows. Lines of text are called by their own `x_id`, and without one by the fingerprint of the line."""
    if args.format == "text":
        lines = spark.read.text(args.table).where(F.col("value").rlike(r"\S"))
        key = F.coalesce(F.get_json_object("value", "$.x_id"), F.sha2("value", 256))
        return lines.select(key.alias("key"), F.col("value").alias("row"))
    # A row is one line; an empty one has to have a record as well.
    row = F.regexp_replace(F.col(args.column), r"[\r\n]", " ")
    row = F.when(row.rlike(r"\S"), row).otherwise("null")
    return spark.read.load(args.table, format=args.format).select(F.col(args.key).cast("string").alias("key"), row.alias("row"))


def command(args: argparse.Namespace) -> str:
    """The filter of a partition. Code 3 says that some rows could not be read: their records say which, and the others are good."""
    bundle = ["--bundle", "./" + os.path.basename(args.bundle)] if args.bundle else []
    program = "./" + os.path.basename(args.buntan)
    batch = shlex.join([program, "batch", "-", *bundle, "--fail-on", "never", "--threads", "1", *args.rest])
    return shlex.join(["sh", "-c", f"{batch}; code=$?; [ $code -eq 3 ] || exit $code"])


def record(pair: tuple[str, str]) -> str:
    """A record under the key of its row. Numbers of lines are of the partition: a row is its own first line."""
    key, line = pair
    told = json.loads(line)
    del told["row"]
    for finding in told.get("findings", []):
        finding["roots"] = [re.sub(r"^-:\d+:", "-:1:", place) for place in finding.get("roots", [])]
    for problem in [*told.get("problems", []), *filter(None, [told.get("error")])]:
        problem["line"] = 1
    return json.dumps({"key": key, **told}, ensure_ascii=False, separators=(",", ":"))


def counts(line: str) -> list[tuple[tuple[str, str], int]]:
    """What a record adds to the totals."""
    told = json.loads(line)
    if "error" in told:
        return [(("rows", ""), 1), (("faults", ""), 1), (("fault_codes", told["error"]["code"]), 1)]
    all = [("rows", "")]
    severities = []
    for finding in told["findings"]:
        if finding["waived"]:
            all.append(("severities", "waived"))
            continue
        severities.append(finding["severity"])
        all += [("severities", finding["severity"]), ("kinds", finding["code"])]
        if finding["control"]:
            all.append(("controls", f"{finding['catalogue']}:{finding['control']}"))
    if not {"error", "warning"} & set(severities):
        all.append(("clean", ""))
    return [(it, 1) for it in all]


def summed(pairs: list[tuple[tuple[str, str], int]]) -> dict:
    """The totals as one object, in a defined order."""
    totals: dict = {"rows": 0, "clean": 0, "faults": 0, "severities": {}, "kinds": {}, "controls": {}, "fault_codes": {}}
    for (table, key), count in sorted(pairs):
        if key:
            totals[table][key] = count
        else:
            totals[table] = count
    return totals


def main() -> None:
    args = arguments()
    spark = SparkSession.builder.appName("buntan").getOrCreate()
    for file in filter(None, [args.buntan, args.bundle]):
        spark.sparkContext.addFile(file)
    rows = table(spark, args).rdd
    piped = rows.map(lambda it: it.row).pipe(command(args), checkCode=True)
    records = rows.map(lambda it: it.key).zip(piped).map(record)
    findings = f"{args.output}/findings"
    spark.createDataFrame(records.map(lambda it: (it,)), "value string").write.text(findings)
    pairs = spark.read.text(findings).rdd.flatMap(lambda it: counts(it.value)).reduceByKey(add).collect()
    totals = json.dumps(summed(pairs), ensure_ascii=False)
    spark.createDataFrame([(totals,)], "value string").coalesce(1).write.text(f"{args.output}/totals")
    print(totals)
    spark.stop()


if __name__ == "__main__":
    main()
