//! The picture of a virtual display: read from the framebuffer file of Xvfb (X Window Dump,
//! `XWDFile.h`), written as PNG (RFC 2083) without compression, so that no image tool is needed.

use std::fs;
use std::path::Path;

use crate::say::Stop;

/// Rows of red, green and blue, one byte each.
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Reads what Xvfb shows now; `file` is `Xvfb_screen0` in its `-fbdir`. `None` = not that format.
    pub fn of_framebuffer(file: &Path) -> Option<Self> {
        let bytes = fs::read(file).ok()?;
        let word = |at: usize| Some(u32::from_be_bytes(bytes.get(at * 4..at * 4 + 4)?.try_into().ok()?));
        let (header, width, height) = (word(0)? as usize, word(4)?, word(5)?);
        let (bits, line, colours) = (word(11)?, word(12)? as usize, word(19)? as usize);
        if bits != 32 || width > 16_384 || height > 16_384 {
            return None;
        }
        let pixels = bytes.get(header + colours * 12..)?;
        let mut rgb = Vec::with_capacity((width * height * 3) as usize);
        for row in pixels.chunks_exact(line).take(height as usize) {
            for &[blue, green, red, _] in row.as_chunks().0.iter().take(width as usize) {
                rgb.extend([red, green, blue]);
            }
        }
        (rgb.len() == (width * height * 3) as usize).then_some(Self { width, height, rgb })
    }

    /// Returns whether there is more to see than one or two plain areas.
    pub fn shows_something(&self) -> bool {
        let mut seen: Vec<&[u8]> = Vec::new();
        for pixel in self.rgb.chunks_exact(3) {
            if !seen.contains(&pixel) {
                seen.push(pixel);
            }
            if seen.len() > 8 {
                return true;
            }
        }
        false
    }

    pub fn save(&self, file: &Path) -> Result<(), Stop> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, self.png())?)
    }

    fn png(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity(self.rgb.len() + self.height as usize);
        for row in self.rgb.chunks_exact(self.width as usize * 3) {
            rows.push(0);
            rows.extend(row);
        }
        let mut head = Vec::new();
        head.extend(self.width.to_be_bytes());
        head.extend(self.height.to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        chunk(&mut out, b"IHDR", &head);
        chunk(&mut out, b"IDAT", &stored(&rows));
        chunk(&mut out, b"IEND", &[]);
        out
    }
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) {
    out.extend((body.len() as u32).to_be_bytes());
    let named = [name, body].concat();
    out.extend(&named);
    out.extend(crc(&named).to_be_bytes());
}

/// Returns a zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    out.extend((high << 16 | low).to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_carries_the_checksum_of_the_standard() {
        let mut out = Vec::new();
        chunk(&mut out, b"IEND", &[]);
        assert_eq!(out, [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    }

    #[test]
    fn a_stored_stream_carries_the_checksum_of_the_standard() {
        assert_eq!(stored(b"Wikipedia")[16..], [0x11, 0xe6, 0x03, 0x98]);
    }
}
