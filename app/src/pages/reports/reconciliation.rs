//! The report held against the whole bill: nothing is lost, and what only moves adds nothing.

use leptos::prelude::*;
use muster_domain::view::reports::{Reconciliation, Sums, ZeroSum};

use crate::components::{Amount, Badge, Card, Change, HeaderCell, Icon, MoneyCell, Picture, Table, Tone};
use crate::pages::figures::{counted, thousands};

#[component]
pub(super) fn Reconciled(found: Reconciliation, currency: String) -> impl IntoView {
    let Reconciliation { inside, outside, bill, outside_accounts, zero_sums, holds } = found;
    let (tone, text) = if holds { (Tone::Good, "Adds up to the last digit") } else { (Tone::Bad, "Does not add up") };
    let others = counted(outside_accounts, "account outside the report", "accounts outside the report");
    let sums = zero_sums.into_iter().map(|sum| view! { <Moved sum/> }).collect_view();
    let hint = format!("This report and the accounts outside it make the whole bill of its period, in {currency}.");
    view! {
        <Card title="Reconciliation" hint actions=view! { <Badge tone text/> }.into_any()>
            <ul class="zero-sums">{sums}</ul>
            <div class="reconciled">
                <Table caption="Reconciliation with the bill">
                    <thead>
                        <tr>
                            <HeaderCell label="Part"/>
                            <HeaderCell label="Lines" class="number"/>
                            <HeaderCell label="Unblended" class="number"/>
                            <HeaderCell label="Charge" class="number"/>
                        </tr>
                    </thead>
                    <tbody>
                        <Part name="This report".to_owned() sums=inside/>
                        <Part name=others sums=outside/>
                    </tbody>
                    <tfoot>
                        <Part name="The whole bill".to_owned() sums=bill/>
                    </tfoot>
                </Table>
            </div>
        </Card>
    }
}

#[component]
fn Part(name: String, sums: Sums) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="number">{thousands(sums.lines)}</td>
            <MoneyCell money=sums.unblended/>
            <MoneyCell money=sums.charge/>
        </tr>
    }
}

/// A rule that moves cost from one account to another.
#[component]
fn Moved(sum: ZeroSum) -> impl IntoView {
    let ZeroSum { position, sentence, net, moved } = sum;
    let picture = if net.is_zero() { Picture::Check } else { Picture::Warning };
    view! {
        <li class="zero-sum" class:zero-sum-off=!net.is_zero()>
            <Icon picture/>
            <span>
                {format!("Rule {position} moves ")} <Amount money=moved/> " between accounts and adds " <Change money=net/>
                " to the whole: " {sentence}
            </span>
        </li>
    }
}
