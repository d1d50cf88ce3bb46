//! The frames that pages stand in.

mod console;
mod navigation;
mod organization;
mod public;

pub use console::{ConsoleLayout, use_me};
pub use organization::{OrganizationLoad, organization_resource, use_parameter};
pub use public::PublicLayout;
