//! The names that our RDF uses: those of RDF, RDFS, PROV-O, schema.org, SKOS, Dublin Core and the Web Annotation
//! vocabulary where they say what we mean, and our own, under `urn:liaison:`, for the rest.

/// What our own names begin with.
pub(super) const OWN: &str = "urn:liaison:";
/// An entity by its id.
pub(super) const ENTITY: &str = "urn:liaison:entity:";
/// A relationship by its id.
pub(super) const RELATIONSHIP: &str = "urn:liaison:relationship:";
/// A source by its id.
pub(super) const SOURCE: &str = "urn:liaison:source:";
/// A piece of evidence by its id.
pub(super) const EVIDENCE: &str = "urn:liaison:evidence:";
/// An entity type by its key.
pub(super) const TYPE: &str = "urn:liaison:type:";
/// A relationship type by its key.
pub(super) const RELATION: &str = "urn:liaison:relation:";
/// A property by its name.
pub(super) const PROPERTY: &str = "urn:liaison:property:";
/// An identifier by its register.
pub(super) const EXTERNAL: &str = "urn:liaison:external:";
/// A field of a record by its name.
pub(super) const FIELD: &str = "urn:liaison:field:";

pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
pub(super) const PROV: &str = "http://www.w3.org/ns/prov#";
pub(super) const SCHEMA: &str = "https://schema.org/";
pub(super) const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
pub(super) const DCT: &str = "http://purl.org/dc/terms/";
pub(super) const OA: &str = "http://www.w3.org/ns/oa#";
/// The datatype of EDTF dates (Library of Congress).
pub(super) const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// The prefixes of files that we write.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("dct", DCT),
    ("entity", ENTITY),
    ("evidence", EVIDENCE),
    ("external", EXTERNAL),
    ("field", FIELD),
    ("oa", OA),
    ("property", PROPERTY),
    ("prov", PROV),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("relation", RELATION),
    ("relationship", RELATIONSHIP),
    ("schema", SCHEMA),
    ("skos", SKOS),
    ("source", SOURCE),
    ("type", TYPE),
    ("xsd", XSD),
];

/// A name behind one of our prefixes: any text, with what an address cannot hold written as `%XX` (RFC 3986).
pub(super) fn name(prefix: &str, text: &str) -> String {
    let mut out = String::with_capacity(prefix.len() + text.len());
    out.push_str(prefix);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    out
}

/// The text that [`name`] was made from.
pub(super) fn text<'i>(iri: &'i str, prefix: &str) -> Option<std::borrow::Cow<'i, str>> {
    let rest = iri.strip_prefix(prefix)?;
    if !rest.contains('%') {
        return Some(rest.into());
    }
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.as_bytes();
    while let Some((byte, after)) = left.split_first() {
        let digits = after.get(..2).and_then(|d| std::str::from_utf8(d).ok());
        match digits.and_then(|d| u8::from_str_radix(d, 16).ok()).filter(|_| *byte == b'%') {
            Some(decoded) => {
                bytes.push(decoded);
                left = &after[2..];
            }
            None => {
                bytes.push(*byte);
                left = after;
            }
        }
    }
    String::from_utf8(bytes).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_name_and_comes_back() {
        for id in ["kim-jong-un-7f3kq2", "a b/c?#<>\"%41", "김정은", "100%"] {
            let iri = name(ENTITY, id);
            assert!(iri.is_ascii() && !iri[ENTITY.len()..].contains([' ', '<', '#', '/', ':']), "{iri}");
            assert_eq!(text(&iri, ENTITY).as_deref(), Some(id));
        }
        assert_eq!(text("urn:liaison:entity:100%2", ENTITY).as_deref(), Some("100%2"));
    }
}
