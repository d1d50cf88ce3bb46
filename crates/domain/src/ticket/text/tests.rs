//! Read what was composed; name what cannot be read.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

fn names(subsets: &[&str], workflows: &[&str]) -> Names {
    Names {
        organization: OrganizationId(id(0)),
        subsets: subsets.iter().enumerate().map(|(at, name)| (SubsetId(id(at)), (*name).to_owned())).collect(),
        workflows: workflows.iter().enumerate().map(|(at, name)| (WorkflowId(id(at)), 3, (*name).to_owned())).collect(),
    }
}

fn ours() -> Names {
    names(&["R&D", "Shop: EU"], &["Reseller standard", "At cost"])
}

fn pair(subset: usize, workflow: usize) -> Pair {
    Pair { subset: SubsetId(id(subset)), workflow: WorkflowId(id(workflow)), version: 3 }
}

fn wrong<T: std::fmt::Debug>(read: Result<T, Vec<WrongLine>>) -> Vec<String> {
    read.unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn the_text_is_the_one_that_support_knows() {
    let request = Request::AssociateWorkflows { from: "2018-11".parse().unwrap(), pairs: vec![pair(0, 0), pair(1, 1)] };
    assert_eq!(
        compose(&request, &ours()),
        "For our Organization ID 00000000-0000-0000-0000-000000000001, associate the billing workflow(s) below with the \
         subset(s), going forward.\nR&D : Reseller standard\nShop: EU : At cost"
    );
    let line =
        CustomerLine { subset: SubsetId(id(1)), email: "ann@shop.example".to_owned(), organization: OrganizationId(id(7)) };
    assert_eq!(
        compose(&Request::EndCustomer { lines: vec![line] }, &ours()),
        "Shop: EU : ann@shop.example : 00000000-0000-0000-0000-000000000008"
    );
}

#[test]
fn a_pasted_text_may_lack_the_heading_and_differ_in_spaces_and_case() {
    let pasted = "\r\n r&d:AT COST \r\n\r\nshop: eu :reseller standard\r\n";
    assert_eq!(read_pairs(pasted, &ours()), Ok(vec![pair(0, 1), pair(1, 0)]));
}

#[test]
fn every_wrong_line_is_named_with_its_reason() {
    let text = "R&D : Reseller standard\nLabs : At cost\n\nR&D\nR&D : Gold\nLabs : Gold\nr&d : At cost";
    let said = [
        "line 2: no subset is named `Labs`",
        "line 4: `R&D` is not <Subset Name> : <Billing Workflow Name>",
        "line 5: no billing workflow is named `Gold`",
        "line 6: neither a subset `Labs` nor a billing workflow `Gold` is there",
        "line 7: the same subset is on line 1 already",
    ];
    assert_eq!(wrong(read_pairs(text, &ours())), said);
    assert_eq!(wrong(read_pairs(" \n", &ours())), ["line 1: nothing is asked for; write one association a line"]);
}

#[test]
fn a_heading_for_another_organization_is_refused() {
    let other = "For our Organization ID 00000000-0000-0000-0000-0000000000ff, associate the billing workflow(s) below with \
                 the subset(s), going forward.\nR&D : At cost";
    let said = "line 1: `00000000-0000-0000-0000-0000000000ff` is not this organization's id";
    assert_eq!(wrong(read_pairs(other, &ours())), [said]);
    assert!(wrong(read_pairs("For our Organization ID 1: now.\nR&D : At cost", &ours()))[0].contains("does not go on"));
}

#[test]
fn a_line_with_two_readings_is_not_guessed() {
    let both = names(&["A", "A : B"], &["B : C", "C"]);
    let said = "line 1: it can be read as `A` with `B : C`, and as `A : B` with `C`; choose them from the lists instead";
    assert_eq!(wrong(read_pairs("A : B : C", &both)), [said]);
    assert_eq!(read_pairs("A : C", &both), Ok(vec![pair(0, 1)]));
}

#[test]
fn a_wrong_customer_is_named() {
    let organization = OrganizationId(id(7));
    let text = format!(
        "R&D : ann@shop.example : {organization}\nLabs : ann@shop.example : {organization}\nR&D : ann : {organization}\n\
         R&D : ann@shop.example : 12\nR&D - ann\nR&D : bob@shop.example : {organization}"
    );
    let said = [
        "line 2: no subset is named `Labs`",
        "line 3: `ann` is not an email address",
        "line 4: `12` is not an Organization ID",
        "line 5: `R&D - ann` is not <Subset name> : <console email> : <Org ID>",
        "line 6: the same subset is on line 1 already",
    ];
    assert_eq!(wrong(read_customers(&text, &ours())), said);
}

/// Names as the console takes them: trimmed, one line, unique but for case; colons included.
fn some_names() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[A-Ca-cé&]([A-Ca-cé :]{0,5}[A-Ca-cé&])?", 1..5).prop_map(|names| {
        let mut seen = BTreeSet::new();
        names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect()
    })
}

fn named(subsets: &[String], workflows: &[String]) -> Names {
    fn texts(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }
    names(&texts(subsets), &texts(workflows))
}

proptest! {
    #[test]
    fn what_was_composed_reads_back(subsets in some_names(), workflows in some_names(), choice in any::<u32>()) {
        let names = named(&subsets, &workflows);
        let pairs: Vec<_> = (0..subsets.len()).map(|at| pair(at, (choice as usize + at) % workflows.len())).collect();
        let request = Request::AssociateWorkflows { from: "2018-11".parse().unwrap(), pairs: pairs.clone() };
        match read_pairs(&compose(&request, &names), &names) {
            Ok(read) => prop_assert_eq!(read, pairs),
            // Names with colons can make a line that truly says two things; that is said, never guessed.
            Err(wrong) => for line in wrong {
                prop_assert!(matches!(line.reason, WrongReason::Ambiguous(..)), "{}", line);
            },
        }
    }

    #[test]
    fn customers_that_were_composed_read_back(subsets in some_names(), mail in "[a-z.+]{1,8}@[a-z.]{1,8}", to in 0_usize..9) {
        let names = named(&subsets, &[]);
        let line = |at| CustomerLine { subset: SubsetId(id(at)), email: mail.clone(), organization: OrganizationId(id(to)) };
        let lines: Vec<_> = (0..subsets.len()).map(line).collect();
        let text = compose(&Request::EndCustomer { lines: lines.clone() }, &names);
        prop_assert_eq!(read_customers(&text, &names), Ok(lines));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(.|\n|:){0,60}") {
        let names = ours();
        let lines = text.lines().count().max(1);
        if let Err(wrong) = read_pairs(&text, &names) {
            prop_assert!(!wrong.is_empty() && wrong.iter().all(|wrong| (1..=lines).contains(&wrong.line)));
        }
    }
}
