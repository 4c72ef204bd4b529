"""Writes an invented table of clinics on the standard contracts of `policies/examples/standard-terms`, one row each."""

import argparse
import json
import random
from pathlib import Path

# Names, with the corporate number where the row says it. The third is the first, and no row proves it.
VENDORS = [
    ("みらいクラウド株式会社", "8700110005901"),
    ("㈱みらいクラウド", "8700110005901"),
    ("みらいクラウド株式会社", None),
    ("あおぞら電算株式会社", "8990000000001"),
]


def row(number: int, random: random.Random) -> str:
    """A clinic. A few of a thousand rows cannot be read, and a few are wrong."""
    title, corporate_number = random.choice(VENDORS)
    records = {"name": "カルテ社", "kind": "vendor", "title": title}
    if corporate_number:
        records["corporate_number"] = corporate_number
    components = [
        {"name": "電子カルテ", "kind": "application", "by": "カルテ社", "connects": ["閉域網"]},
        {"name": "閉域網", "kind": "network", "by": "回線社"},
    ]
    clinic = {
        "x_id": f"clinic-{number:07}",
        "engagement": f"診療所 {number}",
        "use": [{"catalogue": "roles-2024", "only": ["P2.*"]}],
        "all_other_facts_no": {"by": "ヒアリング 2026-03-08"},
        "parties": [
            {"name": "診療所", "kind": "hospital", "title": f"診療所 {number}"},
            records,
            {"name": "回線社", "kind": "vendor", "title": "港湾通信株式会社"},
        ],
        "components": components,
        "contracts": [
            {
                "name": "K1", "customer": "診療所", "supplier": "カルテ社", "period": {"from": "2026-04-01"},
                "covers": ["電子カルテ"],
                "follows": [{"template": "cloud_terms", "facts": {"plan": random.choice(["basic", "premium"])}}],
                "facts": {"external_storage": random.choice([True, True, False, None])},
            },
            {
                "name": "K2", "customer": "診療所", "supplier": "回線社", "period": {"from": "2026-04-01"},
                "covers": ["閉域網"],
                "follows": [{"template": "line_terms", "facts": {"monitored": random.choice([True, False])}}],
            },
        ],
    }  # fmt: skip
    fate = random.random()
    if fate < 0.002:
        records["corporate_number"] = "1234567890123"
    text = json.dumps(clinic, ensure_ascii=False)
    return text[: len(text) // 2] if 0.002 <= fate < 0.004 else text


def write(folder: Path, rows: int, partitions: int, seed: int) -> None:
    """The table as partitions of NDJSON, and the same rows in the same order in one file beside it."""
    numbers = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "all.ndjson", "w", encoding="utf-8") as whole:
        for partition in range(partitions):
            part = folder / "table" / f"region={partition:02}"
            part.mkdir(parents=True)
            with open(part / "rows.ndjson", "w", encoding="utf-8") as file:
                for number in range(partition * rows // partitions, (partition + 1) * rows // partitions):
                    line = row(number, numbers) + "\n"
                    file.write(line)
                    whole.write(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder; it gets `table` and `all.ndjson`")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write(args.folder, args.rows, args.partitions, args.seed)


if __name__ == "__main__":
    main()
