//! What every request passes, in order: see the stack in [`crate::router`].

mod actor;
mod headers;
mod origin;

pub(crate) use actor::{address, bearer, know_actor};
pub(crate) use headers::{guard_headers, provide_nonce};
pub(crate) use origin::same_origin;
