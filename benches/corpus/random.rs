//! Chance that repeats.

/// SplitMix64: the same numbers at every run, on every machine.
pub struct Random(u64);

impl Random {
    /// Numbers of a seed. `stream` keeps the uses of one seed apart.
    pub fn new(seed: u64, stream: u64) -> Random {
        let mut random = Random(seed ^ stream.wrapping_mul(0xa076_1d64_78bd_642f));
        random.next();
        random
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number under `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in this share of all calls.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of the things.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// Puts the things in random order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// A count of at least 1 with this mean, as tosses of a coin give it.
    pub fn geometric(&mut self, mean: f64) -> usize {
        let mut count = 1;
        while count < 64 && !self.chance(1.0 / mean) {
            count += 1;
        }
        count
    }
}

/// Draws indices by weight in constant time (Vose's alias method).
pub struct Weighted {
    keep: Vec<f64>,
    alias: Vec<u32>,
}

impl Weighted {
    /// A table of these weights, of which at least one is above 0.
    pub fn new(weights: &[f64]) -> Weighted {
        let count = weights.len();
        let sum: f64 = weights.iter().sum();
        let mut keep: Vec<f64> = weights.iter().map(|w| w * count as f64 / sum).collect();
        let mut alias: Vec<u32> = (0..count as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..count).partition(|i| keep[*i] < 1.0);
        while let (Some(less), Some(more)) = (small.pop(), large.pop()) {
            alias[less] = more as u32;
            keep[more] -= 1.0 - keep[less];
            if keep[more] < 1.0 {
                small.push(more);
            } else {
                large.push(more);
            }
        }
        // What is left over differs from 1 by rounding only.
        for rest in small.into_iter().chain(large) {
            keep[rest] = 1.0;
        }
        Weighted { keep, alias }
    }

    /// An index.
    pub fn draw(&self, random: &mut Random) -> usize {
        let at = random.below(self.keep.len());
        if random.chance(self.keep[at]) { at } else { self.alias[at] as usize }
    }
}
