//! The schema of the input and the reader: what one takes the other takes.
