//! The `liaison` program: a thin face over the library.

fn main() {}
