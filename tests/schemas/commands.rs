//! What every command prints, as it is typed.
