#!/usr/bin/env python3
"""One peer over a feed: JSON Lines in, clusters out. usage: peer.py rensa|datasketch FEED.jsonl OUT.jsonl

Word 3-shingles in lower case, 128 permutations, 32 bands of 4 rows, estimated Jaccard of 0.2 at least, clusters are the
closure of all pairs: the same for every peer. The calls are those that the peer's own documentation shows.
"""
import json
import re
import sys

WORDS = re.compile(r"[^\W_]+")


def records(path):
    with open(path, encoding="utf-8") as feed:
        for line in feed:
            record = json.loads(line)
            words = WORDS.findall(record["text"].lower())
            yield record["id"], set(map(" ".join, zip(words, words[1:], words[2:])))


def rensa_pairs(path, ids):
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.2, num_perm=128, num_bands=32)
    sketches = []
    for number, (name, shingles) in enumerate(records(path)):
        ids.append(name)
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(shingles)
        index.insert(number, sketch)
        sketches.append(sketch)
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if other < number and sketch.jaccard(sketches[other]) >= 0.2:
                yield number, other


def datasketch_pairs(path, ids):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=128, params=(32, 4))
    sketches = []
    for number, (name, shingles) in enumerate(records(path)):
        ids.append(name)
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode("utf-8") for shingle in shingles])
        index.insert(number, sketch)
        sketches.append(sketch)
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if other < number and sketch.jaccard(sketches[other]) >= 0.2:
                yield number, other


def main():
    peer, feed, out = sys.argv[1:]
    ids = []
    pairs = list({"rensa": rensa_pairs, "datasketch": datasketch_pairs}[peer](feed, ids))
    parents = list(range(len(ids)))

    def root(story):
        while parents[story] != story:
            parents[story] = parents[parents[story]]
            story = parents[story]
        return story

    for a, b in pairs:
        a, b = root(a), root(b)
        parents[max(a, b)] = min(a, b)
    clusters = {}
    for number, name in enumerate(ids):
        clusters.setdefault(root(number), []).append(name)
    with open(out, "w", encoding="utf-8") as result:
        for members in clusters.values():
            if len(members) > 1:
                print(json.dumps({"type": "cluster", "members": members}), file=result)


main()
