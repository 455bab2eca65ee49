//! Measures against values of published networks that another program computed; see `published.txt`.

use super::*;
use crate::analysis::network::tests::same;
use crate::analysis::topology::Tie;
use crate::model::Direction;

fn check(published: &str) -> usize {
    let mut topology = Topology::default();
    let mut one_way = false;
    let mut checked = 0;
    for line in published.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        match words.next().unwrap() {
            "network" => {
                let nodes = words.nth(1).unwrap().parse().unwrap();
                one_way = words.next() == Some("one-way");
                topology = Topology::from_ties(nodes, Vec::new()).unwrap();
            }
            "ties" => {
                let ties = words.map(|tie| {
                    let (from, rest) = tie.split_once('-').unwrap();
                    let (to, strength) = rest.split_once('*').unwrap();
                    Tie {
                        from: from.parse().unwrap(),
                        to: to.parse().unwrap(),
                        direction: if one_way { Direction::Forward } else { Direction::Neither },
                        strength: strength.parse().unwrap(),
                    }
                });
                topology = Topology::from_ties(topology.len(), ties.collect()).unwrap();
            }
            name => {
                let mut settings = Settings { effort: Effort::Exact, ..Settings::default() };
                let mut expected = Vec::new();
                let mut names = vec![name];
                for word in words {
                    match word {
                        "weighted" => settings.weights = Weights::Counted,
                        "directed" => settings.ways = Ways::Followed,
                        "-" => expected.push(f64::NAN),
                        _ => match word.parse() {
                            Ok(value) => expected.push(value),
                            Err(_) => names.push(word),
                        },
                    }
                }
                let found = if name == "whole" {
                    let metrics = ["clustering", "cliques"].map(|name| metric(name).unwrap());
                    let task = Task::default();
                    let answers = super::measure(&topology, &metrics, &settings, &task).unwrap();
                    let all = whole(&topology, &metrics, &answers, &settings, &task).unwrap();
                    vec![all.iter().find(|whole| whole.name == names[1]).unwrap().value]
                } else {
                    super::tests::measure(name, &topology, &settings)
                };
                println!("{}", &line[..line.len().min(60)]);
                same(&found, &expected);
                checked += 1;
            }
        }
    }
    checked
}

#[test]
fn measures_equal_published_ones() {
    assert_eq!(check(include_str!("published.txt")), 91);
}
