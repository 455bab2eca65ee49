//! The cells that an XLS workbook claims to have, counted before anything makes room for them.
//!
//! An XLS file is a compound file ([MS-CFB]) with a stream of records ([MS-XLS]). calamine keeps each sheet as a full
//! rectangle, so that two cells in its corners would ask for all between them.

use std::collections::HashSet;

use crate::formats::ReadError;

/// Records of cells, which begin with a row and a column.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x0205, 0x00FD, 0x027E, MANY_NUMBERS];
/// A record of several cells of a row, which ends with the last column.
const MANY_NUMBERS: u16 = 0x00BD;
/// Where a sheet begins.
const BEGIN: u16 = 0x0809;
/// Names a sheet, and says where it begins.
const SHEET: u16 = 0x0085;

/// A sheet has no more columns than these.
const MOST_COLUMNS: u16 = 256;

/// Refuses a workbook whose sheets span more than `most` cells. One that has no sheets where they are looked for is left
/// to its reader.
///
/// # Errors
/// When it spans more, or says of a sheet that it begins where none does.
pub(super) fn refuse_sparse(bytes: &[u8], most: usize) -> Result<(), ReadError> {
    for stream in streams(bytes).unwrap_or_default() {
        let spanned = spanned(&stream).ok_or_else(|| ReadError::Malformed {
            format: "workbook",
            place: None,
            problem: "a sheet begins where none is, or has more columns than there are".into(),
        })?;
        if spanned > most {
            let what = format!("The sheets of the workbook span more than {} million cells", most / 1_000_000);
            return Err(ReadError::Limit { place: None, what });
        }
    }
    Ok(())
}

/// How many cells the rectangles around the cells of all sheets have.
fn spanned(stream: &[u8]) -> Option<usize> {
    let (mut begins, mut sheets) = (HashSet::new(), Vec::new());
    let (mut sum, mut rows, mut columns) = (0_usize, None::<[u16; 2]>, None::<[u16; 2]>);
    let area = |span: Option<[u16; 2]>| span.map_or(0, |[first, last]| usize::from(last - first) + 1);
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let data = at + 4;
        let end = data + usize::from(length);
        match kind {
            BEGIN => {
                begins.insert(at);
                sum = sum.saturating_add(area(rows) * area(columns));
                (rows, columns) = (None, None);
            }
            SHEET => sheets.extend(u32_at(stream, data).map(|at| at as usize)),
            kind if CELLS.contains(&kind) && length >= 4 => {
                let (row, first) = (u16_at(stream, data)?, u16_at(stream, data + 2)?);
                let last = if kind == MANY_NUMBERS { u16_at(stream, end.checked_sub(2)?)? } else { first };
                if first.max(last) >= MOST_COLUMNS {
                    return None;
                }
                widen(&mut rows, [row, row]);
                widen(&mut columns, [first.min(last), first.max(last)]);
            }
            _ => {}
        }
        at = end;
    }
    sum = sum.saturating_add(area(rows) * area(columns));
    let distinct: HashSet<&usize> = sheets.iter().collect();
    (distinct.len() == sheets.len() && sheets.iter().all(|at| begins.contains(at))).then_some(sum)
}

/// Makes a span hold another one too.
fn widen(span: &mut Option<[u16; 2]>, [first, last]: [u16; 2]) {
    let [low, high] = span.get_or_insert([first, last]);
    (*low, *high) = ((*low).min(first), (*high).max(last));
}

/// The streams that may hold the records of a workbook.
fn streams(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let file = Compound::open(bytes)?;
    let directory = file.chain(u32_at(bytes, 48)?);
    let entries = || directory.chunks_exact(128);
    let name = |entry: &[u8]| {
        let units: Vec<u16> = entry[..64].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned()
    };
    let parts = |entry: &[u8]| Some((u32_at(entry, 116)?, u32_at(entry, 120)? as usize));
    let root = entries().find(|entry| entry[66] == 5)?;
    let mut found = Vec::new();
    for entry in entries().filter(|entry| ["Workbook", "Book"].contains(&name(entry).as_str())) {
        let (start, size) = parts(entry)?;
        let mut stream = if size < u32_at(bytes, 56)? as usize {
            file.small_chain(start, &file.chain(parts(root)?.0), &file.chain(u32_at(bytes, 60)?))
        } else {
            file.chain(start)
        };
        stream.truncate(size);
        found.push(stream);
    }
    Some(found)
}

/// A compound file: sectors, and a table that says which follows which.
struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
}

impl<'b> Compound<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30).filter(|shift| (7..=16).contains(shift))?;
        let mut file = Self { bytes, sector: 1 << shift, next: Vec::new() };
        let (mut tables, mut list) = (Vec::new(), &bytes[76..512.min(bytes.len()).max(76)]);
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..=bytes.len() / file.sector {
            let ends = list.len() / 4 - usize::from(!tables.is_empty());
            tables.extend(list.chunks_exact(4).take(ends).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])));
            let Some(sector) = file.at(more) else { break };
            list = sector;
            more = u32_at(sector, sector.len().checked_sub(4)?)?;
        }
        for table in tables.into_iter().filter_map(|sector| file.at(sector)).collect::<Vec<_>>() {
            file.next.extend(table.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])));
        }
        Some(file)
    }

    fn at(&self, sector: u32) -> Option<&'b [u8]> {
        let from = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        let to = from.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(from..to).filter(|bytes| !bytes.is_empty())
    }

    /// The content of all sectors from one on.
    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), start);
        for _ in 0..self.next.len() {
            let Some(sector) = self.at(at) else { break };
            out.extend_from_slice(sector);
            let Some(next) = self.next.get(at as usize) else { break };
            at = *next;
        }
        out
    }

    /// The same of a short stream, which lies in pieces of 64 bytes in another, by a table of its own.
    fn small_chain(&self, start: u32, content: &[u8], table: &[u8]) -> Vec<u8> {
        const PIECE: usize = 64;
        let (mut out, mut at) = (Vec::new(), start);
        for _ in 0..table.len() / 4 {
            let Some(piece) = (at as usize).checked_mul(PIECE).and_then(|from| content.get(from..from + PIECE)) else {
                break;
            };
            out.extend_from_slice(piece);
            let Some(next) = u32_at(table, at as usize * 4) else { break };
            at = next;
        }
        out
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
