#!/usr/bin/env bash
# wirediff beside rensa, gaoya and datasketch on the same feeds in one run, as a Markdown table.
#
#   benches/peers/run.sh WORK [REAL.jsonl ...]
#
# WORK is a folder for feeds, results, the Python environment and the build of the peers; it is kept, so that a second run
# is quick. Further files are feeds without truth (id and text in each line). Needs cargo, python3 with venv, taskset, and
# the registries of both. DATASKETCH=all runs datasketch on all feeds, not only on the smallest; SIZES="10000 100000"
# sets the generated feeds; WIREDIFF names a binary other than the one built here.
#
# One core for each (taskset, one thread), and once two for wirediff. wirediff does more than the others in that time: it
# finds and writes paragraph matches and links; the others give clusters of stories only.
set -euo pipefail
[[ $# -ge 1 ]] || { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
mkdir -p "$1"
work="$(cd "$1" && pwd)"
shift
real=()
for feed in "$@"; do real+=("$(realpath "$feed")"); done

target="${CARGO_TARGET_DIR:-$root/target}"
cargo build --quiet --release --manifest-path "$root/Cargo.toml" --target-dir "$target" --example generate
if [[ -z ${WIREDIFF:-} ]]; then
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" --target-dir "$target"
fi
wirediff="${WIREDIFF:-$target/release/wirediff}"
cargo build --quiet --release --manifest-path "$here/gaoya/Cargo.toml" --target-dir "$work/target"
python="$work/venv/bin/python"
if [[ ! -x $python ]]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet rensa==0.5.0 datasketch==2.0.0
fi

# race NAME CORES FEED TRUTH OUT COMMAND...
race() {
    local name="$1" cores="$2" feed="$3" truth="$4" out="$5"
    shift 5
    python3 "$here/race.py" "$name" "$feed" "$truth" "$out" taskset -c "$cores" "$@"
}

# table FEED TRUTH SMALL
table() {
    local feed="$1" truth="$2" small="$3" out="$work/out.jsonl"
    printf '\n%s: %s stories, %s bytes\n\n' "$(basename "$feed")" "$(wc -l <"$feed")" "$(stat -c %s "$feed")"
    echo '| tool | CPU s | wall s | MB/s core | peak MB | clusters | stories in them | recall | precision |'
    echo '|---|---:|---:|---:|---:|---:|---:|---:|---:|'
    # Every tool finds the feed in the page cache.
    cat "$feed" >/dev/null
    race 'wirediff -j1' 0 "$feed" "$truth" "$out" "$wirediff" scan "$feed" --format jsonl -o "$out" -j1
    race 'wirediff -j2' 0,1 "$feed" "$truth" "$out" "$wirediff" scan "$feed" --format jsonl -o "$out" -j2
    RAYON_NUM_THREADS=1 race gaoya 0 "$feed" "$truth" "$out" "$work/target/release/gaoya-peer" "$feed" "$out"
    RAYON_NUM_THREADS=1 race rensa 0 "$feed" "$truth" "$out" "$python" "$here/peer.py" rensa "$feed" "$out"
    if [[ $small == yes || ${DATASKETCH:-} == all ]]; then
        race datasketch 0 "$feed" "$truth" "$out" "$python" "$here/peer.py" datasketch "$feed" "$out"
    fi
}

small=yes
for size in ${SIZES:-10000 100000}; do
    feed="$work/feed-$size.jsonl"
    truth="$work/feed-$size.truth.jsonl"
    [[ -s $feed ]] || "$target/release/examples/generate" feed "$size" 1 "$feed"
    table "$feed" "$truth" "$small"
    small=no
done
for feed in "${real[@]}"; do
    table "$feed" - no
done
