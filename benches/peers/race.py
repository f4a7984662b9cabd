#!/usr/bin/env python3
"""Runs a command, takes its cost and scores its clusters; prints one row of the table.

usage: race.py NAME FEED.jsonl TRUTH.jsonl|- OUT.jsonl COMMAND...

CPU seconds (user and system, all threads) and peak memory are those that the system counts for the command and its
children; MB are bytes of the feed over a million. Recall and precision are those of the pairs inside the clusters.
"""
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts.values())


def score(truth, clusters):
    gold = {line["id"]: line["cluster"] for line in lines(truth) if line["type"] == "story"}
    found = pairs(Counter(clusters.values()))
    true = pairs(Counter(gold.values()))
    both = pairs(Counter((gold[story], cluster) for story, cluster in clusters.items() if story in gold))
    return both / true if true else 1.0, both / found if found else 1.0


def main():
    name, feed, truth, out, *command = sys.argv[1:]
    if os.path.exists(out):
        os.remove(out)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    clusters = {}
    for number, line in enumerate(line for line in lines(out) if line["type"] == "cluster"):
        clusters.update((member, number) for member in line["members"])
    megabytes = os.path.getsize(feed) / 1e6
    quality = "| |" if truth == "-" else "{:.4f} | {:.4f} |".format(*score(truth, clusters))
    print(
        f"| {name} | {cpu:.2f} | {wall:.2f} | {megabytes / cpu:.1f} | {used.ru_maxrss / 1000:.0f} "
        f"| {len(set(clusters.values()))} | {len(clusters)} | {quality}",
        flush=True,
    )


main()
