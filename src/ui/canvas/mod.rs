//! The canvas: shows a document's graph as a picture, and turns pointer and keys into commands.

mod ground;
mod ink;
mod lines;
mod picture;
mod text;
