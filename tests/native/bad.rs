//! What is refused, and how that is said.

use liaison::base::Task;
use liaison::formats::{Limits, ReadError, ReadOptions, native};

use super::{read, read_repairing};

const V1_ALL_FIELDS: &str = include_str!("v1-all-fields.ron");
const V2_ALL_FIELDS: &str = include_str!("v2-all-fields.ron");

/// A file with one entity type `p`, one relationship type `r`, one source `s`, two entities and whatever is given.
fn file(rest: &str) -> String {
    format!(
        "(format: \"liaison\", version: 2,\nentity_types: {{\"p\": ()}}, relationship_types: {{\"r\": ()}},\n\
         sources: {{\"s\": ()}},\n{rest}\n)"
    )
}

fn check_refused(text: &str, message: &str) {
    let error = read(text).err().unwrap_or_else(|| panic!("this was read:\n{text}")).to_string();
    assert!(error.starts_with(message), "expected: {message}\n   found: {error}\n{text}");
}

fn check_bytes(bytes: &[u8], message: &str) {
    let error = native::read(bytes, &ReadOptions::default(), &Task::default()).unwrap_err().to_string();
    assert!(error.starts_with(message), "expected: {message}\n   found: {error}");
}

#[test]
fn what_is_no_liaison_file_is_called_what_it_is() {
    check_bytes(b"", "The file is empty.");
    check_bytes(b"\xEF\xBB\xBF", "The file is empty.");
    check_bytes(b" \r\n\t", "The file is empty.");
    check_bytes(b"\xFF\xFE(\0f\0", "This is no Liaison file: it is text in UTF-16 (little-endian), not in UTF-8.");
    check_bytes(b"\xFE\xFF\0(\0f", "This is no Liaison file: it is text in UTF-16 (big-endian)");
    check_bytes(b"(\0f\0o\0r\0m\0", "This is no Liaison file: it looks like text in UTF-16");
    check_bytes(b"PK\x03\x04abc", "This is no Liaison file: it is a ZIP archive");
    check_bytes(b"ab\0c(format", "This is no Liaison file: it is binary");
    check_bytes(b"(format:\n  \"\xE9t\xE9\"", "This is no Liaison file: line 2, column 4: this is no UTF-8 text.");
    check_refused("{\"nodes\": []}", "This is no Liaison file: line 1, column 1: expected a file that starts with");
    check_refused("a,b\n1,2\n", "This is no Liaison file: line 1, column 2");
    check_refused(
        "(format: \"gexf\", version: 1)",
        "This is no Liaison file: line 1, column 10: expected the format \"liaison\", found \"\\\"gexf\\\", version: 1)\"",
    );
    check_refused("(version: 1)", "This is no Liaison file: line 1, column 11: expected `format: \"liaison\"` before");
    check_refused(
        "(format: \"liaison\", version: one)",
        "This is no Liaison file: line 1, column 30: expected a whole",
    );
}

#[test]
fn newer_versions_are_refused_before_anything_else_is_read() {
    check_refused(
        "#![enable(unwrap_newtypes)]\n(format: \"liaison\", version: 7, <a new syntax>",
        "The file was written by a newer Liaison (format version 7; this program reads up to 2). Nothing was changed; \
         open it with a newer program.",
    );
    check_refused("(format: \"liaison\", version: 99999999999)", "The file was written by a newer Liaison");
}

#[test]
fn mistakes_in_the_syntax_have_a_place_and_say_what_was_expected() {
    check_refused(
        &file("entities: {\"a\": (type: \"p\",\n  nmae: \"A\")}"),
        "line 5, column 3, in entity \"a\": the field `nmae` is unknown here; expected one of type, name, aliases",
    );
    check_refused(
        &file("entities: {\"a\": (type: \"p\", name: 5)}"),
        "line 4, column 35, in entity \"a\": expected a text in double quotes, found \"5)}\"",
    );
    check_refused(
        &file("entities: {\"a\": (type: \"p\", name: \"A\" status: \"ended\")}"),
        "line 4, column 39, in entity \"a\": expected a comma or the closing bracket, found \"status:\"",
    );
    check_refused(
        &file("entities: {\"a\": (type: \"p\", name: \"A\", name: \"B\")}"),
        "line 4, column 40, in entity \"a\": the field `name` stands twice in one record",
    );
    check_refused(
        &file("relationships: {\"a\": (weight: \"heavy\")}"),
        "line 4, column 31, in relationship \"a\": expected a number, found \"\\\"heavy\\\")}\"",
    );
    check_refused(
        &file("entities: {\"a\": (properties: {\"x\": Colour(3)})}"),
        "line 4, column 36, in entity \"a\": `Colour` is unknown here; expected one of Text, Number, Flag, Date",
    );
    check_refused(&file("entities: [\"a\"]"), "line 4, column 11: expected `{`");
    check_refused(
        &file("entitys: {}"),
        "line 4, column 1: the field `entitys` is unknown here; expected one of format,",
    );
    check_refused(
        &file("entities: {\"a\": (type: \"p\"]}"),
        "line 4, column 27, in entity \"a\": expected `)` for the `(` at",
    );
    check_refused(&format!("{} x", file("")), "line 5, column 3: expected the end of the file");
    check_refused(&format!("{})", file("")), "line 5, column 2: expected the end of the file, found `)`");
}

#[test]
fn contradictions_are_all_listed_with_their_places() {
    let text = file(concat!(
        "entities: {\n",
        "  \"a\": (type: \"p\", valid: \"1994-13\", evidence: [(id: \"e\", source: \"t\")]),\n",
        "  \"b\": (type: \"q\", status: \"maybe\", properties: {\"n\": Number(1), \"n\": Number(2)}),\n",
        "  \"a\": (type: \"p\"),\n",
        "  \"c\": (name: \"C\"),\n",
        "  \"\\u{1}\": (type: \"p\"),\n",
        "},\n",
        "relationships: {\n",
        "  \"x\": (type: \"r\", from: \"a\", to: \"nobody\", weight: NaN),\n",
        "  \"y\": (type: \"r2\", from: \"a\", evidence: [(id: \"e\", source: \"s\")]),\n",
        "},\n",
        "views: {\"v\": (placements: {\"a\": (x: inf, y: 0.0), \"nobody\": (), \"a\": (hidden: true)})},\n",
        "texts: {\"00\": []},",
    ));
    let ReadError::Broken { issues, more } = read(&text).unwrap_err() else { panic!("another error") };
    assert_eq!(more, 0);
    let listed: Vec<_> = issues.iter().map(ToString::to_string).collect();
    let expected = [
        "line 5, column 27: entity \"a\": valid: \"1994-13\" names month 13; a year has 12",
        "line 5, column 67: entity \"a\": evidence \"e\" names the source \"t\", which does not exist",
        "line 6, column 15: entity \"b\": it names the entity type \"q\", which does not exist",
        "line 6, column 28: entity \"b\": status: \"maybe\" is no status; expected one of in-effect, proposed, planned, alleged, denied, ended",
        "line 6, column 66: entity \"b\": \"n\" stands twice in one map",
        "line 7, column 3: entity \"a\": there is more than one entity of this id",
        "line 8, column 3: entity \"c\": the field `type` is missing",
        "line 9, column 3: entity \"\\u{1}\": the id \"\\u{1}\" holds a control character",
        "line 12, column 35: relationship \"x\": its end `to` names the entity \"nobody\", which does not exist",
        "line 12, column 53: relationship \"x\": weight: this is not a finite number",
        "line 13, column 3: relationship \"y\": the field `to` is missing",
        "line 15, column 37: placement of \"a\": x: this is not a finite number",
        "line 15, column 51: placement of \"nobody\": there is no such entity",
        "line 16, column 9: text \"00\": this is no SHA-256 hash",
    ];
    assert_eq!(listed, expected);
}

#[test]
fn the_first_contradiction_and_their_number_make_the_sentence() {
    let one = file("entities: {\"a\": (type: \"q\")}");
    assert_eq!(
        read(&one).unwrap_err().to_string(),
        "line 4, column 24: entity \"a\": it names the entity type \"q\", which does not exist. Nothing was changed; \
         correct the file, or read it with repairs."
    );
    let many: String = (0..250).map(|i| format!("\"{i}\": (type: \"p\", valid: \"x\"),")).collect();
    let error = read(&file(&format!("entities: {{{many}}}"))).unwrap_err();
    assert!(error.to_string().contains(", and 249 more errors. "), "{error}");
    assert!(matches!(error, ReadError::Broken { issues, more: 150 } if issues.len() == 100));
}

#[test]
fn texts_and_attachments_must_be_what_their_hashes_name() {
    let changed = V1_ALL_FIELDS.replace("First line.", "First lie.");
    let ReadError::Broken { issues, .. } = read(&changed).unwrap_err() else { panic!("another error") };
    assert_eq!(issues.len(), 1);
    assert_eq!(issues[0].message, "the text is not the one that the hash names");
    let changed = V1_ALL_FIELDS.replace("data: \"AAEC", "data: \"AAED");
    check_refused(&changed, "line 222, column 9: attachment");
    let changed = V1_ALL_FIELDS.replace("data: \"AAEC", "data: \"!");
    assert!(read(&changed).unwrap_err().to_string().contains("data: this is no base 64"));
}

#[test]
fn types_may_not_be_their_own_ancestors() {
    check_refused(
        "(format: \"liaison\", version: 1, entity_types: {\"a\": (parent: \"b\"), \"b\": (parent: \"c\"), \"c\": (parent: \"a\")})",
        "line 1, column 102: entity type \"c\": the type is among its own ancestors",
    );
    check_refused(
        "(format: \"liaison\", version: 1, entity_types: {\"a\": (parent: \"a\")})",
        "line 1, column 62: entity type \"a\": the type is among its own ancestors",
    );
}

#[test]
fn a_file_cut_anywhere_is_refused_with_its_place() {
    let end = V1_ALL_FIELDS.trim_end().len();
    for cut in (1..end).step_by(97).chain(end - 300..end) {
        let Some(text) = V1_ALL_FIELDS.get(..cut) else { continue };
        let error = read(text).err().unwrap_or_else(|| panic!("cut at {cut} this was read:\n{text}"));
        assert!(error.place().is_some(), "{error}");
        assert!(matches!(error, ReadError::Truncated { .. } | ReadError::NotLiaison { .. }), "{error}");
        let _ = read_repairing(text);
    }
    let cut = &V1_ALL_FIELDS[..V1_ALL_FIELDS.find("Jong Un").unwrap()];
    let place =
        format!("line {}, column 24, in entity \"kim\": the file ends in the middle of a text", cut.lines().count());
    check_refused(cut, &place);
    let cut = &V1_ALL_FIELDS[..V1_ALL_FIELDS.find("            aliases").unwrap()];
    let place = format!(
        "line {}, column 1, in entity \"kim\": the file ends in the middle of the `(`",
        cut.lines().count() + 1
    );
    check_refused(cut, &place);
}

#[test]
fn a_flipped_byte_never_panics() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..3000 {
        let mut bytes = [V1_ALL_FIELDS, V2_ALL_FIELDS][random.usize(..2)].as_bytes().to_vec();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
        }
        if let Err(error) = native::read(&bytes, &ReadOptions::default(), &Task::default()) {
            assert!(!error.to_string().is_empty());
        }
        if let Ok(text) = str::from_utf8(&bytes)
            && let Ok(loaded) = read_repairing(text)
        {
            loaded.graph.assert_indexes();
        }
    }
}

#[test]
fn deep_nesting_is_refused_at_once() {
    for bracket in ["(", "[", "{", "List([", "Some("] {
        let text = file(&format!("entities: {{\"a\": (properties: {{\"x\": {}", bracket.repeat(100_000)));
        check_refused(&text, "line 4, column");
        assert!(read(&text).unwrap_err().to_string().contains("more than 100 brackets stand in each other"));
    }
    check_refused(&"(".repeat(100_000), "This is no Liaison file");
    check_refused(&format!("{}\"", "/*".repeat(100_000)), "This is no Liaison file");
    let lists = |n: usize| {
        file(&format!(
            "entities: {{\"a\": (type: \"p\", properties: {{\"x\": {}{}}})}}",
            "List([".repeat(n),
            "])".repeat(n)
        ))
    };
    assert!(read(&lists(16)).is_ok());
    check_refused(&lists(17), "line 4, column 47: entity \"a\": x: more than 16 lists stand in each other");
}

#[test]
fn limits_are_said_in_a_sentence() {
    let check = |limits: Limits, message: &str| {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let error = native::read(V1_ALL_FIELDS.as_bytes(), &options, &Task::default()).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    };
    check(Limits { bytes: 1000, ..Limits::default() }, "The file has 0 MiB; at most 0 MiB are read. This is refused");
    check(Limits { records: 3, ..Limits::default() }, "line 18, column 19: there are more than 3 records.");
    check(Limits { texts: 3, ..Limits::default() }, "line 7, column");
    check(Limits { text_bytes: 9, ..Limits::default() }, "line 5, column 16: a text is longer than 0 MiB.");
    check(Limits { types: 2, ..Limits::default() }, "The file has more than 2 types of a kind.");
}

#[test]
fn reading_can_be_cancelled() {
    let task = Task::default();
    task.cancel();
    let error = native::read(V1_ALL_FIELDS.as_bytes(), &ReadOptions::default(), &task).unwrap_err();
    assert_eq!(error, ReadError::Cancelled);
}

/// Errors in one endless line, each of which is searched for: time must not grow with their product.
#[test]
fn many_errors_in_a_hostile_file_take_bounded_time() {
    let evidence: String = (0..20_000).map(|i| format!("(id: \"e\", source: \"{i}\"),")).collect();
    let entities: String =
        (0..20_000).map(|i| format!("\"\\u{{{:x}}}\": (type: \"q{i}\"),", 0x4E00 + i % 100)).collect();
    let text = file(&format!("entities: {{\"a\": (type: \"p\", evidence: [{evidence}]), {entities}}}"));
    let start = std::time::Instant::now();
    assert!(matches!(read(&text), Err(ReadError::Broken { issues, more }) if issues.len() == 100 && more > 50_000));
    let repaired = read_repairing(&text).unwrap();
    repaired.graph.assert_indexes();
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
    let long = format!("\"{}\"", "x".repeat(1 << 20));
    let error =
        read(&file(&format!("entities: {{{long}: (type: \"p\", valid: {long}, status: {long})}}"))).unwrap_err();
    assert!(error.to_string().len() < 10_000);
}
