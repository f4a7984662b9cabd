//! What an index holds, for a person or as JSON.

use crate::feed::archive::Stats;
use crate::report::vocabulary::number;

/// Returns the stats as JSON, or one a line.
pub fn archive_stats(stats: &Stats, json: bool) -> String {
    if json {
        return serde_json::to_string(stats).unwrap_or_default() + "\n";
    }
    let lines = [
        ("stories", number(stats.stories)),
        ("superseded by newer versions", number(stats.superseded)),
        ("paragraphs", number(stats.paragraphs)),
        ("words", number(stats.words)),
        ("postings", number(stats.postings)),
        ("changes", number(stats.sequence)),
        ("files", number(stats.segments)),
        ("bytes", number(stats.bytes)),
        ("thresholds among", format!("{} paragraphs", number(stats.settings.among))),
        ("holders", number(stats.settings.holders)),
        ("least similarity", stats.settings.min_similarity.to_string()),
        ("shortest run", format!("{} words", stats.settings.min_run)),
    ];
    let width = lines.iter().map(|l| l.0.len()).max().unwrap_or(0);
    lines.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
}
