use leptos::prelude::*;

/// What an icon shows. All are drawn on 16 by 16, with a line of 1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Account,
    Bell,
    Building,
    Chart,
    Check,
    ChevronDown,
    ChevronRight,
    Clock,
    Close,
    Copy,
    Credit,
    Download,
    Key,
    Link,
    List,
    Mail,
    Menu,
    Month,
    Person,
    Plus,
    Report,
    Retry,
    Search,
    Settings,
    SignOut,
    SortAscending,
    SortDescending,
    Subset,
    Ticket,
    Trash,
    Upload,
    Warning,
    Workflow,
}

impl Picture {
    fn paths(self) -> &'static str {
        match self {
            Self::Account => r#"<path d="M2 5.5 8 2.5l6 3-6 3zM2 8.5l6 3 6-3M2 11.5l6 3 6-3"/>"#,
            Self::Bell => r#"<path d="M3.2 11.5h9.6l-1.3-2V6.7a3.5 3.5 0 0 0-7 0v2.8zM6.6 13.8h2.8"/>"#,
            Self::Building => {
                r#"<path d="M3 14V3.5A1.5 1.5 0 0 1 4.5 2h4A1.5 1.5 0 0 1 10 3.5V14M10 6.5h1.5A1.5 1.5 0 0 1 13 8v6M1.5 14h13M5.5 5h2M5.5 8h2M5.5 11h2"/>"#
            }
            Self::Chart => r#"<path d="M2.5 2.5v11h11M5.5 11V8M8.5 11V4.5M11.5 11V6.5"/>"#,
            Self::Check => r#"<path d="m3 8.5 3.2 3L13 4.5"/>"#,
            Self::ChevronDown => r#"<path d="m4.5 6.5 3.5 3 3.5-3"/>"#,
            Self::ChevronRight => r#"<path d="m6.5 4.5 3 3.5-3 3.5"/>"#,
            Self::Clock => r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>"#,
            Self::Close => r#"<path d="m4.5 4.5 7 7M11.5 4.5l-7 7"/>"#,
            Self::Copy => {
                r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"/>"#
            }
            Self::Credit => {
                r#"<path d="M8.6 2H13a1 1 0 0 1 1 1v4.4L7.7 13.7a1 1 0 0 1-1.4 0L2.3 9.7a1 1 0 0 1 0-1.4z"/><circle cx="11" cy="5" r=".7"/>"#
            }
            Self::Download => r#"<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/>"#,
            Self::Key => r#"<circle cx="5" cy="11" r="2.8"/><path d="m7 9 6.5-6.5M10.5 5.5l2 2M12 4l1.5 1.5"/>"#,
            Self::Link => {
                r#"<path d="M6.8 9.2a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.7 2.7 0 0 0-3.9-3.9L8.3 3.9M9.2 6.8a2.7 2.7 0 0 0-3.9 0L3.1 9a2.7 2.7 0 0 0 3.9 3.9l.7-.8"/>"#
            }
            Self::List => r#"<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1"/>"#,
            Self::Mail => r#"<rect x="2" y="3.5" width="12" height="9" rx="1.5"/><path d="m2.5 4.5 5.5 4.3 5.5-4.3"/>"#,
            Self::Menu => r#"<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>"#,
            Self::Month => {
                r#"<rect x="2" y="3" width="12" height="11" rx="1.5"/><path d="M2 6.5h12M5.5 1.5v3M10.5 1.5v3M5.5 10l1.8 1.7L10.5 9"/>"#
            }
            Self::Person => r#"<circle cx="8" cy="5.2" r="2.7"/><path d="M2.8 13.8a5.3 5.3 0 0 1 10.4 0"/>"#,
            Self::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
            Self::Report => {
                r#"<path d="M4 1.8h5.2L13 5.6v7.1a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 12.7V3.3A1.5 1.5 0 0 1 4.5 1.8M9 2v4h4M6 11.5v-2M8 11.5V8M10 11.5v-1"/>"#
            }
            Self::Retry => r#"<path d="M13.2 6.5A5.5 5.5 0 1 0 13.4 9.4M13.5 2.8v3.9H9.6"/>"#,
            Self::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.4 3.4"/>"#,
            Self::Settings => {
                r#"<path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6"/><circle cx="10" cy="4.5" r="1.5"/><circle cx="6" cy="11.5" r="1.5"/>"#
            }
            Self::SignOut => r#"<path d="M6 2.5H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.5h2M10.2 11 13.5 8l-3.3-3M13 8H6"/>"#,
            Self::SortAscending => r#"<path d="M8 12.5v-9M4.8 6.5 8 3.3l3.2 3.2"/>"#,
            Self::SortDescending => r#"<path d="M8 3.5v9M4.8 9.5 8 12.7l3.2-3.2"/>"#,
            Self::Subset => {
                r#"<rect x="2" y="2" width="5" height="5" rx="1.2"/><rect x="9" y="2" width="5" height="5" rx="1.2"/><rect x="2" y="9" width="5" height="5" rx="1.2"/><path d="M11.5 9v5M9 11.5h5"/>"#
            }
            Self::Ticket => {
                r#"<path d="M2 6V4.5A1.5 1.5 0 0 1 3.5 3h9A1.5 1.5 0 0 1 14 4.5V6a2 2 0 0 0 0 4v1.5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5V10a2 2 0 0 0 0-4M9.5 3v2M9.5 7v2M9.5 11v2"/>"#
            }
            Self::Trash => {
                r#"<path d="M2.5 4.5h11M6 4.5V3a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M4 4.5l.6 8.1A1.5 1.5 0 0 0 6.1 14h3.8a1.5 1.5 0 0 0 1.5-1.4l.6-8.1M6.7 7.3v3.8M9.3 7.3v3.8"/>"#
            }
            Self::Upload => r#"<path d="M8 10.5V3M4.8 6 8 2.8 11.2 6M2.5 13.5h11"/>"#,
            Self::Warning => r#"<path d="M8 2.3 14.3 13.2H1.7zM8 6.5v3.2M8 11.3v.2"/>"#,
            Self::Workflow => {
                r#"<circle cx="4" cy="3.8" r="1.8"/><circle cx="4" cy="12.2" r="1.8"/><circle cx="12" cy="8" r="1.8"/><path d="M4 5.6v4.8M5.8 3.8h1.7c1.6 0 2.5 1 3 2.6M5.8 12.2h1.7c1.6 0 2.5-1 3-2.6"/>"#
            }
        }
    }
}

/// A small picture beside a text that says the same; hidden from screen readers.
#[component]
pub fn Icon(picture: Picture) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 16 16"
            width="16"
            height="16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=picture.paths()
        ></svg>
    }
}

/// The mark: bars that fall in line.
#[component]
pub fn Logo() -> impl IntoView {
    let paths = r#"<rect width="24" height="24" rx="6" fill="var(--accent)"/><path d="M6.5 17V9.5M12 17V6.5M17.5 17V12" stroke="var(--on-accent)" stroke-width="2.6" stroke-linecap="round"/>"#;
    view! { <svg class="logo" viewBox="0 0 24 24" width="24" height="24" fill="none" aria-hidden="true" inner_html=paths></svg> }
}
