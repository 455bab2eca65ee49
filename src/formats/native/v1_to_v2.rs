//! Version 1 of the file as version 2: what is new is as if it were left out.

use super::borrowed::Pairs;
use super::{v1, v2};

impl<'a> From<v1::File<'a>> for v2::File<'a> {
    fn from(old: v1::File<'a>) -> Self {
        let v1::File {
            _format,
            _version: _,
            revision,
            parents,
            title,
            description,
            entity_types,
            relationship_types,
            sources,
            entities,
            relationships,
            views,
            texts,
            attachments,
        } = old;
        Self {
            _format,
            _version: 2,
            revision,
            parents,
            title,
            description,
            entity_types,
            relationship_types,
            sources: migrated(sources),
            entities: migrated(entities),
            relationships,
            views: migrated(views),
            matrices: Pairs::default(),
            texts,
            attachments,
        }
    }
}

impl<'a> From<v1::Source<'a>> for v2::Source<'a> {
    fn from(old: v1::Source<'a>) -> Self {
        let v1::Source {
            title,
            kind,
            author,
            publisher,
            published,
            retrieved,
            url,
            reliability,
            origin,
            handling,
            notes,
            text,
        } = old;
        Self {
            title,
            kind,
            author,
            publisher,
            published,
            retrieved,
            url,
            reliability,
            origin,
            handling,
            notes,
            text,
            ignored: Vec::new(),
        }
    }
}

impl<'a> From<v1::Entity<'a>> for v2::Entity<'a> {
    fn from(old: v1::Entity<'a>) -> Self {
        let v1::Entity {
            kind,
            name,
            aliases,
            summary,
            notes,
            status,
            valid,
            properties,
            tags,
            external_ids,
            image,
            evidence,
        } = old;
        Self {
            kind,
            name,
            aliases,
            summary,
            notes,
            status,
            valid,
            properties,
            tags,
            external_ids,
            image,
            evidence,
            different_from: Vec::new(),
        }
    }
}

impl<'a> From<v1::View<'a>> for v2::View<'a> {
    fn from(old: v1::View<'a>) -> Self {
        let v1::View {
            title,
            notes,
            filter,
            at,
            size_by,
            colour_by,
            hide_dates,
            groups,
            canvas_notes,
            placements,
            routes,
        } = old;
        Self {
            title,
            notes,
            filter,
            at,
            time: None,
            hide_undated: false,
            rank: 0,
            size_by,
            colour_by,
            hide_dates,
            groups,
            canvas_notes: migrated(canvas_notes),
            placements,
            routes,
        }
    }
}

impl<'a> From<v1::CanvasNote<'a>> for v2::CanvasNote<'a> {
    fn from(old: v1::CanvasNote<'a>) -> Self {
        let v1::CanvasNote { text, area } = old;
        Self { text, area, image: None }
    }
}

fn migrated<'a, Old, New: From<Old>>(old: Pairs<'a, Old>) -> Pairs<'a, New> {
    Pairs(old.0.into_iter().map(|(key, value)| (key, value.into())).collect())
}
