//! Charges and margins, of the provider and of its end customer; kept views.

use muster_domain::analysis::{By, CostType, Dimension, NOT_KEPT, Question, Scope, Window};
use muster_domain::permission::Permission;
use muster_domain::view::analysis::{Analysis, Note};
use muster_service::saved_views::{self, NewView};
use muster_service::{Error, analysis, statements};
use muster_store::analysis_views::Page;

use crate::charges::{FEBRUARY, Provider};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::statements::with_customer;

on_both!(
    a_margin_is_the_charge_less_the_cost_of_what_is_charged,
    an_end_customer_analyses_its_charges_and_nothing_else,
    charges_of_an_earlier_program_say_what_they_did_not_keep,
    a_kept_view_is_its_keepers_until_it_is_shared,
);

fn question(cost: CostType, by: Dimension) -> Question {
    Question { cost, by: By::Dimension(by), window: Window::ThisMonth, ..Question::default() }
}

async fn asked(of: &Person, question: Question) -> Analysis {
    analysis::page(&of.ctx, of.org, question).await.unwrap().analysis.unwrap()
}

/// Key and amount of every group.
fn groups(analysis: &Analysis) -> Vec<(String, String)> {
    analysis.groups.iter().map(|group| (group.named.key.clone(), group.amount.exact())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, amount)| ((*key).to_owned(), (*amount).to_owned())).collect()
}

async fn a_margin_is_the_charge_less_the_cost_of_what_is_charged(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let nothing = asked(&provider.ada, question(CostType::Charge, Dimension::Service)).await;
    assert_eq!((nothing.notes, nothing.groups.len()), (vec![Note::NothingCharged], 0));
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    let charge = asked(&provider.ada, question(CostType::Charge, Dimension::ChargeType)).await;
    assert_eq!(groups(&charge), pairs(&[("Usage", "1.925"), ("Tax", "1.10")]));
    let margin = asked(&provider.ada, question(CostType::Margin, Dimension::ChargeType)).await;
    assert_eq!(groups(&margin), pairs(&[("Usage", "0.175"), ("Tax", "0.10")]));
    // Nothing charges SHOP.
    assert_eq!(margin.notes, [Note::Uncharged("2.25".parse().unwrap())]);
    assert_eq!((margin.cards.month_to_date.exact(), margin.cards.last_month.exact()), ("0.275".into(), "1.00".into()));
    let scope = Scope::Subset(provider.labs);
    let of_labs = asked(&provider.ada, Question { scope, ..question(CostType::Margin, Dimension::UsageType) }).await;
    assert_eq!((groups(&of_labs), of_labs.notes), (pairs(&[("BoxUsage", "0.275")]), vec![]));
    let scope = Scope::Subset(provider.shop);
    let of_shop = asked(&provider.ada, Question { scope, ..question(CostType::Charge, Dimension::Service) }).await;
    assert_eq!(of_shop.notes, [Note::NothingCharged]);
}

async fn an_end_customer_analyses_its_charges_and_nothing_else(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let ask = async |question: Question| statements::analysis(&eve.ctx, eve.org, question).await;
    assert_eq!(ask(Question::default()).await.unwrap().analysis, None);
    let ten = provider.uplift("10").await;
    for subset in [provider.labs, provider.shop] {
        provider.associate((subset, ten), FEBRUARY).await.unwrap();
    }
    console.work().await;
    let page = ask(Question::default()).await.unwrap();
    let seen = page.analysis.unwrap();
    assert_eq!((page.scopes.len(), page.scopes[0].name.as_str()), (1, "Labs · ada's"));
    assert_eq!(
        (page.question.cost, seen.total.exact(), seen.cards.month_to_date.exact()),
        (CostType::Charge, "14.025".into(), "3.025".into())
    );
    assert_eq!(seen.facets.accounts.len(), 1);
    let file = statements::analysis_csv(&eve.ctx, eve.org, Question::default()).await.unwrap();
    assert!(file.text.ends_with("2026-03-01,2026-03-31,AmazonEC2,3.025,USD\n"), "{}", file.text);
    for wrong in [CostType::Margin, CostType::Amortized] {
        let refused = ask(Question { cost: wrong, ..Question::default() }).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "cost"), "{refused:?}");
    }
    let refused = ask(Question { scope: Scope::Subset(provider.shop), ..Question::default() }).await;
    assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "subset"), "{refused:?}");
    let own = analysis::page(&eve.ctx, eve.org, Question::default()).await.unwrap();
    assert_eq!((own.analysis, own.scopes.len()), (None, 0), "its own bills are another page");
    let peek = analysis::page(&eve.ctx, provider.ada.org, Question::default()).await;
    assert!(matches!(peek, Err(Error::NotFound)));
}

async fn charges_of_an_earlier_program_say_what_they_did_not_keep(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    let folder = console.data.path().join(format!("organizations/{}/charges", provider.ada.org));
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let old = |row: &str| {
            let fields: Vec<_> = row.split(',').collect();
            [&fields[..5], &fields[7..]].concat().join(",") + "\n"
        };
        let text: String = std::fs::read_to_string(&file).unwrap().lines().map(old).collect();
        std::fs::write(&file, text).unwrap();
    }
    let by_lifecycle = asked(&provider.ada, question(CostType::Charge, Dimension::Lifecycle)).await;
    assert_eq!(groups(&by_lifecycle), pairs(&[(NOT_KEPT, "3.025")]));
}

async fn a_kept_view_is_its_keepers_until_it_is_shared(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let viewer = console.viewer(ada.org, &[Permission::CreateReport]).await;
    let new = |name: &str, shared| {
        let question = Question { page: 3, ..question(CostType::Amortized, Dimension::Region) };
        NewView { page: Page::Costs, name: name.to_owned(), question, shared }
    };
    let id = saved_views::add(&ada.ctx, ada.org, new("Regions", false)).await.unwrap();
    let again = saved_views::add(&ada.ctx, ada.org, new(" regions ", false)).await;
    assert!(matches!(&again, Err(Error::Invalid(refusals)) if refusals[0].path == "name"), "{again:?}");
    let seen = async |who: &Person| {
        let page = analysis::page(&who.ctx, ada.org, Question::default()).await.unwrap();
        page.views.into_iter().map(|view| (view.name, view.is_own, view.is_shared)).collect::<Vec<_>>()
    };
    assert_eq!((seen(&ada).await, seen(&viewer).await), (vec![("Regions".to_owned(), true, false)], vec![]));
    assert!(matches!(saved_views::remove(&viewer.ctx, ada.org, id).await, Err(Error::NotFound)));
    saved_views::set_shared(&ada.ctx, ada.org, id, true).await.unwrap();
    assert_eq!(seen(&viewer).await, [("Regions".to_owned(), false, true)]);
    assert!(matches!(saved_views::remove(&viewer.ctx, ada.org, id).await, Err(Error::Forbidden(_))));
    assert!(matches!(saved_views::add(&viewer.ctx, ada.org, new("Mine", true)).await, Err(Error::Forbidden(_))));
    let own = saved_views::add(&viewer.ctx, ada.org, new("Mine", false)).await.unwrap();
    assert_eq!((seen(&ada).await.len(), seen(&viewer).await.len()), (1, 2));
    saved_views::remove(&viewer.ctx, ada.org, own).await.unwrap();
    saved_views::remove(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(seen(&viewer).await, []);
}
