//! Somebody with an organization, made as whoever runs the installation makes them: no mail stands in between, though
//! the settings may name a server of it.

use muster_domain::OrganizationId;
use muster_service::people::{self, NewPerson};
use muster_service::{Ctx, Error, Muster, organizations};

pub(super) struct Settled<'a> {
    pub(super) email: &'a str,
    pub(super) password: &'a str,
    pub(super) name: &'a str,
    pub(super) organization: &'a str,
}

impl Settled<'_> {
    pub(super) async fn add(&self, muster: &Muster) -> Result<(Ctx, OrganizationId), Error> {
        let [email, password, name] = [self.email, self.password, self.name].map(str::to_owned);
        let user = people::add(muster, NewPerson { email, password, name, support: false }).await?;
        let ctx = Ctx::user(muster.clone(), "command-line", user);
        let organization = organizations::add(&ctx, self.organization).await?;
        Ok((ctx, organization))
    }
}
