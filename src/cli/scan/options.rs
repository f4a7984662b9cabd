//! What was typed -> what a scan is asked for.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use crate::cli::error::Failure;
use crate::cli::reading_args::ReadingArgs;
use crate::cli::{memory, output};
use crate::feed::ScanOptions;
use crate::report::scan::Top;

use super::args::{Format, Rows, ScanArgs};

/// The fields that `--map` names.
const FIELDS: [&str; 7] = ["id", "headline", "text", "url", "outlet", "published", "language"];

/// One field and the column or key that it is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The name of the field.
    pub field: &'static str,
    /// The name of the column or key.
    pub column: String,
}

/// Refuses what does not go together.
///
/// # Errors
/// When an input is also the output, when what is no page is to be opened, when a file of bytes would go to the screen, or
/// when the folder for temporary files is none.
pub(super) fn check(args: &ScanArgs, format: Format) -> Result<(), Failure> {
    if args.inputs.iter().filter(|p| p.as_os_str() == "-").count() > 1 {
        return Err(Failure::usage("standard input (`-`) can be read only once", ""));
    }
    if args.open && format != Format::Html {
        return Err(Failure::usage("only a page can be opened", "leave out --format, or name html"));
    }
    if let Some(output) = output::file(&args.writing)
        && let Some(input) = args.inputs.iter().find(|input| same_file(input, output))
    {
        let message = format!("`{}` is both an input and the output", input.display());
        return Err(Failure::usage(&message, "choose another name for --output"));
    }
    if is_binary(format) && output::file(&args.writing).is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage("Parquet is not for a screen", "name a file with --output"));
    }
    #[cfg(not(feature = "parquet"))]
    if output::file(&args.writing).is_some_and(|p| p.extension().is_some_and(|e| e == "parquet")) {
        return Err(Failure::usage("this build cannot write Parquet", "build it with `--features parquet`"));
    }
    if let Some(folder) = args.feed.stories.temp_dir.as_deref().filter(|folder| !folder.is_dir()) {
        let message = format!("`{}` is no folder for temporary files", folder.display());
        return Err(Failure::usage(&message, "make it first, or leave --temp-dir away"));
    }
    Ok(())
}

/// Whether a format is no text.
fn is_binary(format: Format) -> bool {
    #[cfg(feature = "parquet")]
    return format == Format::Parquet;
    #[cfg(not(feature = "parquet"))]
    return {
        let _ = format;
        false
    };
}

/// Whether two names lead to one existing file.
fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b && a.is_file(),
        _ => false,
    }
}

/// Returns what the scan is asked for.
pub(super) fn options(args: &ScanArgs, format: Format) -> ScanOptions {
    ScanOptions {
        min_similarity: args.min_similarity,
        holders: args.holders,
        min_run: args.min_run,
        window: args.window,
        since: args.since.clone(),
        among: args.among,
        language: args.feed.stories.lang,
        paragraphs: matches!(format, Format::Jsonl | Format::Html) || args.level == Rows::Paragraph,
        revisions: args.revisions,
        locate: args.locate,
        threads: args.feed.stories.threads,
        memory: args.feed.memory(),
        temp_dir: args.feed.stories.temp_dir(),
    }
}

/// Returns what an index is asked with: it holds to its own settings.
pub fn asking(reading: &ReadingArgs) -> ScanOptions {
    ScanOptions {
        language: reading.lang,
        threads: reading.threads,
        ..ScanOptions::new(memory::fair_share(), reading.temp_dir())
    }
}

/// Parses `all` or a number of entries.
pub fn top(text: &str) -> Result<Top, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Top::All);
    }
    text.parse().map(Top::First).map_err(|_| "neither a number nor `all`".to_owned())
}

/// Parses a share of 0 to 1.
pub fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.trim().parse().map_err(|_| "not a number such as 0.3".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("must be 0 to 1".to_owned()) }
}

/// Parses the length of a run.
pub(super) fn run_length(text: &str) -> Result<u32, String> {
    let words: u32 = text.trim().parse().map_err(|_| "not a number of words".to_owned())?;
    if words >= ScanOptions::MIN_RUN {
        Ok(words)
    } else {
        Err(format!("at least {}: shorter runs are not found with certainty", ScanOptions::MIN_RUN))
    }
}

/// Parses `30s`, `90m`, `48h`, `7d`, `2w` into seconds.
pub fn window(text: &str) -> Result<u64, String> {
    let wrong = || "not a time such as 90m, 48h or 7d".to_owned();
    let text = text.trim();
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds = match unit.to_ascii_lowercase() {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(wrong()),
    };
    let number: u64 = text[..text.len() - unit.len_utf8()].trim().parse().map_err(|_| wrong())?;
    number.checked_mul(seconds).ok_or_else(|| "more than can be counted".to_owned())
}

/// Takes a date or a time as it is, when it is one.
pub(super) fn since(text: &str) -> Result<String, String> {
    let text = text.trim();
    let known = text.parse::<jiff::civil::Date>().is_ok() || text.parse::<jiff::Timestamp>().is_ok();
    known
        .then(|| text.to_owned())
        .ok_or_else(|| "neither a date such as 2025-03-04 nor a time in RFC 3339".to_owned())
}

/// Parses `FIELD=COLUMN`.
pub fn mapping(text: &str) -> Result<Mapping, String> {
    let (field, column) = text.split_once('=').ok_or("not FIELD=COLUMN, such as text=body")?;
    let field = FIELDS.into_iter().find(|f| f.eq_ignore_ascii_case(field.trim()));
    let field = field.ok_or_else(|| format!("no such field; there are {}", FIELDS.join(", ")))?;
    match column.trim() {
        "" => Err("no column is named".to_owned()),
        column => Ok(Mapping { field, column: column.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        assert_eq!(window("90m"), Ok(5400));
        assert_eq!(window("48h"), Ok(172_800));
        assert_eq!(window("7 D"), Ok(604_800));
        for wrong in ["", "h", "48", "-1h", "1y", "99999999999999999999w", "48ü"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(since("2025-03-04").as_deref(), Ok("2025-03-04"));
        assert!(since("2025-03-04T06:00:00+01:00").is_ok());
        assert!(since("yesterday").is_err() && since("").is_err());
    }

    #[test]
    fn mappings() {
        assert_eq!(mapping("Text=body"), Ok(Mapping { field: "text", column: "body".to_owned() }));
        assert_eq!(mapping("text=a=b").map(|m| m.column).as_deref(), Ok("a=b"));
        assert!(mapping("text").is_err() && mapping("text=").is_err() && mapping("colour=x").is_err());
    }

    #[test]
    fn shares_and_runs() {
        assert_eq!(share("0.3"), Ok(0.3));
        assert!(share("1.1").is_err() && share("NaN").is_err() && share("-0.1").is_err());
        assert_eq!(run_length("8"), Ok(8));
        assert!(run_length("7").is_err());
    }

    #[test]
    fn tops() {
        assert_eq!(top("ALL"), Ok(Top::All));
        assert_eq!(top("3"), Ok(Top::First(3)));
        assert!(top("some").is_err());
    }
}
