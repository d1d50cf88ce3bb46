//! The frames that pages stand in.

mod console;
mod navigation;
mod organization;
mod public;

pub use console::{ConsoleLayout, MeResource, use_me};
pub use organization::{OrganizationLoad, organization_resource, use_organization};
pub use public::PublicLayout;
