//! Choosing an organization, and what is to be known of one.

mod home;
mod new;
mod open;
mod picker;
mod settings;
mod time_zone;

pub(crate) use home::Home;
pub(crate) use new::New;
pub(crate) use open::Open;
pub(crate) use picker::Picker;
pub(crate) use settings::Settings;
