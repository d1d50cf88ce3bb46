//! The API as programs meet it: requests through the whole router, on a real database and data folder.

mod access;
mod document;
mod lists;
mod refusals;
mod reporting;
mod resources;
mod twice;
mod world;
