//! The table of measures.

use super::{
    Answer, Part, Settings, betweenness, brokerage, cliques, communities, components, cores, degree, distance, holes,
    spectral,
};
use crate::analysis::topology::Topology;
use crate::base::Cancelled;

/// Whether direction or strength matters to a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uses {
    /// Always.
    Always,
    /// Where the settings say so.
    IfAsked,
    /// Never.
    Never,
}

impl Uses {
    /// The word for it in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::IfAsked => "if-asked",
            Self::Never => "never",
        }
    }
}

/// How long a measure takes on n nodes with m ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// O(n + m): milliseconds for 100,000 nodes.
    Linear,
    /// Some dozens to a thousand times that.
    Rounds,
    /// O(n · m): seconds for 10,000 nodes. Estimated where it would take longer, unless asked to be exact.
    Pairs,
    /// Exponential at worst; stopped at a limit, and said so.
    Listing,
}

impl Cost {
    /// The word for it in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Rounds => "rounds",
            Self::Pairs => "pairs",
            Self::Listing => "listing",
        }
    }
}

/// What the values of a measure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A whole number of this.
    Count(&'static str),
    /// From 0 to 1.
    Share,
    /// From 0 on, without a unit: only the order and the proportions mean anything.
    Score,
    /// A distance: in steps, or in sums of inverse weights where these are counted.
    Distance,
    /// From −1 to 1.
    Signed,
    /// The number of a group, from 1, the largest first. Only whether two are equal means anything.
    Group,
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Count(what) => what,
            Self::Share => "0 to 1",
            Self::Score => "score from 0",
            Self::Distance => "steps",
            Self::Signed => "-1 to 1",
            Self::Group => "group number",
        })
    }
}

/// What is computed in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Degrees,
    Core,
    Clustering,
    Components,
    Cuts,
    Pagerank,
    Eigenvector,
    Katz,
    Hits,
    Distances,
    Betweenness,
    Communities,
    Holes,
    Brokerage,
    Cliques,
}

impl Family {
    pub(super) fn run(
        self,
        topology: &Topology,
        settings: &Settings,
        part: Part<'_>,
    ) -> Result<Vec<Answer>, Cancelled> {
        let compute = match self {
            Self::Degrees => degree::degrees,
            Self::Core => cores::core,
            Self::Clustering => cores::clustering,
            Self::Components => components::components,
            Self::Cuts => components::cut_points,
            Self::Pagerank => spectral::pagerank,
            Self::Eigenvector => spectral::eigenvector,
            Self::Katz => spectral::katz,
            Self::Hits => spectral::hits,
            Self::Distances => distance::distances,
            Self::Betweenness => betweenness::betweenness,
            Self::Communities => communities::communities,
            Self::Holes => holes::holes,
            Self::Brokerage => brokerage::brokerage,
            Self::Cliques => cliques::clique_counts,
        };
        compute(topology, settings, part)
    }
}

/// One measure: a number for every node.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// How it answers, in one line.
    pub explanation: &'static str,
    /// What its values are.
    pub unit: Unit,
    /// Whether the direction of relationships matters.
    pub direction: Uses,
    /// Whether their weight does.
    pub weight: Uses,
    /// How long it takes.
    pub cost: Cost,
    /// Whether it is among those that are shown when nobody says which.
    pub usual: bool,
    /// What it is computed with.
    pub(super) family: Family,
    /// Which answer of that it is.
    pub(super) column: usize,
}

/// The measure of this name.
#[must_use]
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

use Cost::{Linear, Listing, Pairs, Rounds};
use Uses::{Always, IfAsked, Never};

/// One row of the table.
macro_rules! metrics {
    ($($name:literal, $family:ident $column:literal, $unit:expr, $direction:ident, $weight:ident, $cost:ident, $usual:literal, $question:literal, $explanation:literal;)*) => {
        /// All measures, in the order in which they are offered.
        pub const METRICS: &[Metric] = &[$(Metric {
            name: $name,
            question: $question,
            explanation: $explanation,
            unit: $unit,
            direction: $direction,
            weight: $weight,
            cost: $cost,
            usual: $usual,
            family: Family::$family,
            column: $column,
        },)*];
    };
}

metrics! {
    "degree", Degrees 0, Unit::Count("relationships"), Never, Never, Linear, true,
        "Who has the most relationships?",
        "Ends of relationships at the entity; one with itself has two.";
    "neighbours", Degrees 4, Unit::Count("entities"), Never, Never, Linear, false,
        "Who is tied to the most others?",
        "Other entities that it has any relationship with.";
    "degree-in", Degrees 1, Unit::Count("relationships"), Always, Never, Linear, false,
        "To whom do the most relationships lead?",
        "Relationships that lead to it; those that point both ways or neither way count at both ends.";
    "degree-out", Degrees 2, Unit::Count("relationships"), Always, Never, Linear, false,
        "From whom do the most relationships lead?",
        "Relationships that lead from it; those that point both ways or neither way count at both ends.";
    "strength", Degrees 3, Unit::Score, Never, Always, Linear, false,
        "Whose relationships weigh the most?",
        "The sum of the weights of its relationships; without a weight one counts 1.";
    "betweenness", Betweenness 0, Unit::Share, IfAsked, IfAsked, Pairs, true,
        "Who best connects the network?",
        "The share of shortest ways between all pairs of others that leads through it (Freeman).";
    "closeness", Distances 0, Unit::Score, IfAsked, IfAsked, Pairs, false,
        "Who reaches everyone in the fewest steps?",
        "The inverse of its mean distance to those it reaches, times the share of all that these are (Wasserman and Faust).";
    "harmonic", Distances 1, Unit::Score, IfAsked, IfAsked, Pairs, true,
        "Who is near to the most others?",
        "The mean of the inverse distances to all others; whoever is out of reach counts 0.";
    "eccentricity", Distances 2, Unit::Distance, IfAsked, IfAsked, Pairs, false,
        "How far from each is the farthest?",
        "The distance to the farthest entity within reach.";
    "pagerank", Pagerank 0, Unit::Share, Always, IfAsked, Rounds, true,
        "Who is pointed to by those who matter?",
        "The share of time that a walker along relationships spends there who starts anew with 15 % probability at each step.";
    "eigenvector", Eigenvector 0, Unit::Share, IfAsked, IfAsked, Rounds, false,
        "Who is tied to those who are well tied?",
        "Proportional to the sum of its neighbours' values; the squares add up to 1 (Bonacich).";
    "katz", Katz 0, Unit::Share, IfAsked, IfAsked, Rounds, false,
        "To whom do the most walks of any length lead?",
        "Walks that end there, longer ones counting less; the squares add up to 1 (Katz).";
    "hub", Hits 0, Unit::Share, Always, IfAsked, Rounds, false,
        "Who points to the authorities?",
        "Proportional to the authority of those it points to; adds up to 1 (Kleinberg).";
    "authority", Hits 1, Unit::Share, Always, IfAsked, Rounds, false,
        "Who is pointed to by the hubs?",
        "Proportional to the hub values of those that point to it; adds up to 1 (Kleinberg).";
    "triangles", Clustering 0, Unit::Count("pairs"), Never, Never, Linear, false,
        "Who stands in the most triangles?",
        "Pairs of its neighbours that are neighbours of each other.";
    "clustering", Clustering 1, Unit::Share, Never, Never, Linear, true,
        "Whose neighbours know each other?",
        "The share of pairs of its neighbours that are neighbours of each other (Watts and Strogatz).";
    "core", Core 0, Unit::Count("neighbours"), Never, Never, Linear, true,
        "Who is in the thick of it?",
        "The largest k such that it belongs to a part in which everyone has k neighbours (Seidman).";
    "community", Communities 0, Unit::Group, Never, IfAsked, Rounds, true,
        "Which groups are there?",
        "Entities of one number have more ties among them than chance would give (Leiden, modularity).";
    "component", Components 0, Unit::Group, Never, Never, Linear, true,
        "What hangs together?",
        "Entities of one number are connected, whichever way relationships point.";
    "strong-component", Components 1, Unit::Group, Always, Never, Linear, false,
        "Who can all reach each other?",
        "Entities of one number reach each other along the direction of relationships.";
    "cut-parts", Cuts 0, Unit::Count("parts"), Never, Never, Linear, true,
        "Without whom does the network fall apart?",
        "Into how many more parts it falls without the entity; more than 0 for cut points only.";
    "bridges", Cuts 1, Unit::Count("ties"), Never, Never, Linear, false,
        "Whose ties hold parts of the network together?",
        "Its neighbours whom only their tie with it connects to the rest.";
    "constraint", Holes 0, Unit::Score, IfAsked, IfAsked, Linear, false,
        "Whose contacts all know each other?",
        "How much its ties lead back to the same contacts; low for who spans structural holes (Burt).";
    "effective-size", Holes 1, Unit::Score, IfAsked, IfAsked, Linear, false,
        "Who has the most contacts that do not know each other?",
        "Its neighbours less what is redundant among them (Burt).";
    "efficiency", Holes 2, Unit::Share, IfAsked, IfAsked, Linear, false,
        "Whose contacts are the least redundant?",
        "Effective size over the number of neighbours.";
    "brokerage", Brokerage 5, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who stands between others?",
        "Pairs it joins in two steps where none leads from the first to the last (Gould and Fernandez).";
    "coordinator", Brokerage 0, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who joins others of its own type?",
        "Such pairs where all three are of one type.";
    "gatekeeper", Brokerage 1, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who lets others in to its own type?",
        "Such pairs from another type through it to its own.";
    "representative", Brokerage 2, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who carries its own type's words to others?",
        "Such pairs from its own type through it to another.";
    "consultant", Brokerage 3, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who joins others of one type from outside?",
        "Such pairs where both others are of one type and it is of another.";
    "liaison", Brokerage 4, Unit::Count("pairs"), Always, Never, Linear, false,
        "Who joins types that are not its own?",
        "Such pairs where all three are of different types.";
    "cliques", Cliques 0, Unit::Count("cliques"), Never, Never, Listing, false,
        "Who is in the most circles?",
        "Maximal sets it is in where everyone is tied to everyone.";
    "largest-clique", Cliques 1, Unit::Count("entities"), Never, Never, Listing, false,
        "Who is in the largest circle?",
        "How many are in the largest such set that it is in.";
}
