//! The engagement part of the tree from and to JSON.

mod impls;
