//! A time in two fields: each end as people read and write it.

use super::{DateError, Endpoint, Interval};

/// Why two ends make no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndsError {
    /// One of them is no date, or they are the wrong way round.
    #[error(transparent)]
    Date(#[from] DateError),
    /// Neither says anything.
    #[error("one of the two must be a date, such as 1994 or 2019-02")]
    NoDate,
}

/// The two ends of a time as texts: dates, `open`, `unknown`, or nothing. A single date has no end of its own.
#[must_use]
pub fn written_ends(valid: Option<Interval>) -> (String, String) {
    let written = |endpoint: Endpoint| match endpoint {
        Endpoint::Open => "open".into(),
        Endpoint::Unknown => "unknown".into(),
        Endpoint::Date(date) => date.to_string(),
    };
    match valid {
        None => (String::new(), String::new()),
        Some(Interval::On(date)) => (date.to_string(), String::new()),
        Some(Interval::Between(start, stop)) => (written(start), written(stop)),
    }
}

/// Reads one end; `None` for a blank text.
///
/// # Errors
/// When it is neither a date nor `open` or `unknown`.
pub fn read_end(text: &str) -> Result<Option<Endpoint>, EndsError> {
    match text.trim() {
        "" => Ok(None),
        "open" | ".." => Ok(Some(Endpoint::Open)),
        "unknown" => Ok(Some(Endpoint::Unknown)),
        text => Ok(Some(Endpoint::Date(text.parse()?))),
    }
}

/// A time from its two ends; `None` when nothing is left of it. The inverse of [`written_ends`].
///
/// # Errors
/// When neither end is a date, or it would end before it starts.
pub fn read_ends(start: &str, stop: &str) -> Result<Option<Interval>, EndsError> {
    match (read_end(start)?, read_end(stop)?) {
        // Taking the start away from a time without an end takes the whole time away.
        (None, None | Some(Endpoint::Open | Endpoint::Unknown)) => Ok(None),
        (Some(Endpoint::Date(date)), None) => Ok(Some(Interval::On(date))),
        (start, stop) => {
            let (start, stop) = (start.unwrap_or(Endpoint::Unknown), stop.unwrap_or(Endpoint::Unknown));
            if start.date().is_none() && stop.date().is_none() {
                return Err(EndsError::NoDate);
            }
            Ok(Some(Interval::new(start, stop)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, stop: &str, expected: &str) {
        let read = read_ends(start, stop);
        let text = match &read {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(valid)) => valid.to_string(),
            Err(why) => why.to_string(),
        };
        assert_eq!(text, expected, "{start:?} to {stop:?}");
        if let Ok(valid) = read {
            let (start, stop) = written_ends(valid);
            assert_eq!(read_ends(&start, &stop), Ok(valid), "written as {start:?} to {stop:?}");
        }
    }

    #[test]
    fn two_ends_make_a_time() {
        check("", "", "nothing");
        check("2019-02", "", "2019-02");
        check("2011-12", "open", "2011-12/..");
        check("1992", "unknown", "1992/");
        check("", "2018", "/2018");
        check("", "open", "nothing");
        check("open", "2018", "../2018");
        check("2019", "2018", "\"2019/2018\" ends before it starts");
        check("open", "", "one of the two must be a date, such as 1994 or 2019-02");
        check("2019-13", "", "\"2019-13\" names month 13; a year has 12");
    }
}
