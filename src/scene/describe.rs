//! A scene in words, one line a mark, for tests and for looking into a picture that is wrong.

use std::fmt;

use super::build::Scene;
use super::edge::{Arrows, Dispute, SceneEdge};
use super::node::{Anchor, SceneNode, Sourcing, Standing};

impl fmt::Display for Scene {
    /// Nodes and edges by id, whatever order they are drawn in, then notes and hulls.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut nodes: Vec<&SceneNode> = self.nodes.iter().collect();
        nodes.sort_by(|a, b| a.id.cmp(&b.id));
        for node in nodes {
            describe_node(node, f)?;
        }
        let mut edges: Vec<&SceneEdge> = self.edges.iter().collect();
        edges.sort_by(|a, b| a.id.cmp(&b.id));
        for edge in edges {
            self.describe_edge(edge, f)?;
        }
        for note in self.notes() {
            writeln!(f, "note {} at {:?}", note.id, note.area_in_world.min)?;
        }
        for hull in self.hulls() {
            writeln!(f, "hull {} {:?} around {} nodes", hull.id, hull.name, hull.members.len())?;
        }
        Ok(())
    }
}

fn describe_node(node: &SceneNode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let SceneNode {
        id,
        kind,
        center_in_world: center,
        radius,
        fill,
        sign,
        degree,
        sourcing,
        standing,
        anchor,
        hidden_neighbours,
        folded,
        record: _,
        shows_date: _,
    } = node;
    let (lines, date) = (node.lines(), node.date());
    write!(f, "node {id} at {:.0},{:.0} radius {radius:.1} degree {degree} {fill} {}", center.x, center.y, kind.icon)?;
    let shown: Vec<&str> = lines.iter().map(|line| line.as_str()).filter(|line| !line.is_empty()).collect();
    write!(f, " {:?}", shown.join(" / "))?;
    if let Some(sign) = sign {
        write!(f, " sign {sign}")?;
    }
    if !date.is_empty() {
        write!(f, " ({date})")?;
    }
    if *sourcing == Sourcing::Corroborated {
        f.write_str(" corroborated")?;
    }
    describe_standing(*standing, f)?;
    f.write_str(match anchor {
        Anchor::Temporary => " temporary",
        Anchor::Placed => "",
        Anchor::Pinned => " pinned",
    })?;
    if *hidden_neighbours > 0 {
        write!(f, " +{hidden_neighbours}")?;
    }
    if let Some(folded) = folded {
        write!(f, " folds {} of {}", folded.members.len(), folded.group)?;
    }
    writeln!(f)
}

fn describe_standing(standing: Standing, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(match standing {
        Standing::Present => "",
        Standing::Ahead => " ahead",
        Standing::Over => " over",
    })
}

impl Scene {
    fn describe_edge(&self, edge: &SceneEdge, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SceneEdge {
            id,
            others,
            from,
            to,
            path_in_world,
            arrows,
            line,
            ink,
            dispute,
            standing,
            label,
            lane: _,
            way: _,
        } = edge;
        let arrow = match arrows {
            Arrows::None => "--",
            Arrows::Start => "<-",
            Arrows::End => "->",
            Arrows::Both => "<->",
        };
        let name = |at: u32| &self.nodes[at as usize].id;
        let middle = path_in_world.at(0.5);
        write!(f, "edge {id}")?;
        if !others.is_empty() {
            write!(f, " and {} more", others.len())?;
        }
        write!(
            f,
            ": {} {arrow} {} {line:?} {ink} {label:?} by {:.0},{:.0}",
            name(*from),
            name(*to),
            middle.x,
            middle.y
        )?;
        if *dispute == Dispute::Disputed {
            f.write_str(" disputed")?;
        }
        describe_standing(*standing, f)?;
        writeln!(f)
    }
}
