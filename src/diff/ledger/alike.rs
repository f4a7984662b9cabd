//! Words compared letter by letter.

/// Whether two words can be forms of one: the shorter shares a run of letters with the other that is most of it.
pub(super) fn kin(a: &str, b: &str) -> bool {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let mut row = vec![0usize; y.len() + 1];
    let mut best = 0;
    for p in &x {
        let mut diagonal = 0;
        for (cell, q) in row[1..].iter_mut().zip(&y) {
            let run = if p == q { diagonal + 1 } else { 0 };
            diagonal = *cell;
            *cell = run;
            best = best.max(run);
        }
    }
    best >= 3 && best * 3 >= x.len().min(y.len()) * 2
}

/// Whether two names are close enough to be one misspelt: a common head of three letters, or at most two letters apart.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let head = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (m, n) = (a.chars().count(), b.chars().count());
    head >= 3 && m.abs_diff(n) <= 4 || m.abs_diff(n) <= 2 && letters_apart(a, b) <= 2 && m.min(n) >= 4
}

/// Edit distance (Levenshtein) of two short words.
fn letters_apart(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let step = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = step;
        }
    }
    row[b.len()]
}
