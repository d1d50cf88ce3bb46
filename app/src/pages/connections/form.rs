//! The first step's form while it goes between browser and server.

use muster_domain::connection::PlaceForm;
use muster_domain::workflow::Refusal;
use serde::{Deserialize, Serialize};

/// What came back with a page where no script kept it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub form: PlaceForm,
    pub refusals: Vec<Refusal>,
}
