//! What the program remembers between runs: nothing of any graph, and nothing that a file depends on.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How many files "Open recent" lists.
const RECENT_FILES: usize = 12;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the desktop has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the program remembers between runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// The files opened last, the latest first.
    pub recent: Vec<PathBuf>,
    /// Whether the left panel is open.
    pub outline: bool,
    /// Whether the right panel is open.
    pub inspector: bool,
    /// Whether the timeline is there.
    pub timeline: bool,
    /// Whether only its first row is.
    pub timeline_folded: bool,
    /// The name that new evidence is signed with.
    pub analyst: String,
    /// How large everything in the window is, in percent of its usual size; 80 to 200.
    pub scale_percent: u16,
    /// Nothing moves by itself: the view goes where it goes at once.
    pub reduced_motion: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            recent: Vec::new(),
            outline: true,
            inspector: true,
            timeline: true,
            timeline_folded: false,
            analyst: String::new(),
            scale_percent: 100,
            reduced_motion: false,
        }
    }
}

/// The sizes of the window's content that are offered, in percent.
const SCALES: [u16; 9] = [80, 90, 100, 110, 125, 140, 160, 180, 200];

impl Settings {
    /// Makes everything in the window larger or smaller by so many steps, between 80 and 200 percent.
    pub fn scale_by(&mut self, steps: isize) {
        let at = SCALES.iter().position(|scale| *scale >= self.scale_percent).unwrap_or(SCALES.len() - 1);
        self.scale_percent = SCALES[at.saturating_add_signed(steps).min(SCALES.len() - 1)];
    }

    /// Reads the settings; the defaults where there are none or they cannot be understood.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        fs::read_to_string(path).ok().and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// Writes the settings. They are a convenience: a failure to keep them is not worth a word to the user.
    pub fn store(&self, path: &Path) {
        let Ok(text) = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()) else { return };
        if let Some(folder) = path.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let _ = super::disk::write_quietly(path, text.as_bytes());
    }

    /// Puts a file at the head of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT_FILES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_nonsense_gives_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.ron");
        let mut settings = Settings { theme: ThemeChoice::Dark, ..Settings::default() };
        for n in 0..20 {
            settings.remember(Path::new(&format!("/{n}.ron")));
        }
        settings.remember(Path::new("/15.ron"));
        assert_eq!(settings.recent.len(), RECENT_FILES);
        assert_eq!(settings.recent[0], Path::new("/15.ron"));
        settings.store(&path);
        assert_eq!(Settings::load(&path), settings);
        fs::write(&path, "(theme: Purple").unwrap();
        assert_eq!(Settings::load(&path), Settings::default());
    }
}
