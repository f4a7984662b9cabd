//! What a scan is asked for, and how it tells where it is.

use std::path::PathBuf;

use crate::text::Language;

/// What a scan is asked for. The result depends on the first group only, never on the second.
#[derive(Clone, Debug)]
pub struct ScanOptions {
    /// Least similarity of two copies, 0 to 1.
    pub min_similarity: f64,
    /// Earliest holders of a shingle that later ones are compared with.
    pub holders: u32,
    /// Shortest verbatim run that is a match by itself, in words; at least 8.
    pub min_run: u32,
    /// Most seconds between two stories that are compared; a story without time is compared with all.
    pub window: Option<u64>,
    /// Stories published before are left out; RFC 3339 or a date.
    pub since: Option<String>,
    /// Judges as an index for so many paragraphs does, however many there are: an index that grew to hold these stories says
    /// the same of them to the byte. Without it thresholds rise with the number of paragraphs, and shingles that very many
    /// have count for less; with it a run of five words counts only where it may go on to eight. Goes without a window.
    pub among: Option<u32>,
    /// Language of every story; found out when absent.
    pub language: Option<Language>,
    /// Whether paragraph matches are wanted as lines.
    pub paragraphs: bool,
    /// Whether all versions of a story are kept; else the newest alone.
    pub revisions: bool,
    /// Whether story lines say where each was read.
    pub locate: bool,

    /// Threads to use; 0 takes as many as there are cores.
    pub threads: usize,
    /// Bytes of memory for the large tables; what does not fit goes to `temp_dir`.
    pub memory: u64,
    /// Folder for temporary files.
    pub temp_dir: PathBuf,
}

impl ScanOptions {
    /// The least similarity where nothing else is asked for.
    pub const MIN_SIMILARITY: f64 = 0.3;
    /// The number of holders where nothing else is asked for.
    pub const HOLDERS: u32 = 16;
    /// The shortest run where nothing else is asked for, and the shortest that is found with certainty.
    pub const MIN_RUN: u32 = 8;

    /// Returns what is asked for when nothing is said but how many bytes of memory may be taken, and where temporary files go.
    pub fn new(memory: u64, temp_dir: PathBuf) -> ScanOptions {
        ScanOptions {
            min_similarity: ScanOptions::MIN_SIMILARITY,
            holders: ScanOptions::HOLDERS,
            min_run: ScanOptions::MIN_RUN,
            window: None,
            among: None,
            since: None,
            language: None,
            paragraphs: true,
            revisions: false,
            locate: false,
            threads: 0,
            memory,
            temp_dir,
        }
    }
}

/// Where a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading records; counted in bytes of the sources.
    Read,
    /// Making and sorting shingles; counted in stories.
    Index,
    /// Finding pairs that share shingles; counted in parts of the index.
    Candidates,
    /// Comparing them; counted in pairs of stories.
    Match,
    /// Clustering the linked stories; counted in links.
    Cluster,
    /// Writing the result; counted in lines.
    Write,
    /// Finding the records of a scan again, to take some out; counted in bytes of the sources.
    Locate,
    /// Holding the stories of clusters against each other; counted in stories.
    Choose,
    /// Hashing the inputs; counted in their bytes.
    Prove,
    /// Writing what survives; counted in bytes of the inputs.
    Copy,
}

/// Hears where a scan is, and says when it must end. Called from several threads, often: it must be quick.
pub trait Progress: Sync {
    /// A stage begins that will count to about `total` (0 when unknown).
    fn stage(&self, stage: Stage, total: u64);
    /// So much more of the stage is done.
    fn advance(&self, amount: u64);
    /// Whether the user wants an end: reading stops, and what was read is worked through to the end.
    fn interrupted(&self) -> bool;
}

/// Hears nothing and never ends a scan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage, _: u64) {}
    fn advance(&self, _: u64) {}
    fn interrupted(&self) -> bool {
        false
    }
}
