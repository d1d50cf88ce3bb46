//! What of mail goes over HTTP: the link by which a mail program ends mails of a kind, and a sign-up, whose answer is the
//! same whoever has the address. The server of mail is real.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use leptos::prelude::LeptosOptions;
use muster_domain::OrganizationId;
use muster_domain::ticket::Request as Ticket;
use muster_domain::view::notifications::NotificationKind;
use muster_engine::session::{self as engine, Engine};
use muster_service::people::{NewPerson, add};
use muster_service::tickets::Asked;
use muster_service::{
    Clock, Ctx, MailSettings, Mailer, Muster, PasswordCost, Settings, jobs, notifications, organizations, support, tickets,
};
use muster_store::Store;
use muster_testkit::smtp::Smtp;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::metrics::Metrics;
use crate::rest::Limits;
use crate::router::{AppState, Outside, Transport, router};
use crate::sessions::Sessions;

const URL: &str = "https://console.example";

/// A console that mails, with one organization and somebody of the support staff.
struct World {
    app: Router,
    muster: Muster,
    smtp: Smtp,
    ada: (Ctx, OrganizationId),
    sam: Ctx,
    _data: TempDir,
}

async fn person(muster: &Muster, name: &str, support: bool) -> Ctx {
    let (email, password) = (format!("{name}@example.org"), "correct horse".to_owned());
    let user = add(muster, NewPerson { email, password, name: name.to_owned(), support }).await.unwrap();
    Ctx::user(muster.clone(), "test", user)
}

impl World {
    async fn new() -> Self {
        let (data, smtp) = (tempfile::tempdir().unwrap(), Smtp::start());
        let store = Store::open(&format!("sqlite://{}", data.path().join("muster.db").display())).await.unwrap();
        let settings = Settings { data: data.path().to_owned(), report_days: 30, imports: 2, self_service: true };
        let engine = Engine::new(&engine::Settings::default()).unwrap();
        let cheap = PasswordCost { kibibytes: 8, passes: 1 };
        let muster = Muster::new(store.clone(), engine, settings, Clock::system()).with_password_cost(cheap);
        let mailer = Mailer::new(&MailSettings { url: &smtp.url(), from: None, public_url: URL }).unwrap();
        let muster = muster.with_mailer(mailer).with_public_url(URL);
        let (ada, sam) = (person(&muster, "ada", false).await, person(&muster, "sam", true).await);
        let org = organizations::add(&ada, "Example").await.unwrap();
        let sessions = Sessions { store: store.clone(), clock: Clock::system() };
        let leptos = LeptosOptions::builder().output_name("muster").build();
        let state = AppState { muster: muster.clone(), store, leptos, metrics: Metrics::default() };
        let app = router(state, sessions, Outside { transport: Transport::Http, limits: Limits(0) });
        Self { app, muster, smtp, ada: (ada, org), sam, _data: data }
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let answer = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    /// Sends until every mail was sent.
    async fn mail(&self) {
        jobs::run(self.muster.clone(), async { self.muster.mails_idle().await.unwrap() }).await;
    }

    /// Support answers a question of hers.
    async fn answer(&self) {
        let (ada, org) = &self.ada;
        let Asked::Ticket(id) = tickets::ask(ada, *org, Ticket::Question { text: "Why?".to_owned() }).await.unwrap() else {
            panic!("nobody grants a question")
        };
        support::comment(&self.sam, id, "Because.").await.unwrap();
        self.mail().await;
    }

    async fn mailed(&self) -> Vec<NotificationKind> {
        let choices = notifications::mail_choices(&self.ada.0).await.unwrap();
        choices.into_iter().filter(|choice| choice.mailed).map(|choice| choice.kind).collect()
    }
}

fn post(path: &str, (media_type, body): (&str, &str)) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, media_type).body(Body::from(body.to_owned())).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";
/// As some mail programs send it.
const PARTS: (&str, &str) = (
    "multipart/form-data; boundary=x",
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
);

/// RFC 8058: a POST with that body, without a cookie, without a redirect, ends them; opening the link does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_program_ends_mails_of_a_kind_by_one_request() {
    let world = World::new().await;
    world.answer().await;
    let mail = world.smtp.to("ada@example.org").remove(0);
    assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    let link = mail.header("List-Unsubscribe").unwrap();
    let path = link.trim_matches(['<', '>']).strip_prefix(URL).expect("a link to the console").to_owned();

    let (status, _, page) = world.ask(Request::get(&path).body(Body::empty()).unwrap()).await;
    assert_eq!((status, world.mailed().await), (StatusCode::OK, NotificationKind::ALL.to_vec()), "programs open links: {page}");
    let (status, _, _) =
        world.ask(post(&path.replace("ticket_answered", "data_ready"), (FORM, "List-Unsubscribe=One-Click"))).await;
    assert_eq!((status, world.mailed().await.len()), (StatusCode::NOT_FOUND, 7), "forged");

    for form in [(FORM, "List-Unsubscribe=One-Click"), PARTS] {
        let (status, headers, said) = world.ask(post(&path, form)).await;
        assert_eq!((status, headers.get(header::LOCATION)), (StatusCode::OK, None), "{said}");
        let left = world.mailed().await;
        assert!(left.len() == 6 && !left.contains(&NotificationKind::TicketAnswered), "that kind and no other: {left:?}");
    }
    world.answer().await;
    assert_eq!(world.smtp.to("ada@example.org").len(), 1, "no more mails of this kind");
    assert_eq!(notifications::inbox(&world.ada.0, 1).await.unwrap().rows.len(), 2, "the inbox has both");
}

/// Status, headers and body, of the page and of the HTTP API.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_up_is_answered_alike_whoever_has_the_address() {
    let world = World::new().await;
    let mut answers = Vec::new();
    for name in ["ada", "eve"] {
        let form = format!("email={name}%40example.org&password=long+enough&name=Name&organization=Other");
        let json = format!(r#"{{"email":"{name}@example.org","password":"long enough","name":"Name","organization":"Other"}}"#);
        for request in [post("/api/pages/people/sign-up", (FORM, &form)), post("/api/v1/sign-up", ("application/json", &json))] {
            let (status, headers, body) = world.ask(request).await;
            let mut headers: Vec<_> =
                headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
            // No two answers share these; a policy has its own nonce.
            headers.retain(|(name, _)| !["x-request-id", "date", "content-security-policy"].contains(&name.as_str()));
            answers.push((status, headers, body.replace(name, "NAME")));
        }
    }
    assert_eq!(answers[..2], answers[2..]);
    assert_eq!(answers[1].0, StatusCode::ACCEPTED);
    assert!(answers.iter().flat_map(|(_, headers, _)| headers).all(|(name, _)| name != "set-cookie"), "{answers:?}");
    world.mail().await;
    let told = |name: &str| world.smtp.to(&format!("{name}@example.org")).remove(0).subject();
    assert_eq!([told("ada"), told("eve")], ["You have an account on Muster", "Confirm your e-mail address"]);
}
