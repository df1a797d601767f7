"""Actions on the call and on signatures by the register. They raise the errors of `board/actions/sessions.py`."""

from broadcast.board.actions import signing
from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit, must_operate
from broadcast.board.actions.signing import SignatureSource
from broadcast.board.domain.board import CALLING, TALLY
from broadcast.board.domain.signing import Calling, Tally
from broadcast.signing import domain as rules
from broadcast.signing.domain import Proposal, Signatory
from broadcast.signing.ports import SigningServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.texts.countries import countries


async def call_signatory(
    services: SigningServices, country: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Call a State to sign; screens show it and the next three.

    Raises: RuleError `signing.second_person`: it is not to be called; RuleError `signing.already_signed`.
    """
    if not rules.may_sign(await _read_entries(services), country):
        raise RuleError("signing.second_person")

    def rule(context: RuleContext) -> Calling:
        if any(signature.country == country for signature in context.get(TALLY, Tally).signatures):
            raise RuleError("signing.already_signed")
        return Calling(called=country)

    command = BoardCommand(
        key=CALLING,
        action="broadcast:signatory:called",
        operator=operator,
        expected=expected,
        reads=(TALLY,),
        details={"country": country},
    )
    return await commit(services.board, command, rule)


async def sign_state(
    services: SigningServices, country: str, *, operator: Staff, expected: int | None = None, in_plenary: bool = True
) -> Committed:
    """Record the signature of a State on the register.

    Raises: InvalidError `signing.unknown_country`, RuleError `signing.second_person`: the State is not on the
    register or has declined, so that another operator has to confirm a proposal; RuleError `signing.already_signed`.
    """
    if country not in countries():
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})
    if not rules.may_sign(await _read_entries(services), country):
        raise RuleError("signing.second_person")
    given = SignatureSource(in_plenary=in_plenary)
    return await signing.record_signature(services.board, country, operator=operator, expected=expected, given=given)


async def propose_signature(
    services: SigningServices, country: str, *, operator: Staff, in_plenary: bool = True
) -> Proposal:
    """Propose the signature of a State that is not on the register, for another operator to confirm.

    Raises: InvalidError `signing.unknown_country`, RuleError `signing.on_register`, `signing.already_proposed` or
    `signing.already_signed`.
    """
    must_operate(operator)
    if country not in countries():
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})
    board, now = services.board, services.board.clock.now()
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        tally = await board.store.find_entry(transaction, TALLY)
        state = tally.state if tally else None
        if isinstance(state, Tally) and any(signature.country == country for signature in state.signatures):
            raise RuleError("signing.already_signed")
        if rules.may_sign(
            rules.merge_register(services.seed, await services.register.list_stored(transaction)), country
        ):
            raise RuleError("signing.on_register")
        if any(one.country == country for one in await services.register.list_proposals(transaction)):
            raise RuleError("signing.already_proposed")
        proposal = Proposal(
            id=board.ids.new("sgp"),
            country=country,
            in_plenary=in_plenary,
            proposed_by=operator.id,
            proposed_by_name=operator.name,
            proposed_at=now,
        )
        await services.register.add_proposal(transaction, proposal)
        await transaction.record(
            AuditEntry("broadcast:signature:proposed", operator.id, f"signatory/{country}", now, {})
        )
    return proposal


async def confirm_signature(services: SigningServices, proposal_id: str, *, operator: Staff) -> Committed:
    """Record a signature that another operator has proposed. The proposal stays until the signature is undone or kept.

    Raises: NotFoundError `signing.no_proposal`, RuleError `signing.same_person` or `signing.already_signed`.
    """
    proposal = await _find_proposal(services, proposal_id)
    must_operate(operator)
    rules.require_second_person(proposal, operator.id)
    given = SignatureSource(in_plenary=proposal.in_plenary, proposed_by=proposal.proposed_by)
    return await signing.record_signature(services.board, proposal.country, operator=operator, given=given)


async def withdraw_proposal(services: SigningServices, proposal_id: str, *, operator: Staff) -> None:
    """Withdraw a proposed signature; any operator may. Raises: NotFoundError `signing.no_proposal`."""
    must_operate(operator)
    proposal = await _find_proposal(services, proposal_id)
    now = services.board.clock.now()
    async with services.board.transactions.write() as transaction:
        if not await services.register.remove_proposal(transaction, proposal_id):
            raise NotFoundError("signing.no_proposal")
        subject = f"signatory/{proposal.country}"
        await transaction.record(AuditEntry("broadcast:signature:proposal_withdrawn", operator.id, subject, now, {}))


async def _find_proposal(services: SigningServices, proposal_id: str) -> Proposal:
    async with services.board.transactions.read() as transaction:
        proposals = await services.register.list_proposals(transaction)
    found = next((one for one in proposals if one.id == proposal_id), None)
    if found is None:
        raise NotFoundError("signing.no_proposal")
    return found


async def _read_entries(services: SigningServices) -> tuple[Signatory, ...]:
    async with services.board.transactions.read() as transaction:
        return rules.merge_register(services.seed, await services.register.list_stored(transaction))
