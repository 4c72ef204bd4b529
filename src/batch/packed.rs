//! Files as they are read: plain, or unpacked on the way.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes that an unpacker looks back at most: what is more would break the bound of memory. All that is packed without `--long` or
/// `--ultra` needs no more.
pub(super) const MAX_WINDOW: u64 = 8 << 20;

/// The ending of a name, in small letters.
pub(super) fn ending(path: &Path) -> String {
    path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether a name says that the file is packed.
pub fn is_packed(path: &Path) -> bool {
    matches!(ending(path).as_str(), "gz" | "zst")
}

/// The name without what says how the file is packed.
pub(super) fn bare(path: &Path) -> &Path {
    if is_packed(path) { path.file_stem().map_or(path, Path::new) } else { path }
}

/// Opens a file, unpacked.
///
/// # Errors
/// Whatever the system says; where it is a folder or a pipe.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    // A pipe would be waited for.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = File::open(path)?;
    Ok(match ending(path).as_str() {
        "gz" => Box::new(Gzip(MultiGzDecoder::new(file))),
        "zst" => Box::new(Frames { source: BufReader::new(file), decoder: FrameDecoder::new(), is_open: false }),
        _ => Box::new(file),
    })
}

/// A gzip file. Whatever is wrong with what is packed is told alike, and never as if it were no plain file.
struct Gzip(MultiGzDecoder<File>);

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => io::Error::new(io::ErrorKind::InvalidData, error),
            _ => error,
        })
    }
}

/// The frames of a zstd file one after the other, each held to its checksum; frames that hold no data are passed over.
struct Frames {
    source: BufReader<File>,
    decoder: FrameDecoder,
    is_open: bool,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_open {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.is_open = self.begins()?;
                continue;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let strategy = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder
                    .decode_blocks(&mut self.source, strategy)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            let written = self.decoder.get_checksum_from_data();
            if written.is_some() && written != self.decoder.get_calculated_checksum() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum"));
            }
            self.is_open = false;
        }
    }
}

impl Frames {
    /// Begins the next frame; false where it was one without data.
    fn begins(&mut self) -> io::Result<bool> {
        let mut head = Vec::new();
        self.source.by_ref().take(SHORTEST_HEADER).read_to_end(&mut head)?;
        let longer = header(&head).saturating_sub(SHORTEST_HEADER);
        self.source.by_ref().take(longer).read_to_end(&mut head)?;
        if window(&head) > MAX_WINDOW {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        match self.decoder.reset(head.chain(&mut self.source)) {
            Ok(()) => Ok(true),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let length = u64::from(length);
                match io::copy(&mut (&mut self.source).take(length), &mut io::sink())? {
                    passed if passed == length => Ok(false),
                    _ => Err(io::ErrorKind::UnexpectedEof.into()),
                }
            }
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
    }
}

/// Bytes of the shortest header of a frame: the mark, what follows, one byte of size.
const SHORTEST_HEADER: u64 = 6;

/// How long the header of a frame of zstd is, by its first bytes (RFC 8878, 3.1.1.1); nothing of one without data.
fn header(head: &[u8]) -> u64 {
    let [0x28, 0xb5, 0x2f, 0xfd, descriptor, ..] = *head else { return 0 };
    5 + u64::from(descriptor & SINGLE_SEGMENT == 0) + dictionary(descriptor) + content_size(descriptor)
}

/// The frame is one piece: it gives its whole size instead of how far it looks back.
const SINGLE_SEGMENT: u8 = 0x20;

/// Bytes of the number of a dictionary.
fn dictionary(descriptor: u8) -> u64 {
    [0, 1, 2, 4][usize::from(descriptor & 3)]
}

/// Bytes of the size of the content.
fn content_size(descriptor: u8) -> u64 {
    match descriptor >> 6 {
        0 => u64::from(descriptor & SINGLE_SEGMENT != 0),
        flag => 1 << flag,
    }
}

/// How far back a frame of zstd looks, by its header (RFC 8878, 3.1.1.1.2): as far as it says, or over all of its content.
fn window(head: &[u8]) -> u64 {
    let [0x28, 0xb5, 0x2f, 0xfd, descriptor, ref rest @ ..] = *head else { return 0 };
    if descriptor & SINGLE_SEGMENT == 0 {
        let window = rest.first().copied().unwrap_or(0);
        let base = 1_u64 << (10 + (window >> 3));
        return base + base / 8 * u64::from(window & 7);
    }
    let bytes = rest.iter().skip(dictionary(descriptor) as usize).take(content_size(descriptor) as usize);
    let size = bytes.rev().fold(0, |size, byte| (size << 8) | u64::from(*byte));
    // Two bytes begin where one ends.
    if content_size(descriptor) == 2 { size + 256 } else { size }
}
