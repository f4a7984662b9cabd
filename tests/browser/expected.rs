//! What a page must show, read off the JSON of the same run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The lines of a type.
fn of<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|l| l["type"] == kind).collect()
}

/// A share as the page tells it: whole per cent, rounded down.
fn percent(share: &Value) -> String {
    format!("{}%", (share.as_f64().expect("a share") * 100.0 + 1e-9) as u64)
}

/// Returns what the page of a scan must show.
pub fn scan(lines: &[Value]) -> Value {
    let summary = of(lines, "summary")[0];
    let matched: u64 =
        ["exact", "same", "context", "quote"].iter().filter_map(|k| summary["matches"][k].as_u64()).sum();
    let clusters: Vec<Value> = of(lines, "cluster").into_iter().map(|c| cluster(lines, c)).collect();
    json!({
        "tiles": [summary["clusters"], summary["clustered"], summary["largest"], matched],
        "clusters": clusters,
    })
}

fn cluster(lines: &[Value], cluster: &Value) -> Value {
    let versions = cluster["versions"].as_array().expect("versions");
    let members: Vec<Value> = versions.iter().map(|v| member(cluster, v)).collect();
    let place: BTreeMap<&str, usize> =
        versions.iter().enumerate().map(|(i, v)| (v["story"].as_str().expect("an id"), i + 1)).collect();
    let mut pairs: BTreeMap<(usize, usize), Vec<Value>> = BTreeMap::new();
    for line in of(lines, "match") {
        let [a, b] = ["a", "b"].map(|side| place.get(line[side]["story"].as_str().expect("an id")).copied());
        let (Some(a), Some(b)) = (a, b) else { continue };
        let mut how = vec![line["kind"].as_str().expect("a kind")];
        how.extend(line["flags"].as_array().into_iter().flatten().filter_map(Value::as_str));
        let sides = [&line["a"]["paragraph"], &line["b"]["paragraph"]];
        let [first, second] = if a < b { sides } else { [sides[1], sides[0]] };
        let told = json!([first, second, how.join(", "), line["score"]]);
        pairs.entry((a.min(b), a.max(b))).or_default().push(told);
    }
    let pairs: Vec<Value> = pairs
        .into_iter()
        .map(|((a, b), mut matches)| {
            matches.sort_by_key(|m| (m[0].as_u64(), m[1].as_u64()));
            json!({ "a": a, "b": b, "matches": matches })
        })
        .collect();
    let evidence = cluster["lead_evidence"].as_array().map_or(0, Vec::len);
    json!({ "members": members, "evidence": evidence, "pairs": pairs })
}

fn member(cluster: &Value, version: &Value) -> Value {
    let lead = version["story"] == cluster["lead"];
    let against = !lead && !version["keeps"].is_null();
    let shares: Vec<String> =
        if against { vec![percent(&version["keeps"]), percent(&version["from_lead"])] } else { Vec::new() };
    let words: Vec<String> =
        if against { vec![version["dropped"].to_string(), version["added"].to_string()] } else { Vec::new() };
    json!({ "id": version["story"], "shares": shares, "words": words, "lead": lead })
}

/// Returns what the page of two stories must show.
pub fn pair(model: &Value) -> Value {
    let list = |key: &str| model[key].as_array().expect("a list");
    let ops = list("links").iter().flat_map(|l| l["ops"].as_array().expect("ops"));
    let changes = ops.filter(|o| o["op"] != "equal" && o["op"] != "elsewhere").count();
    let s = &model["summary"];
    let style: u64 = s["style"].as_object().expect("rules").values().filter_map(Value::as_u64).sum();
    let totals = json!({
        "kept": s["kept"].to_string(), "restyled": s["restyled"].to_string(),
        "reworded": format!("{} to {}", s["reworded_a"], s["reworded_b"]),
        "only-a": s["only_a"].to_string(), "only-b": s["only_b"].to_string(), "moved": s["moved"].to_string(),
        "facts": s["facts_changed"].to_string(), "one-sided": s["facts_one_sided"].to_string(),
        "quotes": s["quotes_altered"].to_string(), "style": style.to_string(),
    });
    json!({
        "blocks": list("blocks").len(),
        "moves": list("blocks").iter().filter(|b| !b["moved"].is_null()).count(),
        "changes": changes,
        "facts": list("facts").len(),
        "quotes": list("quotes").len(),
        "totals": totals,
    })
}

/// Returns what the page of several stories must show.
pub fn several(model: &Value) -> Value {
    let comparisons = model["comparisons"].as_array().expect("comparisons");
    let blocks: Vec<usize> = comparisons.iter().map(|c| c["blocks"].as_array().map_or(0, Vec::len)).collect();
    json!({
        "rows": model["rows"].as_array().expect("rows").len(),
        "outlets": comparisons.len(),
        "blocks": blocks,
    })
}
