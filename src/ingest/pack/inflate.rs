//! gzip with any number of members, Zstandard with any number of frames.

use std::error::Error;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The largest window of Zstandard that is kept: what `zstd --long` asks for.
const WINDOW: u64 = 128 << 20;

/// The content of all members of a gzip stream. Zeros behind a member are padding, as tapes and some archives leave them.
pub(super) struct Gunzip<R: BufRead> {
    state: Member<R>,
}

enum Member<R: BufRead> {
    Between(R),
    Inside(Box<GzDecoder<R>>),
    Done,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(input: R) -> Gunzip<R> {
        Gunzip { state: Member::Between(input) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, Member::Done) {
                Member::Done => return Ok(0),
                Member::Inside(mut decoder) => match decoder.read(into)? {
                    0 if !into.is_empty() => self.state = Member::Between(decoder.into_inner()),
                    read => {
                        self.state = Member::Inside(decoder);
                        return Ok(read);
                    }
                },
                Member::Between(mut input) => {
                    let ahead = input.fill_buf()?;
                    let zeros = ahead.iter().take_while(|b| **b == 0).count();
                    match ahead.first() {
                        None => return Ok(0),
                        Some(0) => {
                            input.consume(zeros);
                            self.state = Member::Between(input);
                        }
                        Some(0x1f) => self.state = Member::Inside(Box::new(GzDecoder::new(input))),
                        Some(_) => return Err(damaged("there is something else behind the gzip data")),
                    }
                }
            }
        }
    }
}

/// The content of all frames of a Zstandard stream, skippable frames left out.
pub(super) struct Unzstd<R: BufRead> {
    input: R,
    decoder: FrameDecoder,
    state: Frame,
}

enum Frame {
    Between,
    Inside,
    Done,
}

impl<R: BufRead> Unzstd<R> {
    pub(super) fn new(input: R) -> Unzstd<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Unzstd { input, decoder, state: Frame::Between }
    }

    /// Reads the head of the next frame.
    fn next_frame(&mut self) -> io::Result<Frame> {
        if self.input.fill_buf()?.is_empty() {
            return Ok(Frame::Done);
        }
        match self.decoder.init(&mut self.input) {
            Ok(()) => Ok(Frame::Inside),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                let skipped = io::copy(&mut self.input.by_ref().take(u64::from(length)), &mut io::sink())?;
                if skipped < u64::from(length) {
                    Err(io::ErrorKind::UnexpectedEof.into())
                } else {
                    Ok(Frame::Between)
                }
            }
            Err(e) => Err(plain_error(e)),
        }
    }

    /// Decodes until something can be taken or the frame is done.
    fn decode(&mut self) -> io::Result<()> {
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            let step = self.decoder.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1));
            step.map_err(plain_error)?;
        }
        Ok(())
    }

    /// Compares the checksum that the frame states with that of its content.
    fn check(&self) -> io::Result<()> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(stated), Some(found)) if stated != found => Err(damaged("its checksum is wrong")),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Unzstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            // An error ends the stream: nothing is read behind it.
            match std::mem::replace(&mut self.state, Frame::Done) {
                Frame::Done => return Ok(0),
                Frame::Between => self.state = self.next_frame()?,
                Frame::Inside => {
                    self.decode()?;
                    if self.decoder.is_finished() && self.decoder.can_collect() == 0 {
                        self.check()?;
                        self.state = Frame::Between;
                        continue;
                    }
                    let read = self.decoder.read(into)?;
                    self.state = Frame::Inside;
                    return Ok(read);
                }
            }
        }
    }
}

fn damaged(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}

/// An early end stays one; all else is damage.
fn plain_error(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::UnexpectedEof
        {
            return io::ErrorKind::UnexpectedEof.into();
        }
        cause = inner.source();
    }
    damaged(&error.to_string())
}
