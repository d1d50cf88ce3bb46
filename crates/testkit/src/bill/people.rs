//! The accounts of an invented reseller and its invented customers.

use std::sync::Arc;

use super::dice::Dice;

/// The reseller, who holds the management account.
const RESELLER: &str = "Northwind Cloud";
const CUSTOMERS: [&str; 14] = [
    "Aurora Foods",
    "Bluefin Logistics",
    "Cobalt Robotics",
    "Driftwood Media",
    "Ember Health",
    "Fjord Analytics",
    "Granite Insurance",
    "Harbor Retail",
    "Indigo Travel",
    "Juniper Games",
    "Kestrel Energy",
    "Lumen Education",
    "Meridian Bank",
    "Nimbus Weather",
];
/// Two to four accounts, in this order; twelve customers make 36.
const ACCOUNTS_OF: [usize; 12] = [3, 2, 4, 3, 2, 4, 3, 3, 2, 4, 3, 3];
const STAGES: [&str; 4] = ["Production", "Staging", "Development", "Data"];

/// A linked account, or the management account at index 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Account {
    pub index: usize,
    /// Twelve digits, some of them leading zeros.
    pub id: String,
    pub name: String,
    /// Who the account belongs to; the reseller's name for its own.
    pub customer: String,
    pub(crate) tags: Option<Tags>,
}

/// Values of the cost allocation tags; accounts without a habit of tagging have none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tags {
    pub(crate) team: &'static str,
    pub(crate) environment: &'static str,
    pub(crate) cost_center: String,
}

/// `count` accounts, the management account first, then one more of the reseller, then the customers'.
pub(crate) fn accounts(dice: Dice, count: usize) -> Vec<Arc<Account>> {
    let dice = dice.named("accounts");
    let mut named = vec![
        (RESELLER.to_owned(), format!("{RESELLER} Management")),
        (RESELLER.to_owned(), format!("{RESELLER} Shared Services")),
    ];
    for customer in 0.. {
        if named.len() >= count {
            break;
        }
        let name = customer_name(customer);
        for stage in STAGES.iter().take(ACCOUNTS_OF[customer % ACCOUNTS_OF.len()]) {
            named.push((name.clone(), format!("{name} {stage}")));
        }
    }
    named.truncate(count);
    named.into_iter().enumerate().map(|(index, names)| Arc::new(account(dice, index, names))).collect()
}

fn customer_name(index: usize) -> String {
    let name = CUSTOMERS[index % CUSTOMERS.len()];
    match index / CUSTOMERS.len() {
        0 => name.to_owned(),
        round => format!("{name} {}", round + 1),
    }
}

fn account(dice: Dice, index: usize, (customer, name): (String, String)) -> Account {
    let dice = dice.at(index as u64);
    Account { index, id: account_id(dice, index), name, tags: tags(dice, index, &customer), customer }
}

/// The middle digits differ for every index, as the factor has no part in common with the prime modulus; every
/// fifth id starts with zeros.
fn account_id(dice: Dice, index: usize) -> String {
    let head = if index % 5 == 2 { dice.named("head").below(10) } else { 100 + dice.named("head").below(900) };
    let middle = (index * 7_919 + 31_337) % 99_991;
    format!("{head:03}{middle:05}{:04}", dice.named("tail").below(10_000))
}

fn tags(dice: Dice, index: usize, customer: &str) -> Option<Tags> {
    if index % 6 == 3 {
        return None;
    }
    let dice = dice.named("tags");
    let initials: String = customer.split(' ').filter_map(|word| word.chars().next()).collect();
    Some(Tags {
        team: dice.named("team").pick::<&'static str>(&["Platform", "Web", "Data", "Payments", "R&D, Labs"]),
        environment: if index.is_multiple_of(3) { "development" } else { "production" },
        cost_center: format!("{initials}-{}", 100 + dice.named("center").below(40)),
    })
}
