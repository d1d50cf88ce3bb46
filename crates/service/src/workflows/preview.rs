//! What a workflow would do to a month, before anybody saves it.
//!
//! An editor asks anew with every change. The newest question of an editor stops the one before: its future is
//! dropped, and with it the engine's work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use muster_domain::permission::Permission;
use muster_domain::view::workflows::{Preview, PreviewFigures, PreviewRequest};
use muster_domain::workflow::{self, Refusal, Workflow};
use muster_domain::{OrganizationId, UserId};
use muster_engine::report::{Preview as Found, ReportError, ReportRequest};
use muster_store::OrgTx;
use tokio::sync::oneshot;

use crate::bill::{self, Asked, Bill};
use crate::billing;
use crate::reports::{chosen, kept, missing_subset};
use crate::{Ctx, Error, OrgScope, ledgers};

/// An editor's name is cut here: it is only compared.
const LONGEST_EDITOR: usize = 64;

/// The effect of a workflow on a month.
///
/// # Errors
/// `Invalid` at `scope`; `Conflict` when the same editor asked again meanwhile.
pub async fn preview(ctx: &Ctx, org: OrganizationId, request: PreviewRequest) -> Result<Preview, Error> {
    let editor = Editor { org, user: ctx.asker()?, name: request.editor.chars().take(LONGEST_EDITOR).collect() };
    let answer = async {
        let scope = ctx.allow(org, Permission::Read).await?;
        compute(&scope, request).await
    };
    ctx.muster().previews().answer(editor, answer).await
}

async fn compute(scope: &OrgScope, asked: PreviewRequest) -> Result<Preview, Error> {
    let workflow = match workflow::read(&asked.workflow) {
        Ok(workflow) => workflow,
        Err(refusals) => return Ok(Preview { refusals, figures: None }),
    };
    let began = Instant::now();
    let mut tx = scope.read().await?;
    if let Some(missing) = missing_subset(&mut tx, &workflow).await? {
        return Ok(Preview { refusals: vec![missing], figures: None });
    }
    let (request, bill) = question(scope, tx, (workflow.clone(), asked)).await?;
    if let Err(refused) = bill.refuse(&request) {
        let refusal = Refusal { path: refused.path(), reason: refused.to_string() };
        return Ok(Preview { refusals: vec![refusal], figures: None });
    }
    let session = bill.session(scope.muster())?;
    match scope.muster().engine().preview(&session, request).await {
        Ok(found) => {
            let figures = figures(&found, &workflow, (bill.currency(), began));
            Ok(Preview { refusals: Vec::new(), figures: Some(figures) })
        }
        Err(error) => refused(error).map(|refusal| Preview { refusals: vec![refusal], figures: None }),
    }
}

async fn question(
    scope: &OrgScope,
    mut tx: OrgTx,
    (workflow, asked): (Workflow, PreviewRequest),
) -> Result<(ReportRequest, Bill), Error> {
    let (settings, subsets) = (billing::settings(&mut tx).await?, chosen(&mut tx, asked.scope).await?);
    let asked = Asked { workflow, scope: &subsets, period: asked.month.period(), group_by: &[], settings: &settings };
    let request = bill::request(&mut tx, asked).await?;
    let folders = ledgers::folders(scope.muster(), &mut tx).await?;
    drop(tx);
    let bill = Bill::open(folders, &request).await?;
    Ok((request, bill))
}

fn figures(found: &Found, workflow: &Workflow, (currency, began): (String, Instant)) -> PreviewFigures {
    PreviewFigures {
        currency,
        lines: found.lines,
        unblended: found.unblended,
        charge: found.charge,
        effects: kept::by_rule(workflow, &found.effects),
        no_public_price: found.no_public_price,
        source: kept::source(found.source),
        milliseconds: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}

/// What the engine refuses about a workflow, beside its rule.
fn refused(error: ReportError) -> Result<Refusal, Error> {
    match error {
        ReportError::Workflow(refusal) => Ok(refusal),
        ReportError::TooManyDecimals | ReportError::TooLarge => {
            Ok(Refusal { path: "rules".to_owned(), reason: error.to_string() })
        }
        other => Err(Error::internal(other)),
    }
}

/// Who is previewing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Editor {
    org: OrganizationId,
    user: UserId,
    name: String,
}

/// The previews that are being computed in this process.
#[derive(Clone, Default)]
pub(crate) struct Previews {
    running: Arc<Mutex<HashMap<Editor, Running>>>,
}

struct Running {
    number: u64,
    /// Dropped when somebody else takes the turn.
    _goes_on: oneshot::Sender<()>,
}

/// An editor's right to be answered, until it asks again.
struct Turn {
    previews: Previews,
    editor: Editor,
    number: u64,
    goes_on: oneshot::Receiver<()>,
}

impl Previews {
    /// Waits for an answer as long as the editor does not ask for another; dropped then, it stops what it has begun.
    async fn answer<T>(&self, editor: Editor, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut turn = self.turn(editor);
        tokio::select! {
            biased;
            () = turn.is_over() => Err(Error::Conflict("this editor asked for another preview meanwhile".to_owned())),
            done = answer => done,
        }
    }

    /// Takes the turn from whoever has it.
    fn turn(&self, editor: Editor) -> Turn {
        let (sender, goes_on) = oneshot::channel();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let number = running.get(&editor).map_or(0, |before| before.number + 1);
        running.insert(editor.clone(), Running { number, _goes_on: sender });
        Turn { previews: self.clone(), editor, number, goes_on }
    }
}

impl Turn {
    /// Waits for somebody to take it.
    async fn is_over(&mut self) {
        // Nothing is ever sent: the answer is that the sender is gone.
        let _ = (&mut self.goes_on).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut running = self.previews.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.get(&self.editor).is_some_and(|running| running.number == self.number) {
            running.remove(&self.editor);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use muster_engine::session::{Engine, Settings};

    use super::*;

    fn editor(name: &str) -> Editor {
        let id = uuid::Uuid::from_u128(7);
        Editor { org: OrganizationId(id), user: UserId(id), name: name.to_owned() }
    }

    #[tokio::test]
    async fn a_turn_is_over_when_the_same_editor_takes_the_next() {
        let previews = Previews::default();
        let (mut first, mut other) = (previews.turn(editor("a")), previews.turn(editor("b")));
        let mut second = previews.turn(editor("a"));
        first.is_over().await;
        drop(first);
        let mut third = previews.turn(editor("a"));
        second.is_over().await;
        assert!(third.goes_on.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty));
        assert!(other.goes_on.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty));
        drop((second, third, other));
        assert!(previews.running.lock().unwrap().is_empty(), "nothing is left behind");
    }

    #[tokio::test]
    async fn the_engine_stops_computing_what_a_newer_preview_replaced() {
        let (previews, engine) = (Previews::default(), Engine::new(&Settings::default()).unwrap());
        let (begun, has_begun) = oneshot::channel();
        let (held, was_stopped) = oneshot::channel::<()>();
        let computing = engine.run(async move {
            let _held = held;
            begun.send(()).unwrap();
            std::future::pending::<()>().await;
        });
        let first = previews.answer(editor("a"), async { computing.await.map_err(Error::internal) });
        let second = async {
            has_begun.await.unwrap();
            previews.answer(editor("a"), async { Ok(()) }).await
        };
        let (first, second) = tokio::join!(first, second);
        assert!(matches!(first, Err(Error::Conflict(_))) && second.is_ok(), "{first:?} {second:?}");
        let stopped = tokio::time::timeout(Duration::from_secs(10), was_stopped).await;
        assert!(stopped.is_ok_and(|held| held.is_err()), "what the engine's task held is dropped");
    }
}
