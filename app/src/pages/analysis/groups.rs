use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::analysis::{By, Dimension, GroupOrder, Question};
use muster_domain::view::analysis::{Analysis, Group};

use super::{Asked, words};
use crate::components::{Amount, Card, Change, Icon, Pagination, Picture, Table};
use crate::pages::figures::counted;

/// Every group with its amount, held against the period before.
#[component]
pub(super) fn Groups(asked: Asked, analysis: Analysis) -> impl IntoView {
    let by = asked.question.by.clone();
    let is_by_account = by == By::Dimension(Dimension::Account);
    let (total, total_before) = (analysis.total, analysis.total_before);
    let mut hint =
        format!("{}. Held against {}.", counted(analysis.group_count, "group", "groups"), words::days(analysis.before));
    let is_compared = words::is_comparable(&analysis.before_lacks);
    if !is_compared {
        hint += &format!(" There are no percentages: {}.", words::lacks(&asked, &analysis.before_lacks));
    }
    let (page, pages) = (analysis.page, analysis.pages);
    let rows =
        analysis.groups.into_iter().map(|group| view! { <Row asked=asked.clone() group total is_compared/> }).collect_view();
    view! {
        <Card title=format!("By {}", by.title()) hint>
            <Table caption=format!("{} by {}", asked.question.cost.title(), by.title())>
                <thead>
                    <tr>
                        <Head asked=asked.clone() label=by.title() order=GroupOrder::Name/>
                        {is_by_account.then(|| view! { <th scope="col">"Account ID"</th> })}
                        <Head asked=asked.clone() label=asked.question.cost.title().to_owned() order=GroupOrder::Amount/>
                        <th scope="col" class="number">"Share"</th>
                        <th scope="col" class="number">"Before"</th>
                        <Head asked=asked.clone() label="Change".to_owned() order=GroupOrder::Change/>
                        <th scope="col" class="number">"%"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total"</th>
                        {is_by_account.then(|| view! { <td></td> })}
                        <td class="number"><Amount money=total/></td>
                        <td></td>
                        <td class="number"><Amount money=total_before/></td>
                        <td class="number"><Change money=total - total_before/></td>
                        <td class="number">{is_compared.then(|| words::percent(total, total_before))}</td>
                    </tr>
                </tfoot>
            </Table>
            <Pagination page pages/>
        </Card>
    }
}

/// A header that orders the groups.
#[component]
fn Head(asked: Asked, label: String, order: GroupOrder) -> impl IntoView {
    let is_chosen = asked.question.order == order;
    let said = is_chosen.then_some(match order {
        GroupOrder::Name => "ascending",
        GroupOrder::Amount | GroupOrder::Change => "descending",
    });
    let picture = match order {
        GroupOrder::Name => Picture::SortAscending,
        GroupOrder::Amount | GroupOrder::Change => Picture::SortDescending,
    };
    let href = asked.href(&Question { order, page: 0, ..asked.question.clone() });
    view! {
        <th scope="col" class:number=order != GroupOrder::Name aria-sort=said>
            <a class="sort" href=href>
                <span>{label}</span>
                {is_chosen.then(|| view! { <Icon picture/> })}
            </a>
        </th>
    }
}

#[component]
fn Row(asked: Asked, group: Group, total: Money, is_compared: bool) -> impl IntoView {
    let by = asked.question.by.clone();
    let (name, key) = (words::name(&by, &group.named), group.named.key.clone());
    let name = match by {
        By::Dimension(dimension) => {
            let href = asked.closer(dimension, &key);
            view! { <a class="row-link" href=href>{name}</a> }.into_any()
        }
        By::Tag(_) => name.into_any(),
    };
    let is_by_account = by == By::Dimension(Dimension::Account);
    view! {
        <tr>
            <th scope="row" class="row-name">{name}</th>
            {is_by_account.then(|| view! { <td>{key}</td> })}
            <td class="number"><Amount money=group.amount/></td>
            <td class="number">{words::share(group.amount, total)}</td>
            <td class="number"><Amount money=group.before/></td>
            <td class="number"><Change money=group.amount - group.before/></td>
            <td class="number">{is_compared.then(|| words::percent(group.amount, group.before))}</td>
        </tr>
    }
}
