//! Where the browser starts.
