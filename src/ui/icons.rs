//! The icons the program uses, by name: code points in the bundled Phosphor fonts, outlined or filled.

use std::collections::HashMap;
use std::sync::OnceLock;

use eframe::egui::{FontFamily, FontId};

use super::fonts;

/// How an icon is drawn: outlined in controls, filled on discs and badges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IconStyle {
    /// Outlined strokes, for buttons, menus and rows.
    Regular,
    /// Solid shapes, for entity discs and status signs.
    Fill,
}

impl IconStyle {
    /// The font family that holds the icons of this style.
    pub fn family(self) -> FontFamily {
        match self {
            Self::Regular => fonts::icon_regular(),
            Self::Fill => fonts::icon_fill(),
        }
    }

    /// The font for an icon in a square of `size` points.
    pub fn font(self, size: f32) -> FontId {
        FontId::new(size, self.family())
    }
}

/// One icon; the same code point holds in both styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Icon(char);

impl Icon {
    /// The character to lay out in one of the icon families.
    pub fn glyph(self) -> char {
        self.0
    }
}

/// The icon that Phosphor calls `name`, such as `calendar-blank`; `None` for one that is not bundled.
pub fn by_name(name: &str) -> Option<Icon> {
    static BY_NAME: OnceLock<HashMap<String, Icon>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let kebab = |name: &str| name.to_ascii_lowercase().replace('_', "-");
        ALL.iter().map(|(name, icon)| (kebab(name), *icon)).collect()
    });
    by_name.get(name).copied()
}

macro_rules! icons {
    ($($name:ident = $code:literal;)*) => {
        $(
            #[doc = concat!("The icon `", stringify!($name), "`.")]
            pub const $name: Icon = Icon($code);
        )*

        /// Every icon with its name, for searching and for checking the fonts.
        pub const ALL: &[(&str, Icon)] = &[$((stringify!($name), $name)),*];
    };
}

icons! {
    AIRPLANE = '\u{e002}';
    ANCHOR = '\u{e514}';
    APP_WINDOW = '\u{e5da}';
    ARROW_BEND_UP_RIGHT = '\u{e026}';
    ARROW_CLOCKWISE = '\u{e036}';
    ARROW_COUNTER_CLOCKWISE = '\u{e038}';
    ARROW_DOWN = '\u{e03e}';
    ARROW_ELBOW_DOWN_RIGHT = '\u{e046}';
    ARROW_LEFT = '\u{e058}';
    ARROW_RIGHT = '\u{e06c}';
    ARROW_SQUARE_IN = '\u{e5dc}';
    ARROW_SQUARE_OUT = '\u{e5de}';
    ARROW_U_UP_LEFT = '\u{e08a}';
    ARROW_U_UP_RIGHT = '\u{e08c}';
    ARROW_UP = '\u{e08e}';
    ARROW_UP_RIGHT = '\u{e092}';
    ARROWS_CLOCKWISE = '\u{e094}';
    ARROWS_DOWN_UP = '\u{e098}';
    ARROWS_IN = '\u{e09a}';
    ARROWS_IN_LINE_HORIZONTAL = '\u{e530}';
    ARROWS_LEFT_RIGHT = '\u{e0a0}';
    ARROWS_MERGE = '\u{ed3e}';
    ARROWS_OUT = '\u{e0a2}';
    ARROWS_OUT_CARDINAL = '\u{e0a4}';
    ARROWS_OUT_SIMPLE = '\u{e0a6}';
    ARROWS_SPLIT = '\u{ed3c}';
    ARTICLE = '\u{e0a8}';
    ASTERISK = '\u{e0aa}';
    AT = '\u{e0ac}';
    BANK = '\u{e0b4}';
    BARN = '\u{ec72}';
    BELL = '\u{e0ce}';
    BEZIER_CURVE = '\u{eb00}';
    BINOCULARS = '\u{ea64}';
    BOAT = '\u{e786}';
    BOMB = '\u{ee0a}';
    BOOK = '\u{e0e2}';
    BOOK_OPEN = '\u{e0e6}';
    BOOK_OPEN_TEXT = '\u{e8f2}';
    BOOKMARK_SIMPLE = '\u{e0ea}';
    BOUNDING_BOX = '\u{e6ce}';
    BRIEFCASE = '\u{e0ee}';
    BROADCAST = '\u{e0f2}';
    BROWSER = '\u{e0f4}';
    BROWSERS = '\u{e0f6}';
    BUG = '\u{e5f4}';
    BUILDING = '\u{e100}';
    BUILDING_APARTMENT = '\u{e0fe}';
    BUILDING_OFFICE = '\u{e0ff}';
    BUILDINGS = '\u{e102}';
    CALENDAR = '\u{e108}';
    CALENDAR_BLANK = '\u{e10a}';
    CALENDAR_DOTS = '\u{e7b4}';
    CALENDAR_PLUS = '\u{e714}';
    CAMERA = '\u{e10e}';
    CAR = '\u{e112}';
    CARET_DOUBLE_LEFT = '\u{e128}';
    CARET_DOUBLE_RIGHT = '\u{e12a}';
    CARET_DOWN = '\u{e136}';
    CARET_LEFT = '\u{e138}';
    CARET_RIGHT = '\u{e13a}';
    CARET_UP = '\u{e13c}';
    CARET_UP_DOWN = '\u{e140}';
    CERTIFICATE = '\u{e766}';
    CHART_BAR = '\u{e150}';
    CHART_BAR_HORIZONTAL = '\u{e152}';
    CHART_DONUT = '\u{eaa6}';
    CHART_LINE = '\u{e154}';
    CHART_LINE_UP = '\u{e156}';
    CHART_PIE_SLICE = '\u{e15a}';
    CHART_SCATTER = '\u{eaac}';
    CHAT_CENTERED_TEXT = '\u{e166}';
    CHAT_CIRCLE_TEXT = '\u{e16e}';
    CHAT_TEXT = '\u{e17a}';
    CHECK = '\u{e182}';
    CHECK_CIRCLE = '\u{e184}';
    CHECK_SQUARE = '\u{e186}';
    CHECKS = '\u{e53a}';
    CIRCLE = '\u{e18a}';
    CIRCLE_DASHED = '\u{e602}';
    CIRCLE_HALF = '\u{e18c}';
    CIRCLE_NOTCH = '\u{eb44}';
    CIRCLES_FOUR = '\u{e190}';
    CIRCLES_THREE = '\u{e192}';
    CIRCLES_THREE_PLUS = '\u{e194}';
    CLIPBOARD = '\u{e196}';
    CLIPBOARD_TEXT = '\u{e198}';
    CLOCK = '\u{e19a}';
    CLOCK_CLOCKWISE = '\u{e19e}';
    CLOCK_COUNTER_CLOCKWISE = '\u{e1a0}';
    CLOUD = '\u{e1aa}';
    COINS = '\u{e78e}';
    COLUMNS = '\u{e546}';
    COMMAND = '\u{e1c4}';
    COMPASS = '\u{e1c8}';
    COPY = '\u{e1ca}';
    COPY_SIMPLE = '\u{e1cc}';
    CORNERS_IN = '\u{e1ce}';
    CORNERS_OUT = '\u{e1d0}';
    CPU = '\u{e610}';
    CRANE = '\u{ed48}';
    CROP = '\u{e1d4}';
    CROSSHAIR = '\u{e1d6}';
    CROWN = '\u{e614}';
    CURRENCY_DOLLAR = '\u{e550}';
    CURSOR = '\u{e1dc}';
    CURSOR_CLICK = '\u{e7c8}';
    CURSOR_TEXT = '\u{e7d8}';
    DATABASE = '\u{e1de}';
    DETECTIVE = '\u{e83e}';
    DIAMOND = '\u{e1ec}';
    DOT = '\u{ecde}';
    DOT_OUTLINE = '\u{ece0}';
    DOTS_SIX_VERTICAL = '\u{eae2}';
    DOTS_THREE = '\u{e1fe}';
    DOTS_THREE_VERTICAL = '\u{e208}';
    DOWNLOAD_SIMPLE = '\u{e20c}';
    ENVELOPE_SIMPLE = '\u{e218}';
    EQUALS = '\u{e21c}';
    ERASER = '\u{e21e}';
    EXCLUDE = '\u{e882}';
    EXPORT = '\u{eaf0}';
    EYE = '\u{e220}';
    EYE_SLASH = '\u{e224}';
    EYEDROPPER = '\u{e568}';
    FACTORY = '\u{e760}';
    FAST_FORWARD = '\u{e6a6}';
    FILE = '\u{e230}';
    FILE_CODE = '\u{e914}';
    FILE_CSV = '\u{eb1c}';
    FILE_IMAGE = '\u{ea24}';
    FILE_LOCK = '\u{e95c}';
    FILE_MAGNIFYING_GLASS = '\u{e238}';
    FILE_PDF = '\u{e702}';
    FILE_PLUS = '\u{e236}';
    FILE_PNG = '\u{eb18}';
    FILE_SVG = '\u{ed08}';
    FILE_TEXT = '\u{e23a}';
    FILES = '\u{e710}';
    FIRE = '\u{e242}';
    FLAG = '\u{e244}';
    FLAG_BANNER = '\u{e622}';
    FLASK = '\u{e79e}';
    FLOPPY_DISK = '\u{e248}';
    FLOPPY_DISK_BACK = '\u{eaf4}';
    FLOW_ARROW = '\u{e6ec}';
    FOLDER = '\u{e24a}';
    FOLDER_OPEN = '\u{e256}';
    FOLDER_PLUS = '\u{e258}';
    FRAME_CORNERS = '\u{e626}';
    FUNCTION = '\u{ebe4}';
    FUNNEL = '\u{e266}';
    FUNNEL_SIMPLE = '\u{e268}';
    FUNNEL_SIMPLE_X = '\u{e26a}';
    GAS_PUMP = '\u{e768}';
    GAVEL = '\u{ea32}';
    GEAR = '\u{e270}';
    GEAR_SIX = '\u{e272}';
    GIT_BRANCH = '\u{e278}';
    GIT_COMMIT = '\u{e27a}';
    GIT_DIFF = '\u{e27c}';
    GIT_FORK = '\u{e27e}';
    GIT_MERGE = '\u{e280}';
    GLOBE = '\u{e288}';
    GLOBE_HEMISPHERE_WEST = '\u{e28c}';
    GRADUATION_CAP = '\u{e62c}';
    GRAPH = '\u{eb58}';
    GRID_FOUR = '\u{e296}';
    HAND = '\u{e298}';
    HAND_FIST = '\u{e57a}';
    HAND_GRABBING = '\u{e57c}';
    HANDS_CLAPPING = '\u{e6a0}';
    HANDSHAKE = '\u{e582}';
    HARD_DRIVES = '\u{e2a0}';
    HASH = '\u{e2a2}';
    HEART = '\u{e2a8}';
    HEARTBEAT = '\u{e2ac}';
    HEXAGON = '\u{e2ae}';
    HIGHLIGHTER = '\u{ec76}';
    HOURGLASS = '\u{e2b2}';
    HOURGLASS_MEDIUM = '\u{e2b8}';
    HOUSE = '\u{e2c2}';
    HOUSE_LINE = '\u{e2c4}';
    HOUSE_SIMPLE = '\u{e2c6}';
    IDENTIFICATION_BADGE = '\u{e6f6}';
    IMAGE = '\u{e2ca}';
    INFINITY = '\u{e634}';
    INFO = '\u{e2ce}';
    INTERSECT = '\u{e2d2}';
    KANBAN = '\u{eb54}';
    KEY = '\u{e2d6}';
    KEYBOARD = '\u{e2d8}';
    LASSO = '\u{edc6}';
    LEAF = '\u{e2da}';
    LIFEBUOY = '\u{e63a}';
    LIGHTBULB = '\u{e2dc}';
    LIGHTNING = '\u{e2de}';
    LINE_SEGMENT = '\u{e6d2}';
    LINE_SEGMENTS = '\u{e6d4}';
    LINK = '\u{e2e2}';
    LINK_BREAK = '\u{e2e4}';
    LINK_SIMPLE = '\u{e2e6}';
    LIST = '\u{e2f0}';
    LIST_BULLETS = '\u{e2f2}';
    LIST_CHECKS = '\u{eadc}';
    LIST_MAGNIFYING_GLASS = '\u{ebe0}';
    LIST_NUMBERS = '\u{e2f6}';
    LOCK_SIMPLE = '\u{e308}';
    LOCK_SIMPLE_OPEN = '\u{e30a}';
    MAGIC_WAND = '\u{e6b6}';
    MAGNIFYING_GLASS = '\u{e30c}';
    MAGNIFYING_GLASS_MINUS = '\u{e30e}';
    MAGNIFYING_GLASS_PLUS = '\u{e310}';
    MAP_PIN = '\u{e316}';
    MAP_TRIFOLD = '\u{e31a}';
    MASK_HAPPY = '\u{e9f4}';
    MATH_OPERATIONS = '\u{e31e}';
    MEDAL = '\u{e320}';
    MEGAPHONE = '\u{e324}';
    MICROPHONE = '\u{e326}';
    MINUS = '\u{e32a}';
    MINUS_CIRCLE = '\u{e32c}';
    MONEY = '\u{e588}';
    MONITOR = '\u{e32e}';
    MOON = '\u{e330}';
    MOUNTAINS = '\u{e7ae}';
    NETWORK = '\u{edde}';
    NEWSPAPER = '\u{e344}';
    NEWSPAPER_CLIPPING = '\u{e346}';
    NOT_EQUALS = '\u{eda6}';
    NOTE = '\u{e348}';
    NOTE_BLANK = '\u{e34a}';
    NOTE_PENCIL = '\u{e34c}';
    NOTEBOOK = '\u{e34e}';
    NOTEPAD = '\u{e63e}';
    PACKAGE = '\u{e390}';
    PAINT_BRUSH = '\u{e6f0}';
    PAINT_BUCKET = '\u{e392}';
    PALETTE = '\u{e6c8}';
    PAPERCLIP = '\u{e39a}';
    PATH = '\u{e39c}';
    PAUSE = '\u{e39e}';
    PENCIL = '\u{e3ae}';
    PENCIL_SIMPLE = '\u{e3b4}';
    PENCIL_SIMPLE_SLASH = '\u{ecf6}';
    PERCENT = '\u{e3b6}';
    PERSON = '\u{e3a8}';
    PERSON_SIMPLE = '\u{e72e}';
    PERSON_SIMPLE_WALK = '\u{e73a}';
    PHONE = '\u{e3b8}';
    PLACEHOLDER = '\u{e650}';
    PLAY = '\u{e3d0}';
    PLUG = '\u{e946}';
    PLUS = '\u{e3d4}';
    PLUS_CIRCLE = '\u{e3d6}';
    PLUS_MINUS = '\u{e3d8}';
    POLICE_CAR = '\u{ec4a}';
    POLYGON = '\u{e6d0}';
    POWER = '\u{e3da}';
    PRINTER = '\u{e3dc}';
    PROHIBIT = '\u{e3de}';
    PUSH_PIN = '\u{e3e2}';
    PUSH_PIN_SLASH = '\u{e3e4}';
    PUZZLE_PIECE = '\u{e596}';
    QUESTION = '\u{e3e8}';
    QUOTES = '\u{e660}';
    RADIO = '\u{e77e}';
    RADIO_BUTTON = '\u{eb08}';
    RANKING = '\u{ed62}';
    RECTANGLE = '\u{e3f0}';
    RECTANGLE_DASHED = '\u{e3f2}';
    ROCKET = '\u{e3fc}';
    ROWS = '\u{e5a2}';
    RSS = '\u{e400}';
    SCALES = '\u{e750}';
    SCISSORS = '\u{eae0}';
    SCROLL = '\u{eb7a}';
    SEAL_CHECK = '\u{e606}';
    SEAL_QUESTION = '\u{e608}';
    SEAL_WARNING = '\u{e60c}';
    SELECTION = '\u{e69a}';
    SELECTION_ALL = '\u{e746}';
    SELECTION_INVERSE = '\u{e744}';
    SELECTION_SLASH = '\u{e69e}';
    SHARE = '\u{e406}';
    SHARE_FAT = '\u{ed52}';
    SHARE_NETWORK = '\u{e408}';
    SHIELD = '\u{e40a}';
    SHIELD_STAR = '\u{ec34}';
    SIDEBAR = '\u{eab6}';
    SIDEBAR_SIMPLE = '\u{ec24}';
    SIGMA = '\u{eab8}';
    SIGN_OUT = '\u{e42a}';
    SIGNATURE = '\u{ebac}';
    SIGNPOST = '\u{e89c}';
    SKIP_BACK = '\u{e5a4}';
    SKIP_FORWARD = '\u{e5a6}';
    SLIDERS_HORIZONTAL = '\u{e434}';
    SORT_ASCENDING = '\u{e444}';
    SORT_DESCENDING = '\u{e446}';
    SPARKLE = '\u{e6a2}';
    SPEAKER_HIGH = '\u{e44a}';
    SPINNER_GAP = '\u{e66c}';
    SQUARE = '\u{e45e}';
    SQUARES_FOUR = '\u{e464}';
    STACK = '\u{e466}';
    STACK_SIMPLE = '\u{e468}';
    STAMP = '\u{ea48}';
    STAR = '\u{e46a}';
    STOP = '\u{e46c}';
    STOREFRONT = '\u{e470}';
    STUDENT = '\u{e73e}';
    SUBTRACT = '\u{ebd6}';
    SUN = '\u{e472}';
    SWAP = '\u{e83c}';
    SWORD = '\u{e5ba}';
    TABLE = '\u{e476}';
    TAG = '\u{e478}';
    TAG_SIMPLE = '\u{e47a}';
    TARGET = '\u{e47c}';
    TELEVISION_SIMPLE = '\u{eae6}';
    TERMINAL_WINDOW = '\u{eae8}';
    TEXT_AA = '\u{e6ee}';
    TEXT_B = '\u{e5be}';
    TEXT_ITALIC = '\u{e5c0}';
    TEXT_T = '\u{e48a}';
    THERMOMETER_SIMPLE = '\u{e5cc}';
    TILDE = '\u{eda8}';
    TIMER = '\u{e492}';
    TOOLBOX = '\u{eca0}';
    TRAIN_SIMPLE = '\u{e4a0}';
    TRANSLATE = '\u{e4a2}';
    TRASH = '\u{e4a6}';
    TREASURE_CHEST = '\u{ede2}';
    TREE_STRUCTURE = '\u{e67c}';
    TREE_VIEW = '\u{ee48}';
    TRIANGLE = '\u{e4b0}';
    TROPHY = '\u{e67e}';
    TRUCK = '\u{e4b4}';
    UNITE = '\u{e87e}';
    UPLOAD_SIMPLE = '\u{e4c0}';
    USER = '\u{e4c2}';
    USER_CIRCLE = '\u{e4c4}';
    USER_FOCUS = '\u{e6fc}';
    USER_GEAR = '\u{e4cc}';
    USER_PLUS = '\u{e4d0}';
    USERS = '\u{e4d6}';
    USERS_THREE = '\u{e68e}';
    VAULT = '\u{e76e}';
    VIDEO = '\u{e740}';
    VIRUS = '\u{e7d6}';
    WARNING = '\u{e4e0}';
    WARNING_CIRCLE = '\u{e4e2}';
    WARNING_OCTAGON = '\u{e4e4}';
    WAVE_SINE = '\u{ea9a}';
    WAVES = '\u{e6de}';
    WRENCH = '\u{e5d4}';
    X = '\u{e4f6}';
    X_CIRCLE = '\u{e4f8}';
    X_SQUARE = '\u{e4fa}';
}
