#!/usr/bin/env bash
# Fills fuzz/corpus with what the fuzzer begins from: the files of testdata, and archives and packed files made of them.
set -euo pipefail
cd "$(dirname "$0")"
data=../testdata

# Copies files into the corpus of target $1; where its first byte decides the format, $2 is that byte.
seed() {
    local target=$1 first=$2 file
    shift 2
    mkdir -p "corpus/$target"
    for file in "$@"; do
        [[ -e $file && $(stat -c %s "$file") -lt 65536 ]] || continue
        { printf '%s' "$first"; cat "$file"; } >"corpus/$target/${first}${file//[.\/]/_}"
    done
}

# What the fuzzer found once is where it begins the next time.
for file in "$data"/malformed/formats/*.bin; do
    [[ -e $file ]] || continue
    target=${file##*/}
    seed "${target%-*}" '' "$file"
done

seed html '' "$data"/formats/html/*.html
seed feed '' "$data"/formats/feeds/*.{xml,rdf,json}
seed newsml 0 "$data"/formats/nitf/*
seed newsml 1 "$data"/formats/newsml/*
seed ninjs 0 "$data"/formats/ninjs/* "$data"/formats/feeds/*.json
seed ninjs 1 "$data"/formats/ap/*
seed ninjs 2 "$data"/feed/*.jsonl "$data"/scan/*.jsonl
seed ninjs 3 "$data"/feed/*.json "$data"/formats/ninjs/*
seed wires 0 "$data"/formats/anpa/*
seed wires 1 "$data"/formats/iptc7901/*
seed mail '' "$data"/formats/mail/*
seed warc '' "$data"/formats/warc/*
seed tables 0 "$data"/feed/*.csv "$data"/formats/tables/*.csv
seed tables 1 "$data"/formats/tables/*.tsv
seed parquet '' "$data"/formats/parquet/*
seed arrow '' "$data"/formats/arrow/*
seed text '' "$data"/malformed/*.txt "$data"/rewrites/ferry.*.txt "$data"/formats/html/german.txt
for format in "$data"/formats/*/; do
    for file in "$format"*; do
        case $file in
        *.md) continue ;;
        *.html) seed sniff 6 "$file" ;;
        *.csv) seed sniff 4 "$file" ;;
        *.tsv) seed sniff 5 "$file" ;;
        *.mbox) seed sniff 7 "$file" ;;
        *) seed sniff 0 "$file" ;;
        esac
    done
done
seed sniff 2 "$data"/feed/*.jsonl

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
texts=("$data"/rewrites/ferry.*.txt "$data"/feed/* "$data"/formats/warc/* "$data"/formats/anpa/*)
cp "${texts[@]}" "$made"
(
    cd "$made"
    mkdir deep
    cp harbour.* deep 2>/dev/null || true
    ln -s harbour.csv deep/link
    tar -cf all.tar --exclude=all.tar --format=ustar ./*
    tar -cf pax.tar --format=pax deep
    tar -cf gnu.tar --format=gnu deep "$(ls | head -1)"
    gzip -k all.tar
    xz -k pax.tar
    bzip2 -k gnu.tar
    zstd -q gnu.tar
    if command -v zip >/dev/null; then
        zip -qr deep.zip deep
        zip -q0 stored.zip ferry.*
        zip -qZ bzip2 bzip2.zip ferry.*
    fi
    mkdir packed
    for file in ferry.* harbour.*; do
        gzip -c "$file" >"packed/$file.gz"
        xz -c "$file" >"packed/$file.xz"
        bzip2 -c "$file" >"packed/$file.bz2"
        zstd -qc "$file" >"packed/$file.zst"
    done
)
seed archive '' "$made"/*.{tar,zip,gz,xz,bz2,zst}
seed packed 0 "$made"/packed/ferry*
seed packed 1 "$made"/packed/harbour*
seed packed 3 "$made"/packed/harbour*
