//! What lists of costs share: which month they speak of, their columns, and their sums.

use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::view::accounts::{Charges, CostMonth, Costs};

use crate::components::{MoneyCell, MonthPicker, SortHeader};
use crate::query::{Direction, Sort};

/// A column of costs that a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CostColumn {
    LastMonth,
    MonthToDate,
    Expected,
}

impl CostColumn {
    const ALL: [Self; 3] = [Self::LastMonth, Self::MonthToDate, Self::Expected];

    /// As the address has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::LastMonth => "last-month",
            Self::MonthToDate => "mtd",
            Self::Expected => "expected",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    fn title(self) -> &'static str {
        match self {
            Self::LastMonth => "Last Month Cost",
            Self::MonthToDate => "MTD Cost",
            Self::Expected => "Expected Cost",
        }
    }

    pub(super) fn of(self, costs: Costs) -> Money {
        match self {
            Self::LastMonth => costs.last_month,
            Self::MonthToDate => costs.month_to_date,
            Self::Expected => costs.expected,
        }
    }
}

/// Headers of the three cost columns.
#[component]
pub(super) fn CostHeaders(#[prop(into)] sort: Signal<Sort>) -> impl IntoView {
    let headers = CostColumn::ALL.map(|column| {
        view! { <SortHeader label=column.title() column=column.name() sort first=Direction::Descending/> }
    });
    headers.into_iter().collect_view()
}

/// A column of charges that a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChargeColumn {
    LastMonth,
    MonthToDate,
    Expected,
}

impl ChargeColumn {
    const ALL: [Self; 3] = [Self::LastMonth, Self::MonthToDate, Self::Expected];

    /// As the address has it.
    fn name(self) -> &'static str {
        match self {
            Self::LastMonth => "last-month-charge",
            Self::MonthToDate => "mtd-charge",
            Self::Expected => "expected-charge",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    fn title(self) -> &'static str {
        match self {
            Self::LastMonth => "Last Month Charge",
            Self::MonthToDate => "MTD Charge",
            Self::Expected => "Expected Charge",
        }
    }

    pub(super) fn of(self, charges: Option<Charges>) -> Option<Money> {
        let charges = charges?;
        match self {
            Self::LastMonth => charges.last_month,
            Self::MonthToDate => charges.month_to_date,
            Self::Expected => charges.expected,
        }
    }
}

/// Headers of the three charge columns, which fill once a workflow is associated; they are narrow until then.
#[component]
pub(super) fn ChargeHeaders(#[prop(into)] charges: Option<Charges>, #[prop(into)] sort: Signal<Sort>) -> impl IntoView {
    let head = move |column: ChargeColumn| match charges {
        Some(_) => view! { <SortHeader label=column.title() column=column.name() sort first=Direction::Descending/> }.into_any(),
        None => {
            let why = "Filled once a billing workflow is associated";
            view! { <th scope="col" class="number number-none" title=why>{column.title()}</th> }.into_any()
        }
    };
    ChargeColumn::ALL.map(head).into_iter().collect_view()
}

/// Cells of the three charge columns; dashes where nothing charges.
#[component]
pub(super) fn ChargeCells(charges: Option<Charges>) -> impl IntoView {
    ChargeColumn::ALL.map(|column| view! { <MoneyCell money=column.of(charges)/> }).into_iter().collect_view()
}

/// Cells of the three cost columns.
#[component]
pub(super) fn CostCells(costs: Costs) -> impl IntoView {
    CostColumn::ALL.map(|column| view! { <MoneyCell money=column.of(costs)/> }).into_iter().collect_view()
}

/// An account's name; many bills know only its number.
#[component]
pub(super) fn AccountName(name: String) -> impl IntoView {
    let is_known = !name.is_empty();
    let name = if is_known { name } else { "No name on the bill".to_owned() };
    view! { <span class:nothing=!is_known>{name}</span> }
}

/// The picker, beside what the columns speak of.
#[component]
pub(super) fn CostMonthPicker(month: CostMonth) -> impl IntoView {
    view! { <MonthPicker month=month.month choices=month.choices/> }
}

/// `MTD is 2018-10 up to the 31st, last month is 2018-09. Amounts in USD.`
pub(super) fn explanation(month: &CostMonth) -> String {
    let through = match month.through {
        Some(day) => format!("through {day}"),
        None => "which has no lines".to_owned(),
    };
    let previous = month.month.previous();
    format!("MTD is {} {through}; last month is {previous}. Unblended cost in {}.", month.month, month.currency)
}

pub(super) fn sum(costs: impl Iterator<Item = Costs>) -> Costs {
    costs.fold(Costs::default(), |sum, costs| Costs {
        last_month: sum.last_month + costs.last_month,
        month_to_date: sum.month_to_date + costs.month_to_date,
        expected: sum.expected + costs.expected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_say_what_they_speak_of() {
        let month = CostMonth {
            month: "2018-10".parse().unwrap(),
            through: Some("2018-10-31".parse().unwrap()),
            choices: vec![],
            currency: "USD".into(),
        };
        assert_eq!(explanation(&month), "MTD is 2018-10 through 2018-10-31; last month is 2018-09. Unblended cost in USD.");
    }

    #[test]
    fn sums_are_exact() {
        let costs = |text: &str| Costs { month_to_date: text.parse().unwrap(), ..Costs::default() };
        assert_eq!(sum(["0.1", "0.2"].map(costs).into_iter()).month_to_date, "0.3".parse().unwrap());
    }
}
