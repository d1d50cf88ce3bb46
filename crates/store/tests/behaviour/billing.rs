//! Billing settings and Eco invoices.

use muster_domain::credit::CreditPatterns;
use muster_domain::report::EcoCommitments;
use muster_store::Store;
use muster_store::billing_settings::{self, Decided};

use crate::databases::on_both;
use crate::organization;

on_both!(what_an_organization_decided_is_its_own, an_invoice_is_recorded_once_per_month);

async fn what_an_organization_decided_is_its_own(store: Store) {
    let (mine, _) = organization(&store, "mine").await;
    let (theirs, _) = organization(&store, "theirs").await;
    let mut tx = store.write_in(mine).await.unwrap();
    assert_eq!(billing_settings::lookup(&mut tx).await.unwrap(), Decided::default());
    let since = EcoCommitments::Since("2018-10-01".parse().unwrap());
    let decided = Decided {
        credit_patterns: Some(CreditPatterns::default()),
        eco_commitments: since,
        charge_tags: vec!["user:Team".to_owned()],
    };
    billing_settings::save(&mut tx, &decided).await.unwrap();
    assert_eq!(billing_settings::lookup(&mut tx).await.unwrap(), decided);
    let undecided = Decided { credit_patterns: None, ..decided };
    billing_settings::save(&mut tx, &undecided).await.unwrap();
    assert_eq!(billing_settings::lookup(&mut tx).await.unwrap(), undecided);
    tx.commit().await.unwrap();
    let mut tx = store.read_in(theirs).await.unwrap();
    assert_eq!(billing_settings::lookup(&mut tx).await.unwrap(), Decided::default());
}

async fn an_invoice_is_recorded_once_per_month(store: Store) {
    let (mine, _) = organization(&store, "mine").await;
    let (month, other) = ("2018-09".parse().unwrap(), "2018-10".parse().unwrap());
    let mut tx = store.write_in(mine).await.unwrap();
    billing_settings::set_invoice(&mut tx, month, "120".parse().unwrap()).await.unwrap();
    billing_settings::set_invoice(&mut tx, month, "-0.000000000001".parse().unwrap()).await.unwrap();
    billing_settings::set_invoice(&mut tx, other, "7.5".parse().unwrap()).await.unwrap();
    let invoices = billing_settings::list_invoices(&mut tx).await.unwrap();
    assert_eq!(invoices.0.into_values().map(|amount| amount.exact()).collect::<Vec<_>>(), ["-0.000000000001", "7.50"]);
    assert!(billing_settings::remove_invoice(&mut tx, month).await.unwrap());
    assert!(!billing_settings::remove_invoice(&mut tx, month).await.unwrap());
    assert_eq!(billing_settings::list_invoices(&mut tx).await.unwrap().0.len(), 1);
}
