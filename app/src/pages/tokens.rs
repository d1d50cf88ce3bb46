//! Tokens by which programs act for members.

mod list;
mod made;
mod new;

pub(crate) use list::TokensPage;
pub(crate) use made::TokenMadePage;
pub(crate) use new::NewTokenPage;
